use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Finding, Fix, Rule};
use crate::topology::TargetKind;

/// GW004, GW005 and GW011: a target of a kind that cannot do what is asked of it.
///
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/vpc-egress-private-endpoints.html>
pub(in crate::analysis) struct KindUnfit;

impl Analyzer for KindUnfit {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::GW004, Rule::GW005, Rule::GW011]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let kind = case.config().map(|config| config.kind);
        let mut findings = case.report(Rule::GW004, |_| match kind {
            Some(TargetKind::Lambda | TargetKind::AgentCoreRuntime) => Fix {
                summary:
                    "leave privateEndpoint out: the gateway calls an AWS API for this target, \
                          and what the function or agent reaches is set there"
                        .into(),
                aws_cli: case.update_target("del(.privateEndpoint)"),
            },
            _ => as_openapi(case),
        });
        findings.extend(case.report(Rule::GW005, |_| as_openapi(case)));
        findings.extend(case.report(Rule::GW011, |_| Fix {
            summary: format!(
                "make the target on a gateway without protocolType; {} is of protocol MCP and \
                 that cannot be changed to none",
                case.gateway.name
            ),
            aws_cli: Vec::new(),
        }));
        findings
    }
}

/// The way around: the same API by its OpenAPI document.
fn as_openapi(case: &Case<'_>) -> Fix {
    let native = case
        .config()
        .and_then(|config| Some((config.rest_api.as_ref()?, config.api_stage.as_deref()?)));
    let export = native.map(|(api, stage)| {
        format!(
            "aws apigateway get-export --rest-api-id {} --stage-name {} --export-type oas30 \
             --accepts application/json openapi.json",
            quote(api.as_str()),
            quote(stage)
        )
    });
    Fix {
        summary: "describe the API by an OpenAPI document and make an openApiSchema target with a \
                  privateEndpoint of it"
            .into(),
        aws_cli: export.into_iter().collect(),
    }
}
