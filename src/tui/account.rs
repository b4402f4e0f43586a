//! What is looked at: the report of an account, the model behind it, and changes of that model in
//! memory.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::analysis::{Considered, Diagnosis, Edit, prove, rediagnose};
use crate::report::Report;
use crate::report::v1::{Finding, Target};
use crate::topology::{Change, Topology};

/// Pointers by file.
pub type Pointers = BTreeMap<String, BTreeSet<String>>;

/// Values by file and pointer.
pub type Values = BTreeMap<String, BTreeMap<String, Value>>;

/// Reads values of the evidence again; what cannot be read is left out.
pub type Quote = Arc<dyn Fn(&Pointers) -> Values + Send + Sync>;

/// An account, and what was found out about it.
pub struct Account {
    report: Report,
    topology: Topology,
    quote: Quote,
    /// Targets as they are with the changes, where these were judged again.
    changed: BTreeMap<usize, Target>,
    applied: Vec<Applied>,
    undone: Vec<Proposal>,
    /// Targets that are still to be judged with the changes.
    pending: VecDeque<usize>,
}

/// A change that somebody may try.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// What it is, in one line.
    pub label: String,
    /// The same as commands of the AWS CLI.
    pub commands: Vec<String>,
    what: What,
    /// The rule that it takes out: the resource that has it, and what it says.
    removed: Option<(String, String)>,
}

#[derive(Clone, Debug)]
enum What {
    Edits(Vec<Edit>),
    Change(Box<Change>),
}

/// A change that was made.
#[derive(Debug)]
pub(super) struct Applied {
    /// What was asked for.
    pub(super) proposal: Proposal,
    /// Takes it back, the last one first.
    inverse: Vec<Change>,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("summary", &self.report.summary)
            .field("applied", &self.applied)
            .finish_non_exhaustive()
    }
}

impl Account {
    /// An account without changes.
    pub fn new(report: Report, topology: Topology, quote: Quote) -> Self {
        Self {
            report,
            topology,
            quote,
            changed: BTreeMap::new(),
            applied: Vec::new(),
            undone: Vec::new(),
            pending: VecDeque::new(),
        }
    }

    /// The report, without the changes.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The model, with the changes.
    pub(super) fn topology(&self) -> &Topology {
        &self.topology
    }

    /// What reads evidence again.
    pub(super) fn quote(&self) -> Quote {
        Arc::clone(&self.quote)
    }

    /// How many targets there are.
    pub(super) fn len(&self) -> usize {
        self.report.targets.len()
    }

    /// A target as it is with the changes.
    pub(super) fn target(&self, index: usize) -> Option<&Target> {
        self.changed
            .get(&index)
            .or_else(|| self.report.targets.get(index))
    }

    /// A target as it was observed.
    pub(super) fn observed(&self, index: usize) -> Option<&Target> {
        self.report.targets.get(index)
    }

    /// Every target as it is with the changes.
    pub(super) fn targets(&self) -> impl Iterator<Item = &Target> {
        let targets = self.report.targets.iter().enumerate();
        targets.map(|(index, target)| self.changed.get(&index).unwrap_or(target))
    }

    /// The changes in memory, in the order in which they were made.
    pub(super) fn applied(&self) -> &[Applied] {
        &self.applied
    }

    /// Whether a change was taken back and can be made again.
    pub(super) fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// How many targets are still to be judged with the changes.
    pub(super) fn pending(&self) -> usize {
        self.pending.len()
    }

    /// Makes a change, and judges the target that is looked at. `false` if the model does not hold
    /// what it changes.
    pub(super) fn apply(&mut self, proposal: Proposal, looked_at: usize) -> bool {
        if !self.make(proposal) {
            return false;
        }
        self.undone.clear();
        self.judge_all(looked_at);
        true
    }

    /// Takes the last change back; `None` if there is none.
    pub(super) fn undo(&mut self, looked_at: usize) -> Option<String> {
        let proposal = self.take_last()?;
        let label = proposal.label.clone();
        self.undone.push(proposal);
        self.judge_all(looked_at);
        Some(label)
    }

    /// Makes the change again that was taken back last; `None` if there is none.
    pub(super) fn redo(&mut self, looked_at: usize) -> Option<String> {
        let proposal = self.undone.pop()?;
        let label = proposal.label.clone();
        self.make(proposal);
        self.judge_all(looked_at);
        Some(label)
    }

