//! The end of the output: counts, and what is missing.

use std::collections::BTreeSet;
use std::io;

use crate::report::v1::{Gap, Report, Status, Verdict};
use crate::report::{Printer, Text};

use super::{count, count_of};

/// Gaps that are shown unless more is asked for.
const FEW: usize = 5;

/// Writes the footer.
pub(super) fn write(report: &Report, printer: &mut Printer<'_>) -> io::Result<()> {
    write_gaps(report, printer)?;
    write_assumptions(report, printer)?;
    let summary = &report.summary;
    let verdicts = [
        (summary.blocked, Verdict::Blocked),
        (summary.degraded, Verdict::Degraded),
        (summary.unknown, Verdict::Unknown),
        (summary.reachable, Verdict::Reachable),
    ];
    let mut targets = Text::new().bold(count(summary.targets, "target"));
    let mut separator = ": ";
    for (number, verdict) in verdicts.into_iter().filter(|(number, _)| *number > 0) {
        let word = format!("{number} {}", verdict.as_str());
        targets = targets.plain(separator).styled(verdict.style(), word);
        separator = ", ";
    }
    let targets = targets.dim(format!(
        "; {} walked, {} applied",
        count(summary.paths, "path"),
        count(summary.rules, "rule")
    ));
    printer.wrapped(&Text::new(), &targets)?;
    let mut findings = format!(
        "{}, {}, {}",
        count(summary.errors, "error"),
        count(summary.warnings, "warning"),
        count(summary.infos, "info")
    );
    if summary.infos > 0 && !printer.view().verbose {
        findings.push_str(" (-v shows them)");
    }
    if summary.left_out > 0 {
        findings += "; ";
        findings += &count(summary.left_out, "finding");
        findings += " left out";
    }
    printer.wrapped(&Text::new(), &findings.into())
}

/// What was taken for granted, each sentence once.
fn write_assumptions(report: &Report, printer: &mut Printer<'_>) -> io::Result<()> {
    let all: BTreeSet<&str> = report
        .targets
        .iter()
        .flat_map(|target| &target.assumptions)
        .map(String::as_str)
        .collect();
    if all.is_empty() {
        return Ok(());
    }
    printer.line(&Text::new().bold("taken for granted"))?;
    let few = if printer.view().verbose {
        all.len()
    } else {
        FEW
    };
    for assumption in all.iter().take(few) {
        let lead = Text::from("  ").dim("- ");
        printer.wrapped(&lead, &Text::new().dim(assumption))?;
    }
    if all.len() > few {
        printer.line(&format!("  and {} more (-v shows them)", all.len() - few).into())?;
    }
    printer.blank()
}

/// What decisions needed; the rest is only counted.
fn write_gaps(report: &Report, printer: &mut Printer<'_>) -> io::Result<()> {
    let (needed, rest): (Vec<&Gap>, Vec<&Gap>) = report
        .gaps
        .iter()
        .partition(|gap| !gap.needed_for.is_empty());
    let verbose = printer.view().verbose;
    if needed.is_empty() && (rest.is_empty() || !verbose) {
        return Ok(());
    }
    if !needed.is_empty() {
        printer.line(&Text::new().bold("missing evidence"))?;
    }
    let few = if verbose { needed.len() } else { FEW };
    for gap in needed.iter().take(few) {
        write_gap(gap, printer)?;
    }
    if needed.len() > few {
        printer.line(&format!("  and {} more (-v shows them)", needed.len() - few).into())?;
    }
    if verbose && !rest.is_empty() {
        printer.line(&Text::new().bold("missing, but nothing needed it"))?;
        for gap in rest {
            write_gap(gap, printer)?;
        }
    }
    printer.blank()
}

fn write_gap(gap: &Gap, printer: &mut Printer<'_>) -> io::Result<()> {
    let mark = Status::Unknown;
    let lead = Text::from("  ")
        .styled(mark.style(), mark.symbol(printer.view().symbols))
        .plain(" ");
    let subject = gap.subject.as_deref().unwrap_or(&gap.operation);
    let mut text = Text::new().plain(format!("{subject}: {}", gap.reason));
    if !gap.needed_for.is_empty() {
        let targets = gap.needed_for.len();
        let (first, others) = (
            gap.needed_for.first().map_or("", String::as_str),
            targets - 1,
        );
        text = text.dim(match others {
            0 => format!(", needed for {first}"),
            _ => format!(
                ", needed for {first} and {}",
                count_of(others, "other target", "other targets")
            ),
        });
    }
    printer.wrapped(&lead, &text)?;
    if gap.operation.is_empty() {
        return Ok(());
    }
    let action = gap
        .action
        .as_ref()
        .map(|action| format!(" ({action})"))
        .unwrap_or_default();
    let indent = " ".repeat(lead.width());
    let hint = format!(
        "add the answer of aws {}{action} to the snapshot",
        gap.operation
    );
    printer.wrapped(&indent.into(), &Text::new().dim(hint))
}
