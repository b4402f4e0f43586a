//! Random policies against an evaluator that knows every fact.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use proptest::sample::select;

use super::*;

const ROLE: &str = "arn:aws:iam::111122223333:role/gateway";
const NOW: &str = "2026-11-02T12:00:00Z";

/// One way in which everything may be, even what AWS does not say.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own that AWS leaves open"
)]
#[derive(Clone, Debug)]
struct World {
    /// The role that signs.
    role: Option<&'static str>,
    resource: String,
    keys: BTreeMap<&'static str, String>,
    /// What an account's own policies add to a policy that names the account.
    account_allows: bool,
    /// `*` and `?` reach beyond a colon anywhere.
    beyond_colons: bool,
    /// A statement with `NotPrincipal` denies a role although it names the role.
    denies_named_role: bool,
    /// `ForAnyValue:…IfExists` holds without the key.
    any_if_exists: bool,
}

impl World {
    fn decide(&self, policy: &Value) -> (bool, bool) {
        let statements = policy["Statement"].as_array().unwrap();
        let applies = |effect: &str| {
            let mut own = statements.iter().filter(|own| own["Effect"] == effect);
            own.any(|own| self.applies(own))
        };
        (applies("Deny"), applies("Allow"))
    }

    fn applies(&self, statement: &Value) -> bool {
        let denies = statement["Effect"] == "Deny";
        let principal = match statement.get("NotPrincipal") {
            None => self.is_named(&statement["Principal"], denies),
            Some(names) if self.is_named(names, denies) => {
                let is_everybody = names == "*" || names["AWS"] == "*";
                denies && self.denies_named_role && !is_everybody
            }
            Some(_) => true,
        };
        let listed = |name: &str, matches: &dyn Fn(&str) -> bool| {
            let not = format!("Not{name}");
            match statement.get(&not) {
                None => all(&statement[name]).iter().any(|text| matches(text)),
                Some(texts) => !all(texts).iter().any(|text| matches(text)),
            }
        };
        let action = listed("Action", &|text| {
            glob(&text.to_lowercase(), "execute-api:invoke")
        });
        let resource = listed("Resource", &|text| {
            let text = self.resolve(text);
            if self.beyond_colons {
                glob(&text, &self.resource)
            } else {
                glob_within(&text, &self.resource)
            }
        });
        let conditions = statement["Condition"].as_object().unwrap();
        principal
            && action
            && resource
            && conditions.iter().all(|(operator, keys)| {
                let mut keys = keys.as_object().unwrap().iter();
                keys.all(|(key, wanted)| self.holds(operator, key, &all(wanted)))
            })
    }

    fn is_named(&self, names: &Value, denies: bool) -> bool {
        if names == "*" {
            return true;
        }
        all(&names["AWS"])
            .iter()
            .any(|name| match (name.as_str(), self.role) {
                ("*", _) => true,
                (_, None) => false,
                ("111122223333", Some(role)) => role == ROLE && (denies || self.account_allows),
                (name, Some(role)) => name == role,
            })
    }

    fn holds(&self, operator: &str, key: &str, wanted: &[String]) -> bool {
        let value = self.keys.get(key.to_lowercase().as_str());
        if operator == "Null" {
            return wanted
                .iter()
                .any(|text| (text == "true") == value.is_none());
        }
        let plain = operator.trim_end_matches("IfExists");
        let (set, test) = plain.split_once(':').unwrap_or(("", plain));
        let Some(value) = value else {
            return match (set, plain == operator) {
                ("ForAllValues", _) | ("", false) => true,
                ("ForAnyValue", true) => false,
                ("", true) => test.contains("Not"),
                _ => self.any_if_exists,
            };
        };
        let one = wanted.iter().any(|text| self.matches(test, value, text));
        one != test.contains("Not")
    }

    fn matches(&self, test: &str, value: &str, wanted: &str) -> bool {
        let order = |order: std::cmp::Ordering| {
            test.contains("Less") && order.is_lt()
                || test.contains("Greater") && order.is_gt()
                || !test.contains("Than") && order.is_eq()
        };
        match test.replace("Not", "").as_str() {
            "StringEquals" => self.resolve(wanted).replace('\u{1}', "*") == value,
            "StringEqualsIgnoreCase" => wanted.eq_ignore_ascii_case(value),
            "StringLike" => glob(&self.resolve(wanted), value),
            "ArnLike" | "ArnEquals" => {
                let (wanted, value) = (wanted.split(':'), value.split(':'));
                wanted.zip(value).all(|(wanted, value)| glob(wanted, value))
            }
            "IpAddress" => {
                let (block, bits) = wanted.split_once('/').unwrap_or((wanted, "32"));
                let number = |text: &str| u64::from(u32::from(text.parse::<Ipv4Addr>().unwrap()));
                let shift = 32 - bits.parse::<u32>().unwrap();
                number(block) >> shift == number(value) >> shift
            }
            "Bool" => value == wanted,
            name if name.starts_with("Date") => order(value.cmp(wanted)),
            name if name.starts_with("Numeric") => {
                let number = |text: &str| text.parse::<i64>().unwrap();
                order(number(value).cmp(&number(wanted)))
            }
            other => panic!("{other}"),
        }
    }

