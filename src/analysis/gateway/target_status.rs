use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Finding, Fix, Rule};

/// GW001: a target that is not READY does not serve, whatever the network does.
///
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-vpc-egress.html>
pub(in crate::analysis) struct TargetNotReady;

impl Analyzer for TargetNotReady {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::GW001]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        case.report(Rule::GW001, |_| Fix {
            summary:
                "mend what statusReasons and the other findings name, then update the target: \
                      that tries again"
                    .into(),
            aws_cli: vec![format!(
                "aws bedrock-agentcore-control get-gateway-target --gateway-identifier {} \
                 --target-id {} --query '[status,statusReasons]'",
                quote(case.gateway.id.as_str()),
                quote(case.target.id.as_str()),
            )],
        })
    }
}
