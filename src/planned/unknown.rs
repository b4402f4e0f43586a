//! Values that only applying a plan will tell.

use serde_json::{Map, Value, json};

/// The member that marks such a value; no document of AWS has one of this name.
const MARK: &str = "gatepath:unknown until apply";

/// A value that is not known, with the name of what it stands for.
pub(super) fn unknown(name: impl Into<String>) -> Value {
    json!({ MARK: name.into() })
}

/// The name, if the value is such a one.
pub(super) fn name_of(value: &Value) -> Option<&str> {
    match value {
        Value::Object(map) if map.len() == 1 => map.get(MARK)?.as_str(),
        _ => None,
    }
}

/// The names of everything in a value that is not known, in the order in which it stands there.
pub(super) fn names_in(value: &Value) -> Vec<String> {
    let mut names = Vec::new();
    collect(value, &mut names);
    names
}

fn collect(value: &Value, names: &mut Vec<String>) {
    if let Some(name) = name_of(value) {
        names.push(name.to_owned());
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
        Value::Object(members) => members.values().for_each(|item| collect(item, names)),
        _ => {}
    }
}

/// A text, unless the value is none.
pub(super) fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    members.get(name)?.as_str()
}
