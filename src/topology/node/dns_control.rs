//! What decides about names besides hosted zones: `aws route53resolver …`, `aws route53profiles …`.

#![expect(
    missing_docs,
    reason = "members carry AWS's own names; the types say where they come from"
)]

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use crate::snapshot::Source;
use crate::topology::{EndpointId, Missing, SecurityGroupId, VpcId, ZoneId};

/// What decides about the names of VPCs besides hosted zones.
///
/// These controls are off unless somebody turns them on, so an account in which nobody tried to
/// observe them is taken to have none.
#[derive(Clone, Debug, Default)]
pub struct DnsControls {
    /// Those that apply to a VPC, by VPC and id.
    pub in_force: Vec<DnsControl>,
    /// Resolver endpoints, by id.
    pub endpoints: BTreeMap<String, ResolverEndpoint>,
    /// Calls that were made and failed.
    pub missing: Vec<Missing>,
    /// Those that nobody tried to observe, in words (`DNS Firewall rule group`), sorted.
    pub assumed_off: Vec<&'static str>,
}

impl DnsControls {
    /// Those that apply to a VPC, by id.
    pub fn of<'a>(&'a self, vpc: &VpcId) -> impl Iterator<Item = &'a DnsControl> {
        self.in_force.iter().filter(move |one| &one.vpc == vpc)
    }

    /// The Resolver endpoint that takes queries at an address.
    pub fn inbound_at(&self, address: IpAddr) -> Option<&ResolverEndpoint> {
        let takes = |endpoint: &&ResolverEndpoint| {
            endpoint.direction.as_deref() == Some("INBOUND")
                && endpoint
                    .addresses
                    .iter()
                    .flatten()
                    .any(|one| one.address == address)
        };
        self.endpoints.values().find(takes)
    }
}

/// A Resolver rule, DNS Firewall rule group or Profile, or what a Profile brings, and the VPC it
/// applies to.
#[derive(Clone, Debug)]
pub struct DnsControl {
    /// The association with the VPC, or with the Profile that brings it.
    pub source: Source,
    pub vpc: VpcId,
    /// Id of the rule, rule group, zone, endpoint or Profile.
    pub id: String,
    /// The Profile that brings it; `None` for what is associated with the VPC itself, which wins
    /// against the same name in a Profile.
    pub profile: Option<ProfileRank>,
    /// Whether the association is neither being made nor being taken away.
    pub settled: bool,
    pub kind: DnsControlKind,
}

/// A Profile of a VPC and its place among several.
/// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/profiles-vpc-update-priority.html>
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProfileRank {
    /// The lowest comes first; `None` if it was not told.
    pub priority: Option<i64>,
    pub id: String,
}

/// What a [`DnsControl`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DnsControlKind {
    /// A VPC endpoint whose private DNS names a Profile brings.
    Endpoint(EndpointId),
    /// A rule group of Route 53 Resolver DNS Firewall.
    FirewallRuleGroup {
        /// The lowest comes first; `None` if it was not told.
        priority: Option<i64>,
        /// By priority; `None` if they were not observed.
        rules: Option<Arc<[FirewallRule]>>,
    },
    /// A private hosted zone that a Profile brings.
    HostedZone(ZoneId),
    /// A Route 53 Profile whose contents were not observed.
    Profile,
    /// Something that a Profile brings and that is not known here.
    ProfileResource,
    ResolverRule(ResolverRule),
}

/// A Resolver rule; each member is `None` if it was not observed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResolverRule {
    /// The rule itself.
    pub source: Option<Source>,
    /// `DomainName`: lower case, no final dot; empty for `.`.
    pub domain: Option<String>,
    pub rule_type: Option<String>,
    /// Where the rule forwards to.
    pub servers: Vec<DnsServer>,
    /// The outbound endpoint that it forwards through.
    pub endpoint: Option<String>,
}

/// A DNS server that a Resolver rule forwards to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DnsServer {
    pub address: IpAddr,
    pub port: u16,
    /// Whether it is asked over HTTPS, not over UDP.
    pub https: bool,
}

/// A way for queries into or out of a VPC.
#[derive(Clone, Debug)]
pub struct ResolverEndpoint {
    pub source: Source,
    pub id: String,
    pub name: Option<String>,
    pub direction: Option<String>,
    pub vpc: Option<VpcId>,
    pub status: Option<String>,
    pub groups: Vec<SecurityGroupId>,
    /// `None` if they were not observed.
    pub addresses: Option<Vec<ResolverAddress>>,
}

/// One address of a Resolver endpoint.
#[derive(Clone, Debug)]
pub struct ResolverAddress {
    pub source: Source,
    pub address: IpAddr,
    pub status: Option<String>,
}

/// A rule of DNS Firewall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirewallRule {
    pub source: Source,
    pub name: Option<String>,
    /// The lowest comes first; `None` if it was not told.
    pub priority: Option<i64>,
    pub action: Option<String>,
    /// `NODATA`, `NXDOMAIN` or `OVERRIDE`, for the action `BLOCK`.
    pub response: Option<String>,
    /// The one query type it inspects, such as `A` or `TYPE28`; all if `None`.
    pub query_type: Option<String>,
    /// Whether it inspects the first name of a chain of CNAMEs only.
    pub trusts_redirection: bool,
    pub domains: FirewallDomains,
}

/// The names that a rule of DNS Firewall is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FirewallDomains {
    /// Lower case, without the final dot, each with where it was observed: `example.com`,
    /// `*.example.com` or `*`.
    Listed(Arc<[(String, Source)]>),
    /// A list with this id whose names were not observed. Nobody can list those that AWS manages.
    Unlisted(String),
    /// Not a list: a threat, category or content that AWS recognizes by itself.
    Recognized,
}
