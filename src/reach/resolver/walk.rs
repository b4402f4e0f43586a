//! From a name along aliases and CNAMEs to addresses.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::net::IpAddr;

use super::aws_name::AwsName;
use super::found::Found;
use super::vpc::VpcView;
use super::zone;
use super::{HostRole, Question};
use crate::reach::{Answer, Cause, Evidence, Subject, Unknown};
use crate::topology::{HostedZone, Missing, Record, RecordData, RecordType, Topology, VpcId};

/// A look-up: who is asked, and for whom.
pub(super) struct Walk<'a> {
    pub(super) topology: &'a Topology,
    pub(super) question: &'a Question<'a>,
    /// The VPC whose resolver is asked; `None` for public DNS.
    pub(super) view: Option<VpcView<'a>>,
    lookups: Cell<u32>,
}

/// How the look-up came to a name.
#[derive(Clone, Debug)]
pub(super) struct Trail {
    names: Vec<String>,
    /// VPCs that Resolver rules handed the question on from.
    vpcs: Vec<VpcId>,
    pub(super) evidence: Vec<Evidence>,
}

impl Trail {
    /// The trail starts where the host is written.
    pub(super) fn new(question: &Question<'_>) -> Self {
        Self {
            names: Vec::new(),
            vpcs: Vec::new(),
            evidence: question.named_at.iter().cloned().collect(),
        }
    }

    /// The same with more evidence.
    pub(super) fn with(&self, evidence: Evidence) -> Self {
        let mut trail = self.clone();
        trail.evidence.push(evidence);
        trail
    }

    /// Whether the name is the one that was asked for, not one that a record led to.
    pub(super) fn is_start(&self) -> bool {
        self.names.len() <= 1
    }

    /// The trail that leads on from the resolver of one VPC to that of another, unless it was there
    /// before.
    pub(super) fn on_to(&self, from: &VpcId, to: &VpcId) -> Option<Self> {
        let mut trail = self.clone();
        trail.vpcs.push(from.clone());
        (!trail.vpcs.contains(to)).then_some(trail)
    }

