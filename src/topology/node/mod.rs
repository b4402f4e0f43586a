//! The typed resources of the graph. Each knows where it was observed.

mod certificate;
mod dns;
mod dns_control;
mod encryption;
mod endpoint;
mod gateway;
mod identity;
mod internet;
mod lattice;
mod load_balancer;
mod network;
mod role;
mod share;
mod transit_gateway;

pub use certificate::{
    Certificate, CertificateFile, CertificateKind, CertificatePem, PlacedCertificate,
};
pub use dns::{HostedZone, Record, RecordData, RecordType};
pub use dns_control::{
    DnsControl, DnsControlKind, DnsControls, DnsServer, FirewallDomains, FirewallRule, ProfileRank,
    ResolverAddress, ResolverEndpoint, ResolverRule,
};
pub use encryption::EncryptionControl;
pub use endpoint::{
    ApiDeployment, ApiEdit, ApiIntegration, ApiMethod, ApiPath, ApiStage, EndpointDnsName, RestApi,
    VpcEndpoint, VpcLink,
};
pub use gateway::{
    CaBundle, Credential, DocumentFault, Gateway, PrivateEndpoint, Signature, Target, TargetConfig,
    TargetKind, Url,
};
pub use identity::{IdentityDocument, IdentityProvider, IdentityWay};
pub use internet::{InternetGateway, PublicAccessExclusion, PublicAccessOptions};
pub use lattice::{
    DnsResolution, ResourceAssociation, ResourceConfiguration, ResourceDefinition, ResourceGateway,
};
pub use load_balancer::{
    Action, Condition, Health, Listener, ListenerRule, LoadBalancer, LoadBalancerKind,
    NewConnections, PatternList, RegisteredTarget, TargetGroup, TargetRef, TargetType, Threshold,
};
pub use network::{
    AclEntry, Direction, DnsServers, Interface, NatAddress, NatGateway, NetworkAcl, Part, Peer,
    Peering, PeeringSide, PrefixList, Route, RouteDestination, RouteTable, RouteTarget,
    SecurityGroup, SecurityGroupRule, Subnet, Vpc,
};
pub use role::{Boundary, PolicyText, Role, Simulated};
pub use share::{ShareInvitation, SharePermission, SharedResource, Shares};
pub use transit_gateway::{
    TransitAssociation, TransitAttachment, TransitGateway, TransitHop, TransitPeering,
    TransitPeeringSide, TransitRoute, TransitRouteOrigin, TransitRouteState, TransitTable,
};
