//! Routing of the replies: they must come back the way the request went.

use std::net::IpAddr;

use crate::topology::{RouteTarget, SubnetId, TransitGatewayId, VpcId};

use super::middlebox;
use super::route_table::{Choice, choose, parts_of, step, target_name};
use super::transit::{self, Crossing, End};
use super::walk::Walk;
use super::{Cause, Outcome, Step, StepKind, Unknown, peering};

impl<'a> Walk<'a> {
    /// Logs where the route table of a subnet sends the replies to the source.
    ///
    /// If they enter a transit gateway, what becomes of them there is told, not logged: the network
    /// ACL of the subnet comes first.
    pub(super) fn return_route(&mut self, vpc: &VpcId, subnet: &SubnetId) -> Home<'a> {
        let home = self.origin.vpc_id();
        let parts = parts_of(self.topology, subnet, self.origin.address(), home);
        let parts: Vec<Part<'a>> = parts
            .into_iter()
            .map(|address| self.return_part(vpc, subnet, address))
            .collect();
        let alike = parts.windows(2).all(|pair| pair[0].fares_like(&pair[1]));
        let whole = if alike {
            let first = parts.into_iter().next();
            first.map(|first| (first.step, first.transit))
        } else {
            let steps = parts.into_iter().map(Part::folded);
            steps.reduce(both).map(|step| (step, None))
        };
        let Some((step, transit)) = whole else {
            return Home::Undecided;
        };
        let passes = step.outcome == Outcome::Pass;
        self.log.hop(step.subject.clone());
        self.log.step(step);
        match transit {
            Some((id, crossing)) => Home::Transit(id, crossing),
            None if passes => Home::Direct,
            None => Home::Undecided,
        }
    }

    fn return_part(&self, vpc: &VpcId, subnet: &SubnetId, address: IpAddr) -> Part<'a> {
        let choice = choose(self.topology, subnet, vpc, address);
        let (outcome, summary) = self.judge_return(vpc, address, &choice);
        let transit = match &choice {
            Choice::Route(chosen) if !chosen.route.blackhole => match &chosen.route.target {
                RouteTarget::TransitGateway(id) => {
                    let crossing = transit::cross(self.topology, id, vpc, subnet, address);
                    Some((id, self.home(crossing)))
                }
                _ => None,
            },
            _ => None,
        };
        Part {
            step: step(StepKind::ReturnRoute, &choice, subnet, outcome, summary),
            transit,
        }
    }

    /// Replies that leave a transit gateway elsewhere are lost.
    fn home(&self, mut crossing: Crossing<'a>) -> Crossing<'a> {
        let own = self.origin.vpc_id();
        if let End::Vpc(vpc, _) = crossing.end
            && vpc != own
        {
            crossing.end = End::Lost;
            if let Some(last) = crossing.steps.last_mut() {
                last.outcome = Outcome::Fail(Cause::ReturnsElsewhere);
                last.summary = format!("{}, not into {own}", last.summary);
            }
        }
        crossing
    }

    fn judge_return(&self, vpc: &VpcId, address: IpAddr, choice: &Choice<'_>) -> (Outcome, String) {
        let own = self.origin.vpc_id();
        let local = || {
            if vpc == own {
                (Outcome::Pass, format!("{address} is in the same VPC"))
            } else {
                (
                    Outcome::Fail(Cause::ReturnsElsewhere),
                    format!("{address} is in {vpc}'s own block, so replies never leave for {own}"),
                )
            }
        };
        let chosen = match choice {
            Choice::ImplicitLocal(..) => return local(),
            Choice::NoRoute(table) => {
                let summary = format!("{} has no route back to {address}", table.id);
                return (Outcome::Fail(Cause::NoRoute), summary);
            }
            Choice::Unknown(_, why) => return (Outcome::Unknown(why.clone()), why.to_string()),
            Choice::Route(chosen) => chosen,
        };
        let target = target_name(&chosen.route.target);
        let summary = format!("{} leads back to {target}", chosen.block);
        if chosen.route.blackhole {
            let summary = format!("{summary}, which drops it: the route is a blackhole");
            return (Outcome::Fail(Cause::Blackhole), summary);
        }
        match &chosen.route.target {
            RouteTarget::Local => local(),
            RouteTarget::Peering(id) => {
                // What is wrong with the connection that the request takes is told there.
                let told = self.peering == Some(id);
                match peering::leads(self.topology, id, vpc, own) {
                    Ok(()) => (Outcome::Pass, summary),
                    Err(Outcome::Unknown(_) | Outcome::Fail(Cause::PeeringNotActive)) if told => {
                        (Outcome::Pass, summary)
                    }
                    Err(Outcome::Fail(Cause::ReturnsElsewhere)) => (
                        Outcome::Fail(Cause::ReturnsElsewhere),
                        format!("{summary}, which does not lead to {own}"),
                    ),
                    Err(outcome) => (outcome, summary),
                }
            }
            // What becomes of them there is told step by step.
            RouteTarget::TransitGateway(_) => (Outcome::Pass, summary),
            RouteTarget::NatGateway(_)
            | RouteTarget::InternetGateway(_)
            | RouteTarget::EgressOnlyInternetGateway(_) => {
                if address.is_ipv6() {
                    let why = format!("{summary}: whether replies find back is not known");
                    (Outcome::Unknown(Unknown::Undecidable(why)), summary)
                } else {
                    let cause = Cause::ReturnsElsewhere;
                    (Outcome::Fail(cause), format!("{summary}, not to {own}"))
                }
            }
            RouteTarget::Interface(_)
            | RouteTarget::GatewayEndpoint(_)
            | RouteTarget::Unmodelled { .. } => {
                let outcome = middlebox::judge(self.topology, &chosen.route.target, address);
                match outcome {
                    Outcome::Fail(_) => {
                        let summary = format!("{summary}, which {}", middlebox::DROPS);
                        (outcome, summary)
                    }
                    _ => (outcome, summary),
                }
            }
        }
    }
}

