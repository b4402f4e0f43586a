//! The listener on the port of the URL, and whether it speaks TLS.
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html>

use crate::reach::certificate::{self, Judgement};
use crate::reach::{Call, Cause, Evidence, Outcome, Step, StepKind, Subject, Unknown};
use crate::topology::{Listener, LoadBalancer, LoadBalancerKind, Missing, Topology};

use super::subject as balancer_subject;
use super::target_group::Judged;

/// The listener on a port.
pub(super) fn find<'a>(
    topology: &'a Topology,
    balancer: &LoadBalancer,
    port: u16,
) -> (Step, Option<&'a Listener>) {
    let mut listeners = topology.listeners_of(&balancer.arn).into_iter();
    if let Some(listener) = listeners.find(|listener| listener.port == port) {
        let summary = format!("a listener takes {} on port {port}", listener.protocol);
        return (
            step(listener, Outcome::Pass, summary, "/Port"),
            Some(listener),
        );
    }
    let (outcome, summary) = if balancer.listeners_observed {
        let summary = format!(
            "load balancer {} does not listen on port {port}",
            balancer.name
        );
        (Outcome::Fail(Cause::NoListener), summary)
    } else {
        let what = format!("the listeners of load balancer {}", balancer.name);
        let missing = Missing::new("elbv2", "describe-listeners", what);
        (
            Outcome::Unknown(Unknown::Missing(missing)),
            "listeners not observed".to_owned(),
        )
    };
    let none = Step {
        kind: StepKind::Listener,
        subject: balancer_subject(balancer),
        outcome,
        summary,
        evidence: vec![Evidence::record(balancer.source)],
    };
    (none, None)
}

/// Whether the gateway, which calls https only, gets a TLS session that it trusts.
pub(super) fn tls(
    topology: &Topology,
    balancer: &LoadBalancer,
    listener: &Listener,
    call: &Call<'_>,
    behind: &Judged<'_>,
) -> Judgement {
    let mut judgement = match (balancer.kind, listener.protocol.as_str()) {
        (_, "HTTPS" | "TLS") => terminated(topology, listener, call),
        (LoadBalancerKind::Application, _) => only(without_tls(listener, "speaks plain HTTP")),
        (LoadBalancerKind::Network, "TCP" | "TCP_UDP" | "TCP_QUIC") => {
            passed_through(topology, listener, call, behind)
        }
        (LoadBalancerKind::Network, _) => only(step(
            listener,
            Outcome::Fail(Cause::NoListener),
            format!("the listener takes {} and no TCP", listener.protocol),
            "/Protocol",
        )),
        (LoadBalancerKind::Other, _) => Judgement::default(),
    };
    judgement.steps.extend(client_certificate(listener));
    judgement
}

/// The listener has the certificate. What ACM does not tell, a supplied file may; if ACM tells
/// everything, that counts, and a file that shows something else is a finding.
fn terminated(topology: &Topology, listener: &Listener, call: &Call<'_>) -> Judgement {
    let host = &call.url.host;
    let mut judgement = certificate::judge(topology, listener, host, call.authority);
    if judgement.is_open() {
        return certificate::judge_supplied(topology, host, call.authority).unwrap_or(judgement);
    }
    let other = certificate::disagreement(topology, listener, host);
    judgement.steps.extend(other);
    judgement
}

/// A TCP listener leaves TLS to its targets, whose certificates AWS does not know, unless they are
/// load balancers, which are judged for themselves. Health checks can prove that targets speak
/// plain HTTP on the same port.
fn passed_through(
    topology: &Topology,
    listener: &Listener,
    call: &Call<'_>,
    behind: &Judged<'_>,
) -> Judgement {
    let groups = behind.groups.len();
    let chained = behind.pools().filter(|pool| pool.chain.is_some()).count();
    if groups > 0 && chained == groups {
        return Judgement::default();
    }
    let mut plain = behind.pools().filter(|pool| pool.speaks_plain_http());
    if let Some(pool) = plain.next()
        && 1 + plain.count() == groups
    {
        let why = format!(
            "passes TCP to {}, whose targets answer health checks in plain HTTP on the same port",
            pool.group.name
        );
        let mut step = without_tls(listener, &why);
        step.evidence
            .push(Evidence::part(pool.group.source, "/HealthCheckProtocol"));
        return only(step);
    }
    if let Some(judgement) = certificate::judge_supplied(topology, &call.url.host, call.authority) {
        return judgement;
    }
    let why = "the listener passes TCP on, so the targets' own certificate counts: only a probe \
               can see it, or --server-chain FILE tell it";
    only(Step {
        kind: StepKind::Certificate,
        subject: subject(listener),
        outcome: Outcome::Unknown(Unknown::Undecidable(why.to_owned())),
        summary: why.to_owned(),
        evidence: vec![Evidence::part(listener.source, "/Protocol")],
    })
}

/// A target has no member for a client certificate, so the gateway has none to offer.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/mutual-authentication.html>
fn client_certificate(listener: &Listener) -> Option<Step> {
    let why = "the listener demands a client certificate, and the gateway has none";
    (listener.client_certificates.as_deref() == Some("verify")).then(|| {
        let outcome = Outcome::Fail(Cause::ClientCertificateRequired);
        step(listener, outcome, why.to_owned(), "/MutualAuthentication")
    })
}

fn without_tls(listener: &Listener, why: &str) -> Step {
    let summary = format!(
        "the listener on port {} {why}, and the gateway TLS",
        listener.port
    );
    step(
        listener,
        Outcome::Fail(Cause::ListenerWithoutTls),
        summary,
        "/Protocol",
    )
}

fn only(step: Step) -> Judgement {
    Judgement {
        steps: vec![step],
        ..Judgement::default()
    }
}

/// The listener as the subject of a step.
pub(super) fn subject(listener: &Listener) -> Subject {
    Subject::new("listener", listener.arn.as_str())
}

fn step(listener: &Listener, outcome: Outcome, summary: String, part: &str) -> Step {
    Step {
        kind: StepKind::Listener,
        subject: subject(listener),
        outcome,
        summary,
        evidence: vec![Evidence::part(listener.source, part)],
    }
}
