//! `--format short`: one line per target.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::v1::{Report, Severity, Target, Verdict};
use super::{Printer, Text, View};

/// Writes `verdict  gateway/target  open/all paths  codes`, in columns.
pub(super) fn write(report: &Report, view: View, out: &mut dyn Write) -> io::Result<()> {
    let mut printer = Printer::new(view, out);
    let name = |target: &Target| format!("{}/{}", target.gateway_name, target.name);
    let longest = report
        .targets
        .iter()
        .map(|target| name(target).width())
        .max()
        .unwrap_or(0);
    for target in &report.targets {
        if view.quiet && target.verdict == Verdict::Reachable {
            continue;
        }
        let name = name(target);
        let padding = " ".repeat(longest - name.width());
        let open = target
            .paths
            .iter()
            .filter(|path| path.verdict == Verdict::Reachable)
            .count();
        let text = Text::new()
            .styled(
                target.verdict.style(),
                format!("{:9}", target.verdict.as_str()),
            )
            .plain(format!(
                "  {name}{padding}  {open}/{} paths  ",
                target.paths.len()
            ))
            .plain(codes(target, view.verbose));
        printer.line(&text)?;
    }
    Ok(())
}

/// The rules with findings, each once, those of severity `info` only on request.
fn codes(target: &Target, verbose: bool) -> String {
    let lowest = if verbose {
        Severity::Info
    } else {
        Severity::Warning
    };
    let mut codes: Vec<&str> = Vec::new();
    for finding in target
        .findings
        .iter()
        .filter(|finding| finding.severity >= lowest)
    {
        if !codes.contains(&finding.rule.as_str()) {
            codes.push(&finding.rule);
        }
    }
    if codes.is_empty() {
        "-".to_owned()
    } else {
        codes.join(" ")
    }
}
