//! How far a collection is, on standard error: a bar on a terminal, else a line per stage.

use std::collections::BTreeMap;
use std::io::{self, Write as _};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::collect::{Progress, Stop};
use crate::report::{Printer, Symbols, Text, v1::Severity};
use crate::snapshot::{Manifest, ManifestCall, Scope, text::sanitize};

use super::term::{Terminal, environment};

/// Shows the progress of one collection.
pub(super) struct Display {
    bar: ProgressBar,
    /// Whether there are lines instead of a bar.
    is_plain: bool,
    is_silent: bool,
    terminal: Terminal,
}

impl Display {
    pub(super) fn new(no_progress: bool, terminal: &Terminal) -> Self {
        let draws = !no_progress && terminal.is_stderr_terminal() && environment("CI").is_none();
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
            is_plain: !draws,
            is_silent: no_progress,
            terminal: *terminal,
        }
    }

    /// The credentials work.
    pub(super) fn began(&self, home: &Scope) {
        self.line(&format!(
            "collecting from account {} in {}",
            home.account, home.region
        ));
    }

    pub(super) fn progress(&self, progress: &Progress<'_>) {
        self.bar.set_length(progress.planned as u64);
        self.bar.set_position(progress.made as u64);
        let mut message = progress.last.unwrap_or_default().to_owned();
        if progress.throttles > 0 {
            message = format!("{message}  throttled {}×", progress.throttles);
        }
        self.bar.set_message(message);
    }

    /// Everything was answered, or not: says what is missing, and what would help.
    pub(super) fn ended(&self, manifest: &Manifest, stopped: Option<Stop>) -> io::Result<()> {
        self.bar.finish_and_clear();
        let failed: Vec<&ManifestCall> = manifest
            .calls
            .iter()
            .filter(|call| call.status != "ok")
            .collect();
        let ended = match stopped {
            Some(Stop::Deadline) => "the deadline passed: ",
            Some(Stop::Interrupted) => "interrupted: ",
            None => "",
        };
        let (calls, without) = (manifest.calls.len(), failed.len());
        self.line(&format!(
            "{ended}{calls} calls, {without} without an answer"
        ));
        self.failures(&failed)
    }

    /// One line per operation and reason: a missing permission fails every call of an operation.
    fn failures(&self, failed: &[&ManifestCall]) -> io::Result<()> {
        let mut reasons: BTreeMap<(&str, &str, String), usize> = BTreeMap::new();
        for call in failed {
            let reason = call
                .reason()
                .map(|reason| reason.to_string())
                .unwrap_or_default();
            *reasons
                .entry((&call.service, &call.operation, reason))
                .or_default() += 1;
        }
        let mut out = io::stderr().lock();
        let mut printer = Printer::new(self.terminal.on_stderr(), &mut out);
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

    fn line(&self, text: &str) {
        if self.is_plain && !self.is_silent {
            // Nobody is left to tell when even this cannot be written.
            let _ = writeln!(io::stderr().lock(), "{text}");
        }
    }
}
