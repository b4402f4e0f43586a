//! Route targets that pass packets on by rules that no API tells: appliances, firewalls, other
//! networks. They are named and left undecided, except where they certainly drop.

use std::net::IpAddr;

use crate::topology::{EndpointId, InterfaceId, Lookup, RouteTarget, Topology};

use super::route_table::target_name;
use super::{Cause, Outcome, Unknown};

/// What an interface does that does not forward.
pub(super) const DROPS: &str = "drops what is not for itself: its source/destination check is on";

/// What becomes of packets for `destination` that a route sends to such a target.
pub(super) fn judge(topology: &Topology, target: &RouteTarget, destination: IpAddr) -> Outcome {
    match target {
        RouteTarget::Interface(id) if drops(topology, id, destination) => {
            Outcome::Fail(Cause::SourceDestinationCheck)
        }
        _ => Outcome::Unknown(Unknown::Unmodelled(name(topology, target))),
    }
}

/// What such a target is, for people.
pub(super) fn name(topology: &Topology, target: &RouteTarget) -> String {
    match target {
        RouteTarget::Interface(id) => appliance(topology, id),
        RouteTarget::GatewayEndpoint(id) => endpoint(topology, id),
        other => target_name(other),
    }
}

/// An interface that checks source and destination takes only what is for itself.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html#EIP_Disable_SrcDestCheck>
fn drops(topology: &Topology, id: &InterfaceId, destination: IpAddr) -> bool {
    let Lookup::Found(interface) = topology.interface(id) else {
        return false;
    };
    let is_own = interface.addresses.contains(&destination)
        || interface
            .prefixes
            .iter()
            .any(|block| block.holds(destination));
    interface.kind == "interface" && interface.source_dest_check == Some(true) && !is_own
}

fn appliance(topology: &Topology, id: &InterfaceId) -> String {
    let interface = topology.interface(id).found();
    match interface.and_then(|interface| interface.instance.as_ref()) {
        Some(instance) => format!("the appliance {instance} at {id}"),
        None => format!("the appliance at {id}"),
    }
}

/// Network Firewall stands behind endpoints of Gateway Load Balancers, too.
/// <https://docs.aws.amazon.com/network-firewall/latest/developerguide/vpc-config.html>
fn endpoint(topology: &Topology, id: &str) -> String {
    let endpoint = topology.endpoint(&EndpointId::from(id)).found();
    match endpoint.map(|endpoint| endpoint.kind.to_ascii_lowercase()) {
        Some(kind) if kind == "gatewayloadbalancer" => {
            format!("the firewall or appliance behind Gateway Load Balancer endpoint {id}")
        }
        Some(kind) if kind == "gateway" => format!("gateway endpoint {id}"),
        _ => format!("VPC endpoint {id}"),
    }
}
