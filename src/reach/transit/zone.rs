//! Availability Zones: where packets enter and leave a transit gateway.
//! <https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html#tgw-az-overview>

use crate::reach::Unknown;
use crate::topology::{Missing, Subnet, SubnetId, Topology, TransitAttachment};

use super::subnet_of;

/// The subnet of the attachment in the Availability Zone of `from`; `None` if it has none there.
///
/// Subnets of a Local Zone may be connected by way of their parent zone.
/// <https://docs.aws.amazon.com/local-zones/latest/ug/local-zones-connectivity-transit-gateway-lzs.html>
pub(super) fn entrance<'t>(
    topology: &'t Topology,
    attachment: &'t TransitAttachment,
    from: &SubnetId,
) -> Result<Option<&'t SubnetId>, Unknown> {
    if let Some(own) = attachment.subnets.iter().find(|subnet| *subnet == from) {
        return Ok(Some(own));
    }
    let here = subnet_of(topology, from).map_err(Unknown::Missing)?;
    let mut doubt = None;
    for id in &attachment.subnets {
        let same = subnet_of(topology, id).and_then(|there| same_zone(here, there));
        match same {
            Ok(true) => return Ok(Some(id)),
            Ok(false) => {}
            Err(missing) => doubt = doubt.or(Some(missing)),
        }
    }
    if let Some(missing) = doubt {
        return Err(Unknown::Missing(missing));
    }
    if is_local_zone(here) {
        return Err(Unknown::Unmodelled(format!(
            "the Local Zone of {from}, whose parent zone may be attached,"
        )));
    }
    Ok(None)
}

/// The subnets by whose interface packets may leave: that in the zone they come from if there is
/// one, else any. In appliance mode the flow decides about the zone.
/// <https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-appliance-scenario.html>
pub(super) fn exits<'t>(
    topology: &'t Topology,
    attachment: &'t TransitAttachment,
    from: &SubnetId,
) -> Vec<&'t SubnetId> {
    let all = || attachment.subnets.iter().collect();
    if attachment.appliance_mode != Some(false) {
        return all();
    }
    let Ok(here) = subnet_of(topology, from) else {
        return all();
    };
    let near = attachment.subnets.iter().find(|id| {
        let there = subnet_of(topology, id);
        there.and_then(|there| same_zone(here, there)) == Ok(true)
    });
    near.map_or_else(all, |near| vec![near])
}

/// Zone ids mean the same in every account, zone names within one account only.
/// <https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html>
fn same_zone(one: &Subnet, other: &Subnet) -> Result<bool, Missing> {
    if let (Some(one), Some(other)) = (&one.zone_id, &other.zone_id) {
        return Ok(one == other);
    }
    match (&one.zone, &other.zone) {
        (Some(a), Some(b)) if one.vpc == other.vpc => Ok(a == b),
        _ => Err(Missing::new(
            "ec2",
            "describe-subnets",
            format!("whether {} and {} share a zone", one.id, other.id),
        )),
    }
}

/// `euw1-az1` is an Availability Zone, `usw2-lax1-az1` a Local Zone.
fn is_local_zone(subnet: &Subnet) -> bool {
    let dashes = |text: &String| text.matches('-').count();
    match (&subnet.zone_id, &subnet.zone) {
        (Some(id), _) => dashes(id) != 1,
        (None, Some(name)) => dashes(name) > 3,
        (None, None) => false,
    }
}
