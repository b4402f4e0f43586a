//! What Route 53 Profiles bring into a VPC.
//! <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/profiles.html>

use super::found::Found;
use super::vpc::VpcView;
use super::walk::{Walk, zone_subject};
use super::zone;
use crate::reach::{Evidence, Unknown};
use crate::topology::{
    DnsControl, DnsControlKind, EndpointId, HostedZone, Lookup, Missing, ProfileRank, VpcId,
};

impl<'a> Walk<'a> {
    /// Why the names of a VPC cannot be told: a Profile applies, and nobody knows what it brings.
    pub(super) fn unobserved_profile(&self, view: &VpcView<'_>) -> Option<Found> {
        let unknown = |control: &DnsControl, why| {
            Found::unknown(why, view.subject(), vec![Evidence::record(control.source)])
        };
        self.topology
            .dns_controls()
            .of(view.id)
            .find_map(|control| {
                let why = match &control.kind {
                    DnsControlKind::Profile => Unknown::Missing(Missing::new(
                        "route53profiles",
                        "list-profile-resource-associations",
                        format!("what Route 53 Profile {} brings", control.id),
                    )),
                    DnsControlKind::ProfileResource => Unknown::Unmodelled(format!(
                        "the resource {} of a Route 53 Profile",
                        control.id
                    )),
                    _ => return None,
                };
                Some(unknown(control, why))
            })
    }

    /// Of the closest zones that are associated with a VPC and those that its Profiles bring, the
    /// ones that are asked: at equal length the VPC's own come first, then the Profile of the lowest
    /// priority.
    pub(super) fn with_profiles<'b>(
        &'b self,
        view: &VpcView<'_>,
        own: Vec<&'b HostedZone>,
        name: &str,
    ) -> Result<Vec<&'b HostedZone>, Found> {
        let mut brought: Vec<(Option<&ProfileRank>, &HostedZone)> = Vec::new();
        for control in self.topology.dns_controls().of(view.id) {
            let DnsControlKind::HostedZone(id) = &control.kind else {
                continue;
            };
            let Lookup::Found(zone) = self.topology.hosted_zone(id) else {
                let what = format!("zone {id}, which a Route 53 Profile brings");
                let missing = Missing::new("route53", "get-hosted-zone", what);
                return Err(Found::missing(missing, view.subject()));
            };
            if !zone::covers(&zone.name, name) {
                continue;
            }
            if !control.settled {
                let why = format!("whether zone {id} of a Route 53 Profile is in force");
                let evidence = vec![Evidence::record(control.source)];
                let subject = zone_subject(zone);
                return Err(Found::unknown(Unknown::Undecidable(why), subject, evidence));
            }
            brought.push((control.profile.as_ref(), zone));
        }
        let mut closest = zone::closest(brought.iter().map(|(_, zone)| *zone), name);
        closest.dedup_by(|a, b| a.id == b.id);
        let length = |zones: &[&HostedZone]| zones.first().map(|zone| zone.name.len());
        if closest.is_empty() || length(&own) >= length(&closest) {
            return Ok(own);
        }
        let rank = |zone: &HostedZone| {
            let ranks = brought.iter().filter(|(_, one)| one.id == zone.id);
            ranks.filter_map(|(rank, _)| rank.as_ref()?.priority).min()
        };
        if closest.iter().all(|zone| rank(zone).is_some()) {
            let first = closest.iter().filter_map(|zone| rank(zone)).min();
            closest.retain(|zone| rank(zone) == first);
        }
        Ok(closest)
    }

    /// The endpoints whose private DNS names the Profiles of a VPC bring.
    pub(super) fn brought_endpoints(&self, vpc: &VpcId) -> Vec<&'a EndpointId> {
        let controls = self.topology.dns_controls().in_force.iter();
        let of_vpc = controls.filter(|one| &one.vpc == vpc && one.settled);
        of_vpc
            .filter_map(|one| match &one.kind {
                DnsControlKind::Endpoint(id) => Some(id),
                _ => None,
            })
            .collect()
    }
}
