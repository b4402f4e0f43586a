//! Network ACLs: entries by direction and number.

use crate::snapshot::{Observed, ec2};
use crate::topology::{AclEntry, Direction, Link, NetworkAcl, Part, Subnet, Vpc};

use super::Builder;
use super::attachment::Attachments;
use super::read::{Packets, cidr};

/// The list in which every network ACL stands.
const LIST: &str = "describe-network-acls";

impl Builder {
    pub(super) fn add_network_acls(&mut self, acls: Vec<Observed<ec2::NetworkAcl>>) {
        let settled = self.settle(acls);
        for lost in &settled.dropped {
            let (vpc, scope) = (
                self.maybe_id(lost.vpc_id.as_deref()),
                self.scope(lost.source),
            );
            self.coverage.doubt(vpc, scope, LIST);
        }
        let mut attachments = Attachments::default();
        for Observed { record, source } in settled.records {
            let acl = NetworkAcl {
                source,
                id: self.id(&record.network_acl_id),
                vpc: self.maybe_id(record.vpc_id.as_deref()),
                is_default: record.is_default == Some(true),
                entries: entries(&record.entries),
            };
            for subnet in record
                .associations
                .iter()
                .filter_map(|one| one.subnet_id.as_deref())
            {
                let subnet = self.id(subnet);
                self.topology.graph.link::<Subnet, NetworkAcl>(
                    &subnet,
                    Link::GuardedBy,
                    acl.id.shared(),
                );
                attachments.claim(subnet.into());
            }
            if let Some(vpc) = &acl.vpc {
                let graph = &mut self.topology.graph;
                graph.link::<NetworkAcl, Vpc>(acl.id.shared(), Link::InVpc, vpc.shared());
                if acl.is_default {
                    attachments.serve_by_default(vpc.clone(), acl.id.shared().clone());
                }
            }
            self.topology.graph.insert(acl);
        }
        self.attach_defaults::<NetworkAcl>(&attachments, Link::GuardedBy, LIST);
    }
}

/// Entries by direction and number. One whose number, action or direction is not told might be any
/// of them, so it stands first, in both directions, and what it matches cannot be read.
fn entries(entries: &[ec2::NetworkAclEntry]) -> Vec<AclEntry> {
    let mut sorted: Vec<AclEntry> = (0..)
        .zip(entries)
        .flat_map(|(index, entry)| read(index, entry))
        .collect();
    sorted.sort_by_key(|entry| (entry.direction, entry.number, entry.part));
    sorted
}

fn read(index: u32, entry: &ec2::NetworkAclEntry) -> Vec<AclEntry> {
    let allow = match entry.rule_action.as_deref() {
        Some("allow") => Some(true),
        Some("deny") => Some(false),
        _ => None,
    };
    let packets = if allow.is_some() && entry.rule_number.is_some() && entry.egress.is_some() {
        let range = entry.port_range.as_ref();
        let ports = (
            range.and_then(|range| range.from),
            range.and_then(|range| range.to),
        );
        let icmp = entry.icmp_type_code.as_ref();
        let icmp = (
            icmp.and_then(|icmp| icmp.r#type),
            icmp.and_then(|icmp| icmp.code),
        );
        Packets::new(entry.protocol.as_ref(), ports, icmp)
    } else {
        Packets::unreadable()
    };
    let directions: &[Direction] = match entry.egress {
        Some(true) => &[Direction::Outbound],
        Some(false) => &[Direction::Inbound],
        None => &[Direction::Inbound, Direction::Outbound],
    };
    let block = entry.cidr_block.as_ref().or(entry.ipv6_cidr_block.as_ref());
    let read = directions.iter().map(|&direction| AclEntry {
        part: Part {
            list: "Entries",
            index,
            inner: None,
        },
        direction,
        number: entry.rule_number.unwrap_or_default(),
        allow: allow.unwrap_or_default(),
        protocol: packets.protocol,
        ports: packets.ports.clone(),
        icmp: packets.icmp,
        cidr: cidr(block),
    });
    read.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::topology;
    use super::*;
    use crate::topology::{Lookup, ProtocolMatch, Topology};

    #[test]
    fn entries_stand_in_the_order_of_evaluation() {
        let topology = topology(&[(
            "ec2.describe-network-acls",
            json!({"NetworkAcls": [{"NetworkAclId": "acl-1", "Entries": [
                {"RuleNumber": 32767, "Egress": false, "RuleAction": "deny", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"},
                {"RuleNumber": 100, "Egress": true, "RuleAction": "allow", "Protocol": "6",
                 "PortRange": {"From": 443, "To": 443}, "CidrBlock": "10.0.0.0/8"},
                {"RuleNumber": 90, "Egress": false, "RuleAction": "allow", "Protocol": "6", "Ipv6CidrBlock": "::/0"},
                {"RuleNumber": 80, "Egress": false, "RuleAction": "perhaps", "Protocol": "6", "CidrBlock": "10.0.0.0/8"}]}]}),
        )]);
        let acl = topology
            .network_acl(&"acl-1".into())
            .found()
            .expect("the ACL");
        let order: Vec<_> = acl
            .entries
            .iter()
            .map(|entry| (entry.direction, entry.number))
            .collect();
        let expected = [
            (Direction::Inbound, 80),
            (Direction::Inbound, 90),
            (Direction::Inbound, 32_767),
            (Direction::Outbound, 100),
        ];
        assert_eq!(order, expected);
        assert_eq!(acl.entries[0].protocol, ProtocolMatch::Unreadable);
        assert_eq!(acl.entries[1].part.to_string(), "/Entries/2");
        assert_eq!(acl.entries[3].ports.to_string(), "443");
    }

    #[test]
    fn the_default_guards_a_subnet_only_if_every_acl_is_known() {
        let vpcs = (
            "ec2.describe-vpcs",
            json!({"Vpcs": [{"VpcId": "vpc-1", "OwnerId": "111122223333"}]}),
        );
        let subnets = (
            "ec2.describe-subnets",
            json!({"Subnets": [
            {"SubnetId": "subnet-1", "VpcId": "vpc-1"}, {"SubnetId": "subnet-2", "VpcId": "vpc-1"}]}),
        );
        let acls = json!({"NetworkAcls": [
            {"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": true},
            {"NetworkAclId": "acl-2", "VpcId": "vpc-1", "Associations": [{"SubnetId": "subnet-2"}]}]});
        let guard =
            |topology: &Topology, subnet: &str| match topology.network_acl_of(&subnet.into()) {
                Lookup::Found(acl) => acl.id.to_string(),
                _ => "unknown".to_owned(),
            };
        let whole = topology(&[
            vpcs.clone(),
            subnets.clone(),
            ("ec2.describe-network-acls", acls.clone()),
        ]);
        assert_eq!(guard(&whole, "subnet-1"), "acl-1");
        assert_eq!(guard(&whole, "subnet-2"), "acl-2");
        let one = topology(&[vpcs, subnets, ("ec2.describe-network-acls.acl-1", acls)]);
        assert_eq!(guard(&one, "subnet-1"), "unknown");
        assert_eq!(guard(&one, "subnet-2"), "acl-2");
    }
}
