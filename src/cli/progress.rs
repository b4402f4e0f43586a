//! How far a collection is, on standard error: a line per stage, and on a terminal a bar.

use std::collections::BTreeMap;
use std::io::{self, Write as _};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::collect::{Progress, Stop};
use crate::report::{Printer, Symbols, Text, v1::Severity};
use crate::snapshot::{Manifest, ManifestCall, Scope, text::sanitize};

use super::live::Watch;
use super::term::{Terminal, environment};

/// Shows the progress of one collection.
pub(super) struct Display {
    bar: ProgressBar,
    is_silent: bool,
}

impl Display {
    pub(super) fn new(no_progress: bool, terminal: &Terminal) -> Self {
        let draws = !no_progress && terminal.is_watched() && environment("CI").is_none();
        let target = if draws {
            ProgressDrawTarget::stderr_with_hz(10)
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        let style = ProgressStyle::with_template("{spinner} {pos}/{len} calls  {wide_msg}");
        if let Ok(style) = style {
            bar.set_style(if terminal.on_stderr().symbols == Symbols::Ascii {
                style.tick_chars("-\\|/ ")
            } else {
                style
            });
        }
        Self {
            bar,
            is_silent: no_progress,
        }
    }

    fn line(&self, text: &str) {
        if !self.is_silent {
            // Nobody is left to tell when even this cannot be written.
            let _ = writeln!(io::stderr().lock(), "{text}");
        }
    }
}

impl Watch for Display {
    fn began(&mut self, home: &Scope) {
        self.line(&format!(
            "collecting from account {} in {}",
            home.account, home.region
        ));
    }

    fn progress(&mut self, progress: &Progress<'_>) {
        self.bar.set_length(progress.planned as u64);
        self.bar.set_position(progress.made as u64);
        let mut message = progress.last.unwrap_or_default().to_owned();
        if progress.throttles > 0 {
            message = format!("{message}  throttled {}×", progress.throttles);
        }
        self.bar.set_message(message);
    }

    fn ended(&mut self, manifest: &Manifest, stopped: Option<Stop>) {
        self.bar.finish_and_clear();
        let ended = match stopped {
            Some(Stop::Deadline) => "the deadline passed: ",
            Some(Stop::Interrupted) => "interrupted: ",
            None => "",
        };
        let (calls, without) = (manifest.calls.len(), failed(manifest).count());
        self.line(&format!(
            "{ended}{calls} calls, {without} without an answer"
        ));
    }
}

/// One line per operation and reason: a missing permission fails every call of an operation.
pub(super) fn write_gaps(manifest: &Manifest, terminal: &Terminal) -> io::Result<()> {
    let mut reasons: BTreeMap<(&str, &str, String), usize> = BTreeMap::new();
    for call in failed(manifest) {
        let reason = call.reason().map(|reason| reason.to_string());
        let key = (&*call.service, &*call.operation, reason.unwrap_or_default());
        *reasons.entry(key).or_default() += 1;
    }
    let mut out = io::stderr().lock();
    let mut printer = Printer::new(terminal.on_stderr(), &mut out);
    for ((service, operation, reason), count) in reasons {
        let times = if count > 1 {
            format!(" ({count} calls)")
        } else {
            String::new()
        };
        let lead = Text::new()
            .styled(Severity::Warning.style(), "gap")
            .bold(": ");
        let text = format!("{service} {operation}{times}: {reason}");
        printer.wrapped(&lead, &sanitize(&text).as_ref().into())?;
    }
    Ok(())
}

fn failed(manifest: &Manifest) -> impl Iterator<Item = &ManifestCall> {
    manifest.calls.iter().filter(|call| call.status != "ok")
}
