//! Load balancers: from the listener on the port to the targets that get the request.
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html>

mod backend;
mod chain;
mod client_address;
mod condition;
mod listener;
mod public;
mod routing;
mod target_group;
mod zone;

use std::collections::BTreeSet;

use crate::topology::{LoadBalancer, LoadBalancerKind, Missing, TargetGroup, Topology};

use super::{
    Call, Cause, EndpointTrace, Evidence, Outcome, Step, StepKind, Subject, Unknown, Verdict,
};

pub(super) use backend::backends;
pub(super) use public::{Client, arrive};
use target_group::Pool;
pub(super) use zone::zones_out_of_dns;

/// What a load balancer does with the calls of a target, the same for all paths.
#[derive(Clone, Debug)]
pub(super) struct Front<'a> {
    /// Its steps, up to the health of its targets.
    pub(super) endpoint: EndpointTrace,
    /// What was taken for granted, one sentence each.
    pub(super) assumptions: BTreeSet<String>,
    /// The target groups that may get a request.
    pools: Vec<Pool<'a>>,
}

impl Front<'_> {
    /// Whether the targets see the address of the client, so that they fare differently from path
    /// to path.
    pub(super) fn depends_on_client(&self) -> bool {
        self.pools
            .iter()
            .any(|pool| pool.preservation != target_group::Preservation::Off)
    }
}

/// Judges a load balancer for the calls of a target.
pub(super) fn front<'a>(
    topology: &'a Topology,
    balancer: &'a LoadBalancer,
    call: &Call<'_>,
) -> Front<'a> {
    // Who calls at a public address has one of a NAT gateway.
    let public = balancer.scheme.as_deref() == Some("internet-facing");
    let sources = if public { &[] } else { call.sources };
    let call = Call { sources, ..*call };
    let mut front = front_at(topology, balancer, call.url.port, &call);
    front.endpoint.steps.splice(1..1, scheme(balancer));
    front
}

/// Judges a load balancer for the calls that come to one port of it.
fn front_at<'a>(
    topology: &'a Topology,
    balancer: &'a LoadBalancer,
    port: u16,
    call: &Call<'_>,
) -> Front<'a> {
    let mut steps = vec![state(balancer)];
    let mut assumptions = BTreeSet::new();
    let mut behind = Vec::new();
    let mut pools = Vec::new();
    let mut groups_verdict = None;
    let (step, found) = listener::find(topology, balancer, port);
    steps.push(step);
    if let Some(listener) = found {
        let routed = routing::route(balancer, listener, call);
        let judged = target_group::judge_all(topology, balancer, &routed.groups, call);
        let tls = listener::tls(topology, balancer, listener, call, &judged);
        steps.extend(tls.steps);
        assumptions = tls.assumptions;
        assumptions.extend(routed.assumptions);
        assumptions.extend(judged.assumptions());
        steps.extend(routed.step);
        groups_verdict = judged.verdict();
        for group in judged.groups {
            behind.extend(group.steps);
            pools.extend(group.pool);
        }
    }
    let own = steps.iter().map(|step| step.outcome.verdict());
    let verdict = Verdict::all(own.chain(groups_verdict));
    steps.extend(behind);
    Front {
        endpoint: EndpointTrace {
            subject: subject(balancer),
            steps,
            verdict,
        },
        assumptions,
        pools,
    }
}

/// The load balancer as the subject of a step.
fn subject(balancer: &LoadBalancer) -> Subject {
    Subject::new("load-balancer", balancer.arn.as_str()).named(balancer.name.clone())
}

/// Whether it is there at all.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerState.html>
fn state(balancer: &LoadBalancer) -> Step {
    let name = &balancer.name;
    let reason = balancer
        .state_reason
        .as_ref()
        .map(|why| format!(": {why}"))
        .unwrap_or_default();
    let (outcome, summary) = match balancer.state.as_deref() {
        _ if balancer.kind == LoadBalancerKind::Other => {
            let what = format!("load balancer {name}, which is neither an ALB nor an NLB,");
            (
                Outcome::Unknown(Unknown::Unmodelled(what.clone())),
                format!("{what} is not modelled"),
            )
        }
        Some("active") => (Outcome::Pass, format!("load balancer {name} is active")),
        Some("active_impaired") => (
            Outcome::Warn(Cause::LoadBalancerImpaired),
            format!("load balancer {name} serves, but cannot scale{reason}"),
        ),
        Some(state) => (
            Outcome::Fail(Cause::LoadBalancerNotActive),
            format!("load balancer {name} is {state}, not active{reason}"),
        ),
        None => {
            let what = format!("the state of load balancer {name}");
            let missing = Missing::new("elbv2", "describe-load-balancers", what);
            (
                Outcome::Unknown(Unknown::Missing(missing)),
                "state not observed".to_owned(),
            )
        }
    };
    let part = if balancer.state.is_some() {
        "/State"
    } else {
        ""
    };
    let evidence = vec![Evidence::part(balancer.source, part)];
    Step {
        kind: StepKind::LoadBalancer,
        subject: subject(balancer),
        outcome,
        summary,
        evidence,
    }
}

/// An internet-facing load balancer answers with public addresses; whether that hurts, the paths
/// tell.
fn scheme(balancer: &LoadBalancer) -> Option<Step> {
    (balancer.scheme.as_deref() == Some("internet-facing")).then(|| Step {
        kind: StepKind::LoadBalancer,
        subject: subject(balancer),
        outcome: Outcome::Warn(Cause::InternetFacing),
        summary: format!(
            "load balancer {} is internet-facing: its name answers with public addresses",
            balancer.name
        ),
        evidence: vec![Evidence::part(balancer.source, "/Scheme")],
    })
}

/// The target group as the subject of a step.
fn group_subject(group: &TargetGroup) -> Subject {
    Subject::new("target-group", group.arn.as_str()).named(group.name.clone())
}

#[cfg(test)]
mod tests;
