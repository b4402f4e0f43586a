//! From the listener to target groups: default actions and, for ALBs, rules.
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html>

use crate::reach::wildcard::Wildcard;
use crate::reach::{Call, Cause, Evidence, Outcome, Step, StepKind, Subject, Unknown, Verdict};
use crate::topology::{
    Action, Condition, Listener, ListenerRule, LoadBalancer, LoadBalancerKind, Meets, Missing,
    PatternList, TargetGroupArn,
};

use super::listener::subject as listener_subject;

/// Where requests go.
#[derive(Debug, Default)]
pub(super) struct Routed {
    /// How that was decided; `None` where there is nothing to decide.
    pub(super) step: Option<Step>,
    /// The groups that may get a request, each once.
    pub(super) groups: Vec<TargetGroupArn>,
}

/// Applies the rules of a listener to the calls of a target. Rules see the host of the URL,
/// whatever name the address came from.
pub(super) fn route(balancer: &LoadBalancer, listener: &Listener, call: &Call<'_>) -> Routed {
    if balancer.kind != LoadBalancerKind::Application {
        let groups = match terminal(&listener.default_actions) {
            Terminal::Forward(groups) => groups,
            Terminal::Answer(_) | Terminal::Unknown(_) => Vec::new(),
        };
        return Routed { step: None, groups };
    }
    let Some(rules) = &listener.rules else {
        let what = format!("the rules of the listener on port {}", listener.port);
        let missing = Missing::new("elbv2", "describe-rules", what);
        let outcome = Outcome::Unknown(Unknown::Missing(missing));
        let step = default_step(listener, outcome, "rules not observed".to_owned());
        return Routed {
            step: Some(step),
            groups: Vec::new(),
        };
    };
    let routed = paths(call).into_iter().map(|path| {
        let ways = ways(listener, rules, call, &path);
        settle(listener, call, &path, &ways)
    });
    together(routed.collect())
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
    let mut step = routed.into_iter().next().and_then(|routed| routed.step);
    if let Some(step) = step.as_mut().filter(|_| forwarded)
        && step.outcome == Outcome::Fail(Cause::NoMatchingRule)
    {
        step.outcome = Outcome::Warn(Cause::NoMatchingRule);
        step.summary.push_str("; other paths are forwarded");
    }
    Routed { step, groups }
}

/// A path that is called, or all below one.
struct Path {
    text: String,
    set: Wildcard,
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
    /// The load balancer answers by itself: what it does, in words.
    Answer(&'a str),
    Unknown(&'a str),
}

/// The first action decides: what comes before forwarding answers machines by itself.
fn terminal(actions: &[Action]) -> Terminal<'_> {
    match actions.first() {
        Some(Action::Authenticate(_)) => Terminal::Answer("demands a login"),
        Some(Action::FixedResponse { .. }) => Terminal::Answer("gives a fixed response"),
        Some(Action::Forward(groups)) => {
            let used = groups.iter().filter(|(_, weight)| *weight > 0);
            Terminal::Forward(used.map(|(arn, _)| arn.clone()).collect())
        }
        Some(Action::Other(kind)) => Terminal::Unknown(kind),
        Some(Action::Redirect) => Terminal::Answer("redirects"),
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
            Terminal::Answer(what) => answers.push((way, *what)),
            Terminal::Unknown(what) => unknown = Some(*what),
        }
    }
    groups.sort();
    groups.dedup();
    let host = &call.url.host;
    let path = &path.text;
    if let Some(kind) = unknown {
        let why = format!("a rule for {host}{path} ends in {kind}, which depends on the request");
        let outcome = Outcome::Unknown(Unknown::Undecidable(why.clone()));
        return Routed {
            step: Some(step(listener, ways, outcome, why)),
            groups,
        };
    }
    if answers.is_empty() {
        let summary = format!("requests for {host}{path} are forwarded");
        return Routed {
            step: Some(step(listener, ways, Outcome::Pass, summary)),
            groups,
        };
    }
    if forwards == 0 {
        let (way, what) = &answers[0];
        let summary = match way.rule {
            Some(rule) => format!("rule {} {what} for {host}{path}", rule.priority),
            None => format!("no rule matches {host}{path}, and the default action {what}"),
        };
        let outcome = Outcome::Fail(Cause::NoMatchingRule);
        return Routed {
            step: Some(step(listener, ways, outcome, summary)),
            groups,
        };
    }
    let why = format!("whether a rule forwards requests for {host}{path} depends on the request");
    let outcome = Outcome::Unknown(Unknown::Undecidable(why.clone()));
    Routed {
        step: Some(step(listener, ways, outcome, why)),
        groups,
    }
}

/// Whether a rule applies to all, some or none of the calls. Conditions on headers, methods, query
/// strings and clients depend on the request.
fn matches(rule: &ListenerRule, call: &Call<'_>, path: &Path) -> Meets {
    let mut whole = Meets::All;
    for condition in &rule.conditions {
        let meets = match condition {
            Condition::Host(patterns) => {
                let host = call.url.host.to_ascii_lowercase();
                any(patterns, &Wildcard::exactly(&host), str::to_ascii_lowercase)
            }
            Condition::Path(patterns) => any(patterns, &path.set, str::to_owned),
            Condition::Other { .. } => Meets::Some,
        };
        match meets {
            Meets::None => return Meets::None,
            Meets::Some => whole = Meets::Some,
            Meets::All => {}
        }
    }
    whole
}

/// How a list of patterns, of which one must match, meets texts of which any may come.
fn any(patterns: &PatternList, texts: &Wildcard, fold: fn(&str) -> String) -> Meets {
    let mut best = if patterns.regexes.is_empty() {
        Meets::None
    } else {
        Meets::Some
    };
    for pattern in &patterns.wildcards {
        match Wildcard::pattern(&fold(pattern)).meets(texts) {
            Meets::All => return Meets::All,
            Meets::Some => best = Meets::Some,
            Meets::None => {}
        }
    }
    best
}

/// The paths that are called: that of the URL, those of the operations below it, or, where these
/// are not known, any below it.
fn paths(call: &Call<'_>) -> Vec<Path> {
    let path = call.url.path.as_str();
    let base = path.trim_end_matches('/');
    if !call.subpaths {
        return vec![Path {
            text: path.to_owned(),
            set: Wildcard::exactly(path),
        }];
    }
    if call.operations.is_empty() {
        let set = Wildcard::exactly(base).then("/").then_anything();
        return vec![Path {
            text: format!("{base}/*"),
            set,
        }];
    }
    let operations = call.operations.iter();
    operations
        .map(|operation| {
            let text = format!("{base}{operation}");
            let set = template(&text);
            Path { text, set }
        })
        .collect()
}

/// The paths that a template such as `/orders/{id}` stands for.
fn template(text: &str) -> Wildcard {
    let mut parts = text.split('{');
    let mut set = Wildcard::exactly(parts.next().unwrap_or_default());
    for part in parts {
        let rest = part.split_once('}').map_or("", |(_, rest)| rest);
        set = set.then_anything().then(rest);
    }
    set
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
