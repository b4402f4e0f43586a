//! TLS: which certificate a listener serves for a host, and whether the gateway accepts it.
//!
//! The gateway sends the host of the target's URL as SNI and checks the certificate's names
//! against it; a routing domain plays no part.
//! <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-vpc-egress.html>

mod bundle;
mod examine;
mod host;
mod limits;
mod name;
mod path;
mod supplied;
mod trust;
mod verify;

use std::collections::{BTreeMap, BTreeSet};

use super::{Cause, Evidence, Outcome, Step, StepKind, Subject, Unknown};
use crate::topology::{
    Certificate, CertificateArn, CertificateFile, Listener, Lookup, Missing, PlacedCertificate,
    TargetConfig, Topology,
};
use examine::Examined;
use jiff::Timestamp;

pub(in crate::reach) use bundle::{Weight, examine as examine_bundle};
pub use host::host_can_have_public_certificate;
pub use supplied::judge_chain;
pub(in crate::reach) use supplied::{disagreement, judge_supplied};

/// What a server sends in its handshake: its own certificate, then those that lead to an
/// authority.
#[derive(Clone, Debug)]
pub struct ServerChain<'a> {
    /// In the order in which they are sent.
    pub certificates: &'a [PlacedCertificate],
    /// What reports call the server's own certificate.
    pub name: String,
    /// The server's own certificate as the subject of findings.
    pub subject: Subject,
    /// What else tells of it, such as the record of ACM.
    pub evidence: Vec<Evidence>,
}

/// Who must vouch for a server.
#[derive(Clone, Copy, Debug)]
pub enum Authority<'a> {
    /// A public authority.
    Public,
    /// The private authority in this file.
    Registered(&'a CertificateFile),
    /// A private authority that nobody tried to observe.
    Unseen,
    /// A private authority that somebody tried to observe in vain.
    Lost,
}

/// When the evidence was taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct Time {
    /// Exactly, if that was recorded.
    pub captured_at: Option<Timestamp>,
    /// Not before this moment, as the evidence itself tells.
    pub not_before: Option<Timestamp>,
}

impl Time {
    /// When the evidence of a topology was taken.
    pub fn of(topology: &Topology) -> Self {
        Self {
            captured_at: topology.captured_at(),
            not_before: topology.captured_not_before(),
        }
    }
}

impl<'a> Authority<'a> {
    /// Who must vouch for the server of a target.
    pub fn of(target: &'a TargetConfig) -> Self {
        match &target.ca_content {
            _ if !target.has_private_ca() => Self::Public,
            Some(file) => Self::Registered(file),
            None if target.ca_lost => Self::Lost,
            None => Self::Unseen,
        }
    }

    /// Whether a private authority is registered.
    pub fn is_private(self) -> bool {
        !matches!(self, Self::Public)
    }
}

/// What the certificates of an endpoint amount to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// One step that passes, or one per problem.
    pub steps: Vec<Step>,
    /// What was taken for granted, one sentence each.
    pub assumptions: BTreeSet<String>,
}

/// Judges the certificate that a listener serves for a host, as far as ACM tells.
///
/// Of several certificates that cover the host a load balancer serves the "best"; if none does,
/// it serves the default one.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html>
pub fn judge(
    topology: &Topology,
    listener: &Listener,
    host: &str,
    authority: Authority<'_>,
) -> Judgement {
    let Some(default) = &listener.default_certificate else {
        let missing = Missing::new(
            "elbv2",
            "describe-listeners",
            format!("the default certificate of {}", listener.arn),
        );
        return Judgement::unknown(missing, listener_subject(listener));
    };
    let mut listed = BTreeMap::from([(default, Evidence::part(listener.source, "/Certificates"))]);
    for (arn, source) in listener.sni_certificates.iter().flatten() {
        listed
            .entry(arn)
            .or_insert_with(|| Evidence::record(*source));
    }
    let time = Time::of(topology);
    let mut candidates = Vec::new();
    let mut unread = Judgement::default();
    for (arn, evidence) in listed {
        match find(topology, arn) {
            Ok(certificate) => {
                let mut examined = examine::examine(certificate, host, authority, time);
                examined.listed_at(&evidence);
                candidates.push(examined);
            }
            Err(why) => unread.steps.push(step(
                certificate_subject(arn),
                Outcome::Unknown(why.clone()),
                why.to_string(),
                vec![evidence],
            )),
        }
    }
    let list = if listener.sni_certificates.is_some() {
        List::Complete
    } else {
        List::DefaultOnly(listener)
    };
    choose(candidates, unread, default, host, list)
}

/// Whether the certificates that a listener chooses from by SNI were observed.
#[derive(Clone, Copy)]
enum List<'a> {
    Complete,
    DefaultOnly(&'a Listener),
}

