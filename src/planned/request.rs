//! Inputs of `create-gateway-target` and `update-gateway-target`, as `--cli-input-json` takes them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Plan;
use super::resource::{Kind, Resource, Target};
use super::{shape, unknown};

/// Whether a document is such an input, however faulty.
pub(super) fn is_target(members: &Map<String, Value>) -> bool {
    let is_answer = members.contains_key("createdAt") || members.contains_key("gatewayArn");
    let names = [
        "targetConfiguration",
        "privateEndpoint",
        "gatewayIdentifier",
    ];
    !is_answer && names.iter().any(|name| members.contains_key(*name))
}

/// Reads such an input.
pub(super) fn read(file: &str, members: Map<String, Value>) -> Plan {
    let faults = shape::faults(&members);
    let body = shape::mended(members);
    let kind = Kind::Target(Target {
        gateway: body
            .get("gatewayIdentifier")
            .cloned()
            .unwrap_or(Value::Null),
        replaces: unknown::text(&body, "targetId")
            .filter(|id| !id.is_empty())
            .map(str::to_owned),
        body,
        faults,
    });
    let resource = Resource {
        address: String::new(),
        kind,
    };
    Plan {
        name: file.to_owned(),
        resources: vec![resource],
        notes: BTreeSet::new(),
    }
}
