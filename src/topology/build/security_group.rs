//! Security groups: one rule per permission and peer.

use std::collections::HashMap;

use crate::snapshot::{Observed, ec2};
use crate::topology::{Link, Part, Peer, PrefixList, SecurityGroup, SecurityGroupRule, Vpc, VpcId};

use super::Builder;
use super::read::Packets;

impl Builder {
    pub(super) fn add_security_groups(
        &mut self,
        groups: Vec<Observed<ec2::SecurityGroup>>,
        associations: Vec<Observed<ec2::SecurityGroupVpcAssociation>>,
    ) {
        let mut further: HashMap<String, Vec<VpcId>> = HashMap::new();
        for Observed { record, .. } in associations {
            if record.state.as_deref() == Some("associated")
                && let Some(vpc) = &record.vpc_id
            {
                let vpc = self.id(vpc);
                further.entry(record.group_id).or_default().push(vpc);
            }
        }
        for Observed { record, source } in self.settle(groups).records {
            let mut associated_vpcs = further.remove(&record.group_id).unwrap_or_default();
            associated_vpcs.sort();
            associated_vpcs.dedup();
            let group = SecurityGroup {
                source,
                id: self.id(&record.group_id),
                name: record.group_name.unwrap_or_default(),
                vpc: self.maybe_id(record.vpc_id.as_deref()),
                owner: record.owner_id,
                inbound: self.rules("IpPermissions", &record.ip_permissions),
                outbound: self.rules("IpPermissionsEgress", &record.ip_permissions_egress),
                associated_vpcs,
            };
            self.link_group(&group);
            self.topology.graph.insert(group);
        }
    }

    fn link_group(&mut self, group: &SecurityGroup) {
        let topology = &mut self.topology;
        if let Some(vpc) = &group.vpc {
            topology
                .graph
                .link::<SecurityGroup, Vpc>(group.id.shared(), Link::InVpc, vpc.shared());
            // AWS refuses this name for any other group.
            if group.name == "default" {
                topology
                    .default_groups
                    .insert(vpc.clone(), group.id.clone());
            }
        }
        for rule in group.inbound.iter().chain(&group.outbound) {
            let id = group.id.shared();
            match &rule.peer {
                Peer::Group { id: peer, .. } => {
                    let graph = &mut topology.graph;
                    graph.link::<SecurityGroup, SecurityGroup>(id, Link::Uses, peer.shared());
                }
                Peer::PrefixList(list) => {
                    let graph = &mut topology.graph;
                    graph.link::<SecurityGroup, PrefixList>(id, Link::Uses, list.shared());
                }
                Peer::Cidr(_) | Peer::Unreadable(_) => {}
            }
        }
    }

    fn rules(
        &mut self,
        list: &'static str,
        permissions: &[ec2::IpPermission],
    ) -> Vec<SecurityGroupRule> {
        let mut rules = Vec::new();
        for (index, permission) in (0..).zip(permissions) {
            let ports = (permission.from_port, permission.to_port);
            let packets = Packets::new(permission.ip_protocol.as_ref(), ports, ports);
            for (inner, peer) in self.peers(permission) {
                let packets = packets.clone();
                rules.push(SecurityGroupRule {
                    part: Part {
                        list,
                        index,
                        inner: Some(inner),
                    },
                    protocol: packets.protocol,
                    ports: packets.ports,
                    icmp: packets.icmp,
                    peer,
                });
            }
        }
        rules
    }