    /// The evidence up to here and one piece more.
    pub(super) fn and(&self, evidence: Evidence) -> Vec<Evidence> {
        self.with(evidence).evidence
    }
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        topology: &'a Topology,
        question: &'a Question<'a>,
        view: Option<VpcView<'a>>,
    ) -> Self {
        Self {
            topology,
            question,
            view,
            lookups: Cell::new(0),
        }
    }

    /// Looks a name up. `kinds` are the record types wanted: A, AAAA or both.
    pub(super) fn name(&self, name: &str, kinds: &[RecordType], trail: &Trail) -> Found {
        let trail = match self.visit(name, trail) {
            Ok(trail) => trail,
            Err(stop) => return stop,
        };
        match &self.view {
            Some(view) => self.in_vpc(view, name, kinds, &trail),
            None => self.publicly(name, kinds, &trail),
        }
    }

    /// Adds a name to the trail, unless the look-up must stop here.
    fn visit(&self, name: &str, trail: &Trail) -> Result<Trail, Found> {
        if trail.names.iter().any(|seen| seen == name) {
            return Err(Found::fail(
                Cause::CnameLoop,
                self.subject(),
                format!("the records of {name} lead back to it"),
                trail.evidence.clone(),
            ));
        }
        self.lookups.set(self.lookups.get() + 1);
        if trail.names.len() >= MAX_CHAIN || self.lookups.get() > MAX_LOOKUPS {
            let why = format!("{} leads on to too many names", self.question.host);
            return Err(Found::unknown(
                Unknown::Undecidable(why),
                self.subject(),
                trail.evidence.clone(),
            ));
        }
        let mut trail = trail.clone();
        trail.names.push(name.to_owned());
        Ok(trail)
    }

    /// A name that AWS itself answers for.
    pub(super) fn aws_name(
        &self,
        name: &str,
        parsed: AwsName<'_>,
        kinds: &[RecordType],
        trail: &Trail,
    ) -> Found {
        match parsed {
            AwsName::Api { api, endpoint } => self.api(name, api, endpoint, kinds, trail),
            AwsName::Endpoint => self.endpoint(name, kinds, trail),
            AwsName::LoadBalancer { name: whole, zone } => {
                self.load_balancer(name, whole, zone, kinds, trail)
            }
        }
    }

    /// What one zone answers; `nothing` says what it means if it has no record for the name.
    pub(super) fn in_zone(
        &self,
        zone: &HostedZone,
        name: &str,
        kinds: &[RecordType],
        trail: &Trail,
        nothing: impl FnOnce() -> Found,
    ) -> Found {
        let Some(records) = &zone.records else {
            return Found::missing(
                Missing::new(
                    "route53",
                    "list-resource-record-sets",
                    format!("the records of zone {} ({})", zone.name, zone.id),
                ),
                zone_subject(zone),
            );
        };
        if let Some(record) = zone::delegation(zone, records, name).first() {
            let why = format!(
                "{} is delegated to name servers that a snapshot does not hold",
                record.name
            );
            return Found::unknown(
                Unknown::Undecidable(why),
                zone_subject(zone),
                trail.and(Evidence::record(record.source)),
            );
        }
        let at_name = zone::records_at(zone, records, name);
        let of = |wanted: &[RecordType]| -> Vec<&Record> {
            let wanted = |record: &&&Record| wanted.contains(&record.kind);
            at_name.iter().filter(wanted).copied().collect()
        };
        let cnames = of(&[RecordType::Cname]);
        if !cnames.is_empty() {
            return self.record_sets(zone, name, &cnames, kinds, trail);
        }
        let addresses = of(kinds);
        if !addresses.is_empty() {
            return self.record_sets(zone, name, &addresses, kinds, trail);
        }
        let others = of(&[RecordType::A, RecordType::Aaaa]);
        match others.first() {
            Some(other) => Found::fail(
                Cause::FamilyMismatch,
                zone_subject(zone),
                format!("{name} has only addresses of the other IP family"),
                trail.and(Evidence::record(other.source)),
            ),
            None => nothing(),
        }
    }

    /// The answer of the record sets of one name: of one, or of any of several.
    fn record_sets(
        &self,
        zone: &HostedZone,
        name: &str,
        records: &[&Record],
        kinds: &[RecordType],
        trail: &Trail,
    ) -> Found {
        let (mut of_use, weightless) = zone::by_weight(records.to_vec());
        of_use.sort_by_key(|record| (record.kind, &record.set_identifier));
        let routed = of_use.iter().any(|record| record.set_identifier.is_some());
        let mut note = String::new();
        if routed && of_use.len() > 1 {
            note.push_str(", one of several record sets");
        }
        if !weightless.is_empty() {
            note.push_str(", others of weight 0 left out");
        }
        let checked = of_use.iter().any(|record| record.health_check.is_some());
        let branches = of_use
            .into_iter()
            .map(|record| self.record(zone, name, record, kinds, &note, trail))
            .collect();
        let found = Found::any(branches);
        if !checked {
            return found;
        }
        found.assuming(format!(
            "each record set of {name} may be the answer, whatever its health check says now"
        ))
    }

    fn record(
        &self,
        zone: &HostedZone,
        name: &str,
        record: &Record,
        kinds: &[RecordType],
        note: &str,
        trail: &Trail,
    ) -> Found {
        let subject = zone_subject(zone);
        let set = match &record.set_identifier {
            Some(id) => format!(" (record set {id}{note})"),
            None => String::new(),
        };
        let unreadable = || {
            Found::unknown(
                Unknown::Undecidable(format!("the record of {name} cannot be read")),
                zone_subject(zone),
                trail.and(Evidence::record(record.source)),
            )
        };
        match &record.data {
            RecordData::Addresses(addresses) => {
                let trail = trail.with(Evidence::part(record.source, "/ResourceRecords"));
                let answers = answers(addresses.iter().copied(), kinds, &trail);
                if answers.is_empty() {
                    return unreadable();
                }
                let summary = format!("{name} is {}{set} in zone {}", list(addresses), zone.name);
                Found {
                    answers,
                    ..Found::pass(subject, summary, trail.evidence)
                }
            }
            RecordData::Name(target) => {
                let trail = trail.with(Evidence::part(record.source, "/ResourceRecords"));
                let summary = format!("{name} is a CNAME of {target}{set} in zone {}", zone.name);
                Found::pass(subject, summary, trail.evidence.clone())
                    .then(self.name(target, kinds, &trail))
            }
            RecordData::Alias {
                name: target,
                zone: target_zone,
            } => {
                let trail = trail.with(Evidence::part(record.source, "/AliasTarget"));
                let summary = format!("{name} is an alias of {target}{set} in zone {}", zone.name);
                let found = Found::pass(subject, summary, trail.evidence.clone());
                // An alias answers with addresses of its own record type only.
                let kinds = if kinds.contains(&record.kind) {
                    &[record.kind]
                } else {
                    kinds
                };
                found.then(self.alias(zone, target, target_zone == &zone.id, kinds, &trail))
            }
            RecordData::Unreadable => unreadable(),
        }
    }

    /// The target of an alias: a record of the same zone, or an AWS resource.
    /// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-choosing-alias-non-alias.html>
    fn alias(
        &self,
        zone: &HostedZone,
        target: &str,
        same_zone: bool,
        kinds: &[RecordType],
        trail: &Trail,
    ) -> Found {
        let trail = &match self.visit(target, trail) {
            Ok(trail) => trail,
            Err(stop) => return stop,
        };
        if same_zone {
            return self.in_zone(zone, target, kinds, trail, || {
                Found::fail(
                    Cause::DanglingName,
                    zone_subject(zone),
                    format!("zone {} has no record for {target}", zone.name),
                    trail.evidence.clone(),
                )
            });
        }
        let Some(parsed) = AwsName::parse(target) else {
            return Found::unknown(
                Unknown::Unmodelled(format!("the alias target {target}")),
                zone_subject(zone),
                trail.evidence.clone(),
            );
        };
        self.aws_name(target, parsed, kinds, trail)
    }

    /// A resource that `name` should lead to, but that was observed not to exist.
    pub(super) fn dangling(&self, name: &str, noun: &str, trail: &Trail) -> Found {
        Found::fail(
            self.cause_of_absence(trail),
            self.subject(),
            format!("{name} names {noun} that does not exist"),
            trail.evidence.clone(),
        )
        .assuming(format!(
            "no account outside of the snapshot owns {noun} named {name}"
        ))
    }

    /// Whose fault it is that a name of AWS does not exist: the routing domain's, or a record's.
    pub(super) fn cause_of_absence(&self, trail: &Trail) -> Cause {
        match self.question.role {
            HostRole::RoutingDomain if trail.is_start() => Cause::RoutingDomainUnresolvable,
            _ => Cause::DanglingName,
        }
    }

    /// The name that was asked for.
    pub(super) fn subject(&self) -> Subject {
        Subject::new("name", self.question.host)
    }
}

