//! Load balancers and the interfaces of their nodes.

use crate::snapshot::{Keyed, Observed, Source, cloudwatch, elbv2};
use crate::topology::graph::Ownership;
use crate::topology::{
    Interface, InterfaceId, Link, LoadBalancer, LoadBalancerKind, NewConnections, SecurityGroup,
    Subnet, SubnetId, Vpc, VpcId,
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
            let idle = attribute(&attributes, "idle_timeout.timeout_seconds");
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
                idle_timeout: idle.and_then(|(value, source)| Some((value.parse().ok()?, source))),
                enforces_groups_on_private_link: record
                    .enforce_security_group_inbound_rules_on_private_link_traffic
                    .map(|word| (word == "on", source)),
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

impl Builder {
    pub(super) fn add_new_connections(
        &mut self,
        datapoints: Vec<Observed<Keyed<cloudwatch::Datapoint>>>,
    ) {
        let known = &mut self.topology.new_connections;
        for Observed { record, source } in datapoints {
            let Keyed { key, record } = record;
            if let (Some(at), Some(count)) = (record.timestamp, record.sum) {
                let list = known.entry(key.to_string()).or_default();
                list.push(NewConnections { source, at, count });
            }
        }
        for list in known.values_mut() {
            list.sort_by_key(|one| (one.at, one.source));
        }
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::topology;
    use crate::topology::{Lookup, Topology};

    const ARN: &str =
        "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/mcp/0a1b";
    const NAME: &str = "mcp-0a1b.elb.eu-west-1.amazonaws.com";

    fn balancer() -> Value {
        json!({"LoadBalancers": [{"LoadBalancerArn": ARN, "DNSName": "MCP-0a1b.elb.eu-west-1.amazonaws.com",
            "Type": "network", "VpcId": "vpc-1", "AvailabilityZones": [
                {"ZoneName": "eu-west-1b", "SubnetId": "subnet-2", "LoadBalancerAddresses": [
                    {"PrivateIPv4Address": "10.0.2.9"}]},
                {"ZoneName": "eu-west-1a", "SubnetId": "subnet-1"}]}]})
    }

    fn eni(id: &str, subnet: &str, address: &str, description: &str) -> Value {
        json!({"NetworkInterfaceId": id, "VpcId": "vpc-1", "SubnetId": subnet,
            "PrivateIpAddress": address, "Description": description})
    }

    fn with(interfaces: &Value) -> Topology {
        topology(&[
            ("elbv2.describe-load-balancers", balancer()),
            (
                "ec2.describe-network-interfaces",
                json!({"NetworkInterfaces": interfaces}),
            ),
        ])
    }

    #[test]
    fn nodes_are_found_by_description_and_address_in_its_own_subnets() {
        let topology = with(&json!([
            eni("eni-1", "subnet-1", "10.0.1.9", "ELB net/mcp/0a1b"),
            eni("eni-2", "subnet-2", "10.0.2.9", "no word of it"),
            eni("eni-3", "subnet-3", "10.0.3.9", "ELB net/mcp/0a1b"),
            eni("eni-4", "subnet-1", "10.0.1.8", "ELB net/mcp/0a1c"),
        ]));
        let balancer = topology
            .load_balancer(&ARN.into())
            .found()
            .expect("the load balancer");
        assert_eq!(balancer.interfaces, ["eni-1".into(), "eni-2".into()]);
        assert_eq!(
            topology
                .load_balancer_of(&"eni-2".into())
                .map(|one| &one.arn),
            Some(&balancer.arn)
        );
        assert!(topology.load_balancer_of(&"eni-3".into()).is_none());
    }

    #[test]
    fn a_name_may_have_a_prefix_or_a_zone() {
        let topology = with(&json!([]));
        let zonal = format!("eu-west-1a.{NAME}");
        for name in [NAME, &format!("dualstack.{NAME}"), &zonal] {
            assert!(
                topology.load_balancer_named(name).found().is_some(),
                "{name}"
            );
        }
        assert_eq!(topology.load_balancer_zone(&zonal), Some("eu-west-1a"));
        assert_eq!(topology.load_balancer_zone(NAME), None);
        assert_eq!(
            topology.load_balancer_zone(&format!("dualstack.{NAME}")),
            None
        );
        let other = "other-0a1b.elb.eu-west-1.amazonaws.com";
        assert!(matches!(
            topology.load_balancer_named(other),
            Lookup::Absent
        ));
        let elsewhere = "other-0a1b.elb.eu-west-2.amazonaws.com";
        assert!(matches!(
            topology.load_balancer_named(elsewhere),
            Lookup::Unknown(_)
        ));
    }

    #[test]
    fn a_region_that_one_account_did_not_list_may_hold_any_load_balancer() {
        let topology = topology(&[
            ("elbv2.describe-load-balancers", balancer()),
            (
                "444455556666/eu-west-1/ec2.describe-vpcs",
                json!({"Vpcs": []}),
            ),
        ]);
        let other = "other-0a1b.elb.eu-west-1.amazonaws.com";
        assert!(matches!(
            topology.load_balancer_named(other),
            Lookup::Unknown(_)
        ));
    }
}
