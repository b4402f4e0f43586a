//! Zones: which targets a node sends to, and which nodes are in DNS.
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health.html>

use std::collections::BTreeMap;

use crate::topology::{
    Action, Health, LoadBalancer, LoadBalancerKind, Lookup, RegisteredTarget, TargetGroup,
    TargetGroupArn, TargetRef, TargetType, Topology,
};

use super::target_group::{Zones, zones};

/// Where a target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place<'a> {
    /// Outside of the VPC: nodes of all zones send to it.
    All,
    One(&'a str),
    Unknown,
}

/// The zone that a target is registered in, or else the one where it is.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html>
fn place<'a>(
    topology: &'a Topology,
    group: &TargetGroup,
    target: &'a RegisteredTarget,
) -> Place<'a> {
    let found = match (target.zone.as_deref(), &group.vpc, &target.target) {
        (Some("all"), ..) => return Place::All,
        (Some(zone), ..) => Some(zone),
        (None, Some(vpc), TargetRef::Instance(id)) => {
            let interface = topology.interface_of_instance(id, vpc).found();
            interface.and_then(|interface| interface.zone.as_deref())
        }
        (None, Some(vpc), TargetRef::Address(address)) => {
            let subnet = topology.subnet_at(vpc, *address);
            subnet.and_then(|subnet| subnet.zone.as_deref())
        }
        _ => None,
    };
    found.map_or(Place::Unknown, Place::One)
}

/// Whether a node may send to a target that only nodes of the same zone may use. Where the zone of
/// either is not known, it may.
pub(super) fn is_near(
    topology: &Topology,
    group: &TargetGroup,
    target: &RegisteredTarget,
    zone: Option<&str>,
) -> bool {
    match (place(topology, group, target), zone) {
        (Place::One(own), Some(zone)) => own == zone,
        (Place::All | Place::Unknown, _) | (_, None) => true,
    }
}

/// Whether a group keeps the node of a zone in DNS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Healthy,
    Unhealthy,
    Unsure,
}

/// Zones whose nodes are not in the DNS answer of a load balancer.
///
/// A zone leaves if one of the groups has too few healthy targets for it: in the zone itself, or,
/// across zones, anywhere. If no zone is left, and if a group is empty, all stay: the load balancer
/// "fails open". What is not certain lets a zone stay.
/// <https://repost.aws/knowledge-center/elb-dns-cross-zone-balance-configuration>
pub(in crate::reach) fn zones_out_of_dns<'b>(
    topology: &Topology,
    balancer: &'b LoadBalancer,
) -> Vec<&'b str> {
    let Some(groups) = groups_of(topology, balancer) else {
        return Vec::new();
    };
    let is_empty = |group: &TargetGroup| group.targets.as_ref().is_some_and(Vec::is_empty);
    if groups.is_empty() || groups.iter().any(|(group, _)| is_empty(group)) {
        return Vec::new();
    }
    let names = balancer.zones.iter().map(|(name, _)| name.as_str());
    let judged = names.map(|zone| {
        let standings = groups
            .iter()
            .map(|&(group, used)| (standing(topology, balancer, group, zone), used));
        (zone, standings.collect::<Vec<_>>())
    });
    let judged: Vec<(&str, Vec<(Standing, bool)>)> = judged.collect();
    let serves = |standings: &[(Standing, bool)]| {
        let mut all = standings.iter();
        all.all(|(standing, _)| *standing == Standing::Healthy)
    };
    if !judged.iter().any(|(_, standings)| serves(standings)) {
        return Vec::new();
    }
    let leaves = |standings: &[(Standing, bool)]| standings.contains(&(Standing::Unhealthy, true));
    let gone = judged.iter().filter(|(_, standings)| leaves(standings));
    gone.map(|(zone, _)| *zone).collect()
}

/// The groups that the listeners forward to, and whether requests come to them; `None` if they are
/// not all known. Whether a group with the weight 0 counts is not documented.
fn groups_of<'a>(
    topology: &'a Topology,
    balancer: &LoadBalancer,
) -> Option<Vec<(&'a TargetGroup, bool)>> {
    if balancer.kind == LoadBalancerKind::Other || !balancer.listeners_observed {
        return None;
    }
    let mut used: BTreeMap<&TargetGroupArn, bool> = BTreeMap::new();
    for listener in topology.listeners_of(&balancer.arn) {
        let rules = match (&listener.rules, balancer.kind) {
            (Some(rules), _) => rules.as_slice(),
            (None, LoadBalancerKind::Application) => return None,
            (None, _) => &[],
        };
        let of_rules = rules.iter().flat_map(|rule| &rule.actions);
        for action in listener.default_actions.iter().chain(of_rules) {
            if let Action::Forward(groups) = action {
                for (arn, weight) in groups {
                    *used.entry(arn).or_default() |= *weight > 0;
                }
            }
        }
    }
    let mut groups = Vec::new();
    for (arn, used) in used {
        match topology.target_group(arn) {
            Lookup::Found(group) if group.target_type == TargetType::Lambda => {}
            Lookup::Found(group) => groups.push((group, used)),
            Lookup::Absent | Lookup::Unknown(_) => return None,
        }
    }
    Some(groups)
}

fn standing(
    topology: &Topology,
    balancer: &LoadBalancer,
    group: &TargetGroup,
    zone: &str,
) -> Standing {
    let Some(targets) = &group.targets else {
        return Standing::Unsure;
    };
    if group.target_type == TargetType::Alb {
        return Standing::Unsure;
    }
    let across = || count(topology, group, targets, None);
    let inside = || count(topology, group, targets, Some(zone));
    match zones(balancer, group) {
        Zones::All => across(),
        Zones::Own => inside(),
        Zones::Unknown if across() == inside() => across(),
        Zones::Unknown => Standing::Unsure,
    }
}

fn count(
    topology: &Topology,
    group: &TargetGroup,
    targets: &[RegisteredTarget],
    zone: Option<&str>,
) -> Standing {
    // Targets that count for certain, and those that may.
    let (mut healthy, mut maybe_healthy, mut registered, mut maybe_registered) = (0, 0, 0, 0);
    for target in targets {
        let certain = match (zone, place(topology, group, target)) {
            (Some(zone), Place::One(own)) if own != zone => continue,
            (Some(_), Place::Unknown) => false,
            _ => true,
        };
        if matches!(target.health, Health::Draining | Health::Unused) {
            continue;
        }
        maybe_registered += 1;
        registered += usize::from(certain);
        match target.health {
            Health::Healthy => {
                maybe_healthy += 1;
                healthy += usize::from(certain);
            }
            Health::Initial | Health::Unavailable | Health::Unknown => maybe_healthy += 1,
            Health::Draining | Health::Unhealthy | Health::Unused => {}
        }
    }
    let needed = group.dns_failover;
    if group.attributes_observed && needed.is_met(healthy, maybe_registered) {
        Standing::Healthy
    } else if !needed.is_met(maybe_healthy, registered) {
        Standing::Unhealthy
    } else {
        Standing::Unsure
    }
}
