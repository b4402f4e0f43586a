//! How to open the paths of a target.

use crate::analysis::{ManualStep, Remedy, RemedyStep};
use crate::report::v1;

pub(super) fn of(remedy: &Remedy) -> v1::Plan {
    v1::Plan {
        verified: remedy.is_verified(),
        verdict_after: remedy.after.into(),
        steps: remedy.steps.iter().map(step).collect(),
        manual: remedy.manual.iter().map(manual).collect(),
        assumptions: remedy.assumptions.clone(),
        harmed: remedy.harmed.clone(),
    }
}

fn step(step: &RemedyStep) -> v1::PlanStep {
    v1::PlanStep {
        rule: step.rule.code().to_owned(),
        subject: (&step.subject).into(),
        aws_cli: step.aws_cli.clone(),
        terraform: step.terraform.clone(),
        cloudformation: step.cloudformation.clone(),
    }
}

fn manual(step: &ManualStep) -> v1::ManualStep {
    v1::ManualStep {
        rule: step.rule.code().to_owned(),
        subject: (&step.subject).into(),
        summary: step.summary.clone(),
    }
}
