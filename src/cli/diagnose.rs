//! `gatepath diagnose`

use std::collections::BTreeSet;

use crate::analysis::{Rule, Triage, diagnose, prove};
#[cfg(feature = "aws")]
use crate::collect::Stop;
use crate::report::{Language, Report, View, v1::Severity};
use crate::snapshot::{EvidenceReader, SuppliedFile, text::sanitize};
#[cfg(feature = "aws")]
use crate::snapshot::{LoadOptions, Snapshot};
use crate::topology::Topology;

use super::args::{Diagnose, FailOn, Judging, PlanAs};
use super::error::Error;
use super::exit::Exit;
#[cfg(feature = "aws")]
use super::live::{Keep, record};
use super::output;
use super::rule_words::named;
use super::term::Terminal;

/// Judges the selected targets and writes the report.
pub(super) fn run(args: &Diagnose, terminal: &Terminal) -> Result<Exit, Error> {
    // Before anything is asked of AWS.
    let triage = triage(&args.judging)?;
    let supplied = args.certificates.read()?;
    let mut evidence = Evidence::of(args, &supplied, terminal)?;
    let report = report(args, &triage, &mut evidence)?;
    write(&report, &args.judging, terminal)?;
    if evidence.is_interrupted {
        return Ok(Exit::Interrupted);
    }
    Ok(exit(
        &report,
        args.judging.fail_on,
        args.input.allow_incomplete,
    ))
}

/// The rules that `--select` and `--ignore` name.
pub(super) fn triage(judging: &Judging) -> Result<Triage, Error> {
    let rules = |texts: &[String]| -> Result<BTreeSet<Rule>, Error> {
        let rules = texts.iter().map(|text| named(text));
        Ok(rules
            .collect::<Result<Vec<_>, _>>()?
            .concat()
            .into_iter()
            .collect())
    };
    Ok(Triage {
        selected: rules(&judging.select)?,
        ignored: rules(&judging.ignore)?,
    })
}

/// Writes a report in the format that was asked for, to where it was asked for.
pub(super) fn write(report: &Report, judging: &Judging, terminal: &Terminal) -> Result<(), Error> {
    output::with(&judging.output, terminal, |view, out| {
        let view = View {
            verbose: judging.verbose,
            quiet: judging.quiet,
            language: match judging.plan_as {
                PlanAs::AwsCli => Language::AwsCli,
                PlanAs::CloudFormation => Language::CloudFormation,
                PlanAs::Terraform => Language::Terraform,
            },
            ..view
        };
        report.write(judging.format.into(), view, out)
    })
}

/// What is judged, and where its values can be read again.
struct Evidence {
    topology: Topology,
    reader: EvidenceReader,
    /// Whether somebody pressed Ctrl-C while AWS was asked.
    is_interrupted: bool,
}

impl Evidence {
    /// The snapshot that was named, or what AWS answers now.
    fn of(args: &Diagnose, supplied: &[SuppliedFile], terminal: &Terminal) -> Result<Self, Error> {
        #[cfg(feature = "aws")]
        if args.input.snapshot.is_none() {
            return Self::live(args, supplied, terminal);
        }
        #[cfg(not(feature = "aws"))]
        let _ = terminal;
        let mut snapshot = args.input.snapshot()?;
        snapshot.supply(supplied.iter().cloned());
        Ok(Self {
            topology: Topology::build(snapshot),
            reader: EvidenceReader::open(args.input.path()?)?.beside(supplied),
            is_interrupted: false,
        })
    }

    #[cfg(feature = "aws")]
    fn live(
        args: &Diagnose,
        supplied: &[SuppliedFile],
        terminal: &Terminal,
    ) -> Result<Self, Error> {
        let request = args.chosen.request();
        let keep = Keep {
            folder: args.save.as_deref(),
            redaction: None,
        };
        let recorded = record(&args.live, &request, keep, terminal)?;
        let options = LoadOptions {
            allow_incomplete: args.input.allow_incomplete,
        };
        let reader = EvidenceReader::from_files(recorded.files.clone()).beside(supplied);
        let mut snapshot = Snapshot::from_files(recorded.files, &options)?;
        snapshot.supply(supplied.iter().cloned());
        Ok(Self {
            topology: Topology::build(snapshot),
            reader,
            is_interrupted: recorded.stopped == Some(Stop::Interrupted),
        })
    }
}

fn report(args: &Diagnose, triage: &Triage, evidence: &mut Evidence) -> Result<Report, Error> {
    let topology = &mut evidence.topology;
    let selection = args.chosen.selection();
    // Names from AWS are part of the message; it is one line, whatever they hold.
    let mut diagnosis = diagnose(topology, &selection)
        .map_err(|unknown| Error::usage(sanitize(&unknown.to_string())))?;
    if diagnosis.targets.is_empty() {
        return Err(nothing_to_judge(topology));
    }
    prove(topology, &mut diagnosis);
    triage.apply(&mut diagnosis);
    let mut report = Report::new(&diagnosis, topology);
    report.quote(|wanted| evidence.reader.read(wanted))?;
    Ok(report)
}

/// An empty report would look like success.
pub(super) fn nothing_to_judge(topology: &Topology) -> Error {
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
pub(super) fn exit(report: &Report, fail_on: FailOn, allow_incomplete: bool) -> Exit {
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
    use crate::analysis::Selection;
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
