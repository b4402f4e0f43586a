use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Finding, Fix, Rule};
use crate::reach::Cause;

/// GW001: neither a target nor a gateway that is not READY serves, whatever the network does.
///
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-vpc-egress.html>
pub(in crate::analysis) struct TargetNotReady;

impl Analyzer for TargetNotReady {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::GW001]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        case.report(Rule::GW001, |fault| match fault.cause() {
            Some(Cause::GatewayNotReady | Cause::GatewayUpdateFailed) => of_gateway(case),
            _ => of_target(case),
        })
    }
}

fn of_gateway(case: &Case<'_>) -> Fix {
    Fix {
        summary:
            "wait if the gateway is being made; else mend what statusReasons names and update \
                  the gateway: that tries again"
                .into(),
        aws_cli: vec![format!(
            "aws bedrock-agentcore-control get-gateway --gateway-identifier {} \
             --query '[status,statusReasons]'",
            quote(case.gateway.id.as_str()),
        )],
    }
}

fn of_target(case: &Case<'_>) -> Fix {
    Fix {
        summary: "mend what statusReasons and the other findings name, then update the target: \
                      that tries again"
            .into(),
        aws_cli: vec![format!(
            "aws bedrock-agentcore-control get-gateway-target --gateway-identifier {} \
                 --target-id {} --query '[status,statusReasons]'",
            quote(case.gateway.id.as_str()),
            quote(case.target.id.as_str()),
        )],
    }
}
