//! An Application Load Balancer that is the target of a Network Load Balancer.
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/application-load-balancer-target.html>

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::reach::{
    Backend, Call, EndpointTrace, Evidence, Origin, Outcome, Step, StepKind, Unknown, Verdict,
};
use crate::topology::{
    Interface, LoadBalancer, LoadBalancerArn, LoadBalancerKind, Lookup, Missing, RegisteredTarget,
    TargetGroup, TargetRef, Topology,
};

use super::backend::backends;
use super::{front_at, group_subject, subject};

/// The load balancer behind a target group, and its nodes.
#[derive(Clone, Debug)]
pub(super) struct Chain<'a> {
    pub(super) balancer: &'a LoadBalancer,
    pub(super) target: &'a RegisteredTarget,
    /// By zone and address.
    pub(super) nodes: Vec<Node<'a>>,
    /// What was taken for granted behind it, one sentence each.
    pub(super) assumptions: BTreeSet<String>,
}

/// A node of it, and the targets that it sends to.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    pub(super) interface: &'a Interface,
    /// The two load balancers speak IPv4, whatever the client does.
    pub(super) address: IpAddr,
    pub(super) backends: Vec<Backend>,
}

impl<'a> Chain<'a> {
    /// The load balancer that is registered with a group, and everything that concerns all of its
    /// nodes: without the first, the second says why.
    ///
    /// Connections come to the port of the registration, which must be that of a listener. The
    /// listener terminates TLS, and its rules see the host and the path of the URL.
    pub(super) fn of(
        topology: &'a Topology,
        group: &'a TargetGroup,
        targets: &[&'a RegisteredTarget],
        call: &Call<'_>,
    ) -> (Option<Self>, EndpointTrace) {
        match Self::find(topology, group, targets) {
            Ok((target, balancer, port)) => Self::behind(topology, target, balancer, port, call),
            Err(why) => {
                let step = Step {
                    kind: StepKind::TargetGroup,
                    subject: group_subject(group),
                    summary: why.to_string(),
                    outcome: Outcome::Unknown(why),
                    evidence: targets
                        .iter()
                        .map(|target| Evidence::part(target.source, "/Target"))
                        .collect(),
                };
                let trace = EndpointTrace {
                    subject: group_subject(group),
                    steps: vec![step],
                    verdict: Verdict::Unknown,
                };
                (None, trace)
            }
        }
    }

    fn find(
        topology: &'a Topology,
        group: &TargetGroup,
        targets: &[&'a RegisteredTarget],
    ) -> Result<(&'a RegisteredTarget, &'a LoadBalancer, u16), Unknown> {
        let [target] = targets else {
            let why = format!("{} has not one load balancer as its target", group.name);
            return Err(Unknown::Undecidable(why));
        };
        let TargetRef::Other(arn) = &target.target else {
            return Err(Unknown::Unmodelled(format!("target {target}")));
        };
        let balancer = match topology.load_balancer(&LoadBalancerArn::from(arn.as_str())) {
            Lookup::Found(balancer) => balancer,
            Lookup::Absent => return Err(Unknown::Undecidable(format!("{arn} does not exist"))),
            Lookup::Unknown(missing) => return Err(Unknown::Missing(missing)),
        };
        if balancer.kind != LoadBalancerKind::Application {
            let what = format!("target {}, which is no ALB,", balancer.name);
            return Err(Unknown::Unmodelled(what));
        }
        let port = target.port.or(group.port);
        let port = port.ok_or_else(|| {
            Unknown::Undecidable(format!("the port of target {} is not known", balancer.name))
        })?;
        Ok((target, balancer, port))
    }

    fn behind(
        topology: &'a Topology,
        target: &'a RegisteredTarget,
        balancer: &'a LoadBalancer,
        port: u16,
        call: &Call<'_>,
    ) -> (Option<Self>, EndpointTrace) {
        let front = front_at(topology, balancer, port, call);
        let mut trace = front.endpoint.clone();
        let mut nodes = Vec::new();
        for (zone, subnet) in &balancer.zones {
            let interfaces = balancer.interfaces.iter();
            let interfaces = interfaces.filter_map(|id| topology.interface(id).found());
            let here = interfaces.filter(|interface| interface.subnet == *subnet);
            let before = nodes.len();
            nodes.extend(here.filter_map(|interface| {
                let mut addresses = interface.addresses.iter().copied();
                let address = addresses.find(IpAddr::is_ipv4)?;
                // Its targets see the node, never the client.
                let client = Origin::interface(interface, address);
                Some(Node {
                    interface,
                    address,
                    backends: backends(topology, interface, &client, &front),
                })
            }));
            if nodes.len() == before {
                let step = unseen(balancer, zone);
                trace.verdict = Verdict::all([trace.verdict, step.outcome.verdict()]);
                trace.steps.push(step);
            }
        }
        let chain = Self {
            balancer,
            target,
            nodes,
            assumptions: front.assumptions,
        };
        (Some(chain), trace)
    }
}

/// A zone in which no node was observed: requests may go there.
fn unseen(balancer: &LoadBalancer, zone: &str) -> Step {
    let what = format!("the address of {} in {zone}", balancer.name);
    let missing = Missing::new("ec2", "describe-network-interfaces", what);
    Step {
        kind: StepKind::LoadBalancer,
        subject: subject(balancer),
        summary: missing.to_string(),
        outcome: Outcome::Unknown(Unknown::Missing(missing)),
        evidence: vec![Evidence::part(balancer.source, "/AvailabilityZones")],
    }
}
