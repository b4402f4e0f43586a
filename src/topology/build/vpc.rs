//! VPCs, what they tell their interfaces about DNS, and subnets.

use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, Ipv4Addr};

use crate::snapshot::{Observed, Source, ec2};
use crate::topology::{Cidr, DnsServers, Link, Subnet, Vpc};

use super::Builder;
use super::read::{cidr, is_associated, name};

/// A switch of a VPC and where it was observed; `None` if answers differ.
type Switch = Option<(bool, Source)>;

/// The attributes of a VPC, one answer each.
#[derive(Default)]
struct Attributes {
    dns_support: Option<Switch>,
    dns_hostnames: Option<Switch>,
}

impl Builder {
    pub(super) fn add_vpcs(
        &mut self,
        vpcs: Vec<Observed<ec2::Vpc>>,
        attributes: Vec<Observed<ec2::VpcAttribute>>,
        dhcp_options: Vec<Observed<ec2::DhcpOptions>>,
    ) {
        for vpc in &vpcs {
            let scope = self.scope(vpc.source);
            let id = self.id(&vpc.vpc_id);
            self.coverage.saw_vpc(id, vpc.owner_id.as_deref(), scope);
        }
        let mut by_vpc: HashMap<String, Attributes> = HashMap::new();
        for Observed { record, source } in attributes {
            let known = by_vpc.entry(record.vpc_id).or_default();
            note(
                &mut known.dns_support,
                record.enable_dns_support.as_ref(),
                source,
            );
            note(
                &mut known.dns_hostnames,
                record.enable_dns_hostnames.as_ref(),
                source,
            );
        }
        let dhcp_options: HashMap<String, (Option<Vec<String>>, Source)> = self
            .settle(dhcp_options)
            .records
            .into_iter()
            .map(|Observed { record, source }| {
                let servers = name_servers(record.dhcp_configurations);
                (record.dhcp_options_id, (servers, source))
            })
            .collect();
        for Observed { record, source } in self.settle(vpcs).records {
            let Attributes {
                dns_support,
                dns_hostnames,
            } = by_vpc.remove(&record.vpc_id).unwrap_or_default();
            let options = record
                .dhcp_options_id
                .as_ref()
                .and_then(|id| dhcp_options.get(id));
            let vpc = Vpc {
                source,
                id: self.id(&record.vpc_id),
                name: name(&record.tags),
                cidrs: blocks(&record),
                dns_support: dns_support.flatten(),
                dns_hostnames: dns_hostnames.flatten(),
                dns_servers: dns_servers(options, cidr(record.cidr_block.as_ref())),
                owner: record.owner_id,
                public_access_mode: record
                    .block_public_access_states
                    .and_then(|states| states.internet_gateway_block_mode),
            };
            self.note_encryption(record.encryption_control.as_ref(), &vpc.id, source);
            self.topology.graph.insert(vpc);
        }
    }

