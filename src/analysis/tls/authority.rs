use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Finding, Fix, Rule};

/// TLS007 and TLS008: the registered private authority must be one, and vouch for the server.
///
/// AWS copies and checks it when the target is made or updated.
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-vpc-egress.html>
pub(in crate::analysis) struct RegisteredAuthority;

impl Analyzer for RegisteredAuthority {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::TLS007, Rule::TLS008]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings = case.report(Rule::TLS007, |_| Fix {
            summary: "correct the file (PEM, one authority with CA:TRUE and its chain, valid, at \
                      most 16,384 bytes), then update the target: it keeps a copy of the file"
                .into(),
            aws_cli: case.update_target("."),
        });
        findings.extend(case.report(Rule::TLS008, |_| {
            Fix {
                summary: "put the authority that the server's chain ends in into the file that \
                      certificateConfigurations name, then update the target: it keeps a copy of \
                      the file"
                    .into(),
                aws_cli: case.update_target("."),
            }
        }));
        findings
    }
}
