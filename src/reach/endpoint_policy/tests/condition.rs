//! Conditions, one by one.

use super::*;

/// Whether a condition holds; `None` if that is not known.
fn holds(operator: &str, key: &str, values: &Value) -> Option<bool> {
    holds_in("2012-10-17", operator, key, values)
}

fn holds_in(version: &str, operator: &str, key: &str, values: &Value) -> Option<bool> {
    let mut request = request();
    let elsewhere = ContextValue::Addresses(vec!["10.0.0.0/8".parse().unwrap()]);
    let context = &mut request.context;
    context.know_one_of("aws:sourceip", vec![ContextValue::Absent, elsewhere]);
    let now = ContextValue::Time("2026-11-02T12:00:00Z".parse().unwrap());
    context.know("aws:currenttime", now.clone());
    context.know("aws:epochtime", now);
    let text = |text: &str| ContextValue::Text(text.to_owned());
    context.know("aws:principalarn", text("arn:aws:iam::1111:role/a/gateway"));
    let statement = statement("Allow", &json!({operator: {key: values}}));
    let policy = json!({"Version": version, "Statement": statement});
    match evaluate(&policy.to_string(), &request) {
        PolicyDecision::Allow { .. } => Some(true),
        PolicyDecision::Deny { .. } => Some(false),
        PolicyDecision::Unknown { .. } => None,
    }
}

#[test]
fn of_several_values_one_must_match_and_none_if_the_operator_is_negated() {
    let values = json!(["vpce-1", "vpce-2"]);
    assert_eq!(holds("StringEquals", "aws:SourceVpce", &values), Some(true));
    assert_eq!(
        holds("StringNotEquals", "aws:SourceVpce", &values),
        Some(false)
    );
    let others = json!(["vpce-2", "vpce-3"]);
    assert_eq!(
        holds("StringNotEquals", "AWS:sourcevpce", &others),
        Some(true)
    );
    assert_eq!(
        holds("StringEquals", "aws:SourceVpce", &others),
        Some(false)
    );
}

#[test]
fn values_are_compared_as_the_operator_says() {
    for (operator, value, expected) in [
        ("StringEquals", "VPCE-1", Some(false)),
        ("StringEqualsIgnoreCase", "VPCE-1", Some(true)),
        ("StringNotEqualsIgnoreCase", "VPCE-1", Some(false)),
        ("StringEquals", "vpce-*", Some(false)),
        ("StringLike", "vpce-?", Some(true)),
        ("StringLike", "VPCE-?", Some(false)),
        ("StringNotLike", "vpce-*", Some(false)),
        ("StringMatches", "vpce-1", None),
        ("BinaryEquals", "dnBjZS0x", None),
        ("Bool", "vpce-1", None),
        ("IpAddress", "10.0.0.0/8", None),
        ("ForSomeValues:StringEquals", "vpce-1", None),
    ] {
        let answer = holds(operator, "aws:SourceVpce", &json!(value));
        assert_eq!(answer, expected, "{operator} {value}");
    }
    let secure = |value: Value| holds("Bool", "aws:SecureTransport", &value);
    assert_eq!(secure(json!("true")), Some(true));
    assert_eq!(secure(json!(false)), Some(false));
    assert_eq!(secure(json!("perhaps")), None);
}

#[test]
fn without_a_key_only_negated_operators_hold() {
    for (operator, expected) in [
        ("StringEquals", Some(false)),
        ("StringNotEquals", Some(true)),
        ("StringLike", Some(false)),
        ("StringNotLike", Some(true)),
        ("ArnNotLike", Some(true)),
        ("NumericLessThan", Some(false)),
        ("DateNotEquals", Some(true)),
        ("BinaryEquals", Some(false)),
        ("StringEqualsIfExists", Some(true)),
        ("StringNotEqualsIfExists", Some(true)),
        ("ForAllValues:StringEquals", Some(true)),
        ("ForAllValues:StringNotEquals", Some(true)),
        ("ForAllValues:StringEqualsIfExists", Some(true)),
        ("ForAnyValue:StringEquals", Some(false)),
        ("ForAnyValue:StringNotEquals", Some(false)),
        // One part says yes, the other no.
        ("ForAnyValue:StringEqualsIfExists", None),
    ] {
        for key in ["aws:username", "aws:PrincipalTag/team"] {
            assert_eq!(holds(operator, key, &json!("x")), expected, "{operator}");
        }
    }
}

#[test]
fn null_asks_whether_the_key_is_absent() {
    let null = |key: &str, value: Value| holds("Null", key, &value);
    assert_eq!(null("aws:SourceVpce", json!("true")), Some(false));
    assert_eq!(null("aws:SourceVpce", json!(false)), Some(true));
    assert_eq!(null("aws:username", json!("true")), Some(true));
    assert_eq!(null("aws:username", json!("false")), Some(false));
    assert_eq!(null("aws:PrincipalOrgID", json!("false")), None);
    assert_eq!(
        null("aws:PrincipalOrgID", json!(["true", "false"])),
        Some(true)
    );
    assert_eq!(holds("NullIfExists", "aws:username", &json!("true")), None);
}

#[test]
fn if_exists_looks_at_a_value_that_is_there() {
    let endpoint = |value: &str| holds("StringEqualsIfExists", "aws:SourceVpce", &json!(value));
    assert_eq!(endpoint("vpce-1"), Some(true));
    assert_eq!(endpoint("vpce-2"), Some(false));
    let any = |value: &str| holds("ForAnyValue:StringLike", "aws:SourceVpce", &json!([value]));
    assert_eq!(any("vpce-*"), Some(true));
    assert_eq!(any("vpc-*"), Some(false));
}

