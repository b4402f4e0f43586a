use serde_json::json;

use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::{json as literal, quote};
use crate::analysis::fault::Fault;
use crate::analysis::{Finding, Fix, Rule};
use crate::topology::{EndpointId, TargetKind};

/// APIGW002, APIGW003 and APIGW005: host names by which API Gateway cannot find the API.
///
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html>
pub(in crate::analysis) struct ApiHost;

impl Analyzer for ApiHost {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::APIGW002, Rule::APIGW003, Rule::APIGW005]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings = case.report(Rule::APIGW002, |fault| associate(case, fault));
        findings.extend(case.report(Rule::APIGW003, |_| name_the_api(case)));
        findings.extend(case.report(Rule::APIGW005, enable));
        findings
    }
}

/// `{api}-{vpce}` names exist only for endpoints that the API lists.
fn associate(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    let label = case.host().split('.').next().unwrap_or_default();
    let names = label
        .split_once("-vpce-")
        .map(|(api, hash)| (api, format!("vpce-{hash}")));
    let command = names.map(|(api, endpoint)| {
        let patch = json!([{
            "op": "add",
            "path": "/endpointConfiguration/vpcEndpointIds",
            "value": endpoint,
        }]);
        format!(
            "aws apigateway update-rest-api --rest-api-id {} --patch-operations {}",
            quote(api),
            quote(&patch.to_string())
        )
    });
    Fix {
        summary: format!(
            "associate the endpoint with the API ({}); DNS follows within minutes",
            fault.subject.id
        ),
        aws_cli: command.into_iter().collect(),
    }
}

/// The gateway sends the URL's host, from which API Gateway takes the API; the endpoint's own name
/// belongs into the routing domain.
fn name_the_api(case: &Case<'_>) -> Fix {
    let host = case.host();
    let api = case.endpoint_id().and_then(|id| only_api_of(case, id));
    let region = &case.gateway.region;
    let is_server = case
        .config()
        .is_some_and(|config| config.kind == TargetKind::McpServer);
    let commands = api.filter(|_| is_server && case.is_managed()).map(|api| {
        let path = case
            .journey
            .url
            .as_ref()
            .map_or("/", |url| url.path.as_str());
        let url = format!("https://{api}.execute-api.{region}.amazonaws.com{path}");
        case.update_target(&format!(
            ".targetConfiguration.mcp.mcpServer.endpoint = {} \
             | .privateEndpoint.managedVpcResource.routingDomain = {}",
            literal(&url),
            literal(host),
        ))
    });
    Fix {
        summary: format!(
            "let the URL name the API, https://API-ID.execute-api.{region}.amazonaws.com/STAGE, and \
             keep {host} as routingDomain (or as domainName of the resource configuration)"
        ),
        aws_cli: commands.unwrap_or_default(),
    }
}

/// The one API that is associated with an endpoint.
fn only_api_of(case: &Case<'_>, endpoint: &str) -> Option<String> {
    let apis = case.topology.rest_apis_of(&EndpointId::from(endpoint));
    match apis[..] {
        [api] => Some(api.id.to_string()),
        _ => None,
    }
}

fn enable(fault: &Fault<'_>) -> Fix {
    let patch = json!([{
        "op": "replace",
        "path": "/disableExecuteApiEndpoint",
        "value": "false",
    }]);
    Fix {
        summary: "enable the default endpoint of the API, then deploy it again".into(),
        aws_cli: vec![format!(
            "aws apigateway update-rest-api --rest-api-id {} --patch-operations {}",
            quote(&fault.subject.id),
            quote(&patch.to_string())
        )],
    }
}
