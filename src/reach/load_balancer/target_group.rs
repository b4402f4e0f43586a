//! Target groups: which targets are in rotation, and whose address they see.
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html>

use crate::reach::{Call, Cause, Evidence, Outcome, Step, StepKind, Subject, Unknown, Verdict};
use crate::topology::{
    Health, LoadBalancer, LoadBalancerKind, Lookup, Missing, RegisteredTarget, TargetGroup,
    TargetGroupArn, TargetType, Topology,
};

use super::chain::Chain;
use super::group_subject;

/// A target group that may get requests, and the targets that it sends them to.
#[derive(Clone, Debug)]
pub(super) struct Pool<'a> {
    pub(super) group: &'a TargetGroup,
    pub(super) in_rotation: Vec<&'a RegisteredTarget>,
    pub(super) preservation: Preservation,
    pub(super) zones: Zones,
    /// The load balancer that is its only target.
    pub(super) chain: Option<Chain<'a>>,
}

/// Whether targets see the address of the client instead of the load balancer's.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Preservation {
    On,
    Off,
    /// The attributes were not observed.
    Unknown,
}

/// Whether a node sends to targets of other zones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zones {
    All,
    Own,
    /// The attributes were not observed.
    Unknown,
}

/// All groups that may get a request.
#[derive(Debug, Default)]
pub(super) struct Judged<'a> {
    pub(super) groups: Vec<JudgedGroup<'a>>,
}

/// One of them.
#[derive(Debug)]
pub(super) struct JudgedGroup<'a> {
    /// About its targets, and about the load balancer behind it.
    pub(super) steps: Vec<Step>,
    pub(super) pool: Option<Pool<'a>>,
    verdict: Verdict,
}

impl<'a> Judged<'a> {
    /// Any of the groups may get the request; `None` if there is no group.
    pub(super) fn verdict(&self) -> Option<Verdict> {
        let verdicts = self.groups.iter().map(|group| group.verdict);
        (!self.groups.is_empty()).then(|| Verdict::over(verdicts))
    }

    pub(super) fn pools(&self) -> impl Iterator<Item = &Pool<'a>> {
        self.groups.iter().filter_map(|group| group.pool.as_ref())
    }

    /// What was taken for granted behind them.
    pub(super) fn assumptions(&self) -> impl Iterator<Item = String> {
        let chains = self.pools().filter_map(|pool| pool.chain.as_ref());
        chains.flat_map(|chain| chain.assumptions.iter().cloned())
    }
}

/// Judges the groups that a listener forwards to.
pub(super) fn judge_all<'a>(
    topology: &'a Topology,
    balancer: &LoadBalancer,
    groups: &[TargetGroupArn],
    call: &Call<'_>,
) -> Judged<'a> {
    let groups = groups.iter().map(|arn| {
        let (step, mut pool) = match topology.target_group(arn) {
            Lookup::Found(group) => judge(balancer, group),
            Lookup::Absent => {
                let why = format!("target group {arn} does not exist");
                let outcome = Outcome::Unknown(Unknown::Undecidable(why.clone()));
                (unread(balancer, arn, outcome, why), None)
            }
            Lookup::Unknown(missing) => {
                let summary = missing.to_string();
                let outcome = Outcome::Unknown(Unknown::Missing(missing));
                (unread(balancer, arn, outcome, summary), None)
            }
        };
        let mut steps = vec![step];
        let mut verdict = steps[0].outcome.verdict();
        if let Some(pool) = &mut pool
            && pool.group.target_type == TargetType::Alb
            && balancer.kind == LoadBalancerKind::Network
        {
            let (chain, front) = Chain::of(topology, pool.group, &pool.in_rotation, call);
            verdict = Verdict::all([verdict, front.verdict]);
            steps.extend(front.steps);
            pool.chain = chain;
        }
        JudgedGroup {
            steps,
            pool,
            verdict,
        }
    });
    Judged {
        groups: groups.collect(),
    }
}

