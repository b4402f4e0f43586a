//! The conditions of a statement.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_multi-value-conditions.html>

use serde_json::Value;

use super::Asked;
use super::operator::Operator;
use super::statement::unreadable;
use super::truth::Truth;

/// Whether all conditions of a statement hold.
pub(super) fn holds(conditions: Option<&Value>, asked: &Asked<'_>) -> Truth {
    let operators = match conditions {
        None => return Truth::Yes,
        Some(Value::Object(operators)) => operators,
        Some(_) => return unreadable("its Condition cannot be read"),
    };
    Truth::all(operators.iter().map(|(name, keys)| {
        let (Some(operator), Value::Object(keys)) = (Operator::parse(name), keys) else {
            return unreadable(format!("its condition {name} cannot be decided"));
        };
        Truth::all(keys.iter().map(|(key, values)| match values_of(values) {
            Some(wanted) => operator.holds(name, key, &wanted, asked),
            None => unreadable(format!("its condition {name} on {key} cannot be read")),
        }))
    }))
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
