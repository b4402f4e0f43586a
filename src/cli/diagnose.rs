//! `gatepath diagnose`

use crate::analysis::{Selection, diagnose};
use crate::report::{Report, View, v1::Severity};
use crate::snapshot::EvidenceReader;

use super::args::{Diagnose, FailOn};
use super::error::Error;
use super::exit::Exit;
use super::output;
use super::term::Terminal;

/// Judges the selected targets and writes the report.
pub(super) fn run(args: &Diagnose, terminal: &Terminal) -> Result<Exit, Error> {
    let report = report(args)?;
    output::with(&args.output, terminal, |view, out| {
        let view = View { verbose: args.verbose, quiet: args.quiet, ..view };
        report.write(args.format.into(), view, out)
    })?;
    Ok(exit(&report, args))
}

fn report(args: &Diagnose) -> Result<Report, Error> {
    let topology = args.input.load()?;
    let selection = Selection {
        gateways: args.gateway.clone(),
        targets: args.target.clone(),
    };
    let diagnosis = diagnose(&topology, &selection).map_err(Error::usage)?;
    let mut report = Report::new(&diagnosis, &topology);
    let reader = EvidenceReader::open(args.input.path()?).map_err(Error::input)?;
    report.quote(|wanted| reader.read(wanted)).map_err(Error::input)?;
    Ok(report)
}

fn exit(report: &Report, args: &Diagnose) -> Exit {
    let threshold = match args.fail_on {
        FailOn::Error => Some(Severity::Error),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Info => Some(Severity::Info),
        FailOn::Never => None,
    };
    let fails = threshold.is_some_and(|threshold| report.worst() >= Some(threshold));
    if fails {
        Exit::Findings
    } else if report.is_undecided() && !args.input.allow_incomplete {
        Exit::Incomplete
    } else {
        Exit::Done
    }
}
