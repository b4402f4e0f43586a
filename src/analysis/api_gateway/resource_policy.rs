use serde_json::json;

use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Finding, Fix, Rule};
use crate::topology::{RestApi, RestApiId};

/// APIGW001: a private API answers only endpoints that its resource policy allows.
///
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html>
pub(in crate::analysis) struct ResourcePolicyDenies;

impl Analyzer for ResourcePolicyDenies {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::APIGW001]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let endpoint = case.endpoint_id();
        case.report(Rule::APIGW001, |fault| {
            let api = case
                .topology
                .rest_api(&RestApiId::from(fault.subject.id.as_str()))
                .found();
            let command = api
                .zip(endpoint)
                .map(|(api, endpoint)| allow(case, api, endpoint));
            Fix {
                summary: "allow execute-api:Invoke for this endpoint in the resource policy, then \
                          deploy the API again; merge it with statements that must stay"
                    .into(),
                aws_cli: command.unwrap_or_default(),
            }
        })
    }
}

impl<'a> Case<'a> {
    /// The interface endpoint that the paths lead to, if it is one and the same.
    pub(in crate::analysis) fn endpoint_id(&self) -> Option<&'a str> {
        let mut ids = self.journey.endpoints.iter().filter_map(|endpoint| {
            (endpoint.subject.kind == "vpc-endpoint").then_some(endpoint.subject.id.as_str())
        });
        let first = ids.next()?;
        ids.all(|id| id == first).then_some(first)
    }
}

/// The narrowest policy that lets the endpoint in, and the deployment that makes it count.
fn allow(case: &Case<'_>, api: &RestApi, endpoint: &str) -> Vec<String> {
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": "*",
            "Action": "execute-api:Invoke",
            "Resource": "execute-api:/*",
            "Condition": {"StringEquals": {"aws:SourceVpce": endpoint}},
        }],
    });
    let patch = json!([{"op": "replace", "path": "/policy", "value": policy.to_string()}]);
    let id = quote(api.id.as_str());
    let mut commands = vec![format!(
        "aws apigateway update-rest-api --rest-api-id {id} --patch-operations {}",
        quote(&patch.to_string())
    )];
    let path = case
        .journey
        .url
        .as_ref()
        .map_or("", |url| url.path.as_str());
    if let Some(stage) = path.split('/').find(|segment| !segment.is_empty()) {
        commands.push(format!(
            "aws apigateway create-deployment --rest-api-id {id} --stage-name {}",
            quote(stage)
        ));
    }
    commands
}
