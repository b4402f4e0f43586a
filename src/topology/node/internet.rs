//! What stands between a VPC and the internet: `aws ec2 describe-*`.

#![expect(
    missing_docs,
    reason = "members carry AWS's own names; the types say where they come from"
)]

use crate::snapshot::Source;
use crate::topology::{Scope, VpcId};

/// An internet gateway, egress-only or not.
#[derive(Clone, Debug)]
pub struct InternetGateway {
    pub source: Source,
    /// `igw-…` or `eigw-…`
    pub id: String,
    /// The VPCs it is attached to, and the state of each attachment.
    pub attachments: Vec<(VpcId, Option<String>)>,
}

/// VPC Block Public Access of one account in one Region.
#[derive(Clone, Debug)]
pub struct PublicAccessOptions {
    pub source: Source,
    /// `InternetGatewayBlockMode`: `off`, `block-bidirectional` or `block-ingress`.
    pub mode: Option<String>,
    /// `State`, such as `update-complete`.
    pub state: Option<String>,
    /// `ExclusionsAllowed` is not `not-allowed`.
    pub exclusions_allowed: bool,
}

/// A VPC or subnet that VPC Block Public Access leaves alone, wholly or for outbound connections.
#[derive(Clone, Debug)]
pub struct PublicAccessExclusion {
    pub source: Source,
    /// The account and Region that told of it.
    pub scope: Scope,
    pub id: String,
    /// Id of the VPC or subnet.
    pub resource: String,
    /// `allow-bidirectional` or `allow-egress`.
    pub mode: Option<String>,
    /// `State`, such as `create-complete`.
    pub state: Option<String>,
}