/// A group that a listener names, and of which nothing else is known.
fn unread(
    balancer: &LoadBalancer,
    arn: &TargetGroupArn,
    outcome: Outcome,
    summary: String,
) -> Step {
    Step {
        kind: StepKind::TargetGroup,
        subject: Subject::new("target-group", arn.as_str()),
        outcome,
        summary,
        evidence: vec![Evidence::record(balancer.source)],
    }
}

/// Judges one group by the health of its targets.
///
/// Requests go to healthy targets. If none is healthy, they go to all: the load balancer "fails
/// open". <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html>
fn judge<'a>(balancer: &LoadBalancer, group: &'a TargetGroup) -> (Step, Option<Pool<'a>>) {
    let name = &group.name;
    if group.target_type == TargetType::Lambda {
        let summary = format!("target group {name} calls a Lambda function");
        return (
            step(StepKind::TargetGroup, group, Outcome::Pass, summary, &[]),
            None,
        );
    }
    let Some(targets) = &group.targets else {
        let missing = Missing::new(
            "elbv2",
            "describe-target-health",
            format!("the targets of {name}"),
        );
        let summary = missing.to_string();
        let outcome = Outcome::Unknown(Unknown::Missing(missing));
        return (
            step(StepKind::TargetHealth, group, outcome, summary, &[]),
            None,
        );
    };
    let mut targets: Vec<&RegisteredTarget> = targets.iter().collect();
    targets.sort_by_cached_key(|target| (target.to_string(), target.port));
    let with = |healths: &[Health]| -> Vec<&'a RegisteredTarget> {
        let fit = targets
            .iter()
            .filter(|target| healths.contains(&target.health));
        fit.copied().collect()
    };
    let serving = with(&[Health::Healthy, Health::Unavailable]);
    if !serving.is_empty() {
        let summary = format!(
            "{} of {} targets of {name} are healthy",
            serving.len(),
            targets.len()
        );
        let step = step(
            StepKind::TargetHealth,
            group,
            Outcome::Pass,
            summary,
            &serving,
        );
        return (step, Some(Pool::new(balancer, group, serving)));
    }
    let failing = with(&[Health::Unhealthy]);
    if !failing.is_empty() {
        return fail_open(balancer, group, failing);
    }
    let starting = with(&[Health::Initial, Health::Unknown]);
    if !starting.is_empty() {
        let why = format!("the targets of {name} are still being registered");
        let outcome = Outcome::Unknown(Unknown::Undecidable(why.clone()));
        return (
            step(StepKind::TargetHealth, group, outcome, why, &starting),
            None,
        );
    }
    let summary = if targets.is_empty() {
        format!("target group {name} has no targets")
    } else {
        format!("no target of {name} is in use: all are draining or unused")
    };
    let left = with(&[Health::Draining, Health::Unused]);
    (
        step(
            StepKind::TargetGroup,
            group,
            Outcome::Fail(Cause::NoTargets),
            summary,
            &left,
        ),
        None,
    )
}

