//! Load balancers and the interfaces of their nodes.

use crate::snapshot::{Keyed, Observed, Source, elbv2};
use crate::topology::graph::Ownership;
use crate::topology::{
    Interface, InterfaceId, Link, LoadBalancer, LoadBalancerKind, SecurityGroup, Subnet, SubnetId,
    Vpc, VpcId,
};

use super::Builder;
use super::read::{address, dns_name};

/// The list in which every load balancer stands.
const LIST: &str = "describe-load-balancers";

impl Builder {
    /// Listeners come first: some cannot be read, and then their load balancer may have others.
    pub(super) fn add_load_balancers(
        &mut self,
        balancers: Vec<Observed<elbv2::LoadBalancer>>,
        attributes: Vec<Observed<Keyed<elbv2::Attribute>>>,
    ) {
        let mut attributes = self.answers(attributes, "elbv2", "describe-load-balancer-attributes");
        let settled = self.settle(balancers);
        let nameless = settled.records.iter().filter(|one| one.dns_name.is_none());
        for lost in settled.dropped.iter().chain(nameless) {
            let scope = self.scope(lost.source);
            self.coverage.doubt(None, scope, LIST);
        }
        for Observed { record, source } in settled.records {
            let arn = &record.load_balancer_arn;
            let attributes = attributes.take(arn).unwrap_or_default();
            let cross_zone = attribute(&attributes, "load_balancing.cross_zone.enabled");
            let vpc: Option<VpcId> = self.maybe_id(record.vpc_id.as_deref());
            let mut zones: Vec<(String, SubnetId)> = Vec::new();
            for zone in &record.availability_zones {
                if let Some(subnet) = &zone.subnet_id {
                    let name = zone.zone_name.clone().unwrap_or_default();
                    zones.push((name, self.id(subnet)));
                }
            }
            zones.sort();
            let interfaces = self.nodes_of(&record, vpc.as_ref(), &zones);
            let state = record.state.unwrap_or_default();
            let balancer = LoadBalancer {
                source,
                arn: self.id(arn),
                name: record.load_balancer_name.unwrap_or_default(),
                dns_name: record.dns_name.as_deref().map(dns_name).unwrap_or_default(),
                canonical_zone: record.canonical_hosted_zone_id,
                kind: match record.r#type.as_deref() {
                    Some("application") => LoadBalancerKind::Application,
                    Some("network") => LoadBalancerKind::Network,
                    _ => LoadBalancerKind::Other,
                },
                scheme: record.scheme,
                state: state.code,
                state_reason: state.reason,
                vpc,
                zones,
                groups: self.ids(record.security_groups.iter().map(String::as_str)),
                interfaces,
                cross_zone: cross_zone.and_then(|(value, source)| Some((parse(&value)?, source))),
                listeners_observed: self.is_answered(source, "elbv2", "describe-listeners", arn)
                    && !self.odd_listeners.contains(arn),
            };
            self.link_balancer(&balancer);
            self.topology.graph.insert(balancer);
        }
    }

    fn link_balancer(&mut self, balancer: &LoadBalancer) {
        let topology = &mut self.topology;
        let graph = &mut topology.graph;
        let arn = balancer.arn.shared();
        if let Some(vpc) = &balancer.vpc {
            graph.link::<LoadBalancer, Vpc>(arn, Link::InVpc, vpc.shared());
        }
        for (_, subnet) in &balancer.zones {
            graph.link::<LoadBalancer, Subnet>(arn, Link::InSubnet, subnet.shared());
        }
        for group in &balancer.groups {
            graph.link::<LoadBalancer, SecurityGroup>(arn, Link::GuardedBy, group.shared());
        }
        for interface in &balancer.interfaces {
            graph.link::<LoadBalancer, Interface>(arn, Link::Owns, interface.shared());
        }
        if !balancer.dns_name.is_empty() {
            let arn = balancer.arn.clone();
            topology
                .load_balancer_names
                .insert(balancer.dns_name.clone(), arn);
        }
    }

    /// The interfaces whose description names the load balancer as its ARN does, and those that
    /// own an address of it; only in its own subnets, because anybody may write a description.
    fn nodes_of(
        &self,
        record: &elbv2::LoadBalancer,
        vpc: Option<&VpcId>,
        zones: &[(String, SubnetId)],
    ) -> Vec<InterfaceId> {
        let graph = &self.topology.graph;
        let is_its_own = |interface: &&Interface| {
            vpc.is_none_or(|vpc| interface.vpc == *vpc)
                && zones.iter().any(|(_, subnet)| interface.subnet == *subnet)
        };
        let tail = record
            .load_balancer_arn
            .split_once(":loadbalancer/")
            .map(|(_, tail)| tail);
        let described = tail
            .and_then(|tail| self.balancer_interfaces.get(tail))
            .into_iter()
            .flatten();
        let described = described.filter_map(|id| graph.get::<Interface>(id.as_str()));
        let fixed = record
            .availability_zones
            .iter()
            .flat_map(|zone| &zone.load_balancer_addresses);
        let fixed = fixed.flat_map(|fixed| {
            [
                address(fixed.private_ipv4_address.as_ref()),
                address(fixed.ipv6_address.as_ref()),
            ]
        });
        let at_addresses =
            fixed
                .flatten()
                .filter_map(|address| match graph.owner_of(vpc?, address) {
                    Ownership::Owned(interface) => Some(interface),
                    Ownership::Disputed | Ownership::Nobody => None,
                });
        let own = described.chain(at_addresses).filter(is_its_own);
        let mut nodes: Vec<InterfaceId> = own.map(|interface| interface.id.clone()).collect();
        nodes.sort();
        nodes.dedup();
        nodes
    }
}

/// The value of an attribute and where it was observed.
pub(super) fn attribute(
    attributes: &[Observed<elbv2::Attribute>],
    key: &str,
) -> Option<(String, Source)> {
    let found = attributes
        .iter()
        .find(|attribute| attribute.key.as_deref() == Some(key))?;
    Some((found.value.clone()?, found.source))
}

/// `true` or `false`.
pub(super) fn parse(value: &str) -> Option<bool> {
    value.parse().ok()
}
