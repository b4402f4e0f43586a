use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::fault::Fault;
use crate::analysis::{Finding, Fix, Rule};

/// LB008: a target that cannot answer the client whose address the load balancer preserves.
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html>
pub(in crate::analysis) struct ClientAddress;

impl Analyzer for ClientAddress {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::LB008]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        case.report(Rule::LB008, turn_off)
    }
}

fn turn_off(fault: &Fault<'_>) -> Fix {
    Fix {
        summary:
            "let the targets see the load balancer's address: turn the preservation of client \
                  addresses off"
                .into(),
        aws_cli: vec![format!(
            "aws elbv2 modify-target-group-attributes --target-group-arn {} \
             --attributes Key=preserve_client_ip.enabled,Value=false",
            quote(&fault.subject.id)
        )],
    }
}
