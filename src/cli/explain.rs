//! `gatepath explain`

use std::io::{self, BufWriter, Write};

use serde_json::json;

use crate::analysis::Rule;
use crate::report::{Printer, write_page};

use super::args::{Explain, PageFormat};
use super::error::{Error, finish};
use super::exit::Exit;
use super::nearest::nearest;
use super::term::Terminal;

/// Writes the page of a rule.
pub(super) fn run(args: &Explain, terminal: &Terminal) -> Result<Exit, Error> {
    let Ok(rule) = args.rule.parse::<Rule>() else {
        return Err(unknown(&args.rule));
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let written = match args.format {
        PageFormat::Text => {
            write_page(rule.page(), &mut Printer::new(terminal.on_stdout(), &mut out))
        }
        PageFormat::Markdown => out.write_all(rule.page().as_bytes()),
        PageFormat::Json => writeln!(out, "{:#}", document(rule)),
    };
    finish(&mut out, written)?;
    Ok(Exit::Done)
}

fn document(rule: Rule) -> serde_json::Value {
    json!({
        "rule": rule.code(),
        "name": rule.name(),
        "severity": rule.severity().as_str(),
        "since": rule.since(),
        "summary": rule.summary(),
        "docs_url": format!("docs/rules/{rule}.md"),
        "page": rule.page(),
    })
}

fn unknown(word: &str) -> Error {
    let words = Rule::ALL.iter().flat_map(|rule| [rule.code(), rule.name()]);
    let error = Error::usage(format!("no rule has the code or name {word:?}"));
    match nearest(word, words) {
        Some(word) => error.hint(format!("did you mean {word}?")),
        None => error.hint("gatepath rules lists them"),
    }
}
