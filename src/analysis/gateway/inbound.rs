use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Confidence, Finding, Fix, Rule};

/// GW006: a private endpoint behind a gateway that admits everybody.
///
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-vpc-egress.html>
pub(in crate::analysis) struct NoInboundAuthorization;

impl Analyzer for NoInboundAuthorization {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::GW006]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings = case.report(Rule::GW006, |_| Fix {
            // Which identity provider to trust is the user's choice. AWS_IAM needs none.
            summary: "set authorizerType to AWS_IAM (or to CUSTOM_JWT with an \
                      authorizerConfiguration), or attach an interceptor function"
                .into(),
            aws_cli: case.update_gateway(".authorizerType = \"AWS_IAM\""),
        });
        if case.target.status.as_deref() == Some("READY") {
            for finding in &mut findings {
                finding.confidence = Confidence::Medium;
                finding.assumption =
                    Some("AWS refuses this at every call, as it does when a target is made".into());
            }
        }
        findings
    }
}
