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
    /// Its targets by name and port, those excepted that get no requests in any case.
    pub(super) registered: Vec<&'a RegisteredTarget>,
    pub(super) preservation: Preservation,
    pub(super) zones: Zones,
    /// Where that stands.
    pub(super) zones_told: Evidence,
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

    /// What was taken for granted of them and behind them.
    pub(super) fn assumptions(&self) -> impl Iterator<Item = String> {
        let chains = self.pools().filter_map(|pool| pool.chain.as_ref());
        let behind = chains.flat_map(|chain| chain.assumptions.iter().cloned());
        behind.chain(self.pools().filter_map(Pool::assumption))
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
            let (chain, front) = Chain::of(topology, pool.group, &pool.registered, call);
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

/// Which of several targets get requests.
#[derive(Clone, Debug)]
pub(super) enum Rotation<'a> {
    /// The healthy ones.
    Healthy(Vec<&'a RegisteredTarget>),
    /// Too few are healthy: all that are, and all that are not.
    Open(Vec<&'a RegisteredTarget>),
    /// They have not been checked yet.
    Starting(Vec<&'a RegisteredTarget>),
    /// There is none.
    Empty,
}

/// Requests go to healthy targets. If too few are healthy, they go to all: the load balancer "fails
/// open". Too few is none, unless the group says otherwise.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health.html>
pub(super) fn rotation<'a>(
    group: &TargetGroup,
    targets: impl IntoIterator<Item = &'a RegisteredTarget>,
) -> Rotation<'a> {
    let (mut healthy, mut unhealthy, mut starting) = (Vec::new(), Vec::new(), Vec::new());
    for target in targets {
        match target.health {
            Health::Healthy | Health::Unavailable => healthy.push(target),
            Health::Unhealthy => unhealthy.push(target),
            Health::Initial | Health::Unknown => starting.push(target),
            Health::Draining | Health::Unused => {}
        }
    }
    let registered = healthy.len() + unhealthy.len() + starting.len();
    let enough = group.routing_failover.is_met(healthy.len(), registered);
    if !healthy.is_empty() && (enough || unhealthy.is_empty()) {
        return Rotation::Healthy(healthy);
    }
    healthy.extend(unhealthy);
    match (healthy.is_empty(), starting.is_empty()) {
        (false, _) => Rotation::Open(healthy),
        (true, false) => Rotation::Starting(starting),
        (true, true) => Rotation::Empty,
    }
}

/// Judges one group by the health of its targets.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html>
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
    let mut registered: Vec<&RegisteredTarget> = targets.iter().collect();
    registered.sort_by_cached_key(|target| (target.to_string(), target.port));
    let all = registered.len();
    let is_idle =
        |target: &&RegisteredTarget| matches!(target.health, Health::Draining | Health::Unused);
    let (idle, registered): (Vec<&RegisteredTarget>, Vec<_>) =
        registered.into_iter().partition(is_idle);
    let chosen = rotation(group, registered.iter().copied());
    let (step, serves) = match chosen {
        Rotation::Healthy(healthy) => {
            let summary = format!("{} of {all} targets of {name} are healthy", healthy.len());
            let kind = StepKind::TargetHealth;
            (step(kind, group, Outcome::Pass, summary, &healthy), true)
        }
        Rotation::Open(open) => (fail_open(group, &open), true),
        Rotation::Starting(starting) => {
            let why = format!("the targets of {name} are still being registered");
            let outcome = Outcome::Unknown(Unknown::Undecidable(why.clone()));
            let kind = StepKind::TargetHealth;
            (step(kind, group, outcome, why, &starting), false)
        }
        Rotation::Empty => {
            let summary = if all == 0 {
                format!("target group {name} has no targets")
            } else {
                format!("no target of {name} is in use: all are draining or unused")
            };
            let outcome = Outcome::Fail(Cause::NoTargets);
            let kind = StepKind::TargetGroup;
            (step(kind, group, outcome, summary, &idle), false)
        }
    };
    (step, serves.then(|| Pool::new(balancer, group, registered)))
}

/// What a failed health check proves about requests. A wrong response code proves that the target
/// answers. No answer at all proves the opposite if the checks go to the port that the requests go
/// to, and nothing otherwise.
pub(super) fn answers(group: &TargetGroup, target: &RegisteredTarget) -> bool {
    let checks_traffic_port =
        group.health_port.is_none() || group.health_port == target.port.or(group.port);
    target.health != Health::Unhealthy
        || target.reason.as_deref() == Some("Target.ResponseCodeMismatch")
        || !checks_traffic_port
}

/// Too few targets are healthy, so that all of them get requests: do they answer?
fn fail_open(group: &TargetGroup, open: &[&RegisteredTarget]) -> Step {
    let name = &group.name;
    let reasons = open.iter().filter_map(|target| target.reason.as_deref());
    let mut reasons: Vec<&str> = reasons.collect();
    reasons.sort_unstable();
    reasons.dedup();
    let why = reasons.join(", ");
    let healthy = open
        .iter()
        .filter(|target| target.health != Health::Unhealthy);
    let healthy = healthy.count();
    let answering = open.iter().filter(|target| answers(group, target)).count();
    let (outcome, summary) = if healthy > 0 {
        (
            Outcome::Warn(Cause::FailOpen),
            format!(
                "too few targets of {name} are healthy ({why}): unhealthy ones get requests too"
            ),
        )
    } else if answering == open.len() {
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
    step(StepKind::TargetHealth, group, outcome, summary, open)
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
        registered: Vec<&'a RegisteredTarget>,
    ) -> Self {
        Self {
            group,
            registered,
            preservation: preservation(balancer, group),
            zones: zones(balancer, group),
            zones_told: match (group.cross_zone.as_deref(), balancer.cross_zone) {
                (Some("true" | "false"), _) | (_, None) => Evidence::record(group.source),
                (_, Some((_, source))) => Evidence::record(source),
            },
            chain: None,
        }
    }

    /// Unhealthy targets get requests beside healthy ones only if attributes say so.
    fn assumption(&self) -> Option<String> {
        let has = |health| self.registered.iter().any(|target| target.health == health);
        let matters = has(Health::Healthy) && has(Health::Unhealthy);
        (matters && !self.group.attributes_observed).then(|| {
            format!(
                "target group {} sends to unhealthy targets only if none is healthy",
                self.group.name
            )
        })
    }

    /// Whether health checks prove that the targets speak plain HTTP on the port of the requests.
    pub(super) fn speaks_plain_http(&self) -> bool {
        let checks_traffic_port =
            self.group.health_port.is_none() || self.group.health_port == self.group.port;
        checks_traffic_port
            && self.chain.is_none()
            && self.group.health_protocol.as_deref() == Some("HTTP")
            && self
                .registered
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
pub(super) fn zones(balancer: &LoadBalancer, group: &TargetGroup) -> Zones {
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
