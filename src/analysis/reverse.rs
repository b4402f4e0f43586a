//! Questions asked backwards: who reaches this address, and what does this source reach?

mod all;
mod who;

use std::collections::BTreeSet;

use crate::topology::{Interface, Topology, VpcId};

pub use all::{AllAnswer, AllQuestion, Reached, SourceOfAll};
pub use who::{Client, ClientsOfGateway, WhoAnswer, WhoQuestion};

/// The VPCs that may hold interfaces that nobody saw.
fn unobserved(topology: &Topology, interfaces: &[&Interface]) -> Vec<VpcId> {
    let of_interfaces = interfaces.iter().map(|interface| &interface.vpc);
    let vpcs = topology.vpcs();
    let vpcs: BTreeSet<&VpcId> = vpcs
        .iter()
        .map(|vpc| &vpc.id)
        .chain(of_interfaces)
        .collect();
    let hidden = vpcs
        .into_iter()
        .filter(|vpc| !topology.interfaces_observed(vpc));
    hidden.cloned().collect()
}
