//! NAT gateways: to the internet, from a subnet of their own, and back.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html>

use crate::topology::{
    Cidr, Direction, Lookup, NatGateway, NatGatewayId, PortSet, Protocol, RouteTarget, SubnetId,
};

use super::back::Home;
use super::network_acl::{self, Packets};
use super::route_table::{Choice, choose, step, target_name};
use super::traffic::{Traffic, is_private};
use super::walk::{Walk, Way};
use super::{Cause, Evidence, Outcome, Step, StepKind, Subject, Unknown};

impl<'a> Walk<'a> {
    /// Logs the way through a NAT gateway to the internet.
    pub(super) fn cross_nat(&mut self, id: &'a NatGatewayId) -> Way<'a> {
        let Some(nat) = self.nat_state(id) else {
            return self.stopped(id);
        };
        let Some(subnet) = &nat.subnet else {
            return Way::Unknown(Unknown::Undecidable(format!("{id} shows no subnet")));
        };
        let destination = Cidr::host(self.flow.destination);
        if subnet != self.origin.subnet_id() {
            self.nat_acl(
                StepKind::NetworkAclIn,
                subnet,
                Direction::Inbound,
                self.origin.address(),
            );
        }
        let way = self.nat_route(nat, subnet);
        self.nat_acl(
            StepKind::NetworkAclOut,
            subnet,
            Direction::Outbound,
            destination,
        );
        way
    }

    /// Logs whether a NAT gateway works, and returns it if it does.
    pub(super) fn nat_state(&mut self, id: &NatGatewayId) -> Option<&'a NatGateway> {
        self.log.hop(Subject::new("nat-gateway", id.as_str()));
        let (outcome, summary, evidence, nat) = match self.topology.nat_gateway(id) {
            Lookup::Found(nat) => {
                let (outcome, summary) = self.judge_nat(nat);
                let works = outcome == Outcome::Pass;
                let evidence = vec![Evidence::record(nat.source)];
                (outcome, summary, evidence, works.then_some(nat))
            }
            Lookup::Unknown(missing) => {
                let summary = missing.to_string();
                let outcome = Outcome::Unknown(Unknown::Missing(missing));
                (outcome, summary, Vec::new(), None)
            }
            Lookup::Absent => {
                let summary = format!("{id} does not exist");
                let outcome = Outcome::Fail(Cause::NatUnavailable);
                (outcome, summary, Vec::new(), None)
            }
        };
        self.log.step(Step {
            kind: StepKind::Nat,
            subject: Subject::new("nat-gateway", id.as_str()),
            outcome,
            summary,
            evidence,
        });
        nat
    }

    fn judge_nat(&self, nat: &NatGateway) -> (Outcome, String) {
        let id = &nat.id;
        let unmodelled = |what: String| {
            let why = Unknown::Unmodelled(what);
            let summary = why.to_string();
            (Outcome::Unknown(why), summary)
        };
        let supported = [Protocol::TCP, Protocol::UDP, Protocol::ICMP];
        match nat.state.as_deref() {
            Some("available") => {}
            Some(state) => {
                let outcome = Outcome::Fail(Cause::NatUnavailable);
                return (outcome, format!("{id} is {state}"));
            }
            None => {
                let why = format!("{id} shows no state");
                return (Outcome::Unknown(Unknown::Undecidable(why.clone())), why);
            }
        }
        if !supported.contains(&self.flow.protocol) || self.flow.destination.is_ipv6() {
            return unmodelled(format!("NAT gateway {id} for {}", self.flow.protocol));
        }
        (Outcome::Pass, format!("{id} is available"))
    }

