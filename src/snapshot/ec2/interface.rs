//! Network interfaces and the instances that own some of them.
//!
//! An account may have a hundred thousand interfaces, so their records keep only what decides.

#![expect(
    missing_docs,
    reason = "a field is the AWS member of the same name; each record links its page"
)]

use serde::{Deserialize, Serialize};

use crate::snapshot::{de, ec2::Tag};

/// An elastic network interface: the thing that owns private addresses.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct NetworkInterface {
    pub network_interface_id: String,
    pub owner_id: Option<String>,
    pub vpc_id: Option<String>,
    pub subnet_id: Option<String>,
    pub availability_zone: Option<String>,
    pub availability_zone_id: Option<String>,
    pub interface_type: Option<String>,
    pub status: Option<String>,
    pub description: Option<String>,
    pub private_dns_name: Option<String>,
    pub private_ip_address: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub private_ip_addresses: Vec<NetworkInterfacePrivateIpAddress>,
    #[serde(default, deserialize_with = "de::list")]
    pub ipv4_prefixes: Vec<Ipv4Prefix>,
    pub ipv6_address: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub ipv6_addresses: Vec<NetworkInterfaceIpv6Address>,
    #[serde(default, deserialize_with = "de::list")]
    pub ipv6_prefixes: Vec<Ipv6Prefix>,
    #[serde(default, deserialize_with = "de::list")]
    pub groups: Vec<GroupIdentifier>,
    pub association: Option<NetworkInterfaceAssociation>,
    pub attachment: Option<NetworkInterfaceAttachment>,
    pub requester_id: Option<String>,
    pub requester_managed: Option<bool>,
    pub operator: Option<Operator>,
    pub source_dest_check: Option<bool>,
    #[serde(default, deserialize_with = "de::list")]
    pub tag_set: Vec<Tag>,
}

/// One private IPv4 address of an interface.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterfacePrivateIpAddress.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct NetworkInterfacePrivateIpAddress {
    pub primary: Option<bool>,
    pub private_ip_address: Option<String>,
    pub association: Option<NetworkInterfaceAssociation>,
}

/// One IPv6 address of an interface.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterfaceIpv6Address.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct NetworkInterfaceIpv6Address {
    pub ipv6_address: Option<String>,
}

/// An IPv4 prefix (a /28) delegated to an interface.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Ipv4PrefixSpecification.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Ipv4Prefix {
    pub ipv4_prefix: Option<String>,
}

/// An IPv6 prefix (a /80) delegated to an interface.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Ipv6PrefixSpecification.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Ipv6Prefix {
    pub ipv6_prefix: Option<String>,
}

/// A security group as other resources refer to it.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GroupIdentifier.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GroupIdentifier {
    pub group_id: Option<String>,
    pub group_name: Option<String>,
}

/// The public address in front of a private one.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterfaceAssociation.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct NetworkInterfaceAssociation {
    pub ip_owner_id: Option<String>,
    pub public_ip: Option<String>,
}

/// What an interface is attached to.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterfaceAttachment.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct NetworkInterfaceAttachment {
    pub device_index: Option<i64>,
    pub instance_id: Option<String>,
    pub instance_owner_id: Option<String>,
    pub status: Option<String>,
}

/// The AWS service that manages a resource on the customer's behalf.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_OperatorResponse.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Operator {
    pub managed: Option<bool>,
    pub principal: Option<String>,
    pub hidden_by_default: Option<bool>,
}

/// Whether interfaces that AWS services manage are listed by default.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetManagedResourceVisibility.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ManagedResourceVisibility {
    pub default_visibility: Option<String>,
}

/// An instance of `describe-instances`, reduced to what addresses it.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Instance {
    pub instance_id: String,
    pub vpc_id: Option<String>,
    pub subnet_id: Option<String>,
    pub private_ip_address: Option<String>,
    pub private_dns_name: Option<String>,
    pub state: Option<InstanceState>,
    #[serde(default, deserialize_with = "de::list")]
    pub network_interfaces: Vec<InstanceNetworkInterface>,
    #[serde(default, deserialize_with = "de::list")]
    pub security_groups: Vec<GroupIdentifier>,
    pub source_dest_check: Option<bool>,
    #[serde(default, deserialize_with = "de::list")]
    pub tags: Vec<Tag>,
}

/// `running`, `stopped` and so on.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct InstanceState {
    pub code: Option<i64>,
    pub name: Option<String>,
}

/// An interface of an instance, by id.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceNetworkInterface.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct InstanceNetworkInterface {
    pub network_interface_id: Option<String>,
    pub private_ip_address: Option<String>,
    pub subnet_id: Option<String>,
    pub vpc_id: Option<String>,
    pub status: Option<String>,
}
