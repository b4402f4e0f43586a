use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Confidence, Finding, Fix, Rule, Severity};

/// GW007: an OpenAPI document of which no tools can be made.
///
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-schema-openapi.html>
pub(in crate::analysis) struct DocumentUnusable;

impl Analyzer for DocumentUnusable {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::GW007]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings = case.report(Rule::GW007, |_| Fix {
            // The whole document goes into the request, so no command is complete.
            summary: "correct the document (JSON, absolute https servers of one host, an \
                      operationId for each operation) and update the target with it"
                .into(),
            aws_cli: Vec::new(),
        });
        for finding in &mut findings {
            if finding.severity < Severity::Error {
                finding.confidence = Confidence::Medium;
            }
        }
        findings
    }
}
