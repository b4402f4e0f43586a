//! The typed graph of AWS resources, built once from a snapshot ("parse, don't validate").
//!
//! Whatever could not be read is kept as a value (`Unreadable`, `Unknown`, `None`), so that the
//! later stages can answer *unknown* instead of guessing.

mod build;
mod certificate;
mod change;
mod controls;
mod flow_log;
mod graph;
mod id;
mod link;
mod lookup;
mod net;
mod node;
mod observed;
mod ports;
mod provenance;
mod query;
mod role;
#[cfg(test)]
mod testing;
mod transit;
mod url;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::net::IpAddr;
use std::sync::Arc;

use jiff::Timestamp;

use crate::snapshot::{Calls, File, Observation};

use graph::Graph;
use observed::Observed;

pub use crate::snapshot::{Gap, GapReason, Scope};
pub use change::Change;
pub use flow_log::FlowLog;
pub use id::*;
pub use link::Link;
pub use lookup::{Lookup, Missing};
pub use net::{Cidr, Flow, Meets, Protocol, ProtocolError, ProtocolMatch};
pub use node::*;
pub use ports::PortSet;

/// The resources of a snapshot and how they relate.
#[derive(Debug, Default)]
pub struct Topology {
    graph: Graph,
    observed: Observed,
    files: Vec<File>,
    calls: Calls,
    gaps: Vec<Gap>,
    accounts: Vec<Arc<str>>,
    regions: Vec<Arc<str>>,
    captured_at: Option<Timestamp>,
    /// The interface of each instance: the one with the smallest device index known, else the first by id.
    instances: HashMap<String, InterfaceId>,
    /// The interface behind each public address: the first by id.
    public_addresses: HashMap<IpAddr, InterfaceId>,
    shares: Shares,
    /// By ARN of the load balancer; the oldest first.
    new_connections: BTreeMap<String, Vec<NewConnections>>,
    /// By id.
    vpc_links: BTreeMap<String, VpcLink>,
    /// Identity providers of credential providers, by what follows the service in their ARN.
    oauth2_providers: BTreeMap<String, IdentityProvider>,
    /// The same of all that were observed.
    oauth2_known: BTreeSet<String>,
    /// By account and name.
    roles: BTreeMap<(Arc<str>, String), Role>,
    /// Answers of the policy simulator, by the ARN of the principal.
    simulated: BTreeMap<String, Vec<Simulated>>,
    /// ARNs whose application logs are delivered somewhere.
    logged: BTreeSet<String>,
    /// Names of log groups that hold logs of AgentCore.
    core_log_groups: BTreeSet<String>,
    /// By the id of what they record.
    flow_logs: BTreeMap<String, Vec<FlowLog>>,
    /// Interfaces that blocks are delegated to, with their VPCs; and the lengths of such blocks.
    delegated: HashMap<Cidr, Vec<(VpcId, InterfaceId)>>,
    delegated_lengths: BTreeSet<u8>,
    /// Blocks of subnets, by VPC.
    subnet_blocks: BTreeMap<VpcId, Vec<(Cidr, SubnetId)>>,
    default_groups: HashMap<VpcId, SecurityGroupId>,
    load_balancer_names: HashMap<String, LoadBalancerArn>,
    endpoint_names: HashMap<String, EndpointId>,
    dns_controls: DnsControls,
    /// What servers send, by host; without one for all others.
    server_chains: BTreeMap<Option<String>, Arc<CertificateFile>>,
    /// Private authorities, by the host of the target; without one for all others.
    ca_bundles: BTreeMap<Option<String>, Arc<CertificateFile>>,
    /// Subnets with an interface of a transit gateway.
    transit_subnets: HashSet<SubnetId>,
    transit_associations: HashMap<(TransitGatewayId, TransitAttachmentId), Vec<TransitAssociation>>,
    /// `None`: described twice, differently.
    encryption_controls: BTreeMap<VpcId, Option<EncryptionControl>>,
    /// VPC Block Public Access by account and Region. `None`: described twice, differently.
    public_access_options: BTreeMap<Scope, Option<PublicAccessOptions>>,
    /// Whether anybody asked for Encryption Controls, with whatever result.
    encryption_sought: bool,
    /// Whether anybody asked for VPC Block Public Access, with whatever result.
    public_access_sought: bool,
    /// By the id of the VPC or subnet.
    public_access_exclusions: BTreeMap<String, Vec<PublicAccessExclusion>>,
}
