use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Confidence, Finding, Fix, Rule, Severity};
use crate::reach::Evidence;

/// MCP003: gateway and server do not agree on a version of the protocol.
///
/// What the server speaks is not part of AWS's configuration. What is: the versions that the gateway
/// is held to, and what AgentCore said when the handshake failed.
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-target-MCPservers.html>
pub(in crate::analysis) struct VersionsDiffer;

/// What AgentCore says when the server refuses `initialize`.
const REFUSED: &str = "HTTP 400 to the initialize handshake";

impl Analyzer for VersionsDiffer {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::MCP003]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let fix = || Fix {
            // Only the owner of the server knows what it speaks.
            summary: "upgrade the server to a version that the gateway speaks, or name in \
                      supportedVersions of the gateway one that both speak"
                .into(),
            aws_cli: Vec::new(),
        };
        let mut findings = case.report(Rule::MCP003, |_| fix());
        for finding in &mut findings {
            finding.confidence = Confidence::Medium;
        }
        let target = case.target;
        let told = target.status_reasons.iter();
        let refusal = told.enumerate().find(|(_, why)| why.contains(REFUSED));
        if let Some((index, _)) = refusal {
            findings.push(Finding {
                rule: Rule::MCP003,
                severity: Severity::Warning,
                confidence: Confidence::Medium,
                subject: case.subject(),
                message: format!(
                    "the server of target {} refused the initialize handshake (HTTP 400): it may \
                     speak other versions of MCP than the gateway",
                    target.name
                ),
                evidence: vec![Evidence::part(
                    target.source,
                    format_args!("/statusReasons/{index}"),
                )],
                fix: fix(),
                assumption: Some(
                    "the server answers 400 because of the version, as most servers do".into(),
                ),
            });
        }
        findings
    }
}
