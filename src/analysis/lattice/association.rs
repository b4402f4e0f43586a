use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Finding, Fix, Rule};
use crate::topology::PrivateEndpoint;

/// LAT003: the resource configuration must be joined to the service network of the gateway.
///
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/vpc-egress-private-endpoints.html>
pub(in crate::analysis) struct AssociationNotActive;

impl Analyzer for AssociationNotActive {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::LAT003]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let endpoint = case
            .config()
            .and_then(|config| config.private_endpoint.as_ref());
        let Some(PrivateEndpoint::SelfManaged {
            resource_configuration,
        }) = endpoint
        else {
            return Vec::new();
        };
        case.report(Rule::LAT003, |_| {
            let mut aws_cli = vec![format!(
                "aws vpc-lattice list-service-network-resource-associations \
                 --resource-configuration-identifier {}",
                quote(resource_configuration)
            )];
            aws_cli.extend(case.update_target("."));
            Fix {
                summary:
                    "look up failureCode, then update the target, so that AgentCore tries the \
                          association again with the caller's vpc-lattice permissions"
                        .into(),
                aws_cli,
            }
        })
    }
}
