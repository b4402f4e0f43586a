//! `gatepath collect`

use std::io::{self, BufWriter, Write};

use crate::collect::{Request, Step, Stop, outline, script};
use crate::report::{Printer, Text};
use crate::snapshot::{Manifest, RedactOptions};

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
        ..Request::default()
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
    let options = RedactOptions {
        keep_certificates: args.keep_certificates,
    };
    let keep = Keep {
        folder: args.output.as_deref(),
        redaction: args.redact.then_some(&options),
    };
    let recorded = record(&args.live, &request, keep, terminal)?;
    write_gaps(&recorded.manifest, terminal)?;
    if let Some(noun) = not_found(&request, &recorded.manifest) {
        return Err(
            Error::usage(format!("no {noun} of that name or id was found"))
                .hint("without --gateway and --target all are collected"),
        );
    }
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

/// What was named, if nothing of the kind was found: a snapshot without it would be of no use.
fn not_found(request: &Request, manifest: &Manifest) -> Option<&'static str> {
    let is_asked = |operation| {
        let mut calls = manifest.calls.iter();
        calls.any(|call| call.operation == operation)
    };
    if !request.gateways.is_empty() && !is_asked("get-gateway") {
        Some("gateway")
    } else if !request.targets.is_empty() && !is_asked("get-gateway-target") {
        Some("target")
    } else {
        None
    }
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