/// How the replies come home.
pub(super) enum Home<'a> {
    Direct,
    /// Into this transit gateway.
    Transit(&'a TransitGatewayId, Crossing<'a>),
    /// They get lost, or it cannot be told.
    Undecided,
}

/// What becomes of the replies to some addresses of the source's block.
struct Part<'a> {
    step: Step,
    /// The transit gateway that they enter.
    transit: Option<(&'a TransitGatewayId, Crossing<'a>)>,
}

impl Part<'_> {
    fn fares_like(&self, other: &Self) -> bool {
        let alike = match (&self.transit, &other.transit) {
            (None, None) => true,
            (Some((id, one)), Some((other_id, other))) => id == other_id && one.fares_like(other),
            _ => false,
        };
        alike && self.step.outcome.verdict() == other.step.outcome.verdict()
    }

    /// One step for all. Replies that pass a transit gateway meet network ACLs there, which other
    /// parts do not.
    fn folded(self) -> Step {
        let Some((id, crossing)) = self.transit else {
            return self.step;
        };
        let stops = |step: &Step| step.outcome != Outcome::Pass;
        match crossing.steps.into_iter().find(stops) {
            Some(stop) => Step {
                outcome: stop.outcome,
                summary: format!("{}: {}", self.step.summary, stop.summary),
                ..self.step
            },
            None => {
                let why = format!("only a part of the replies pass {id}");
                Step {
                    outcome: Outcome::Unknown(Unknown::Ambiguous(why)),
                    ..self.step
                }
            }
        }
    }
}

/// What holds for two parts of the source's block together.
fn both(one: Step, other: Step) -> Step {
    let rank = |step: &Step| match step.outcome {
        Outcome::Unknown(_) => 2,
        Outcome::Fail(_) => 1,
        _ => 0,
    };
    match (rank(&one), rank(&other)) {
        (0, 1) | (1, 0) => {
            let why = format!("{}; but {}", one.summary, other.summary);
            Step {
                outcome: Outcome::Unknown(Unknown::Ambiguous(why.clone())),
                summary: why,
                ..one
            }
        }
        (known, unknown) if unknown > known => other,
        _ => one,
    }
}
