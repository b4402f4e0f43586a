//! The list of targets: order, filter, selection.

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
    /// The place of each target by name, and by gateway.
    names: Vec<u32>,
    gateways: Vec<u32>,
    facts: Vec<Facts>,
    /// How many targets have each verdict.
    verdicts: [usize; 4],
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
}

/// What the order depends on, for one target; numbers, so that ten thousand are sorted in no time.
#[derive(Clone, Copy, Debug, Default)]
struct Facts {
    /// The most urgent first.
    urgency: u32,
    /// The most and worst findings first.
    lightness: u32,
    worst: Option<Severity>,
}

impl Facts {
    fn of(target: &Target) -> Self {
        let verdict = match target.verdict {
            Verdict::Blocked => 0,
            Verdict::Degraded => 2,
            Verdict::Unknown => 4,
            Verdict::Reachable => 6,
        };
        let worst = target.findings.iter().map(|finding| finding.severity).max();
        let severity = match worst {
            Some(Severity::Error) => 0,
            Some(Severity::Warning) => 1,
            Some(Severity::Info) => 2,
            None => 3,
        };
        let few = 0xffff
            - u32::try_from(target.findings.len())
                .unwrap_or(0xffff)
                .min(0xffff);
        Self {
            urgency: verdict + u32::from(target.not_applicable),
            lightness: severity << 16 | few,
            worst,
        }
    }
}

impl Targets {
    /// Takes the targets of another account.
    pub(super) fn reset(&mut self, account: &Account) {
        let targets: Vec<&Target> = account.targets().collect();
        self.haystacks = targets
            .iter()
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
        self.names = ranks(&targets, |target| (&target.name, &target.gateway_name));
        self.gateways = ranks(&targets, |target| (&target.gateway_name, &target.name));
        self.learn(account);
    }

    /// Takes verdicts and findings as they are now.
    pub(super) fn learn(&mut self, account: &Account) {
        self.facts = account.targets().map(Facts::of).collect();
        self.verdicts = [0; 4];
        for target in account.targets() {
            self.verdicts[target.verdict as usize] += 1;
        }
    }

    /// How many targets have a verdict.
    pub(super) fn count(&self, verdict: Verdict) -> usize {
        self.verdicts[verdict as usize]
    }

    /// Chooses and orders anew; the selection stays with its target if that is still shown.
    pub(super) fn refresh(&mut self, selected: usize) {
        let wanted = self.filter.to_lowercase();
        let words: Vec<&str> = wanted.split_whitespace().collect();
        let rank = |ranks: &[u32], index: usize| ranks.get(index).copied().unwrap_or(u32::MAX);
        let mut shown: Vec<(u32, u32, usize)> = self
            .facts
            .iter()
            .enumerate()
            .filter(|(index, facts)| {
                let text = self.haystacks.get(*index).map_or("", String::as_str);
                self.least.is_none_or(|least| facts.worst >= Some(least))
                    && words.iter().all(|word| text.contains(word))
            })
            .map(|(index, facts)| {
                let first = match self.sort {
                    Sort::Verdict => facts.urgency,
                    Sort::Name => 0,
                    Sort::Gateway => rank(&self.gateways, index),
                    Sort::Findings => facts.lightness,
                };
                (first, rank(&self.names, index), index)
            })
            .collect();
        shown.sort_unstable();
        if self.reversed {
            shown.reverse();
        }
        self.shown = shown.into_iter().map(|(.., index)| index).collect();
        if let Some(row) = self.shown.iter().position(|&index| index == selected) {
            self.list.selected = row;
        }
    }
}

/// The place of each target in the order of some texts.
fn ranks<'a>(
    targets: &[&'a Target],
    key: impl Fn(&'a Target) -> (&'a String, &'a String),
) -> Vec<u32> {
    let mut order: Vec<usize> = (0..targets.len()).collect();
    order.sort_by_key(|&index| key(targets[index]));
    let mut ranks = vec![0; targets.len()];
    for (rank, index) in (0..).zip(order) {
        ranks[index] = rank;
    }
    ranks
}

/// The next threshold of a filter by severity.
pub(super) fn next_least(least: Option<Severity>) -> Option<Severity> {
    match least {
        None => Some(Severity::Warning),
        Some(Severity::Warning) => Some(Severity::Error),
        Some(_) => None,
    }
}
