use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Confidence, Finding, Fix, Rule};
use crate::reach::{Evidence, Mode, Subject};
use crate::topology::TargetKind;

/// OPS003: nothing contacted the endpoint when the target was created, so READY says nothing.
///
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-target-MCPservers.html>
pub(in crate::analysis) struct ReadyNotProof;

impl Analyzer for ReadyNotProof {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::OPS003]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let target = case.target;
        let Some(config) = case.config().filter(|config| config.unprobed) else {
            return Vec::new();
        };
        if target.status.as_deref() != Some("READY") || case.journey.mode == Mode::Public {
            return Vec::new();
        }
        let why = match config.kind {
            TargetKind::McpServer => "its tools come from a static schema or are listed on demand",
            _ => "its tools come from the schema",
        };
        vec![Finding {
            rule: Rule::OPS003,
            severity: Rule::OPS003.severity(),
            confidence: Confidence::High,
            subject: Subject::new("gateway-target", target.id.as_str()).named(target.name.clone()),
            message: format!("READY does not prove that {} answers: {why}", case.host()),
            evidence: vec![
                Evidence::part(target.source, "/status"),
                Evidence::part(target.source, "/targetConfiguration"),
            ],
            fix: Fix {
                summary: "call a tool of the target once after each change".into(),
                aws_cli: Vec::new(),
            },
            assumption: None,
        }]
    }
}
