//! Why a snapshot cannot be loaded.

use std::{
    fmt::{self, Write as _},
    io,
};

use crate::snapshot::{GapReason, text::sanitize};

/// Why a snapshot cannot be loaded. Texts are lowercase fragments and safe to print.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The archive is damaged or is none.
    #[error(
        "cannot read the archive {}: {}: expected a gzip-compressed tar of a snapshot directory",
        sanitize(path),
        sanitize(message)
    )]
    Archive {
        /// The archive.
        path: String,
        /// What is wrong with it.
        message: String,
    },
    /// Nothing in there is evidence.
    #[error(
        "no evidence in {}: expected files such as \
         <account>/<region>/ec2.describe-vpcs.json, each the JSON output of one AWS CLI command",
        sanitize(path)
    )]
    Empty {
        /// The directory or archive.
        path: String,
    },
    /// Files are malformed or unreadable: all of them, sorted.
    #[error("{}", list(problems))]
    Files {
        /// At least one.
        problems: Vec<Problem>,
    },
    /// The path is neither a directory nor an archive.
    #[error(
        "{} is not a snapshot: expected a directory or a .tar.gz of one, not a single file",
        sanitize(path)
    )]
    NotASnapshot {
        /// The path.
        path: String,
    },
    /// The path cannot be opened.
    #[error("cannot open the snapshot {}: {}", sanitize(path), sanitize(&source.to_string()))]
    Open {
        /// The path.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// The manifest is of a later version.
    #[error(
        "manifest.json has schema version \"{}\", this program reads version 1: \
         a newer gatepath can load it",
        sanitize(found)
    )]
    Version {
        /// The version in the manifest.
        found: String,
    },
}

/// A file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Path relative to the root of the snapshot.
    pub file: String,
    /// [`GapReason::Malformed`] or [`GapReason::Unreadable`].
    pub reason: GapReason,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = sanitize(&self.file);
        match &self.reason {
            GapReason::Malformed {
                line,
                column,
                message,
            } => {
                write!(f, "{file}:{line}:{column}: {}", sanitize(message))
            }
            reason => write!(f, "{file}: {reason}"),
        }
    }
}

fn list(problems: &[Problem]) -> String {
    let mut out = match problems.len() {
        1 => "a file of the snapshot cannot be used:".to_owned(),
        n => format!("{n} files of the snapshot cannot be used:"),
    };
    for problem in problems {
        // Writing to a `String` cannot fail.
        let _ = write!(out, "\n  {problem}");
    }
    out.push_str("\nrepair or remove them, or take them as missing evidence (--allow-incomplete)");
    out
}
