//! VPC peering: no transit, no gateways of the peer; group references only within one Region.
//! <https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html>

use std::net::IpAddr;

use crate::topology::{Lookup, Missing, Peering, PeeringId, PeeringSide, Topology, VpcId};

use super::security_group::References;
use super::{Cause, Evidence, Outcome, Step, StepKind, Subject, Unknown};

/// What became of packets that a route sent into a peering connection.
pub(super) struct Crossing<'t> {
    pub(super) step: Step,
    /// The VPC on the other side, if it owns the address; even if the connection does not work.
    pub(super) peer: Option<&'t VpcId>,
}

/// Sends packets for `destination` from a VPC into a peering connection.
pub(super) fn cross<'t>(
    topology: &'t Topology,
    id: &PeeringId,
    from: &VpcId,
    destination: IpAddr,
) -> Crossing<'t> {
    let step = |outcome, summary, evidence| Step {
        kind: StepKind::Peering,
        subject: Subject::new("vpc-peering-connection", id.as_str()),
        outcome,
        summary,
        evidence,
    };
    let peering = match find(topology, id) {
        Ok(peering) => peering,
        Err(why) => {
            let summary = why.to_string();
            let step = step(Outcome::Unknown(why), summary, Vec::new());
            return Crossing { step, peer: None };
        }
    };
    let peer = other_side(peering, from).and_then(|(side, pointer)| {
        let vpc = side.vpc.as_ref()?;
        Some((vpc, owns(topology, side, vpc, destination)?, pointer))
    });
    let (outcome, summary, part) = match (status_of(peering), peer) {
        (Status::Inactive(status), _) => (
            Outcome::Fail(Cause::PeeringNotActive),
            format!("{id} is {status}"),
            "/Status",
        ),
        (_, Some((vpc, false, side))) => (
            Outcome::Fail(Cause::NotInPeerVpc),
            format!("{destination} is not in a block of the peer {vpc}; peering has no transit"),
            side,
        ),
        (Status::Active, Some((vpc, true, _))) => (
            Outcome::Pass,
            format!("{id} is active and leads to {vpc}"),
            "/Status",
        ),
        (Status::Active, None) | (Status::Unknown, _) => {
            let why = format!("{id} does not tell whether it leads from {from} to {destination}");
            (Outcome::Unknown(Unknown::Undecidable(why.clone())), why, "")
        }
    };
    let evidence = vec![Evidence::part(peering.source, part)];
    Crossing {
        step: step(outcome, summary, evidence),
        peer: peer.and_then(|(vpc, owns, _)| owns.then_some(vpc)),
    }
}

/// Whether a peering connection takes packets from one VPC to another.
pub(super) fn leads(
    topology: &Topology,
    id: &PeeringId,
    from: &VpcId,
    to: &VpcId,
) -> Result<(), Outcome> {
    let peering = find(topology, id).map_err(Outcome::Unknown)?;
    let peer = other_side(peering, from).and_then(|(side, _)| side.vpc.as_ref());
    match (peer, status_of(peering)) {
        (Some(peer), _) if peer != to => Err(Outcome::Fail(Cause::ReturnsElsewhere)),
        (_, Status::Inactive(_)) => Err(Outcome::Fail(Cause::PeeringNotActive)),
        (Some(_), Status::Active) => Ok(()),
        (None, _) | (_, Status::Unknown) => Err(Outcome::Unknown(Unknown::Undecidable(format!(
            "{id} does not tell where it leads from {from}"
        )))),
    }
}

/// Whether groups of one VPC may be referenced in rules of the other.
/// <https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html>
///
/// The peering connection that the packets take decides; if it joins other VPCs, any that exists.
pub(super) fn references(
    topology: &Topology,
    one: &VpcId,
    other: &VpcId,
    taken: Option<&PeeringId>,
) -> References {
    let taken = taken.and_then(|id| topology.peering(id).found());
    if let Some(peering) = taken
        && other_side(peering, one).is_some_and(|(side, _)| side.vpc.as_ref() == Some(other))
    {
        return references_over(peering);
    }
    let mut whole = None;
    for peering in topology.peerings_between(one, other) {
        match (references_over(peering), &whole) {
            (References::Peered, _) => return References::Peered,
            (unknown @ References::Unknown(_), _) => whole = Some(unknown),
            (invalid, None) => whole = Some(invalid),
            (_, Some(_)) => {}
        }
    }
    whole.unwrap_or_else(|| {
        References::Unknown(Unknown::Missing(Missing::new(
            "ec2",
            "describe-vpc-peering-connections",
            format!("a peering connection between {one} and {other}"),
        )))
    })
}

fn references_over(peering: &Peering) -> References {
    let id = &peering.id;
    match status_of(peering) {
        Status::Inactive(status) => return References::Invalid(format!("{id} is {status}")),
        Status::Unknown => {
            let why = format!("{id} shows no status");
            return References::Unknown(Unknown::Undecidable(why));
        }
        Status::Active => {}
    }
    match (&peering.requester.region, &peering.accepter.region) {
        (Some(one), Some(other)) if one == other => References::Peered,
        (Some(one), Some(other)) => References::Invalid(format!(
            "group references do not cross Regions, and {id} joins {one} and {other}"
        )),
        _ => {
            let why = format!("{id} does not tell the Regions of its VPCs");
            References::Unknown(Unknown::Undecidable(why))
        }
    }
}

enum Status<'t> {
    Active,
    Inactive(&'t str),
    Unknown,
}

fn status_of(peering: &Peering) -> Status<'_> {
    match peering.status.as_deref() {
        Some("active") => Status::Active,
        Some(status) => Status::Inactive(status),
        None => Status::Unknown,
    }
}

fn find<'t>(topology: &'t Topology, id: &PeeringId) -> Result<&'t Peering, Unknown> {
    match topology.peering(id) {
        Lookup::Found(peering) => Ok(peering),
        Lookup::Unknown(missing) => Err(Unknown::Missing(missing)),
        Lookup::Absent => Err(Unknown::Undecidable(format!("{id} does not exist"))),
    }
}

/// The side that is not `from`, and its member in the record.
fn other_side<'t>(peering: &'t Peering, from: &VpcId) -> Option<(&'t PeeringSide, &'static str)> {
    if peering.requester.vpc.as_ref() == Some(from) {
        Some((&peering.accepter, "/AccepterVpcInfo"))
    } else if peering.accepter.vpc.as_ref() == Some(from) {
        Some((&peering.requester, "/RequesterVpcInfo"))
    } else {
        None
    }
}

/// Whether an address is in a block of the VPC on one side; `None` if its blocks are not known.
/// An interface there with that address proves it, whatever the listed blocks say.
fn owns(topology: &Topology, side: &PeeringSide, vpc: &VpcId, address: IpAddr) -> Option<bool> {
    let observed = topology.vpc(vpc).found().map(|vpc| &vpc.cidrs);
    let cidrs = observed.unwrap_or(&side.cidrs);
    if cidrs.iter().any(|block| block.holds(address))
        || topology.interface_at(vpc, address).found().is_some()
    {
        return Some(true);
    }
    (!cidrs.is_empty()).then_some(false)
}