    pub(super) fn add_subnets(
        &mut self,
        subnets: Vec<Observed<ec2::Subnet>>,
        zones: Vec<Observed<ec2::AvailabilityZone>>,
    ) {
        let special = zones.into_iter().filter_map(|Observed { record, source }| {
            let kind = record.zone_type?;
            (kind != "availability-zone").then_some((record.zone_name, (kind, source)))
        });
        let special: BTreeMap<String, (String, Source)> = special.collect();
        for subnet in &subnets {
            if let Some(vpc) = &subnet.vpc_id {
                let (vpc, scope) = (self.id(vpc), self.scope(subnet.source));
                self.coverage
                    .saw_subnet(vpc, subnet.owner_id.as_deref(), scope);
            }
        }
        for Observed { record, source } in self.settle(subnets).records {
            let Some(vpc) = &record.vpc_id else {
                continue;
            };
            let ipv6 = record
                .ipv6_cidr_block_association_set
                .iter()
                .filter_map(|block| {
                    let state = block.ipv6_cidr_block_state.as_ref();
                    is_associated(state.and_then(|state| state.state.as_ref()))
                        .then(|| cidr(block.ipv6_cidr_block.as_ref()))?
                });
            let subnet = Subnet {
                source,
                id: self.id(&record.subnet_id),
                name: name(&record.tags),
                vpc: self.id(vpc),
                cidrs: cidr(record.cidr_block.as_ref())
                    .into_iter()
                    .chain(ipv6)
                    .collect(),
                owner: record.owner_id,
                special_zone: record
                    .availability_zone
                    .as_ref()
                    .and_then(|zone| special.get(zone).cloned()),
                outpost: record.outpost_arn.filter(|arn| !arn.is_empty()),
                zone: record.availability_zone,
                zone_id: record.availability_zone_id,
                free_addresses: record
                    .available_ip_address_count
                    .and_then(|n| n.try_into().ok()),
                ipv6_native: record.ipv6_native == Some(true),
                public_access_mode: record
                    .block_public_access_states
                    .and_then(|states| states.internet_gateway_block_mode),
            };
            let topology = &mut self.topology;
            topology.graph.link::<Subnet, Vpc>(
                subnet.id.shared(),
                Link::InVpc,
                subnet.vpc.shared(),
            );
            let blocks = topology
                .subnet_blocks
                .entry(subnet.vpc.clone())
                .or_default();
            blocks.extend(subnet.cidrs.iter().map(|cidr| (*cidr, subnet.id.clone())));
            topology.graph.insert(subnet);
        }
    }
}

/// Takes note of an answer. Two that differ leave the attribute unknown.
fn note(known: &mut Option<Switch>, told: Option<&ec2::AttributeBooleanValue>, source: Source) {
    let Some(value) = told.and_then(|told| told.value) else {
        return;
    };
    *known = match *known {
        Some(Some((earlier, source))) if earlier == value => Some(Some((earlier, source))),
        Some(_) => Some(None),
        None => Some(Some((value, source))),
    };
}

/// The blocks that are in force.
fn blocks(vpc: &ec2::Vpc) -> Vec<Cidr> {
    let ipv4 = vpc
        .cidr_block_association_set
        .iter()
        .map(|block| (block.cidr_block.as_ref(), block.cidr_block_state.as_ref()));
    let ipv6 = vpc.ipv6_cidr_block_association_set.iter().map(|block| {
        (
            block.ipv6_cidr_block.as_ref(),
            block.ipv6_cidr_block_state.as_ref(),
        )
    });
    let in_force = ipv4.chain(ipv6).filter_map(|(block, state)| {
        is_associated(state.and_then(|state| state.state.as_ref())).then(|| cidr(block))?
    });
    let mut blocks: Vec<Cidr> = in_force.collect();
    if vpc.cidr_block_association_set.is_empty() {
        blocks.extend(cidr(vpc.cidr_block.as_ref()));
    }
    blocks.sort();
    blocks.dedup();
    blocks
}

/// The DHCP option `domain-name-servers`, if it is set.
fn name_servers(options: Vec<ec2::DhcpConfiguration>) -> Option<Vec<String>> {
    let option = options
        .into_iter()
        .find(|option| option.key.as_deref() == Some("domain-name-servers"))?;
    Some(
        option
            .values
            .into_iter()
            .filter_map(|value| value.value)
            .collect(),
    )
}

/// Whom the VPC's interfaces ask. Options that name no server leave it open.
fn dns_servers(
    options: Option<&(Option<Vec<String>>, Source)>,
    primary: Option<Cidr>,
) -> DnsServers {
    match options {
        Some((Some(servers), _)) if servers.iter().all(|server| is_amazons(server, primary)) => {
            if servers.is_empty() {
                DnsServers::Unknown
            } else {
                DnsServers::AmazonProvided
            }
        }
        Some((Some(servers), source)) => DnsServers::Custom(servers.clone(), *source),
        Some((None, _)) | None => DnsServers::Unknown,
    }
}

