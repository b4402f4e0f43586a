use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Confidence, Finding, Fix, Rule, Severity};

/// IAM003: in managed mode AgentCore makes the resource gateway with a role of its own.
///
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-vpc-egress.html>
pub(in crate::analysis) struct ServiceRoleMissing;

impl Analyzer for ServiceRoleMissing {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::IAM003]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings = case.report(Rule::IAM003, |_| Fix {
            summary: "make the service-linked role once, or let whoever makes targets do it".into(),
            aws_cli: vec![
                "aws iam create-service-linked-role \
                 --aws-service-name bedrock-agentcore.amazonaws.com"
                    .into(),
            ],
        });
        for finding in &mut findings {
            if finding.severity < Severity::Error {
                finding.confidence = Confidence::Low;
                finding.assumption = Some("whoever makes the target may not make the role".into());
            }
        }
        findings
    }
}
