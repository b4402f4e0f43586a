//! The policy that `iam-policy` prints allows the calls that are made, and no others.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::machine::{collect, serve};
use crate::command::run;
use crate::replay::{Behavior, operations};
use crate::scenario::Scenario;

/// The actions of a policy.
fn actions(policy: &str) -> BTreeSet<String> {
    let policy: Value = serde_json::from_str(policy).unwrap();
    assert_eq!(policy["Version"], "2012-10-17");
    let statements = policy["Statement"].as_array().unwrap();
    let actions = statements.iter().flat_map(|statement| {
        assert_eq!(statement["Effect"], "Allow");
        statement["Action"].as_array().unwrap()
    });
    actions
        .map(|action| action.as_str().unwrap().to_owned())
        .collect()
}

/// The action of a call: the service's prefix and the name of the API operation, but for API
/// Gateway, whose actions are HTTP verbs.
fn action(service: &str, operation: &str) -> String {
    let prefix = match service {
        "bedrock-agentcore-control" => "bedrock-agentcore",
        "elbv2" => "elasticloadbalancing",
        "apigateway" => return "apigateway:GET".to_owned(),
        other => other,
    };
    let text = std::fs::read_to_string(format!("src/collect/models/{service}.json")).unwrap();
    let model: Value = serde_json::from_str(&text).unwrap();
    format!(
        "{prefix}:{}",
        model["operations"][operation]["name"].as_str().unwrap()
    )
}

#[test]
fn the_policy_allows_what_is_called_and_nothing_else() {
    let allowed = actions(&run(&["iam-policy"]).stdout);
    let known: BTreeSet<String> = operations()
        .iter()
        .map(|(service, operation)| action(service, operation))
        .collect();
    assert_eq!(allowed, known);

    let mut made = BTreeMap::new();
    for name in ["alb-self-managed", "apigw-self-managed", "nlb-managed"] {
        let scenario = Scenario::named(name);
        for arguments in [&["--all"][..], &[]] {
            let replay = serve(&scenario.files, Behavior::default());
            collect(&replay, &scenario.files, arguments);
            for seen in replay.log() {
                made.insert(action(&seen.service, &seen.operation), name);
            }
        }
    }
    assert!(made.len() > 50, "{made:?}");
    for action in made.keys() {
        assert!(
            allowed.contains(action),
            "{action} is called but not allowed"
        );
    }
}

#[test]
fn a_policy_for_some_rules_is_a_part_of_the_whole() {
    let whole = actions(&run(&["iam-policy"]).stdout);
    let some = actions(&run(&["iam-policy", "--select", "SG,NACL001"]).stdout);
    assert!(some.is_subset(&whole));
    assert!(some.len() < whole.len());
    assert!(some.contains("ec2:DescribeNetworkAcls"));
    let refused = run(&["iam-policy", "--select", "SG01"]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.stderr.contains("did you mean SG001?"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_denied_call_names_the_missing_action() {
    let Scenario { mut files, .. } = Scenario::named("alb-managed");
    files.retain(|path, _| !path.contains("describe-security-groups"));
    let replay = serve(&files, Behavior::default());
    let collected = collect(&replay, &files, &[]);
    assert_eq!(collected.ran.code, 3);
    let calls = collected.manifest["calls"].as_array().unwrap();
    let denied = calls
        .iter()
        .find(|call| call["operation"] == "describe-security-groups")
        .unwrap();
    assert_eq!(denied["status"], "denied");
    assert_eq!(denied["action"], "ec2:DescribeSecurityGroups");
    assert!(
        collected
            .ran
            .stderr
            .contains("ec2:DescribeSecurityGroups is not allowed"),
        "{}",
        collected.ran.stderr
    );
}