/// No target is healthy, so that all of them get requests: do they answer?
///
/// A wrong response code proves that they do. No answer at all proves the opposite if the checks
/// go to the port that the requests go to, and nothing otherwise.
fn fail_open<'a>(
    balancer: &LoadBalancer,
    group: &'a TargetGroup,
    failing: Vec<&'a RegisteredTarget>,
) -> (Step, Option<Pool<'a>>) {
    let name = &group.name;
    let mut reasons: Vec<&str> = failing
        .iter()
        .filter_map(|target| target.reason.as_deref())
        .collect();
    reasons.sort_unstable();
    reasons.dedup();
    let why = reasons.join(", ");
    let wrong_code = |target: &&&RegisteredTarget| {
        target.reason.as_deref() == Some("Target.ResponseCodeMismatch")
    };
    let answering = failing.iter().filter(wrong_code).count();
    let on_traffic_port = failing.iter().all(|target| {
        group.health_port.is_none() || group.health_port == target.port.or(group.port)
    });
    let (outcome, summary) = if answering == failing.len() || !on_traffic_port {
        (
            Outcome::Warn(Cause::FailOpen),
            format!("no target of {name} is healthy ({why}): it serves only through fail-open"),
        )
    } else if answering == 0 {
        (
            Outcome::Fail(Cause::NoHealthyTargets),
            format!("no target of {name} answers on its port ({why})"),
        )
    } else {
        let why = format!("of the unhealthy targets of {name} some answer and some do not ({why})");
        (Outcome::Unknown(Unknown::Undecidable(why.clone())), why)
    };
    let step = step(StepKind::TargetHealth, group, outcome, summary, &failing);
    (step, Some(Pool::new(balancer, group, failing)))
}

fn step(
    kind: StepKind,
    group: &TargetGroup,
    outcome: Outcome,
    summary: String,
    targets: &[&RegisteredTarget],
) -> Step {
    let evidence = match targets {
        [] => vec![Evidence::record(group.source)],
        targets => targets
            .iter()
            .map(|target| Evidence::part(target.source, "/TargetHealth"))
            .collect(),
    };
    Step {
        kind,
        subject: group_subject(group),
        outcome,
        summary,
        evidence,
    }
}

impl<'a> Pool<'a> {
    fn new(
        balancer: &LoadBalancer,
        group: &'a TargetGroup,
        in_rotation: Vec<&'a RegisteredTarget>,
    ) -> Self {
        Self {
            group,
            in_rotation,
            preservation: preservation(balancer, group),
            zones: zones(balancer, group),
            chain: None,
        }
    }

    /// Whether health checks prove that the targets speak plain HTTP on the port of the requests.
    pub(super) fn speaks_plain_http(&self) -> bool {
        let checks_traffic_port =
            self.group.health_port.is_none() || self.group.health_port == self.group.port;
        checks_traffic_port
            && self.chain.is_none()
            && self.group.health_protocol.as_deref() == Some("HTTP")
            && self
                .in_rotation
                .iter()
                .any(|target| target.health == Health::Healthy)
    }
}

/// An ALB never preserves addresses. An NLB does so unless told otherwise; to addresses over TCP or
/// TLS, only if told to. Without TCP and TLS, and to an ALB, it cannot be told.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html>
fn preservation(balancer: &LoadBalancer, group: &TargetGroup) -> Preservation {
    if balancer.kind != LoadBalancerKind::Network {
        return Preservation::Off;
    }
    let fixed = group.target_type == TargetType::Alb
        || matches!(
            group.protocol.as_deref(),
            Some("UDP" | "TCP_UDP" | "QUIC" | "TCP_QUIC")
        );
    let on = match group.preserve_client_ip {
        Some((on, _)) => on,
        None if fixed => true,
        None if !group.attributes_observed => return Preservation::Unknown,
        None => group.target_type != TargetType::Ip,
    };
    if on {
        Preservation::On
    } else {
        Preservation::Off
    }
}

/// An ALB sends across zones unless the group says otherwise, an NLB only if told to. The
/// attributes of a group whose target is an ALB cannot be changed.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/application-load-balancer-target.html>
fn zones(balancer: &LoadBalancer, group: &TargetGroup) -> Zones {
    match group.cross_zone.as_deref() {
        Some("true") => return Zones::All,
        Some("false") => return Zones::Own,
        _ if group.target_type == TargetType::Alb => {}
        _ if !group.attributes_observed => return Zones::Unknown,
        _ => {}
    }
    match (balancer.kind, balancer.cross_zone) {
        (LoadBalancerKind::Application, _) | (_, Some((true, _))) => Zones::All,
        (_, Some((false, _))) => Zones::Own,
        (_, None) => Zones::Unknown,
    }
}
