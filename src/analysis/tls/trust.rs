use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Confidence, Finding, Fix, Rule};

/// TLS001, TLS002 and TLS011: whether the gateway trusts who issued the certificate.
///
/// It trusts public authorities; with `certificateConfigurations` the registered private one.
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-vpc-egress.html>
pub(in crate::analysis) struct CertificateTrust;

impl Analyzer for CertificateTrust {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::TLS001, Rule::TLS002, Rule::TLS011]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        // Where the bundle lies is the user's knowledge, so no command is complete.
        let mut findings = case.report(Rule::TLS001, |_| Fix {
            summary:
                "register the private authority: put its PEM (at most 16 KB, CA:TRUE) into S3 \
                      or Secrets Manager and name it in certificateConfigurations of the target; \
                      or serve a public certificate"
                    .into(),
            aws_cli: Vec::new(),
        });
        findings.extend(case.report(Rule::TLS002, |_| {
            Fix {
                summary:
                    "replace the certificate by one that an authority issued, and register that \
                      authority in certificateConfigurations unless it is public"
                        .into(),
                aws_cli: Vec::new(),
            }
        }));
        let public = case.report(Rule::TLS011, |_| Fix {
            summary:
                "take the private authority out of the target, which returns it to public trust"
                    .into(),
            aws_cli: case.update_target("del(.certificateConfigurations)"),
        });
        findings.extend(public.into_iter().map(|finding| {
            Finding {
            confidence: Confidence::Medium,
            assumption: Some(
                "a registered private authority takes the place of public trust; AWS implies this \
                 and does not state it"
                    .into(),
            ),
            ..finding
        }
        }));
        findings
    }
}
