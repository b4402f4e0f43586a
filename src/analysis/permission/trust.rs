use serde_json::json;

use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Finding, Fix, Rule};
use crate::reach::permission::partition;

/// IAM002: AgentCore does everything for a gateway as its role.
///
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-prerequisites-permissions.html>
pub(in crate::analysis) struct RoleNotAssumable;

impl Analyzer for RoleNotAssumable {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::IAM002]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let gateway = case.gateway;
        let partition = gateway.role.as_deref().map_or("aws", partition);
        let (account, region) = (&gateway.account, &gateway.region);
        let document = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow",
            "Principal": {"Service": "bedrock-agentcore.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account},
                "ArnLike": {
                    "aws:SourceArn":
                        format!("arn:{partition}:bedrock-agentcore:{region}:{account}:gateway/*")
                }
            }
        }]});
        case.report(Rule::IAM002, |fault| Fix {
            summary: format!(
                "let bedrock-agentcore.amazonaws.com assume role {}; the command replaces the \
                 whole trust policy",
                fault.subject.id
            ),
            aws_cli: vec![format!(
                "aws iam update-assume-role-policy --role-name {} --policy-document {}",
                quote(&fault.subject.id),
                quote(&document.to_string())
            )],
        })
    }
}
