use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::fault::Fault;
use crate::analysis::{Finding, Fix, Rule};
use crate::topology::TargetGroupArn;

/// LB007: a node without a healthy target that it may send to.
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health.html>
pub(in crate::analysis) struct ZoneWithoutTargets;

impl Analyzer for ZoneWithoutTargets {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::LB007]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        case.report(Rule::LB007, |fault| send_across(case, fault))
    }
}

/// The setting of the group wins over that of its load balancer.
fn send_across(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    let arn = TargetGroupArn::from(fault.subject.id.as_str());
    let group = case.topology.target_group(&arn).found();
    let of_group = group.is_none_or(|group| group.cross_zone.as_deref() == Some("false"));
    let balancer = group.and_then(|group| group.load_balancers.first());
    let command = match balancer {
        Some(balancer) if !of_group => format!(
            "aws elbv2 modify-load-balancer-attributes --load-balancer-arn {} \
             --attributes Key=load_balancing.cross_zone.enabled,Value=true",
            quote(balancer.as_str())
        ),
        _ => format!(
            "aws elbv2 modify-target-group-attributes --target-group-arn {} \
             --attributes Key=load_balancing.cross_zone.enabled,Value=true",
            quote(arn.as_str())
        ),
    };
    Fix {
        summary:
            "let nodes send across zones, or run a healthy target in every zone, and call the \
                  load balancer by its own name rather than by that of one zone"
                .into(),
        aws_cli: vec![command],
    }
}
