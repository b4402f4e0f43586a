//! Answers in JSON, which differ from what the CLI prints in times, nulls and a few names.

use serde_json::{Map, Value};

use super::model::{Kind, Operation, Scalar, Service, Shape, Stands};
use super::time;

pub(super) fn decode(operation: &Operation, body: &[u8]) -> Result<Value, String> {
    let body = if body.is_empty() { b"{}" } else { body };
    let raw: Value = serde_json::from_slice(body).map_err(|error| format!("not JSON: {error}"))?;
    value(operation.service, operation.output(), raw)
}

fn value(service: &Service, shape: &str, raw: Value) -> Result<Value, String> {
    match (service.kind(shape), raw) {
        (Kind::Scalar(kind), raw) => scalar(kind, raw),
        (Kind::Shape(Shape::Structure { members }), Value::Object(mut raw)) => {
            let mut out = Map::new();
            for (name, member) in members {
                if member.is(Stands::Header) {
                    continue;
                }
                match raw.remove(member.wire_name()) {
                    None | Some(Value::Null) => {}
                    Some(found) => {
                        let found = value(service, member.shape(), found)
                            .map_err(|error| below(name, &error))?;
                        out.insert(name.clone(), found);
                    }
                }
            }
            Ok(Value::Object(out))
        }
        (Kind::Shape(Shape::List { list, .. }), Value::Array(raw)) => {
            let items = raw.into_iter().map(|item| value(service, list, item));
            Ok(Value::Array(items.collect::<Result<_, _>>()?))
        }
        (Kind::Shape(Shape::Map { map, .. }), Value::Object(raw)) => {
            let entries = raw.into_iter();
            let entries = entries.map(|(name, found)| {
                let found = value(service, map, found).map_err(|error| below(&name, &error))?;
                Ok::<_, String>((name, found))
            });
            Ok(Value::Object(entries.collect::<Result<_, _>>()?))
        }
        // In a list the CLI prints what is null as null.
        (_, Value::Null) => Ok(Value::Null),
        (_, raw) => Err(format!("{} where a {shape} is due", kind_of(&raw))),
    }
}

fn scalar(kind: Scalar, raw: Value) -> Result<Value, String> {
    let fits = match kind {
        Scalar::Document => true,
        Scalar::Boolean => raw.is_boolean(),
        Scalar::Integer | Scalar::Float => raw.is_number(),
        Scalar::Text => raw.is_string(),
        Scalar::Time => {
            let printed = match &raw {
                Value::Number(seconds) => seconds.as_f64().and_then(time::of_epoch),
                Value::String(text) => time::printed(text),
                _ => None,
            };
            return printed
                .map(Value::from)
                .ok_or_else(|| format!("{} where a time is due", kind_of(&raw)));
        }
    };
    if fits || raw.is_null() {
        Ok(raw)
    } else {
        Err(format!("{} where a {kind:?} is due", kind_of(&raw)))
    }
}

fn below(name: &str, error: &str) -> String {
    format!("{name}: {error}")
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