    /// A literal star becomes a character that no pattern has.
    fn resolve(&self, text: &str) -> String {
        let text = text.replace("${*}", "\u{1}");
        text.replace("${aws:SourceVpc}", &self.keys["aws:sourcevpc"])
            .replace("${aws:username, 'orders'}", "orders")
    }
}

fn all(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().flat_map(all).collect(),
        Value::String(text) => vec![text.clone()],
        _ => Vec::new(),
    }
}

fn glob(pattern: &str, text: &str) -> bool {
    let (Some(first), rest) = (pattern.chars().next(), pattern.get(1..)) else {
        return text.is_empty();
    };
    let rest = rest.unwrap_or_default();
    let mut chars = text.chars();
    match (first, chars.next()) {
        ('*', next) => glob(rest, text) || next.is_some() && glob(pattern, chars.as_str()),
        (_, None) => false,
        (first, Some(next)) => (first == '?' || first == next) && glob(rest, chars.as_str()),
    }
}

/// Part by part of an ARN, except that a `*` at the end of a part may swallow parts.
fn glob_within(pattern: &str, text: &str) -> bool {
    fn parts(pattern: &[&str], text: &[&str]) -> bool {
        match (pattern, text) {
            ([], []) => true,
            ([], _) | (_, []) => false,
            ([first, pattern @ ..], text) => (1..=text.len()).any(|taken| {
                let (own, rest) = text.split_at(taken);
                (taken == 1 || first.ends_with('*'))
                    && glob(first, &own.join(":"))
                    && parts(pattern, rest)
            }),
        }
    }
    let pattern: Vec<&str> = pattern.splitn(6, ':').collect();
    let text: Vec<&str> = text.splitn(6, ':').collect();
    parts(&pattern, &text)
}

/// What a request leaves open: who signs, the organization, the method and the path, the address.
fn worlds(principal: PolicyPrincipal<'_>) -> Vec<World> {
    let roles = match principal {
        PolicyPrincipal::Anonymous | PolicyPrincipal::Service(_) => vec![None],
        PolicyPrincipal::Role(_) => vec![Some(ROLE)],
        PolicyPrincipal::Unknown => vec![
            None,
            Some(ROLE),
            Some("arn:aws:iam::111122223333:role/other"),
        ],
    };
    let mut worlds = Vec::new();
    for role in roles {
        for path in ["GET/orders", "POST/orders", "GET/orders/1"] {
            for (organization, address, source) in [
                (None, "10.0.1.5", None),
                (Some("o-1"), "10.0.2.9", Some("10.9.0.1")),
                (Some("o-2"), "10.0.2.200", Some("192.168.0.1")),
            ] {
                for [account_allows, beyond_colons] in pairs() {
                    for [denies_named_role, any_if_exists] in pairs() {
                        let mut keys = BTreeMap::from([
                            ("aws:sourcevpce", "vpce-1".to_owned()),
                            ("aws:sourcevpc", "vpc-1".to_owned()),
                            ("aws:securetransport", "true".to_owned()),
                            ("aws:vpcsourceip", address.to_owned()),
                            ("aws:currenttime", NOW.to_owned()),
                            ("aws:epochtime", "1793620800".to_owned()),
                        ]);
                        keys.extend(organization.map(|id| ("aws:principalorgid", id.to_owned())));
                        keys.extend(source.map(|address| ("aws:sourceip", address.to_owned())));
                        keys.extend(role.map(|role| ("aws:principalarn", role.to_owned())));
                        worlds.push(World {
                            role,
                            resource: format!("{API}live/{path}"),
                            keys,
                            account_allows,
                            beyond_colons,
                            denies_named_role,
                            any_if_exists,
                        });
                    }
                }
            }
        }
    }
    worlds
}

fn pairs() -> [[bool; 2]; 4] {
    [[false, false], [false, true], [true, false], [true, true]]
}

