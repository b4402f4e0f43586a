//! What a server sends, as somebody supplied it.

use super::examine::in_words;
use super::trust::member_of;
use super::{Authority, Judgement, ServerChain, Time, step, trust};
use crate::reach::{Cause, Evidence, Outcome, Step, Subject};
use crate::topology::{CertificateFile, Listener, Topology};

/// Judges what a server sends for a host: name, time, and the way to an authority. One step that
/// passes, or one per problem; no step if there is no certificate.
pub fn judge_chain(
    chain: &ServerChain<'_>,
    authority: Authority<'_>,
    host: &str,
    time: Time,
) -> Judgement {
    let Some(own) = chain.certificates.first() else {
        return Judgement::default();
    };
    let mut judgement = trust::judge(chain, authority, time, true);
    let covers = |at: usize| {
        let names = &chain.certificates[at].x509.names;
        names.iter().any(|name| name.covers(host))
    };
    if !covers(0) {
        let names = in_words(&own.x509.names);
        let other = (1..chain.certificates.len()).find(|at| covers(*at));
        let hint = other.map_or_else(String::new, |at| {
            format!(
                "; certificate {} does, but the server's own must be the first",
                at + 1
            )
        });
        let mismatch = step(
            chain.subject.clone(),
            Outcome::Fail(Cause::NameMismatch),
            format!(
                "{} does not cover {host}: it is for {names}{hint}",
                chain.name
            ),
            vec![member_of(own, "/names")],
        );
        judgement.steps.insert(0, mismatch);
    }
    if judgement.steps.is_empty() {
        judgement.steps.push(step(
            chain.subject.clone(),
            Outcome::Pass,
            format!("{} covers {host} and is trusted", chain.name),
            vec![member_of(own, "/names"), member_of(own, "/issuer")],
        ));
    }
    judgement
}

/// Judges the file that somebody supplied for a host, if there is one.
pub(in crate::reach) fn judge_supplied(
    topology: &Topology,
    host: &str,
    authority: Authority<'_>,
) -> Option<Judgement> {
    let file = topology.server_chain(host)?;
    let chain = ServerChain::of(file)?;
    let mut judgement = judge_chain(&chain, authority, host, Time::of(topology));
    judgement.assumptions.insert(format!(
        "the server of {host} sends what {} holds",
        file.name
    ));
    Some(judgement)
}

/// That a server sends another certificate than each that its listener has, as far as both are
/// known.
pub(in crate::reach) fn disagreement(
    topology: &Topology,
    listener: &Listener,
    host: &str,
) -> Option<Step> {
    let file = topology.own_server_chain(host)?;
    let sent = file.certificates.as_deref().ok()?.first()?;
    let own = listener.default_certificate.iter();
    let listed = listener.sni_certificates.as_ref()?.iter();
    let mut known = own.chain(listed.map(|(arn, _)| arn)).map(|arn| {
        let pem = topology.certificate(arn).found()?.pem.as_ref()?;
        Some(pem.read().ok()?.first()?.x509.der == sent.x509.der)
    });
    // One that is not known may be it.
    if !known.all(|same| same == Some(false)) {
        return None;
    }
    Some(step(
        Subject::new("listener", listener.arn.as_str()),
        Outcome::Warn(Cause::WrongCertificateServed),
        format!(
            "the server of {host} sends {} ({}), which is none of the listener's certificates",
            sent.x509.subject.short, file.name
        ),
        vec![
            member_of(sent, "/serial"),
            Evidence::part(listener.source, "/Certificates"),
        ],
    ))
}

impl<'a> ServerChain<'a> {
    /// What a file holds; `None` if it cannot be read.
    pub fn of(file: &'a CertificateFile) -> Option<Self> {
        let certificates = file.certificates.as_deref().ok()?;
        let own = certificates.first()?;
        let short = &own.x509.subject.short;
        Some(Self {
            certificates,
            name: format!("the certificate {short} of {}", file.name),
            subject: Subject::new("certificate", short.clone()),
            evidence: Vec::new(),
        })
    }
}
