//! `gatepath trace --who` and `gatepath trace --all`

use std::io;

use serde::Serialize;

use crate::analysis::{AllQuestion, WhoQuestion};
use crate::report::v1::reverse::{All, Who};
use crate::report::{Printer, View};

use super::args::{ReportFormat, Trace};
use super::error::Error;
use super::exit::Exit;
use super::flows::{destination, port_set};
use super::output;
use super::term::Terminal;

/// A function that writes a report as text.
type Write<T> = fn(&T, &mut Printer<'_>) -> io::Result<()>;

/// Who reaches a destination?
pub(super) fn who(args: &Trace, terminal: &Terminal) -> Result<Exit, Error> {
    let Some(to) = &args.to else {
        return Err(Error::usage("--who needs --to"));
    };
    let (to, protocol) = destination(to, &args.protocol).map_err(Error::usage)?;
    let source_ports = port_set("source ports", &args.source_ports).map_err(Error::usage)?;
    let question = WhoQuestion {
        to,
        protocol,
        source_ports,
    };
    let topology = args.input.load()?;
    let mut answer = question.answer(&topology);
    if answer.nowhere {
        let to = &question.to.host;
        return Err(
            Error::input(format!("no VPC of the snapshot knows an address of {to}"))
                .hint("gatepath trace --from ENI --to … shows how the name is looked up"),
        );
    }
    question.name_own_troubles(&topology, &mut answer, args.verbose);
    let report = Who::new(&question, &answer, &topology, args.verbose);
    write(
        args,
        terminal,
        &report,
        (Who::write_human, Who::write_lines),
    )?;
    Ok(exit(report.is_undecided(), args))
}

/// What does a source reach?
pub(super) fn all(args: &Trace, terminal: &Terminal) -> Result<Exit, Error> {
    let Some(from) = &args.from else {
        return Err(Error::usage("--all needs --from"));
    };
    if !args.protocol.eq_ignore_ascii_case("tcp") {
        return Err(Error::usage("--all asks about tcp only")
            .hint("name a destination with --to to ask about another protocol"));
    }
    let ports = args.port.as_deref();
    let ports = ports.map(|ports| port_set("port", ports)).transpose();
    let question = AllQuestion {
        from: from.clone(),
        ports: ports.map_err(Error::usage)?,
        source_ports: port_set("source ports", &args.source_ports).map_err(Error::usage)?,
    };
    let topology = args.input.load()?;
    let mut answer = question.answer(&topology).map_err(|why| {
        Error::input(why).hint(
            "name an interface (id or address), a resource gateway (rgw-…) or a gateway (id or name)",
        )
    })?;
    question.name_own_troubles(&topology, &mut answer, args.verbose);
    let report = All::new(&question, &answer, &topology, args.verbose);
    write(
        args,
        terminal,
        &report,
        (All::write_human, All::write_lines),
    )?;
    Ok(exit(report.is_undecided(), args))
}

fn write<T: Serialize>(
    args: &Trace,
    terminal: &Terminal,
    report: &T,
    (human, lines): (Write<T>, Write<T>),
) -> Result<(), Error> {
    output::with(&args.output, terminal, |view, out| {
        let view = View {
            verbose: args.verbose,
            ..view
        };
        match args.format {
            ReportFormat::Human => human(report, &mut Printer::new(view, out)),
            ReportFormat::Short => lines(report, &mut Printer::new(view, out)),
            ReportFormat::Json => {
                serde_json::to_writer(&mut *out, report)?;
                writeln!(out)
            }
        }
    })
}

/// An answer is no finding, whatever it says; it may be incomplete.
fn exit(undecided: bool, args: &Trace) -> Exit {
    if undecided && !args.input.allow_incomplete {
        Exit::Incomplete
    } else {
        Exit::Done
    }
}
