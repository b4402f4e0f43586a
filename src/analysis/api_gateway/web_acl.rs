use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Confidence, Finding, Fix, Rule};
use crate::reach::{Evidence, Subject};
use crate::topology::RestApiId;

/// APIGW008: a web ACL may refuse some requests; which, only its rules and the requests tell.
///
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html>
pub(in crate::analysis) struct WebAclAttached;

impl Analyzer for WebAclAttached {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::APIGW008]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let Some(url) = &case.journey.url else {
            return Vec::new();
        };
        let Some(id) = api_of(&url.host) else {
            return Vec::new();
        };
        let stage_name = url.path.split('/').find(|segment| !segment.is_empty());
        let api = case.topology.rest_api(&RestApiId::from(id)).found();
        let stages = api
            .and_then(|api| api.stages.as_ref())
            .into_iter()
            .flatten();
        let own = stages.filter(|stage| Some(stage.name.as_str()) == stage_name);
        let guarded = own.filter_map(|stage| Some((stage, stage.web_acl.as_ref()?)));
        let findings = guarded.map(|(stage, acl)| Finding {
            rule: Rule::APIGW008,
            severity: Rule::APIGW008.severity(),
            confidence: Confidence::High,
            subject: Subject::new("rest-api", id),
            message: format!("stage {} has the web ACL {acl}, which may refuse some requests", stage.name),
            evidence: vec![Evidence::part(stage.source, "/webAclArn")],
            fix: Fix {
                summary: "if some calls get 403 and others do not, look at the sampled requests of the web ACL".into(),
                aws_cli: Vec::new(),
            },
            assumption: None,
        });
        findings.collect()
    }
}

/// The API in `{api}.execute-api…` and `{api}-{endpoint}.execute-api…`.
pub(in crate::analysis) fn api_of(host: &str) -> Option<&str> {
    let (label, rest) = host.split_once('.')?;
    let id = label.split('-').next()?;
    rest.starts_with("execute-api.").then_some(id)
}
