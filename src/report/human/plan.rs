//! The plan of a target: what to change, and what is left for people.

use std::io;

use anstyle::AnsiColor;

use crate::report::text::command_lines;
use crate::report::v1::{Plan, PlanStep, Target, Verdict};
use crate::report::{Language, Printer, Text};

/// Writes the plan of a target after the findings that it answers, unless one of these says it all.
pub(super) fn write(target: &Target, printer: &mut Printer<'_>) -> io::Result<()> {
    let Some(plan) = &target.plan else {
        return Ok(());
    };
    let by_commands = printer.view().language == Language::AwsCli;
    if plan.steps.is_empty() || by_commands && is_said(plan, target) {
        return Ok(());
    }
    printer.blank()?;
    printer.wrapped(&Text::new().bold("plan: "), &outcome(plan).as_str().into())?;
    for (index, step) in plan.steps.iter().enumerate() {
        write_step(index + 1, step, printer)?;
    }
    for step in &plan.manual {
        let lead = Text::from("  by hand: ");
        let what = format!("{} {}", step.rule, step.summary);
        printer.wrapped(&lead, &what.as_str().into())?;
    }
    for assumption in &plan.assumptions {
        let lead = Text::from("  = ").bold("note: ");
        printer.wrapped(&lead, &format!("this assumes that {assumption}").into())?;
    }
    for name in &plan.harmed {
        let lead = Text::from("  = ").bold("caution: ");
        printer.wrapped(&lead, &format!("{name} would be worse off").into())?;
    }
    Ok(())
}

/// Whether one finding shows all commands.
fn is_said(plan: &Plan, target: &Target) -> bool {
    let mut sufficient = target
        .findings
        .iter()
        .filter(|finding| finding.fix.sufficient);
    sufficient.any(|finding| {
        let mut steps = plan.steps.iter();
        steps.all(|step| {
            let mut lines = step.aws_cli.lines();
            lines.all(|line| finding.fix.aws_cli.iter().any(|command| command == line))
        })
    })
}

/// One line that says what the steps are worth.
fn outcome(plan: &Plan) -> String {
    let steps = super::count(plan.steps.len(), "step");
    if plan.verified {
        return format!("{steps}, proven on the model: every path is open afterwards");
    }
    let left = match plan.verdict_after {
        Verdict::Unknown => {
            "afterwards nothing fails, and evidence that is missing decides".to_owned()
        }
        Verdict::Reachable => "every path is open afterwards".to_owned(),
        verdict @ (Verdict::Blocked | Verdict::Degraded) => {
            format!(
                "still {} afterwards, until the rest is done by hand",
                verdict.as_str()
            )
        }
    };
    format!("{steps}; {left}")
}

fn write_step(number: usize, step: &PlanStep, printer: &mut Printer<'_>) -> io::Result<()> {
    let lead = Text::from(format!("  {number}. "));
    let what = format!("{} {}", step.rule, step.subject.id);
    printer.wrapped(&lead, &what.as_str().into())?;
    let other = match printer.view().language {
        Language::AwsCli => None,
        Language::Terraform => step.terraform.as_deref(),
        Language::CloudFormation => step.cloudformation.as_deref(),
    };
    let style = AnsiColor::Cyan.on_default();
    let lines: Vec<String> = match other {
        Some(text) => text.lines().map(str::to_owned).collect(),
        // What changes a member of a resource that exists has no block of its own.
        None => step
            .aws_cli
            .lines()
            .flat_map(|line| command_lines(line, printer.view().width.saturating_sub(6)))
            .collect(),
    };
    for line in lines {
        printer.line(&Text::from("      ").styled(style, line))?;
    }
    Ok(())
}
