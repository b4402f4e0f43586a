//! `gatepath trace`

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use crate::analysis::FlowQuestion;
use crate::report::v1::Verdict;
use crate::report::{FlowReport, Printer, View};
use crate::topology::Topology;

use super::args::{ReportFormat, Trace};
use super::error::Error;
use super::exit::Exit;
use super::flows::{self, Asked};
use super::output;
use super::term::Terminal;

/// Answers one flow, or every line of a file.
pub(super) fn run(args: &Trace, terminal: &Terminal) -> Result<Exit, Error> {
    match &args.flows {
        Some(path) => run_all(args, path, terminal),
        None => run_one(args, terminal),
    }
}

fn run_one(args: &Trace, terminal: &Terminal) -> Result<Exit, Error> {
    let asked = Asked::from_args(args).map_err(Error::usage)?;
    let topology = args.input.load()?;
    let question = asked.question;
    let report = FlowReport::new(None, &question.answer(&topology), &topology);
    output::with(&args.output, terminal, |view, out| {
        let view = View { verbose: args.verbose, ..view };
        write_one(&report, &question, args.format, view, out)
    })?;
    let mut tally = Tally::default();
    tally.count(report.verdict);
    Ok(tally.exit(args.input.allow_incomplete))
}

fn write_one(
    report: &FlowReport,
    question: &FlowQuestion,
    format: ReportFormat,
    view: View,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        ReportFormat::Human => report.write_ladder(question, &mut Printer::new(view, out)),
        ReportFormat::Short => report.write_line(question, &mut Printer::new(view, out)),
        ReportFormat::Json => write_json(report, out),
    }
}

fn run_all(args: &Trace, path: &Path, terminal: &Terminal) -> Result<Exit, Error> {
    let topology = args.input.load()?;
    let lines: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        let file = File::open(path).map_err(|error| Error::file(path, &error))?;
        Box::new(BufReader::new(file))
    };
    let mut tally = Tally::default();
    let mut unreadable = None;
    output::with(&args.output, terminal, |view, out| {
        for (index, line) in lines.split(b'\n').enumerate() {
            let line = match line {
                Ok(line) => line,
                Err(error) => {
                    unreadable = Some(error);
                    return Ok(());
                }
            };
            if !line.trim_ascii().is_empty() {
                answer_line(args, &topology, (index + 1, &line), &mut tally, view, out)?;
            }
        }
        Ok(())
    })?;
    match unreadable {
        Some(error) => Err(Error::file(path, &error)),
        None => Ok(tally.exit(args.input.allow_incomplete)),
    }
}

/// Answers one line; a bad one is answered by what is wrong with it.
fn answer_line(
    args: &Trace,
    topology: &Topology,
    (number, line): (usize, &[u8]),
    tally: &mut Tally,
    view: View,
    out: &mut dyn Write,
) -> io::Result<()> {
    let asked = match Asked::from_line(line, args) {
        Ok(asked) => asked,
        Err(bad) => {
            tally.bad += 1;
            return flows::write_bad(&bad, number, args.format, view, out);
        }
    };
    let question = asked.question;
    let report = FlowReport::new(asked.id, &question.answer(topology), topology);
    tally.count(report.verdict);
    match args.format {
        ReportFormat::Human | ReportFormat::Short => {
            report.write_line(&question, &mut Printer::new(view, out))
        }
        ReportFormat::Json => write_json(&report, out),
    }
}

fn write_json(report: &FlowReport, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, report)?;
    writeln!(out)
}

/// How the answers turned out.
#[derive(Debug, Default)]
struct Tally {
    bad: usize,
    stopped: usize,
    undecided: usize,
}

impl Tally {
    fn count(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Blocked | Verdict::Degraded => self.stopped += 1,
            Verdict::Unknown => self.undecided += 1,
            Verdict::Reachable => {}
        }
    }

    fn exit(&self, allow_incomplete: bool) -> Exit {
        if self.bad > 0 {
            Exit::CannotRun
        } else if self.stopped > 0 {
            Exit::Findings
        } else if self.undecided > 0 && !allow_incomplete {
            Exit::Incomplete
        } else {
            Exit::Done
        }
    }
}
