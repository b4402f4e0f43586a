//! Hosted zones: `aws route53 …`.

#![expect(
    missing_docs,
    reason = "members carry AWS's own names; the types say where they come from"
)]

use std::net::IpAddr;

use crate::snapshot::Source;
use crate::topology::{Missing, VpcId, ZoneId};

/// A hosted zone.
#[derive(Clone, Debug)]
pub struct HostedZone {
    pub source: Source,
    pub id: ZoneId,
    /// Lower case, without the final dot.
    pub name: String,
    /// Whether the zone is private; `None` if no answer said so.
    pub private: Option<bool>,
    /// VPCs that are known to see this private zone, each with where that was observed.
    pub vpcs: Vec<(VpcId, Source)>,
    /// `None` if the records were not observed.
    pub records: Option<Vec<Record>>,
}

/// One record set.
#[derive(Clone, Debug)]
pub struct Record {
    pub source: Source,
    /// Lower case, without the final dot; a wildcard starts with `*.`.
    pub name: String,
    pub kind: RecordType,
    pub data: RecordData,
    /// `SetIdentifier`: present for every routing policy other than simple.
    pub set_identifier: Option<String>,
    pub weight: Option<i64>,
    pub health_check: Option<String>,
}

/// The record types that decide which address a name leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordType {
    A,
    Aaaa,
    Cname,
    /// Below the apex of its zone: the name and all names below it are answered elsewhere.
    Ns,
    Other,
}

/// What a record set answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordData {
    Addresses(Vec<IpAddr>),
    /// Target of a CNAME, lower case, without the final dot.
    Name(String),
    /// Target of an alias, lower case, without the final dot, and its zone.
    Alias {
        name: String,
        zone: ZoneId,
    },
    /// Values that are no addresses or names.
    Unreadable,
}

/// What decides about the names of VPCs besides hosted zones.
///
/// These controls are off unless somebody turns them on, so an account in which nobody tried to
/// observe them is taken to have none.
#[derive(Clone, Debug, Default)]
pub struct DnsControls {
    /// Those that apply to a VPC, by VPC and id.
    pub in_force: Vec<DnsControl>,
    /// Calls that were made and failed.
    pub missing: Vec<Missing>,
    /// Those that nobody tried to observe, in words (`DNS Firewall rule group`), sorted.
    pub assumed_off: Vec<&'static str>,
}

/// A Resolver rule, DNS Firewall rule group or Profile, and the VPC it applies to.
#[derive(Clone, Debug)]
pub struct DnsControl {
    /// The association with the VPC.
    pub source: Source,
    pub vpc: VpcId,
    /// Id of the rule, rule group or Profile.
    pub id: String,
    pub kind: DnsControlKind,
}

/// What a [`DnsControl`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DnsControlKind {
    /// A rule group of Route 53 Resolver DNS Firewall.
    FirewallRuleGroup,
    /// A Route 53 Profile: it may bring hosted zones, rules and rule groups.
    Profile,
    /// A Resolver rule: `DomainName` (lower case, no final dot; empty for `.`) and `RuleType`,
    /// each `None` if it was not observed.
    ResolverRule {
        domain: Option<String>,
        rule_type: Option<String>,
    },
}
