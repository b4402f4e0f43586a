use serde_json::Value;

use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Confidence, Finding, Fix, Rule};
use crate::reach::{Evidence, Subject};
use crate::topology::PrivateEndpoint;

/// LAT006 and LAT007: a resource configuration of another account has to be shared, the share
/// accepted, and its permission must let AWS services associate.
///
/// <https://docs.aws.amazon.com/vpc-lattice/latest/ug/sharing.html>
pub(in crate::analysis) struct ShareUnfit;

/// What a service does that joins a shared configuration to its own network.
const ACTION: &str = "vpc-lattice:AssociateViaAWSService";

impl Analyzer for ShareUnfit {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::LAT006, Rule::LAT007]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let invitations = &case.topology.shares().invitations;
        let mut findings = case.report(Rule::LAT006, |fault| {
            let mut evidence = fault.first().step.evidence.iter();
            let pending = evidence
                .find_map(|piece| invitations.iter().find(|one| one.source == piece.source));
            Fix {
                summary: "let the owner share the resource configuration with this account, and \
                          accept the share before the target is made"
                    .into(),
                aws_cli: pending
                    .map(|one| {
                        format!(
                            "aws ram accept-resource-share-invitation \
                             --resource-share-invitation-arn {}",
                            quote(&one.arn)
                        )
                    })
                    .into_iter()
                    .collect(),
            }
        });
        findings.extend(permission(case));
        findings
    }
}

/// Custom permissions of RAM that were made before AgentCore lack the action.
fn permission(case: &Case<'_>) -> Option<Finding> {
    let PrivateEndpoint::SelfManaged {
        resource_configuration,
    } = case.config()?.private_endpoint.as_ref()?
    else {
        return None;
    };
    let shares = case.topology.shares();
    let share = shares
        .resources
        .get(resource_configuration)?
        .share
        .as_ref()?;
    let permissions = shares.permissions.get(share)?;
    let lacks = |statement: &str| !allows(statement, ACTION);
    // One permission of several may allow it.
    let all_lack = permissions
        .iter()
        .all(|one| one.statement.as_deref().is_some_and(lacks));
    let first = permissions.first().filter(|_| all_lack)?;
    let id = resource_configuration.rsplit('/').next()?;
    Some(Finding {
        rule: Rule::LAT007,
        severity: Rule::LAT007.severity(),
        confidence: Confidence::High,
        subject: Subject::new("resource-configuration", id),
        message: format!(
            "permission {} of the share does not allow {ACTION}",
            first.name
        ),
        evidence: permissions
            .iter()
            .map(|one| Evidence::part(one.source, "/permission"))
            .collect(),
        fix: Fix {
            summary: format!(
                "let the owner use the managed permission of AWS, or add {ACTION} to the custom one"
            ),
            aws_cli: vec![format!(
                "aws ram list-resource-share-permissions --resource-share-arn {}",
                quote(share)
            )],
        },
        assumption: None,
    })
}

/// Whether the statement of a permission holds an action. Permissions have no conditions on it and
/// no denials.
/// <https://docs.aws.amazon.com/ram/latest/userguide/security-ram-permissions.html>
fn allows(statement: &str, wanted: &str) -> bool {
    let Ok(statement) = serde_json::from_str::<Value>(statement) else {
        // What cannot be read may allow it.
        return true;
    };
    let actions = match &statement["Action"] {
        Value::Array(actions) => actions.iter().filter_map(Value::as_str).collect(),
        Value::String(action) => vec![action.as_str()],
        _ => return true,
    };
    actions.iter().any(|action| {
        let action = action.to_ascii_lowercase();
        let wanted = wanted.to_ascii_lowercase();
        action
            .strip_suffix('*')
            .map_or(action == wanted, |start| wanted.starts_with(start))
    })
}
