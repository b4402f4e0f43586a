//! What a plan does not know yet: where the configuration refers to another planned resource, its
//! planned identifier stands in.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::planned::{name, unknown};

/// The changes of a plan by address, and the configuration that they come from.
#[derive(Debug, Default)]
pub(super) struct References {
    /// By address, with indices: type, values after and before.
    resources: BTreeMap<String, Planned>,
    /// Expressions by address without indices.
    expressions: BTreeMap<String, Value>,
    /// What modules are called with, by `module.path.var.name`; in the words of the caller.
    variables: BTreeMap<String, (String, Value)>,
    /// Outputs of modules, by `module.path.name`; in the words of the module.
    outputs: BTreeMap<String, (String, Value)>,
}

#[derive(Debug)]
struct Planned {
    kind: String,
    after: Map<String, Value>,
    before: Map<String, Value>,
}

/// How far a reference is followed through modules.
const FURTHEST: usize = 16;

impl References {
    pub(super) fn new(plan: &Map<String, Value>, changes: &[Value]) -> Self {
        let mut references = Self::default();
        for change in changes {
            let Some(address) = change.get("address").and_then(Value::as_str) else {
                continue;
            };
            let map = |pointer: &str| {
                change
                    .pointer(pointer)
                    .and_then(Value::as_object)
                    .cloned()
                    .unwrap_or_default()
            };
            let planned = Planned {
                kind: change
                    .get("type")
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned(),
                after: map("/change/after"),
                before: map("/change/before"),
            };
            references.resources.insert(address.to_owned(), planned);
        }
        if let Some(root) = plan
            .get("configuration")
            .and_then(|one| one.get("root_module"))
        {
            references.module("", root, 0);
        }
        references
    }

    /// The values of a change, with what is not known yet as far as references tell it.
    pub(super) fn values(&self, address: &str, change: &Value) -> Map<String, Value> {
        let after = change.pointer("/change/after").cloned().unwrap_or_default();
        let open = change
            .pointer("/change/after_unknown")
            .cloned()
            .unwrap_or_default();
        let expressions = self.expressions.get(&bare(address));
        let place = Place {
            module: module_of(address),
            name: address.to_owned(),
        };
        match self.fill(&after, &open, expressions, &place) {
            Value::Object(mut values) => {
                // What the service makes up plays no part unless it is asked for by name.
                values.retain(|name, value| {
                    unknown::name_of(value).is_none() || is_given(expressions, name)
                });
                values
            }
            _ => Map::new(),
        }
    }

    /// A value of the resource as it is before the change.
    pub(super) fn before(&self, address: &str, attribute: &str) -> Option<String> {
        let value = self.resources.get(address)?.before.get(attribute)?;
        value.as_str().map(str::to_owned)
    }

    fn module(&mut self, prefix: &str, module: &Value, depth: usize) {
        if depth > FURTHEST {
            return;
        }
        for resource in module
            .get("resources")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let address = resource.get("address").and_then(Value::as_str);
            if let (Some(address), Some(expressions)) = (address, resource.get("expressions")) {
                self.expressions
                    .insert(format!("{prefix}{address}"), expressions.clone());
            }
        }
        let outputs = module.get("outputs").and_then(Value::as_object);
        for (name, output) in outputs.into_iter().flatten() {
            if let Some(expression) = output.get("expression") {
                let path = prefix.trim_end_matches('.');
                self.outputs.insert(
                    format!("{path}.{name}"),
                    (prefix.to_owned(), expression.clone()),
                );
            }
        }
        let calls = module.get("module_calls").and_then(Value::as_object);
        for (name, call) in calls.into_iter().flatten() {
            let inner = format!("{prefix}module.{name}.");
            let expressions = call.get("expressions").and_then(Value::as_object);
            for (variable, expression) in expressions.into_iter().flatten() {
                let key = format!("{inner}var.{variable}");
                self.variables
                    .insert(key, (prefix.to_owned(), expression.clone()));
            }
            if let Some(module) = call.get("module") {
                self.module(&inner, module, depth + 1);
            }
        }
    }

    /// Puts together what is known after the change and what is not.
    fn fill(
        &self,
        after: &Value,
        open: &Value,
        expression: Option<&Value>,
        place: &Place,
    ) -> Value {
        match open {
            Value::Bool(true) => self.resolve(expression, place),
            Value::Object(members) => {
                let mut map = after.as_object().cloned().unwrap_or_default();
                for (name, open) in members {
                    let value = map.get(name).cloned().unwrap_or_default();
                    let inner = expression.and_then(|one| one.get(name));
                    let value = self.fill(&value, open, inner, &place.inside(name));
                    if !value.is_null() {
                        map.insert(name.clone(), value);
                    }
                }
                map.into()
            }
            Value::Array(items) if !items.is_empty() => {
                let list = after.as_array().cloned().unwrap_or_default();
                let known = |index: usize| list.get(index).cloned().unwrap_or_default();
                let open_items = items
                    .iter()
                    .filter(|item| **item == Value::Bool(true))
                    .count();
                let found = (open_items > 0)
                    .then(|| self.texts(expression, place, 0))
                    .flatten();
                let mut found = found
                    .filter(|found| found.len() == open_items)
                    .unwrap_or_default()
                    .into_iter();
                let filled = items.iter().enumerate().map(|(index, item)| match item {
                    Value::Bool(true) => match found.next() {
                        Some(text) => text.into(),
                        None => unknown::unknown(place.name.clone()),
                    },
                    _ => self.fill(
                        &known(index),
                        item,
                        expression.and_then(|one| one.get(index)),
                        place,
                    ),
                });
                filled.collect()
            }
            _ => after.clone(),
        }
    }

    fn resolve(&self, expression: Option<&Value>, place: &Place) -> Value {
        let open = || unknown::unknown(place.name.clone());
        match self.texts(expression, place, 0) {
            Some(texts) => match texts.as_slice() {
                [one] if !place.is_list() => one.clone().into(),
                [] => open(),
                _ if place.is_list() => texts.into_iter().map(Value::from).collect(),
                _ => open(),
            },
            None => open(),
        }
    }

    /// The planned identifiers that an expression refers to; `None` if there is anything else in it.
    fn texts(
        &self,
        expression: Option<&Value>,
        place: &Place,
        depth: usize,
    ) -> Option<Vec<String>> {
        if depth > FURTHEST {
            return None;
        }
        let references = expression?.get("references")?.as_array()?;
        let mut texts: Vec<String> = Vec::new();
        // Each reference is followed by the shorter ones that it includes.
        let mut last = String::new();
        for reference in references.iter().filter_map(Value::as_str) {
            if last.starts_with(reference) && !last.is_empty() {
                continue;
            }
            reference.clone_into(&mut last);
            if reference.starts_with("each.") || reference.starts_with("count.") {
                continue;
            }
            let full = format!("{}{reference}", place.module);
            let own = if reference.starts_with("var.") {
                let (module, inner) = self.variables.get(&full)?;
                let place = Place {
                    module: module.clone(),
                    name: place.name.clone(),
                };
                self.texts(Some(inner), &place, depth + 1)?
            } else if reference.starts_with("module.") {
                let (module, inner) = self.outputs.get(&full)?;
                let place = Place {
                    module: module.clone(),
                    name: place.name.clone(),
                };
                self.texts(Some(inner), &place, depth + 1)?
            } else {
                self.of_resources(&full)?
            };
            for text in own {
                if !texts.contains(&text) {
                    texts.push(text);
                }
            }
        }
        Some(texts)
    }

    /// `aws_lb.this.arn`, of every instance of the resource or of the one that is named.
    fn of_resources(&self, reference: &str) -> Option<Vec<String>> {
        let (address, attribute) = reference.rsplit_once('.')?;
        let instances: Vec<(&String, &Planned)> = match self.resources.get_key_value(address) {
            Some(one) => vec![one],
            None => self
                .resources
                .iter()
                .filter(|(own, _)| bare(own) == bare(address))
                .collect(),
        };
        if instances.is_empty() {
            return None;
        }
        let texts = instances.into_iter().map(|(address, resource)| {
            let known = resource.after.get(attribute).and_then(Value::as_str);
            let planned = || planned(&resource.kind, address, attribute, &resource.after);
            known.map(str::to_owned).or_else(planned)
        });
        texts.collect()
    }
}

