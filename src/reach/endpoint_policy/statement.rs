//! One statement of a policy.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>

use serde_json::{Map, Value};

use crate::reach::wildcard::{Wildcard, any_meets};
use crate::topology::Meets;

use super::truth::Truth;
use super::{PolicyPrincipal, PolicyRequest, condition};

/// Whether a statement denies a request, and whether it allows it.
pub(super) struct Judgement {
    pub(super) denies: Truth,
    pub(super) allows: Truth,
}

impl Judgement {
    /// What keeps the statement from being decided.
    pub(super) fn why(&self) -> Option<&str> {
        match (&self.denies, &self.allows) {
            (Truth::Unknown(why), _) | (_, Truth::Unknown(why)) => Some(why),
            _ => None,
        }
    }

    fn unknown(why: &str) -> Self {
        Self {
            denies: unreadable(why),
            allows: unreadable(why),
        }
    }
}

/// Judges a request by one statement.
pub(super) fn judge(statement: &Value, request: &PolicyRequest<'_>) -> Judgement {
    let Some(members) = statement.as_object() else {
        return Judgement::unknown("it is not an object");
    };
    let applies = applies(members, request);
    match members.get("Effect").and_then(Value::as_str) {
        Some("Allow") => Judgement {
            denies: Truth::No,
            allows: applies,
        },
        Some("Deny") => Judgement {
            denies: applies,
            allows: Truth::No,
        },
        _ => Judgement::unknown("its Effect cannot be read"),
    }
}

/// Whether a statement is about a request.
fn applies(members: &Map<String, Value>, request: &PolicyRequest<'_>) -> Truth {
    // A misspelt element may change what the statement means.
    let mut names = members.keys();
    if let Some(name) = names.find(|name| !ELEMENTS.contains(&name.as_str())) {
        return unreadable(format!("its element {name} is not known"));
    }
    Truth::all([
        either(members, "Principal", |value| principal(value, request)),
        either(members, "Action", |value| action(value, request)),
        either(members, "Resource", |value| resource(value, request)),
        condition::holds(members.get("Condition"), request),
    ])
}

/// Judges the element `name` or its opposite `Not…`, of which a statement has exactly one.
fn either(members: &Map<String, Value>, name: &str, judge: impl Fn(&Value) -> Truth) -> Truth {
    match (members.get(name), members.get(&format!("Not{name}"))) {
        (Some(value), None) => judge(value),
        (None, Some(value)) => judge(value).not(),
        _ => unreadable(format!("it needs either {name} or Not{name}")),
    }
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
fn principal(value: &Value, request: &PolicyRequest<'_>) -> Truth {
    let kinds = match value {
        Value::String(text) if text == "*" => return Truth::Yes,
        Value::Object(kinds) => kinds,
        _ => return unreadable("its Principal cannot be read"),
    };
    Truth::any(kinds.iter().map(|(kind, names)| {
        let Some(names) = texts(names) else {
            return unreadable("its Principal cannot be read");
        };
        match (kind.as_str(), request.principal) {
            ("AWS", _) if names.contains(&"*") => Truth::Yes,
            // The gateway signs as its role, never as a service.
            ("Service", _)
            | ("AWS" | "Federated" | "CanonicalUser", PolicyPrincipal::Anonymous) => Truth::No,
            ("AWS" | "Federated" | "CanonicalUser", PolicyPrincipal::Unknown) => {
                unreadable("it names principals, and who calls is not known")
            }
            _ => unreadable(format!("principals of type {kind} are not known")),
        }
    }))
}

fn action(value: &Value, request: &PolicyRequest<'_>) -> Truth {
    let Some(patterns) = texts(value) else {
        return unreadable("its Action cannot be read");
    };
    let asked = Wildcard::exactly(&request.action.to_ascii_lowercase());
    Truth::any(patterns.into_iter().map(|pattern| {
        let pattern = Wildcard::pattern(&pattern.to_ascii_lowercase());
        Truth::from(pattern.meets(&asked) == Meets::All)
    }))
}

fn resource(value: &Value, request: &PolicyRequest<'_>) -> Truth {
    let Some(written) = texts(value) else {
        return unreadable("its Resource cannot be read");
    };
    let asked: Vec<_> = request
        .resources
        .iter()
        .map(|arn| Wildcard::pattern(arn))
        .collect();
    let (mut patterns, mut undecided) = (Vec::new(), None);
    for text in written {
        match (text.strip_prefix("execute-api:/"), &request.short_form) {
            _ if text.contains("${") => undecided = Some(text),
            (Some(rest), Some(base)) => patterns.push(Wildcard::pattern(&format!("{base}{rest}"))),
            (Some(_), None) => undecided = Some(text),
            (None, _) => patterns.push(Wildcard::pattern(text)),
        }
    }
    match (any_meets(&patterns, &asked), undecided) {
        (Meets::All, _) => Truth::Yes,
        (_, Some(text)) => unreadable(format!("its resource {text} depends on the request")),
        (Meets::None, None) => Truth::No,
        (Meets::Some, None) => unreadable("its resources cover some of the methods and paths only"),
    }
}

/// A text or a list of texts.
pub(super) fn texts(value: &Value) -> Option<Vec<&str>> {
    match value {
        Value::String(text) => Some(vec![text]),
        Value::Array(list) => list.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

pub(super) fn unreadable(why: impl Into<String>) -> Truth {
    Truth::Unknown(why.into())
}

const ELEMENTS: [&str; 9] = [
    "Action",
    "Condition",
    "Effect",
    "NotAction",
    "NotPrincipal",
    "NotResource",
    "Principal",
    "Resource",
    "Sid",
];
