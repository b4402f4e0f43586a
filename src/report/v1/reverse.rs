//! The answers to reverse questions, version 1: `trace --who` and `trace --all` with
//! `--format json`.
//!
//! Like the report, these types are frozen: additive changes only.

use schemars::JsonSchema;
use serde::Serialize;

use super::{ClientPorts, Step, Subject, Verdict};

/// Who reaches a destination.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Who {
    /// Version of this document: `1.0`, and `1.x` with further members.
    pub schema_version: String,
    /// What was asked about: address or name, and port.
    pub to: String,
    /// By which protocol.
    pub protocol: String,
    /// The addresses of the destination, as anybody finds them.
    pub addresses: Vec<String>,
    /// The interfaces that own one of them.
    pub owners: Vec<String>,
    /// Counts over all interfaces, those of resource gateways included.
    pub summary: WhoSummary,
    /// VPCs of which not every interface was observed: others may reach the destination.
    pub unobserved_vpcs: Vec<String>,
    /// Every resource gateway, by id.
    pub resource_gateways: Vec<GatewayClients>,
    /// The other interfaces, by VPC, subnet and id; blocked ones only with `--verbose`.
    pub interfaces: Vec<ClientInterface>,
    /// What stops those that are blocked, the most frequent first.
    pub blocked_by: Vec<BlockedBy>,
}

/// Counts of interfaces.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WhoSummary {
    /// All client ports of all addresses get there.
    pub reachable: usize,
    /// Some do.
    pub degraded: usize,
    /// None does.
    pub blocked: usize,
    /// Evidence is missing for a decision.
    pub unknown: usize,
    /// They have no address of the destination's IP family.
    pub other_family: usize,
}

/// The interfaces of a resource gateway.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct GatewayClients {
    /// Its id.
    pub id: String,
    /// Its name, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The conclusion over its interfaces.
    pub verdict: Verdict,
    /// By subnet.
    pub interfaces: Vec<ClientInterface>,
}

/// An interface that may send.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ClientInterface {
    /// Its id; `null` if it was not observed, so that it may have any address of the subnet.
    pub interface: Option<String>,
    /// Its VPC, if it is known.
    pub vpc: Option<String>,
    /// Its subnet.
    pub subnet: String,
    /// Its Availability Zone, if it is known.
    pub availability_zone: Option<String>,
    /// Its addresses, or the blocks of the subnet.
    pub addresses: Vec<String>,
    /// The conclusion over its addresses.
    pub verdict: Verdict,
    /// The same by client port.
    pub client_ports: ClientPorts,
    /// The first step that decides the verdict, unless everything is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<Step>,
}

/// What stops several interfaces.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BlockedBy {
    /// The kind of the first step that fails, such as `security-group-in`.
    pub kind: String,
    /// The resource that it looks at.
    pub subject: Subject,
    /// How many interfaces it stops.
    pub interfaces: usize,
    /// One of them.
    pub example: String,
    /// What was found for it.
    pub summary: String,
}

/// What a source reaches.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct All {
    /// Version of this document: `1.0`, and `1.x` with further members.
    pub schema_version: String,
    /// What was asked about.
    pub from: String,
    /// By which protocol.
    pub protocol: String,
    /// The interfaces that send.
    pub sources: Vec<SourceInterface>,
    /// Counts over all other interfaces.
    pub summary: AllSummary,
    /// VPCs of which not every interface was observed: the source may reach others.
    pub unobserved_vpcs: Vec<String>,
    /// By VPC, subnet and interface; blocked ones only with `--verbose`.
    pub destinations: Vec<Destination>,
    /// What stops the way to those that are blocked, the most frequent first.
    pub blocked_by: Vec<BlockedBy>,
}

/// Counts of interfaces.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AllSummary {
    /// Some port of some address is open.
    pub reachable: usize,
    /// Ports are open, but only to some client ports.
    pub degraded: usize,
    /// No port is open.
    pub blocked: usize,
    /// Evidence is missing for a decision.
    pub unknown: usize,
    /// Nothing listens on a port that was asked for.
    pub silent: usize,
}

/// An interface that sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SourceInterface {
    /// Its id; `null` if it was not observed, so that it may have any address of the subnet.
    pub interface: Option<String>,
    /// Its VPC, if it is known.
    pub vpc: Option<String>,
    /// Its subnet.
    pub subnet: String,
    /// Its Availability Zone, if it is known.
    pub availability_zone: Option<String>,
    /// Its addresses, or the blocks of the subnet; of those that fare alike only the first.
    pub addresses: Vec<String>,
    /// Why nothing could be asked about it, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Addresses of an interface that fare alike.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Destination {
    /// The interface.
    pub interface: String,
    /// Its VPC.
    pub vpc: String,
    /// Its subnet.
    pub subnet: String,
    /// Its Availability Zone, if it is known.
    pub availability_zone: Option<String>,
    /// The addresses: single ones, blocks, and parts of blocks as `first-last`.
    pub addresses: Vec<String>,
    /// What listens there: load balancers, endpoints, target groups.
    pub services: Vec<Subject>,
    /// Whether the ports are those on which something is known to listen; else they are all ports
    /// that the network lets through.
    pub listeners_known: bool,
    /// The ports that any of the sources gets to.
    pub ports: Ports,
    /// The ports from each of `sources`, in that order, if there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub by_source: Vec<Ports>,
    /// The first step that stops the first port that is not reachable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<Step>,
}

/// Ranges of server ports: first and last of each, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Ports {
    /// Open to every client port of some source.
    pub reachable: Vec<[u16; 2]>,
    /// Open to some client ports only.
    pub degraded: Vec<[u16; 2]>,
    /// Open to none.
    pub blocked: Vec<[u16; 2]>,
    /// Evidence is missing for a decision.
    pub undecided: Vec<[u16; 2]>,
}
