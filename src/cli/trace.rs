//! `gatepath trace`

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use crate::analysis::FlowQuestion;
use crate::reach::parallel;
use crate::report::v1::Verdict;
use crate::report::{FlowReport, Printer, View};
use crate::topology::Topology;

use super::args::{ReportFormat, Trace};
use super::error::Error;
use super::exit::Exit;
use super::flows::{self, Asked};
use super::output;
use super::reverse;
use super::term::Terminal;

/// Answers one flow, every line of a file, or a question asked backwards.
pub(super) fn run(args: &Trace, terminal: &Terminal) -> Result<Exit, Error> {
    if args.port.is_some() && !args.all {
        return Err(Error::usage("--port is for --all")
            .hint("the port of a destination is a part of --to, such as 10.0.3.7:443"));
    }
    match &args.flows {
        Some(path) => run_all(args, path, terminal),
        None if args.who => reverse::who(args, terminal),
        None if args.all => reverse::all(args, terminal),
        None => run_one(args, terminal),
    }
}

fn run_one(args: &Trace, terminal: &Terminal) -> Result<Exit, Error> {
    let asked = Asked::from_args(args).map_err(Error::usage)?;
    let topology = args.input.load()?;
    let question = asked.question;
    let report = FlowReport::new(None, &question.answer(&topology), &topology);
    output::with(&args.output, terminal, |view, out| {
        let view = View {
            verbose: args.verbose,
            ..view
        };
        write_one(&report, &question, args.format, view, out)
    })?;
    Ok(exit(report.verdict, args.input.allow_incomplete))
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
    let lines: Box<dyn Read> = if path == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(path).map_err(|error| Error::file(path, &error))?)
    };
    let mut lines = Lines::new(lines);
    let mut bad = 0;
    let mut unreadable = None;
    output::with(&args.output, terminal, |view, out| {
        loop {
            let (batch, end) = lines.next_batch();
            let (answers, wrong) = answer_all(args, &topology, &batch, view)?;
            bad += wrong;
            for answer in answers {
                out.write_all(&answer)?;
            }
            // Whoever asks line by line gets the answer before the next question.
            out.flush()?;
            match end {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(error) => {
                    unreadable = Some(error);
                    return Ok(());
                }
            }
        }
    })?;
    match (unreadable, bad) {
        (Some(error), _) => Err(Error::file(path, &error)),
        (None, 0) => Ok(Exit::Done),
        (None, 1) => Err(Error::input("1 line asks nothing that can be answered")),
        (None, bad) => Err(Error::input(format!(
            "{bad} lines ask nothing that can be answered"
        ))),
    }
}

/// Answers lines on every core, in order; tells how many ask nothing.
fn answer_all(
    args: &Trace,
    topology: &Topology,
    batch: &[Line],
    view: View,
) -> io::Result<(Vec<Vec<u8>>, usize)> {
    let answers = parallel::map(batch, WORTH_A_THREAD, |(number, line)| {
        let mut text = Vec::with_capacity(1024);
        let good = answer_line(args, topology, (*number, line), view, &mut text)?;
        io::Result::Ok((text, good))
    });
    let answers = answers.into_iter().collect::<io::Result<Vec<_>>>()?;
    let bad = answers.iter().filter(|(_, good)| !good).count();
    let texts = answers.into_iter().map(|(text, _)| text).collect();
    Ok((texts, bad))
}

/// Lines that are answered by one thread in less time than another takes to start.
const WORTH_A_THREAD: usize = 64;
/// Lines that are held at a time.
const BATCH: usize = 8192;

/// A line and its number.
type Line = (usize, Vec<u8>);

/// Lines that are not blank, with their numbers from 1.
struct Lines {
    reader: BufReader<Box<dyn Read>>,
    line: Vec<u8>,
    number: usize,
}

impl Lines {
    fn new(reader: Box<dyn Read>) -> Self {
        Self {
            reader: BufReader::with_capacity(1 << 18, reader),
            line: Vec::new(),
            number: 0,
        }
    }

    /// The lines that can be read without waiting, at least one, and whether more may follow.
    fn next_batch(&mut self) -> (Vec<Line>, io::Result<bool>) {
        let mut batch = Vec::new();
        loop {
            match self.next_line() {
                Ok(Some((number, line))) => batch.push((number, line.to_vec())),
                Ok(None) => return (batch, Ok(false)),
                Err(error) => return (batch, Err(error)),
            }
            if self.is_drained() || batch.len() == BATCH {
                return (batch, Ok(true));
            }
        }
    }

    fn next_line(&mut self) -> io::Result<Option<(usize, &[u8])>> {
        loop {
            self.line.clear();
            if self.reader.read_until(b'\n', &mut self.line)? == 0 {
                return Ok(None);
            }
            self.number += 1;
            if !self.line.trim_ascii().is_empty() {
                return Ok(Some((self.number, self.line.trim_ascii())));
            }
        }
    }

    /// Whether the next line may have to be waited for.
    fn is_drained(&self) -> bool {
        self.reader.buffer().is_empty()
    }
}

/// Answers one line, a bad one by what is wrong with it; tells whether it was a good one.
fn answer_line(
    args: &Trace,
    topology: &Topology,
    (number, line): (usize, &[u8]),
    view: View,
    out: &mut dyn Write,
) -> io::Result<bool> {
    let asked = match Asked::from_line(line, args) {
        Ok(asked) => asked,
        Err(bad) => {
            flows::write_bad(&bad, number, args.format, view, out)?;
            return Ok(false);
        }
    };
    let question = asked.question;
    let report = FlowReport::new(asked.id, &question.answer(topology), topology);
    match args.format {
        ReportFormat::Human | ReportFormat::Short => {
            report.write_line(&question, &mut Printer::new(view, out))?;
        }
        ReportFormat::Json => write_json(&report, out)?,
    }
    Ok(true)
}

fn write_json(report: &FlowReport, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, report)?;
    writeln!(out)
}

/// How a single flow ends; of many, each line tells by itself.
fn exit(verdict: Verdict, allow_incomplete: bool) -> Exit {
    match verdict {
        Verdict::Blocked | Verdict::Degraded => Exit::Findings,
        Verdict::Unknown if !allow_incomplete => Exit::Incomplete,
        Verdict::Unknown | Verdict::Reachable => Exit::Done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_evidence_is_excused_on_request_a_blocked_flow_never() {
        assert_eq!(exit(Verdict::Reachable, false), Exit::Done);
        assert_eq!(exit(Verdict::Unknown, false), Exit::Incomplete);
        assert_eq!(exit(Verdict::Unknown, true), Exit::Done);
        assert_eq!(exit(Verdict::Degraded, true), Exit::Findings);
        assert_eq!(exit(Verdict::Blocked, true), Exit::Findings);
    }

    #[test]
    fn blank_lines_count_but_ask_nothing() {
        let mut lines = Lines::new(Box::new(&b"a\n\n \r\nb\r\nc"[..]));
        let mut found = Vec::new();
        while let Some((number, line)) = lines.next_line().unwrap() {
            found.push((number, String::from_utf8_lossy(line).into_owned()));
        }
        assert_eq!(
            found,
            [
                (1, "a".to_owned()),
                (4, "b".to_owned()),
                (5, "c".to_owned())
            ]
        );
        assert!(lines.is_drained());
    }
}
