use super::web_acl::api_of;
use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Confidence, Finding, Fix, Rule};
use crate::reach::{Evidence, Subject};
use crate::topology::{ApiStage, RestApi, RestApiId};

/// APIGW009: policies, endpoints and methods take effect with the next deployment only.
///
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html>
pub(in crate::analysis) struct ChangeNotDeployed;

impl Analyzer for ChangeNotDeployed {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::APIGW009]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let Some(url) = &case.journey.url else {
            return Vec::new();
        };
        let Some(id) = api_of(&url.host) else {
            return Vec::new();
        };
        let name = url.path.split('/').find(|segment| !segment.is_empty());
        let Some(api) = case.topology.rest_api(&RestApiId::from(id)).found() else {
            return Vec::new();
        };
        let mut stages = api.stages.iter().flatten();
        let Some(stage) = stages.find(|stage| Some(stage.name.as_str()) == name) else {
            return Vec::new();
        };
        let Some((message, evidence)) = stale(api, stage) else {
            return Vec::new();
        };
        vec![Finding {
            rule: Rule::APIGW009,
            severity: Rule::APIGW009.severity(),
            confidence: Confidence::Medium,
            subject: Subject::new("rest-api", id).named(Some(api.name.clone())),
            message,
            evidence,
            fix: Fix {
                summary: format!(
                    "deploy the API to stage {}, if the change should be in force",
                    stage.name
                ),
                aws_cli: vec![format!(
                    "aws apigateway create-deployment --rest-api-id {} --stage-name {}",
                    quote(id),
                    quote(&stage.name)
                )],
            },
            assumption: Some("the stage is not held back on purpose".to_owned()),
        }]
    }
}

/// What is newer than the deployment of a stage.
fn stale(api: &RestApi, stage: &ApiStage) -> Option<(String, Vec<Evidence>)> {
    let deployments = api.deployments.as_ref()?;
    let served = stage.deployment.as_deref()?;
    let served = deployments.iter().find(|one| one.id == served)?;
    let since = served.created_at?;
    let mut evidence = vec![
        Evidence::part(stage.source, "/deploymentId"),
        Evidence::part(served.source, "/createdDate"),
    ];
    if let Some(edit) = api.edits.last().filter(|edit| edit.at > since) {
        evidence.push(Evidence::part(edit.source, "/EventTime"));
        let message = format!(
            "{} of {} came after the deployment that stage {} serves, of {since}",
            edit.name, edit.at, stage.name
        );
        return Some((message, evidence));
    }
    let newest = deployments
        .last()
        .filter(|one| one.created_at > Some(since))?;
    let others = api.stages.iter().flatten();
    // Another stage may be where new deployments are tried first.
    let elsewhere = others
        .filter(|other| other.name != stage.name)
        .any(|other| other.deployment.as_deref() == Some(&newest.id));
    if elsewhere {
        return None;
    }
    evidence.push(Evidence::part(newest.source, "/createdDate"));
    let message = format!(
        "stage {} serves deployment {} of {since}, and deployment {} is newer",
        stage.name, served.id, newest.id
    );
    Some((message, evidence))
}
