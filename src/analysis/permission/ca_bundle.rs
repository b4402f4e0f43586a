use serde_json::json;

use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Confidence, Finding, Fix, Rule, Severity};
use crate::reach::permission::{bundle_action, partition};

use super::put_role_policy;

/// IAM005: the gateway reads the certificates of a private authority by its role.
///
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-vpc-egress.html>
pub(in crate::analysis) struct CaBundleUnreadable;

impl Analyzer for CaBundleUnreadable {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::IAM005]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings = case.report(Rule::IAM005, |fault| fix(case, &fault.subject.id));
        for finding in &mut findings {
            if finding.severity < Severity::Error {
                finding.confidence = Confidence::Medium;
                finding.assumption =
                    Some("no policy of the bucket or secret itself lets the role read it".into());
            }
        }
        findings
    }
}

fn fix(case: &Case<'_>, role: &str) -> Fix {
    let partition = case.gateway.role.as_deref().map_or("aws", partition);
    let bundles = case.config().map(|config| config.ca_bundles.iter());
    let statements: Vec<_> = bundles
        .into_iter()
        .flatten()
        .filter_map(|bundle| bundle_action(bundle, partition))
        .map(
            |(action, resource)| json!({"Effect": "Allow", "Action": action, "Resource": resource}),
        )
        .collect();
    Fix {
        summary: format!(
            "let role {role} read the certificates (and kms:Decrypt their key, if it is one of \
             your own), then update the target"
        ),
        aws_cli: vec![put_role_policy(role, "AgentCoreCaBundle", &statements)],
    }
}
