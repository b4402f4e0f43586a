use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const API: &str = "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/";

/// Some call below `/live/orders` through `vpce-1` in `vpc-1`.
fn request() -> PolicyRequest<'static> {
    let text = |text: &str| ContextValue::Text(text.to_owned());
    PolicyRequest {
        action: "execute-api:Invoke",
        resources: vec![
            format!("{API}live/*/orders"),
            format!("{API}live/*/orders/*"),
        ],
        short_form: Some(API.to_owned()),
        principal: PolicyPrincipal::Unknown,
        context: BTreeMap::from([
            ("aws:securetransport", text("true")),
            ("aws:sourcevpc", text("vpc-1")),
            ("aws:sourcevpce", text("vpce-1")),
            (
                "aws:vpcsourceip",
                ContextValue::Addresses(vec![
                    "10.0.1.5".parse().unwrap(),
                    "10.0.2.0/24".parse().unwrap(),
                ]),
            ),
        ]),
    }
}

fn decide(statements: &Value) -> PolicyDecision {
    let policy = json!({ "Version": "2012-10-17", "Statement": statements });
    evaluate(&policy.to_string(), &request())
}

/// A statement about every call, with these conditions.
fn statement(effect: &str, condition: &Value) -> Value {
    json!({
        "Effect": effect,
        "Principal": "*",
        "Action": "execute-api:Invoke",
        "Resource": "execute-api:/*",
        "Condition": condition,
    })
}

fn is_unknown(decision: &PolicyDecision) -> bool {
    matches!(decision, PolicyDecision::Unknown { .. })
}

#[test]
fn the_usual_policy_of_a_private_api_allows_its_endpoint() {
    let allow = |id: &str| statement("Allow", &json!({"StringEquals": {"aws:SourceVpce": id}}));
    assert_eq!(
        decide(&json!([allow("vpce-1")])),
        PolicyDecision::Allow { statement: 0 }
    );
    let deny = PolicyDecision::Deny { explicit: None };
    assert_eq!(decide(&json!([allow("vpce-2")])), deny);
    assert_eq!(decide(&json!([])), deny);
}

#[test]
fn a_deny_for_every_other_endpoint_wins() {
    let policy = |id: &str| {
        let others = json!({"StringNotEquals": {"aws:sourceVpce": [id]}});
        json!([statement("Allow", &json!({})), statement("Deny", &others)])
    };
    assert_eq!(
        decide(&policy("vpce-1")),
        PolicyDecision::Allow { statement: 0 }
    );
    assert_eq!(
        decide(&policy("vpce-2")),
        PolicyDecision::Deny { explicit: Some(1) }
    );
}

#[test]
fn api_gateway_escapes_the_policy_and_somebody_escapes_it_again() {
    let policy = json!({"Statement": statement("Allow", &json!({}))}).to_string();
    let escape = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
    let allow = PolicyDecision::Allow { statement: 0 };
    assert_eq!(evaluate(&policy, &request()), allow);
    assert_eq!(evaluate(&escape(&policy), &request()), allow);
    assert_eq!(evaluate(&escape(&escape(&policy)), &request()), allow);
    assert_eq!(evaluate(&json!(policy).to_string(), &request()), allow);
}

#[test]
fn what_cannot_be_read_is_unknown() {
    for policy in [
        "",
        "{",
        "[]",
        "{}",
        "null",
        "\"\"",
        "\\",
        "{\"Statement\":7}",
    ] {
        assert!(is_unknown(&evaluate(policy, &request())), "{policy}");
    }
    let misspelt = json!({"Effect": "Allow", "Principal": "*", "Actions": "*", "Resource": "*"});
    assert!(is_unknown(&decide(&json!([misspelt]))));
    assert!(is_unknown(&decide(&json!([7]))));
}

#[test]
fn an_unreadable_statement_cannot_undo_a_deny() {
    let deny = statement("Deny", &json!({}));
    assert_eq!(
        decide(&json!([7, deny])),
        PolicyDecision::Deny { explicit: Some(1) }
    );
}

#[test]
fn a_condition_on_an_unknown_key_counts_only_if_it_can_change_the_answer() {
    let unknown = json!({"StringEquals": {"aws:PrincipalOrgID": "o-1"}});
    let known = json!({"StringEquals": {"aws:SourceVpc": "vpc-1"}});
    let allow = |condition| statement("Allow", condition);
    let deny = |condition| statement("Deny", condition);
    assert!(is_unknown(&decide(&json!([allow(&unknown)]))));
    assert!(is_unknown(&decide(&json!([allow(&known), deny(&unknown)]))));
    let allowed = PolicyDecision::Allow { statement: 1 };
    assert_eq!(decide(&json!([allow(&unknown), allow(&known)])), allowed);
    let nobody = PolicyDecision::Deny { explicit: None };
    assert_eq!(decide(&json!([deny(&unknown)])), nobody);
}

