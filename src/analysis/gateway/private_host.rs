use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Finding, Fix, Rule};

/// GW003: without a private endpoint the gateway calls the host over the internet.
///
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/vpc-egress-private-endpoints.html>
pub(in crate::analysis) struct PrivateHostWithoutEndpoint;

impl Analyzer for PrivateHostWithoutEndpoint {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::GW003]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        // Which VPC, subnets and groups to use is the user's choice, so no command is complete.
        case.report(Rule::GW003, |_| Fix {
            summary: format!(
                "give the target a privateEndpoint: managedVpcResource with a VPC that reaches {}, \
                 subnets of two zones and a security group of its own",
                case.host()
            ),
            aws_cli: Vec::new(),
        })
    }
}
