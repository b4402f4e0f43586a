//! Proven fixes: the commands of findings are applied to the topology in memory, and the target is
//! judged again.
//!
//! What is proven is what is printed: an [`Edit`] is read from the very command.

mod edit;
mod plan;
mod shell;
mod target;
mod template;

use crate::reach::{Subject, Verdict};
use crate::topology::Topology;

use super::{Diagnosis, Rule};

pub use edit::{Edit, Transport};
pub use plan::rediagnose;
pub use target::TargetPart;

/// The smallest set of changes that opens the paths of a target as far as configuration can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// Changes, in the order in which they were found; none of them can be left out.
    pub steps: Vec<RemedyStep>,
    /// What is left for people, because no configuration of AWS brings it about.
    pub manual: Vec<ManualStep>,
    /// What was taken for granted, one sentence each.
    pub assumptions: Vec<String>,
    /// What the target comes to once the steps are done.
    pub after: Verdict,
    /// Names of other targets that the steps leave worse off, sorted.
    pub harmed: Vec<String>,
}

impl Remedy {
    /// Whether the steps alone open every path.
    pub fn is_verified(&self) -> bool {
        !self.steps.is_empty() && self.after == Verdict::Reachable
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemedyStep {
    /// The rule that asks for it.
    pub rule: Rule,
    /// The resource at fault.
    pub subject: Subject,
    /// What it does to the model.
    pub edit: Edit,
    /// The command, complete.
    pub aws_cli: String,
    /// The same in Terraform, if there is a resource for it.
    pub terraform: Option<String>,
    /// The same in CloudFormation (YAML), if there is a resource for it.
    pub cloudformation: Option<String>,
}

/// What people have to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManualStep {
    /// The rule that asks for it.
    pub rule: Rule,
    /// The resource at fault.
    pub subject: Subject,
    /// One sentence.
    pub summary: String,
}

/// What was found out about the fix of one finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// The fix was applied to the model, and the finding was gone.
    pub verified: bool,
    /// The fix alone makes the target reachable.
    pub sufficient: bool,
}

/// Finds the remedy of every target that is blocked or degraded, and proves the fix of each of its
/// findings. The topology is as before when this returns.
pub fn prove(topology: &mut Topology, diagnosis: &mut Diagnosis) {
    let others: Vec<_> = diagnosis
        .targets
        .iter()
        .map(|target| {
            (
                target.journey.gateway.clone(),
                target.journey.target.clone(),
                target.journey.verdict,
            )
        })
        .collect();
    for target in &mut diagnosis.targets {
        if matches!(target.journey.verdict, Verdict::Blocked | Verdict::Degraded) {
            let found = plan::plan(topology, target, &others);
            target.proofs = found.proofs;
            target.remedy = Some(found.remedy);
        }
    }
}
