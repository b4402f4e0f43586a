//! Which ports of an address are open, exactly.

use std::net::IpAddr;
use std::sync::Arc;

use crate::reach::{Origin, Step, Verdict};
use crate::topology::{
    Cidr, Direction, Interface, InterfaceId, Lookup, Meets, Peer, PortSet, Protocol, ProtocolMatch,
    SecurityGroupId, Topology,
};

use super::Fate;
use super::bounds::rules_of;

/// The ports at which a rule or entry on the way begins or ends: ports between two neighbors fare
/// alike.
#[derive(Clone, Debug)]
pub struct Edges(Vec<u16>);

impl Edges {
    /// The edges on every way that begins behind these groups: of their rules, and of all network
    /// ACLs.
    pub fn from<'a>(
        topology: &Topology,
        groups: impl IntoIterator<Item = &'a SecurityGroupId>,
    ) -> Self {
        let mut edges = Self(Vec::new());
        for group in groups {
            for rule in rules_of(topology, group, Direction::Outbound) {
                edges.add(&rule.ports);
            }
        }
        for acl in topology.network_acls() {
            for entry in &acl.entries {
                edges.add(&entry.ports);
            }
        }
        edges.sorted()
    }

    /// The edges on a way that also ends behind these groups.
    pub fn to(&self, topology: &Topology, groups: &[SecurityGroupId]) -> Self {
        let mut edges = self.clone();
        for group in groups {
            for rule in rules_of(topology, group, Direction::Inbound) {
                edges.add(&rule.ports);
            }
        }
        edges.sorted()
    }

    fn add(&mut self, ports: &PortSet) {
        for &(first, last) in ports.ranges() {
            self.0.push(first);
            self.0.extend(last.checked_add(1));
        }
    }

    fn sorted(mut self) -> Self {
        self.0.sort_unstable();
        self.0.dedup();
        self
    }

    /// The parts of a set whose ports fare alike.
    fn cut(&self, ports: &PortSet) -> Vec<(u16, u16)> {
        let mut parts = Vec::new();
        for &(first, last) in ports.ranges() {
            let mut start = first;
            for &edge in self.0.iter().filter(|&&edge| first < edge && edge <= last) {
                parts.push((start, edge - 1));
                start = edge;
            }
            parts.push((start, last));
        }
        parts
    }
}

/// Whose name everybody knows.
const HTTPS: u16 = 443;

/// How the ports of one address fare. Each port is in exactly one of the sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PortFates {
    /// All client ports get there, from some source.
    pub reachable: PortSet,
    /// Only some client ports get there.
    pub degraded: PortSet,
    /// Nothing gets there.
    pub blocked: PortSet,
    /// Evidence is missing for a decision.
    pub undecided: PortSet,
    /// Of the ports that fare best without being reachable, the step that stops those that get
    /// furthest, or leaves them undecided.
    pub trouble: Option<Arc<Step>>,
    /// The interface at the address, if it could be told.
    pub destination: Option<InterfaceId>,
}

impl PortFates {
    /// Walks to one port of each part of `ports` that fares alike.
    ///
    /// Parts that no rule of the source's or the destination's groups may admit are not walked: they
    /// fail like the first of them.
    pub fn of(
        topology: &Topology,
        origin: &Origin<'_>,
        (interface, to): (&Interface, IpAddr),
        (ports, edges): (&PortSet, &Edges),
        client_ports: &PortSet,
    ) -> Self {
        let mut fates = Self::default();
        let mut furthest = None;
        let mut admitted: Option<PortSet> = None;
        for (first, last) in edges.cut(ports) {
            let part = PortSet::from(first..=last);
            if let Some(admitted) = &admitted
                && admitted.intersection(&part).is_empty()
                && !fates.blocked.is_empty()
            {
                fates.blocked = fates.blocked.union(&part);
                continue;
            }
            // The port that people know best, where it stands for others.
            let port = if part.contains(HTTPS) { HTTPS } else { first };
            let flow = origin.flow_to(to, port, Protocol::TCP, client_ports.clone());
            let fate = Fate::of(topology, origin, &flow);
            if fate.on_every_port.is_some() {
                return Self {
                    blocked: ports.clone(),
                    trouble: fate.on_every_port,
                    destination: fate.destination,
                    ..Self::default()
                };
            }
            // Where the way is known, the ends are too, and with them what references stand for.
            let is_certain = fate.way_known && fate.destination.as_ref() == Some(&interface.id);
            if is_certain && admitted.is_none() {
                admitted = Some(may_pass(topology, origin, interface, to));
            }
            fates.destination = fates.destination.or(fate.destination);
            let (set, rank) = match fate.verdict {
                Verdict::Reachable => (&mut fates.reachable, 0),
                Verdict::Degraded => (&mut fates.degraded, 3),
                Verdict::Unknown => (&mut fates.undecided, 2),
                Verdict::Blocked => (&mut fates.blocked, 1),
            };
            *set = set.union(&part);
            if let Some(step) = fate.trouble {
                let reached = Some((rank, step.kind, port == HTTPS));
                if reached > furthest {
                    furthest = reached;
                    fates.trouble = Some(step);
                }
            }
        }
        fates
    }

