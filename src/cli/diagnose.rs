//! `gatepath diagnose`

use crate::analysis::{Selection, diagnose};
use crate::report::{Report, View, v1::Severity};
use crate::snapshot::{EvidenceReader, text::sanitize};
use crate::topology::Topology;

use super::args::{Diagnose, FailOn};
use super::error::Error;
use super::exit::Exit;
use super::output;
use super::term::Terminal;

/// Judges the selected targets and writes the report.
pub(super) fn run(args: &Diagnose, terminal: &Terminal) -> Result<Exit, Error> {
    let report = report(args)?;
    output::with(&args.output, terminal, |view, out| {
        let view = View {
            verbose: args.verbose,
            quiet: args.quiet,
            ..view
        };
        report.write(args.format.into(), view, out)
    })?;
    Ok(exit(&report, args.fail_on, args.input.allow_incomplete))
}

fn report(args: &Diagnose) -> Result<Report, Error> {
    let topology = args.input.load()?;
    let selection = Selection {
        gateways: args.gateway.clone(),
        targets: args.target.clone(),
    };
    // Names from AWS are part of the message; it is one line, whatever they hold.
    let diagnosis = diagnose(&topology, &selection)
        .map_err(|unknown| Error::usage(sanitize(&unknown.to_string())))?;
    if diagnosis.targets.is_empty() {
        return Err(nothing_to_judge(&topology));
    }
    let mut report = Report::new(&diagnosis, &topology);
    let reader = EvidenceReader::open(args.input.path()?)?;
    report.quote(|wanted| reader.read(wanted))?;
    Ok(report)
}

/// An empty report would look like success.
fn nothing_to_judge(topology: &Topology) -> Error {
    if !topology.targets().is_empty() {
        return Error::usage("no target of the snapshot is one of these targets of these gateways");
    }
    Error::input("the snapshot holds no gateway target, so there is nothing to diagnose")
        .hint(
            "record bedrock-agentcore-control list-gateways, list-gateway-targets and \
             get-gateway-target; docs/snapshot.md lists the calls",
        )
        .hint("gatepath trace answers for single flows without a gateway")
}

/// Findings come before missing evidence, which only counts if nothing failed.
fn exit(report: &Report, fail_on: FailOn, allow_incomplete: bool) -> Exit {
    let threshold = match fail_on {
        FailOn::Error => Some(Severity::Error),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Info => Some(Severity::Info),
        FailOn::Never => None,
    };
    if threshold.is_some_and(|threshold| report.worst() >= Some(threshold)) {
        Exit::Findings
    } else if report.is_undecided() && !allow_incomplete {
        Exit::Incomplete
    } else {
        Exit::Done
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::snapshot::{LoadOptions, Snapshot};

    /// The demo account: an error, a degraded target and one that cannot be decided.
    fn demo(target: &str) -> Report {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/demo");
        let snapshot = Snapshot::load(&path, &LoadOptions::default()).unwrap();
        let topology = Topology::build(snapshot);
        let selection = Selection {
            targets: vec![target.to_owned()],
            ..Selection::default()
        };
        Report::new(&diagnose(&topology, &selection).unwrap(), &topology)
    }

    #[test]
    fn findings_come_before_missing_evidence() {
        let blocked = demo("tracking-mcp");
        assert_eq!(exit(&blocked, FailOn::Error, true), Exit::Findings);
        assert_eq!(exit(&blocked, FailOn::Never, true), Exit::Done);
        let undecided = demo("warehouse-mcp");
        assert_eq!(exit(&undecided, FailOn::Info, false), Exit::Findings);
        assert_eq!(exit(&undecided, FailOn::Error, false), Exit::Incomplete);
        assert_eq!(exit(&undecided, FailOn::Never, false), Exit::Incomplete);
        assert_eq!(exit(&undecided, FailOn::Error, true), Exit::Done);
        let reachable = demo("quotes-api");
        assert_eq!(exit(&reachable, FailOn::Error, false), Exit::Done);
    }
}
