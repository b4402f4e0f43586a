//! Route tables and the gateways and peerings that routes point at.

#![expect(
    missing_docs,
    reason = "a field is the AWS member of the same name; each record links its page"
)]

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::snapshot::{de, ec2::Tag};

/// The routes of one or more subnets, of a gateway, or (main) of the rest of a VPC.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RouteTable.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RouteTable {
    pub route_table_id: String,
    pub vpc_id: Option<String>,
    pub owner_id: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub associations: Vec<RouteTableAssociation>,
    #[serde(default, deserialize_with = "de::list")]
    pub propagating_vgws: Vec<PropagatingVgw>,
    #[serde(default, deserialize_with = "de::list")]
    pub routes: Vec<Route>,
    #[serde(default, deserialize_with = "de::list")]
    pub tags: Vec<Tag>,
}

/// What a route table routes.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RouteTableAssociation.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RouteTableAssociation {
    pub route_table_association_id: Option<String>,
    pub route_table_id: Option<String>,
    pub main: Option<bool>,
    pub subnet_id: Option<String>,
    pub gateway_id: Option<String>,
    pub association_state: Option<RouteTableAssociationState>,
}

/// Whether an association is in force (`associated`).
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RouteTableAssociationState.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RouteTableAssociationState {
    pub state: Option<String>,
    pub status_message: Option<String>,
}

/// A virtual private gateway that may add routes.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_PropagatingVgw.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PropagatingVgw {
    pub gateway_id: Option<String>,
}

/// One route: exactly one destination and one next hop are set.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Route {
    pub destination_cidr_block: Option<String>,
    pub destination_ipv6_cidr_block: Option<String>,
    pub destination_prefix_list_id: Option<String>,
    pub origin: Option<String>,
    pub state: Option<String>,
    pub gateway_id: Option<String>,
    pub nat_gateway_id: Option<String>,
    pub transit_gateway_id: Option<String>,
    pub vpc_peering_connection_id: Option<String>,
    pub network_interface_id: Option<String>,
    pub instance_id: Option<String>,
    pub instance_owner_id: Option<String>,
    pub egress_only_internet_gateway_id: Option<String>,
    pub local_gateway_id: Option<String>,
    pub carrier_gateway_id: Option<String>,
    pub core_network_arn: Option<String>,
    pub odb_network_arn: Option<String>,
    pub ip_address: Option<String>,
}

/// A link between two VPCs, possibly of two accounts or Regions.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcPeeringConnection.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct VpcPeeringConnection {
    pub vpc_peering_connection_id: String,
    pub requester_vpc_info: Option<VpcPeeringConnectionVpcInfo>,
    pub accepter_vpc_info: Option<VpcPeeringConnectionVpcInfo>,
    pub status: Option<VpcPeeringConnectionStateReason>,
    #[serde(default, with = "de::time")]
    pub expiration_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "de::list")]
    pub tags: Vec<Tag>,
}

/// One side of a peering.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcPeeringConnectionVpcInfo.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct VpcPeeringConnectionVpcInfo {
    pub vpc_id: Option<String>,
    pub owner_id: Option<String>,
    pub region: Option<String>,
    pub cidr_block: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub cidr_block_set: Vec<CidrBlock>,
    #[serde(default, deserialize_with = "de::list")]
    pub ipv6_cidr_block_set: Vec<Ipv6CidrBlock>,
    pub peering_options: Option<VpcPeeringConnectionOptions>,
}

/// An IPv4 range of a peered VPC.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CidrBlock.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CidrBlock {
    pub cidr_block: Option<String>,
}

/// An IPv6 range of a peered VPC.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Ipv6CidrBlock.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Ipv6CidrBlock {
    pub ipv6_cidr_block: Option<String>,
}

/// DNS options of one side of a peering.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcPeeringConnectionOptionsDescription.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct VpcPeeringConnectionOptions {
    pub allow_dns_resolution_from_remote_vpc: Option<bool>,
}

/// State of a peering; only `active` carries traffic.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcPeeringConnectionStateReason.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct VpcPeeringConnectionStateReason {
    pub code: Option<String>,
    pub message: Option<String>,
}

/// A NAT gateway.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NatGateway.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct NatGateway {
    pub nat_gateway_id: String,
    pub vpc_id: Option<String>,
    pub subnet_id: Option<String>,
    pub state: Option<String>,
    pub connectivity_type: Option<String>,
    pub availability_mode: Option<String>,
    pub route_table_id: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub nat_gateway_addresses: Vec<NatGatewayAddress>,
    pub failure_code: Option<String>,
    pub failure_message: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub tags: Vec<Tag>,
}

/// One address of a NAT gateway.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NatGatewayAddress.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct NatGatewayAddress {
    pub network_interface_id: Option<String>,
    pub private_ip: Option<String>,
    pub public_ip: Option<String>,
    pub status: Option<String>,
    pub failure_message: Option<String>,
    pub availability_zone: Option<String>,
    pub availability_zone_id: Option<String>,
    pub is_primary: Option<bool>,
}

/// An internet gateway.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InternetGateway.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct InternetGateway {
    pub internet_gateway_id: String,
    pub owner_id: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub attachments: Vec<GatewayAttachment>,
    #[serde(default, deserialize_with = "de::list")]
    pub tags: Vec<Tag>,
}

/// An internet gateway for IPv6 that admits no connection from outside.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EgressOnlyInternetGateway.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EgressOnlyInternetGateway {
    pub egress_only_internet_gateway_id: String,
    #[serde(default, deserialize_with = "de::list")]
    pub attachments: Vec<GatewayAttachment>,
    #[serde(default, deserialize_with = "de::list")]
    pub tags: Vec<Tag>,
}

/// A virtual private gateway: the VPC's end of VPNs and Direct Connect.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpnGateway.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct VpnGateway {
    pub vpn_gateway_id: String,
    pub state: Option<String>,
    pub r#type: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub vpc_attachments: Vec<GatewayAttachment>,
    #[serde(default, deserialize_with = "de::list")]
    pub tags: Vec<Tag>,
}

/// The VPC that a gateway serves.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InternetGatewayAttachment.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GatewayAttachment {
    pub vpc_id: Option<String>,
    pub state: Option<String>,
}
