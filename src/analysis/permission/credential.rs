use serde_json::json;

use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Confidence, Finding, Fix, Rule, Severity};
use crate::reach::permission::{credential_actions, partition};
use crate::topology::Credential;

use super::put_role_policy;

/// IAM001: the gateway fetches the credential of each call by its role.
///
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-outbound-auth.html>
pub(in crate::analysis) struct CredentialDenied;

impl Analyzer for CredentialDenied {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::IAM001]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings = case.report(Rule::IAM001, |fault| fix(case, &fault.subject.id));
        for finding in &mut findings {
            if finding.severity < Severity::Error {
                finding.confidence = Confidence::Medium;
            }
        }
        findings
    }
}

fn fix(case: &Case<'_>, role: &str) -> Fix {
    let credential = case.config().and_then(|config| config.credential.as_ref());
    let (Some(credential), Some(arn)) = (credential, case.gateway.role.as_deref()) else {
        return Fix::default();
    };
    let provider = match credential {
        Credential::ApiKey { provider, .. } | Credential::Oauth { provider } => provider,
    };
    let [own, workload, secret] = credential_actions(credential);
    let (partition, account, region) =
        (partition(arn), &case.gateway.account, &case.gateway.region);
    let core = format!("arn:{partition}:bedrock-agentcore:{region}:{account}");
    let vault = format!("{core}:token-vault/default");
    let workloads = format!("{core}:workload-identity-directory/default");
    let mut resources = vec![
        vault,
        workloads.clone(),
        format!("{workloads}/workload-identity/*"),
    ];
    resources.extend(provider.clone());
    let secrets = format!(
        "arn:{partition}:secretsmanager:{region}:{account}:secret:bedrock-agentcore-identity!*"
    );
    let statements = [
        json!({"Effect": "Allow", "Action": [own, workload], "Resource": resources}),
        json!({"Effect": "Allow", "Action": secret, "Resource": secrets}),
    ];
    Fix {
        summary: format!("allow {own}, {workload} and {secret} to role {role}"),
        aws_cli: vec![put_role_policy(role, "AgentCoreOutbound", &statements)],
    }
}
