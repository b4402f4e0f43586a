//! VPC endpoints and their names.

use crate::snapshot::{Observed, ec2};
use crate::topology::{EndpointDnsName, Interface, Link, SecurityGroup, Subnet, Vpc, VpcEndpoint};

use super::Builder;
use super::read::{dns_name, sorted};

impl Builder {
    pub(super) fn add_endpoints(&mut self, endpoints: Vec<Observed<ec2::VpcEndpoint>>) {
        let settled = self.settle(endpoints);
        for lost in &settled.dropped {
            let scope = self.scope(lost.source);
            self.coverage.doubt(None, scope, "describe-vpc-endpoints");
        }
        for Observed { record, source } in settled.records {
            let names = record
                .dns_entries
                .into_iter()
                .filter_map(|entry| entry.dns_name);
            let groups = record
                .groups
                .iter()
                .filter_map(|group| group.group_id.as_deref());
            let endpoint = VpcEndpoint {
                source,
                id: self.id(&record.vpc_endpoint_id),
                vpc: self.maybe_id(record.vpc_id.as_deref()),
                owner: record.owner_id,
                service: record.service_name.unwrap_or_default(),
                kind: record.vpc_endpoint_type.unwrap_or_default(),
                state: record.state.map(|state| state.to_ascii_lowercase()),
                policy: record.policy_document,
                private_dns: record.private_dns_enabled == Some(true),
                subnets: self.ids(record.subnet_ids.iter().map(String::as_str)),
                groups: sorted(self.ids(groups)),
                interfaces: self.ids(record.network_interface_ids.iter().map(String::as_str)),
                dns_names: endpoint_names(names),
            };
            self.link_endpoint(&endpoint);
            self.topology.graph.insert(endpoint);
        }
    }

    fn link_endpoint(&mut self, endpoint: &VpcEndpoint) {
        let topology = &mut self.topology;
        let graph = &mut topology.graph;
        let id = endpoint.id.shared();
        if let Some(vpc) = &endpoint.vpc {
            graph.link::<VpcEndpoint, Vpc>(id, Link::InVpc, vpc.shared());
        }
        for subnet in &endpoint.subnets {
            graph.link::<VpcEndpoint, Subnet>(id, Link::InSubnet, subnet.shared());
        }
        for group in &endpoint.groups {
            graph.link::<VpcEndpoint, SecurityGroup>(id, Link::GuardedBy, group.shared());
        }
        for interface in &endpoint.interfaces {
            graph.link::<VpcEndpoint, Interface>(id, Link::Owns, interface.shared());
        }
        // Private DNS names (`*.execute-api.…`) lead to another endpoint in each VPC.
        let own = endpoint
            .dns_names
            .iter()
            .filter(|entry| entry.name.starts_with("vpce-"));
        for entry in own {
            topology
                .endpoint_names
                .insert(entry.name.clone(), endpoint.id.clone());
        }
    }
}

/// Names by zone, those without one first.
fn endpoint_names(names: impl Iterator<Item = String>) -> Vec<EndpointDnsName> {
    let mut names: Vec<_> = names.map(|name| endpoint_name(&name)).collect();
    names.sort_by(|a, b| (&a.zone, &a.name).cmp(&(&b.zone, &b.name)));
    names
}

/// A name, and the zone that its first label ends with:
/// `vpce-0a1-hash-eu-west-1a.execute-api.eu-west-1.vpce.amazonaws.com`.
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html>
fn endpoint_name(name: &str) -> EndpointDnsName {
    let name = dns_name(name);
    let mut labels = name.split('.');
    let first = labels.next().unwrap_or_default();
    let zone = labels.find_map(|region| {
        let (_, suffix) = first.rsplit_once(&format!("-{region}"))?;
        is_zone_suffix(suffix).then(|| format!("{region}{suffix}"))
    });
    EndpointDnsName { name, zone }
}

/// `a` of `eu-west-1a`, or `-lax-1a` of the local zone `us-west-2-lax-1a`.
fn is_zone_suffix(suffix: &str) -> bool {
    let mut letters = suffix.chars();
    match (letters.next(), letters.next()) {
        (Some('a'..='z'), None) => true,
        (Some('-'), Some(_)) => suffix.ends_with(|c: char| c.is_ascii_lowercase()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zonal_name_tells_its_zone() {
        let zone = |name: &str| endpoint_name(name).zone;
        let rest = "execute-api.eu-west-1.vpce.amazonaws.com";
        assert_eq!(zone(&format!("vpce-0a1-x7f2.{rest}")), None);
        assert_eq!(
            zone(&format!("vpce-0a1-x7f2-eu-west-1a.{rest}")).as_deref(),
            Some("eu-west-1a")
        );
        assert_eq!(
            zone("vpce-0a1-x7f2-us-west-2-lax-1a.execute-api.us-west-2.vpce.amazonaws.com")
                .as_deref(),
            Some("us-west-2-lax-1a")
        );
        assert_eq!(zone("*.execute-api.eu-west-1.amazonaws.com"), None);
    }
}