/// Where a value stands.
struct Place {
    /// The module, as a prefix of addresses.
    module: String,
    /// The address and the names of members.
    name: String,
}

impl Place {
    fn inside(&self, name: &str) -> Self {
        Self {
            module: self.module.clone(),
            name: format!("{}.{name}", self.name),
        }
    }

    /// Whether a list stands there.
    fn is_list(&self) -> bool {
        let last = self.name.rsplit('.').next().unwrap_or_default();
        matches!(
            last,
            "subnet_ids"
                | "security_group_ids"
                | "security_groups"
                | "subnets"
                | "port_ranges"
                | "records"
                | "cidr_blocks"
                | "ipv6_cidr_blocks"
                | "prefix_list_ids"
        )
    }
}

/// Whether the configuration gives a member a value.
fn is_given(expressions: Option<&Value>, name: &str) -> bool {
    expressions.is_some_and(|one| one.get(name).is_some())
}

/// The identifier that a planned resource gets.
pub(super) fn planned(
    kind: &str,
    address: &str,
    attribute: &str,
    values: &Map<String, Value>,
) -> Option<String> {
    let kind = kind.replace("aws_alb", "aws_lb");
    Some(match (kind.as_str(), attribute) {
        ("aws_lb", "id" | "arn") => {
            let kind = values.get("load_balancer_type").and_then(Value::as_str);
            name::load_balancer(address, kind.unwrap_or("application"))
        }
        ("aws_lb", "dns_name") => name::load_balancer_host(address),
        // The zone of an alias plays no part in where it leads.
        ("aws_lb", "zone_id") => String::new(),
        ("aws_lb_listener", "id" | "arn") => name::elastic("listener", address),
        ("aws_lb_listener_rule", "id" | "arn") => name::elastic("listener-rule", address),
        ("aws_lb_target_group", "id" | "arn") => name::elastic("targetgroup", address),
        ("aws_security_group", "id")
        | ("aws_route53_zone", "id" | "zone_id")
        | (
            "aws_vpclattice_resource_gateway" | "aws_vpclattice_resource_configuration",
            "id" | "arn",
        )
        | ("aws_bedrockagentcore_gateway", "id" | "gateway_id" | "gateway_arn") => {
            name::id(address)
        }
        _ => return None,
    })
}

/// An address without the indices of `count` and `for_each`.
fn bare(address: &str) -> String {
    let mut out = String::new();
    let mut depth = 0usize;
    for c in address.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// The module of an address, as a prefix of addresses in the configuration.
fn module_of(address: &str) -> String {
    let bare = bare(address);
    let parts: Vec<&str> = bare.split('.').collect();
    let mut end = 0;
    while parts.get(end) == Some(&"module") && parts.len() > end + 2 {
        end += 2;
    }
    match end {
        0 => String::new(),
        _ => format!("{}.", parts[..end].join(".")),
    }
}
