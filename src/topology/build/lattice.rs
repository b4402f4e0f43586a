//! VPC Lattice resource gateways, resource configurations and their associations.

use crate::snapshot::{Observed, lattice};
use crate::topology::{
    DnsResolution, Link, PortSet, ResourceAssociation, ResourceConfiguration, ResourceDefinition,
    ResourceGateway, SecurityGroup, Subnet, Vpc,
};

use super::Builder;
use super::read::dns_name;

impl Builder {
    /// Targets come first: they tell which resource gateways AgentCore made.
    pub(super) fn add_resource_gateways(
        &mut self,
        gateways: Vec<Observed<lattice::ResourceGateway>>,
    ) {
        for Observed { record, source } in self.settle(gateways).records {
            let managed = record.service_managed == Some(true)
                || record.managed_by.is_some()
                || self.managed_gateways.contains(&record.id);
            let gateway = ResourceGateway {
                source,
                id: self.id(&record.id),
                arn: record.arn,
                name: record.name,
                status: record.status,
                vpc: self.maybe_id(record.vpc_id.as_deref()),
                subnets: self.ids(record.subnet_ids.iter().map(String::as_str)),
                groups: self.ids(record.security_group_ids.iter().map(String::as_str)),
                managed,
                dns_resolution: match record.resource_config_dns_resolution.as_deref() {
                    Some("PUBLIC") => Some(DnsResolution::Public),
                    Some("IN_VPC") => Some(DnsResolution::InVpc),
                    _ => None,
                },
                ip_type: record.ip_address_type,
                addresses_per_interface: record
                    .ipv4_addresses_per_eni
                    .and_then(|count| count.try_into().ok()),
            };
            let graph = &mut self.topology.graph;
            let id = gateway.id.shared();
            if let Some(vpc) = &gateway.vpc {
                graph.link::<ResourceGateway, Vpc>(id, Link::InVpc, vpc.shared());
            }
            for subnet in &gateway.subnets {
                graph.link::<ResourceGateway, Subnet>(id, Link::InSubnet, subnet.shared());
            }
            for group in &gateway.groups {
                graph.link::<ResourceGateway, SecurityGroup>(id, Link::GuardedBy, group.shared());
            }
            graph.insert(gateway);
        }
    }

    pub(super) fn add_resource_configurations(
        &mut self,
        configurations: Vec<Observed<lattice::ResourceConfiguration>>,
    ) {
        for Observed { record, source } in self.settle(configurations).records {
            let configuration = ResourceConfiguration {
                source,
                id: self.id(&record.id),
                arn: record.arn,
                name: record.name,
                status: record.status,
                failure: record.failure_reason,
                kind: record.r#type,
                resource_gateway: self.maybe_id(record.resource_gateway_id.as_deref()),
                group: self.maybe_id(record.resource_configuration_group_id.as_deref()),
                ports: ports(&record.port_ranges),
                protocol: record.protocol,
                shareable: record.allow_association_to_shareable_service_network,
                definition: record.resource_configuration_definition.map(definition),
            };
            if let Some(gateway) = &configuration.resource_gateway {
                self.topology
                    .graph
                    .link::<ResourceConfiguration, ResourceGateway>(
                        configuration.id.shared(),
                        Link::Through,
                        gateway.shared(),
                    );
            }
            self.topology.graph.insert(configuration);
        }
    }

    pub(super) fn add_resource_associations(
        &mut self,
        associations: Vec<Observed<lattice::ServiceNetworkResourceAssociation>>,
    ) {
        let settled = self.settle(associations);
        let lost = settled.dropped.into_iter();
        let lost = lost.filter_map(|lost| lost.record.resource_configuration_id);
        self.odd_associations.extend(lost);
        for Observed { record, source } in settled.records {
            let association = ResourceAssociation {
                source,
                id: record.id,
                arn: record.arn,
                status: record.status,
                resource_configuration: self.maybe_id(record.resource_configuration_id.as_deref()),
                resource_configuration_arn: record.resource_configuration_arn,
                managed: record.is_managed_association,
                failure: record.failure_reason.or(record.failure_code),
            };
            self.topology.graph.insert(association);
        }
    }
}

/// Ports such as `443` and `8000-8100`; `None` if there are none or one cannot be read.
fn ports(ranges: &[String]) -> Option<PortSet> {
    let ranges = ranges.iter().map(|range| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (first, last) = (first.trim().parse::<u16>().ok()?, last.trim().parse().ok()?);
        (first <= last).then_some(first..=last)
    });
    let ports: PortSet = ranges.collect::<Option<Vec<_>>>()?.into_iter().collect();
    (!ports.is_empty()).then_some(ports)
}

fn definition(definition: lattice::ResourceConfigurationDefinition) -> ResourceDefinition {
    if let Some(resource) = definition.dns_resource
        && let Some(name) = resource.domain_name
    {
        return ResourceDefinition::Dns {
            name: dns_name(&name),
            ip_type: resource.ip_address_type,
        };
    }
    if let Some(address) = definition
        .ip_resource
        .and_then(|resource| resource.ip_address)
        && let Ok(address) = address.parse()
    {
        return ResourceDefinition::Ip(address);
    }
    if let Some(arn) = definition.arn_resource.and_then(|resource| resource.arn) {
        return ResourceDefinition::Arn(arn);
    }
    match definition.cidr_resource {
        Some(resource) => ResourceDefinition::Cidr(resource.cidr_ranges),
        None => ResourceDefinition::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_single_or_ranges() {
        let read = |texts: &[&str]| {
            ports(
                &texts
                    .iter()
                    .map(|&text| text.to_owned())
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(
            read(&["443", "8000-8100"]).unwrap().to_string(),
            "443,8000-8100"
        );
        assert_eq!(read(&["443", "https"]), None);
        assert_eq!(read(&["9-1"]), None);
        assert_eq!(read(&[]), None);
    }
}
