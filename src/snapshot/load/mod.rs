//! Loading: files in, a [`Snapshot`] out, the same one however the files came.

use std::{
    path::Path,
    sync::{Mutex, PoisonError},
    thread,
};

use crate::snapshot::{GapReason, Manifest, Snapshot};

mod aws_error;
mod error;
mod keys;
mod operations;
pub(super) mod parse;
mod read;
mod scope;
mod settle;
pub(super) mod store;

use parse::Part;
use store::{Content, Input, Store};

pub use error::{LoadError, Problem};

#[cfg(test)]
mod tests;

/// How to load a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadOptions {
    /// Take malformed and unreadable files as missing evidence instead of failing.
    pub allow_incomplete: bool,
}

impl Snapshot {
    /// Loads a directory, or a `.tar.gz` of one.
    ///
    /// Files may be anywhere in it. A name `<service>.<operation>[.<key>].json` states the call;
    /// any other name leaves it to the members (`Vpcs`, `Subnets`, …) to tell what the file is.
    /// Account and Region are read from the folders, else from the records, else
    /// [`Scope::UNKNOWN`](crate::snapshot::Scope::UNKNOWN). Of an archive in which everything is in one folder, that folder is
    /// left out. Hidden files and what is not named `*.json` do not count; links are not followed.
    pub fn load(path: &Path, options: &LoadOptions) -> Result<Self, LoadError> {
        let inputs = Store::open(path)?.list()?;
        if inputs.is_empty() {
            return Err(LoadError::Empty {
                path: path.display().to_string(),
            });
        }
        assemble(inputs, options)
    }

    /// Makes a snapshot of files in memory, as [`Snapshot::load`] does of those in a directory.
    ///
    /// Paths are relative to the root of the snapshot, with `/` between folders.
    pub fn from_files(
        files: impl IntoIterator<Item = (String, Vec<u8>)>,
        options: &LoadOptions,
    ) -> Result<Self, LoadError> {
        let inputs = files
            .into_iter()
            .filter(|(path, _)| store::is_evidence(path))
            .map(|(path, bytes)| Input {
                path,
                content: Content::Bytes(bytes),
            })
            .collect();
        assemble(inputs, options)
    }
}

/// Parses all files, then puts them together in the order of their paths.
fn assemble(mut inputs: Vec<Input>, options: &LoadOptions) -> Result<Snapshot, LoadError> {
    inputs.sort_by(|a, b| a.path.cmp(&b.path));
    let manifest = inputs
        .iter()
        .position(|input| input.path == MANIFEST)
        .map(|position| inputs.remove(position));

    let mut problems = Vec::new();
    let manifest = match manifest.map(read_manifest) {
        None => None,
        Some(Ok(manifest)) if manifest.is_supported() => Some(manifest),
        Some(Ok(manifest)) => {
            return Err(LoadError::Version {
                found: manifest.schema_version,
            });
        }
        Some(Err(reason)) => {
            problems.push(Problem {
                file: MANIFEST.to_owned(),
                reason,
            });
            None
        }
    };

    let parts = parse_all(inputs);
    problems.extend(parts.iter().filter_map(|part| {
        Some(Problem {
            file: part.file.path.clone(),
            reason: part.problem.clone()?,
        })
    }));
    problems.sort();
    if !problems.is_empty() && !options.allow_incomplete {
        return Err(LoadError::Files { problems });
    }
    Ok(settle::settle(manifest, parts, problems))
}

fn read_manifest(input: Input) -> Result<Manifest, GapReason> {
    match input.content.load() {
        Content::Bytes(bytes) => parse::manifest(bytes),
        Content::Refused(reason) => Err(reason),
        Content::File { .. } => unreachable!("a loaded file is bytes or refused"),
    }
}

/// Parses files, on several threads when there is enough to do; the result is in their order.
fn parse_all(inputs: Vec<Input>) -> Vec<Part> {
    let size: u64 = inputs.iter().map(|input| input.content.size()).sum();
    if size < PARALLEL_FROM || inputs.len() < 2 {
        return inputs.into_iter().map(parse).collect();
    }
    // The largest last, so that popping takes it first and no thread ends on it alone.
    let mut queue: Vec<_> = inputs.into_iter().enumerate().collect();
    queue.sort_by_key(|(_, input)| input.content.size());
    let queue = Mutex::new(queue);
    let work = || {
        let mut parts = Vec::new();
        // The lock is held for the pop alone, which cannot panic.
        while let Some((order, input)) =
            { queue.lock().unwrap_or_else(PoisonError::into_inner).pop() }
        {
            parts.push((order, parse(input)));
        }
        parts
    };
    let mut parts = thread::scope(|scope| {
        let helpers: Vec<_> = (1..THREADS).map(|_| scope.spawn(work)).collect();
        let mut parts = work();
        for helper in helpers {
            match helper.join() {
                Ok(more) => parts.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        parts
    });
    parts.sort_by_key(|(order, _)| *order);
    parts.into_iter().map(|(_, part)| part).collect()
}

fn parse(input: Input) -> Part {
    let mut part = Part::new(input.path);
    match input.content.load() {
        Content::Bytes(bytes) => part.read(bytes),
        Content::Refused(reason) => part.refuse(reason),
        Content::File { .. } => unreachable!("a loaded file is bytes or refused"),
    }
    part
}

/// The name of the manifest, at the root of a snapshot.
pub(super) const MANIFEST: &str = "manifest.json";

/// Bytes from which a second thread pays.
const PARALLEL_FROM: u64 = 1 << 20;
const THREADS: usize = 2;
