use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Finding, Fix, Rule};

/// GW002: a target with a user's grant serves nothing until that user has authorized it.
///
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-target-MCPservers.html>
pub(in crate::analysis) struct PendingAuthorization;

impl Analyzer for PendingAuthorization {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::GW002]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        case.report(Rule::GW002, |_| Fix {
            summary: "open the authorization URL within 10 minutes; after that, update the target \
                      to get a new one"
                .into(),
            aws_cli: vec![format!(
                "aws bedrock-agentcore-control get-gateway-target --gateway-identifier {} \
                 --target-id {} --query authorizationData.oauth2.authorizationUrl --output text",
                quote(case.gateway.id.as_str()),
                quote(case.target.id.as_str()),
            )],
        })
    }
}
