//! Which planned resources a target depends on, as far as they name each other.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::planned::resource::{Kind, Resource, ZoneRef};

/// The resources that a target names, those that they name, and so on. Rules, records and routes
/// name what they belong to, so they count with it; records also count with their names.
pub(super) fn to<'a>(target: &'a Resource, all: &'a [Resource]) -> Vec<&'a Resource> {
    let mut mentioned = BTreeSet::new();
    mention(target, &mut mentioned);
    let mut found: Vec<&Resource> = Vec::new();
    loop {
        let before = found.len();
        for resource in all {
            let known = found.iter().any(|other| std::ptr::eq(*other, resource));
            if known || !belongs(resource, &mentioned) {
                continue;
            }
            found.push(resource);
            mention(resource, &mut mentioned);
        }
        if found.len() == before {
            return found;
        }
    }
}

fn belongs(resource: &Resource, mentioned: &BTreeSet<String>) -> bool {
    let is = |value: Option<&Value>| {
        value
            .and_then(Value::as_str)
            .is_some_and(|text| mentioned.contains(text))
    };
    match &resource.kind {
        Kind::Target(_) => false,
        Kind::Gateway { body } => is(body.get("gatewayId")),
        Kind::ResourceGateway { body } | Kind::ResourceConfiguration { body } => is(body.get("id")),
        Kind::SecurityGroup { body } => is(body.get("GroupId")),
        Kind::Permission { group, .. } => is(Some(group)),
        Kind::LoadBalancer { body } => is(body.get("LoadBalancerArn")) || is(body.get("DNSName")),
        Kind::Listener { body } => is(body.get("LoadBalancerArn")),
        Kind::ListenerRule { listener, .. } | Kind::ListenerCertificates { listener, .. } => {
            is(Some(listener))
        }
        Kind::TargetGroup { body, .. } => is(body.get("TargetGroupArn")),
        Kind::Record { record, .. } => {
            let name = record.get("Name").and_then(Value::as_str).map(bare);
            name.is_none_or(|name| mentioned.contains(&name) || name.starts_with('*'))
        }
        // A zone or route may cover any name or address.
        Kind::Zone { .. } | Kind::ZoneVpc { .. } | Kind::Route { .. } => true,
    }
}

fn mention(resource: &Resource, mentioned: &mut BTreeSet<String>) {
    let mut add = |value: &Value| texts(value, mentioned);
    match &resource.kind {
        Kind::Target(target) => {
            add(&target.gateway);
            target.body.values().for_each(add);
        }
        Kind::ResourceGateway { body }
        | Kind::ResourceConfiguration { body }
        | Kind::SecurityGroup { body }
        | Kind::LoadBalancer { body }
        | Kind::Listener { body }
        | Kind::ListenerRule { body, .. }
        | Kind::TargetGroup { body, .. } => body.values().for_each(add),
        Kind::Permission { permission, .. } => permission.values().for_each(add),
        Kind::Record { zone, record } => {
            let (ZoneRef::Id(zone) | ZoneRef::Name(zone)) = zone;
            add(zone);
            record.values().for_each(add);
        }
        Kind::Gateway { .. }
        | Kind::Zone { .. }
        | Kind::ZoneVpc { .. }
        | Kind::Route { .. }
        | Kind::ListenerCertificates { .. } => {}
    }
}

/// Every text, and the host of every URL in a text.
fn texts(value: &Value, mentioned: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            mentioned.insert(bare(text));
            for (at, mark) in text.match_indices("https://") {
                let rest = &text[at + mark.len()..];
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-.".contains(c));
                mentioned.insert(bare(&rest[..end.unwrap_or(rest.len())]));
            }
        }
        Value::Array(items) => items.iter().for_each(|item| texts(item, mentioned)),
        Value::Object(members) => members.values().for_each(|item| texts(item, mentioned)),
        _ => {}
    }
}

/// A name without the dot at the end; identifiers have none.
fn bare(text: &str) -> String {
    text.strip_suffix('.').unwrap_or(text).to_owned()
}
