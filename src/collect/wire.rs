//! From an answer on the wire to the JSON that the AWS CLI prints.
//!
//! The typed outputs of the SDK know neither the CLI's member names nor members that are newer than
//! the SDK. The body of the answer has everything, and botocore's models (`models/*.json`, made by
//! `fixtures/make_models.py`) say what the CLI makes of it.

mod json;
mod model;
mod time;
mod xml;

#[cfg(test)]
pub(super) use model::service_operations;
pub(super) use model::{Operation, Pages, operation};

use model::Protocol;
use serde_json::Value;

/// Reads the body of a successful answer. Fails with a sentence about what is wrong with it.
pub(super) fn decode(operation: &Operation, body: &[u8]) -> Result<Value, String> {
    let service = operation.service;
    let mut answer = match service.protocol {
        Protocol::Ec2 | Protocol::Query | Protocol::RestXml => xml::decode(operation, body)?,
        Protocol::Json | Protocol::RestJson => json::decode(operation, body)?,
    };
    if service.name == "iam" {
        open_policies(&mut answer);
    }
    Ok(answer)
}

/// IAM sends policies as URL-encoded JSON; the CLI prints the document itself.
fn open_policies(answer: &mut Value) {
    let members = match answer {
        Value::Array(items) => return items.iter_mut().for_each(open_policies),
        Value::Object(members) => members,
        _ => return,
    };
    for (name, value) in members {
        match value {
            Value::String(text) if name.ends_with("PolicyDocument") || name == "Document" => {
                let plain = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
                if let Ok(document) = serde_json::from_str(&plain) {
                    *value = document;
                }
            }
            _ => open_policies(value),
        }
    }
}

#[cfg(test)]
mod tests;
