//! VPC Lattice resource gateways and configurations: `aws vpc-lattice …`.

#![expect(
    missing_docs,
    reason = "members carry AWS's own names; the types say where they come from"
)]

use crate::snapshot::Source;
use crate::topology::{
    PortSet, ResourceConfigurationId, ResourceGatewayId, SecurityGroupId, SubnetId, VpcId,
};

/// A resource gateway: interfaces, one per subnet, through which traffic enters a VPC.
#[derive(Clone, Debug)]
pub struct ResourceGateway {
    pub source: Source,
    pub id: ResourceGatewayId,
    pub arn: Option<String>,
    pub name: Option<String>,
    pub status: Option<String>,
    pub vpc: Option<VpcId>,
    pub subnets: Vec<SubnetId>,
    pub groups: Vec<SecurityGroupId>,
    /// Made by AgentCore: tagged, `serviceManaged` or `managedBy`.
    pub managed: bool,
    pub dns_resolution: Option<DnsResolution>,
    /// `IPV4`, `IPV6` or `DUALSTACK`.
    pub ip_type: Option<String>,
    pub addresses_per_interface: Option<u32>,
}

/// `resourceConfigDnsResolution`: who resolves the names of resource configurations.
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/resource-gateway.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DnsResolution {
    /// Public DNS: private hosted zones do not count.
    Public,
    /// The DNS servers of the resource gateway's VPC.
    InVpc,
}

/// A resource configuration: what may be reached through a resource gateway.
#[derive(Clone, Debug)]
pub struct ResourceConfiguration {
    pub source: Source,
    pub id: ResourceConfigurationId,
    pub arn: Option<String>,
    pub name: Option<String>,
    pub status: Option<String>,
    pub failure: Option<String>,
    /// `SINGLE`, `GROUP`, `CHILD`, `ARN` or `CIDR`.
    pub kind: Option<String>,
    pub resource_gateway: Option<ResourceGatewayId>,
    pub group: Option<ResourceConfigurationId>,
    /// `None` if not observed (the list does not tell them) or not readable.
    pub ports: Option<PortSet>,
    pub protocol: Option<String>,
    /// `allowAssociationToShareableServiceNetwork`
    pub shareable: Option<bool>,
    /// `None` if not observed.
    pub definition: Option<ResourceDefinition>,
}

/// `resourceConfigurationDefinition`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResourceDefinition {
    /// Name (lower case, no final dot) and `ipAddressType`.
    Dns {
        name: String,
        ip_type: Option<String>,
    },
    Ip(std::net::IpAddr),
    Arn(String),
    Cidr(Vec<String>),
    Unreadable,
}

/// An association of a resource configuration with a service network.
#[derive(Clone, Debug)]
pub struct ResourceAssociation {
    pub source: Source,
    pub id: String,
    pub arn: Option<String>,
    pub status: Option<String>,
    pub resource_configuration: Option<ResourceConfigurationId>,
    pub resource_configuration_arn: Option<String>,
    pub managed: Option<bool>,
    pub failure: Option<String>,
}
