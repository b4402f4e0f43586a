//! The list of targets: order, filter, selection.

use std::cmp::Ordering;

use crate::report::v1::{Severity, Target, Verdict};

use super::account::Account;
use super::list::List;

/// Which targets are shown, and in which order.
#[derive(Debug, Default)]
pub(super) struct Targets {
    pub(super) list: List,
    pub(super) sort: Sort,
    pub(super) reversed: bool,
    pub(super) least: Option<Severity>,
    pub(super) filter: String,
    /// Indexes into the report.
    pub(super) shown: Vec<usize>,
    /// What the filter looks into, in lower case, for each target of the report.
    haystacks: Vec<String>,
}

/// What the order depends on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sort {
    /// The worst first.
    #[default]
    Verdict,
    Name,
    Gateway,
    /// Most findings, and the worst, first.
    Findings,
}

impl Sort {
    pub(super) fn next(self) -> Self {
        match self {
            Self::Verdict => Self::Name,
            Self::Name => Self::Gateway,
            Self::Gateway => Self::Findings,
            Self::Findings => Self::Verdict,
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Verdict => "verdict",
            Self::Name => "name",
            Self::Gateway => "gateway",
            Self::Findings => "findings",
        }
    }

    fn compare(self, one: &Target, other: &Target) -> Ordering {
        let names = || (&one.name, &one.gateway_name).cmp(&(&other.name, &other.gateway_name));
        match self {
            Self::Verdict => urgency(one).cmp(&urgency(other)).then_with(names),
            Self::Name => names(),
            Self::Gateway => one.gateway_name.cmp(&other.gateway_name).then_with(names),
            Self::Findings => weight(other).cmp(&weight(one)).then_with(names),
        }
    }
}

/// The most urgent first.
fn urgency(target: &Target) -> (u8, bool) {
    let verdict = match target.verdict {
        Verdict::Blocked => 0,
        Verdict::Degraded => 1,
        Verdict::Unknown => 2,
        Verdict::Reachable => 3,
    };
    (verdict, target.not_applicable)
}

fn weight(target: &Target) -> (Option<Severity>, usize) {
    let worst = target.findings.iter().map(|finding| finding.severity).max();
    (worst, target.findings.len())
}

impl Targets {
    /// Takes the targets of another account.
    pub(super) fn reset(&mut self, account: &Account) {
        self.haystacks = account
            .targets()
            .map(|target| {
                let rules = target.findings.iter().map(|finding| finding.rule.as_str());
                let rules: Vec<&str> = rules.collect();
                format!(
                    "{} {} {} {} {} {}",
                    target.name,
                    target.gateway_name,
                    target.target_id,
                    target.endpoint,
                    target.verdict.as_str(),
                    rules.join(" ")
                )
                .to_lowercase()
            })
            .collect();
    }

    /// Chooses and orders anew; the selection stays with its target if that is still shown.
    pub(super) fn refresh(&mut self, account: &Account, selected: usize) {
        let wanted = self.filter.to_lowercase();
        let words: Vec<&str> = wanted.split_whitespace().collect();
        let keeps = |index: usize, target: &Target| {
            let text = self.haystacks.get(index).map_or("", String::as_str);
            let worst = target.findings.iter().map(|finding| finding.severity).max();
            words.iter().all(|word| text.contains(word))
                && self.least.is_none_or(|least| worst >= Some(least))
        };
        let mut shown: Vec<(usize, &Target)> = account
            .targets()
            .enumerate()
            .filter(|(index, target)| keeps(*index, target))
            .collect();
        shown.sort_by(|(_, one), (_, other)| self.sort.compare(one, other));
        if self.reversed {
            shown.reverse();
        }
        self.shown = shown.into_iter().map(|(index, _)| index).collect();
        if let Some(row) = self.shown.iter().position(|&index| index == selected) {
            self.list.selected = row;
        }
    }
}

/// The next threshold of a filter by severity.
pub(super) fn next_least(least: Option<Severity>) -> Option<Severity> {
    match least {
        None => Some(Severity::Warning),
        Some(Severity::Warning) => Some(Severity::Error),
        Some(_) => None,
    }
}
