//! The conditions of a statement.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use serde_json::Value;

use crate::reach::wildcard::{Wildcard, any, every};
use crate::topology::{Cidr, Meets};

use super::statement::unreadable;
use super::truth::Truth;
use super::{ContextValue, PolicyRequest};

/// Whether all conditions of a statement hold.
pub(super) fn holds(conditions: Option<&Value>, request: &PolicyRequest<'_>) -> Truth {
    let operators = match conditions {
        None => return Truth::Yes,
        Some(Value::Object(operators)) => operators,
        Some(_) => return unreadable("its Condition cannot be read"),
    };
    Truth::all(operators.iter().map(|(name, keys)| {
        let (Some(operator), Value::Object(keys)) = (Operator::parse(name), keys) else {
            return unreadable(format!("its condition {name} cannot be decided"));
        };
        Truth::all(keys.iter().map(|(key, values)| {
            let value = request.context.get(key.to_ascii_lowercase().as_str());
            match (value, values_of(values)) {
                (_, None) => unreadable(format!("its condition {name} on {key} cannot be read")),
                (Some(value), Some(wanted)) => operator.holds(name, key, value, &wanted),
                (None, Some(wanted)) if operator.always_holds(&wanted) => Truth::Yes,
                (None, Some(_)) => unreadable(format!("the value of {key} is not known")),
            }
        }))
    }))
}

/// A condition operator, such as `ForAnyValue:StringNotLikeIfExists`.
///
/// Every key whose value is known has exactly one, so that `ForAnyValue` and `ForAllValues` ask
/// the same of it as no prefix.
struct Operator {
    test: Test,
    negated: bool,
    if_exists: bool,
}

#[derive(Clone, Copy)]
enum Test {
    Address,
    Bool,
    Equals,
    EqualsIgnoreCase,
    Like,
    Null,
}

impl Operator {
    fn parse(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let name = ["foranyvalue:", "forallvalues:"]
            .iter()
            .find_map(|prefix| lower.strip_prefix(prefix))
            .unwrap_or(&lower);
        let (name, if_exists) = match name.strip_suffix("ifexists") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let (test, negated) = match name {
            "stringequals" => (Test::Equals, false),
            "stringnotequals" => (Test::Equals, true),
            "stringequalsignorecase" => (Test::EqualsIgnoreCase, false),
            "stringnotequalsignorecase" => (Test::EqualsIgnoreCase, true),
            "stringlike" => (Test::Like, false),
            "stringnotlike" => (Test::Like, true),
            "ipaddress" => (Test::Address, false),
            "notipaddress" => (Test::Address, true),
            "bool" => (Test::Bool, false),
            "null" => (Test::Null, false),
            // ARNs, numbers, dates and bytes: no key with such a value is ever known.
            _ => return None,
        };
        Some(Self {
            test,
            negated,
            if_exists,
        })
    }

    /// Whether the condition holds for a known value: one of `wanted` must match it.
    fn holds(&self, name: &str, key: &str, value: &ContextValue, wanted: &[String]) -> Truth {
        let undecided = || unreadable(format!("its condition {name} on {key} cannot be decided"));
        if let (Test::Address, ContextValue::Addresses(blocks)) = (self.test, value) {
            return match in_blocks(wanted, blocks) {
                Meets::All => Truth::from(!self.negated),
                Meets::None => Truth::from(self.negated),
                Meets::Some => undecided(),
            };
        }
        let matches = |wanted: &String| match (self.test, value) {
            // The key exists.
            (Test::Null, _) => yes_or_no(wanted).map(|absent| Truth::from(!absent)),
            _ if wanted.contains("${") => None,
            (Test::Bool, ContextValue::Text(text)) => yes_or_no(text)
                .zip(yes_or_no(wanted))
                .map(|(is, wanted)| Truth::from(is == wanted)),
            (Test::Equals, ContextValue::Text(text)) => Some(Truth::from(text == wanted)),
            (Test::EqualsIgnoreCase, ContextValue::Text(text)) => {
                Some(Truth::from(text.to_lowercase() == wanted.to_lowercase()))
            }
            (Test::Like, ContextValue::Text(text)) => {
                let meets = Wildcard::pattern(wanted).meets(&Wildcard::exactly(text));
                Some(Truth::from(meets == Meets::All))
            }
            _ => None,
        };
        let one = Truth::any(
            wanted
                .iter()
                .map(|text| matches(text).unwrap_or_else(undecided)),
        );
        one.negate_if(self.negated)
    }

    /// Whether the condition holds whatever the value is, and even without one.
    fn always_holds(&self, wanted: &[String]) -> bool {
        let is_like = matches!(self.test, Test::Like) && !self.negated;
        is_like && self.if_exists && wanted.iter().any(|text| text == "*")
    }
}

/// How some blocks together meet every address in `sources`. A text that is no block may match.
fn in_blocks(blocks: &[String], sources: &[Cidr]) -> Meets {
    every(sources.iter().map(|&source| {
        let meets = |text: &String| {
            let block = text.parse::<Cidr>();
            block.map_or(Meets::Some, |block| block.meets(source))
        };
        any(blocks.iter().map(meets))
    }))
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// A value or a list of values, as texts.
fn values_of(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(list) => list.iter().map(text_of).collect(),
        value => text_of(value).map(|text| vec![text]),
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    }
}
