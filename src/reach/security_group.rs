//! Security groups: stateful, allow-only; an interface obeys the union of its groups.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html>

mod guard;

use crate::snapshot::Source;
use crate::topology::{
    Cidr, Direction, Flow, Missing, Part, PrefixListId, SecurityGroup, SecurityGroupId, Topology,
};

use super::traffic::Traffic;
use super::{Cause, Evidence, Outcome, Step, StepKind, Subject, Unknown};
use guard::Guard;

/// The other side of a connection, as the rules of an interface see it.
#[derive(Clone, Debug)]
pub struct Remote<'a> {
    /// Its address, or a block when only its subnet is known.
    pub address: Cidr,
    /// The groups that references are compared with.
    pub groups: RemoteGroups<'a>,
    /// Groups of the client whose address a load balancer preserves. Whether references to them
    /// match is not documented.
    pub client_groups: &'a [SecurityGroupId],
    /// Whether references can match across the path.
    pub references: References,
}

/// Which groups the other side carries.
#[derive(Clone, Debug)]
pub enum RemoteGroups<'a> {
    /// These, and no other.
    Known(&'a [SecurityGroupId]),
    /// The interface that owns the address is not known.
    Unknown(Unknown),
}

/// Whether a rule that references a group of the other side matches across the path.
/// <https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum References {
    /// Both sides are in one VPC.
    SameVpc,
    /// Both sides are in VPCs of one Region with an active peering connection.
    Peered,
    /// Both sides are in VPCs joined by a transit gateway that supports references.
    Transit,
    /// They never match, and why.
    Invalid(String),
    /// Nobody can tell.
    Unknown(Unknown),
}

/// What the groups of an interface say to a connection.
#[derive(Clone, Debug)]
pub enum Admission<'t> {
    /// The interface has no group, such as the nodes of a Network Load Balancer created without:
    /// everything passes.
    Unguarded,
    /// These rules admit it; together they cover all addresses of the remote side.
    Admitted(Vec<Match<'t>>),
    /// No rule admits it.
    Refused(Refusal<'t>),
    /// It could not be decided.
    Undecided(Unknown, Vec<Match<'t>>),
}

/// A rule that matches.
#[derive(Clone, Copy, Debug)]
pub struct Match<'t> {
    /// The group that the rule belongs to.
    pub group: &'t SecurityGroup,
    /// The rule.
    pub part: Part,
}

/// Why no rule admits a connection.
#[derive(Clone, Debug)]
pub enum Refusal<'t> {
    /// No rule matches, in any of these groups.
    NoRule(Vec<&'t SecurityGroup>),
    /// This rule would match, but references do not work across the path.
    InvalidReference(Match<'t>, String),
}

impl Match<'_> {
    /// The place of the rule in the snapshot.
    pub fn evidence(&self) -> Evidence {
        Evidence::part(self.group.source, self.part)
    }
}

/// What the groups of an interface say to the first packets of a flow. Replies always pass.
pub fn admits<'t>(
    topology: &'t Topology,
    groups: &[SecurityGroupId],
    direction: Direction,
    flow: &Flow,
    remote: &Remote<'_>,
) -> Admission<'t> {
    if groups.is_empty() {
        return Admission::Unguarded;
    }
    let guard = Guard::new(topology, groups, direction, flow, remote);
    let mut verdicts = guard
        .addresses()
        .into_iter()
        .map(|address| guard.judge(address));
    let Some(mut whole) = verdicts.next() else {
        return Admission::Unguarded;
    };
    for verdict in verdicts {
        whole = whole.and(verdict, remote.address);
    }
    whole
}

/// An interface and its groups.
pub(super) struct Guarded<'a> {
    pub(super) subject: Subject,
    pub(super) source: Source,
    pub(super) groups: &'a [SecurityGroupId],
}

