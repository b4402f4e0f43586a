//! Group references across a transit gateway.
//! <https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html#vpc-attachment-security>

use crate::reach::Unknown;
use crate::reach::security_group::References;
use crate::topology::{Direction, Interface, SubnetId, Topology, TransitAttachment, VpcId};

use super::{Crossing, subnet_of};

/// The zone that does not support references.
const UNSUPPORTED_ZONE: &str = "use1-az3";

/// Whether groups of one side of a crossing may be named in rules of the other: in inbound rules
/// only, if the transit gateway and both attachments have it switched on, not from one transit
/// gateway to another, and never at the interfaces of an interface endpoint.
pub(in crate::reach) fn references(
    topology: &Topology,
    crossing: &Crossing<'_>,
    direction: Direction,
    guarded: Option<&Interface>,
    subnets: [&SubnetId; 2],
    other: &VpcId,
) -> References {
    let invalid = |why: &str| References::Invalid(why.to_owned());
    if direction == Direction::Outbound {
        return invalid("across a transit gateway only inbound rules may name groups");
    }
    if crossing.peered {
        return invalid("group references do not cross from one transit gateway to another");
    }
    if guarded.is_some_and(|interface| interface.kind == "vpc_endpoint") {
        return invalid(
            "interface endpoints do not take group references across a transit gateway",
        );
    }
    let mut doubt = None;
    for subnet in subnets {
        let zone = subnet_of(topology, subnet).map(|subnet| subnet.zone_id.as_deref());
        match zone {
            Ok(Some(UNSUPPORTED_ZONE)) => {
                return invalid(
                    "group references across a transit gateway do not work in use1-az3",
                );
            }
            Ok(None) if may_be_in_us_east_1(topology, subnet) => {
                let why = format!("the zone id of {subnet} is not told");
                doubt = doubt.or(Some(Unknown::Undecidable(why)));
            }
            Ok(_) => {}
            Err(missing) => doubt = doubt.or(Some(Unknown::Missing(missing))),
        }
    }
    let gateway = crossing.entry.and_then(|entry| entry.gateway.as_ref());
    // Packets that get lost before were meant to leave by that of the other VPC.
    let exit = crossing.exit.or_else(|| {
        let gateway = gateway?;
        topology.transit_attachment_of(other, gateway).found()
    });
    for attachment in [crossing.entry, exit] {
        match attachment.map(|attachment| (&attachment.id, attachment.references)) {
            Some((_, Some(true))) => {}
            Some((id, Some(false))) => return References::Invalid(format!("{id} has them off")),
            _ => doubt = doubt.or_else(|| Some(unsaid(attachment))),
        }
    }
    let Some(gateway) = gateway else {
        return References::Unknown(doubt.unwrap_or_else(|| unsaid(None)));
    };
    match topology.transit_gateway(gateway).found() {
        Some(found) if found.references == Some(false) => {
            References::Invalid(format!("{gateway} has group references off"))
        }
        Some(found) if found.references == Some(true) => {
            doubt.map_or(References::Transit, References::Unknown)
        }
        _ => References::Unknown(doubt.unwrap_or_else(|| {
            let why = format!("whether {gateway} supports group references is not known");
            Unknown::Undecidable(why)
        })),
    }
}

fn may_be_in_us_east_1(topology: &Topology, subnet: &SubnetId) -> bool {
    let zone = subnet_of(topology, subnet).map(|subnet| subnet.zone.as_deref());
    !matches!(zone, Ok(Some(zone)) if !zone.starts_with("us-east-1"))
}

fn unsaid(attachment: Option<&TransitAttachment>) -> Unknown {
    let what = attachment.map_or("the attachment", |attachment| attachment.id.as_str());
    Unknown::Undecidable(format!(
        "whether {what} supports group references is not told"
    ))
}
