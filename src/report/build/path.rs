//! Paths, hops and steps.

use std::net::{IpAddr, Ipv4Addr};

use crate::analysis::rule_for;
use crate::reach::{
    Backend, EndpointTrace, Hop, Leg, Outcome, Path, Resolution, Step, Subject, Trace,
};
use crate::report::v1;
use crate::topology::{PortSet, Topology};

use super::Builder;

/// The hops of a single trace, as a report shows them.
pub(in crate::report) fn walk_hops(
    topology: &Topology,
    trace: &Trace,
    destination: IpAddr,
) -> Vec<v1::Hop> {
    Builder { topology }.hops(trace, destination)
}

/// The steps of a single name, as a report shows them.
pub(in crate::report) fn name_steps(topology: &Topology, resolution: &Resolution) -> Vec<v1::Step> {
    let builder = Builder { topology };
    resolution
        .steps
        .iter()
        .map(|step| builder.shared_step(step))
        .collect()
}

/// A single step of a walk, as a report shows it.
pub(in crate::report) fn walk_step(
    topology: &Topology,
    step: &Step,
    destination: IpAddr,
) -> v1::Step {
    Builder { topology }.step(step, Leg::ToEndpoint, destination)
}

impl Builder<'_> {
    pub(super) fn path(&self, path: &Path, port: Option<u16>) -> v1::Path {
        v1::Path {
            interface: path.interface.as_ref().map(ToString::to_string),
            subnet: path.subnet.to_string(),
            availability_zone: path.zone.clone(),
            source: path.source.to_string(),
            destination: path.destination.to_string(),
            port,
            verdict: path.verdict.into(),
            client_ports: (&path.trace).into(),
            hops: self.hops(&path.trace, path.destination),
            next_hop: path.endpoint,
            backends: path
                .backends
                .iter()
                .map(|backend| self.backend(backend))
                .collect(),
        }
    }

    pub(super) fn next_hop(&self, endpoint: &EndpointTrace) -> v1::NextHop {
        v1::NextHop {
            subject: (&endpoint.subject).into(),
            verdict: endpoint.verdict.into(),
            steps: endpoint
                .steps
                .iter()
                .map(|step| self.shared_step(step))
                .collect(),
        }
    }

    /// A step outside of a walk, so that it is about no single address.
    pub(super) fn shared_step(&self, step: &Step) -> v1::Step {
        self.step(step, Leg::ToEndpoint, Ipv4Addr::UNSPECIFIED.into())
    }

    fn backend(&self, backend: &Backend) -> v1::Backend {
        let address = backend.address.unwrap_or(Ipv4Addr::UNSPECIFIED.into());
        let legs = backend.traces.iter().map(|trace| v1::BackendLeg {
            leg: trace.leg.into(),
            verdict: trace.verdict().into(),
            client_ports: trace.into(),
            hops: self.hops(trace, address),
        });
        v1::Backend {
            subject: (&backend.subject).into(),
            label: backend.label.clone(),
            availability_zone: backend.zone.clone(),
            in_rotation: backend.in_rotation,
            verdict: backend.verdict.into(),
            steps: backend
                .steps
                .iter()
                .map(|step| self.step(step, Leg::ToBackend, address))
                .collect(),
            legs: legs.collect(),
        }
    }

    fn hops(&self, trace: &Trace, destination: IpAddr) -> Vec<v1::Hop> {
        let hop = |hop: &Hop| v1::Hop {
            subject: (&hop.subject).into(),
            steps: hop
                .steps
                .iter()
                .map(|step| self.step(step, trace.leg, destination))
                .collect(),
        };
        trace.hops.iter().map(hop).collect()
    }

    fn step(&self, step: &Step, leg: Leg, destination: IpAddr) -> v1::Step {
        let (reason, blocked_ports) = match &step.outcome {
            Outcome::Unknown(unknown) => (Some(unknown.to_string()), Vec::new()),
            Outcome::Partial { blocked, .. } => (None, ranges(blocked)),
            Outcome::Fail(_) | Outcome::Pass | Outcome::Skipped | Outcome::Warn(_) => {
                (None, Vec::new())
            }
        };
        v1::Step {
            kind: step.kind.as_str().to_owned(),
            status: (&step.outcome).into(),
            subject: (&step.subject).into(),
            summary: step.summary.clone(),
            reason,
            rule: rule_for(leg, step, destination).map(|rule| rule.code().to_owned()),
            blocked_ports,
            evidence: step
                .evidence
                .iter()
                .map(|evidence| self.locate(evidence))
                .collect(),
        }
    }
}

impl From<&Subject> for v1::Subject {
    fn from(subject: &Subject) -> Self {
        Self {
            kind: subject.kind.to_owned(),
            arn: subject.id.starts_with("arn:").then(|| subject.id.clone()),
            id: subject.id.clone(),
            name: subject.name.clone(),
        }
    }
}

impl From<&Outcome> for v1::Status {
    fn from(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Pass => Self::Pass,
            Outcome::Partial { .. } | Outcome::Warn(_) => Self::Warn,
            Outcome::Fail(_) => Self::Fail,
            Outcome::Unknown(_) => Self::Unknown,
            Outcome::Skipped => Self::Skipped,
        }
    }
}

impl From<Leg> for v1::Leg {
    fn from(leg: Leg) -> Self {
        match leg {
            Leg::ToEndpoint => Self::ToEndpoint,
            Leg::ToBackend => Self::ToBackend,
            Leg::HealthCheck => Self::HealthCheck,
        }
    }
}

impl From<&Trace> for v1::ClientPorts {
    fn from(trace: &Trace) -> Self {
        Self {
            reachable: ranges(&trace.open),
            blocked: ranges(&trace.blocked),
            undecided: ranges(&trace.undecided),
        }
    }
}

/// First and last port of each range.
pub(in crate::report) fn ranges(ports: &PortSet) -> Vec<[u16; 2]> {
    ports
        .ranges()
        .iter()
        .map(|&(first, last)| [first, last])
        .collect()
}
