//! What the DNS servers of a VPC answer.
//! <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html>

use super::aws_name::{AwsName, is_never_public};
use super::forwarding::Forwarded;
use super::found::Found;
use super::walk::{Trail, Walk, zone_subject};
use super::{HostRole, zone};
use crate::reach::{Cause, Evidence, Subject, Unknown};
use crate::topology::{DnsServers, HostedZone, Lookup, Missing, RecordType, Topology, Vpc, VpcId};

/// What a VPC sees of DNS.
#[derive(Clone, Debug)]
pub(super) struct VpcView<'a> {
    pub(super) id: &'a VpcId,
    vpc: Lookup<&'a Vpc>,
    zones: Lookup<Vec<&'a HostedZone>>,
}

impl<'a> VpcView<'a> {
    pub(super) fn new(topology: &'a Topology, id: &'a VpcId) -> Self {
        Self {
            id,
            vpc: topology.vpc(id),
            zones: topology.private_zones_of(id),
        }
    }

    pub(super) fn subject(&self) -> Subject {
        let name = match &self.vpc {
            Lookup::Found(vpc) => vpc.name.clone(),
            _ => None,
        };
        Subject::new("vpc", self.id.as_str()).named(name)
    }
}

impl Walk<'_> {
    /// The name that was asked for, as the DNS servers of the VPC answer it.
    pub(super) fn ask_vpc(&self, view: &VpcView<'_>, kinds: &[RecordType]) -> Found {
        let host = self.question.host;
        let bypass = self.is_bypass(host);
        let asked = match &view.vpc {
            Lookup::Found(vpc) => ask_servers(view, vpc, bypass),
            Lookup::Absent => Found::default(),
            Lookup::Unknown(missing) => Found::missing(missing.clone(), view.subject()),
        };
        let asked = if bypass && asked.undecided {
            Found::default().assuming(format!(
                "the DNS servers of {} answer {host} as public DNS does",
                view.id
            ))
        } else {
            asked
        };
        // Other servers than the resolver of the VPC may say anything.
        let resolver = matches!(&view.vpc, Lookup::Found(vpc) if vpc.dns_servers == DnsServers::AmazonProvided);
        if asked.undecided && !resolver {
            return asked;
        }
        let mut found = self.name(host, kinds, &Trail::new(self.question));
        if found.private
            && let Lookup::Found(vpc) = &view.vpc
        {
            found = hostnames(view, vpc, found.has_failed()).then(found);
        }
        let controls = self.controls(view);
        // What nobody could list may answer where the zones of the VPC do not.
        if controls.undecided && super::has_failure(&found) {
            return asked.then(controls);
        }
        asked.then(controls).then(found)
    }

    /// Whether a name of a load balancer or endpoint was put where the settings of the VPC must not
    /// matter: public DNS answers it with the same private addresses.
    fn is_bypass(&self, name: &str) -> bool {
        self.question.role != HostRole::UrlHost && is_alike_everywhere(name)
    }

    /// What is taken for granted, or not known, about everything else that decides on names.
    fn controls(&self, view: &VpcView<'_>) -> Found {
        let controls = self.topology.dns_controls();
        let mut found = Found::default();
        for missing in &controls.missing {
            found = found.then(Found::missing(missing.clone(), view.subject()));
        }
        if !controls.assumed_off.is_empty() {
            let kinds = controls.assumed_off.join(" or ");
            found = found.assuming(format!("no {kinds} applies to {}", view.id));
        }
        found
    }

    /// A name that another resolver hands on to that of a VPC.
    pub(super) fn resolved(
        &self,
        view: &VpcView<'_>,
        name: &str,
        kinds: &[RecordType],
        trail: &Trail,
    ) -> Found {
        let Lookup::Found(vpc) = &view.vpc else {
            let what = format!("the DNS attributes of {}", view.id);
            return Found::missing(Missing::new("ec2", "describe-vpcs", what), view.subject());
        };
        let asked = support(view, vpc, false);
        let mut found = self.in_vpc(view, name, kinds, trail);
        if found.private {
            found = hostnames(view, vpc, found.has_failed()).then(found);
        }
        asked.then(found)
    }

    /// Any name, as the resolver of the VPC answers it: DNS Firewall comes first, then what is most
    /// specific of a Resolver rule, a private zone, the private DNS of an endpoint and public DNS.
    pub(super) fn in_vpc(
        &self,
        view: &VpcView<'_>,
        name: &str,
        kinds: &[RecordType],
        trail: &Trail,
    ) -> Found {
        if let Some(unknown) = self.unobserved_profile(view) {
            return unknown;
        }
        let screened = self.screen(view, name, kinds, trail);
        if screened.found.undecided || screened.kinds.is_empty() {
            return screened.found;
        }
        let found = self.unscreened(view, name, &screened.kinds, trail);
        let private = found.private;
        let mut found = Found::any(vec![screened.found, found]);
        found.private = private;
        found
    }

    /// A name that DNS Firewall lets pass.
    fn unscreened(
        &self,
        view: &VpcView<'_>,
        name: &str,
        kinds: &[RecordType],
        trail: &Trail,
    ) -> Found {
        let (zones, unobserved) = match &view.zones {
            Lookup::Found(zones) => (zones.clone(), None),
            Lookup::Absent => (Vec::new(), None),
            Lookup::Unknown(missing) => (self.zones_known_of(view.id), Some(missing)),
        };
        let covering = match self.with_profiles(view, zone::closest(zones, name), name) {
            Ok(covering) => covering,
            Err(unknown) => return unknown,
        };
        let endpoint = self.private_dns(view.id, name);
        let depth = match (&covering[..], &endpoint) {
            ([], None) => None,
            ([zone, ..], None) => Some(zone.name.len()),
            ([], Some((_, domain))) => Some(domain.len()),
            ([zone, ..], Some((_, domain))) => Some(zone.name.len().max(domain.len())),
        };
        let mut asked = match self.forwarded(view, name, kinds, trail, depth) {
            Forwarded::Yes(found) => return found,
            Forwarded::Alike(found) => found,
            Forwarded::No => Found::default(),
        };
        if let Some(missing) = unobserved {
            if !covering.is_empty() || !is_alike_everywhere(name) {
                return asked.then(Found::missing(missing.clone(), view.subject()));
            }
            asked = asked.assuming(format!("no private zone of {} covers {name}", view.id));
        }
        let found = match (&covering[..], endpoint) {
            // The zone that AWS keeps for an endpoint's private DNS lists no records.
            ([], Some((endpoint, _))) => self.private_endpoint(endpoint, name, kinds, trail),
            ([zone], Some((endpoint, domain)))
                if zone.name.len() < domain.len()
                    || zone.name.len() == domain.len() && zone.records.is_none() =>
            {
                self.private_endpoint(endpoint, name, kinds, trail)
            }
            ([], None) => return asked.then(self.beyond_private_zones(view, name, kinds, trail)),
            ([zone], _) => self.in_zone(zone, name, kinds, trail, || shadowed(zone, name, trail)),
            ([zone, ..], _) => {
                let why = format!("{} sees several zones named {}", view.id, zone.name);
                Found::unknown(
                    Unknown::Undecidable(why),
                    view.subject(),
                    covering
                        .iter()
                        .map(|zone| Evidence::record(zone.source))
                        .collect(),
                )
            }
        };
        Found {
            private: true,
            ..asked.then(found)
        }
    }

    /// A name that no private zone of the VPC covers.
    fn beyond_private_zones(
        &self,
        view: &VpcView<'_>,
        name: &str,
        kinds: &[RecordType],
        trail: &Trail,
    ) -> Found {
        if AwsName::parse(name).is_none() && is_ec2_private(name) {
            return Found::unknown(
                Unknown::Unmodelled(format!("the EC2 private DNS name {name}")),
                view.subject(),
                trail.evidence.clone(),
            );
        }
        self.publicly(name, kinds, trail)
    }

    /// The zones that are known to be associated with a VPC although nobody listed them all.
    fn zones_known_of(&self, vpc: &VpcId) -> Vec<&HostedZone> {
        let mut zones = self.topology.hosted_zones();
        zones.retain(|zone| zone.vpcs.iter().any(|(id, _)| id == vpc));
        zones
    }
}

