use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Confidence, Finding, Fix, Rule};
use crate::reach::{Evidence, Subject};

/// OPS001: without `exceptionLevel` DEBUG every failure reads "An internal error occurred".
///
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-debug-messages.html>
pub(in crate::analysis) struct NoFailureEvidence;

impl Analyzer for NoFailureEvidence {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::OPS001]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let gateway = case.gateway;
        // The list of gateways does not tell the level: only `get-gateway` does.
        let hides = gateway.described && gateway.exception_level.as_deref() != Some("DEBUG");
        let unlogged = case.topology.keeps_logs(gateway) == Some(false);
        let (why, fix) = match (hides, unlogged) {
            (false, false) => return Vec::new(),
            (true, _) => (
                match unlogged {
                    true => "its exceptionLevel is not DEBUG, and no log delivery keeps its logs",
                    false => "its exceptionLevel is not DEBUG",
                },
                Fix {
                    summary: "set exceptionLevel to DEBUG while you look for a fault".into(),
                    aws_cli: case.update_gateway(".exceptionLevel = \"DEBUG\""),
                },
            ),
            (false, true) => (
                "no log delivery keeps its logs",
                Fix {
                    // Where logs go is the user's choice.
                    summary: "deliver the APPLICATION_LOGS of the gateway to CloudWatch Logs"
                        .into(),
                    aws_cli: Vec::new(),
                },
            ),
        };
        vec![Finding {
            rule: Rule::OPS001,
            severity: Rule::OPS001.severity(),
            confidence: Confidence::High,
            subject: Subject::new("gateway", gateway.id.as_str()).named(gateway.name.clone()),
            message: format!(
                "gateway {} hides the cause of failures: {why}",
                gateway.name
            ),
            evidence: vec![Evidence::record(gateway.source)],
            fix,
            assumption: None,
        }]
    }
}
