//! From a diagnosis to the report. Nothing is judged here, only put into words and order.

mod finding;
mod gap;
mod path;
mod plan;
mod stage;

use crate::analysis::{Diagnosis, Rule, TargetDiagnosis};
use crate::reach::{Evidence, Mode, Verdict};
use crate::topology::Topology;

use super::v1;

pub(super) use path::{name_steps, ranges as ports, walk_hops, walk_step};

impl v1::Report {
    /// The report of a diagnosis. Evidence has no values yet: see [`v1::Report::quote`].
    pub fn new(diagnosis: &Diagnosis, topology: &Topology) -> Self {
        let builder = Builder { topology };
        let targets: Vec<v1::Target> = diagnosis
            .targets
            .iter()
            .map(|target| builder.target(target))
            .collect();
        Self {
            schema_version: Self::SCHEMA_VERSION.to_owned(),
            tool: v1::Tool {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            snapshot: v1::Snapshot {
                captured_at: topology.captured_at().map(|time| time.to_string()),
                accounts: topology.accounts().map(str::to_owned).collect(),
                regions: topology.regions().map(str::to_owned).collect(),
                complete: diagnosis.missing.is_empty(),
            },
            summary: summarize(&targets, diagnosis.left_out),
            gaps: gap::gaps(diagnosis, topology),
            targets,
        }
    }

    /// Whether evidence is missing that would decide a path.
    pub fn is_undecided(&self) -> bool {
        self.targets.iter().any(|target| {
            let applies = !target.not_applicable;
            applies
                && (target.verdict == v1::Verdict::Unknown
                    || target.paths.iter().any(v1::Path::is_undecided))
        })
    }

    /// The worst severity of all findings.
    pub fn worst(&self) -> Option<v1::Severity> {
        let findings = self.targets.iter().flat_map(|target| &target.findings);
        findings.map(|finding| finding.severity).max()
    }
}

impl v1::Path {
    fn is_undecided(&self) -> bool {
        self.verdict == v1::Verdict::Unknown || !self.client_ports.undecided.is_empty()
    }
}

/// Turns the types of the earlier stages into those of the report.
struct Builder<'a> {
    topology: &'a Topology,
}

impl Builder<'_> {
    fn target(&self, target: &TargetDiagnosis) -> v1::Target {
        let journey = &target.journey;
        let steps: Vec<v1::Step> = journey
            .common
            .iter()
            .map(|step| self.shared_step(step))
            .collect();
        let name_resolution = v1::NameResolution {
            host: journey.resolution.host.clone(),
            addresses: journey
                .resolution
                .answers
                .iter()
                .map(|answer| answer.address.to_string())
                .collect(),
            complete: journey.resolution.complete,
            steps: journey
                .resolution
                .steps
                .iter()
                .map(|step| self.shared_step(step))
                .collect(),
        };
        let next_hops: Vec<v1::NextHop> = journey
            .endpoints
            .iter()
            .map(|endpoint| self.next_hop(endpoint))
            .collect();
        let port = journey.url.as_ref().map(|url| url.port);
        let paths: Vec<v1::Path> = journey
            .paths
            .iter()
            .map(|path| self.path(path, port))
            .collect();
        v1::Target {
            gateway_id: journey.gateway.to_string(),
            gateway_name: target.gateway_name.clone(),
            target_id: journey.target.to_string(),
            name: target.target_name.clone(),
            endpoint: target.endpoint.clone(),
            mode: match journey.mode {
                Mode::Managed => v1::Mode::Managed,
                Mode::SelfManaged => v1::Mode::SelfManaged,
                Mode::Public => v1::Mode::Public,
            },
            verdict: journey.verdict.into(),
            not_applicable: journey.not_applicable,
            assumptions: journey.assumptions.clone(),
            stages: stage::stages(&steps, &name_resolution, &next_hops, &paths),
            findings: self.findings(target),
            plan: target.remedy.as_ref().map(plan::of),
            steps,
            name_resolution,
            next_hops,
            paths,
        }
    }

    /// The file and the whole pointer of a piece of evidence.
    fn locate(&self, evidence: &Evidence) -> v1::Place {
        let (file, record) = self.topology.locate(evidence.source);
        v1::Place {
            file: file.to_owned(),
            pointer: record + &evidence.part,
        }
    }
}

fn summarize(targets: &[v1::Target], left_out: usize) -> v1::Summary {
    let with = |verdict| {
        targets
            .iter()
            .filter(|target| target.verdict == verdict)
            .count()
    };
    let of = |severity| {
        let findings = targets.iter().flat_map(|target| &target.findings);
        findings
            .filter(|finding| finding.severity == severity)
            .count()
    };
    v1::Summary {
        targets: targets.len(),
        reachable: with(v1::Verdict::Reachable),
        degraded: with(v1::Verdict::Degraded),
        blocked: with(v1::Verdict::Blocked),
        unknown: with(v1::Verdict::Unknown),
        not_applicable: targets
            .iter()
            .filter(|target| target.not_applicable)
            .count(),
        paths: targets.iter().map(|target| target.paths.len()).sum(),
        rules: Rule::ALL.len(),
        errors: of(v1::Severity::Error),
        warnings: of(v1::Severity::Warning),
        infos: of(v1::Severity::Info),
        left_out,
    }
}

impl From<Verdict> for v1::Verdict {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Reachable => Self::Reachable,
            Verdict::Degraded => Self::Degraded,
            Verdict::Blocked => Self::Blocked,
            Verdict::Unknown => Self::Unknown,
        }
    }
}
