//! The typed graph of AWS resources, built once from a snapshot ("parse, don't validate").
//!
//! Whatever could not be read is kept as a value (`Unreadable`, `Unknown`, `None`), so that the
//! later stages can answer *unknown* instead of guessing.

mod graph;
mod id;
mod link;
mod lookup;
mod net;
mod node;
mod observed;
mod ports;
mod query;

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use graph::Graph;
use observed::Observed;

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
    captured_at: Option<Timestamp>,
    /// The interface of each instance: the one with the smallest device index known, else the first by id.
    instances: HashMap<String, InterfaceId>,
    /// Blocks delegated to interfaces, by VPC.
    delegated: BTreeMap<VpcId, Vec<(Cidr, InterfaceId)>>,
    load_balancer_names: HashMap<String, LoadBalancerArn>,
    endpoint_names: HashMap<String, EndpointId>,
    dns_controls: DnsControls,
}

impl Topology {
    /// When the evidence was taken: the manifest's time, if there is one. Certificates are judged
    /// at this moment, so that the same snapshot always gives the same answer.
    pub fn captured_at(&self) -> Option<Timestamp> {
        self.captured_at
    }
}