    /// Takes one of the changes back, wherever it stands in the list. Later ones stay, but for
    /// those that cannot be without it.
    pub(super) fn take_back(&mut self, index: usize, looked_at: usize) -> Option<String> {
        let mut later = Vec::new();
        while self.applied.len() > index + 1 {
            later.extend(self.take_last());
        }
        let proposal = self.take_last()?;
        for one in later.into_iter().rev() {
            self.make(one);
        }
        let label = proposal.label.clone();
        self.undone.clear();
        self.undone.push(proposal);
        self.judge_all(looked_at);
        Some(label)
    }

    /// Judges the next target that is still to be judged; `false` if there was none.
    pub(super) fn work(&mut self) -> bool {
        let Some(index) = self.pending.pop_front() else {
            return false;
        };
        self.judge(index, Proofs::Wanted);
        true
    }

    fn make(&mut self, proposal: Proposal) -> bool {
        let mut inverse = Vec::new();
        match &proposal.what {
            What::Change(change) => {
                inverse.extend(self.topology.apply(change.as_ref().clone()).ok());
            }
            What::Edits(edits) => {
                for edit in edits {
                    let change = edit.change(&self.topology);
                    inverse.extend(change.and_then(|change| self.topology.apply(change).ok()));
                }
            }
        }
        let is_made = !inverse.is_empty();
        if is_made {
            self.applied.push(Applied { proposal, inverse });
        }
        is_made
    }

    fn take_last(&mut self) -> Option<Proposal> {
        let Applied { proposal, inverse } = self.applied.pop()?;
        for change in inverse.into_iter().rev() {
            // What was just replaced is there.
            let _ = self.topology.apply(change);
        }
        Some(proposal)
    }

    /// Judges the target that is looked at now, and the others when there is time.
    fn judge_all(&mut self, looked_at: usize) {
        self.pending.clear();
        if self.applied.is_empty() {
            self.changed.clear();
            return;
        }
        self.judge(looked_at, Proofs::Later);
        let others = (0..self.len()).filter(|&index| index != looked_at);
        self.pending.push_back(looked_at);
        self.pending.extend(others);
    }

    fn judge(&mut self, index: usize, proofs: Proofs) {
        let Some(known) = self.report.targets.get(index) else {
            return;
        };
        let (gateway, target) = (
            known.gateway_id.as_str().into(),
            known.target_id.as_str().into(),
        );
        let Some(judged) = rediagnose(&self.topology, &gateway, &target) else {
            return;
        };
        let mut diagnosis = Diagnosis {
            targets: vec![judged],
            ..Diagnosis::default()
        };
        if proofs == Proofs::Wanted {
            prove(&mut self.topology, &mut diagnosis);
        }
        let report = Report::new(&diagnosis, &self.topology);
        if let Some(target) = report.targets.into_iter().next() {
            self.changed.insert(index, target);
        }
    }
}

/// Whether fixes are proven at once: that takes longer than judging.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proofs {
    Later,
    Wanted,
}

impl Proposal {
    /// The fix of a finding; `None` if its commands change nothing that is modelled.
    pub(super) fn fix(finding: &Finding) -> Option<Self> {
        let label = format!("{} {}", finding.rule, finding.fix.summary);
        Self::commands(label, finding.fix.aws_cli.clone())
    }

    /// All steps of the plan of a target; `None` if it has none.
    pub(super) fn plan(target: &Target) -> Option<Self> {
        let plan = target.plan.as_ref()?;
        let commands: Vec<String> = plan.steps.iter().map(|step| step.aws_cli.clone()).collect();
        let changes = match commands.len() {
            1 => "1 change".to_owned(),
            count => format!("{count} changes"),
        };
        Self::commands(format!("the plan for {}: {changes}", target.name), commands)
    }

    /// A rule taken out; `None` if nobody can do that.
    pub(super) fn removal(rule: &Considered) -> Option<Self> {
        let removal = rule.removal.as_ref()?;
        let text = rule.text.trim().to_owned();
        Some(Self {
            label: format!("{} without: {text}", rule.owner),
            commands: vec![removal.command.clone()],
            what: What::Change(Box::new(removal.change.clone())),
            removed: Some((rule.owner.clone(), text)),
        })
    }

    /// The rule that it takes out, if it does: the resource that has it, and what it says.
    pub(super) fn removed(&self) -> Option<&(String, String)> {
        self.removed.as_ref()
    }

    fn commands(label: String, commands: Vec<String>) -> Option<Self> {
        let edits: Vec<Edit> = commands
            .iter()
            .filter_map(|command| Edit::of(command))
            .collect();
        (!edits.is_empty()).then_some(Self {
            label,
            commands,
            what: What::Edits(edits),
            removed: None,
        })
    }
}
