use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Confidence, Finding, Fix, Rule};

/// GW008: the gateway puts a blank between the prefix and the key by itself.
///
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_ApiKeyCredentialProvider.html>
pub(in crate::analysis) struct CredentialPrefix;

impl Analyzer for CredentialPrefix {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::GW008]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let place = ".credentialProviderConfigurations[0].credentialProvider\
                     .apiKeyCredentialProvider";
        let mut findings = case.report(Rule::GW008, |fault| {
            let is_blank = matches!(fault.first().step.outcome, crate::reach::Outcome::Fail(_));
            if is_blank {
                Fix {
                    summary:
                        "end the prefix without a blank, or leave credentialPrefix out if the \
                              server wants the bare key"
                            .into(),
                    aws_cli: case.update_target(&format!(
                        "{place}.credentialPrefix |= sub(\"\\\\s+$\"; \"\")"
                    )),
                }
            } else {
                Fix {
                    summary: "leave credentialPrefix out if the server wants the bare key".into(),
                    aws_cli: case.update_target(&format!("del({place}.credentialPrefix)")),
                }
            }
        });
        for finding in &mut findings {
            // Reports of users, not AWS, tell what goes out.
            finding.confidence = Confidence::Medium;
        }
        findings
    }
}
