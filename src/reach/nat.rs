//! NAT gateways: to the internet, from a subnet or a route table of their own, and back.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html>

use std::net::{IpAddr, Ipv4Addr};

use crate::topology::{
    Cidr, Direction, Lookup, Missing, NatGateway, NatGatewayId, PortSet, Protocol, RouteTable,
    RouteTarget, SubnetId,
};

use super::back::Home;
use super::encryption_control::Feature;
use super::network_acl::{self, Packets};
use super::public_access::Exit;
use super::route_table::{Choice, choose, choose_from, step, target_name};
use super::traffic::{Traffic, is_private};
use super::walk::{Walk, Way};
use super::{Cause, Evidence, Outcome, Step, StepKind, Subject, Unknown};

impl<'a> Walk<'a> {
    /// Logs the way through a NAT gateway to the internet.
    pub(super) fn cross_nat(&mut self, id: &'a NatGatewayId) -> Way<'a> {
        let Some(nat) = self.nat_state(id) else {
            return self.stopped(id);
        };
        if nat.regional {
            return self.cross_regional_nat(nat);
        }
        let Some(subnet) = &nat.subnet else {
            return Way::Unknown(Unknown::Undecidable(format!("{id} shows no subnet")));
        };
        let destination = self.beyond_nat();
        if subnet != self.origin.subnet_id() {
            self.nat_acl(
                StepKind::NetworkAclIn,
                subnet,
                Direction::Inbound,
                self.origin.address(),
            );
        }
        let choice = choose(self.topology, subnet, self.origin.vpc_id(), destination);
        let way = self.nat_route(nat, &choice, Some(subnet));
        self.nat_acl(
            StepKind::NetworkAclOut,
            subnet,
            Direction::Outbound,
            Cidr::host(destination),
        );
        way
    }

    /// Logs the way through a regional NAT gateway: it stands in no subnet, so that no network ACL
    /// is asked, and has a route table of its own.
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html>
    fn cross_regional_nat(&mut self, nat: &'a NatGateway) -> Way<'a> {
        let table = match &nat.route_table {
            Some(id) => self.topology.route_table(id),
            None => Lookup::Absent,
        };
        let Lookup::Found(table) = table else {
            let what = format!("the route table of {}", nat.id);
            let missing = Missing::new("ec2", "describe-route-tables", what);
            let why = Unknown::Missing(missing);
            self.log.step(Step {
                kind: StepKind::Route,
                subject: Subject::new("nat-gateway", nat.id.as_str()),
                summary: why.to_string(),
                outcome: Outcome::Unknown(why.clone()),
                evidence: vec![Evidence::record(nat.source)],
            });
            return Way::Unknown(why);
        };
        let vpc = self.origin.vpc_id();
        let choice = choose_from(self.topology, table, vpc, self.beyond_nat());
        let way = self.nat_route(nat, &choice, None);
        if let Way::Internet(_) = way {
            self.return_from_regional_nat(nat, table);
        }
        way
    }

    /// Logs where the table of a regional NAT gateway sends the replies: to the VPC itself, unless
    /// somebody put an appliance between.
    fn return_from_regional_nat(&mut self, nat: &NatGateway, table: &'a RouteTable) {
        let own = self.origin.address();
        let vpc = self.origin.vpc_id();
        let choice = choose_from(self.topology, table, vpc, own.first());
        let (outcome, summary) = match &choice {
            Choice::ImplicitLocal(..) => {
                let summary = format!("{} is in the same VPC", own.first());
                (Outcome::Pass, summary)
            }
            Choice::Route(chosen) if chosen.route.target == RouteTarget::Local => {
                let summary = format!("{} leads back to the VPC itself", chosen.block);
                (Outcome::Pass, summary)
            }
            Choice::Unknown(_, why) => (Outcome::Unknown(why.clone()), why.to_string()),
            Choice::NoRoute(_) | Choice::Route(_) => {
                let why = Unknown::Unmodelled(format!("the way back from {}", nat.id));
                (Outcome::Unknown(why.clone()), why.to_string())
            }
        };
        let subnet = self.origin.subnet_id();
        let kind = StepKind::ReturnRoute;
        self.log.step(step(kind, &choice, subnet, outcome, summary));
    }

    /// The address that a NAT gateway sends to: the destination, or the IPv4 address in it.
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-nat64-dns64.html>
    fn beyond_nat(&self) -> IpAddr {
        let destination = self.flow.destination;
        embedded(destination).map_or(destination, IpAddr::V4)
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
        if !supported.contains(&self.flow.protocol) || self.beyond_nat().is_ipv6() {
            return unmodelled(format!("NAT gateway {id} for {}", self.flow.protocol));
        }
        if !nat.private
            && !nat.addresses.is_empty()
            && nat.addresses.iter().all(|address| address.public.is_none())
        {
            let changing = |status: &str| matches!(status, "assigning" | "associating");
            let mut statuses = nat.addresses.iter().filter_map(|one| one.status.as_deref());
            if statuses.any(changing) {
                let why = format!("{id} is being given its Elastic IP address");
                return (Outcome::Unknown(Unknown::Undecidable(why.clone())), why);
            }
            let summary = format!("{id} is public, but has no Elastic IP address");
            return (Outcome::Fail(Cause::NatUnavailable), summary);
        }
        (Outcome::Pass, format!("{id} is available"))
    }

    /// Logs the route from the NAT gateway's subnet, or from its own table if it is in none.
    fn nat_route(
        &mut self,
        nat: &'a NatGateway,
        choice: &Choice<'a>,
        subnet: Option<&'a SubnetId>,
    ) -> Way<'a> {
        let destination = self.beyond_nat();
        let vpc = self.origin.vpc_id();
        let mut evidence = Vec::new();
        let mut reaches_gateway = false;
        let (outcome, summary) = match choice {
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
                    gateway @ RouteTarget::InternetGateway(_) => {
                        reaches_gateway = true;
                        let attached = self.is_attached(gateway, vpc);
                        evidence = attached.evidence;
                        let summary = format!("{summary}{}", attached.reservation);
                        (attached.outcome, summary)
                    }
                    _ => nat_unmodelled(nat, &target),
                }
            }
        };
        let way = match &outcome {
            Outcome::Pass => Way::Internet(subnet),
            Outcome::Unknown(why) => Way::Unknown(why.clone()),
            _ => Way::Lost(None),
        };
        let near = subnet.unwrap_or(self.origin.subnet_id());
        let mut route = step(StepKind::Route, choice, near, outcome, summary);
        route.evidence.append(&mut evidence);
        self.log.step(route);
        if let (true, Choice::Route(chosen)) = (reaches_gateway, choice) {
            self.leave_by(&chosen.route.target);
            self.public_access(Exit::Nat, vpc, subnet);
            self.encryption(vpc, &[Feature::NatGateway, Feature::InternetGateway]);
        }
        way
    }

    /// Logs what the NAT gateway's subnet does to the replies. The gateway may use any port from
    /// 1024 on the internet's side, so they must all be open there.
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html>
    pub(super) fn come_back_through_nat(&mut self, subnet: &'a SubnetId) {
        let reply = Traffic::reply(self.flow, PortSet::ephemeral());
        let packets = Packets {
            direction: Direction::Inbound,
            remote: Cidr::host(self.beyond_nat()),
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

/// The IPv4 address in one that DNS64 made: NAT gateways translate them.
fn embedded(address: IpAddr) -> Option<Ipv4Addr> {
    let IpAddr::V6(v6) = address else {
        return None;
    };
    let [head @ .., a, b, c, d] = v6.octets();
    let prefix = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];
    (head == prefix).then(|| Ipv4Addr::new(a, b, c, d))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_well_known_prefix_holds_an_ipv4_address() {
        let of = |text: &str| embedded(text.parse().expect("an address"));
        assert_eq!(
            of("64:ff9b::c633:6407"),
            Some(Ipv4Addr::new(198, 51, 100, 7))
        );
        assert_eq!(of("64:ff9b:1::c633:6407"), None);
        assert_eq!(of("2001:db8::c633:6407"), None);
        assert_eq!(of("198.51.100.7"), None);
    }
}
