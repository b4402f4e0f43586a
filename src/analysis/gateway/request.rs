use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Finding, Fix, Rule};

/// GW009: the API refuses a request with members that it does not know, and one that lacks some.
///
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_CreateGatewayTarget.html>
pub(in crate::analysis) struct RequestRefused;

impl Analyzer for RequestRefused {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::GW009]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let faults = case.faults.iter().filter(|fault| fault.rule == Rule::GW009);
        let findings = faults.map(|fault| {
            let steps = fault.places.iter().map(|place| place.step.summary.as_str());
            let all: Vec<&str> = steps.collect();
            let fix = Fix {
                summary: "correct these members: the rest of the request was judged as if they were right"
                    .to_owned(),
                aws_cli: Vec::new(),
            };
            Finding {
                message: format!("the API would refuse the request: {}", all.join("; ")),
                ..case.finding(fault, fix)
            }
        });
        findings.collect()
    }
}
