use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Confidence, Finding, Fix, Rule};
use crate::reach::{Evidence, Path, Subject, Verdict};
use crate::topology::VpcEndpoint;

/// VPCE003: the network stops every path to the interfaces of an endpoint.
///
/// What stops each path is a finding of its own; this one says what they add up to.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html>
pub(in crate::analysis) struct EndpointUnreachable;

/// Faults of the way to the endpoint and of its own groups.
const ON_THE_WAY: [Rule; 8] = [
    Rule::SG003,
    Rule::RT001,
    Rule::RT003,
    Rule::RT004,
    Rule::RT005,
    Rule::RT006,
    Rule::RT007,
    Rule::RT009,
];

impl Analyzer for EndpointUnreachable {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::VPCE003]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        // What keeps the resource gateway from sending at all says nothing about the endpoint.
        let mut faults = case.faults.iter();
        if !faults.any(|fault| ON_THE_WAY.contains(&fault.rule)) {
            return Vec::new();
        }
        let endpoints = case.journey.endpoints.iter().enumerate();
        endpoints
            .filter(|(_, endpoint)| endpoint.subject.kind == "vpc-endpoint")
            .filter_map(|(index, endpoint)| {
                let leads = |path: &&Path| path.endpoint == Some(index);
                let mut paths = case.journey.paths.iter().filter(leads).peekable();
                paths.peek()?;
                let stopped = paths.all(|path| path.trace.verdict() == Verdict::Blocked);
                let id = endpoint.subject.id.as_str().into();
                let node = stopped
                    .then(|| case.topology.endpoint(&id).found())
                    .flatten()?;
                Some(finding(&endpoint.subject, node))
            })
            .collect()
    }
}

fn finding(subject: &Subject, endpoint: &VpcEndpoint) -> Finding {
    Finding {
        rule: Rule::VPCE003,
        severity: Rule::VPCE003.severity(),
        confidence: Confidence::High,
        subject: subject.clone(),
        message: format!(
            "no interface of endpoint {} can be reached from the resource gateway",
            endpoint.id
        ),
        evidence: vec![Evidence::part(endpoint.source, "/NetworkInterfaceIds")],
        fix: Fix {
            summary:
                "mend what stops the paths: the findings about groups, network ACLs and routes"
                    .into(),
            aws_cli: vec![format!(
                "aws ec2 describe-vpc-endpoints --vpc-endpoint-ids {}",
                quote(endpoint.id.as_str())
            )],
        },
        assumption: None,
    }
}
