//! The public address of an internet-facing load balancer, called through a NAT gateway.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html>

use std::net::IpAddr;

use crate::reach::log::Log;
use crate::reach::network_acl::{self, Packets};
use crate::reach::route_table::{self, Choice, choose, target_name};
use crate::reach::security_group::{self, Guarded, References, Remote, RemoteGroups};
use crate::reach::traffic::Traffic;
use crate::reach::{
    Cause, Evidence, Hop, Origin, Outcome, Step, StepKind, Subject, Trace, Unknown,
};
use crate::topology::{
    Cidr, Direction, Flow, Interface, NatGateway, NatGatewayId, PortSet, RouteTarget, Topology,
};

/// Who calls, as a load balancer sees it.
#[derive(Clone, Copy)]
pub(in crate::reach) struct Client<'a> {
    pub(in crate::reach) origin: Origin<'a>,
    /// Whether it is this one for certain.
    pub(in crate::reach) known: bool,
}

/// Completes a trace that ends at the public address of a node with what happens there, and returns
/// who the client is for the load balancer.
///
/// The node sees the address of the NAT gateway: its security groups and its network ACL must admit
/// that one, and its replies must leave through an internet gateway.
pub(in crate::reach) fn arrive<'a>(
    topology: &'a Topology,
    node: &Interface,
    flow: &Flow,
    origin: Origin<'a>,
    trace: &mut Trace,
) -> Client<'a> {
    let arrives = |hop: &Hop| hop.subject.kind == "internet";
    let place = trace.hops.iter().position(arrives);
    let Some(place) = place.filter(|_| !node.addresses.contains(&flow.destination)) else {
        return Client {
            origin,
            known: true,
        };
    };
    let nat = nat_of(topology, trace);
    let addresses = nat.map_or_else(Vec::new, NatGateway::public_addresses);
    let seen = addresses.iter().map(|&address| {
        let seen = Flow {
            source: Cidr::host(address),
            ..flow.clone()
        };
        enter(topology, node, &seen, trace)
    });
    let seen: Vec<Trace> = seen.collect();
    let arrival = match &seen[..] {
        [first, rest @ ..] if rest.iter().all(|other| other.verdict() == first.verdict()) => {
            first.clone()
        }
        _ => unsure(node, flow, nat, trace),
    };
    trace.blocked = trace.blocked.union(&arrival.blocked);
    trace.open = trace.open.intersection(&arrival.open);
    let decided = trace.open.union(&trace.blocked);
    trace.undecided = flow.client_ports.difference(&decided);
    let later = place + 1;
    trace.hops.splice(later..later, arrival.hops);
    let interface = nat.and_then(|nat| topology.interface(nat.interfaces.first()?).found());
    match (interface, &addresses[..]) {
        (Some(interface), &[address]) => Client {
            origin: Origin::interface(interface, address),
            known: true,
        },
        _ => Client {
            origin,
            known: false,
        },
    }
}

/// The NAT gateway that a trace crosses.
fn nat_of<'a>(topology: &'a Topology, trace: &Trace) -> Option<&'a NatGateway> {
    let mut steps = trace.steps();
    let step = steps.find(|step| step.kind == StepKind::Nat)?;
    let id = NatGatewayId::from(step.subject.id.as_str());
    topology.nat_gateway(&id).found()
}

/// What the node does with packets from a public address, and its subnet with the replies.
fn enter(topology: &Topology, node: &Interface, flow: &Flow, trace: &Trace) -> Trace {
    let mut log = Log::new(flow.client_ports.clone());
    let request = Traffic::request(flow);
    // The NAT gateway uses ports of its own.
    let reply = Traffic::reply(flow, PortSet::ephemeral());
    let subject = Subject::new("network-interface", node.id.as_str());
    log.hop(subject.clone());
    let packets = |direction, traffic| Packets {
        direction,
        remote: flow.source,
        traffic,
    };
    let inbound = packets(Direction::Inbound, &request);
    log.network_acl(topology, StepKind::NetworkAclIn, &node.subnet, &inbound);
    let guarded = Guarded {
        subject,
        source: node.source,
        groups: &node.groups,
    };
    let remote = Remote {
        address: flow.source,
        groups: RemoteGroups::Known(&[]),
        client_groups: &[],
        references: References::Invalid("public addresses carry no group".to_owned()),
    };
    log.step(security_group::step(
        topology,
        guarded,
        Direction::Inbound,
        flow,
        &remote,
    ));
    let back = return_route(topology, node, flow.source.first());
    log.hop(back.subject.clone());
    log.step(back);
    let outbound = packets(Direction::Outbound, &reply);
    let kind = StepKind::ReturnNetworkAclOut;
    for (mut step, _) in network_acl::steps(topology, kind, &node.subnet, &outbound) {
        if let Outcome::Partial { .. } = step.outcome {
            let why = format!("{}, which the NAT gateway may use", step.summary);
            step.outcome = Outcome::Unknown(Unknown::Ambiguous(why));
        }
        log.step(step);
    }
    log.into_trace(trace.leg)
}

/// Replies to the internet leave through an internet gateway, or not at all.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html>
fn return_route(topology: &Topology, node: &Interface, client: IpAddr) -> Step {
    let choice = choose(topology, &node.subnet, &node.vpc, client);
    let (outcome, summary) = match &choice {
        Choice::NoRoute(table) => (
            Outcome::Fail(Cause::NoRoute),
            format!("{} has no route back to {client}", table.id),
        ),
        Choice::Unknown(_, why) => (Outcome::Unknown(why.clone()), why.to_string()),
        Choice::ImplicitLocal(..) => {
            let why = format!("{client} is in the VPC's own block");
            (Outcome::Unknown(Unknown::Undecidable(why.clone())), why)
        }
        Choice::Route(chosen) => {
            let target = target_name(&chosen.route.target);
            let summary = format!("{} leads back to {target}", chosen.block);
            match &chosen.route.target {
                _ if chosen.route.blackhole => {
                    let summary = format!("{summary}, which drops it: the route is a blackhole");
                    (Outcome::Fail(Cause::Blackhole), summary)
                }
                RouteTarget::InternetGateway(_) => (Outcome::Pass, summary),
                RouteTarget::NatGateway(_) => {
                    let summary = format!("{summary}, not to an internet gateway");
                    (Outcome::Fail(Cause::ReturnsElsewhere), summary)
                }
                _ => (Outcome::Unknown(Unknown::Unmodelled(target)), summary),
            }
        }
    };
    route_table::step(
        StepKind::ReturnRoute,
        &choice,
        &node.subnet,
        outcome,
        summary,
    )
}

/// From which address packets come is not known, or it matters which of several it is.
fn unsure(node: &Interface, flow: &Flow, nat: Option<&NatGateway>, trace: &Trace) -> Trace {
    let subject = Subject::new("network-interface", node.id.as_str());
    let why = match nat {
        Some(nat) if nat.public_addresses().len() > 1 => {
            format!(
                "{} sends from several addresses, and not all fare alike",
                nat.id
            )
        }
        Some(nat) => format!("the public address of {} is not known", nat.id),
        None => format!(
            "from which address packets come to {} is not known",
            flow.destination
        ),
    };
    let mut log = Log::new(flow.client_ports.clone());
    log.hop(subject.clone());
    log.step(Step {
        kind: StepKind::SecurityGroupIn,
        subject,
        outcome: Outcome::Unknown(Unknown::Undecidable(why.clone())),
        summary: why,
        evidence: nat
            .map(|nat| Evidence::record(nat.source))
            .into_iter()
            .collect(),
    });
    log.into_trace(trace.leg)
}