    /// The peers of a permission and where they stand in it. Without any it matches nothing.
    fn peers(&mut self, permission: &ec2::IpPermission) -> Vec<((&'static str, u32), Peer)> {
        let mut peers = Vec::new();
        for (index, range) in (0..).zip(&permission.ip_ranges) {
            peers.push((("IpRanges", index), block(range.cidr_ip.as_deref())));
        }
        for (index, range) in (0..).zip(&permission.ipv6_ranges) {
            peers.push((("Ipv6Ranges", index), block(range.cidr_ipv6.as_deref())));
        }
        for (index, pair) in (0..).zip(&permission.user_id_group_pairs) {
            peers.push((("UserIdGroupPairs", index), self.group_peer(pair)));
        }
        for (index, list) in (0..).zip(&permission.prefix_list_ids) {
            let peer = match &list.prefix_list_id {
                Some(id) => Peer::PrefixList(self.id(id)),
                None => Peer::Unreadable("a prefix list without an id".to_owned()),
            };
            peers.push((("PrefixListIds", index), peer));
        }
        peers
    }

    fn group_peer(&mut self, pair: &ec2::UserIdGroupPair) -> Peer {
        let Some(id) = &pair.group_id else {
            let name = pair.group_name.as_deref().unwrap_or_default();
            return Peer::Unreadable(format!("the group \"{name}\" without an id"));
        };
        Peer::Group {
            id: self.id(id),
            owner: pair.user_id.clone(),
            vpc: self.maybe_id(pair.vpc_id.as_deref()),
            peering: self.maybe_id(pair.vpc_peering_connection_id.as_deref()),
            peering_status: pair.peering_status.clone(),
        }
    }
}

fn block(text: Option<&str>) -> Peer {
    let text = text.unwrap_or_default();
    text.parse()
        .map_or_else(|_| Peer::Unreadable(text.to_owned()), Peer::Cidr)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::topology;
    use super::*;
    use crate::topology::{PortSet, ProtocolMatch};

    fn inbound(permissions: &Value) -> Vec<SecurityGroupRule> {
        let topology = topology(&[(
            "ec2.describe-security-groups",
            json!({"SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": permissions}]}),
        )]);
        let group = topology
            .security_group(&"sg-1".into())
            .found()
            .expect("the group");
        group.inbound.clone()
    }

    #[test]
    fn each_peer_of_a_permission_is_a_rule_that_knows_its_place() {
        let rules = inbound(&json!([
            {"IpProtocol": "-1", "IpRanges": []},
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
             "IpRanges": [{"CidrIp": "10.0.0.0/8"}, {"CidrIp": "ten"}],
             "Ipv6Ranges": [{"CidrIpv6": "::/0"}],
             "UserIdGroupPairs": [{"GroupId": "sg-2", "UserId": "444455556666"}],
             "PrefixListIds": [{"PrefixListId": "pl-1"}]},
        ]));
        let places: Vec<_> = rules.iter().map(|rule| rule.part.to_string()).collect();
        assert_eq!(
            places,
            [
                "/IpPermissions/1/IpRanges/0",
                "/IpPermissions/1/IpRanges/1",
                "/IpPermissions/1/Ipv6Ranges/0",
                "/IpPermissions/1/UserIdGroupPairs/0",
                "/IpPermissions/1/PrefixListIds/0",
            ]
        );
        assert!(
            rules
                .iter()
                .all(|rule| rule.ports == PortSet::from(443..=443))
        );
        assert_eq!(rules[1].peer, Peer::Unreadable("ten".to_owned()));
    }

    #[test]
    fn a_rule_for_all_protocols_is_for_all_ports() {
        let rules = inbound(&json!([{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]));
        assert_eq!(rules[0].protocol, ProtocolMatch::Any);
        assert_eq!(rules[0].ports, PortSet::all());
    }

    #[test]
    fn only_finished_associations_lend_a_group_to_a_vpc() {
        let topology = topology(&[
            (
                "ec2.describe-security-groups",
                json!({"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "default", "VpcId": "vpc-1"}]}),
            ),
            (
                "ec2.describe-security-group-vpc-associations",
                json!({"SecurityGroupVpcAssociations": [
                    {"GroupId": "sg-1", "VpcId": "vpc-3", "State": "associating"},
                    {"GroupId": "sg-1", "VpcId": "vpc-2", "State": "associated"}]}),
            ),
        ]);
        let group = topology
            .default_group_of(&"vpc-1".into())
            .found()
            .expect("the group");
        assert_eq!(group.associated_vpcs, ["vpc-2".into()]);
    }
}
