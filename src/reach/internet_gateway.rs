//! Internet gateways: attached to the VPC, and only for interfaces with a public address.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html>

use std::net::IpAddr;

use crate::topology::{Lookup, RouteTarget, VpcId};

use super::encryption_control::Feature;
use super::public_access::Exit;
use super::route_table::{Choice, step};
use super::traffic::is_private;
use super::walk::{Walk, Way};
use super::{Cause, Evidence, Outcome, StepKind, Unknown};

/// What one condition for the way to the internet says.
pub(super) struct Condition {
    pub(super) outcome: Outcome,
    /// What to say about it, unless it holds.
    pub(super) reservation: String,
    pub(super) evidence: Vec<Evidence>,
}

impl Condition {
    fn holds(evidence: Option<Evidence>) -> Self {
        Self {
            outcome: Outcome::Pass,
            reservation: String::new(),
            evidence: evidence.into_iter().collect(),
        }
    }

    fn fails(cause: Cause, reservation: String, evidence: Option<Evidence>) -> Self {
        Self {
            outcome: Outcome::Fail(cause),
            reservation,
            evidence: evidence.into_iter().collect(),
        }
    }

    fn unknown(why: Unknown, evidence: Option<Evidence>) -> Self {
        Self {
            reservation: format!(": {why}"),
            outcome: Outcome::Unknown(why),
            evidence: evidence.into_iter().collect(),
        }
    }
}

impl<'a> Walk<'a> {
    /// Logs a route to an internet gateway, and what else keeps packets from the internet there.
    pub(super) fn onto_internet(
        &mut self,
        choice: &Choice<'_>,
        gateway: &RouteTarget,
        summary: &str,
    ) -> Way<'a> {
        let vpc = self.origin.vpc_id();
        let only_ipv6 = matches!(gateway, RouteTarget::EgressOnlyInternetGateway(_));
        let conditions = [
            self.has_destination(only_ipv6),
            self.is_attached(gateway, vpc),
            self.has_public_address(),
        ];
        let gets_there = matches!(conditions[0].outcome, Outcome::Pass);
        let worst = worst(conditions);
        let subnet = self.origin.subnet_id();
        let text = format!("{summary}{}", worst.reservation);
        let mut route = step(StepKind::Route, choice, subnet, worst.outcome.clone(), text);
        route.evidence.extend(worst.evidence);
        self.log.step(route);
        if gets_there {
            let (exit, feature) = if only_ipv6 {
                (Exit::EgressOnly, Feature::EgressOnlyInternetGateway)
            } else {
                (Exit::InternetGateway, Feature::InternetGateway)
            };
            self.public_access(exit, vpc, Some(subnet));
            self.encryption(vpc, &[feature]);
        }
        match worst.outcome {
            Outcome::Unknown(why) => Way::Unknown(why),
            Outcome::Fail(_) => Way::Lost(None),
            _ => {
                self.leave_by(gateway);
                Way::Internet(None)
            }
        }
    }

    /// Remembers the gateway, by which replies come back.
    pub(super) fn leave_by(&mut self, gateway: &RouteTarget) {
        if let RouteTarget::InternetGateway(id) = gateway {
            self.internet_gateway = Some(id.clone());
        }
    }

    /// The internet has no route to private addresses, and an egress-only gateway none to IPv4.
    fn has_destination(&self, only_ipv6: bool) -> Condition {
        let destination = self.flow.destination;
        if is_private(destination) || only_ipv6 && !destination.is_ipv6() {
            let why = ", but the internet has no route to a private address".to_owned();
            return Condition::fails(Cause::NoRoute, why, None);
        }
        Condition::holds(None)
    }

    /// Whether the gateway of a route is attached to the VPC: if not, the route is a blackhole.
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html>
    pub(super) fn is_attached(&self, gateway: &RouteTarget, vpc: &VpcId) -> Condition {
        let (id, only_ipv6) = match gateway {
            RouteTarget::InternetGateway(id) => (id, false),
            RouteTarget::EgressOnlyInternetGateway(id) => (id, true),
            _ => return Condition::holds(None),
        };
        let gateway = match self.topology.internet_gateway(id, vpc, only_ipv6) {
            Lookup::Found(gateway) => gateway,
            Lookup::Absent => {
                let why = ", which does not exist: the route is a blackhole".to_owned();
                return Condition::fails(Cause::Blackhole, why, None);
            }
            Lookup::Unknown(missing) => {
                return Condition::unknown(Unknown::Missing(missing), None);
            }
        };
        let evidence = Some(Evidence::part(gateway.source, "/Attachments"));
        let mut own = gateway.attachments.iter().filter(|(to, _)| to == vpc);
        match own.next().map(|(_, state)| state.as_deref()) {
            // An attached internet gateway is "available".
            Some(Some("available" | "attached")) => Condition::holds(evidence),
            Some(None) => {
                let why = format!("{id} does not tell whether it is attached to {vpc}");
                Condition::unknown(Unknown::Undecidable(why), evidence)
            }
            Some(Some(state @ ("attaching" | "detaching"))) => {
                let why = format!("{id} is {state}");
                Condition::unknown(Unknown::Undecidable(why), evidence)
            }
            Some(Some(_)) | None => {
                let why = format!(", which is not attached to {vpc}: the route is a blackhole");
                Condition::fails(Cause::Blackhole, why, evidence)
            }
        }
    }

    /// An internet gateway translates between a private IPv4 address and the public one in front of
    /// it; IPv6 addresses are public.
    fn has_public_address(&self) -> Condition {
        let own = self.origin.address();
        let without = |evidence| {
            let why = ", but the interface has no public address".to_owned();
            Condition::fails(Cause::InternetGatewayWithoutPublicAddress, why, evidence)
        };
        if self.flow.destination.is_ipv6() {
            return if is_private(own.first()) {
                without(None)
            } else {
                Condition::holds(None)
            };
        }
        let Some(interface) = self.origin.observed_interface() else {
            return Condition::unknown(Unknown::Missing(self.origin.interface_missing()), None);
        };
        let is_own = |&(private, _): &(IpAddr, IpAddr)| own.only() == Some(private);
        if interface.associations.iter().any(is_own) {
            return Condition::holds(Some(Evidence::record(interface.source)));
        }
        let is_primary = interface.addresses.first().copied() == own.only();
        match interface.public_address {
            Some(_) if is_primary => Condition::holds(Some(Evidence::record(interface.source))),
            _ if is_primary => without(Some(Evidence::record(interface.source))),
            _ => {
                let why = format!(", but the secondary address {own} has no public address");
                let cause = Cause::InternetGatewayWithoutPublicAddress;
                let evidence = Evidence::part(interface.source, "/PrivateIpAddresses");
                Condition::fails(cause, why, Some(evidence))
            }
        }
    }
}

/// The condition that decides: the first that fails, else the first that is not known.
fn worst(conditions: [Condition; 3]) -> Condition {
    let rank = |condition: &Condition| match condition.outcome {
        Outcome::Fail(_) => 0,
        Outcome::Unknown(_) => 1,
        _ => 2,
    };
    let decided: Vec<Evidence> = conditions
        .iter()
        .flat_map(|condition| condition.evidence.iter().cloned())
        .collect();
    let worst = conditions.into_iter().min_by_key(rank);
    worst.map_or_else(
        || Condition::holds(None),
        |worst| match worst.outcome {
            Outcome::Pass => Condition {
                evidence: decided,
                ..worst
            },
            _ => worst,
        },
    )
}

#[cfg(test)]
pub(super) mod tests;
