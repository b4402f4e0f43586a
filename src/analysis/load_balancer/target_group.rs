use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::fault::Fault;
use crate::analysis::{Finding, Fix, Rule};
use crate::reach::Cause;

/// LB001 and LB002: a target group without healthy targets, or without targets.
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html>
pub(in crate::analysis) struct TargetGroupUnfit;

impl Analyzer for TargetGroupUnfit {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::LB001, Rule::LB002]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings = case.report(Rule::LB001, health);
        findings.extend(case.report(Rule::LB002, |fault| {
            Fix {
                summary:
                    "register targets; on Kubernetes, look whether the Service or Ingress behind \
                      the group still exists and has ready pods"
                        .into(),
                aws_cli: vec![describe(fault)],
            }
        }));
        findings
    }
}

fn health(fault: &Fault<'_>) -> Fix {
    let summary = match fault.cause() {
        Some(Cause::FailOpen) => {
            "serving only through fail-open: let the health check ask for a path that answers with \
             a code of the matcher (MCP servers often answer 404 or 406 to GET /)"
        }
        _ => {
            "start the targets, or open the way to the health-check port; the findings about the \
             way from load balancer to target say where"
        }
    };
    Fix {
        summary: summary.into(),
        aws_cli: vec![describe(fault)],
    }
}

fn describe(fault: &Fault<'_>) -> String {
    format!(
        "aws elbv2 describe-target-health --target-group-arn {}",
        quote(&fault.subject.id)
    )
}
