//! What is missing, and what would fill it.

use crate::analysis::Diagnosis;
use crate::report::v1;
use crate::topology::{Gap, GapReason, Missing, Topology};

/// What decisions needed, then what else the snapshot lacks; each in order.
pub(super) fn gaps(diagnosis: &Diagnosis, topology: &Topology) -> Vec<v1::Gap> {
    let recorded = topology.gaps();
    let mut used = vec![false; recorded.len()];
    let mut gaps: Vec<v1::Gap> = Vec::new();
    for (missing, targets) in &diagnosis.missing {
        let cause = recorded.iter().position(|gap| explains(gap, missing));
        if let Some(seen) = cause.and_then(|index| used.get_mut(index)) {
            *seen = true;
        }
        let recorded = cause.and_then(|index| recorded.get(index));
        gaps.push(needed(missing, recorded, targets));
    }
    let others = recorded.iter().zip(used).filter(|&(_, used)| !used);
    gaps.extend(others.map(|(gap, _)| unneeded(gap)));
    gaps
}

/// Whether the recorded gap is why the evidence is missing: the same call, for the same thing.
fn explains(gap: &Gap, missing: &Missing) -> bool {
    gap.call.service == missing.service
        && gap.call.operation == missing.operation
        && gap
            .call
            .key
            .iter()
            .all(|key| missing.what.contains(key.as_str()))
}

fn needed(missing: &Missing, recorded: Option<&Gap>, targets: &[String]) -> v1::Gap {
    v1::Gap {
        account: recorded.map(|gap| gap.scope.account.to_string()),
        region: recorded.map(|gap| gap.scope.region.to_string()),
        operation: format!("{} {}", missing.service, missing.operation),
        subject: Some(missing.what.clone()),
        reason: recorded.map_or_else(|| "not observed".to_owned(), |gap| gap.reason.to_string()),
        action: recorded
            .and_then(denied_action)
            .or_else(|| iam_action(missing.service, missing.operation)),
        needed_for: targets.to_vec(),
    }
}

fn unneeded(gap: &Gap) -> v1::Gap {
    let call = &gap.call;
    let key = (!call.key.is_empty()).then(|| call.key.join(" "));
    v1::Gap {
        account: Some(gap.scope.account.to_string()),
        region: Some(gap.scope.region.to_string()),
        operation: format!("{} {}", call.service, call.operation)
            .trim()
            .to_owned(),
        subject: key.or_else(|| gap.file.clone()),
        reason: gap.reason.to_string(),
        action: denied_action(gap).or_else(|| iam_action(&call.service, &call.operation)),
        needed_for: Vec::new(),
    }
}

fn denied_action(gap: &Gap) -> Option<String> {
    match &gap.reason {
        GapReason::Denied { action, .. } => action.clone(),
        _ => None,
    }
}

/// The IAM action that allows a call. IAM does not tell `DescribeVpcs` from `DescribeVPCs`, so
/// the case of abbreviations does not matter.
///
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
fn iam_action(service: &str, operation: &str) -> Option<String> {
    if service.is_empty() || operation.is_empty() {
        return None;
    }
    let prefix = match service {
        "apigateway" => return Some("apigateway:GET".to_owned()),
        "bedrock-agentcore-control" => "bedrock-agentcore",
        "elbv2" => "elasticloadbalancing",
        other => other,
    };
    let words = operation.split('-').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    Some(format!("{prefix}:{}", words.collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_follow_from_calls() {
        for (service, operation, action) in [
            ("ec2", "describe-vpcs", "ec2:DescribeVpcs"),
            (
                "elbv2",
                "describe-target-health",
                "elasticloadbalancing:DescribeTargetHealth",
            ),
            ("apigateway", "get-rest-apis", "apigateway:GET"),
            (
                "bedrock-agentcore-control",
                "get-gateway-target",
                "bedrock-agentcore:GetGatewayTarget",
            ),
        ] {
            assert_eq!(iam_action(service, operation).as_deref(), Some(action));
        }
        assert_eq!(iam_action("", ""), None);
    }
}
