//! `gatepath rules`

use std::io::{self, BufWriter, Write};

use serde_json::json;

use crate::analysis::{Rule, Severity};
use crate::report::{Printer, Text, v1};

use super::args::{Rules, TableFormat};
use super::error::{Error, finish};
use super::exit::Exit;
use super::term::Terminal;

/// Lists the rules, in the order in which a request meets them.
pub(super) fn run(args: &Rules, terminal: &Terminal) -> Result<Exit, Error> {
    let mut out = BufWriter::new(io::stdout().lock());
    let written = match args.format {
        TableFormat::Text => write_table(&mut Printer::new(terminal.on_stdout(), &mut out)),
        TableFormat::Json => writeln!(out, "{:#}", document()),
    };
    finish(&mut out, written)?;
    Ok(Exit::Done)
}

fn write_table(printer: &mut Printer<'_>) -> io::Result<()> {
    let longest = Rule::ALL.iter().map(|rule| rule.name().len()).max().unwrap_or(0);
    for rule in Rule::ALL {
        let lead = Text::new()
            .bold(format!("{:9}", rule.code()))
            .styled(style(rule.severity()), format!("{:8} ", rule.severity().as_str()))
            .plain(format!("{:longest$}  ", rule.name()));
        printer.wrapped(&lead, &Text::new().dim(rule.summary()))?;
    }
    Ok(())
}

fn style(severity: Severity) -> anstyle::Style {
    match severity {
        Severity::Error => v1::Severity::Error.style(),
        Severity::Warning => v1::Severity::Warning.style(),
        Severity::Info => v1::Severity::Info.style(),
    }
}

fn document() -> serde_json::Value {
    let rule = |rule: &Rule| {
        json!({
            "rule": rule.code(),
            "name": rule.name(),
            "family": rule.family().to_string(),
            "severity": rule.severity().as_str(),
            "since": rule.since(),
            "summary": rule.summary(),
            "docs_url": format!("docs/rules/{rule}.md"),
        })
    };
    Rule::ALL.iter().map(rule).collect()
}
