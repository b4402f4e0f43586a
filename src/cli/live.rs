//! From credentials to answers: what the verbs that ask AWS have in common.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;

use crate::collect::{
    Access, CollectError, Collected, Observer, Progress, Request, Session, Stop, collect,
};
use crate::snapshot::{
    File, Manifest, RedactOptions, Scope, SnapshotWriter, redact, text::sanitize,
};

use super::args::Live;
use super::error::Error;
use super::progress::Display;
use super::term::{Terminal, environment};

/// The name of the manifest in a snapshot.
const MANIFEST: &str = "manifest.json";

/// What a collection left: the answers, what became of each call, and why it ended early.
pub(super) struct Recorded {
    pub(super) files: BTreeMap<String, Vec<u8>>,
    pub(super) manifest: Manifest,
    pub(super) stopped: Option<Stop>,
}

/// How the answers are kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keep<'a> {
    /// The directory for them.
    pub(super) folder: Option<&'a Path>,
    /// Whether and how what tells whose they are is replaced.
    pub(super) redaction: Option<&'a RedactOptions>,
}

/// Whoever watches a collection.
pub(super) trait Watch {
    /// The credentials work.
    fn began(&mut self, _: &Scope) {}
    /// An answer has come.
    fn progress(&mut self, progress: &Progress<'_>);
    /// Everything was answered, or not.
    fn ended(&mut self, _: &Manifest, _: Option<Stop>) {}
}

/// Asks AWS, and writes what is answered as it comes: also of a run that is interrupted. How far
/// it is stands on standard error.
pub(super) fn record(
    live: &Live,
    request: &Request,
    keep: Keep<'_>,
    terminal: &Terminal,
) -> Result<Recorded, Error> {
    let mut display = Display::new(live.no_progress, terminal);
    record_watched(live, request, keep, &mut display)
}

/// The same with somebody else who watches.
pub(super) fn record_watched(
    live: &Live,
    request: &Request,
    keep: Keep<'_>,
    display: &mut dyn Watch,
) -> Result<Recorded, Error> {
    if let Some(folder) = keep.folder {
        must_be_empty(folder)?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let mut keeper = Keeper {
        // What is to be redacted must not touch the disk before.
        writer: keep
            .folder
            .filter(|_| keep.redaction.is_none())
            .map(SnapshotWriter::new),
        files: BTreeMap::new(),
        display,
    };
    let collected = runtime.block_on(async {
        let session = tokio::time::timeout(
            Duration::from_secs(live.deadline),
            Session::open(&access(live)),
        )
        .await
        .map_err(|_| {
            Error::usage("AWS did not say before the deadline whose credentials these are")
        })??;
        keeper.display.began(session.home());
        let collected = collect(request, &session, stop(live.deadline), &mut keeper).await;
        Ok::<_, Error>(collected)
    })?;
    // Answers that were given up are not waited for.
    runtime.shutdown_background();
    let Collected {
        mut manifest,
        stopped,
    } = collected?;
    manifest.captured_at = Some(now());
    let (mut files, display) = (keeper.files, keeper.display);
    if let Some(options) = keep.redaction {
        files = redact(files, &mut manifest, options)
            .map_err(|error| Error::input(sanitize(&error.to_string())))?;
    }
    if let Some(folder) = keep.folder {
        write(folder, &files, &manifest, keep.redaction.is_some())?;
    }
    let mut bytes = serde_json::to_vec_pretty(&manifest).map_err(io::Error::from)?;
    bytes.push(b'\n');
    files.insert(MANIFEST.to_owned(), bytes);
    display.ended(&manifest, stopped);
    Ok(Recorded {
        files,
        manifest,
        stopped,
    })
}

/// Keeps answers on disk and in memory.
struct Keeper<'a> {
    writer: Option<SnapshotWriter>,
    files: BTreeMap<String, Vec<u8>>,
    display: &'a mut dyn Watch,
}

impl Observer for Keeper<'_> {
    fn answered(&mut self, file: &File, json: Vec<u8>) -> io::Result<()> {
        if let Some(writer) = &self.writer {
            writer.write_file(file, &json)?;
        }
        self.files.insert(file.path.clone(), json);
        Ok(())
    }

    fn progress(&mut self, progress: &Progress<'_>) {
        self.display.progress(progress);
    }
}

/// Writes what was not yet written: all files of a redacted snapshot, else the manifest.
fn write(
    folder: &Path,
    files: &BTreeMap<String, Vec<u8>>,
    manifest: &Manifest,
    redacted: bool,
) -> Result<(), Error> {
    let writer = SnapshotWriter::new(folder);
    let failed = |error: io::Error| Error::file(folder, &error);
    if redacted {
        for (path, bytes) in files {
            let file = File {
                path: path.clone(),
                ..File::default()
            };
            writer.write_file(&file, bytes).map_err(failed)?;
        }
    }
    writer.write_manifest(manifest).map_err(failed)
}

/// Two collections in one folder would be taken for one.
fn must_be_empty(folder: &Path) -> Result<(), Error> {
    match std::fs::read_dir(folder).map(|mut entries| entries.next().is_some()) {
        Ok(true) => Err(Error::usage(format!("{} is not empty", folder.display()))
            .hint("name a new directory: evidence of two times must not be mixed")),
        Ok(false) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Error::file(folder, &error)),
    }
}

fn access(live: &Live) -> Access {
    Access {
        profile: live.profile.clone(),
        region: live.region.clone(),
        roles: live.role_arn.clone(),
        max_attempts: live
            .max_attempts
            .or_else(|| environment("AWS_MAX_ATTEMPTS")?.parse().ok()),
        attempt_timeout: Some(Duration::from_secs(live.timeout.max(1))),
    }
}

/// Ends when the time is up, or with Ctrl-C.
async fn stop(deadline: u64) -> Stop {
    tokio::select! {
        () = tokio::time::sleep(Duration::from_secs(deadline)) => Stop::Deadline,
        interrupted = tokio::signal::ctrl_c() => match interrupted {
            Ok(()) => Stop::Interrupted,
            // Without a handler Ctrl-C ends the process by itself.
            Err(_) => std::future::pending().await,
        },
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "when the evidence was taken is part of the evidence"
)]
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

impl From<CollectError> for Error {
    fn from(error: CollectError) -> Self {
        let message = sanitize(&error.to_string()).into_owned();
        let failed = Self::usage(message);
        match error {
            CollectError::NoRegion => {
                failed.hint("name one with --region REGION or AWS_REGION, or in the profile")
            }
            CollectError::Credentials { .. } => failed
                .hint("sign in (aws sso login), name a --profile, or set AWS_ACCESS_KEY_ID …")
                .hint("aws sts get-caller-identity tells whether credentials work"),
            CollectError::Role { .. } => failed
                .hint("the role must trust the caller, and the caller needs sts:AssumeRole on it"),
        }
    }
}
