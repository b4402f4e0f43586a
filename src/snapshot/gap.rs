//! What a snapshot lacks, and why.

use std::fmt;

use crate::snapshot::{Call, Scope, text::sanitize};

/// A call whose answer is missing or not whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// The account and Region that were asked.
    pub scope: Scope,
    /// The call; a file whose name states none has empty strings here.
    pub call: Call,
    /// Why.
    pub reason: GapReason,
    /// The file that is bad or missing, relative to the root of the snapshot.
    pub file: Option<String>,
}

/// A gap, by its index in `Snapshot::gaps`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GapId(pub(super) u32);

impl GapId {
    /// The index in `Snapshot::gaps`.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Why evidence is missing. It displays as a lowercase fragment that is safe to print.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GapReason {
    /// Answers describe one resource in two ways: which one holds cannot be told.
    Contradictory {
        /// The resource.
        id: String,
    },
    /// AWS refused; `action` is the IAM action that was missing, where AWS or the collector said.
    Denied {
        /// Such as `ec2:DescribeVpcs`.
        action: Option<String>,
        /// What AWS said, or "".
        message: String,
    },
    /// AWS answered with another error, or the answer lacks what it should hold.
    Failed {
        /// What AWS said, or what is wrong.
        message: String,
    },
    /// The manifest lists the answer, but there is no such file.
    FileMissing,
    /// The file is not JSON, or not in the shape of the call's answer.
    Malformed {
        /// Line of the fault, from 1; 0 where there is none.
        line: usize,
        /// Column of the fault, from 1; 0 where there is none.
        column: usize,
        /// What was found or expected.
        message: String,
    },
    /// The answer was cut off: there are more pages.
    MorePages,
    /// Nobody made the call.
    NotObserved,
    /// AWS refused because of too many requests.
    Throttled,
    /// The file cannot be read.
    Unreadable {
        /// What the system said.
        message: String,
    },
}

impl fmt::Display for GapReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contradictory { id } => {
                write!(f, "{} is described twice, differently", sanitize(id))
            }
            Self::Denied {
                action: Some(action),
                ..
            } => {
                write!(f, "access denied: {} is not allowed", sanitize(action))
            }
            Self::Denied {
                action: None,
                message,
            } if message.is_empty() => f.write_str("access denied"),
            Self::Denied {
                action: None,
                message,
            } => {
                write!(f, "access denied: {}", sanitize(message))
            }
            Self::Failed { message } => write!(f, "the call failed: {}", sanitize(message)),
            Self::FileMissing => f.write_str("the manifest lists a file that is missing"),
            Self::Malformed {
                line,
                column,
                message,
            } => {
                write!(
                    f,
                    "malformed at line {line}, column {column}: {}",
                    sanitize(message)
                )
            }
            Self::MorePages => f.write_str("the answer was cut off: there are more pages"),
            Self::NotObserved => f.write_str("not observed"),
            Self::Throttled => f.write_str("throttled by AWS"),
            Self::Unreadable { message } => write!(f, "unreadable: {}", sanitize(message)),
        }
    }
}
