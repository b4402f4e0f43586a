//! VPC networking: `aws ec2 describe-*`.

#![expect(
    missing_docs,
    reason = "members carry AWS's own names; the types say where they come from"
)]

use std::fmt;
use std::net::IpAddr;

use crate::snapshot::Source;
use crate::topology::{
    Cidr, InterfaceId, NatGatewayId, NetworkAclId, PeeringId, PortSet, PrefixListId, ProtocolMatch,
    RouteTableId, SecurityGroupId, SubnetId, TransitGatewayId, VpcId,
};

/// Part of a record, such as `/IpPermissions/0/IpRanges/2`: the evidence for one rule of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Name of the list in the record.
    pub list: &'static str,
    /// Index in the list.
    pub index: u32,
    /// A list inside that element, and the index in it.
    pub inner: Option<(&'static str, u32)>,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}/{}", self.list, self.index)?;
        match self.inner {
            Some((list, index)) => write!(f, "/{list}/{index}"),
            None => Ok(()),
        }
    }
}

/// A virtual private cloud.
#[derive(Clone, Debug)]
pub struct Vpc {
    pub source: Source,
    pub id: VpcId,
    pub name: Option<String>,
    pub owner: Option<String>,
    /// All associated blocks, IPv4 and IPv6.
    pub cidrs: Vec<Cidr>,
    /// `enableDnsSupport`, if it was observed, and where.
    pub dns_support: Option<(bool, Source)>,
    /// `enableDnsHostnames`, if it was observed, and where.
    pub dns_hostnames: Option<(bool, Source)>,
    /// From the VPC's DHCP options.
    pub dns_servers: DnsServers,
    /// `BlockPublicAccessStates.InternetGatewayBlockMode`.
    pub public_access_mode: Option<String>,
}

/// Whom the instances and interfaces of a VPC ask for names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DnsServers {
    /// The Route 53 Resolver of the VPC.
    AmazonProvided,
    /// Servers of the customer's own.
    Custom(Vec<String>, Source),
    /// The DHCP options were not observed.
    Unknown,
}

/// A subnet of one Availability Zone.
#[derive(Clone, Debug)]
pub struct Subnet {
    pub source: Source,
    pub id: SubnetId,
    pub name: Option<String>,
    pub vpc: VpcId,
    pub owner: Option<String>,
    pub cidrs: Vec<Cidr>,
    /// Zone name, such as `eu-west-1a`.
    pub zone: Option<String>,
    /// Zone id, such as `euw1-az1`: the same zone in every account.
    pub zone_id: Option<String>,
    /// `local-zone` or `wavelength-zone`, and where the kind of its zone was observed.
    pub special_zone: Option<(String, Source)>,
    /// `OutpostArn`.
    pub outpost: Option<String>,
    pub free_addresses: Option<u64>,
    pub ipv6_native: bool,
    /// `BlockPublicAccessStates.InternetGatewayBlockMode`.
    pub public_access_mode: Option<String>,
}

/// An elastic network interface.
#[derive(Clone, Debug)]
pub struct Interface {
    pub source: Source,
    pub id: InterfaceId,
    pub vpc: VpcId,
    pub subnet: SubnetId,
    pub zone: Option<String>,
    /// Every private address, the primary one first, IPv6 last.
    pub addresses: Vec<IpAddr>,
    /// Blocks delegated to the interface (`Ipv4Prefixes`, `Ipv6Prefixes`).
    pub prefixes: Vec<Cidr>,
    /// The public address of the primary private one.
    pub public_address: Option<IpAddr>,
    /// Private addresses, each with the public address in front of it.
    pub associations: Vec<(IpAddr, IpAddr)>,
    pub groups: Vec<SecurityGroupId>,
    /// `InterfaceType`, lower case.
    pub kind: String,
    pub description: String,
    pub requester: Option<String>,
    pub instance: Option<String>,
    /// Tag `VpcLatticeManaged=true`.
    pub lattice_managed: bool,
    /// Whether it takes only what is for its own addresses; `None` if that was not told.
    pub source_dest_check: Option<bool>,
}

/// A direction of traffic, seen from the interface or subnet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    Inbound,
    Outbound,
}

/// A security group: allow rules only, stateful.
#[derive(Clone, Debug)]
pub struct SecurityGroup {
    pub source: Source,
    pub id: SecurityGroupId,
    pub name: String,
    pub vpc: Option<VpcId>,
    pub owner: Option<String>,
    pub inbound: Vec<SecurityGroupRule>,
    pub outbound: Vec<SecurityGroupRule>,
    /// Further VPCs whose association state is `associated`.
    pub associated_vpcs: Vec<VpcId>,
}

/// One permission to one peer.
#[derive(Clone, Debug)]
pub struct SecurityGroupRule {
    pub part: Part,
    pub protocol: ProtocolMatch,
    /// Ports of the server; all of them where the protocol has none. For ICMP see `icmp`.
    pub ports: PortSet,
    /// ICMP type and code, `None` for "all".
    pub icmp: Option<(Option<u8>, Option<u8>)>,
    pub peer: Peer,
}

