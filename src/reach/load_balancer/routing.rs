//! From the listener to target groups: default actions and, for ALBs, rules.
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html>

use std::collections::BTreeSet;

use crate::reach::{Call, Cause, Evidence, Outcome, Step, StepKind, Subject, Unknown, Verdict};
use crate::topology::{
    Action, Listener, ListenerRule, LoadBalancer, LoadBalancerKind, Meets, Missing, TargetGroupArn,
};

use super::condition::{Path, matches, paths};
use super::listener::subject as listener_subject;

/// Where requests go.
#[derive(Debug, Default)]
pub(super) struct Routed {
    /// How that was decided; `None` where there is nothing to decide.
    pub(super) step: Option<Step>,
    /// The groups that may get a request, each once.
    pub(super) groups: Vec<TargetGroupArn>,
    /// What was taken for granted, one sentence each.
    pub(super) assumptions: BTreeSet<String>,
}

/// Applies the rules of a listener to the calls of a target. Rules see the host of the URL,
/// whatever name the address came from.
pub(super) fn route(balancer: &LoadBalancer, listener: &Listener, call: &Call<'_>) -> Routed {
    if balancer.kind != LoadBalancerKind::Application {
        return by_default(listener);
    }
    let Some(rules) = &listener.rules else {
        let what = format!("the rules of the listener on port {}", listener.port);
        let missing = Missing::new("elbv2", "describe-rules", what);
        let outcome = Outcome::Unknown(Unknown::Missing(missing));
        let step = default_step(listener, outcome, "rules not observed".to_owned());
        return Routed {
            step: Some(step),
            ..Routed::default()
        };
    };
    let routed = paths(call).into_iter().map(|path| {
        let ways = ways(listener, rules, call, &path);
        settle(listener, call, &path, &ways)
    });
    together(routed.collect())
}

/// The only rule of a listener that looks at no request: the default one.
fn by_default(listener: &Listener) -> Routed {
    let why = match terminal(&listener.default_actions) {
        Terminal::Forward(groups) => {
            return Routed {
                groups,
                ..Routed::default()
            };
        }
        Terminal::Answer(what, _) | Terminal::Unknown(what) => {
            format!("the listener on port {} ends in {what}", listener.port)
        }
    };
    let outcome = Outcome::Unknown(Unknown::Undecidable(why.clone()));
    Routed {
        step: Some(default_step(listener, outcome, why)),
        ..Routed::default()
    }
}

/// The rules that may apply to a path, up to the first that certainly does.
fn ways<'a>(
    listener: &'a Listener,
    rules: &'a [ListenerRule],
    call: &Call<'_>,
    path: &Path,
) -> Vec<Way<'a>> {
    let mut ways = Vec::new();
    for rule in rules {
        match matches(rule, call, path) {
            Meets::None => {}
            Meets::All => {
                ways.push(Way::of(rule));
                return ways;
            }
            Meets::Some => ways.push(Way::of(rule)),
        }
    }
    ways.push(Way {
        rule: None,
        terminal: terminal(&listener.default_actions),
    });
    ways
}

/// What becomes of all paths: one that the load balancer does not forward leaves the others.
fn together(mut routed: Vec<Routed>) -> Routed {
    let mut groups: Vec<TargetGroupArn> = routed
        .iter()
        .flat_map(|routed| routed.groups.iter().cloned())
        .collect();
    groups.sort();
    groups.dedup();
    let outcome_of = |routed: &Routed| routed.step.as_ref().map(|step| step.outcome.verdict());
    let forwarded = routed
        .iter()
        .any(|routed| outcome_of(routed) == Some(Verdict::Reachable));
    routed.sort_by_key(|routed| match outcome_of(routed) {
        Some(Verdict::Unknown) => 0,
        Some(Verdict::Blocked) => 1,
        _ => 2,
    });
    let assumptions = routed.iter().flat_map(|routed| routed.assumptions.clone());
    let assumptions = assumptions.collect();
    let mut step = routed.into_iter().next().and_then(|routed| routed.step);
    if let Some(step) = step.as_mut().filter(|_| forwarded)
        && let Outcome::Fail(cause) = step.outcome
    {
        step.outcome = Outcome::Warn(cause);
        step.summary.push_str("; other paths are forwarded");
    }
    Routed {
        step,
        groups,
        assumptions,
    }
}

/// A rule that may apply (`None`: the default one) and what it ends in.
struct Way<'a> {
    rule: Option<&'a ListenerRule>,
    terminal: Terminal<'a>,
}

impl<'a> Way<'a> {
    fn of(rule: &'a ListenerRule) -> Self {
        Self {
            rule: Some(rule),
            terminal: terminal(&rule.actions),
        }
    }
}

