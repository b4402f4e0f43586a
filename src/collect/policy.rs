//! The permissions that a collection needs.

use std::collections::BTreeMap;

use super::plan::TABLE;

/// A permission, and on what.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Permission {
    /// Such as `ec2:DescribeVpcs`.
    pub action: &'static str,
    /// ARNs, or `*` where the action knows no resources or which ones is not known before.
    pub resources: &'static [&'static str],
    /// The calls that need it, in the words of the AWS CLI.
    pub operations: Vec<String>,
}

/// The permissions for the rules with these codes; for all rules if there are none. Sorted.
///
/// The actions were checked against the service models; what resources each of them knows, against
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>.
pub fn permissions(rules: &[&str]) -> Vec<Permission> {
    let is_needed = |needed_for: &[&str]| {
        rules.is_empty()
            || needed_for
                .iter()
                .any(|prefix| rules.iter().any(|rule| rule.starts_with(prefix)))
    };
    let mut operations: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for row in TABLE.iter().filter(|row| is_needed(row.needed_for)) {
        let calls = operations.entry(row.action).or_default();
        let call = row.to_string();
        if !calls.contains(&call) {
            calls.push(call);
        }
    }
    let permissions = operations
        .into_iter()
        .map(|(action, operations)| Permission {
            action,
            resources: resources(action),
            operations,
        });
    permissions.collect()
}

/// API Gateway knows one action for all that is read, and resources by path.
fn resources(action: &str) -> &'static [&'static str] {
    match action {
        "apigateway:GET" => &[
            "arn:aws:apigateway:*::/domainnameaccessassociations",
            "arn:aws:apigateway:*::/domainnames",
            "arn:aws:apigateway:*::/domainnames/*",
            "arn:aws:apigateway:*::/restapis",
            "arn:aws:apigateway:*::/restapis/*",
            "arn:aws:apigateway:*::/vpclinks",
        ],
        "iam:GetServerCertificate" => &["arn:aws:iam::*:server-certificate/*"],
        "iam:GetRole"
        | "iam:GetRolePolicy"
        | "iam:ListAttachedRolePolicies"
        | "iam:ListRolePolicies" => &["arn:aws:iam::*:role/*"],
        _ => &["*"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actions(rules: &[&str]) -> Vec<&'static str> {
        permissions(rules)
            .iter()
            .map(|permission| permission.action)
            .collect()
    }

    #[test]
    fn every_action_only_reads() {
        for action in actions(&[]) {
            let (_, verb) = action.split_once(':').unwrap();
            let reads = ["Describe", "Get", "List", "Search", "GET"];
            assert!(reads.iter().any(|read| verb.starts_with(read)), "{action}");
        }
    }

    #[test]
    fn a_selection_needs_less() {
        let all = actions(&[]);
        let some = actions(&["SG001", "SG003"]);
        assert!(some.len() < all.len());
        assert!(some.iter().all(|action| all.contains(action)));
        assert!(some.contains(&"ec2:DescribeSecurityGroups"));
        assert!(some.contains(&"bedrock-agentcore:GetGatewayTarget"));
        assert!(!some.contains(&"acm:DescribeCertificate"));
    }

    #[test]
    fn permissions_are_named_once() {
        let all = actions(&[]);
        let mut unique = all.clone();
        unique.dedup();
        assert_eq!(all, unique);
    }
}
