use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::api_gateway::api_of;
use crate::analysis::command::quote;
use crate::analysis::{Confidence, Finding, Fix, Rule};
use crate::reach::{Evidence, Subject};
use crate::topology::{DnsResolution, RestApiId};

/// VPCE004: with private DNS an execute-api endpoint answers for every API of the Region, and it only
/// serves private ones.
///
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html>
pub(in crate::analysis) struct PrivateDnsCaptures;

impl Analyzer for PrivateDnsCaptures {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::VPCE004]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let Some(id) = api_of(case.host()) else {
            return Vec::new();
        };
        // A routing domain is what is resolved instead.
        if case.journey.resolution.host != case.host() {
            return Vec::new();
        }
        let api = case.topology.rest_api(&RestApiId::from(id)).found();
        let asks_vpc = case
            .resource_gateway()
            .is_some_and(|gateway| gateway.dns_resolution == Some(DnsResolution::InVpc));
        let Some(api) = api.filter(|api| asks_vpc && !api.is_private() && !api.types.is_empty())
        else {
            return Vec::new();
        };
        let endpoints = case.topology.endpoints().into_iter();
        let capturing = endpoints.filter(|endpoint| {
            endpoint.private_dns
                && endpoint.service.ends_with(".execute-api")
                && endpoint.vpc.as_ref() == case.entry_vpc()
        });
        let findings = capturing.map(|endpoint| Finding {
            rule: Rule::VPCE004,
            severity: Rule::VPCE004.severity(),
            confidence: Confidence::High,
            subject: Subject::new("vpc-endpoint", endpoint.id.as_str()),
            message: format!(
                "{} answers for {} in this VPC, and API {} is {}, not private",
                endpoint.id,
                case.host(),
                api.id,
                api.types.join(", ")
            ),
            evidence: vec![
                Evidence::part(endpoint.source, "/PrivateDnsEnabled"),
                Evidence::part(api.source, "/endpointConfiguration/types"),
            ],
            fix: Fix {
                summary: "call the API by a custom domain name, or turn private DNS of the endpoint off; then private \
                          APIs have to be called as {api}-{endpoint}.execute-api"
                    .into(),
                aws_cli: vec![format!(
                    "aws ec2 modify-vpc-endpoint --vpc-endpoint-id {} --no-private-dns-enabled",
                    quote(endpoint.id.as_str())
                )],
            },
            assumption: None,
        });
        findings.collect()
    }
}
