use serde_json::json;

use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Finding, Fix, Rule};

/// VPCE002: the policy of the endpoint and that of the API must both allow the call.
///
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html>
pub(in crate::analysis) struct EndpointPolicyDenies;

impl Analyzer for EndpointPolicyDenies {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::VPCE002]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        case.report(Rule::VPCE002, |fault| {
            let policy = json!({
                "Statement": [{
                    "Effect": "Allow",
                    "Principal": "*",
                    "Action": "execute-api:Invoke",
                    "Resource": resource(case),
                }],
            });
            Fix {
                summary:
                    "allow execute-api:Invoke on the API in the endpoint policy; merge it with \
                          statements that must stay"
                        .into(),
                aws_cli: vec![format!(
                    "aws ec2 modify-vpc-endpoint --vpc-endpoint-id {} --policy-document {}",
                    quote(&fault.subject.id),
                    quote(&policy.to_string())
                )],
            }
        })
    }
}

/// The API of the URL's host: `{api}` or `{api}-{vpce}`.
fn resource(case: &Case<'_>) -> String {
    let host = case.host();
    let label = host.split('.').next().unwrap_or_default();
    let api = label.split_once("-vpce-").map_or(label, |(api, _)| api);
    let region = host.split('.').nth(2).unwrap_or("*");
    if host.contains(".execute-api.") {
        format!("arn:aws:execute-api:{region}:*:{api}/*")
    } else {
        "*".to_owned()
    }
}
