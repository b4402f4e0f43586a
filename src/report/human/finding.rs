//! A finding, in the shape that rustc gives its diagnostics.

use std::io;

use anstyle::{AnsiColor, Style};
use serde_json::Value;

use crate::report::text::{command_lines, cut_lines};
use crate::report::v1::{Confidence, Evidence, Finding, Subject};
use crate::report::{Printer, Text};

/// Places that are shown unless more is asked for.
const FEW: usize = 2;

/// Lines of a value that are shown.
const EXCERPT_LINES: usize = 3;

/// Writes a finding.
pub(super) fn write(finding: &Finding, printer: &mut Printer<'_>) -> io::Result<()> {
    let style = finding.severity.style();
    let lead = Text::new()
        .styled(
            style,
            format!("{}[{}]", finding.severity.as_str(), finding.rule),
        )
        .bold(": ");
    printer.hanging(&lead, 2, &Text::new().bold(&finding.message))?;
    write_evidence(finding, printer)?;
    if !finding.fix.summary.is_empty() {
        printer.wrapped(&label("help"), &finding.fix.summary.as_str().into())?;
    }
    for command in &finding.fix.aws_cli {
        for line in command_lines(command, printer.view().width.saturating_sub(6)) {
            let command = AnsiColor::Cyan.on_default();
            printer.line(&Text::from("      ").styled(command, line))?;
        }
    }
    if finding.fix.verified {
        let proof = match finding.fix.sufficient {
            true => "proven on the model: this alone opens every path",
            false => "proven on the model: this finding goes, others remain",
        };
        printer.wrapped(&label("note"), &proof.into())?;
    }
    if let Some(assumption) = &finding.assumption {
        printer.wrapped(
            &label("note"),
            &format!("this assumes that {assumption}").into(),
        )?;
    }
    if finding.confidence != Confidence::High {
        let confidence = format!("confidence is {}", finding.confidence.as_str());
        printer.wrapped(&label("note"), &confidence.into())?;
    }
    let note = format!("gatepath explain {}", finding.rule);
    printer.wrapped(&label("note"), &note.into())
}

fn label(word: &str) -> Text {
    Text::from("  = ").bold(format!("{word}: "))
}

fn write_evidence(finding: &Finding, printer: &mut Printer<'_>) -> io::Result<()> {
    let arrow = Text::from("  ").styled(AnsiColor::Blue.on_default().bold(), "--> ");
    printer.wrapped(&arrow, &name(&finding.subject))?;
    let all = finding.evidence.len();
    let few = if printer.view().verbose { all } else { FEW };
    for evidence in finding.evidence.iter().take(few) {
        let bar = Text::from("   ").styled(AnsiColor::Blue.on_default().bold(), "| ");
        let place = Text::new().dim(format!(
            "{} {}",
            file_name(&evidence.file),
            evidence.pointer
        ));
        printer.line(&bar.clone().joined(place))?;
        if let Some(excerpt) = excerpt(evidence) {
            let lead = bar.plain("  ");
            let room = printer.view().width.saturating_sub(lead.width());
            for line in cut_lines(&excerpt, room, EXCERPT_LINES) {
                printer.line(&lead.clone().plain(line))?;
            }
        }
    }
    if all > few {
        let more = format!(
            "   | and {} more (-v shows them)",
            super::count(all - few, "place")
        );
        printer.line(&Text::new().dim(more))?;
    }
    Ok(())
}

/// `sg-0a1 (web)`, with the noun if the id does not tell it.
pub(super) fn name(subject: &Subject) -> Text {
    let noun = subject.kind.replace('-', " ");
    let noun = noun.replace("acl", "ACL").replace("api", "API");
    let text = Text::new()
        .plain(noun)
        .plain(" ")
        .styled(Style::new().bold(), handle(subject));
    match &subject.name {
        Some(name) if *name != handle(subject) => text.plain(format!(" ({name})")),
        _ => text,
    }
}

/// What people call it: the id, or instead of an ARN the name, or its last part.
pub(in crate::report) fn handle(subject: &Subject) -> &str {
    match (&subject.arn, &subject.name) {
        (None, _) => &subject.id,
        (Some(_), Some(name)) => name,
        (Some(arn), None) => arn.splitn(6, ':').nth(5).unwrap_or(arn),
    }
}

/// The file's name, which tells the call; the folders tell account and Region. Keys are shortened.
fn file_name(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

/// The value in one line, without its empty members; `None` if it was not read.
fn excerpt(evidence: &Evidence) -> Option<String> {
    match &evidence.value {
        Value::Null => None,
        value => {
            Some(without_empty(value).unwrap_or_else(|| value.clone())).map(|value| spaced(&value))
        }
    }
}

/// JSON in one line with spaces, so that it can wrap.
fn spaced(value: &Value) -> String {
    match value {
        Value::Array(list) => {
            format!(
                "[{}]",
                list.iter().map(spaced).collect::<Vec<_>>().join(", ")
            )
        }
        Value::Object(members) => {
            let members = members.iter();
            let members = members.map(|(name, value)| format!("{name}: {}", spaced(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

fn without_empty(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Array(list) if list.is_empty() => None,
        Value::Array(list) => Some(list.iter().filter_map(without_empty).collect()),
        Value::Object(members) => Some(
            members
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), without_empty(value)?)))
                .collect(),
        ),
        other => Some(other.clone()),
    }
}
