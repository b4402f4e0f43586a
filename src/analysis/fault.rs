//! The faulty steps of a journey, gathered by rule and subject.

use std::collections::BTreeMap;

use crate::reach::{
    Backend, Cause, Evidence, Journey, Leg, Outcome, Path, Step, StepKind, Subject, Trace, Verdict,
};

use super::attribution::{cause_of, rule_for};
use super::{Rule, Severity};

/// One mistake: everything that one rule has against one subject.
#[derive(Debug)]
pub(super) struct Fault<'a> {
    pub(super) rule: Rule,
    pub(super) subject: &'a Subject,
    /// The faulty steps, each with where on the journey it stands; never empty.
    pub(super) places: Vec<Place<'a>>,
    /// As the rule says, lowered if other paths do without the faulty step.
    pub(super) severity: Severity,
}

/// A faulty step and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) step: &'a Step,
    /// The path, unless the step is shared by several.
    pub(super) path: Option<&'a Path>,
    /// The endpoint that shares the step: an index into [`Journey::endpoints`].
    pub(super) endpoint: Option<usize>,
    /// The trace, if the step belongs to one.
    pub(super) trace: Option<&'a Trace>,
    pub(super) backend: Option<&'a Backend>,
}

impl<'a> Fault<'a> {
    /// The first place, in the order of travel.
    pub(super) fn first(&self) -> Place<'a> {
        self.places[0]
    }

    /// Why.
    pub(super) fn cause(&self) -> Option<Cause> {
        cause_of(&self.first().step.outcome)
    }

    /// What decided it, each piece once.
    pub(super) fn evidence(&self) -> Vec<Evidence> {
        let mut evidence: Vec<Evidence> = Vec::new();
        for place in &self.places {
            for piece in &place.step.evidence {
                if !evidence.contains(piece) {
                    evidence.push(piece.clone());
                }
            }
        }
        evidence
    }

    /// The addresses that the paths concerned lead to, in words.
    pub(super) fn destinations(&self) -> String {
        let paths = self.paths();
        let mut addresses: Vec<String> = paths
            .iter()
            .map(|path| path.destination.to_string())
            .collect();
        addresses.sort();
        addresses.dedup();
        addresses.join(", ")
    }

    /// The paths concerned; empty if the fault is not about single paths.
    pub(super) fn paths(&self) -> Vec<&'a Path> {
        let mut paths: Vec<&Path> = Vec::new();
        for path in self.places.iter().filter_map(|place| place.path) {
            if !paths.iter().any(|known| std::ptr::eq(*known, path)) {
                paths.push(path);
            }
        }
        paths
    }
}

impl Place<'_> {
    /// Whether the step stands in the way of `path` and of requests, not of health checks only.
    fn stops(&self, path: &Path) -> bool {
        let on_path = match self.path {
            Some(own) => std::ptr::eq(own, path),
            None => path.endpoint == self.endpoint,
        };
        on_path
            && self.backend.is_none_or(|backend| backend.in_rotation)
            && self.trace.is_none_or(|trace| trace.leg != Leg::HealthCheck)
    }
}

/// Every fault of a journey, by rule and subject.
pub(super) fn faults(journey: &Journey) -> Vec<Fault<'_>> {
    let mut found: BTreeMap<(Rule, &Subject), Vec<Place<'_>>> = BTreeMap::new();
    for place in places(journey) {
        let destination = match (place.backend, place.path) {
            (Some(backend), _) => backend.address,
            (None, Some(path)) => Some(path.destination),
            (None, None) => None,
        };
        let leg = place.trace.map_or(Leg::ToEndpoint, |trace| trace.leg);
        let destination = destination.unwrap_or(std::net::Ipv4Addr::UNSPECIFIED.into());
        if let Some(rule) = rule_for(leg, place.step, destination) {
            let preserved = place
                .backend
                .is_some_and(|backend| backend.preserves_client);
            let inbound = place.step.kind == StepKind::SecurityGroupIn && leg == Leg::ToBackend;
            let rule = if rule == Rule::SG005 && preserved && inbound {
                Rule::SG007
            } else {
                rule
            };
            found
                .entry((rule, &place.step.subject))
                .or_default()
                .push(place);
        }
    }
    found
        .into_iter()
        .map(|((rule, subject), places)| {
            let severity = severity(journey, rule, &places);
            Fault {
                rule,
                subject,
                places,
                severity,
            }
        })
        .collect()
}

/// Every step of a journey with its place, in the order of travel.
fn places(journey: &Journey) -> impl Iterator<Item = Place<'_>> {
    let place = |step| Place {
        step,
        path: None,
        endpoint: None,
        trace: None,
        backend: None,
    };
    let shared = journey
        .common
        .iter()
        .chain(&journey.resolution.steps)
        .map(place);
    let endpoints = journey
        .endpoints
        .iter()
        .enumerate()
        .flat_map(move |(index, endpoint)| {
            let own = endpoint.steps.iter().map(place);
            own.map(move |place| Place {
                endpoint: Some(index),
                ..place
            })
        });
    shared
        .chain(endpoints)
        .chain(journey.paths.iter().flat_map(|path| {
            let own = steps_of(&path.trace, path, None);
            own.chain(path.backends.iter().flat_map(move |backend| {
                let bare = backend.steps.iter().map(move |step| Place {
                    step,
                    path: Some(path),
                    endpoint: None,
                    trace: None,
                    backend: Some(backend),
                });
                bare.chain(
                    backend
                        .traces
                        .iter()
                        .flat_map(move |trace| steps_of(trace, path, Some(backend))),
                )
            }))
        }))
}

fn steps_of<'a>(
    trace: &'a Trace,
    path: &'a Path,
    backend: Option<&'a Backend>,
) -> impl Iterator<Item = Place<'a>> {
    let steps = trace.steps();
    let (path, trace) = (Some(path), Some(trace));
    steps.map(move |step| Place {
        step,
        path,
        endpoint: None,
        trace,
        backend,
    })
}

/// An error stops every way there is; what stops only some ways, or some client ports, is a
/// warning: the invocation may work. Faults of targets that get no requests are warnings too.
fn severity(journey: &Journey, rule: Rule, places: &[Place<'_>]) -> Severity {
    let certain = places
        .iter()
        .filter(|place| matches!(place.step.outcome, Outcome::Fail(_)));
    let certain: Vec<_> = certain.collect();
    if certain.is_empty() {
        return rule.severity().min(Severity::Warning);
    }
    let shared = |place: &&Place<'_>| place.path.is_none() && place.endpoint.is_none();
    let stops = |path: &Path| {
        path.verdict == Verdict::Blocked && certain.iter().any(|place| place.stops(path))
    };
    let stops_all =
        certain.iter().copied().any(|place| shared(&place)) || journey.paths.iter().all(stops);
    if stops_all {
        rule.severity()
    } else {
        rule.severity().min(Severity::Warning)
    }
}
