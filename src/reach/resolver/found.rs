//! What a look-up found so far.

use std::collections::BTreeSet;

use crate::reach::{Answer, Cause, Evidence, Outcome, Step, StepKind, Subject, Unknown};
use crate::topology::Missing;

/// The result of looking up one name, or one branch of it.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) steps: Vec<Step>,
    pub(super) answers: Vec<Answer>,
    /// Something could not be decided: there may be more answers, or others.
    pub(super) undecided: bool,
    pub(super) assumptions: BTreeSet<String>,
    /// A private hosted zone or the private DNS of an endpoint took part.
    pub(super) private: bool,
}

impl Found {
    /// Something answers.
    pub(super) fn pass(subject: Subject, summary: String, evidence: Vec<Evidence>) -> Self {
        Self::step(subject, Outcome::Pass, summary, evidence)
    }

    /// Nothing will answer.
    pub(super) fn fail(
        cause: Cause,
        subject: Subject,
        summary: String,
        evidence: Vec<Evidence>,
    ) -> Self {
        Self::step(subject, Outcome::Fail(cause), summary, evidence)
    }

    /// It cannot be told what answers.
    pub(super) fn unknown(why: Unknown, subject: Subject, evidence: Vec<Evidence>) -> Self {
        let summary = why.to_string();
        Self {
            undecided: true,
            ..Self::step(subject, Outcome::Unknown(why), summary, evidence)
        }
    }

    /// Evidence is missing.
    pub(super) fn missing(missing: Missing, subject: Subject) -> Self {
        Self::unknown(Unknown::Missing(missing), subject, Vec::new())
    }

    /// One step.
    pub(super) fn step(
        subject: Subject,
        outcome: Outcome,
        summary: String,
        evidence: Vec<Evidence>,
    ) -> Self {
        let step = Step {
            kind: StepKind::Name,
            subject,
            outcome,
            summary,
            evidence,
        };
        Self {
            steps: vec![step],
            ..Self::default()
        }
    }

    /// The same with a sentence that was taken for granted.
    pub(super) fn assuming(mut self, assumption: String) -> Self {
        self.assumptions.insert(assumption);
        self
    }

    /// What was found before and what follows from it.
    pub(super) fn then(mut self, next: Self) -> Self {
        self.steps.extend(next.steps);
        self.answers.extend(next.answers);
        self.undecided |= next.undecided;
        self.assumptions.extend(next.assumptions);
        self.private |= next.private;
        self
    }

    /// What any of several branches may answer. A branch that certainly has no answer is only a
    /// reservation while another one may have some.
    pub(super) fn any(branches: Vec<Self>) -> Self {
        let all_fail = branches.iter().all(Self::has_failed);
        let mut found = Self::default();
        for mut branch in branches {
            if !all_fail && branch.has_failed() {
                for step in &mut branch.steps {
                    if let Outcome::Fail(cause) = step.outcome {
                        step.outcome = Outcome::Warn(cause);
                    }
                }
            }
            found = found.then(branch);
        }
        found
    }

    /// Whether it is certain that there is no answer.
    pub(super) fn has_failed(&self) -> bool {
        self.answers.is_empty() && !self.undecided
    }
}
