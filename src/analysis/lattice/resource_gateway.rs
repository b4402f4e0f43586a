use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Finding, Fix, Rule};

/// LAT001: traffic enters the VPC only through an ACTIVE resource gateway.
///
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/resource-gateway.html>
pub(in crate::analysis) struct ResourceGatewayNotActive;

impl Analyzer for ResourceGatewayNotActive {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::LAT001]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        case.report(Rule::LAT001, |fault| Fix {
            summary: if case.is_managed() {
                "AgentCore owns this resource gateway: recreate the target, or update it with \
                 another set of subnets or groups, so that a new one is made"
                    .into()
            } else {
                "look up why it failed, then make a new resource gateway and move the resource \
                 configuration to it"
                    .into()
            },
            aws_cli: vec![format!(
                "aws vpc-lattice get-resource-gateway --resource-gateway-identifier {}",
                quote(&fault.subject.id)
            )],
        })
    }
}
