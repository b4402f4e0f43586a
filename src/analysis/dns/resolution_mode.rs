use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Confidence, Finding, Fix, Rule};
use crate::topology::ResourceGateway;

/// DNS002: a resource gateway in PUBLIC mode does not see private hosted zones.
///
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/resource-gateway.html>
pub(in crate::analysis) struct PublicResolution;

impl Analyzer for PublicResolution {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::DNS002]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let assumption = case
            .journey
            .assumptions
            .iter()
            .find(|assumption| assumption.contains("public hosted zone"));
        let findings = case.report(Rule::DNS002, |_| match case.resource_gateway() {
            Some(gateway) if !case.is_managed() => in_vpc(gateway),
            _ => Fix {
                summary: "set routingDomain to a name that public DNS knows (that of the load \
                          balancer or endpoint), or recreate the target: resource gateways made \
                          since May 2026 can resolve in the VPC"
                    .into(),
                aws_cli: Vec::new(),
            },
        });
        findings
            .into_iter()
            .map(|finding| Finding {
                confidence: assumption.map_or(Confidence::High, |_| Confidence::Medium),
                assumption: assumption.cloned(),
                ..finding
            })
            .collect()
    }
}

fn in_vpc(gateway: &ResourceGateway) -> Fix {
    Fix {
        summary: "let the resource gateway resolve names in its VPC; an AWS CLI that refuses the \
                  option is older than May 2026"
            .into(),
        aws_cli: vec![format!(
            "aws vpc-lattice update-resource-gateway --resource-gateway-identifier {} \
             --resource-config-dns-resolution IN_VPC",
            quote(gateway.id.as_str())
        )],
    }
}
