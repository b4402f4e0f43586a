//! One statement of a policy.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>

use serde_json::{Map, Value};

use crate::reach::wildcard::{Wildcard, any_meets};
use crate::topology::Meets;

use super::truth::Truth;
use super::variable::resolve;
use super::{Asked, condition, principal};

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
pub(super) fn judge(statement: &Value, asked: &Asked<'_>) -> Judgement {
    let Some(members) = statement.as_object() else {
        return Judgement::unknown("it is not an object");
    };
    let applies = applies(members, asked);
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
fn applies(members: &Map<String, Value>, asked: &Asked<'_>) -> Truth {
    // A misspelt element may change what the statement means.
    let mut names = members.keys();
    if let Some(name) = names.find(|name| !ELEMENTS.contains(&name.as_str())) {
        return unreadable(format!("its element {name} is not known"));
    }
    let denies = members.get("Effect").and_then(Value::as_str) == Some("Deny");
    Truth::all([
        either(
            members,
            "Principal",
            |value| principal::is_named(value, asked),
            |value| principal::is_not_named(value, denies, asked),
        ),
        either(
            members,
            "Action",
            |value| action(value, asked),
            |value| action(value, asked).not(),
        ),
        either(
            members,
            "Resource",
            |value| resource(value, asked),
            |value| resource(value, asked).not(),
        ),
        condition::holds(members.get("Condition"), asked),
    ])
}

/// Judges the element `name` or its opposite `Not…`, of which a statement has exactly one.
fn either(
    members: &Map<String, Value>,
    name: &str,
    judge: impl Fn(&Value) -> Truth,
    judge_opposite: impl Fn(&Value) -> Truth,
) -> Truth {
    match (members.get(name), members.get(&format!("Not{name}"))) {
        (Some(value), None) => judge(value),
        (None, Some(value)) => judge_opposite(value),
        _ => unreadable(format!("it needs either {name} or Not{name}")),
    }
}

fn action(value: &Value, asked: &Asked<'_>) -> Truth {
    let Some(patterns) = texts(value) else {
        return unreadable("its Action cannot be read");
    };
    let own = Wildcard::exactly(&asked.request.action.to_ascii_lowercase());
    Truth::any(patterns.into_iter().map(|pattern| {
        let pattern = Wildcard::pattern(&pattern.to_ascii_lowercase());
        Truth::from(pattern.meets(&own) == Meets::All)
    }))
}

/// A `*` reaches beyond a colon only at the end of its part of an ARN, as far as AWS says. Where
/// that matters nothing is decided, for AWS is known to match more.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
fn resource(value: &Value, asked: &Asked<'_>) -> Truth {
    let Some(written) = texts(value) else {
        return unreadable("its Resource cannot be read");
    };
    let resources = asked.request.resources.iter();
    let own: Vec<_> = resources.map(|arn| Wildcard::pattern(arn)).collect();
    let (mut patterns, mut undecided) = (Vec::new(), None);
    for text in written {
        match pattern(text, asked) {
            Some(pattern) => patterns.push(pattern),
            None => undecided = Some(text),
        }
    }
    let within: Vec<_> = patterns.iter().map(Wildcard::within_arn_parts).collect();
    match (any_meets(&within, &own), any_meets(&patterns, &own)) {
        (Meets::All, _) => Truth::Yes,
        (within, beyond) => match undecided {
            Some(text) => unreadable(format!("its resource {text} depends on the request")),
            None if within != beyond => {
                unreadable("its resources match only if a wildcard reaches beyond a colon")
            }
            None if within == Meets::None => Truth::No,
            None => unreadable("its resources cover some of the methods and paths only"),
        },
    }
}

/// A resource of a statement; `None` if it depends on what is not known.
fn pattern(text: &str, asked: &Asked<'_>) -> Option<Wildcard> {
    let text = match text.strip_prefix("execute-api:/") {
        Some(rest) => format!("{}{rest}", asked.request.short_form.as_ref()?),
        None => text.to_owned(),
    };
    // Variables have a meaning in the last part of an ARN only.
    let variable = text.find("${").and_then(|place| text.get(..place));
    let is_early = variable.is_some_and(|before| before.matches(':').count() < 5);
    if asked.has_variables && is_early {
        return None;
    }
    Some(resolve(&text, asked)?.pattern)
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
