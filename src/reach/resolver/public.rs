//! What public DNS answers, as far as a snapshot can tell.

use super::aws_name::{AwsName, is_never_public};
use super::found::Found;
use super::walk::{Trail, Walk, zone_subject};
use super::{HostRole, zone};
use crate::reach::{Cause, Evidence, Unknown};
use crate::topology::{HostedZone, Missing, RecordType};

impl Walk<'_> {
    /// A name in public DNS: of AWS, or in a public hosted zone of the snapshot.
    pub(super) fn publicly(&self, name: &str, kinds: &[RecordType], trail: &Trail) -> Found {
        if let Some(parsed) = AwsName::parse(name) {
            return self.public_aws_name(name, parsed, kinds, trail);
        }
        let zones = self.topology.hosted_zones();
        let possible = zones
            .iter()
            .copied()
            .filter(|zone| zone.private != Some(true));
        match &zone::closest(possible, name)[..] {
            [zone] if zone.private == Some(false) => {
                let found = self.in_zone(zone, name, kinds, trail, || {
                    self.no_public_answer(name, Some(zone), trail)
                });
                found.assuming(format!(
                    "public DNS delegates {} to zone {}",
                    zone.name, zone.id
                ))
            }
            [] => self.without_public_zone(name, trail),
            [zone, ..] => Found::unknown(
                Unknown::Undecidable(format!(
                    "which zone answers for {} in public DNS is not known",
                    zone.name
                )),
                zone_subject(zone),
                trail.and(Evidence::record(zone.source)),
            ),
        }
    }

    fn public_aws_name(
        &self,
        name: &str,
        parsed: AwsName<'_>,
        kinds: &[RecordType],
        trail: &Trail,
    ) -> Found {
        // An endpoint of the VPC with private DNS would answer instead.
        if let (AwsName::Api { .. }, Some(_)) = (parsed, &self.view)
            && !self.topology.endpoints_observed(name)
        {
            let missing = Missing::new(
                "ec2",
                "describe-vpc-endpoints",
                format!("an endpoint whose private DNS answers {name}"),
            );
            return Found::missing(missing, self.subject());
        }
        self.aws_name(name, parsed, kinds, trail)
    }

    /// No public zone of the snapshot covers the name. Somebody else's may.
    fn without_public_zone(&self, name: &str, trail: &Trail) -> Found {
        if is_never_public(name) {
            return self.no_public_answer(name, None, trail);
        }
        let known = self
            .private_zone_with(name)
            .is_some_and(|zone| zone.records.is_some());
        if known && self.topology.hosted_zones_observed() {
            return self.no_public_answer(name, None, trail).assuming(format!(
                "no public hosted zone outside of the observed accounts answers {name}"
            ));
        }
        Found::unknown(
            Unknown::Undecidable(format!(
                "what public DNS answers for {name} is not part of a snapshot"
            )),
            self.subject(),
            trail.evidence.clone(),
        )
    }

    /// Public DNS has no address for the name: why was it asked?
    fn no_public_answer(&self, name: &str, public: Option<&HostedZone>, trail: &Trail) -> Found {
        let private = self.private_zone_with(name);
        let known_in = private.map_or_else(String::new, |zone| {
            format!("; the private zone {} ({}) knows it", zone.name, zone.id)
        });
        let cause = match (&self.view, private) {
            (Some(_), Some(_)) => Cause::ZoneNotAssociated,
            (None, Some(_)) => Cause::PrivateNameAskedPublicly,
            _ if !trail.is_start() => Cause::DanglingName,
            (None, None) if is_never_public(name) => Cause::PrivateNameAskedPublicly,
            _ if self.question.role == HostRole::RoutingDomain => Cause::RoutingDomainUnresolvable,
            _ => Cause::NoSuchName,
        };
        let summary = match cause {
            Cause::ZoneNotAssociated => {
                format!("no zone that the VPC sees has a record for {name}{known_in}")
            }
            _ => format!("public DNS has no address for {name}{known_in}"),
        };
        let mode = self.question.observed_at.clone();
        let zones = [public, private].into_iter().flatten();
        let evidence = trail
            .evidence
            .iter()
            .cloned()
            .chain(mode)
            .chain(zones.map(|zone| Evidence::record(zone.source)))
            .collect();
        let subject = private.map_or_else(|| self.subject(), zone_subject);
        Found::fail(cause, subject, summary, evidence)
    }

    /// The most specific private zone of the snapshot that has, or may have, a record for the
    /// name. A VPC that is asked does not see it, or it would have answered.
    fn private_zone_with(&self, name: &str) -> Option<&HostedZone> {
        let zones = self.topology.hosted_zones();
        let private = zones.into_iter().filter(|zone| zone.private == Some(true));
        let closest = zone::closest(private, name).into_iter();
        closest
            .filter(|zone| match &zone.records {
                Some(records) => zone::records_at(zone, records, name).iter().any(|record| {
                    matches!(
                        record.kind,
                        RecordType::A | RecordType::Aaaa | RecordType::Cname
                    )
                }),
                None => true,
            })
            .min_by_key(|zone| &zone.id)
    }
}