#[test]
fn if_exists_with_a_star_always_holds() {
    let any = json!({"StringLikeIfExists": {"aws:PrincipalArn": "*"}});
    let allow = json!([statement("Allow", &any)]);
    assert_eq!(decide(&allow), PolicyDecision::Allow { statement: 0 });
    let any = json!({"StringLike": {"aws:PrincipalArn": "*"}});
    assert!(is_unknown(&decide(&json!([statement("Allow", &any)]))));
}

#[test]
fn addresses_are_judged_together() {
    let deny_outside = |blocks: Value| {
        let outside = json!({"NotIpAddress": {"aws:VpcSourceIp": blocks}});
        decide(&json!([
            statement("Allow", &json!({})),
            statement("Deny", &outside)
        ]))
    };
    let allowed = PolicyDecision::Allow { statement: 0 };
    assert_eq!(deny_outside(json!("10.0.0.0/16")), allowed);
    assert_eq!(deny_outside(json!(["10.0.1.0/24", "10.0.2.0/24"])), allowed);
    assert!(is_unknown(&deny_outside(json!(["10.0.2.0/24"]))));
    assert!(is_unknown(&deny_outside(json!([
        "10.0.1.0/24",
        "10.0.2.0/25"
    ]))));
    let denied = PolicyDecision::Deny { explicit: Some(1) };
    assert_eq!(deny_outside(json!("192.168.0.0/16")), denied);
}

#[test]
fn a_resource_that_covers_some_methods_or_paths_is_undecided() {
    let decide = |resource: &str| {
        let mut allow = statement("Allow", &json!({}));
        allow["Resource"] = json!([resource]);
        decide(&json!([allow]))
    };
    let allowed = PolicyDecision::Allow { statement: 0 };
    for resource in [
        "*",
        "execute-api:/*",
        "execute-api:/live/*",
        "execute-api:/*/*/*",
    ] {
        assert_eq!(decide(resource), allowed, "{resource}");
    }
    assert_eq!(decide(&format!("{API}live/*/orders*")), allowed);
    assert!(is_unknown(&decide("execute-api:/live/GET/*")));
    assert!(is_unknown(&decide("execute-api:/live/*/orders/open")));
    assert!(is_unknown(&decide("execute-api:/${aws:username}/*")));
    let denied = PolicyDecision::Deny { explicit: None };
    assert_eq!(decide("execute-api:/test/*"), denied);
    assert_eq!(
        decide("arn:aws:execute-api:eu-west-1:111122223333:other/*"),
        denied
    );
}

#[test]
fn a_short_form_is_undecided_where_aws_does_not_expand_it() {
    let policy = json!({"Statement": statement("Allow", &json!({}))}).to_string();
    let request = PolicyRequest {
        short_form: None,
        ..request()
    };
    assert!(is_unknown(&evaluate(&policy, &request)));
}

#[test]
fn principals_matter_only_if_they_are_not_everybody() {
    let decide = |principal: PolicyPrincipal, name: &str, value: Value| {
        let mut allow = statement("Allow", &json!({}));
        let members = allow.as_object_mut().unwrap();
        members.remove("Principal");
        members.insert(name.to_owned(), value);
        let request = PolicyRequest {
            principal,
            ..request()
        };
        evaluate(&json!({"Statement": allow}).to_string(), &request)
    };
    let role = json!({"AWS": "arn:aws:iam::111122223333:role/gateway"});
    let (anonymous, unknown) = (PolicyPrincipal::Anonymous, PolicyPrincipal::Unknown);
    let allowed = PolicyDecision::Allow { statement: 0 };
    let denied = PolicyDecision::Deny { explicit: None };
    for everybody in [json!("*"), json!({"AWS": "*"}), json!({"AWS": ["x", "*"]})] {
        assert_eq!(decide(anonymous, "Principal", everybody.clone()), allowed);
        assert_eq!(decide(unknown, "NotPrincipal", everybody), denied);
    }
    assert_eq!(decide(anonymous, "Principal", role.clone()), denied);
    assert!(is_unknown(&decide(unknown, "Principal", role.clone())));
    assert_eq!(decide(anonymous, "NotPrincipal", role), allowed);
    let service = json!({"Service": "apigateway.amazonaws.com"});
    assert_eq!(decide(unknown, "Principal", service), denied);
}

#[test]
fn actions_ignore_case_and_know_wildcards() {
    for (action, allowed) in [
        (json!("EXECUTE-API:invoke"), true),
        (json!(["s3:*", "execute-api:Inv*"]), true),
        (json!("*"), true),
        (json!("execute-api:ManageConnections"), false),
    ] {
        for negated in [false, true] {
            let mut allow = statement("Allow", &json!({}));
            let members = allow.as_object_mut().unwrap();
            members.remove("Action");
            let name = if negated { "NotAction" } else { "Action" };
            members.insert(name.to_owned(), action.clone());
            let decision = decide(&json!([allow]));
            let is_allowed = decision == PolicyDecision::Allow { statement: 0 };
            assert_eq!(is_allowed, allowed != negated, "{name} {action}");
        }
    }
}

/// One way in which the facts may be that [`request`] leaves open.
#[derive(Clone, Copy)]
struct World {
    signed: bool,
    method: &'static str,
    path: &'static str,
    organization: Option<&'static str>,
}

