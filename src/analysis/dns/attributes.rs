use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Finding, Fix, Rule};
use crate::reach::Cause;

/// DNS001: private hosted zones answer only in VPCs with both DNS attributes on.
///
/// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html>
pub(in crate::analysis) struct DnsAttributesOff;

impl Analyzer for DnsAttributesOff {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::DNS001]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        case.report(Rule::DNS001, |fault| {
            let attribute = match fault.cause() {
                Some(Cause::DnsSupportOff) => "--enable-dns-support",
                _ => "--enable-dns-hostnames",
            };
            Fix {
                summary: "turn on DNS support and DNS host names of the VPC".into(),
                aws_cli: vec![format!(
                    "aws ec2 modify-vpc-attribute --vpc-id {} {attribute}",
                    quote(&fault.subject.id)
                )],
            }
        })
    }
}
