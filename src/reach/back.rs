//! Routing of the replies: they must come back the way the request went.

use std::net::IpAddr;

use crate::topology::{RouteTarget, SubnetId, VpcId};

use super::route_table::{Choice, choose, parts_of, step, target_name};
use super::walk::Walk;
use super::{Cause, Outcome, Step, StepKind, Unknown, peering};

impl Walk<'_> {
    /// Logs where the route table of a subnet sends the replies to the source.
    pub(super) fn return_route(&mut self, vpc: &VpcId, subnet: &SubnetId) {
        let parts = parts_of(self.topology, subnet, self.origin.address());
        let mut steps = parts
            .into_iter()
            .map(|address| self.return_step(vpc, subnet, address));
        let Some(mut whole) = steps.next() else {
            return;
        };
        for step in steps {
            whole = both(whole, step);
        }
        self.log.hop(whole.subject.clone());
        self.log.step(whole);
    }

    fn return_step(&self, vpc: &VpcId, subnet: &SubnetId, address: IpAddr) -> Step {
        let choice = choose(self.topology, subnet, vpc, address);
        let (outcome, summary) = self.judge_return(vpc, address, &choice);
        step(StepKind::ReturnRoute, &choice, subnet, outcome, summary)
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
            RouteTarget::GatewayEndpoint(_) | RouteTarget::Unmodelled { .. } => {
                (Outcome::Unknown(Unknown::Unmodelled(target)), summary)
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
