use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::fault::Fault;
use crate::analysis::{Finding, Fix, Rule};
use crate::reach::Cause;
use crate::topology::CertificateArn;

/// TLS006, TLS012 and TLS013: every certificate between the server's own and an authority must be
/// sent, strong, and made for its place.
///
/// <https://www.rfc-editor.org/rfc/rfc5280#section-6>
pub(in crate::analysis) struct CertificateChain;

impl Analyzer for CertificateChain {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::TLS006, Rule::TLS012, Rule::TLS013]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings = case.report(Rule::TLS006, |fault| {
            let summary = match fault.cause() {
                Some(Cause::ChainDisordered) => {
                    "send the certificates in order: the server's own, then each after the one \
                     that it issued"
                }
                _ => {
                    "send the missing certificate too: the server's own, then its issuer, and so \
                     on up to the one below the root"
                }
            };
            import(case, fault, summary)
        });
        findings.extend(case.report(Rule::TLS012, |fault| {
            import(
                case,
                fault,
                "have the certificate issued anew: a key of RSA 2048 or P-256 at least, signed \
                 with SHA-256 or better",
            )
        }));
        findings.extend(case.report(Rule::TLS013, |fault| {
            import(
                case,
                fault,
                "have the certificate issued anew, with the usage and the names that it is used \
                 for",
            )
        }));
        findings
    }
}

/// The command, if ACM has the certificate; any other server needs hands.
fn import(case: &Case<'_>, fault: &Fault<'_>, summary: &str) -> Fix {
    let evidence = fault.evidence();
    let served = case.topology.certificates().into_iter().find(|one| {
        let own = CertificateArn::from(fault.subject.id.as_str());
        one.arn == own || evidence.iter().any(|piece| piece.source == one.source)
    });
    let command = served.map(|one| {
        format!(
            "aws acm import-certificate --certificate-arn {} --certificate fileb://leaf.pem \
             --private-key fileb://key.pem --certificate-chain fileb://chain.pem",
            quote(one.arn.as_str())
        )
    });
    Fix {
        summary: summary.to_owned(),
        aws_cli: command.into_iter().collect(),
    }
}
