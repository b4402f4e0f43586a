//! Transit gateways: `aws ec2 describe-transit-gateway-*`, `search-transit-gateway-routes`.

#![expect(
    missing_docs,
    reason = "members carry AWS's own names; the types say where they come from"
)]

use crate::snapshot::Source;
use crate::topology::{
    Cidr, SubnetId, TransitAttachmentId, TransitGatewayId, TransitTableId, VpcId,
};

/// A Regional router between VPCs and other networks.
#[derive(Clone, Debug)]
pub struct TransitGateway {
    pub source: Source,
    pub id: TransitGatewayId,
    /// `Options.SecurityGroupReferencingSupport` is `enable`; `None` if it is not told.
    pub references: Option<bool>,
    /// `Options.EncryptionSupport.EncryptionState`, such as `enabled`.
    pub encryption: Option<String>,
}

/// The attachment of a VPC: an interface of the transit gateway in each of its subnets.
#[derive(Clone, Debug)]
pub struct TransitAttachment {
    pub source: Source,
    pub id: TransitAttachmentId,
    pub gateway: Option<TransitGatewayId>,
    pub vpc: Option<VpcId>,
    /// `State`, such as `available`.
    pub state: Option<String>,
    /// At most one of each Availability Zone.
    pub subnets: Vec<SubnetId>,
    /// `Options.SecurityGroupReferencingSupport` is `enable`; `None` if it is not told.
    pub references: Option<bool>,
    /// `Options.Ipv6Support` is `enable`; `None` if it is not told.
    pub ipv6: Option<bool>,
    /// `Options.ApplianceModeSupport` is `enable`; `None` if it is not told.
    pub appliance_mode: Option<bool>,
}

/// A connection of two transit gateways.
#[derive(Clone, Debug)]
pub struct TransitPeering {
    pub source: Source,
    pub id: TransitAttachmentId,
    /// `State`, such as `available`.
    pub state: Option<String>,
    pub requester: TransitPeeringSide,
    pub accepter: TransitPeeringSide,
}

/// One side of a connection of two transit gateways.
#[derive(Clone, Debug)]
pub struct TransitPeeringSide {
    /// The attachment at this side; mostly both sides have the same.
    pub attachment: TransitAttachmentId,
    pub gateway: Option<TransitGatewayId>,
}

/// A route table of a transit gateway.
#[derive(Clone, Debug)]
pub struct TransitTable {
    /// The table in its list, or the answer that holds its routes.
    pub source: Source,
    pub id: TransitTableId,
    pub gateway: Option<TransitGatewayId>,
    /// The answer that holds all its routes.
    pub answer: Option<Source>,
    /// `None` if not all of them were observed.
    pub routes: Option<Vec<TransitRoute>>,
}

/// A route of a transit gateway's table.
#[derive(Clone, Debug)]
pub struct TransitRoute {
    pub source: Source,
    /// `None` if the destination cannot be read.
    pub destination: Option<Cidr>,
    pub state: TransitRouteState,
    pub origin: TransitRouteOrigin,
    /// Where it leads; several for equal-cost paths, none for a blackhole.
    pub attachments: Vec<TransitHop>,
}

/// Whether a route counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransitRouteState {
    Active,
    /// It drops what it matches.
    Blackhole,
    /// It is being deleted, or is gone.
    Gone,
    /// It is being made, or its state cannot be read.
    Undecided,
}

/// How a route came into its table: of equal prefixes the greater one wins.
/// <https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html#tgw-route-evaluation-overview>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TransitRouteOrigin {
    /// From a peering with another transit gateway, by way of Cloud WAN.
    PropagatedByPeering,
    PropagatedByVpn,
    PropagatedByConnect,
    PropagatedByDirectConnect,
    PropagatedByVpc,
    PrefixList,
    Static,
}

/// An attachment that a route leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitHop {
    pub attachment: Option<TransitAttachmentId>,
    /// `ResourceType`, such as `vpc`, `peering` or `vpn`.
    pub kind: String,
    /// The VPC, VPN connection, … behind the attachment.
    pub resource: Option<String>,
}

/// The route table of an attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitAssociation {
    /// The attachment with its association, or the association.
    pub source: Source,
    pub table: Option<TransitTableId>,
    /// Whether it is in force: `State` is `associated`. `None` while it changes.
    pub associated: Option<bool>,
}
