//! Network ACLs: stateless; of the entries in the order of their numbers the first match decides.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/nacl-basics.html>

use std::net::IpAddr;

use crate::topology::{
    AclEntry, Cidr, Direction, Lookup, NetworkAcl, Part, PortSet, SubnetId, Topology,
};

use super::traffic::{Coverage, Traffic, representatives};
use super::{Cause, Evidence, Outcome, Step, StepKind, Subject, Unknown};

/// Packets that cross the border of a subnet.
#[derive(Debug)]
pub(super) struct Packets<'a> {
    pub(super) direction: Direction,
    /// Where they come from or go to.
    pub(super) remote: Cidr,
    pub(super) traffic: &'a Traffic,
}

/// What the network ACL of a subnet does: one step, or two if it stops some ports and leaves others
/// undecided. With each come the
/// destination ports that it does not let through.
pub(super) fn steps(
    topology: &Topology,
    kind: StepKind,
    subnet: &SubnetId,
    packets: &Packets<'_>,
) -> Vec<(Step, PortSet)> {
    let acl = match topology.network_acl_of(subnet) {
        Lookup::Found(acl) => acl,
        Lookup::Absent => return Vec::new(),
        Lookup::Unknown(missing) => {
            let step = Step {
                kind,
                subject: Subject::new("subnet", subnet.as_str()),
                summary: missing.to_string(),
                outcome: Outcome::Unknown(Unknown::Missing(missing)),
                evidence: Vec::new(),
            };
            return vec![(step, packets.traffic.ports.clone())];
        }
    };
    let filtered = filter(acl, packets.direction, packets.remote, packets.traffic);
    let way = match packets.direction {
        Direction::Inbound => "in from",
        Direction::Outbound => "out to",
    };
    let (traffic, remote) = (packets.traffic, packets.remote);
    let step = |outcome, summary, parts: &[_]| Step {
        kind,
        subject: Subject::new("network-acl", acl.id.as_str()),
        outcome,
        summary,
        evidence: if parts.is_empty() {
            vec![Evidence::part(acl.source, "/Entries")]
        } else {
            let parts = parts.iter();
            parts.map(|part| Evidence::part(acl.source, part)).collect()
        },
    };
    let Filtered {
        denied, undecided, ..
    } = &filtered;
    let mut steps = Vec::with_capacity(1);
    if !denied.is_empty() {
        let cause = Cause::AclDenies;
        let (outcome, summary) = if *denied == traffic.ports {
            let summary = format!("{} denies {traffic} {way} {remote}", acl.id);
            (Outcome::Fail(cause), summary)
        } else {
            let blocked = denied.clone();
            let summary = format!(
                "{} denies {} {denied} {way} {remote}",
                acl.id, traffic.protocol
            );
            (Outcome::Partial { blocked, cause }, summary)
        };
        steps.push((step(outcome, summary, &filtered.denying), denied.clone()));
    }
    if let Some(why) = filtered.why.clone() {
        let summary = format!("whether {} lets {traffic} {way} {remote}: {why}", acl.id);
        let step = step(Outcome::Unknown(why), summary, &filtered.open);
        steps.push((step, undecided.clone()));
    }
    if steps.is_empty() {
        let summary = format!("{} lets {traffic} {way} {remote}", acl.id);
        steps.push((
            step(Outcome::Pass, summary, &filtered.passing),
            PortSet::EMPTY,
        ));
    }
    steps
}

/// What an ACL does to packets, by destination port.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Filtered {
    passed: PortSet,
    denied: PortSet,
    undecided: PortSet,
    /// Why some ports are undecided.
    why: Option<Unknown>,
    /// The entries that pass, deny or leave open.
    passing: Vec<Part>,
    denying: Vec<Part>,
    open: Vec<Part>,
}