#[test]
fn the_source_address_behind_an_endpoint_is_none_that_a_policy_may_know() {
    let address = |operator: &str, block: &str| holds(operator, "aws:SourceIp", &json!(block));
    assert_eq!(address("IpAddress", "203.0.113.0/24"), Some(false));
    assert_eq!(address("NotIpAddress", "203.0.113.0/24"), Some(true));
    assert_eq!(
        address("NotIpAddressIfExists", "203.0.113.0/24"),
        Some(true)
    );
    // AWS says that the key is absent, and that the address is rewritten.
    assert_eq!(address("IpAddressIfExists", "203.0.113.0/24"), None);
    assert_eq!(address("IpAddress", "10.0.0.0/16"), None);
    assert_eq!(address("IpAddress", "0.0.0.0/0"), None);
    assert_eq!(holds("Null", "aws:SourceIp", &json!("true")), None);
}

#[test]
fn each_part_of_an_arn_matches_by_itself() {
    for (operator, value, expected) in [
        ("ArnEquals", "arn:aws:iam::1111:role/a/gateway", Some(true)),
        ("ArnEquals", "arn:aws:iam::1111:role/a/*", Some(true)),
        ("ArnLike", "arn:aws:iam::*:role/*", Some(true)),
        ("ArnLike", "arn:aws:iam::*:ROLE/*", Some(false)),
        ("ArnNotLike", "arn:aws:iam::2222:*", Some(true)),
        ("ArnNotEquals", "arn:aws:iam::1111:*", Some(false)),
        ("ArnLike", "arn:*:role/a/gateway", None),
        ("ArnLike", "*", None),
        ("StringLike", "arn:*:role/a/gateway", Some(true)),
    ] {
        let answer = holds(operator, "aws:PrincipalArn", &json!(value));
        assert_eq!(answer, expected, "{operator} {value}");
    }
}

#[test]
fn a_call_is_judged_at_the_time_of_the_snapshot() {
    for (operator, value, expected) in [
        ("DateGreaterThan", "2026-11-01T00:00:00Z", Some(true)),
        ("DateGreaterThan", "2026-12-01T00:00:00+01:00", Some(false)),
        ("DateLessThanEquals", "2026-11-03", Some(true)),
        ("DateLessThan", "1700000000", Some(false)),
        ("DateEquals", "2026-11-02T12:00:00Z", None),
        ("DateLessThan", "tomorrow", None),
    ] {
        let answer = holds(operator, "aws:CurrentTime", &json!(value));
        assert_eq!(answer, expected, "{operator} {value}");
    }
    for (operator, value, expected) in [
        ("NumericGreaterThanEquals", json!("1700000000"), Some(true)),
        ("NumericLessThan", json!(1_700_000_000), Some(false)),
        ("NumericNotEquals", json!("1700000000"), None),
        ("NumericLessThan", json!("soon"), None),
    ] {
        let answer = holds(operator, "aws:EpochTime", &value);
        assert_eq!(answer, expected, "{operator} {value}");
    }
}

#[test]
fn variables_stand_for_known_values() {
    let endpoint = |value: &str| holds("StringEquals", "aws:SourceVpce", &json!(value));
    assert_eq!(endpoint("${aws:SourceVpce}"), Some(true));
    assert_eq!(endpoint("${AWS:sourcevpce}"), Some(true));
    assert_eq!(endpoint("${aws:SourceVpc}e-1"), Some(false));
    assert_eq!(endpoint("${aws:username, 'vpce-1'}"), Some(true));
    for unclear in [
        "${aws:username}",
        "${aws:PrincipalOrgID}",
        "${aws:PrincipalOrgID, 'vpce-1'}",
        "${aws:VpcSourceIp}",
        "${aws:SourceVpce",
    ] {
        assert_eq!(endpoint(unclear), None, "{unclear}");
    }
    let like = |value: &str| holds("StringLike", "aws:SourceVpce", &json!(value));
    assert_eq!(like("vpce-${*}"), Some(false));
    assert_eq!(like("vpce${?}1"), Some(false));
    assert_eq!(like("${aws:SourceVpc}?*"), Some(false));
    assert_eq!(like("vpc*${$}"), Some(false));
    // Before its second version the language had no variables.
    let old = holds_in(
        "2008-10-17",
        "StringEquals",
        "aws:SourceVpce",
        &json!("${aws:SourceVpce}"),
    );
    assert_eq!(old, Some(false));
}

#[test]
fn a_variable_has_a_meaning_in_the_last_part_of_a_resource_only() {
    let allow = |resource: &str| {
        let mut allow = statement("Allow", &json!({}));
        allow["Resource"] = json!(resource);
        let policy = json!({"Version": "2012-10-17", "Statement": allow});
        let mut request = request();
        request.resources = vec![format!("{API}live/GET/orders")];
        request
            .context
            .know("aws:team", ContextValue::Text("orders".to_owned()));
        evaluate(&policy.to_string(), &request)
    };
    let allowed = PolicyDecision::Allow { statement: 0 };
    assert_eq!(allow(&format!("{API}live/*/${{aws:team}}*")), allowed);
    let star = allow(&format!("{API}live/*/orders${{*}}"));
    assert_eq!(star, PolicyDecision::Deny { explicit: None });
    let early = "arn:aws:execute-api:eu-west-1:${aws:team}:a1b2c3/*";
    assert!(is_unknown(&allow(early)));
}
