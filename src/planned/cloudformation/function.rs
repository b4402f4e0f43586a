//! The functions of CloudFormation. What only AWS can tell becomes a value that is not known.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::planned::{name, unknown};

/// How deep functions and conditions may be nested: also what refers to itself ends there.
const DEEPEST: usize = 64;

/// A template in which functions are evaluated.
pub(super) struct Template<'a> {
    resources: &'a Map<String, Value>,
    mappings: Option<&'a Map<String, Value>>,
    conditions: Option<&'a Map<String, Value>>,
    parameters: BTreeMap<String, Value>,
}

impl<'a> Template<'a> {
    /// A template with values for its parameters; one that it does not have is a mistake.
    pub(super) fn new(
        members: &'a Map<String, Value>,
        resources: &'a Map<String, Value>,
        given: &BTreeMap<String, String>,
    ) -> Result<Self, (String, String)> {
        let object = |name: &str| members.get(name).and_then(Value::as_object);
        let declared = object("Parameters");
        let mut parameters = BTreeMap::new();
        for (name, parameter) in declared.into_iter().flatten() {
            let kind = parameter
                .get("Type")
                .and_then(Value::as_str)
                .unwrap_or("String");
            let value = match given.get(name) {
                Some(text) => Some(Value::String(text.clone())),
                // A parameter of Systems Manager holds the name of a value.
                None if kind.starts_with("AWS::SSM::") => None,
                None => parameter.get("Default").cloned(),
            };
            let value = value.map(|value| match (&value, kind.contains("List")) {
                (Value::String(text), true) => text
                    .split(',')
                    .map(|part| Value::from(part.trim()))
                    .collect(),
                _ => value,
            });
            let value = value.unwrap_or_else(|| unknown::unknown(format!("parameter {name}")));
            parameters.insert(name.clone(), value);
        }
        for (name, value) in given.iter().filter(|(name, _)| name.starts_with("AWS::")) {
            parameters.insert(name.clone(), value.clone().into());
        }
        if let Some(name) = given.keys().find(|name| !parameters.contains_key(*name)) {
            let names: Vec<&str> = parameters.keys().map(String::as_str).collect();
            let have = if names.is_empty() {
                "none".to_owned()
            } else {
                names.join(", ")
            };
            return Err((
                "/Parameters".to_owned(),
                format!("the template has no parameter {name}; it has {have}"),
            ));
        }
        Ok(Self {
            resources,
            mappings: object("Mappings"),
            conditions: object("Conditions"),
            parameters,
        })
    }

    /// The value with every function in it evaluated.
    pub(super) fn evaluate(&self, value: &Value) -> Value {
        self.value(value, 0).unwrap_or(Value::Null)
    }

    /// Whether a condition holds, if that is known.
    pub(super) fn condition(&self, name: &str) -> Option<bool> {
        self.named_condition(name, 0)
    }