    /// The ports that any of several sources gets to.
    pub fn union<'a>(sources: impl IntoIterator<Item = &'a Self>) -> Self {
        let (mut whole, mut furthest) = (Self::default(), None);
        for one in sources {
            whole.reachable = whole.reachable.union(&one.reachable);
            whole.degraded = whole.degraded.union(&one.degraded);
            whole.undecided = whole.undecided.union(&one.undecided);
            whole.blocked = whole.blocked.union(&one.blocked);
            let trouble = one.trouble.as_ref().map(|step| (one.rank(), step.kind));
            if trouble > furthest {
                furthest = trouble;
                whole.trouble.clone_from(&one.trouble);
            }
            whole.destination = whole.destination.or_else(|| one.destination.clone());
        }
        whole.degraded = whole.degraded.difference(&whole.reachable);
        let open = whole.reachable.union(&whole.degraded);
        whole.undecided = whole.undecided.difference(&open);
        whole.blocked = whole.blocked.difference(&open.union(&whole.undecided));
        whole
    }

    /// How far the ports get of which the trouble tells.
    fn rank(&self) -> u8 {
        match (self.degraded.is_empty(), self.undecided.is_empty()) {
            (false, _) => 2,
            (true, false) => 1,
            (true, true) => 0,
        }
    }

    /// Every port that was asked about.
    pub fn asked(&self) -> PortSet {
        let open = self.reachable.union(&self.degraded);
        open.union(&self.blocked).union(&self.undecided)
    }

    /// Whether no port was asked for, or nobody asked.
    pub fn is_empty(&self) -> bool {
        self.is_blocked() && self.blocked.is_empty()
    }

    /// Whether the same ports fare alike, whatever stops them.
    pub fn fares_like(&self, other: &Self) -> bool {
        self.reachable == other.reachable
            && self.degraded == other.degraded
            && self.blocked == other.blocked
            && self.undecided == other.undecided
    }

    /// Whether no port is, or may be, open.
    pub fn is_blocked(&self) -> bool {
        self.reachable.is_empty() && self.degraded.is_empty() && self.undecided.is_empty()
    }
}

/// The ports that the groups of both ends may admit: no rule admits the others, whatever is not
/// known.
fn may_pass(
    topology: &Topology,
    origin: &Origin<'_>,
    interface: &Interface,
    to: IpAddr,
) -> PortSet {
    let out = may_admit(
        topology,
        (origin.groups(), Direction::Outbound),
        (Cidr::host(to), &interface.groups),
    );
    let back = may_admit(
        topology,
        (&interface.groups, Direction::Inbound),
        (origin.address(), origin.groups()),
    );
    out.intersection(&back)
}

/// The ports that the rules of groups may admit, from or to a remote side.
fn may_admit(
    topology: &Topology,
    (groups, direction): (&[SecurityGroupId], Direction),
    (remote, remote_groups): (Cidr, &[SecurityGroupId]),
) -> PortSet {
    let is_open = groups.is_empty()
        || groups
            .iter()
            .any(|id| matches!(topology.security_group(id), Lookup::Unknown(_)));
    if is_open {
        return PortSet::all();
    }
    let rules = groups
        .iter()
        .flat_map(|group| rules_of(topology, group, direction));
    let matching = rules.filter(|rule| {
        let of_tcp = match rule.protocol {
            ProtocolMatch::One(protocol) => protocol == Protocol::TCP,
            ProtocolMatch::Any | ProtocolMatch::Unreadable => true,
        };
        of_tcp
            && match &rule.peer {
                Peer::Cidr(block) => block.meets(remote) != Meets::None,
                // Nobody knows the groups of an interface that was not observed.
                Peer::Group { id, .. } => remote_groups.is_empty() || remote_groups.contains(id),
                Peer::PrefixList(_) | Peer::Unreadable(_) => true,
            }
    });
    let ranges = matching.flat_map(|rule| {
        match rule.protocol {
            ProtocolMatch::One(_) => rule.ports.clone(),
            ProtocolMatch::Any | ProtocolMatch::Unreadable => PortSet::all(),
        }
        .ranges()
        .to_vec()
    });
    ranges.map(|(first, last)| first..=last).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_cut_where_a_rule_begins_or_ends() {
        let mut edges = Edges(Vec::new());
        edges.add(&PortSet::from(443..=443));
        edges.add(&PortSet::from(1024..=65_535));
        let edges = edges.sorted();
        assert_eq!(
            edges.cut(&PortSet::all()),
            [(0, 442), (443, 443), (444, 1023), (1024, 65_535)]
        );
        assert_eq!(edges.cut(&PortSet::from(443..=443)), [(443, 443)]);
        assert_eq!(
            edges.cut(&PortSet::from(400..=443)),
            [(400, 442), (443, 443)]
        );
    }

    #[test]
    fn a_port_that_one_source_gets_to_is_reached() {
        let fates = |reachable: PortSet, blocked: PortSet, undecided: PortSet| PortFates {
            reachable,
            blocked,
            undecided,
            ..PortFates::default()
        };
        let one = fates((1..=3).into(), (4..=9).into(), PortSet::EMPTY);
        let other = fates((3..=4).into(), (1..=2).into(), (5..=6).into());
        let whole = PortFates::union([&one, &other]);
        assert_eq!(whole.reachable, (1..=4).into());
        assert_eq!(whole.degraded, PortSet::EMPTY);
        assert_eq!(whole.undecided, (5..=6).into());
        assert_eq!(whole.blocked, (7..=9).into());
    }
}
