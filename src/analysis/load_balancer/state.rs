use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Finding, Fix, Rule};

/// LB009: a load balancer that is not active.
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html>
pub(in crate::analysis) struct LoadBalancerNotActive;

impl Analyzer for LoadBalancerNotActive {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::LB009]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        case.report(Rule::LB009, |fault| Fix {
            summary: "look up State.Reason; a load balancer that failed has to be made again"
                .into(),
            aws_cli: vec![format!(
                "aws elbv2 describe-load-balancers --load-balancer-arns {} \
                 --query 'LoadBalancers[].State'",
                quote(&fault.subject.id)
            )],
        })
    }
}
