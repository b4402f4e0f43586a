use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Finding, Fix, Rule};

/// DNS003: a private hosted zone answers only in the VPCs it is associated with. Peering and
/// transit gateways do not extend it.
///
/// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-associate-vpcs.html>
pub(in crate::analysis) struct ZoneNotAssociated;

impl Analyzer for ZoneNotAssociated {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::DNS003]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let gateway = case.resource_gateway();
        let vpc = case.entry_vpc();
        let region = &case.gateway.region;
        case.report(Rule::DNS003, |fault| {
            let command = vpc.map(|vpc| {
                format!(
                    "aws route53 associate-vpc-with-hosted-zone --hosted-zone-id {} --vpc {}",
                    quote(&fault.subject.id),
                    quote(&format!("VPCRegion={region},VPCId={vpc}"))
                )
            });
            let name = gateway.map_or("the resource gateway", |gateway| gateway.id.as_str());
            Fix {
                summary: format!(
                    "associate the zone with the VPC of {name}; if another account owns the zone, \
                     it first authorizes that (create-vpc-association-authorization)"
                ),
                aws_cli: command.into_iter().collect(),
            }
        })
    }
}
