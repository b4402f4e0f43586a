use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Confidence, Finding, Fix, Rule};
use crate::reach::{Evidence, Subject};
use crate::topology::{DnsResolution, DnsServers};

/// DNS011: with `IN_VPC` the resource gateway asks the servers of the VPC's DHCP options, which need
/// not know the private hosted zones.
///
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/resource-gateway.html>
pub(in crate::analysis) struct CustomServers;

impl Analyzer for CustomServers {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::DNS011]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let in_vpc = case
            .resource_gateway()
            .is_some_and(|gateway| gateway.dns_resolution == Some(DnsResolution::InVpc));
        let vpc = case
            .entry_vpc()
            .and_then(|id| case.topology.vpc(id).found());
        let Some((vpc, DnsServers::Custom(servers, source))) =
            vpc.filter(|_| in_vpc).map(|vpc| (vpc, &vpc.dns_servers))
        else {
            return Vec::new();
        };
        let mut servers = servers.clone();
        servers.sort();
        vec![Finding {
            rule: Rule::DNS011,
            severity: Rule::DNS011.severity(),
            confidence: Confidence::High,
            subject: Subject::new("vpc", vpc.id.as_str()).named(vpc.name.clone()),
            message: format!(
                "{} asks its own DNS servers ({}): whether they know {} is not part of AWS's configuration",
                vpc.id,
                servers.join(", "),
                case.journey.resolution.host
            ),
            evidence: vec![Evidence::record(*source)],
            fix: Fix {
                summary: "let the servers forward names of private hosted zones to the Route 53 Resolver of the \
                          VPC, recurse over UDP, and be reachable from the subnets of the resource gateway on \
                          port 53"
                    .into(),
                aws_cli: vec![format!(
                    "aws ec2 describe-vpcs --vpc-ids {} --query 'Vpcs[].DhcpOptionsId'",
                    quote(vpc.id.as_str())
                )],
            },
            assumption: None,
        }]
    }
}
