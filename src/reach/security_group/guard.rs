//! The rules of an interface's groups, asked about one remote address at a time.

use std::net::IpAddr;

use crate::topology::{
    Direction, Flow, Lookup, Missing, Peer, PrefixListId, SecurityGroup, SecurityGroupId,
    SecurityGroupRule, Topology,
};

use super::super::traffic::{Coverage, Traffic, representatives};
use super::{
    Admission, Match, References, Refusal, Remote, RemoteGroups, Unknown, entries_missing,
};

/// The groups of one interface and one question to them.
pub(super) struct Guard<'t, 'a> {
    topology: &'t Topology,
    direction: Direction,
    traffic: Traffic,
    remote: &'a Remote<'a>,
    groups: Vec<&'t SecurityGroup>,
    missing: Option<Missing>,
}

/// Whether a rule matches.
enum Matched {
    Yes,
    No,
    /// It would, if references worked here.
    Invalid(String),
    Perhaps(Unknown),
}

impl<'t, 'a> Guard<'t, 'a> {
    pub(super) fn new(
        topology: &'t Topology,
        ids: &[SecurityGroupId],
        direction: Direction,
        flow: &Flow,
        remote: &'a Remote<'a>,
    ) -> Self {
        let mut groups = Vec::with_capacity(ids.len());
        let mut missing = None;
        let mut ids: Vec<_> = ids.iter().collect();
        ids.sort_unstable();
        for id in ids {
            match topology.security_group(id) {
                Lookup::Found(group) => groups.push(group),
                Lookup::Unknown(what) => {
                    missing.get_or_insert(what);
                }
                Lookup::Absent => {}
            }
        }
        Self {
            topology,
            direction,
            traffic: Traffic::request(flow),
            remote,
            groups,
            missing,
        }
    }

    /// Addresses that stand for all of the remote side.
    pub(super) fn addresses(&self) -> Vec<IpAddr> {
        let rules = self.groups.iter().flat_map(|group| self.rules_of(group));
        let bounds = rules.flat_map(|rule| {
            let (block, list) = match &rule.peer {
                Peer::Cidr(block) => (Some(*block), None),
                Peer::PrefixList(id) => (None, self.topology.prefix_list(id).found()),
                Peer::Group { .. } | Peer::Unreadable(_) => (None, None),
            };
            let entries = list.and_then(|list| list.entries.as_ref()).into_iter();
            block
                .into_iter()
                .chain(entries.flatten().map(|(block, _)| *block))
        });
        representatives(self.remote.address, bounds)
    }

    fn rules_of(&self, group: &'t SecurityGroup) -> &'t [SecurityGroupRule] {
        match self.direction {
            Direction::Inbound => &group.inbound,
            Direction::Outbound => &group.outbound,
        }
    }

    /// What the groups say to one address: a certain match in any of them outweighs whatever is
    /// not known of the others.
    pub(super) fn judge(&self, address: IpAddr) -> Admission<'t> {
        let (mut invalid, mut perhaps) = (None, None);
        for group in &self.groups {
            for rule in self.rules_of(group) {
                let found = Match {
                    group,
                    part: rule.part,
                };
                match self.matches(rule, address) {
                    Matched::No => {}
                    Matched::Yes => return Admission::Admitted(vec![found]),
                    Matched::Invalid(why) => {
                        invalid.get_or_insert((found, why));
                    }
                    Matched::Perhaps(why) => {
                        perhaps.get_or_insert((found, why));
                    }
                }
            }
        }
        if let Some((found, why)) = perhaps {
            return Admission::Undecided(why, vec![found]);
        }
        if let Some(missing) = &self.missing {
            return Admission::Undecided(Unknown::Missing(missing.clone()), Vec::new());
        }
        Admission::Refused(match invalid {
            Some((found, why)) => Refusal::InvalidReference(found, why),
            None => Refusal::NoRule(self.groups.clone()),
        })
    }

    fn matches(&self, rule: &SecurityGroupRule, address: IpAddr) -> Matched {
        let coverage = self.traffic.covered_by(rule.protocol, rule.icmp);
        let covered = match coverage {
            Coverage::None => false,
            Coverage::All | Coverage::Perhaps => true,
            Coverage::OfPorts => !self.traffic.ports.intersection(&rule.ports).is_empty(),
        };
        if !covered {
            return Matched::No;
        }
        match self.matches_peer(&rule.peer, address) {
            Matched::Yes if coverage == Coverage::Perhaps => Matched::Perhaps(
                Unknown::Undecidable("a rule names a protocol that cannot be read".to_owned()),
            ),
            matched => matched,
        }
    }

    fn matches_peer(&self, peer: &Peer, address: IpAddr) -> Matched {
        match peer {
            Peer::Cidr(block) if block.holds(address) => Matched::Yes,
            Peer::Cidr(_) => Matched::No,
            Peer::PrefixList(id) => self.matches_prefix_list(id, address),
            Peer::Group {
                id, peering_status, ..
            } => self.matches_group(id, peering_status.as_deref()),
            Peer::Unreadable(text) => Matched::Perhaps(Unknown::Undecidable(format!(
                "a rule names a peer that cannot be read: {text}"
            ))),
        }
    }

    fn matches_prefix_list(&self, id: &PrefixListId, address: IpAddr) -> Matched {
        let missing = match self.topology.prefix_list(id) {
            Lookup::Found(list) => match &list.entries {
                Some(entries) if entries.iter().any(|(block, _)| block.holds(address)) => {
                    return Matched::Yes;
                }
                Some(_) => return Matched::No,
                None => entries_missing(id),
            },
            Lookup::Unknown(missing) => missing,
            Lookup::Absent => return Matched::No,
        };
        Matched::Perhaps(Unknown::Missing(missing))
    }

    /// A reference stands for the private addresses of the interfaces that carry the group.
    fn matches_group(&self, id: &SecurityGroupId, peering_status: Option<&str>) -> Matched {
        let carried = match &self.remote.groups {
            RemoteGroups::Known(groups) => groups.contains(id),
            RemoteGroups::Unknown(why) => return Matched::Perhaps(why.clone()),
        };
        if !carried {
            return if self.remote.client_groups.contains(id) {
                Matched::Perhaps(Unknown::Undecidable(format!(
                    "AWS does not document whether a reference to {id}, a group of the client, \
                     matches the client address that the load balancer preserves"
                )))
            } else {
                Matched::No
            };
        }
        match (&self.remote.references, peering_status) {
            (References::Invalid(why), _) => Matched::Invalid(why.clone()),
            // Whether a stale peering spoils a reference that the transit gateway supports is not
            // documented.
            (References::Transit, Some(status)) if status != "active" => {
                Matched::Perhaps(Unknown::Undecidable(format!(
                    "the reference to {id} is for a peering connection that is {status}"
                )))
            }
            (References::Peered | References::Unknown(_), Some(status)) if status != "active" => {
                Matched::Invalid(format!(
                    "the peering connection that it refers across is {status}"
                ))
            }
            (References::SameVpc | References::Transit | References::Peered, _) => Matched::Yes,
            (References::Unknown(why), _) => Matched::Perhaps(why.clone()),
        }
    }
}
