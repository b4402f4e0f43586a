//! What DNS Firewall lets the resolver of a VPC answer.
//! <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-overview.html>

use std::collections::BTreeSet;
use std::sync::Arc;

use super::found::Found;
use super::vpc::VpcView;
use super::walk::{Trail, Walk};
use crate::reach::{Cause, Evidence, Subject, Unknown};
use crate::topology::{DnsControl, DnsControlKind, FirewallDomains, FirewallRule, RecordType};

/// What is left of a question after DNS Firewall.
pub(super) struct Screened {
    /// The record types that may still be asked for.
    pub(super) kinds: Vec<RecordType>,
    /// What stands in the way of the others.
    pub(super) found: Found,
}

/// What the rules say to one query.
enum Screening<'t> {
    /// No rule is about it, or the first that is lets it pass.
    Passes(Option<&'t FirewallRule>),
    Blocked(&'t DnsControl, &'t FirewallRule),
    Undecided(Unknown, &'t DnsControl, Vec<Evidence>),
}

impl Walk<'_> {
    /// Asks DNS Firewall about a name. Each name of a chain of CNAMEs is inspected, unless the rule
    /// that met the first one trusts where it leads.
    pub(super) fn screen(
        &self,
        view: &VpcView<'_>,
        name: &str,
        kinds: &[RecordType],
        trail: &Trail,
    ) -> Screened {
        let mut screened = Screened {
            kinds: Vec::new(),
            found: Found::default(),
        };
        let groups = self.rule_groups(view);
        for kind in kinds.iter().copied() {
            if !trail.is_start()
                && let Screening::Passes(Some(rule)) =
                    inspect(&groups, self.question.host, kind, true)
                && rule.trusts_redirection
            {
                screened.kinds.push(kind);
                continue;
            }
            match inspect(&groups, name, kind, trail.is_start()) {
                Screening::Passes(_) => screened.kinds.push(kind),
                Screening::Blocked(group, rule) => {
                    screened.found = screened.found.then(blocked(group, rule, name, kind, trail));
                }
                Screening::Undecided(why, group, mut evidence) => {
                    evidence.insert(0, Evidence::record(group.source));
                    let found = Found::unknown(why, subject(group), evidence);
                    screened.found = screened.found.then(found);
                }
            }
        }
        screened
    }

    /// The rule groups of a VPC in the order in which they are asked; those brought by a Profile
    /// among the others.
    fn rule_groups(&self, view: &VpcView<'_>) -> Vec<&DnsControl> {
        let controls = self.topology.dns_controls().of(view.id);
        let mut groups: Vec<(Option<i64>, &DnsControl)> = controls
            .filter_map(|control| match &control.kind {
                DnsControlKind::FirewallRuleGroup { priority, .. } => Some((*priority, control)),
                _ => None,
            })
            .collect();
        groups.sort_by(|(a, one), (b, other)| (a, &one.id).cmp(&(b, &other.id)));
        groups.into_iter().map(|(_, control)| control).collect()
    }
}

/// The first rule, by priority of its group and of itself, that is about a query.
fn inspect<'t>(
    groups: &[&'t DnsControl],
    name: &str,
    kind: RecordType,
    is_first: bool,
) -> Screening<'t> {
    // What may have met the query before, for all that is known, and let it pass or blocked it.
    let mut perhaps: Vec<(bool, Unknown, &DnsControl, Vec<Evidence>)> = Vec::new();
    let mut verdict = Screening::Passes(None);
    'groups: for &group in groups {
        let DnsControlKind::FirewallRuleGroup { rules, .. } = &group.kind else {
            continue;
        };
        let Some(rules) = rules else {
            let why = Unknown::Missing(crate::topology::Missing::new(
                "route53resolver",
                "list-firewall-rules",
                format!("the rules of DNS Firewall rule group {}", group.id),
            ));
            // Whatever they say, it may be the last word.
            perhaps.push((true, why.clone(), group, Vec::new()));
            perhaps.push((false, why, group, Vec::new()));
            continue;
        };
        for rule in rules.iter() {
            if !is_about(rule, kind) || (!is_first && rule.trusts_redirection) {
                continue;
            }
            let blocks = rule.action.as_deref() == Some("BLOCK");
            let readable = matches!(rule.action.as_deref(), Some("ALLOW" | "ALERT" | "BLOCK"));
            match matches(rule, name) {
                Matched::No => {}
                Matched::Yes if group.settled && readable => {
                    verdict = if blocks {
                        Screening::Blocked(group, rule)
                    } else {
                        Screening::Passes(Some(rule))
                    };
                    break 'groups;
                }
                Matched::Yes => {
                    let why = format!(
                        "whether rule {} of DNS Firewall rule group {} is in force",
                        label(rule),
                        group.id
                    );
                    let evidence = vec![Evidence::record(rule.source)];
                    perhaps.push((blocks, Unknown::Undecidable(why), group, evidence));
                }
                Matched::Perhaps(why) => {
                    perhaps.push((blocks, why, group, vec![Evidence::record(rule.source)]));
                }
            }
        }
    }
    let blocked = matches!(verdict, Screening::Blocked(..));
    match perhaps.into_iter().find(|(blocks, ..)| *blocks != blocked) {
        Some((_, why, group, evidence)) => Screening::Undecided(why, group, evidence),
        None if is_ordered(groups) => verdict,
        // Without priorities any rule may be the first.
        None => match disagreement(groups, name, kind, is_first) {
            Some((group, rule)) => {
                let why = format!(
                    "which rule of DNS Firewall comes first: not all have a priority of their own, {} among them",
                    label(rule)
                );
                let evidence = vec![Evidence::record(rule.source)];
                Screening::Undecided(Unknown::Undecidable(why), group, evidence)
            }
            None => verdict,
        },
    }
}