/// What an ACL does to packets from or to `remote`, for each destination port alone.
///
/// If `remote` is a block, ports are undecided for which its addresses fare differently.
fn filter(acl: &NetworkAcl, direction: Direction, remote: Cidr, traffic: &Traffic) -> Filtered {
    let blocks = entries_of(acl, direction).filter_map(|entry| entry.cidr);
    let mut results = representatives(remote, blocks)
        .into_iter()
        .map(|address| filter_address(acl, direction, address, traffic));
    let mut whole = results.next().unwrap_or_default();
    for result in results {
        whole = whole.and(result, remote, &traffic.ports);
    }
    whole
}

impl Filtered {
    /// What holds for two parts of a block together.
    fn and(self, other: Self, block: Cidr, ports: &PortSet) -> Self {
        let passed = self.passed.intersection(&other.passed);
        let denied = self.denied.intersection(&other.denied);
        let undecided = ports.difference(&passed).difference(&denied);
        let why = (!undecided.is_empty()).then(|| {
            self.why.or(other.why).unwrap_or_else(|| {
                Unknown::Ambiguous(format!("only a part of {block} is let through"))
            })
        });
        Self {
            passed,
            denied,
            undecided,
            why,
            passing: merged(self.passing, other.passing),
            denying: merged(self.denying, other.denying),
            open: merged(self.open, other.open),
        }
    }
}

fn entries_of(acl: &NetworkAcl, direction: Direction) -> impl Iterator<Item = &AclEntry> {
    acl.entries
        .iter()
        .filter(move |entry| entry.direction == direction)
}

fn filter_address(
    acl: &NetworkAcl,
    direction: Direction,
    address: IpAddr,
    traffic: &Traffic,
) -> Filtered {
    let mut result = Filtered::default();
    let mut rest = traffic.ports.clone();
    // Ports that unreadable entries so far may have let through or stopped.
    let (mut perhaps_passed, mut perhaps_denied) = (PortSet::EMPTY, PortSet::EMPTY);
    for entry in entries_of(acl, direction) {
        if entry.cidr.is_some_and(|block| !block.holds(address)) {
            continue;
        }
        let coverage = traffic.covered_by(entry.protocol, entry.icmp);
        let hit = match coverage {
            Coverage::None => continue,
            Coverage::All | Coverage::Perhaps => rest.clone(),
            Coverage::OfPorts => rest.intersection(&entry.ports),
        };
        if hit.is_empty() {
            continue;
        }
        if coverage == Coverage::Perhaps || entry.cidr.is_none() {
            let perhaps = if entry.allow {
                &mut perhaps_passed
            } else {
                &mut perhaps_denied
            };
            *perhaps = perhaps.union(&hit);
            result.open.push(entry.part);
            continue;
        }
        rest = rest.difference(&hit);
        let otherwise = if entry.allow {
            &perhaps_denied
        } else {
            &perhaps_passed
        };
        result.decide(entry.allow, &hit, otherwise, Some(entry.part));
        if rest.is_empty() {
            break;
        }
    }
    // What no entry matches is denied, as by the final entry `*`.
    result.decide(false, &rest, &perhaps_passed, None);
    if !result.undecided.is_empty() {
        result.why = Some(Unknown::Undecidable(
            "an entry names a protocol or block that cannot be read".to_owned(),
        ));
    }
    result
}

impl Filtered {
    /// Decides the ports that an entry hits, except those to which an unreadable entry before it
    /// may do otherwise.
    fn decide(&mut self, allow: bool, hit: &PortSet, otherwise: &PortSet, by: Option<Part>) {
        let doubtful = hit.intersection(otherwise);
        let sure = hit.difference(&doubtful);
        self.undecided = self.undecided.union(&doubtful);
        if sure.is_empty() {
            return;
        }
        let (ports, entries) = if allow {
            (&mut self.passed, &mut self.passing)
        } else {
            (&mut self.denied, &mut self.denying)
        };
        *ports = ports.union(&sure);
        entries.extend(by);
    }
}

fn merged(mut parts: Vec<Part>, more: Vec<Part>) -> Vec<Part> {
    parts.extend(more);
    parts.sort_unstable();
    parts.dedup();
    parts
}