/// Whether public DNS answers a name with the private addresses that every VPC gets, too.
pub(super) fn is_alike_everywhere(name: &str) -> bool {
    matches!(
        AwsName::parse(name),
        Some(AwsName::Endpoint | AwsName::LoadBalancer { .. })
    )
}

/// Whether the resolver of the VPC is asked, and answers.
fn ask_servers(view: &VpcView<'_>, vpc: &Vpc, bypass: bool) -> Found {
    match &vpc.dns_servers {
        DnsServers::AmazonProvided => support(view, vpc, bypass),
        DnsServers::Custom(servers, source) => Found::unknown(
            Unknown::Undecidable(format!(
                "{} asks its own DNS servers ({})",
                view.id,
                servers.join(", ")
            )),
            view.subject(),
            vec![Evidence::record(*source)],
        ),
        DnsServers::Unknown => Found::missing(
            Missing::new(
                "ec2",
                "describe-dhcp-options",
                format!("the DNS servers of {}", view.id),
            ),
            view.subject(),
        ),
    }
}

/// `enableDnsSupport`: without it the VPC has no resolver.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html>
fn support(view: &VpcView<'_>, vpc: &Vpc, bypass: bool) -> Found {
    match vpc.dns_support {
        _ if bypass => Found::default(),
        Some((true, source)) => Found::pass(
            view.subject(),
            format!("{} resolves names with its own resolver", view.id),
            vec![Evidence::part(source, "/EnableDnsSupport")],
        ),
        Some((false, source)) => Found::fail(
            Cause::DnsSupportOff,
            view.subject(),
            format!("{} resolves no names: enableDnsSupport is false", view.id),
            vec![Evidence::part(source, "/EnableDnsSupport")],
        ),
        None => Found::missing(attribute(view.id, "enableDnsSupport"), view.subject()),
    }
}