    /// `None` stands for `AWS::NoValue`: the member is not there.
    fn value(&self, value: &Value, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return Some(unknown::unknown("a function that is nested too deeply"));
        }
        match value {
            Value::Array(items) => {
                let items = items.iter().filter_map(|item| self.value(item, depth + 1));
                Some(items.collect())
            }
            Value::Object(members) => {
                if let Some((function, argument)) = only_member(members)
                    && (function == "Ref" || function.starts_with("Fn::"))
                {
                    return self.call(function, argument, depth + 1);
                }
                let members = members.iter().filter_map(|(name, value)| {
                    Some((name.clone(), self.value(value, depth + 1)?))
                });
                Some(Value::Object(members.collect()))
            }
            other => Some(other.clone()),
        }
    }

    fn call(&self, function: &str, argument: &Value, depth: usize) -> Option<Value> {
        let open = |what: &str| Some(unknown::unknown(what.to_owned()));
        match function {
            "Ref" => self.refer(argument.as_str().unwrap_or_default()),
            "Fn::GetAtt" => {
                let parts: Vec<&str> = match argument {
                    Value::String(text) => text.splitn(2, '.').collect(),
                    Value::Array(parts) => parts.iter().filter_map(Value::as_str).collect(),
                    _ => Vec::new(),
                };
                match parts.as_slice() {
                    [address, attribute] => Some(self.attribute(address, attribute)),
                    _ => open("Fn::GetAtt"),
                }
            }
            "Fn::Sub" => Some(self.substitute(argument, depth)),
            "Fn::Join" => {
                let argument = self.value(argument, depth)?;
                let (Some(separator), Some(Value::Array(parts))) =
                    (argument.get(0).and_then(Value::as_str), argument.get(1))
                else {
                    return Some(unknown::unknown(names(&argument, "Fn::Join")));
                };
                Some(joined(parts, separator))
            }
            "Fn::Split" => {
                let argument = self.value(argument, depth)?;
                match (
                    argument.get(0).and_then(Value::as_str),
                    argument.get(1).and_then(Value::as_str),
                ) {
                    (Some(separator), Some(text)) if !separator.is_empty() => {
                        Some(text.split(separator).map(Value::from).collect())
                    }
                    _ => Some(unknown::unknown(names(&argument, "Fn::Split"))),
                }
            }
            "Fn::Select" => {
                let argument = self.value(argument, depth)?;
                let index = argument.get(0).map(crate::planned::vocabulary::number);
                let index = index.and_then(|index| usize::try_from(index.as_i64()?).ok());
                let found = index.and_then(|index| argument.get(1)?.get(index).cloned());
                Some(found.unwrap_or_else(|| unknown::unknown(names(&argument, "Fn::Select"))))
            }
            "Fn::If" => {
                let condition = argument.get(0).and_then(Value::as_str).unwrap_or_default();
                let branch = match self.named_condition(condition, depth) {
                    Some(true) => argument.get(1),
                    Some(false) => argument.get(2),
                    None => return Some(unknown::unknown(format!("condition {condition}"))),
                };
                self.value(branch?, depth)
            }
            "Fn::FindInMap" => {
                let argument = self.value(argument, depth)?;
                let key = |index: usize| argument.get(index).and_then(Value::as_str);
                let found = self
                    .mappings
                    .and_then(|maps| maps.get(key(0)?)?.get(key(1)?)?.get(key(2)?));
                Some(
                    found
                        .cloned()
                        .unwrap_or_else(|| unknown::unknown(names(&argument, "Fn::FindInMap"))),
                )
            }
            "Fn::ImportValue" => {
                let argument = self.value(argument, depth)?;
                let name = argument.as_str().unwrap_or("Fn::ImportValue");
                Some(unknown::unknown(format!(
                    "the export {name} of another stack"
                )))
            }
            other => open(other),
        }
    }

    fn refer(&self, name: &str) -> Option<Value> {
        if name == "AWS::NoValue" {
            return None;
        }
        if let Some(value) = self.parameters.get(name) {
            return Some(value.clone());
        }
        if let Some(kind) = self.type_of(name) {
            return Some(match kind {
                "AWS::ElasticLoadBalancingV2::LoadBalancer" => self.balancer(name).into(),
                "AWS::ElasticLoadBalancingV2::Listener" => name::elastic("listener", name).into(),
                "AWS::ElasticLoadBalancingV2::TargetGroup" => {
                    name::elastic("targetgroup", name).into()
                }
                "AWS::EC2::SecurityGroup"
                | "AWS::Route53::HostedZone"
                | "AWS::BedrockAgentCore::Gateway"
                | "AWS::VpcLattice::ResourceGateway"
                | "AWS::VpcLattice::ResourceConfiguration" => name::id(name).into(),
                _ => unknown::unknown(name),
            });
        }
        Some(match name {
            "AWS::Partition" => "aws".into(),
            "AWS::URLSuffix" => "amazonaws.com".into(),
            _ => unknown::unknown(name),
        })
    }

    fn attribute(&self, address: &str, attribute: &str) -> Value {
        let value: Option<String> = match (self.type_of(address), attribute) {
            (Some("AWS::EC2::SecurityGroup"), "GroupId" | "Id")
            | (Some("AWS::Route53::HostedZone"), "Id")
            | (Some("AWS::BedrockAgentCore::Gateway"), "GatewayIdentifier" | "GatewayArn")
            | (
                Some("AWS::VpcLattice::ResourceGateway" | "AWS::VpcLattice::ResourceConfiguration"),
                "Id" | "Arn",
            ) => Some(name::id(address)),
            (Some("AWS::ElasticLoadBalancingV2::LoadBalancer"), "DNSName") => {
                Some(name::load_balancer_host(address))
            }
            (Some("AWS::ElasticLoadBalancingV2::LoadBalancer"), "LoadBalancerArn") => {
                Some(self.balancer(address))
            }
            (Some("AWS::ElasticLoadBalancingV2::Listener"), "ListenerArn") => {
                Some(name::elastic("listener", address))
            }
            (Some("AWS::ElasticLoadBalancingV2::TargetGroup"), "TargetGroupArn") => {
                Some(name::elastic("targetgroup", address))
            }
            _ => None,
        };
        match value {
            Some(value) => value.into(),
            None => unknown::unknown(format!("{address}.{attribute}")),
        }
    }

    fn balancer(&self, address: &str) -> String {
        let properties = self
            .resources
            .get(address)
            .and_then(|one| one.get("Properties"));
        let kind = properties
            .and_then(|one| one.get("Type"))
            .map(|kind| self.evaluate(kind));
        let kind = kind
            .as_ref()
            .and_then(Value::as_str)
            .unwrap_or("application");
        name::load_balancer(address, kind)
    }

    fn type_of(&self, address: &str) -> Option<&str> {
        self.resources.get(address)?.get("Type")?.as_str()
    }

    fn substitute(&self, argument: &Value, depth: usize) -> Value {
        let (text, own) = match argument {
            Value::Array(parts) => (parts.first().and_then(Value::as_str), parts.get(1)),
            other => (other.as_str(), None),
        };
        let Some(text) = text else {
            return unknown::unknown("Fn::Sub");
        };
        let mut parts: Vec<Value> = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            let Some(length) = rest[start..].find('}') else {
                break;
            };
            let inside = &rest[start + 2..start + length];
            parts.push(rest[..start].into());
            if let Some(literal) = inside.strip_prefix('!') {
                parts.push(format!("${{{literal}}}").into());
            } else if let Some(value) = own.and_then(|own| own.get(inside)) {
                parts.push(self.value(value, depth + 1).unwrap_or(Value::Null));
            } else if let Some((address, attribute)) = inside.split_once('.') {
                parts.push(self.attribute(address, attribute));
            } else {
                parts.push(self.refer(inside.trim()).unwrap_or(Value::Null));
            }
            rest = &rest[start + length + 1..];
        }
        parts.push(rest.into());
        joined(&parts, "")
    }

    fn named_condition(&self, name: &str, depth: usize) -> Option<bool> {
        if depth > DEEPEST {
            return None;
        }
        self.holds(self.conditions?.get(name)?, depth + 1)
    }

    fn holds(&self, condition: &Value, depth: usize) -> Option<bool> {
        if depth > DEEPEST {
            return None;
        }
        let (function, argument) = only_member(condition.as_object()?)?;
        let each = || {
            argument
                .as_array()
                .into_iter()
                .flatten()
                .map(|one| self.holds(one, depth + 1))
        };
        match function {
            "Condition" => self.named_condition(argument.as_str()?, depth + 1),
            "Fn::Equals" => {
                let a = self.value(argument.get(0)?, depth + 1)?;
                let b = self.value(argument.get(1)?, depth + 1)?;
                let known = unknown::names_in(&json!([a, b])).is_empty();
                known.then(|| plain(&a) == plain(&b))
            }
            "Fn::Not" => self.holds(argument.get(0)?, depth + 1).map(|holds| !holds),
            "Fn::And" => fold(each(), false),
            "Fn::Or" => fold(each(), true),
            _ => None,
        }
    }
}