/// What the groups of an interface say, as a step.
pub(super) fn step(
    topology: &Topology,
    interface: Guarded<'_>,
    direction: Direction,
    flow: &Flow,
    remote: &Remote<'_>,
) -> Step {
    let (kind, rules, way) = match direction {
        Direction::Inbound => (StepKind::SecurityGroupIn, "inbound", "in from"),
        Direction::Outbound => (StepKind::SecurityGroupOut, "outbound", "out to"),
    };
    let question = format!("{} {way} {}", Traffic::request(flow), remote.address);
    let (subject, outcome, summary, evidence) =
        match admits(topology, interface.groups, direction, flow, remote) {
            Admission::Unguarded => {
                let summary = format!("{} has no security group", interface.subject.id);
                let evidence = vec![Evidence::record(interface.source)];
                (interface.subject, Outcome::Pass, summary, evidence)
            }
            Admission::Admitted(matches) => {
                let first = matches.first().map(|found| found.group);
                let by = first.map_or("", |group| group.id.as_str());
                let summary = format!("{by} lets {question}");
                let evidence = matches.iter().map(Match::evidence).collect();
                let subject = first.map_or(interface.subject, subject_of);
                (subject, Outcome::Pass, summary, evidence)
            }
            Admission::Refused(Refusal::NoRule(groups)) => {
                let ids: Vec<_> = groups.iter().map(|group| group.id.as_str()).collect();
                let summary = format!("no {rules} rule of {} lets {question}", ids.join(", "));
                let list = list_of(direction);
                let lists = groups
                    .iter()
                    .map(|group| Evidence::part(group.source, list));
                let subject = groups
                    .first()
                    .copied()
                    .map_or(interface.subject, subject_of);
                (
                    subject,
                    Outcome::Fail(Cause::NoRule),
                    summary,
                    lists.collect(),
                )
            }
            Admission::Refused(Refusal::InvalidReference(found, why)) => {
                let cause = Cause::InvalidGroupReference;
                let summary = format!(
                    "only a group reference of {} would let {question}, and it is not valid: {why}",
                    found.group.id
                );
                let evidence = vec![found.evidence()];
                (
                    subject_of(found.group),
                    Outcome::Fail(cause),
                    summary,
                    evidence,
                )
            }
            Admission::Undecided(why, matches) => {
                let summary = format!("whether a rule lets {question}: {why}");
                let evidence = matches.iter().map(Match::evidence).collect();
                let group = matches.first().map(|found| found.group);
                let subject = group.map_or(interface.subject, subject_of);
                (subject, Outcome::Unknown(why), summary, evidence)
            }
        };
    Step {
        kind,
        subject,
        outcome,
        summary,
        evidence,
    }
}

fn subject_of(group: &SecurityGroup) -> Subject {
    Subject::new("security-group", group.id.as_str()).named(group.name.clone())
}

/// The list that the rules of a direction stand in.
fn list_of(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "/IpPermissions",
        Direction::Outbound => "/IpPermissionsEgress",
    }
}

impl Admission<'_> {
    /// What holds for two parts of a block together.
    fn and(self, other: Self, block: Cidr) -> Self {
        match (self, other) {
            (Self::Admitted(mut rules), Self::Admitted(more)) => {
                for rule in more {
                    add(&mut rules, rule);
                }
                Self::Admitted(rules)
            }
            (Self::Refused(refusal), Self::Refused(_)) => Self::Refused(refusal),
            (Self::Admitted(rules), Self::Refused(_))
            | (Self::Refused(_), Self::Admitted(rules)) => Self::Undecided(
                Unknown::Ambiguous(format!("only a part of {block} is admitted")),
                rules,
            ),
            (undecided @ Self::Undecided(..), _) | (_, undecided) => undecided,
        }
    }
}

fn add<'t>(rules: &mut Vec<Match<'t>>, rule: Match<'t>) {
    let known = rules
        .iter()
        .any(|known| known.part == rule.part && known.group.id == rule.group.id);
    if !known {
        rules.push(rule);
    }
}

/// What is missing when a prefix list is known by its name only.
pub(super) fn entries_missing(id: &PrefixListId) -> Missing {
    Missing::new(
        "ec2",
        "get-managed-prefix-list-entries",
        format!("the entries of prefix list {id}"),
    )
}
