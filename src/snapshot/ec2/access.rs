//! Packet filters: security groups, network ACLs and prefix lists.

#![expect(
    missing_docs,
    reason = "a field is the AWS member of the same name; each record links its page"
)]

use serde::{Deserialize, Serialize};

use crate::snapshot::{de, ec2::Tag};

/// A stateful, allow-only filter of interfaces.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroup.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SecurityGroup {
    pub group_id: String,
    pub group_name: Option<String>,
    pub description: Option<String>,
    pub owner_id: Option<String>,
    pub vpc_id: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub ip_permissions: Vec<IpPermission>,
    #[serde(default, deserialize_with = "de::list")]
    pub ip_permissions_egress: Vec<IpPermission>,
    #[serde(default, deserialize_with = "de::list")]
    pub tags: Vec<Tag>,
}

/// Rules of a security group that share protocol and ports.
///
/// Ports are absent when the protocol is `-1`; for ICMP they hold type and code.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct IpPermission {
    pub ip_protocol: Option<String>,
    pub from_port: Option<i64>,
    pub to_port: Option<i64>,
    #[serde(default, deserialize_with = "de::list")]
    pub ip_ranges: Vec<IpRange>,
    #[serde(default, deserialize_with = "de::list")]
    pub ipv6_ranges: Vec<Ipv6Range>,
    #[serde(default, deserialize_with = "de::list")]
    pub prefix_list_ids: Vec<PrefixListId>,
    #[serde(default, deserialize_with = "de::list")]
    pub user_id_group_pairs: Vec<UserIdGroupPair>,
}

/// An IPv4 range of a rule.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct IpRange {
    pub cidr_ip: Option<String>,
    pub description: Option<String>,
}

/// An IPv6 range of a rule.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Ipv6Range.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Ipv6Range {
    pub cidr_ipv6: Option<String>,
    pub description: Option<String>,
}

/// A prefix list of a rule.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_PrefixListId.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PrefixListId {
    pub prefix_list_id: Option<String>,
    pub description: Option<String>,
}

/// A security group of a rule, possibly of another account or across a peering.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_UserIdGroupPair.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UserIdGroupPair {
    pub group_id: Option<String>,
    pub group_name: Option<String>,
    pub user_id: Option<String>,
    pub vpc_id: Option<String>,
    pub vpc_peering_connection_id: Option<String>,
    pub peering_status: Option<String>,
    pub description: Option<String>,
}

/// One rule of a security group, with the id that fixes name.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SecurityGroupRule {
    pub security_group_rule_id: String,
    pub security_group_rule_arn: Option<String>,
    pub group_id: Option<String>,
    pub group_owner_id: Option<String>,
    pub is_egress: Option<bool>,
    pub ip_protocol: Option<String>,
    pub from_port: Option<i64>,
    pub to_port: Option<i64>,
    pub cidr_ipv4: Option<String>,
    pub cidr_ipv6: Option<String>,
    pub prefix_list_id: Option<String>,
    pub referenced_group_info: Option<ReferencedSecurityGroup>,
    pub description: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub tags: Vec<Tag>,
}

/// The group that a rule names as its peer.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReferencedSecurityGroup.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ReferencedSecurityGroup {
    pub group_id: Option<String>,
    pub peering_status: Option<String>,
    pub user_id: Option<String>,
    pub vpc_id: Option<String>,
    pub vpc_peering_connection_id: Option<String>,
}

/// A security group lent to a further VPC of its Region.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupVpcAssociation.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SecurityGroupVpcAssociation {
    pub group_id: String,
    pub group_owner_id: Option<String>,
    pub vpc_id: Option<String>,
    pub vpc_owner_id: Option<String>,
    pub state: Option<String>,
    pub state_reason: Option<String>,
}

/// A stateless, ordered filter of subnets.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAcl.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct NetworkAcl {
    pub network_acl_id: String,
    pub vpc_id: Option<String>,
    pub owner_id: Option<String>,
    pub is_default: Option<bool>,
    #[serde(default, deserialize_with = "de::list")]
    pub associations: Vec<NetworkAclAssociation>,
    #[serde(default, deserialize_with = "de::list")]
    pub entries: Vec<NetworkAclEntry>,
    #[serde(default, deserialize_with = "de::list")]
    pub tags: Vec<Tag>,
}

/// The subnet that a network ACL filters.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAclAssociation.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct NetworkAclAssociation {
    pub network_acl_association_id: Option<String>,
    pub network_acl_id: Option<String>,
    pub subnet_id: Option<String>,
}

/// One entry; the lowest number that matches decides, 32767 is the final `*`.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAclEntry.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct NetworkAclEntry {
    pub rule_number: Option<i64>,
    pub rule_action: Option<String>,
    pub egress: Option<bool>,
    pub protocol: Option<String>,
    pub cidr_block: Option<String>,
    pub ipv6_cidr_block: Option<String>,
    pub port_range: Option<PortRange>,
    pub icmp_type_code: Option<IcmpTypeCode>,
}

/// Destination ports of an entry, both ends included.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_PortRange.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PortRange {
    pub from: Option<i64>,
    pub to: Option<i64>,
}

/// ICMP type and code of an entry; -1 is any.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IcmpTypeCode.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct IcmpTypeCode {
    pub code: Option<i64>,
    pub r#type: Option<i64>,
}

/// A named list of ranges, of AWS or of a customer.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ManagedPrefixList.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ManagedPrefixList {
    pub prefix_list_id: String,
    pub prefix_list_arn: Option<String>,
    pub prefix_list_name: Option<String>,
    pub owner_id: Option<String>,
    pub address_family: Option<String>,
    pub state: Option<String>,
    pub state_message: Option<String>,
    pub max_entries: Option<i64>,
    pub version: Option<i64>,
    #[serde(default, deserialize_with = "de::list")]
    pub tags: Vec<Tag>,
}

/// One range of a prefix list.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_PrefixListEntry.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PrefixListEntry {
    pub cidr: String,
    pub description: Option<String>,
}

/// What records the packets of a VPC, a subnet or an interface.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_FlowLog.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FlowLog {
    pub flow_log_id: String,
    pub resource_id: Option<String>,
    pub flow_log_status: Option<String>,
    pub traffic_type: Option<String>,
    pub deliver_logs_status: Option<String>,
    pub log_destination_type: Option<String>,
}
