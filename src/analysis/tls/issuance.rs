use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Finding, Fix, Rule};

/// TLS009: a certificate that ACM has not issued cannot be served.
///
/// <https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html>
pub(in crate::analysis) struct CertificateNotIssued;

impl Analyzer for CertificateNotIssued {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::TLS009]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        case.report(Rule::TLS009, |fault| Fix {
            summary: "create the validation record that the command prints, in the public zone of \
                      the domain"
                .into(),
            aws_cli: vec![format!(
                "aws acm describe-certificate --certificate-arn {} \
                 --query 'Certificate.DomainValidationOptions'",
                quote(&fault.subject.id)
            )],
        })
    }
}