/// The other side of a security group rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Peer {
    Cidr(Cidr),
    /// Private addresses of the interfaces that carry this group.
    Group {
        id: SecurityGroupId,
        owner: Option<String>,
        vpc: Option<VpcId>,
        /// The peering that the reference crosses, and its `PeeringStatus`.
        peering: Option<PeeringId>,
        peering_status: Option<String>,
    },
    PrefixList(PrefixListId),
    /// A value that gatepath cannot read.
    Unreadable(String),
}

/// A network ACL: ordered, stateless.
#[derive(Clone, Debug)]
pub struct NetworkAcl {
    pub source: Source,
    pub id: NetworkAclId,
    pub vpc: Option<VpcId>,
    pub is_default: bool,
    /// By direction and rule number, ascending; the final `*` entry (32767) included.
    pub entries: Vec<AclEntry>,
}

/// One entry of a network ACL.
#[derive(Clone, Debug)]
pub struct AclEntry {
    pub part: Part,
    pub direction: Direction,
    pub number: i64,
    pub allow: bool,
    pub protocol: ProtocolMatch,
    /// Destination ports; all of them where the entry names none.
    pub ports: PortSet,
    pub icmp: Option<(Option<u8>, Option<u8>)>,
    /// `None` if the entry names no block that gatepath can read.
    pub cidr: Option<Cidr>,
}

/// A route table.
#[derive(Clone, Debug)]
pub struct RouteTable {
    pub source: Source,
    pub id: RouteTableId,
    pub vpc: Option<VpcId>,
    pub routes: Vec<Route>,
    /// Internet and virtual private gateways whose traffic into the VPC it routes.
    pub gateways: Vec<String>,
}

/// One route.
#[derive(Clone, Debug)]
pub struct Route {
    pub part: Part,
    pub destination: RouteDestination,
    pub target: RouteTarget,
    /// `State` is `blackhole`.
    pub blackhole: bool,
    /// `State` is neither `active` nor `blackhole` (for example `filtered`): the route does not count.
    pub inactive: bool,
    /// Whether the route came by propagation (`EnableVgwRoutePropagation`, `Advertisement`).
    pub propagated: bool,
}

/// What a route covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteDestination {
    Cidr(Cidr),
    PrefixList(PrefixListId),
    Unreadable(String),
}

/// Where a route leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteTarget {
    Local,
    Peering(PeeringId),
    NatGateway(NatGatewayId),
    TransitGateway(TransitGatewayId),
    /// The interface of an appliance.
    Interface(InterfaceId),
    /// `igw-…`
    InternetGateway(String),
    /// `eigw-…`: IPv6, outbound only.
    EgressOnlyInternetGateway(String),
    /// `vpce-…` of type Gateway (S3, DynamoDB) or GatewayLoadBalancer.
    GatewayEndpoint(String),
    /// Anything gatepath has no model of: the AWS noun ("local gateway") and the id.
    Unmodelled {
        noun: &'static str,
        id: String,
    },
}

/// A customer-managed or AWS-managed prefix list.
#[derive(Clone, Debug)]
pub struct PrefixList {
    pub source: Source,
    pub id: PrefixListId,
    pub name: Option<String>,
    /// The blocks and their index in the answer; `None` if the entries were not observed.
    pub entries: Option<Vec<(Cidr, Source)>>,
}

/// A VPC peering connection.
#[derive(Clone, Debug)]
pub struct Peering {
    pub source: Source,
    pub id: PeeringId,
    /// `Status.Code`, such as `active`.
    pub status: Option<String>,
    pub requester: PeeringSide,
    pub accepter: PeeringSide,
}

/// One side of a peering connection.
#[derive(Clone, Debug, Default)]
pub struct PeeringSide {
    pub vpc: Option<VpcId>,
    pub owner: Option<String>,
    pub region: Option<String>,
    pub cidrs: Vec<Cidr>,
}

/// A NAT gateway.
#[derive(Clone, Debug)]
pub struct NatGateway {
    pub source: Source,
    pub id: NatGatewayId,
    pub vpc: Option<VpcId>,
    pub subnet: Option<SubnetId>,
    /// `State`, such as `available`.
    pub state: Option<String>,
    /// `ConnectivityType` is `private`.
    pub private: bool,
    /// `AvailabilityMode` is `regional`: it stands in the VPC, not in a subnet.
    pub regional: bool,
    /// The route table of a regional one.
    pub route_table: Option<RouteTableId>,
    pub interfaces: Vec<InterfaceId>,
    /// Its addresses, each with the public one if it has one.
    pub addresses: Vec<NatAddress>,
}

impl NatGateway {
    /// Addresses that it sends from on the internet, sorted.
    pub fn public_addresses(&self) -> Vec<IpAddr> {
        let addresses = self.addresses.iter();
        let used = addresses.filter(|one| one.status.as_deref().is_none_or(|is| is == "succeeded"));
        let mut public: Vec<IpAddr> = used.filter_map(|one| one.public).collect();
        public.sort_unstable();
        public.dedup();
        public
    }
}

/// One address of a NAT gateway.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NatGatewayAddress.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NatAddress {
    pub private: Option<IpAddr>,
    pub public: Option<IpAddr>,
    /// `Status`, such as `succeeded`.
    pub status: Option<String>,
}