/// The request that is all of these worlds.
fn open_request(principal: PolicyPrincipal<'_>) -> PolicyRequest<'_> {
    let mut request = super::request();
    request.principal = principal;
    let context = &mut request.context;
    let moment: jiff::Timestamp = NOW.parse().unwrap();
    context.know("aws:currenttime", ContextValue::Time(moment));
    context.know("aws:epochtime", ContextValue::Time(moment));
    let private = ["10.0.0.0/8", "192.168.0.0/16"].map(|block| block.parse().unwrap());
    let private = ContextValue::Addresses(private.to_vec());
    context.know_one_of("aws:sourceip", vec![ContextValue::Absent, private]);
    match principal {
        PolicyPrincipal::Anonymous => context.know("aws:principalarn", ContextValue::Absent),
        PolicyPrincipal::Role(arn) => {
            context.know("aws:principalarn", ContextValue::Text(arn.to_owned()));
        }
        PolicyPrincipal::Service(_) | PolicyPrincipal::Unknown => {}
    }
    request
}

/// The request that is exactly one of these worlds.
fn exact_request(world: &World) -> PolicyRequest<'_> {
    let principal = world
        .role
        .map_or(PolicyPrincipal::Anonymous, PolicyPrincipal::Role);
    let mut request = open_request(principal);
    request.resources = vec![world.resource.clone()];
    let value = |key: &str| world.keys.get(key);
    let text = |key: &str| {
        let value = value(key).cloned();
        value.map_or(ContextValue::Absent, ContextValue::Text)
    };
    let address = |key: &str| {
        let address = value(key).map(|address| address.parse().unwrap());
        address.map_or(ContextValue::Absent, |one| {
            ContextValue::Addresses(vec![one])
        })
    };
    let context = &mut request.context;
    context.know("aws:principalorgid", text("aws:principalorgid"));
    context.know("aws:sourceip", address("aws:sourceip"));
    context.know("aws:vpcsourceip", address("aws:vpcsourceip"));
    request
}

/// A condition: operator, key, values, and whether AWS says what it means.
fn condition() -> impl Strategy<Value = (String, &'static str, Vec<&'static str>, bool)> {
    let texts = (
        select(vec![
            "StringEquals",
            "StringNotEquals",
            "StringLike",
            "StringNotLike",
        ]),
        select(vec![
            "aws:SourceVpce",
            "AWS:sourceVpc",
            "aws:PrincipalOrgID",
            "aws:username",
        ]),
        select(vec![
            "vpce-1",
            "vpc?-1",
            "${aws:SourceVpc}",
            "o-1",
            "*",
            "vpc${*}",
            "vpc*",
        ]),
    );
    let addresses = (
        select(vec!["IpAddress", "NotIpAddress"]),
        select(vec!["aws:SourceIp", "aws:VpcSourceIp"]),
        select(vec![
            "10.0.0.0/16",
            "10.0.2.0/25",
            "10.0.1.5",
            "203.0.113.0/24",
            "0.0.0.0/0",
        ]),
    );
    let arns = (
        select(vec!["ArnEquals", "ArnNotLike"]),
        Just("aws:PrincipalArn"),
        select(vec![
            ROLE,
            "arn:aws:iam::*:role/*",
            "arn:aws:iam::1?11*:role/o*",
        ]),
    );
    let dates = (
        select(vec![
            "DateLessThan",
            "DateGreaterThanEquals",
            "DateEquals",
            "DateNotEquals",
        ]),
        Just("aws:CurrentTime"),
        select(vec!["2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z"]),
    );
    let numbers = (
        select(vec!["NumericLessThanEquals", "NumericGreaterThan"]),
        Just("aws:EpochTime"),
        select(vec!["1577836800", "1893456000"]),
    );
    let truths = (
        select(vec!["Bool", "Null"]),
        Just("aws:SecureTransport"),
        select(vec!["true", "false"]),
    );
    let nulls = (
        Just("Null"),
        select(vec!["aws:username", "aws:PrincipalOrgID", "aws:SourceIp"]),
        select(vec!["true", "false"]),
    );
    let single = prop_oneof![
        4 => texts.prop_map(|(operator, key, value)| (operator, key, value)),
        3 => addresses.prop_map(|(operator, key, value)| (operator, key, value)),
        1 => arns.prop_map(|(operator, key, value)| (operator, key, value)),
        1 => dates.prop_map(|(operator, key, value)| (operator, key, value)),
        1 => numbers.prop_map(|(operator, key, value)| (operator, key, value)),
        1 => truths.prop_map(|(operator, key, value)| (operator, key, value)),
        1 => nulls.prop_map(|(operator, key, value)| (operator, key, value)),
    ];
    let set = select(vec!["", "", "ForAnyValue:", "ForAllValues:"]);
    (single, set, any::<bool>(), any::<bool>()).prop_map(
        |((operator, key, value), set, if_exists, twice)| {
            let is_null = operator == "Null";
            let suffix = if if_exists && !is_null {
                "IfExists"
            } else {
                ""
            };
            let set = if is_null { "" } else { set };
            let is_defined = (set != "ForAnyValue:" || suffix.is_empty())
                && !["DateEquals", "DateNotEquals"].contains(&operator);
            let values = if twice {
                vec![value, value]
            } else {
                vec![value]
            };
            (format!("{set}{operator}{suffix}"), key, values, is_defined)
        },
    )
}

