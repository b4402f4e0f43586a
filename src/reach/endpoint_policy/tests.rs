mod condition;
mod oracle;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const API: &str = "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/";

/// Some call below `/live/orders` through `vpce-1` in `vpc-1`.
fn request() -> PolicyRequest<'static> {
    let text = |text: &str| ContextValue::Text(text.to_owned());
    let mut context = Context::default();
    context.know("aws:securetransport", text("true"));
    context.know("aws:sourcevpc", text("vpc-1"));
    context.know("aws:sourcevpce", text("vpce-1"));
    let sources = ["10.0.1.5", "10.0.2.0/24"].map(|block| block.parse().unwrap());
    context.know("aws:vpcsourceip", ContextValue::Addresses(sources.to_vec()));
    context.know("aws:username", ContextValue::Absent);
    context.know("aws:principaltag", ContextValue::Absent);
    PolicyRequest {
        action: "execute-api:Invoke",
        resources: vec![
            format!("{API}live/*/orders"),
            format!("{API}live/*/orders/*"),
        ],
        short_form: Some(API.to_owned()),
        principal: PolicyPrincipal::Unknown,
        context,
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
    assert!(is_unknown(&decide("execute-api:/${aws:userid}/*")));
    // AWS lets only a `*` at the end of a part reach into the next.
    assert_eq!(decide("arn:aws:execute-api:*"), allowed);
    assert!(is_unknown(&decide("arn:aws:execute-api:*/live/*")));
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
    let decide = |principal: PolicyPrincipal<'_>, name: &str, value: Value| {
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
fn a_role_goes_by_its_arn_and_perhaps_by_its_account_and_its_session() {
    let role = "arn:aws:iam::111122223333:role/agents/gateway";
    let decide = |effect: &str, name: &str, principal: &str| {
        let mut own = statement(effect, &json!({}));
        let members = own.as_object_mut().unwrap();
        members.remove("Principal");
        members.insert(name.to_owned(), json!({"AWS": [principal]}));
        let request = PolicyRequest {
            principal: PolicyPrincipal::Role(role),
            ..request()
        };
        let everybody = statement("Allow", &json!({}));
        let statements = match effect {
            "Deny" => json!([own, everybody]),
            _ => json!([own]),
        };
        evaluate(&json!({ "Statement": statements }).to_string(), &request)
    };
    let allowed = PolicyDecision::Allow { statement: 0 };
    let nobody = PolicyDecision::Deny { explicit: None };
    assert_eq!(decide("Allow", "Principal", role), allowed);
    assert_eq!(decide("Allow", "NotPrincipal", role), nobody);
    assert_eq!(
        decide("Deny", "Principal", role),
        PolicyDecision::Deny { explicit: Some(0) }
    );
    for other in [
        "arn:aws:iam::111122223333:role/gateway",
        "arn:aws:iam::444455556666:root",
        "444455556666",
        "arn:aws:sts::111122223333:assumed-role/other/session",
        "arn:aws:iam::111122223333:user/agents/gateway",
    ] {
        assert_eq!(decide("Allow", "Principal", other), nobody, "{other}");
        assert_eq!(decide("Allow", "NotPrincipal", other), allowed, "{other}");
        assert_eq!(
            decide("Deny", "NotPrincipal", other),
            PolicyDecision::Deny { explicit: Some(0) }
        );
    }
    for unclear in [
        "111122223333",
        "arn:aws:iam::111122223333:root",
        "arn:aws:sts::111122223333:assumed-role/gateway/session",
        "arn:aws:iam::111122223333:role/*",
        "AROAEXAMPLE",
    ] {
        assert!(
            is_unknown(&decide("Allow", "Principal", unclear)),
            "{unclear}"
        );
        assert!(
            is_unknown(&decide("Deny", "NotPrincipal", unclear)),
            "{unclear}"
        );
    }
    // AWS may look at the account and the session as well.
    assert!(is_unknown(&decide("Deny", "NotPrincipal", role)));
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

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in ".{0,40}", json in "[\\[\\]{}\":,a*\\\\]{0,30}") {
        let _ = evaluate(&text, &request());
        let _ = evaluate(&json, &request());
    }
}

#[test]
fn policies_of_roles_name_no_principal() {
    let policy =
        |statements: Value| json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    let ask = |resource: &str| PolicyRequest {
        action: "s3:GetObject",
        resources: vec![resource.to_owned()],
        short_form: None,
        principal: PolicyPrincipal::Role("arn:aws:iam::111122223333:role/gateway"),
        context: Context::default(),
    };
    let allow =
        policy(json!([{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"}]));
    let own = "arn:aws:s3:::b/ca.pem";
    assert_eq!(
        evaluate_identity(&allow, &ask(own)),
        PolicyDecision::Allow { statement: 0 }
    );
    assert_eq!(
        evaluate_identity(&allow, &ask("arn:aws:s3:::c/ca.pem")),
        PolicyDecision::Deny { explicit: None }
    );
    // As the policy of a resource it would be incomplete.
    assert!(is_unknown(&evaluate(&allow, &ask(own))));
    assert!(is_unknown(&evaluate_identity(&allow, &ask("*"))));
    assert_eq!(perhaps_denied(&allow, &ask("*")), None);
    let deny = policy(json!({"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"}));
    assert!(perhaps_denied(&deny, &ask("*")).is_some());
    assert_eq!(
        evaluate_identity(&deny, &ask(own)),
        PolicyDecision::Deny { explicit: Some(0) }
    );
}

#[test]
fn trust_policies_name_no_resource() {
    let decide = |principal: Value, condition: Value| {
        let statement = json!({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole",
            "Condition": condition});
        let policy = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
        let mut context = Context::default();
        context.know(
            "aws:sourceaccount",
            ContextValue::Text("111122223333".to_owned()),
        );
        let request = PolicyRequest {
            action: "sts:AssumeRole",
            resources: vec!["arn:aws:iam::111122223333:role/gateway".to_owned()],
            short_form: None,
            principal: PolicyPrincipal::Service("bedrock-agentcore.amazonaws.com"),
            context,
        };
        evaluate_trust(&policy, &request)
    };
    let core = json!({"Service": "bedrock-agentcore.amazonaws.com"});
    let account = |id: &str| json!({"StringEquals": {"aws:SourceAccount": id}});
    let allowed = PolicyDecision::Allow { statement: 0 };
    let denied = PolicyDecision::Deny { explicit: None };
    assert_eq!(decide(core.clone(), json!({})), allowed);
    assert_eq!(decide(core.clone(), account("111122223333")), allowed);
    assert_eq!(decide(core.clone(), account("444455556666")), denied);
    assert_eq!(
        decide(json!({"Service": ["lambda.amazonaws.com"]}), json!({})),
        denied
    );
    assert_eq!(
        decide(json!({"AWS": "arn:aws:iam::111122223333:root"}), json!({})),
        denied
    );
    assert!(is_unknown(&decide(
        core,
        json!({"StringEquals": {"sts:ExternalId": "x"}})
    )));
}