/// Whether AWS told the order of all groups and rules: each has a priority of its own. Groups that a
/// Profile brings may have those of the VPC's.
fn is_ordered(groups: &[&DnsControl]) -> bool {
    let differ = |priorities: Vec<Option<i64>>| {
        let told: BTreeSet<i64> = priorities.iter().copied().flatten().collect();
        priorities.len() <= 1 || told.len() == priorities.len()
    };
    let parts = groups.iter().filter_map(|group| match &group.kind {
        DnsControlKind::FirewallRuleGroup { priority, rules } => Some((*priority, rules)),
        _ => None,
    });
    let (priorities, rules): (Vec<_>, Vec<_>) = parts.unzip();
    let rules = rules.into_iter().flatten();
    let of_rules = |rules: &Arc<[FirewallRule]>| rules.iter().map(|rule| rule.priority).collect();
    differ(priorities) && rules.map(of_rules).all(differ)
}

/// A rule that is certainly about a query, if there are some that block it and some that do not.
fn disagreement<'t>(
    groups: &[&'t DnsControl],
    name: &str,
    kind: RecordType,
    is_first: bool,
) -> Option<(&'t DnsControl, &'t FirewallRule)> {
    let mut met: Vec<(bool, &DnsControl, &FirewallRule)> = Vec::new();
    for &group in groups {
        let DnsControlKind::FirewallRuleGroup { rules, .. } = &group.kind else {
            continue;
        };
        for rule in rules.iter().flat_map(|rules| rules.iter()) {
            let skipped = !is_about(rule, kind) || (!is_first && rule.trusts_redirection);
            if !skipped && matches!(matches(rule, name), Matched::Yes) {
                met.push((rule.action.as_deref() == Some("BLOCK"), group, rule));
            }
        }
    }
    let (first, ..) = met.first()?;
    let differs = met.iter().find(|(blocks, ..)| blocks != first);
    differs.map(|(_, group, rule)| (*group, *rule))
}

/// Whether a rule inspects queries of a type.
fn is_about(rule: &FirewallRule, kind: RecordType) -> bool {
    let words: &[&str] = match kind {
        RecordType::A => &["A", "TYPE1", "1"],
        RecordType::Aaaa => &["AAAA", "TYPE28", "28"],
        RecordType::Cname | RecordType::Ns | RecordType::Other => &[],
    };
    match rule.query_type.as_deref() {
        None => true,
        Some(told) => words.iter().any(|word| word.eq_ignore_ascii_case(told)),
    }
}

/// Whether a rule is about a name.
enum Matched {
    Yes,
    No,
    Perhaps(Unknown),
}

fn matches(rule: &FirewallRule, name: &str) -> Matched {
    match &rule.domains {
        FirewallDomains::Listed(domains) => {
            match domains.iter().any(|(domain, _)| is_meant(domain, name)) {
                true => Matched::Yes,
                false => Matched::No,
            }
        }
        FirewallDomains::Unlisted(list) => Matched::Perhaps(Unknown::Undecidable(format!(
            "whether domain list {list} of DNS Firewall holds {name}: its names cannot be listed"
        ))),
        FirewallDomains::Recognized => Matched::Perhaps(Unknown::Undecidable(format!(
            "whether rule {} of DNS Firewall recognizes {name}",
            label(rule)
        ))),
    }
}

/// `example.com` means that name only, `*.example.com` those below it, `*` all.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_UpdateFirewallDomains.html>
fn is_meant(domain: &str, name: &str) -> bool {
    match domain.strip_prefix('*') {
        None => domain == name,
        Some("") => true,
        Some(suffix) => name.len() > suffix.len() && name.ends_with(suffix),
    }
}

fn blocked(
    group: &DnsControl,
    rule: &FirewallRule,
    name: &str,
    kind: RecordType,
    trail: &Trail,
) -> Found {
    let answer = match rule.response.as_deref() {
        Some("OVERRIDE") => "answers another name for it",
        Some("NXDOMAIN") => "answers that it does not exist",
        _ => "answers nothing",
    };
    let types = match kind {
        _ if rule.query_type.is_none() => "",
        RecordType::Aaaa => " (AAAA)",
        _ => " (A)",
    };
    let mut evidence = trail.evidence.clone();
    evidence.push(Evidence::record(group.source));
    evidence.push(Evidence::record(rule.source));
    if let FirewallDomains::Listed(domains) = &rule.domains {
        let met = domains.iter().find(|(domain, _)| is_meant(domain, name));
        evidence.extend(met.map(|(_, source)| Evidence::record(*source)));
    }
    Found::fail(
        Cause::DnsFirewallBlocks,
        subject(group),
        format!(
            "DNS Firewall rule {} blocks {name}{types} and {answer}",
            label(rule)
        ),
        evidence,
    )
}

fn label(rule: &FirewallRule) -> &str {
    rule.name.as_deref().unwrap_or("without a name")
}

fn subject(group: &DnsControl) -> Subject {
    Subject::new("dns-firewall-rule-group", group.id.as_str())
}
