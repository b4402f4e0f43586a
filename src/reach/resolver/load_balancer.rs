//! What the names of load balancers answer.
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html>

use std::net::IpAddr;

use super::found::Found;
use super::walk::{Trail, Walk, answers, list};
use crate::reach::load_balancer::zones_out_of_dns;
use crate::reach::{Cause, Evidence, Outcome, Subject, Unknown};
use crate::topology::{Interface, LoadBalancer, Lookup, Missing, RecordType};

impl Walk<'_> {
    /// The name of a load balancer, or of its node in one zone.
    pub(super) fn load_balancer(
        &self,
        name: &str,
        whole: &str,
        zone: Option<&str>,
        kinds: &[RecordType],
        trail: &Trail,
    ) -> Found {
        match self.topology.load_balancer_named(whole) {
            Lookup::Found(load_balancer) => self.nodes(load_balancer, name, zone, kinds, trail),
            Lookup::Absent if self.is_classic(whole) => Found::unknown(
                Unknown::Unmodelled(format!("the Classic Load Balancer {whole}")),
                self.subject(),
                trail.evidence.clone(),
            ),
            Lookup::Absent => self.dangling(name, "a load balancer", trail),
            Lookup::Unknown(missing) => Found::missing(missing, self.subject()),
        }
    }

    /// The nodes of a load balancer: one address per enabled zone, of an Application Load Balancer
    /// one or more.
    fn nodes(
        &self,
        load_balancer: &LoadBalancer,
        name: &str,
        zone: Option<&str>,
        kinds: &[RecordType],
        trail: &Trail,
    ) -> Found {
        let subject = subject(load_balancer);
        let Some(internal) = is_internal(load_balancer) else {
            return Found::missing(
                Missing::new(
                    "elbv2",
                    "describe-load-balancers",
                    format!("the scheme of load balancer {}", load_balancer.name),
                ),
                subject,
            );
        };
        let trail = trail.with(Evidence::part(load_balancer.source, "/DNSName"));
        let left_out = zones_out_of_dns(self.topology, load_balancer);
        let mut found = Found::default();
        let mut addresses = Vec::new();
        let zones = load_balancer.zones.iter();
        for (node_zone, subnet) in zones.filter(|(node, _)| zone.is_none_or(|zone| zone == node)) {
            if zone.is_none() && left_out.contains(&node_zone.as_str()) {
                continue;
            }
            let mut nodes = self.interfaces(&load_balancer.interfaces);
            nodes.retain(|interface| &interface.subnet == subnet);
            let before = addresses.len();
            for node in nodes {
                let of_node = node_addresses(node, internal);
                let trail = trail.with(Evidence::record(node.source));
                found
                    .answers
                    .extend(answers(of_node.iter().copied(), kinds, &trail));
                addresses.extend(of_node);
            }
            if addresses.len() == before {
                let what = format!("the address of {} in {node_zone}", load_balancer.name);
                let missing = Missing::new("ec2", "describe-network-interfaces", what);
                found = found.then(Found::missing(missing, subject.clone()));
            }
        }
        if addresses.is_empty() && !found.undecided {
            let why = format!("no node of {} answers for {name}", load_balancer.name);
            return Found::unknown(Unknown::Undecidable(why), subject, trail.evidence);
        }
        let note = match &left_out[..] {
            _ if zone.is_some() => String::new(),
            [] => String::new(),
            zones => format!(
                "; no node for lack of healthy targets in {}",
                zones.join(", ")
            ),
        };
        let summary = format!(
            "{name} is load balancer {}: {}{note}",
            load_balancer.name,
            list(&addresses)
        );
        self.conclude(found, &addresses, zone, (subject, summary), trail)
    }

    /// The step for a name of AWS: its addresses are known; are they of use?
    pub(super) fn conclude(
        &self,
        found: Found,
        addresses: &[IpAddr],
        zone: Option<&str>,
        (subject, summary): (Subject, String),
        trail: Trail,
    ) -> Found {
        if addresses.is_empty() {
            return found;
        }
        let outcome = if found.answers.is_empty() && !found.undecided {
            Outcome::Fail(Cause::FamilyMismatch)
        } else if zone.is_some() && self.question.spans_zones() {
            Outcome::Warn(Cause::ZonalName)
        } else {
            Outcome::Pass
        };
        Found::step(subject, outcome, summary, trail.evidence).then(found)
    }

    /// Whether an interface shows that a name belongs to a Classic Load Balancer, which
    /// `describe-load-balancers` of `elbv2` does not list.
    fn is_classic(&self, name: &str) -> bool {
        let Some((label, _)) = name.trim_start_matches("dualstack.").split_once('.') else {
            return false;
        };
        let label = label.strip_prefix("internal-").unwrap_or(label);
        let Some((name, _hash)) = label.rsplit_once('-') else {
            return false;
        };
        let described = |interface: &&Interface| {
            interface
                .description
                .strip_prefix("ELB ")
                .is_some_and(|own| own.eq_ignore_ascii_case(name))
        };
        self.topology.interfaces().iter().any(described)
    }
}

/// A load balancer as the subject of a step.
fn subject(load_balancer: &LoadBalancer) -> Subject {
    Subject::new("load-balancer", load_balancer.arn.as_str()).named(load_balancer.name.clone())
}

fn is_internal(load_balancer: &LoadBalancer) -> Option<bool> {
    match load_balancer.scheme.as_deref() {
        Some("internal") => Some(true),
        Some("internet-facing") => Some(false),
        _ => None,
    }
}

/// The addresses of a node in DNS: its primary IPv4 address or its public one, and IPv6.
fn node_addresses(node: &Interface, internal: bool) -> Vec<IpAddr> {
    let primary = node.addresses.iter().find(|address| address.is_ipv4());
    let v4 = if internal {
        primary.copied()
    } else {
        node.public_address
    };
    let v6 = node.addresses.iter().filter(|address| address.is_ipv6());
    v4.into_iter().chain(v6.copied()).collect()
}
