//! `--format human`: for each target the verdict, the way that was walked, and what stops it.

mod finding;
mod footer;
mod plan;
mod trace;

use std::io::{self, Write};

use super::v1::{Finding, Report, Severity, Status, Target, Verdict};
use super::{Printer, Text, View};

pub(super) use finding::handle;
pub(super) use trace::{few, label, ladder, ranges, steps};

/// Writes the report: what works first, what does not last, then the counts, so that the end of
/// the output is what matters.
pub(super) fn write(report: &Report, view: View, out: &mut dyn Write) -> io::Result<()> {
    let mut printer = Printer::new(view, out);
    let mut targets: Vec<&Target> = report.targets.iter().collect();
    targets.sort_by_key(|target| std::cmp::Reverse(order_of(target.verdict)));
    for target in targets {
        if !(view.quiet && target.verdict == Verdict::Reachable) {
            write_target(target, &mut printer)?;
            printer.blank()?;
        }
    }
    footer::write(report, &mut printer)
}

/// The worst first.
pub(super) fn order_of(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Blocked => 0,
        Verdict::Degraded => 1,
        Verdict::Unknown => 2,
        Verdict::Reachable => 3,
    }
}

fn write_target(target: &Target, printer: &mut Printer<'_>) -> io::Result<()> {
    let view = printer.view();
    let status = if target.not_applicable {
        Status::Skipped
    } else {
        target.verdict.status()
    };
    let header = Text::new()
        .styled(status.style(), status.symbol(view.symbols))
        .plain(" ")
        .bold(&target.name)
        .plain("  ")
        .styled(status.style().bold(), target.verdict.as_str())
        .plain(format!("  {}", target.endpoint));
    printer.hanging(&Text::new(), 2, &header)?;
    let how = Text::new().dim(format!(
        "{}, gateway {}",
        target.mode.as_str(),
        target.gateway_name
    ));
    let is_fine = target.verdict == Verdict::Reachable;
    let how = if is_fine {
        how.dim(": ").joined(all_open(target))
    } else {
        how
    };
    printer.wrapped(&"  ".into(), &how)?;
    if !is_fine || view.verbose {
        trace::write(target, printer)?;
    }
    for finding in shown(target, view) {
        printer.blank()?;
        finding::write(finding, printer)?;
    }
    plan::write(target, printer)
}

/// The findings to print in full: those of severity `info` are only counted unless asked for.
fn shown(target: &Target, view: View) -> impl Iterator<Item = &Finding> {
    let findings = target.findings.iter();
    findings.filter(move |finding| view.verbose || finding.severity > Severity::Info)
}

/// One line that says what "reachable" covers.
fn all_open(target: &Target) -> Text {
    let paths = target.paths.len();
    let interfaces = trace::distinct(target.paths.iter().map(|path| path.source.as_str()));
    let addresses = trace::distinct(target.paths.iter().map(|path| path.destination.as_str()));
    let backends = trace::distinct(
        target
            .paths
            .iter()
            .flat_map(|path| &path.backends)
            .filter(|backend| backend.in_rotation)
            .map(|backend| backend.label.as_str()),
    );
    let backends = match backends.len() {
        0 => String::new(),
        number => format!(" and {}", count(number, "backend")),
    };
    let line = format!(
        "{} open, from {} to {}{backends}",
        match paths {
            1 => "the only path is".to_owned(),
            paths => format!("all {paths} paths are"),
        },
        count(interfaces.len(), "interface"),
        count_of(addresses.len(), "address", "addresses"),
    );
    Text::from(line)
}

/// `1 path`, `2 paths`.
pub(super) fn count(number: usize, noun: &str) -> String {
    count_of(number, noun, &format!("{noun}s"))
}

fn count_of(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