/// Addresses of the wanted families as answers.
pub(super) fn answers(
    addresses: impl IntoIterator<Item = IpAddr>,
    kinds: &[RecordType],
    trail: &Trail,
) -> Vec<Answer> {
    let answer = |address| Answer {
        address,
        evidence: trail.evidence.clone(),
    };
    let wanted = |address: &IpAddr| kinds.contains(&kind_of(*address));
    addresses.into_iter().filter(wanted).map(answer).collect()
}

/// The type of the record that holds an address.
fn kind_of(address: IpAddr) -> RecordType {
    match address {
        IpAddr::V4(_) => RecordType::A,
        IpAddr::V6(_) => RecordType::Aaaa,
    }
}

/// Addresses in words.
pub(super) fn list(addresses: &[IpAddr]) -> String {
    let sorted: BTreeSet<_> = addresses.iter().collect();
    let words: Vec<_> = sorted.iter().map(ToString::to_string).collect();
    words.join(", ")
}

/// A zone as the subject of a step.
pub(super) fn zone_subject(zone: &HostedZone) -> Subject {
    Subject::new("hosted-zone", zone.id.as_str()).named(zone.name.clone())
}

/// Names in a row: more than any resolver follows.
const MAX_CHAIN: usize = 16;

/// Names in all: record sets may branch at each of them.
const MAX_LOOKUPS: u32 = 64;