fn worlds() -> Vec<World> {
    let mut worlds = Vec::new();
    for signed in [false, true] {
        for method in ["GET", "POST"] {
            for path in ["orders", "orders/1"] {
                for organization in [None, Some("o-1"), Some("o-2")] {
                    worlds.push(World {
                        signed,
                        method,
                        path,
                        organization,
                    });
                }
            }
        }
    }
    worlds
}

/// The pieces of random statements; what each means in a world is told once more by the oracle.
#[derive(Clone, Debug)]
struct Random {
    deny: bool,
    everybody: bool,
    negated_resource: bool,
    resource: &'static str,
    operator: &'static str,
    key: &'static str,
    values: Vec<&'static str>,
}

impl Random {
    fn to_json(&self) -> Value {
        let resource = if self.negated_resource {
            "NotResource"
        } else {
            "Resource"
        };
        json!({
            "Effect": if self.deny { "Deny" } else { "Allow" },
            "Principal": if self.everybody { json!("*") } else { json!({"AWS": "role"}) },
            "Action": "execute-api:*",
            resource: format!("{API}{}", self.resource),
            "Condition": { self.operator: { self.key: self.values } },
        })
    }

    /// Whether the statement applies in a world.
    fn applies(&self, world: World) -> bool {
        let on_resource = match self.resource {
            "*" => true,
            "live/GET/*" => world.method == "GET",
            "live/*/orders" => world.path == "orders",
            _ => false,
        };
        let value = match self.key {
            "aws:SourceVpce" => Some("vpce-1"),
            _ => world.organization,
        };
        let hit = |matches: fn(&str, &str) -> bool| {
            value.is_some_and(|value| self.values.iter().any(|wanted| matches(wanted, value)))
        };
        let condition = match self.operator {
            "StringEquals" => hit(|wanted, value| wanted == value),
            "StringNotEquals" => !hit(|wanted, value| wanted == value),
            "StringLike" => hit(|wanted, value| wanted == value || wanted == "*"),
            "StringLikeIfExists" => {
                value.is_none() || hit(|wanted, value| wanted == value || wanted == "*")
            }
            _ => self
                .values
                .iter()
                .any(|&wanted| (wanted == "true") == value.is_none()),
        };
        (self.everybody || world.signed) && (on_resource != self.negated_resource) && condition
    }
}

fn random() -> impl Strategy<Value = Random> {
    let condition = prop_oneof![
        (
            prop::sample::select(vec![
                "StringEquals",
                "StringNotEquals",
                "StringLike",
                "StringLikeIfExists",
            ]),
            prop::collection::vec(
                prop::sample::select(vec!["vpce-1", "vpce-2", "o-1", "*"]),
                0..3
            ),
        ),
        (
            Just("Null"),
            prop::sample::select(vec![vec!["true"], vec!["false"]])
        ),
    ];
    let resource = prop::sample::select(vec!["*", "live/GET/*", "live/*/orders", "test/*"]);
    let key = prop::sample::select(vec!["aws:SourceVpce", "aws:PrincipalOrgID"]);
    (any::<[bool; 3]>(), resource, key, condition).prop_map(
        |([deny, everybody, negated_resource], resource, key, (operator, values))| Random {
            deny,
            everybody,
            negated_resource,
            resource,
            operator,
            key,
            values,
        },
    )
}

proptest! {
    /// What is decided holds in every world; and what all statements agree on in all worlds is
    /// decided.
    #[test]
    fn a_decision_holds_whatever_the_unknown_facts_are(
        statements in prop::collection::vec(random(), 0..4),
    ) {
        let policy: Vec<_> = statements.iter().map(Random::to_json).collect();
        let decision = decide(&json!(policy));
        let index = |deny, world| {
            statements.iter().position(|own| own.deny == deny && own.applies(world))
        };
        for world in worlds() {
            let (denies, allows) = (index(true, world), index(false, world));
            let is_allowed = denies.is_none() && allows.is_some();
            match &decision {
                PolicyDecision::Allow { .. } => prop_assert!(is_allowed),
                PolicyDecision::Deny { explicit: Some(_) } => prop_assert!(denies.is_some()),
                PolicyDecision::Deny { explicit: None } => prop_assert!(!is_allowed),
                PolicyDecision::Unknown { .. } => {}
            }
        }
        let is_certain = |own: &Random| {
            let mut answers = worlds().into_iter().map(|world| own.applies(world));
            let first = answers.next();
            answers.all(|answer| Some(answer) == first)
                // A key without a known value counts only where every value would do.
                && (own.key == "aws:SourceVpce"
                    || own.operator == "StringLikeIfExists" && own.values.contains(&"*"))
        };
        if statements.iter().all(is_certain) {
            prop_assert!(!is_unknown(&decision), "{decision:?}");
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in ".{0,40}", json in "[\\[\\]{}\":,a*\\\\]{0,30}") {
        let _ = evaluate(&text, &request());
        let _ = evaluate(&json, &request());
    }
}
