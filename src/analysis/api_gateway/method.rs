use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Finding, Fix, Rule};

/// APIGW006 and APIGW007: the methods turn the target's calls away, or the load balancer behind
/// them turns API Gateway away.
///
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html>
pub(in crate::analysis) struct MethodsRefuse;

impl Analyzer for MethodsRefuse {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::APIGW006, Rule::APIGW007]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings = case.report(Rule::APIGW006, |fault| {
            let is_signature = fault.first().step.summary.contains("AWS_IAM");
            if is_signature {
                let region = crate::analysis::command::json(&case.gateway.region);
                let edit = format!(
                    ".credentialProviderConfigurations = [{{\"credentialProviderType\":\"GATEWAY_IAM_ROLE\",\
                     \"credentialProvider\":{{\"iamCredentialProvider\":{{\"service\":\"execute-api\",\
                     \"region\":{region}}}}}}}]"
                );
                return Fix {
                    summary: "let the gateway sign its calls with its role, for the service \
                              execute-api"
                        .into(),
                    aws_cli: case.update_target(&edit),
                };
            }
            Fix {
                summary: "give the target an API key credential that is sent in the header \
                          x-api-key, or let the methods do without a key"
                    .into(),
                aws_cli: Vec::new(),
            }
        });
        findings.extend(case.report(Rule::APIGW007, |fault| {
            let arn = crate::topology::LoadBalancerArn::from(fault.subject.id.as_str());
            let groups = case.topology.load_balancer(&arn).found();
            let groups = groups.map_or_else(Vec::new, |balancer| {
                balancer
                    .groups
                    .iter()
                    .map(|group| quote(group.as_str()))
                    .collect()
            });
            Fix {
                summary: "do not apply the load balancer's groups to PrivateLink traffic: API \
                          Gateway decides who comes over its VPC link"
                    .into(),
                aws_cli: vec![format!(
                    "aws elbv2 set-security-groups --load-balancer-arn {} --security-groups {} \
                     --enforce-security-group-inbound-rules-on-private-link-traffic off",
                    quote(&fault.subject.id),
                    groups.join(" ")
                )],
            }
        }));
        findings
    }
}
