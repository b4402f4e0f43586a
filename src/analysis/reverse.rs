//! Questions asked backwards: who reaches this address, and what does this source reach?

mod all;
mod who;

use std::collections::BTreeSet;

use crate::topology::{Interface, Topology, VpcId};

pub use all::{AllAnswer, AllQuestion, PortOutcome, Reached, SourceOfAll};
pub use who::{Client, ClientsOfGateway, WhoAnswer, WhoQuestion};

/// Walks that one thread takes on at a time.
const PIECE: usize = 32;

/// The VPCs that may hold interfaces that nobody saw, those at the other end of a peering
/// connection or of a transit gateway included.
fn unobserved(topology: &Topology, interfaces: &[&Interface]) -> Vec<VpcId> {
    let (vpcs, peerings) = (topology.vpcs(), topology.peerings());
    let active = peerings.iter().filter(|peering| {
        peering
            .status
            .as_deref()
            .is_none_or(|status| status == "active")
    });
    let peers = active.flat_map(|peering| [&peering.requester.vpc, &peering.accepter.vpc]);
    let attachments = topology.transit_attachments();
    let attached = attachments.iter().filter_map(|one| one.vpc.as_ref());
    let known: BTreeSet<&VpcId> = vpcs
        .iter()
        .map(|vpc| &vpc.id)
        .chain(interfaces.iter().map(|interface| &interface.vpc))
        .chain(peers.flatten())
        .chain(attached)
        .collect();
    let hidden = known
        .into_iter()
        .filter(|vpc| !topology.interfaces_observed(vpc));
    hidden.cloned().collect()
}