/// `enableDnsHostnames`: private zones and the private DNS of endpoints need it.
/// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html>
fn hostnames(view: &VpcView<'_>, vpc: &Vpc, has_failed: bool) -> Found {
    match vpc.dns_hostnames {
        Some((true, _)) => Found::default(),
        Some((false, source)) => Found::fail(
            Cause::DnsHostnamesOff,
            view.subject(),
            format!(
                "private names do not resolve in {}: enableDnsHostnames is false",
                view.id
            ),
            vec![Evidence::part(source, "/EnableDnsHostnames")],
        ),
        // The name fails either way.
        None if has_failed => Found::default(),
        None => Found::missing(attribute(view.id, "enableDnsHostnames"), view.subject()),
    }
}

fn attribute(vpc: &VpcId, name: &str) -> Missing {
    Missing::new("ec2", "describe-vpc-attribute", format!("{name} of {vpc}"))
}

/// The most specific private zone knows nothing of the name, and then nobody else is asked.
/// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-public-dns-fallback.html>
fn shadowed(zone: &HostedZone, name: &str, trail: &Trail) -> Found {
    Found::fail(
        Cause::ShadowedByZone,
        zone_subject(zone),
        format!("the private zone {} has no record for {name}", zone.name),
        trail.and(Evidence::record(zone.source)),
    )
    .assuming(format!(
        "zone {} ({}) does not fall back to public DNS",
        zone.name, zone.id
    ))
}

/// Whether the resolver of every VPC makes up the answer: `ip-10-0-0-1.eu-west-1.compute.internal`.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html>
fn is_ec2_private(name: &str) -> bool {
    is_never_public(name)
        && (zone::covers("compute.internal", name) || zone::covers("ec2.internal", name))
}
