use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Confidence, Finding, Fix, Rule};
use crate::reach::{Evidence, Subject};
use crate::topology::{LoadBalancer, LoadBalancerArn, LoadBalancerKind};

/// LB010: the gateway may reuse a connection for 900 seconds; a load balancer that closes idle ones
/// earlier resets the first call after a pause.
///
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-vpc-egress.html>
pub(in crate::analysis) struct IdleTimeout;

/// How long the gateway may reuse a connection, in seconds.
const REUSE: u64 = 900;

impl Analyzer for IdleTimeout {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::LB010]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let endpoints = case.journey.endpoints.iter();
        let balancers = endpoints.filter_map(|endpoint| {
            let arn = LoadBalancerArn::from(endpoint.subject.id.as_str());
            case.topology.load_balancer(&arn).found()
        });
        balancers.filter_map(finding).collect()
    }
}

fn finding(balancer: &LoadBalancer) -> Option<Finding> {
    let (seconds, source) = balancer.idle_timeout?;
    if balancer.kind != LoadBalancerKind::Application || seconds >= REUSE {
        return None;
    }
    Some(Finding {
        rule: Rule::LB010,
        severity: Rule::LB010.severity(),
        confidence: Confidence::Low,
        subject: Subject::new("load-balancer", balancer.arn.as_str()).named(balancer.name.clone()),
        message: format!(
            "{} closes connections that are idle for {seconds} s; the gateway may reuse one for {REUSE} s",
            balancer.name
        ),
        evidence: vec![Evidence::record(source)],
        fix: Fix {
            summary: "if the first call after a pause fails and the next one works, raise the idle timeout".into(),
            aws_cli: vec![format!(
                "aws elbv2 modify-load-balancer-attributes --load-balancer-arn {} \
                 --attributes Key=idle_timeout.timeout_seconds,Value={REUSE}",
                quote(balancer.arn.as_str())
            )],
        },
        assumption: Some("the gateway does not notice that the load balancer closed the connection".into()),
    })
}