/// What becomes of a request in the end.
enum Terminal<'a> {
    Forward(Vec<TargetGroupArn>),
    /// The load balancer answers by itself: what it does, in words, and how that is called.
    Answer(&'a str, Cause),
    Unknown(&'a str),
}

/// The first action decides: what comes before forwarding answers machines by itself.
///
/// Of several groups one with the weight 0 gets nothing. What happens if all have it is not
/// documented.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html>
fn terminal(actions: &[Action]) -> Terminal<'_> {
    match actions.first() {
        Some(Action::Authenticate(_)) => {
            Terminal::Answer("demands a login", Cause::RedirectsOrAuthenticates)
        }
        Some(Action::FixedResponse { .. }) => {
            Terminal::Answer("gives a fixed response", Cause::NoMatchingRule)
        }
        Some(Action::Forward(groups)) => {
            let used = groups.iter().filter(|(_, weight)| *weight > 0);
            let used: Vec<TargetGroupArn> = used.map(|(arn, _)| arn.clone()).collect();
            if used.is_empty() {
                return Terminal::Unknown("target groups that all have the weight 0");
            }
            Terminal::Forward(used)
        }
        Some(Action::Other(kind)) => Terminal::Unknown(kind),
        Some(Action::Redirect) => Terminal::Answer("redirects", Cause::RedirectsOrAuthenticates),
        None => Terminal::Unknown("no action"),
    }
}

/// What the rules that may apply have in common.
fn settle(listener: &Listener, call: &Call<'_>, path: &Path, ways: &[Way<'_>]) -> Routed {
    let mut groups: Vec<TargetGroupArn> = Vec::new();
    let (mut forwards, mut answers, mut unknown) = (0, Vec::new(), None);
    for way in ways {
        match &way.terminal {
            Terminal::Forward(more) => {
                forwards += 1;
                groups.extend(more.iter().cloned());
            }
            Terminal::Answer(what, cause) => answers.push((way, *what, *cause)),
            Terminal::Unknown(what) => unknown = Some(*what),
        }
    }
    groups.sort();
    groups.dedup();
    let assumptions = ways.iter().filter_map(rewritten).collect();
    let host = &call.url.host;
    let path = &path.text;
    if let Some(kind) = unknown {
        let why =
            format!("a rule for {host}{path} ends in {kind}: what becomes of requests is open");
        let outcome = Outcome::Unknown(Unknown::Undecidable(why.clone()));
        return Routed {
            step: Some(step(listener, ways, outcome, why)),
            groups,
            assumptions,
        };
    }
    if answers.is_empty() {
        let summary = format!("requests for {host}{path} are forwarded");
        return Routed {
            step: Some(step(listener, ways, Outcome::Pass, summary)),
            groups,
            assumptions,
        };
    }
    if forwards == 0 {
        let (way, what, cause) = &answers[0];
        let summary = match way.rule {
            Some(rule) => format!("rule {} {what} for {host}{path}", rule.priority),
            None => format!("no rule matches {host}{path}, and the default action {what}"),
        };
        // Where no rule matches, it is a rule that lacks, whatever the default action does.
        let cause = way.rule.map_or(Cause::NoMatchingRule, |_| *cause);
        let outcome = Outcome::Fail(cause);
        return Routed {
            step: Some(step(listener, ways, outcome, summary)),
            groups,
            assumptions,
        };
    }
    let why = format!("whether a rule forwards requests for {host}{path} depends on the request");
    let outcome = Outcome::Unknown(Unknown::Undecidable(why.clone()));
    Routed {
        step: Some(step(listener, ways, outcome, why)),
        groups,
        assumptions,
    }
}

/// A rule may rewrite host and path of what it forwards, after it matched: that changes neither the
/// rules nor the way, only what the targets are asked.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-transforms.html>
fn rewritten(way: &Way<'_>) -> Option<String> {
    let rule = way.rule.filter(|rule| rule.rewrites)?;
    matches!(way.terminal, Terminal::Forward(_)).then(|| {
        format!(
            "targets serve the host and path that rule {} of the listener rewrites requests to",
            rule.priority
        )
    })
}

fn step(listener: &Listener, ways: &[Way<'_>], outcome: Outcome, summary: String) -> Step {
    let rules = ways.iter().filter_map(|way| way.rule);
    let mut evidence: Vec<Evidence> = rules.map(|rule| Evidence::record(rule.source)).collect();
    if ways.iter().any(|way| way.rule.is_none()) {
        evidence.push(Evidence::part(listener.source, "/DefaultActions"));
    }
    let subject = match ways {
        [
            Way {
                rule: Some(rule), ..
            },
        ] => Subject::new("listener-rule", &rule.arn),
        _ => listener_subject(listener),
    };
    Step {
        kind: StepKind::ListenerRule,
        subject,
        outcome,
        summary,
        evidence,
    }
}

fn default_step(listener: &Listener, outcome: Outcome, summary: String) -> Step {
    Step {
        kind: StepKind::ListenerRule,
        subject: listener_subject(listener),
        outcome,
        summary,
        evidence: vec![Evidence::record(listener.source)],
    }
}