    /// Logs the route from the NAT gateway's subnet.
    fn nat_route(&mut self, nat: &'a NatGateway, subnet: &'a SubnetId) -> Way<'a> {
        let destination = self.flow.destination;
        let vpc = self.origin.vpc_id();
        let choice = choose(self.topology, subnet, vpc, destination);
        let (outcome, summary) = match &choice {
            Choice::NoRoute(table) => (
                Outcome::Fail(Cause::NoRoute),
                format!("{}, of {}, has no route to {destination}", table.id, nat.id),
            ),
            Choice::Unknown(_, why) => (Outcome::Unknown(why.clone()), why.to_string()),
            Choice::ImplicitLocal(..) => nat_unmodelled(nat, "the VPC itself"),
            Choice::Route(chosen) => {
                let target = target_name(&chosen.route.target);
                let summary = format!("{} leads on to {target}", chosen.block);
                match &chosen.route.target {
                    _ if chosen.route.blackhole => {
                        let summary = format!("{summary}, but the route is a blackhole");
                        (Outcome::Fail(Cause::Blackhole), summary)
                    }
                    RouteTarget::InternetGateway(_) if nat.private => (
                        Outcome::Fail(Cause::NatUnavailable),
                        format!("{summary}, which drops what a private NAT gateway sends"),
                    ),
                    RouteTarget::InternetGateway(_) if is_private(destination) => (
                        Outcome::Fail(Cause::NoRoute),
                        format!("{summary}, but the internet has no route to a private address"),
                    ),
                    RouteTarget::InternetGateway(_) => (Outcome::Pass, summary),
                    _ => nat_unmodelled(nat, &target),
                }
            }
        };
        let way = match &outcome {
            Outcome::Pass => Way::Internet(Some(subnet)),
            Outcome::Unknown(why) => Way::Unknown(why.clone()),
            _ => Way::Lost(None),
        };
        self.log
            .step(step(StepKind::Route, &choice, subnet, outcome, summary));
        way
    }

    /// Logs what the NAT gateway's subnet does to the replies. The gateway may use any port from
    /// 1024 on the internet's side, so they must all be open there.
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html>
    pub(super) fn come_back_through_nat(&mut self, subnet: &'a SubnetId) {
        let reply = Traffic::reply(self.flow, PortSet::ephemeral());
        let packets = Packets {
            direction: Direction::Inbound,
            remote: Cidr::host(self.flow.destination),
            traffic: &reply,
        };
        let kind = StepKind::ReturnNetworkAclIn;
        self.log.hop(Subject::new("subnet", subnet.as_str()));
        for (mut step, _) in network_acl::steps(self.topology, kind, subnet, &packets) {
            if let Outcome::Partial { .. } = step.outcome {
                let why = format!("{}, which the NAT gateway may use", step.summary);
                step.outcome = Outcome::Unknown(Unknown::Ambiguous(why));
            }
            self.log.step(step);
        }
        if subnet == self.origin.subnet_id() {
            return;
        }
        if let Home::Transit(id, _) = self.return_route(self.origin.vpc_id(), subnet) {
            let why = Unknown::Unmodelled(format!("a NAT gateway's way back through {id}"));
            self.log.step(Step {
                kind: StepKind::TransitGateway,
                subject: Subject::new("transit-gateway", id.as_str()),
                summary: why.to_string(),
                outcome: Outcome::Unknown(why),
                evidence: Vec::new(),
            });
        }
        let packets = Packets {
            direction: Direction::Outbound,
            remote: self.origin.address(),
            traffic: &self.reply,
        };
        let kind = StepKind::ReturnNetworkAclOut;
        self.log.network_acl(self.topology, kind, subnet, &packets);
    }

    fn nat_acl(&mut self, kind: StepKind, subnet: &SubnetId, direction: Direction, remote: Cidr) {
        let packets = Packets {
            direction,
            remote,
            traffic: &self.request,
        };
        self.log.network_acl(self.topology, kind, subnet, &packets);
    }

    /// Where packets are whose NAT gateway does not take them.
    fn stopped(&self, id: &NatGatewayId) -> Way<'a> {
        match self.topology.nat_gateway(id) {
            Lookup::Found(nat) => match self.judge_nat(nat).0 {
                Outcome::Unknown(why) => Way::Unknown(why),
                _ => Way::Lost(None),
            },
            Lookup::Unknown(missing) => Way::Unknown(Unknown::Missing(missing)),
            Lookup::Absent => Way::Lost(None),
        }
    }
}

fn nat_unmodelled(nat: &NatGateway, to: &str) -> (Outcome, String) {
    let kind = if nat.private { "private " } else { "" };
    let why = Unknown::Unmodelled(format!("{kind}NAT gateway {} to {to}", nat.id));
    let summary = why.to_string();
    (Outcome::Unknown(why), summary)
}