/// A statement, and whether AWS says what it means for every request.
fn random() -> impl Strategy<Value = (Value, bool)> {
    let principal = select(vec![
        (json!("*"), true),
        (json!({"AWS": "*"}), true),
        (json!({"AWS": ROLE}), true),
        (
            json!({"AWS": ["arn:aws:iam::111122223333:role/other"]}),
            true,
        ),
        (json!({"AWS": "111122223333"}), false),
        (json!({"Service": "apigateway.amazonaws.com"}), true),
    ]);
    let action = select(vec!["*", "execute-api:?nvoke", "EXECUTE-API:inv*", "s3:*"]);
    let resource = select(vec![
        ("*".to_owned(), true),
        ("arn:aws:execute-api:*".to_owned(), true),
        ("arn:aws:*:*:a1b2c3/live/*".to_owned(), true),
        ("arn:aws:execute-api:eu-west-1:1*/live/*".to_owned(), false),
        (format!("{API}live/GET/*"), true),
        (format!("{API}live/????/orders"), true),
        (format!("{API}live/*/${{aws:username, 'orders'}}"), true),
        (format!("{API}test/*"), true),
    ]);
    let conditions = prop::collection::vec(condition(), 0..3);
    (any::<[bool; 4]>(), principal, action, resource, conditions).prop_map(
        |([denies, not_principal, not_action, not_resource], principal, action, resource, own)| {
            let name = |not: bool, name: &str| {
                if not {
                    format!("Not{name}")
                } else {
                    name.into()
                }
            };
            let mut conditions = serde_json::Map::new();
            let mut is_defined = principal.1 && resource.1 && !(denies && not_principal);
            for (operator, key, values, defined) in own {
                is_defined &= defined;
                conditions.insert(operator, json!({ key: values }));
            }
            let statement = json!({
                "Effect": if denies { "Deny" } else { "Allow" },
                name(not_principal, "Principal"): principal.0,
                name(not_action, "Action"): action,
                name(not_resource, "Resource"): resource.0,
                "Condition": conditions,
            });
            (statement, is_defined)
        },
    )
}

fn policy(statements: &[(Value, bool)]) -> Value {
    let statements: Vec<_> = statements.iter().map(|(own, _)| own).collect();
    json!({"Version": "2012-10-17", "Statement": statements})
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// What is decided about an open request holds in every world that it may be.
    #[test]
    fn a_decision_holds_whatever_the_unknown_facts_are(
        statements in prop::collection::vec(random(), 0..4),
        principal in select(vec![
            PolicyPrincipal::Anonymous,
            PolicyPrincipal::Role(ROLE),
            PolicyPrincipal::Unknown,
        ]),
    ) {
        let policy = policy(&statements);
        let decision = evaluate(&policy.to_string(), &open_request(principal));
        for world in worlds(principal) {
            let (denied, allowed) = world.decide(&policy);
            match &decision {
                PolicyDecision::Allow { .. } => prop_assert!(allowed && !denied, "{world:?}"),
                PolicyDecision::Deny { explicit: Some(_) } => prop_assert!(denied, "{world:?}"),
                PolicyDecision::Deny { explicit: None } => {
                    prop_assert!(denied || !allowed, "{world:?}");
                }
                PolicyDecision::Unknown { .. } => {}
            }
        }
    }

    /// A request of which everything is known is decided, unless AWS does not say how.
    #[test]
    fn a_request_without_unknown_facts_is_decided(
        statements in prop::collection::vec(random(), 0..4),
        world in select(worlds(PolicyPrincipal::Unknown)),
    ) {
        let policy = policy(&statements);
        let decision = evaluate(&policy.to_string(), &exact_request(&world));
        let (denied, allowed) = world.decide(&policy);
        match decision {
            PolicyDecision::Allow { .. } => prop_assert!(allowed && !denied),
            PolicyDecision::Deny { explicit: Some(_) } => prop_assert!(denied),
            PolicyDecision::Deny { explicit: None } => prop_assert!(denied || !allowed),
            PolicyDecision::Unknown { why, .. } => {
                prop_assert!(!statements.iter().all(|(_, is_defined)| *is_defined), "{why}");
            }
        }
    }
}
