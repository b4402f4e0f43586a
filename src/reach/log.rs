//! The trace while it is being written: hops, and what each step means for the client ports.

use std::collections::BTreeSet;

use crate::topology::{InterfaceId, PortSet, SubnetId, Topology};

use super::network_acl::{Packets, steps};
use super::{Cause, Hop, Leg, Outcome, Step, StepKind, Subject, Trace, Unknown};

/// A trace in the making.
#[derive(Debug)]
pub(super) struct Log {
    client_ports: PortSet,
    hops: Vec<Hop>,
    blocked: PortSet,
    undecided: PortSet,
    /// Why what follows may not concern this path: then no step can fail it for certain.
    doubt: Option<String>,
    destination: Option<InterfaceId>,
    assumptions: BTreeSet<String>,
}

impl Log {
    /// An empty trace.
    pub(super) fn new(client_ports: PortSet) -> Self {
        Self {
            client_ports,
            hops: Vec::with_capacity(6),
            blocked: PortSet::EMPTY,
            undecided: PortSet::EMPTY,
            doubt: None,
            destination: None,
            assumptions: BTreeSet::new(),
        }
    }

    /// Whatever follows happens at this stop.
    pub(super) fn hop(&mut self, subject: Subject) {
        self.hops.push(Hop {
            subject,
            steps: Vec::with_capacity(3),
        });
    }

    /// The packets are for this interface.
    pub(super) fn destination(&mut self, interface: &InterfaceId) {
        self.destination = Some(interface.clone());
    }

    /// Something is taken for granted, in one sentence.
    pub(super) fn assume(&mut self, assumption: String) {
        self.assumptions.insert(assumption);
    }

    /// Puts the stop that was logged last before all others.
    pub(super) fn move_last_hop_to_front(&mut self) {
        self.hops.rotate_right(1);
    }

    /// From here on steps may concern another path, or `None`: they do concern this one.
    pub(super) fn doubt(&mut self, doubt: Option<String>) {
        self.doubt = doubt;
    }

    /// Logs a step that concerns every client port.
    pub(super) fn step(&mut self, step: Step) {
        let ports = self.client_ports.clone();
        self.step_for(step, &ports);
    }

    /// Logs a step that concerns these client ports, unless it passes.
    fn step_for(&mut self, mut step: Step, ports: &PortSet) {
        let stops = matches!(step.outcome, Outcome::Fail(_) | Outcome::Partial { .. });
        if let Some(doubt) = self.doubt.as_ref().filter(|_| stops) {
            let why = format!("{}, {doubt}", step.summary);
            step.outcome = Outcome::Unknown(Unknown::Undecidable(why));
        }
        match &step.outcome {
            Outcome::Pass | Outcome::Warn(_) | Outcome::Skipped => {}
            Outcome::Fail(_) | Outcome::Partial { .. } => self.blocked = self.blocked.union(ports),
            Outcome::Unknown(_) => self.undecided = self.undecided.union(ports),
        }
        if let Some(hop) = self.hops.last_mut() {
            hop.steps.push(step);
        }
    }

    /// Logs a step that does not apply.
    pub(super) fn skip(&mut self, kind: StepKind, subject: Subject, why: &str) {
        self.step(Step {
            kind,
            subject,
            outcome: Outcome::Skipped,
            summary: why.to_owned(),
            evidence: Vec::new(),
        });
    }

    /// Logs what the network ACL of a subnet does to packets from or to `remote`.
    pub(super) fn network_acl(
        &mut self,
        topology: &Topology,
        kind: StepKind,
        subnet: &SubnetId,
        packets: &Packets<'_>,
    ) {
        for (step, ports) in steps(topology, kind, subnet, packets) {
            // A request is stopped at the server's port, whichever port the client uses.
            if ports == packets.traffic.ports {
                self.step(step);
            } else {
                self.step_for(step, &ports);
            }
        }
    }

    /// Logs what the network ACL of one of several subnets does, of which any may be on the way;
    /// `None` stands for a way without one. What all of them stop is stopped, what only some stop
    /// is not decided.
    pub(super) fn network_acl_of_any(
        &mut self,
        topology: &Topology,
        kind: StepKind,
        ways: &[Option<&SubnetId>],
        packets: &Packets<'_>,
    ) {
        if let [Some(subnet)] = ways {
            self.network_acl(topology, kind, subnet, packets);
            return;
        }
        let asked = ways.iter().copied().flatten();
        let judged: Vec<Vec<(Step, PortSet)>> = asked
            .map(|subnet| steps(topology, kind, subnet, packets))
            .collect();
        let all = &packets.traffic.ports;
        let ports_of = |judged: &[(Step, PortSet)], is_sure: bool| {
            let fit = judged.iter().filter(|(step, _)| {
                let stops = matches!(step.outcome, Outcome::Fail(_) | Outcome::Partial { .. });
                !is_sure || stops
            });
            fit.fold(PortSet::EMPTY, |sum, (_, ports)| sum.union(ports))
        };
        let free = ways.iter().any(Option::is_none);
        let stopped = judged.iter().map(|way| ports_of(way, true));
        let stopped = stopped.reduce(|sum, ports| sum.intersection(&ports));
        let stopped = stopped.filter(|_| !free).unwrap_or(PortSet::EMPTY);
        let held = judged.iter().map(|way| ports_of(way, false));
        let held = held.fold(PortSet::EMPTY, |sum, ports| sum.union(&ports));
        let doubtful = held.difference(&stopped);
        let mut told = judged.into_iter().flatten().map(|(step, _)| step);
        let Some(first) = told.next() else {
            let subject = Subject::new("address", packets.remote.to_string());
            self.skip(
                kind,
                subject,
                "the transit gateway's interface is in the same subnet",
            );
            return;
        };
        let stopping = std::iter::once(first.clone())
            .chain(told)
            .find(|step| step.outcome != Outcome::Pass);
        let Some(stopping) = stopping else {
            self.step(first);
            return;
        };
        let parts = [(stopped, false), (doubtful, true)];
        for (ports, is_doubt) in parts.into_iter().filter(|(ports, _)| !ports.is_empty()) {
            let outcome = if is_doubt {
                let why = format!(
                    "depending on the subnet that they pass, {}",
                    stopping.summary
                );
                Outcome::Unknown(Unknown::Ambiguous(why))
            } else if ports == *all {
                Outcome::Fail(Cause::AclDenies)
            } else {
                let blocked = ports.clone();
                let cause = Cause::AclDenies;
                Outcome::Partial { blocked, cause }
            };
            let step = Step {
                outcome,
                ..stopping.clone()
            };
            if ports == *all {
                self.step(step);
            } else {
                self.step_for(step, &ports);
            }
        }
    }

    /// The finished trace.
    pub(super) fn into_trace(self, leg: Leg) -> Trace {
        let blocked = self.blocked.intersection(&self.client_ports);
        let undecided = self
            .undecided
            .intersection(&self.client_ports)
            .difference(&blocked);
        let open = self
            .client_ports
            .difference(&blocked)
            .difference(&undecided);
        Trace {
            leg,
            destination: self.destination,
            hops: self.hops,
            open,
            blocked,
            undecided,
            assumptions: self.assumptions.into_iter().collect(),
        }
    }
}