/// Whether a server is the Route 53 Resolver of the VPC: by name, by its fixed addresses, or two
/// above the base of the VPC's primary block.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html>
fn is_amazons(server: &str, primary: Option<Cidr>) -> bool {
    let plus_two = primary.and_then(|block| match block.first() {
        IpAddr::V4(base) => Some(Ipv4Addr::from(u32::from(base).checked_add(2)?).to_string()),
        IpAddr::V6(_) => None,
    });
    matches!(
        server,
        "AmazonProvidedDNS" | "169.254.169.253" | "fd00:ec2::253"
    ) || plus_two.as_deref() == Some(server)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::topology;
    use super::*;
    use crate::topology::{Lookup, Topology, VpcId};

    fn vpc(topology: &Topology) -> Vpc {
        topology
            .vpc(&VpcId::from("vpc-1"))
            .found()
            .expect("the VPC")
            .clone()
    }

    fn servers(values: &[&str]) -> DnsServers {
        let values: Vec<_> = values.iter().map(|value| json!({"Value": value})).collect();
        let topology = topology(&[
            (
                "ec2.describe-vpcs",
                json!({"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "DhcpOptionsId": "dopt-1"}]}),
            ),
            (
                "ec2.describe-dhcp-options",
                json!({"DhcpOptions": [{"DhcpOptionsId": "dopt-1", "DhcpConfigurations": [
                    {"Key": "domain-name-servers", "Values": values}]}]}),
            ),
        ]);
        vpc(&topology).dns_servers
    }

    #[test]
    fn only_associated_blocks_count() {
        let topology = topology(&[(
            "ec2.describe-vpcs",
            json!({"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "CidrBlockAssociationSet": [
                {"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}},
                {"CidrBlock": "10.1.0.0/16", "CidrBlockState": {"State": "disassociated"}},
                {"CidrBlock": "nonsense"}]}]}),
        )]);
        let blocks: Vec<_> = vpc(&topology)
            .cidrs
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(blocks, ["10.0.0.0/16"]);
    }

    #[test]
    fn the_resolver_of_the_vpc_has_several_names() {
        for server in ["AmazonProvidedDNS", "10.0.0.2", "169.254.169.253"] {
            assert_eq!(servers(&[server]), DnsServers::AmazonProvided, "{server}");
        }
        assert!(
            matches!(servers(&["AmazonProvidedDNS", "10.9.0.53"]), DnsServers::Custom(all, _) if all.len() == 2)
        );
        assert_eq!(servers(&[]), DnsServers::Unknown);
    }

    #[test]
    fn attributes_that_answers_dispute_are_unknown() {
        let answer = |on| json!({"VpcId": "vpc-1", "EnableDnsSupport": {"Value": on}});
        let vpcs = ("ec2.describe-vpcs", json!({"Vpcs": [{"VpcId": "vpc-1"}]}));
        let here = "ec2.describe-vpc-attribute.vpc-1.enableDnsSupport";
        let there = "444455556666/eu-west-1/ec2.describe-vpc-attribute.vpc-1.enableDnsSupport";
        let told = |other| {
            let topology = topology(&[vpcs.clone(), (here, answer(true)), (there, answer(other))]);
            vpc(&topology).dns_support.map(|(value, _)| value)
        };
        assert_eq!(told(true), Some(true));
        assert_eq!(told(false), None);
    }

    #[test]
    fn a_subnet_is_found_by_address() {
        let topology = topology(&[(
            "ec2.describe-subnets",
            json!({"Subnets": [
                {"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24"},
                {"SubnetId": "subnet-2", "VpcId": "vpc-1", "CidrBlock": "10.0.2.0/24"},
                {"SubnetId": "subnet-3", "CidrBlock": "10.0.3.0/24"}]}),
        )]);
        let at = |address: &str| {
            let address = address.parse().expect("an address");
            topology
                .subnet_at(&VpcId::from("vpc-1"), address)
                .map(|subnet| subnet.id.to_string())
        };
        assert_eq!(at("10.0.2.9").as_deref(), Some("subnet-2"));
        assert_eq!(at("10.0.3.9"), None);
        assert!(matches!(
            topology.subnet(&"subnet-3".into()),
            Lookup::Unknown(_)
        ));
    }
}