/// And, or: one value decides, whatever is not known of the others.
fn fold(values: impl Iterator<Item = Option<bool>>, decides: bool) -> Option<bool> {
    let mut known = true;
    for value in values {
        match value {
            Some(value) if value == decides => return Some(decides),
            Some(_) => {}
            None => known = false,
        }
    }
    known.then_some(!decides)
}

fn only_member(members: &Map<String, Value>) -> Option<(&str, &Value)> {
    let mut members = members.iter();
    match (members.next(), members.next()) {
        (Some((name, value)), None) => Some((name, value)),
        _ => None,
    }
}

/// One text of several parts, unless one of them is not known.
fn joined(parts: &[Value], separator: &str) -> Value {
    let open: Vec<String> = parts.iter().flat_map(unknown::names_in).collect();
    if !open.is_empty() {
        return unknown::unknown(open.join(", "));
    }
    let parts: Vec<String> = parts.iter().map(plain).collect();
    parts.join(separator).into()
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn names(value: &Value, otherwise: &str) -> String {
    let names = unknown::names_in(value);
    if names.is_empty() {
        otherwise.to_owned()
    } else {
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evaluate(template: &Value, value: &Value) -> Value {
        let members = template.as_object().unwrap();
        let none = Map::new();
        let resources = members
            .get("Resources")
            .and_then(Value::as_object)
            .unwrap_or(&none);
        let given = BTreeMap::from([("Stage".to_owned(), "prod".to_owned())]);
        Template::new(members, resources, &given)
            .unwrap()
            .evaluate(value)
    }

    fn template() -> Value {
        json!({
            "Parameters": {"Stage": {"Type": "String"}, "Zone": {"Type": "String", "Default": "example.com"},
                "Subnets": {"Type": "List<AWS::EC2::Subnet::Id>", "Default": "subnet-1, subnet-2"},
                "Open": {"Type": "String"}},
            "Mappings": {"Ports": {"prod": {"https": 443}}},
            "Conditions": {"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
                "Loop": {"Condition": "Loop"},
                "Both": {"Fn::And": [{"Condition": "IsProd"}, {"Fn::Not": [{"Condition": "IsProd"}]}]}},
            "Resources": {"Group": {"Type": "AWS::EC2::SecurityGroup"},
                "Lb": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {"Type": "network"}}},
        })
    }

    #[test]
    fn functions_are_evaluated() {
        for (value, expected) in [
            (json!({"Ref": "Zone"}), json!("example.com")),
            (json!({"Ref": "Subnets"}), json!(["subnet-1", "subnet-2"])),
            (json!({"Ref": "Group"}), json!("planned:Group")),
            (
                json!({"Fn::GetAtt": ["Group", "GroupId"]}),
                json!("planned:Group"),
            ),
            (
                json!({"Fn::Sub": "api.${Zone}${!x}"}),
                json!("api.example.com${x}"),
            ),
            (
                json!({"Fn::Sub": ["${a}.${Stage}", {"a": {"Ref": "Zone"}}]}),
                json!("example.com.prod"),
            ),
            (
                json!({"Fn::Join": [".", ["a", {"Ref": "Stage"}]]}),
                json!("a.prod"),
            ),
            (
                json!({"Fn::Select": ["1", {"Ref": "Subnets"}]}),
                json!("subnet-2"),
            ),
            (
                json!({"Fn::FindInMap": ["Ports", {"Ref": "Stage"}, "https"]}),
                json!(443),
            ),
            (json!({"Fn::If": ["IsProd", 1, 2]}), json!(1)),
            (json!({"Fn::If": ["Both", 1, 2]}), json!(2)),
            (
                json!({"a": {"Ref": "AWS::NoValue"}, "b": 1}),
                json!({"b": 1}),
            ),
            (
                json!({"Ref": "Lb"}),
                json!("arn:aws:elasticloadbalancing:::loadbalancer/net/Lb/planned"),
            ),
        ] {
            assert_eq!(evaluate(&template(), &value), expected, "{value}");
        }
    }

    #[test]
    fn what_only_aws_can_tell_has_a_name() {
        for (value, name) in [
            (json!({"Ref": "Open"}), "parameter Open"),
            (json!({"Fn::Sub": "x.${Open}"}), "parameter Open"),
            (json!({"Fn::GetAtt": ["Group", "VpcId"]}), "Group.VpcId"),
            (
                json!({"Fn::ImportValue": "net"}),
                "the export net of another stack",
            ),
            (json!({"Fn::If": ["Loop", 1, 2]}), "condition Loop"),
            (json!({"Ref": "AWS::Region"}), "AWS::Region"),
        ] {
            assert_eq!(
                evaluate(&template(), &value),
                unknown::unknown(name),
                "{value}"
            );
        }
    }
}