/// Picks what is served for `host`: among certificates whose names are known, and some that could
/// not be read.
fn choose(
    candidates: Vec<Examined>,
    unread: Judgement,
    default: &CertificateArn,
    host: &str,
    list: List<'_>,
) -> Judgement {
    let several = candidates.len() + unread.steps.len() > 1;
    let (unnamed, named): (Vec<_>, Vec<_>) = candidates
        .into_iter()
        .partition(|candidate| candidate.covers.is_none());
    if !unnamed.is_empty() || !unread.steps.is_empty() {
        let steps = unnamed.into_iter().map(Examined::names_unknown);
        return Judgement {
            steps: unread.steps.into_iter().chain(steps).collect(),
            assumptions: BTreeSet::new(),
        };
    }
    let (covering, others): (Vec<_>, Vec<_>) = named
        .into_iter()
        .partition(|candidate| candidate.covers == Some(true));
    if !covering.is_empty() {
        let mut judgement = best_of(covering, host);
        if let List::DefaultOnly(listener) = list {
            judgement.assumptions.insert(format!(
                "listener {} has no further certificate for {host}",
                listener.arn
            ));
        }
        return judgement;
    }
    if let List::DefaultOnly(listener) = list {
        let missing = Missing::new(
            "elbv2",
            "describe-listener-certificates",
            format!(
                "the certificates that {} chooses from for {host}",
                listener.arn
            ),
        );
        return Judgement::unknown(missing, listener_subject(listener));
    }
    let served = others.into_iter().find(|one| &one.arn == default);
    served.map_or_else(Judgement::default, |served| {
        served.served_by_default(host, several)
    })
}

/// What the host gets if several certificates cover it: which of them depends on their keys and
/// dates, so the answer is certain only if they agree.
fn best_of(mut covering: Vec<Examined>, host: &str) -> Judgement {
    if covering.len() <= 1 {
        return covering
            .pop()
            .map(Examined::into_judgement)
            .unwrap_or_default();
    }
    let failing = covering.iter().filter(|one| one.fails()).count();
    if failing == covering.len() {
        let mut all = Judgement::default();
        for one in covering {
            all.extend(one.into_judgement());
        }
        return all;
    }
    covering.sort_by_key(Examined::is_clean);
    let worst = covering
        .first()
        .map(|one| one.judgement.clone())
        .unwrap_or_default();
    let best = covering.pop().map(|one| one.judgement).unwrap_or_default();
    let same = |a: &Step, b: &Step| a.outcome == b.outcome;
    let agree = covering.iter().all(|one| {
        let steps = &one.judgement.steps;
        steps.len() == best.steps.len() && steps.iter().zip(&best.steps).all(|(a, b)| same(a, b))
    });
    if agree {
        return best;
    }
    let problem = worst.steps.into_iter().next();
    let (subject, text, evidence) = problem.map_or_else(
        || (Subject::new("certificate", host), String::new(), Vec::new()),
        |problem| (problem.subject, problem.summary, problem.evidence),
    );
    let text = format!("several certificates cover {host}, and the one served may be this: {text}");
    let outcome = if failing > 0 {
        Outcome::Unknown(Unknown::Undecidable(text.clone()))
    } else {
        Outcome::Warn(Cause::WrongCertificateServed)
    };
    let mut judgement = best;
    judgement.steps.push(step(subject, outcome, text, evidence));
    judgement
}

/// The record of a certificate, or why there is none.
fn find<'a>(topology: &'a Topology, arn: &CertificateArn) -> Result<&'a Certificate, Unknown> {
    if is_iam(arn) {
        return Err(Unknown::Missing(Missing::new(
            "iam",
            "get-server-certificate",
            format!("certificate {arn}"),
        )));
    }
    match topology.certificate(arn) {
        Lookup::Found(certificate) => Ok(certificate),
        Lookup::Unknown(missing) => Err(Unknown::Missing(missing)),
        Lookup::Absent => Err(Unknown::Undecidable(format!("{arn} does not exist"))),
    }
}

/// Whether a certificate lives in IAM: `arn:aws:iam::111122223333:server-certificate/name`.
fn is_iam(arn: &CertificateArn) -> bool {
    arn.as_str().split(':').nth(2) == Some("iam")
}

impl Judgement {
    fn unknown(missing: Missing, subject: Subject) -> Self {
        let summary = missing.to_string();
        let outcome = Outcome::Unknown(Unknown::Missing(missing));
        Self {
            steps: vec![step(subject, outcome, summary, Vec::new())],
            assumptions: BTreeSet::new(),
        }
    }

    /// Whether something stays open that more evidence could decide.
    pub(super) fn is_open(&self) -> bool {
        let unknown = |step: &Step| matches!(step.outcome, Outcome::Unknown(_));
        let fails = |step: &Step| matches!(step.outcome, Outcome::Fail(_));
        self.steps.iter().any(unknown) && !self.steps.iter().any(fails)
    }

    fn extend(&mut self, other: Self) {
        self.steps.extend(other.steps);
        self.assumptions.extend(other.assumptions);
    }
}

fn step(subject: Subject, outcome: Outcome, summary: String, evidence: Vec<Evidence>) -> Step {
    Step {
        kind: StepKind::Certificate,
        subject,
        outcome,
        summary,
        evidence,
    }
}

fn listener_subject(listener: &Listener) -> Subject {
    Subject::new("listener", listener.arn.as_str())
}

fn certificate_subject(arn: &CertificateArn) -> Subject {
    Subject::new("certificate", arn.as_str())
}

#[cfg(test)]
mod tests;
