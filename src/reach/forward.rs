//! Forward routing: from the source's subnet to a VPC, or to the internet.

use crate::topology::{PeeringId, Route, RouteTarget, TransitGatewayId, VpcId};

use super::middlebox;
use super::peering::cross;
use super::route_table::{Choice, Chosen, choose, step, target_name};
use super::transit::{self, End, Passage};
use super::walk::{Walk, Way};
use super::{Cause, Evidence, Outcome, Step, StepKind, Subject};

impl<'a> Walk<'a> {
    /// Logs the route, and the peering connection or NAT gateway that it leads to.
    pub(super) fn follow_routes(&mut self) -> Way<'a> {
        if let Some(evidence) = self.same_subnet() {
            self.log
                .hop(Subject::new("subnet", self.origin.subnet_id().as_str()));
            self.log.step(Step {
                kind: StepKind::Route,
                subject: Subject::new("subnet", self.origin.subnet_id().as_str()),
                outcome: Outcome::Skipped,
                summary: "same subnet".to_owned(),
                evidence: vec![evidence],
            });
            return Way::SameSubnet;
        }
        let (topology, origin) = (self.topology, self.origin);
        let destination = self.flow.destination;
        let choice = choose(topology, origin.subnet_id(), origin.vpc_id(), destination);
        self.log.hop(choice.subject(origin.subnet_id()));
        match &choice {
            Choice::ImplicitLocal(..) => {
                let summary = format!("{destination} is in the VPC's own block");
                self.route(&choice, Outcome::Pass, summary);
                Way::Vpc(origin.vpc_id())
            }
            Choice::NoRoute(table) => {
                let summary = format!("{} has no route to {destination}", table.id);
                let outcome = Outcome::Fail(Cause::NoRoute);
                self.route(&choice, outcome, summary);
                Way::Lost(None)
            }
            Choice::Unknown(_, why) => {
                let outcome = Outcome::Unknown(why.clone());
                self.route(&choice, outcome, why.to_string());
                Way::Unknown(why.clone())
            }
            Choice::Route(chosen) => self.follow(&choice, *chosen),
        }
    }

    /// Logs a route that won and follows it. A blackhole drops the packets, but what its target
    /// is like belongs to the answer: repairing the route alone would not help.
    fn follow(&mut self, choice: &Choice<'a>, chosen: Chosen<'a>) -> Way<'a> {
        let destination = self.flow.destination;
        let target = target_name(&chosen.route.target);
        let summary = format!("{} leads to {target}", chosen.block);
        if chosen.route.blackhole {
            let summary = format!("{summary}, which drops it: the route is a blackhole");
            let outcome = Outcome::Fail(Cause::Blackhole);
            self.route(choice, outcome, summary);
            return Way::Lost(self.beyond_blackhole(chosen.route));
        }
        match &chosen.route.target {
            RouteTarget::Local => {
                self.route(choice, Outcome::Pass, summary);
                Way::Vpc(self.origin.vpc_id())
            }
            RouteTarget::Peering(id) => {
                self.route(choice, Outcome::Pass, summary);
                self.cross_peering(id)
            }
            RouteTarget::NatGateway(id) => {
                self.route(choice, Outcome::Pass, summary);
                self.cross_nat(id)
            }
            RouteTarget::TransitGateway(id) => {
                self.route(choice, Outcome::Pass, summary);
                self.cross_transit(id)
            }
            gateway @ (RouteTarget::InternetGateway(_)
            | RouteTarget::EgressOnlyInternetGateway(_)) => {
                self.onto_internet(choice, gateway, &summary)
            }
            RouteTarget::Interface(_)
            | RouteTarget::GatewayEndpoint(_)
            | RouteTarget::Unmodelled { .. } => {
                let outcome = middlebox::judge(self.topology, &chosen.route.target, destination);
                let way = match &outcome {
                    Outcome::Unknown(why) => Way::Unknown(why.clone()),
                    _ => Way::Lost(None),
                };
                let summary = match way {
                    Way::Lost(_) => format!("{summary}, which {}", middlebox::DROPS),
                    _ => summary,
                };
                self.route(choice, outcome, summary);
                way
            }
        }
    }

    fn cross_peering(&mut self, id: &'a PeeringId) -> Way<'a> {
        self.peering = Some(id);
        let crossing = cross(
            self.topology,
            id,
            self.origin.vpc_id(),
            self.flow.destination,
        );
        let way = match (&crossing.step.outcome, crossing.peer) {
            (Outcome::Unknown(why), _) => Way::Unknown(why.clone()),
            (Outcome::Pass, Some(vpc)) => Way::Vpc(vpc),
            (_, peer) => Way::Lost(peer),
        };
        self.log.hop(crossing.step.subject.clone());
        self.log.step(crossing.step);
        way
    }

    fn cross_transit(&mut self, id: &'a TransitGatewayId) -> Way<'a> {
        let (vpc, subnet) = (self.origin.vpc_id(), self.origin.subnet_id());
        let crossing = transit::cross(self.topology, id, vpc, subnet, self.flow.destination);
        let way = match &crossing.end {
            End::Vpc(vpc, _) => Way::Vpc(vpc),
            End::Lost => Way::Lost(None),
            End::Unknown(why) => Way::Unknown(why.clone()),
        };
        let near = self.find_end(&way).subnet().map(|(_, subnet)| subnet);
        self.pass_transit(id, &crossing, near, &Passage::REQUEST);
        self.transit = Some(crossing);
        way
    }

    /// Logs what is wrong with the target of a blackhole, and tells the VPC beyond it.
    fn beyond_blackhole(&mut self, route: &'a Route) -> Option<&'a VpcId> {
        match &route.target {
            RouteTarget::Peering(id) => match self.cross_peering(id) {
                Way::Vpc(vpc) => Some(vpc),
                Way::Lost(vpc) => vpc,
                _ => None,
            },
            RouteTarget::TransitGateway(id) => match self.cross_transit(id) {
                Way::Vpc(vpc) => Some(vpc),
                _ => None,
            },
            RouteTarget::NatGateway(id) => {
                self.nat_state(id);
                None
            }
            _ => None,
        }
    }

    /// Whether source and destination share a subnet, and the evidence for it.
    fn same_subnet(&self) -> Option<Evidence> {
        let (vpc, subnet) = (self.origin.vpc_id(), self.origin.subnet_id());
        let destination = self.flow.destination;
        if let Some(interface) = self.topology.interface_at(vpc, destination).found() {
            return (interface.subnet == *subnet)
                .then(|| Evidence::part(interface.source, "/SubnetId"));
        }
        let subnet = self.topology.subnet(subnet).found()?;
        let holds = subnet.cidrs.iter().any(|block| block.holds(destination));
        holds.then(|| Evidence::record(subnet.source))
    }

    /// Logs a step about a route of the source's subnet.
    fn route(&mut self, choice: &Choice<'_>, outcome: Outcome, summary: String) {
        let subnet = self.origin.subnet_id();
        self.log
            .step(step(StepKind::Route, choice, subnet, outcome, summary));
    }
}
