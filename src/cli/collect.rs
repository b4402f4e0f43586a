//! `gatepath collect`

use std::io::{self, BufWriter, Write};

use crate::collect::{Request, Step, Stop, outline, script};
use crate::report::{Printer, Text};

use super::args::Collect;
use super::error::{Error, finish};
use super::exit::Exit;
use super::live::{Keep, record};
use super::progress::write_gaps;
use super::term::Terminal;

/// Records a snapshot, or prints how it would be recorded.
pub(super) fn run(args: &Collect, terminal: &Terminal) -> Result<Exit, Error> {
    let request = Request {
        gateways: args.gateway.clone(),
        targets: args.target.clone(),
        vpcs: args.vpc.clone(),
        everything: args.all,
    };
    if args.script || args.dry_run {
        let mut out = BufWriter::new(io::stdout().lock());
        let written = if args.script {
            out.write_all(script(&request).as_bytes())
        } else {
            write_plan(&request, &mut Printer::new(terminal.on_stdout(), &mut out))
        };
        finish(&mut out, written)?;
        return Ok(Exit::Done);
    }
    let keep = Keep {
        folder: args.output.as_deref(),
        redacted: args.redact,
    };
    let recorded = record(&args.live, &request, keep, terminal)?;
    write_gaps(&recorded.manifest, terminal)?;
    Ok(if recorded.stopped == Some(Stop::Interrupted) {
        Exit::Interrupted
    } else if recorded
        .manifest
        .calls
        .iter()
        .all(|call| call.status == "ok")
        || args.allow_incomplete
    {
        Exit::Done
    } else {
        Exit::Incomplete
    })
}

/// The calls, by the round in which each can be made.
fn write_plan(request: &Request, printer: &mut Printer<'_>) -> io::Result<()> {
    let steps = outline(request);
    let width =
        |text: fn(&Step) -> &str| steps.iter().map(|step| text(step).len()).max().unwrap_or(0);
    let (calls, abouts) = (width(|step| &step.call), width(|step| &step.about));
    let mut round = 0;
    for step in &steps {
        if step.round != round {
            round = step.round;
            printer.line(&Text::new().bold(format!("round {round}")))?;
        }
        let line = format!("  {:calls$}  {:abouts$}  ", step.call, step.about);
        printer.line(&Text::new().plain(line).dim(step.action))?;
    }
    Ok(())
}
