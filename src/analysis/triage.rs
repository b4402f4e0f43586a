//! Which findings a run is about.

use std::collections::BTreeSet;

use super::{Diagnosis, Rule};

/// Rules whose findings are reported. Verdicts do not depend on it: a path that is blocked stays
/// blocked whoever wants to hear of it.
#[derive(Clone, Debug, Default)]
pub struct Triage {
    /// Only these, if any are named.
    pub selected: BTreeSet<Rule>,
    /// None of these.
    pub ignored: BTreeSet<Rule>,
}

impl Triage {
    /// Takes out the findings of other rules, and counts them.
    pub fn apply(&self, diagnosis: &mut Diagnosis) {
        for target in &mut diagnosis.targets {
            let keep: Vec<bool> = target
                .findings
                .iter()
                .map(|finding| self.admits(finding.rule))
                .collect();
            diagnosis.left_out += keep.iter().filter(|keep| !**keep).count();
            let mut kept = keep.iter();
            target
                .findings
                .retain(|_| kept.next().copied().unwrap_or(true));
            let mut kept = keep.iter();
            target
                .proofs
                .retain(|_| kept.next().copied().unwrap_or(true));
        }
    }

    fn admits(&self, rule: Rule) -> bool {
        let selected = self.selected.is_empty() || self.selected.contains(&rule);
        selected && !self.ignored.contains(&rule)
    }
}
