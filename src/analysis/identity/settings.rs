use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Confidence, Finding, Fix, Rule};

/// IDP001 to IDP004: how a gateway knows its identity provider, and what that says of itself.
///
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/identity-idps.html>
pub(in crate::analysis) struct ProviderUnfit;

impl Analyzer for ProviderUnfit {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::IDP001, Rule::IDP002, Rule::IDP003, Rule::IDP004]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let fix = |summary: &str| Fix {
            summary: summary.into(),
            aws_cli: Vec::new(),
        };
        let mut findings = case.report(Rule::IDP001, |_| {
            fix("give the identity provider a privateEndpoint of its own, in the authorizer or in the \
                 credential provider; update-gateway replaces the whole gateway, so resend every member")
        });
        findings.extend(case.report(Rule::IDP002, |_| {
            fix("add the host to privateEndpointOverrides (at most 5), or let the provider use one host")
        }));
        findings.extend(case.report(Rule::IDP003, |_| {
            fix("let the provider publish the address under which the gateway knows it (Keycloak: \
                 KC_HOSTNAME, and X-Forwarded-Proto behind a load balancer), or correct the discovery URL")
        }));
        let audience = case.report(Rule::IDP004, |_| {
            fix("check allowedClients instead of allowedAudience, or let callers send ID tokens")
        });
        let unsure = |finding| Finding {
            confidence: Confidence::Medium,
            ..finding
        };
        findings.extend(audience.into_iter().map(unsure));
        findings
    }
}
