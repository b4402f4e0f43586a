//! What is told about a hop: what was found, the rules that were evaluated, where that stands.

use std::net::IpAddr;

use crate::analysis::{Check, Considered, Role, considered};
use crate::report::v1::{Path, Place as Source, Status, Target};
use crate::topology::{PortSet, Topology};

use super::account::Account;
use super::journey::{self, Cell, Place, Row};

/// Everything about one hop.
#[derive(Clone, Debug, Default)]
pub(super) struct Inspection {
    /// The checks that it consists of: one, or for backends many.
    pub(super) checks: Vec<Finding>,
    /// The rules that were evaluated, in the order of AWS.
    pub(super) entries: Vec<Entry>,
    /// Places in the snapshot.
    pub(super) evidence: Vec<Source>,
}

/// The result of one check.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub(super) title: String,
    pub(super) status: Status,
    /// The resource: its noun, its id and perhaps its name.
    pub(super) subject: String,
    pub(super) summary: String,
    pub(super) reason: Option<String>,
    pub(super) rule: Option<String>,
    pub(super) blocked_ports: Vec<[u16; 2]>,
}

/// A rule that was evaluated, or one that was taken out in memory.
#[derive(Clone, Debug)]
pub(super) enum Entry {
    There(Box<Considered>),
    /// Its text, and which of the applied changes took it out.
    TakenOut {
        text: String,
        applied: usize,
    },
}

impl Inspection {
    pub(super) fn new(account: &Account, target: &Target, row: &Row, cell: &Cell) -> Self {
        let mut checks = Vec::new();
        if let Place::Backends(path) = cell.place {
            checks = backends(target, path);
        } else if let Some(step) = journey::step(target, cell.place) {
            checks.push(check(journey::title(&step.kind), step));
        }
        let mut evidence: Vec<Source> = Vec::new();
        for step in journey::steps(target, cell.place) {
            let is_of_interest = checks.len() == 1 || journey::is_problem(step.status);
            for place in step.evidence.iter().filter(|_| is_of_interest) {
                if !evidence.contains(place) {
                    evidence.push(place.clone());
                }
            }
        }
        let mut entries: Vec<Entry> = rules(account.topology(), target, row, cell)
            .into_iter()
            .map(|one| Entry::There(Box::new(one)))
            .collect();
        if !entries.is_empty() || is_about_rules(&cell.kind) {
            let owners = owners(&entries, target, cell);
            let taken = account
                .applied()
                .iter()
                .enumerate()
                .filter_map(|(index, one)| {
                    let (owner, text) = one.proposal.removed()?;
                    owners.contains(owner).then(|| Entry::TakenOut {
                        text: text.clone(),
                        applied: index,
                    })
                });
            entries.extend(taken);
        }
        Self {
            checks,
            entries,
            evidence,
        }
    }

    /// The rule that most deserves a look: the one that decides, or else the nearest.
    pub(super) fn first_entry(&self) -> usize {
        let find = |wanted: fn(&Role) -> bool| {
            self.entries.iter().position(|entry| match entry {
                Entry::There(one) => wanted(&one.role),
                Entry::TakenOut { .. } => false,
            })
        };
        find(|role| *role == Role::Decides)
            .or_else(|| find(|role| matches!(role, Role::Nearest(_))))
            .unwrap_or(0)
    }
}

fn is_about_rules(kind: &str) -> bool {
    kind.contains("security-group") || kind.contains("network-acl") || kind.ends_with("route")
}

/// The resources whose rules are listed.
fn owners(entries: &[Entry], target: &Target, cell: &Cell) -> Vec<String> {
    let mut owners: Vec<String> = entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::There(one) => Some(one.owner.clone()),
            Entry::TakenOut { .. } => None,
        })
        .collect();
    let step = journey::step(target, cell.place);
    owners.extend(step.map(|step| step.subject.id.clone()));
    owners
}

fn check(title: String, step: &crate::report::v1::Step) -> Finding {
    let subject = &step.subject;
    let noun = subject.kind.replace('-', " ");
    let subject = match subject.name.as_deref().filter(|name| *name != subject.id) {
        Some(name) => format!("{noun} {} ({name})", subject.id),
        None => format!("{noun} {}", subject.id),
    };
    Finding {
        title,
        status: step.status,
        subject,
        summary: step.summary.clone(),
        reason: step.reason.clone().filter(|reason| *reason != step.summary),
        rule: step.rule.clone(),
        blocked_ports: step.blocked_ports.clone(),
    }
}

/// One line per backend, then whatever is not in order about it.
fn backends(target: &Target, path: usize) -> Vec<Finding> {
    let backends = target.paths.get(path).map(|path| path.backends.as_slice());
    let mut found = Vec::new();
    for backend in backends.unwrap_or_default() {
        let zone = backend.availability_zone.as_deref();
        let zone = zone.map_or_else(String::new, |zone| format!(", {zone}"));
        let rotation = match backend.in_rotation {
            true => "in rotation",
            false => "not in rotation",
        };
        found.push(Finding {
            title: format!("backend {}", backend.label),
            status: backend.verdict.status(),
            subject: String::new(),
            summary: format!("{}, {rotation}{zone}", backend.verdict.as_str()),
            reason: None,
            rule: None,
            blocked_ports: Vec::new(),
        });
        let problems = journey::backend_steps(backend);
        let problems = problems.filter(|step| journey::is_problem(step.status));
        found.extend(problems.map(|step| check(journey::title(&step.kind), step)));
    }
    found
}

/// The rules that a hop's step looked at.
fn rules(topology: &Topology, target: &Target, row: &Row, cell: &Cell) -> Vec<Considered> {
    let (Place::Hop(at, hop, _), Some(step)) = (cell.place, journey::step(target, cell.place))
    else {
        return Vec::new();
    };
    let Some(path) = target.paths.get(at) else {
        return Vec::new();
    };
    let interface = path.hops.get(hop).map(|hop| &hop.subject);
    let interface = interface.filter(|subject| subject.kind == "network-interface");
    considered(
        topology,
        &Check {
            kind: &step.kind,
            subject: &step.subject.id,
            interface: interface.map(|subject| subject.id.as_str()),
            remote: remote(path, row, cell),
            ports: ports(path, cell),
            evidence: step
                .evidence
                .iter()
                .map(|place| (place.file.as_str(), place.pointer.as_str()))
                .collect(),
        },
    )
}

/// The address on the other side of a hop; behind a NAT gateway that is not the sender's own.
fn remote(path: &Path, row: &Row, cell: &Cell) -> Option<IpAddr> {
    if row.cells.iter().any(|other| other.kind == "nat") {
        return None;
    }
    let other = match cell.kind.as_str() {
        "security-group-in" | "network-acl-in" | "return-route" | "return-network-acl-out" => {
            &path.source
        }
        _ => &path.destination,
    };
    other.parse().ok()
}

/// The ports that packets are sent to.
fn ports(path: &Path, cell: &Cell) -> PortSet {
    if cell.kind.starts_with("return-") {
        return PortSet::ephemeral();
    }
    path.port
        .map_or_else(PortSet::all, |port| (port..=port).into())
}
