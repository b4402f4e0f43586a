use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Finding, Fix, Rule};
use crate::topology::{CertificateArn, CertificateKind};

/// TLS005: certificates have a first and a last day.
///
/// <https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html>
pub(in crate::analysis) struct CertificateValidity;

impl Analyzer for CertificateValidity {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::TLS005]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        case.report(Rule::TLS005, |fault| {
            let arn = CertificateArn::from(fault.subject.id.as_str());
            let kind = case
                .topology
                .certificate(&arn)
                .found()
                .map(|found| found.kind);
            match kind {
                Some(CertificateKind::AmazonIssued | CertificateKind::Private) => Fix {
                    summary: "let ACM renew it: restore the validation record that the command \
                              prints"
                        .into(),
                    aws_cli: vec![format!(
                        "aws acm describe-certificate --certificate-arn {} --query \
                         'Certificate.[RenewalEligibility,RenewalSummary,DomainValidationOptions]'",
                        quote(arn.as_str())
                    )],
                },
                _ => Fix {
                    summary: "import the renewed certificate: ACM does not renew imported ones"
                        .into(),
                    aws_cli: vec![format!(
                        "aws acm import-certificate --certificate-arn {} --certificate \
                         fileb://leaf.pem --private-key fileb://key.pem --certificate-chain \
                         fileb://chain.pem",
                        quote(arn.as_str())
                    )],
                },
            }
        })
    }
}
