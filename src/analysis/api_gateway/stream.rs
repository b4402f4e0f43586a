use super::web_acl::api_of;
use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Confidence, Finding, Fix, Rule};
use crate::reach::{Evidence, Subject};
use crate::topology::{ApiMethod, ApiPath, RestApiId, TargetKind};

/// APIGW010: MCP servers answer with streams, and a REST API passes one on only if its integration
/// says so.
///
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html>
pub(in crate::analysis) struct StreamCutOff;

/// What an integration waits for an answer unless it says otherwise.
const DEFAULT_TIMEOUT: i64 = 29_000;

impl Analyzer for StreamCutOff {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::APIGW010]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let is_mcp = case
            .config()
            .is_some_and(|config| config.kind == TargetKind::McpServer);
        let Some(url) = case.journey.url.as_ref().filter(|_| is_mcp) else {
            return Vec::new();
        };
        let Some(id) = api_of(&url.host) else {
            return Vec::new();
        };
        let Some(api) = case.topology.rest_api(&RestApiId::from(id)).found() else {
            return Vec::new();
        };
        let path = url.path.trim_start_matches('/').split_once('/');
        let path = path.map_or("", |(_, path)| path).trim_end_matches('/');
        let met = api.paths.iter().flatten().filter(|one| answers(one, path));
        let methods = met.flat_map(|one| one.methods.iter().map(move |method| (one, method)));
        let cut: Vec<(&ApiPath, &ApiMethod, i64)> = methods
            .filter(|(_, method)| matches!(method.name.as_str(), "POST" | "ANY"))
            .filter_map(|(one, method)| {
                let integration = method.integration.as_ref()?;
                let buffered = integration.transfer_mode.as_deref() != Some("STREAM");
                let wait = integration.timeout_millis.unwrap_or(DEFAULT_TIMEOUT);
                buffered.then_some((one, method, wait))
            })
            .collect();
        let findings = cut.into_iter().map(|(one, method, wait)| Finding {
            rule: Rule::APIGW010,
            severity: Rule::APIGW010.severity(),
            confidence: Confidence::Medium,
            subject: Subject::new("rest-api", id).named(Some(api.name.clone())),
            message: format!(
                "{} {} holds answers back until they are whole and waits {} s at most: streams of \
                 the MCP server end there",
                method.name,
                one.path,
                wait / 1000
            ),
            evidence: vec![Evidence::part(
                one.source,
                format!("/resourceMethods/{}", method.name),
            )],
            fix: Fix {
                summary: "let the integration stream (responseTransferMode STREAM), or run the \
                          server stateless with JSON answers"
                    .into(),
                aws_cli: Vec::new(),
            },
            assumption: Some("the MCP server answers with streams".to_owned()),
        });
        findings.collect()
    }
}

/// Whether a resource answers at a path: `{proxy+}` stands for all that follows.
fn answers(resource: &ApiPath, path: &str) -> bool {
    let own = resource.path.trim_matches('/');
    match own.split_once('{') {
        Some((before, _)) => path.starts_with(before.trim_end_matches('/')),
        None => own == path,
    }
}
