use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Finding, Fix, Rule};

/// IP003 and IP005: subnets that cannot hold the resource gateway, and those of another VPC.
///
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/resource-gateway.html>
pub(in crate::analysis) struct SubnetUnfit;

impl Analyzer for SubnetUnfit {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::IP003, Rule::IP005]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        // Which subnets to use instead is the user's choice, so no command is complete.
        let mut findings = case.report(Rule::IP003, |_| Fix {
            summary: "give the target subnets of its own account, or reach the endpoint over a peering or a \
                      transit gateway, or through a resource configuration that the owner shares"
                .into(),
            aws_cli: Vec::new(),
        });
        findings.extend(case.report(Rule::IP005, |fault| Fix {
            summary: format!(
                "name {}s of the VPC in vpcIdentifier",
                fault.subject.kind.replace('-', " ")
            ),
            aws_cli: Vec::new(),
        }));
        findings
    }
}
