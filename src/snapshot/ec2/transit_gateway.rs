//! Transit gateways, their attachments, route tables and routes.

#![expect(
    missing_docs,
    reason = "a field is the AWS member of the same name; each record links its page"
)]

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::snapshot::{de, ec2::Tag};

/// A Regional router between VPCs and other networks.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGateway.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TransitGateway {
    pub transit_gateway_id: String,
    pub transit_gateway_arn: Option<String>,
    pub owner_id: Option<String>,
    pub state: Option<String>,
    pub description: Option<String>,
    pub options: Option<TransitGatewayOptions>,
    #[serde(default, deserialize_with = "de::list")]
    pub tags: Vec<Tag>,
}

/// Settings of a transit gateway.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayOptions.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TransitGatewayOptions {
    #[serde(default, deserialize_with = "de::list")]
    pub transit_gateway_cidr_blocks: Vec<String>,
    pub auto_accept_shared_attachments: Option<String>,
    pub default_route_table_association: Option<String>,
    pub association_default_route_table_id: Option<String>,
    pub default_route_table_propagation: Option<String>,
    pub propagation_default_route_table_id: Option<String>,
    pub dns_support: Option<String>,
    pub security_group_referencing_support: Option<String>,
    pub encryption_support: Option<EncryptionSupport>,
}

/// Encryption state of a transit gateway.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EncryptionSupport.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EncryptionSupport {
    pub encryption_state: Option<String>,
    pub state_message: Option<String>,
}

/// A VPC's attachment, with one interface in each named subnet.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayVpcAttachment.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TransitGatewayVpcAttachment {
    pub transit_gateway_attachment_id: String,
    pub transit_gateway_id: Option<String>,
    pub vpc_id: Option<String>,
    pub vpc_owner_id: Option<String>,
    pub state: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub subnet_ids: Vec<String>,
    #[serde(default, with = "de::time")]
    pub creation_time: Option<Timestamp>,
    pub options: Option<TransitGatewayVpcAttachmentOptions>,
    #[serde(default, deserialize_with = "de::list")]
    pub tags: Vec<Tag>,
}

/// Settings of a VPC's attachment.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayVpcAttachmentOptions.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TransitGatewayVpcAttachmentOptions {
    pub dns_support: Option<String>,
    pub security_group_referencing_support: Option<String>,
    pub ipv6_support: Option<String>,
    pub appliance_mode_support: Option<String>,
}

/// Any attachment of a transit gateway.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayAttachment.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TransitGatewayAttachment {
    pub transit_gateway_attachment_id: String,
    pub transit_gateway_id: Option<String>,
    pub transit_gateway_owner_id: Option<String>,
    pub resource_owner_id: Option<String>,
    pub resource_type: Option<String>,
    pub resource_id: Option<String>,
    pub state: Option<String>,
    pub association: Option<TransitGatewayAttachmentAssociation>,
    #[serde(default, with = "de::time")]
    pub creation_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "de::list")]
    pub tags: Vec<Tag>,
}

/// The route table that routes what an attachment sends.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayAttachmentAssociation.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TransitGatewayAttachmentAssociation {
    pub transit_gateway_route_table_id: Option<String>,
    pub transit_gateway_policy_table_id: Option<String>,
    pub state: Option<String>,
}

/// A transit gateway's end of a peering, with both sides.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayPeeringAttachment.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TransitGatewayPeeringAttachment {
    pub transit_gateway_attachment_id: String,
    pub accepter_transit_gateway_attachment_id: Option<String>,
    pub requester_tgw_info: Option<PeeringTgwInfo>,
    pub accepter_tgw_info: Option<PeeringTgwInfo>,
    pub state: Option<String>,
    #[serde(default, with = "de::time")]
    pub creation_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "de::list")]
    pub tags: Vec<Tag>,
}

/// One side of a transit gateway peering.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_PeeringTgwInfo.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PeeringTgwInfo {
    pub transit_gateway_id: Option<String>,
    pub core_network_id: Option<String>,
    pub owner_id: Option<String>,
    pub region: Option<String>,
}

/// A route table of a transit gateway.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayRouteTable.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TransitGatewayRouteTable {
    pub transit_gateway_route_table_id: String,
    pub transit_gateway_id: Option<String>,
    pub state: Option<String>,
    pub default_association_route_table: Option<bool>,
    pub default_propagation_route_table: Option<bool>,
    #[serde(default, with = "de::time")]
    pub creation_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "de::list")]
    pub tags: Vec<Tag>,
}

/// A route of a transit gateway; its table is the key of the call that answered it.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayRoute.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TransitGatewayRoute {
    pub destination_cidr_block: Option<String>,
    pub prefix_list_id: Option<String>,
    pub transit_gateway_route_table_announcement_id: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub transit_gateway_attachments: Vec<TransitGatewayRouteAttachment>,
    pub r#type: Option<String>,
    pub state: Option<String>,
}

/// An attachment that a route leads to; several of them share the traffic.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayRouteAttachment.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TransitGatewayRouteAttachment {
    pub resource_id: Option<String>,
    pub transit_gateway_attachment_id: Option<String>,
    pub resource_type: Option<String>,
}

/// An attachment whose traffic a route table routes.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayRouteTableAssociation.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TransitGatewayRouteTableAssociation {
    pub transit_gateway_attachment_id: String,
    pub resource_id: Option<String>,
    pub resource_type: Option<String>,
    pub state: Option<String>,
}

/// An attachment that announces its ranges to a route table.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayRouteTablePropagation.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TransitGatewayRouteTablePropagation {
    pub transit_gateway_attachment_id: String,
    pub resource_id: Option<String>,
    pub resource_type: Option<String>,
    pub state: Option<String>,
    pub transit_gateway_route_table_announcement_id: Option<String>,
}
