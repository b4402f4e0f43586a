//! Files: which kind they are, and what is wrong with those that are none.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use serde_yaml_ng::Value as Yaml;

use super::{Plan, cloudformation, request, terraform};

/// Why a file cannot be read as a plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Neither JSON nor YAML.
    #[error("{file}: {message}{}", place(*.line, *.column))]
    Syntax {
        /// The file.
        file: String,
        /// What the parser says.
        message: String,
        /// Line of the fault, from 1; 0 where it is not known.
        line: usize,
        /// Column of the fault, from 1; 0 where it is not known.
        column: usize,
    },
    /// A document of another kind.
    #[error("{file}: {what}")]
    Kind {
        /// The file.
        file: String,
        /// What it seems to be, and what is expected.
        what: String,
    },
    /// A part of it makes no sense.
    #[error("{file}: {pointer}: {message}")]
    Content {
        /// The file.
        file: String,
        /// JSON pointer of the part.
        pointer: String,
        /// What is wrong with it.
        message: String,
    },
}

fn place(line: usize, column: usize) -> String {
    match line {
        0 => String::new(),
        _ => format!(" at line {line} column {column}"),
    }
}

/// Files that are larger are refused: no API takes so much.
const LARGEST: usize = 64 << 20;

/// How deep documents may be nested.
const DEEPEST: usize = 100;

pub(super) fn read(
    file: &str,
    bytes: &[u8],
    parameters: &BTreeMap<String, String>,
) -> Result<Plan, PlanError> {
    if bytes.len() > LARGEST {
        return Err(kind(file, "larger than 64 MiB: no request or template is"));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| PlanError::Syntax {
        file: file.to_owned(),
        message: format!("not UTF-8 after byte {}", error.valid_up_to()),
        line: 0,
        column: 0,
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(kind(file, "the file is empty"));
    }
    let value = parse(file, text)?;
    let Value::Object(members) = value else {
        return Err(kind(file, &expected("a document that is no object")));
    };
    if members.contains_key("planned_values") || members.contains_key("resource_changes") {
        return terraform::read(file, &members);
    }
    if members.contains_key("Resources") || members.contains_key("AWSTemplateFormatVersion") {
        return cloudformation::read(file, &members, parameters);
    }
    if request::is_target(&members) {
        return Ok(request::read(file, members));
    }
    Err(kind(file, &expected(&guess(&members))))
}

fn kind(file: &str, what: &str) -> PlanError {
    PlanError::Kind {
        file: file.to_owned(),
        what: what.to_owned(),
    }
}

fn expected(found: &str) -> String {
    format!(
        "{found}; expected the input of create-gateway-target or update-gateway-target, a \
         CloudFormation template, or a plan that `terraform show -json` prints"
    )
}

/// What a document of another kind seems to be.
fn guess(members: &Map<String, Value>) -> String {
    let has = |name: &str| members.contains_key(name);
    let what = if has("oauth2ProviderConfigInput") {
        "the input of create-oauth2-credential-provider, which makes no target"
    } else if has("format_version") && has("values") {
        "a Terraform state (`terraform show -json` without a plan file)"
    } else if has("resource") || has("terraform") {
        "a Terraform configuration: run `terraform plan -out plan` and `terraform show -json plan`"
    } else if has("targetId") && has("createdAt") {
        "the answer of get-gateway-target: diagnose judges targets that exist"
    } else if has("authorizerType") {
        "a gateway, not a target"
    } else {
        "neither `targetConfiguration` nor `Resources` nor `resource_changes` stands in it"
    };
    what.to_owned()
}

fn parse(file: &str, text: &str) -> Result<Value, PlanError> {
    let is_json = text.trim_start().starts_with('{');
    if is_json {
        match serde_json::from_str(text) {
            Ok(value) => return Ok(value),
            // A flow mapping of YAML starts with the same brace; its tags tell.
            Err(_) if text.contains("!Ref") || text.contains("!Sub") => {}
            Err(error) => {
                return Err(PlanError::Syntax {
                    file: file.to_owned(),
                    message: format!("not JSON: {}", bare(&error.to_string())),
                    line: error.line(),
                    column: error.column(),
                });
            }
        }
    }
    let value: Yaml = serde_yaml_ng::from_str(text).map_err(|error| {
        let at = error.location();
        PlanError::Syntax {
            file: file.to_owned(),
            message: format!("not YAML: {}", bare(&error.to_string())),
            line: at.as_ref().map_or(0, serde_yaml_ng::Location::line),
            column: at.as_ref().map_or(0, serde_yaml_ng::Location::column),
        }
    })?;
    json_of(value, 0).ok_or_else(|| kind(file, "the document is nested too deeply"))
}

/// A parser's message without the place, which is told apart.
fn bare(message: &str) -> &str {
    message.split(" at line ").next().unwrap_or(message)
}

/// YAML as JSON. The short forms of CloudFormation's functions become the long ones.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>
fn json_of(value: Yaml, depth: usize) -> Option<Value> {
    if depth > DEEPEST {
        return None;
    }
    Some(match value {
        Yaml::Null => Value::Null,
        Yaml::Bool(value) => Value::Bool(value),
        Yaml::Number(number) => serde_json::to_value(&number).unwrap_or(Value::Null),
        Yaml::String(text) => Value::String(text),
        Yaml::Sequence(items) => {
            let items = items.into_iter().map(|item| json_of(item, depth + 1));
            Value::Array(items.collect::<Option<_>>()?)
        }
        Yaml::Mapping(members) => {
            let mut map = Map::new();
            for (key, item) in members {
                let key = match key {
                    Yaml::String(text) => text,
                    other => serde_yaml_ng::to_string(&other).ok()?.trim().to_owned(),
                };
                map.insert(key, json_of(item, depth + 1)?);
            }
            Value::Object(map)
        }
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            let tag = tag.trim_start_matches('!');
            let value = json_of(tagged.value, depth + 1)?;
            function(tag, value)
        }
    })
}

fn function(tag: &str, value: Value) -> Value {
    let name = match tag {
        "Ref" | "Condition" => tag.to_owned(),
        _ => format!("Fn::{tag}"),
    };
    let value = match value {
        // `!GetAtt Name.Attribute` is short for a list of the two.
        Value::String(text) if tag == "GetAtt" => {
            let (name, attribute) = text.split_once('.').unwrap_or((&text, ""));
            Value::from(vec![name, attribute])
        }
        other => other,
    };
    let mut map = Map::new();
    map.insert(name, value);
    Value::Object(map)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(text: &str) -> Result<Plan, PlanError> {
        super::read("plan", text.as_bytes(), &BTreeMap::new())
    }

    fn error(text: &str) -> String {
        read(text).unwrap_err().to_string()
    }

    #[test]
    fn short_forms_become_long_ones() {
        let yaml = "a: !Ref X\nb: !GetAtt X.Arn\nc: !Sub '${X}-y'\nd: !Join ['-', [a, !Ref B]]";
        let expected = json!({
            "a": {"Ref": "X"}, "b": {"Fn::GetAtt": ["X", "Arn"]}, "c": {"Fn::Sub": "${X}-y"},
            "d": {"Fn::Join": ["-", ["a", {"Ref": "B"}]]},
        });
        assert_eq!(parse("x", yaml), Ok(expected));
    }

    #[test]
    fn what_is_no_plan_is_named() {
        assert_eq!(error(""), "plan: the file is empty");
        assert!(error("[1]").contains("no object"));
        assert!(
            error("{\"a\": }").ends_with("at line 1 column 7"),
            "{}",
            error("{\"a\": }")
        );
        assert!(error("a: [1").contains("not YAML"));
        assert!(error("{\"authorizerType\": \"NONE\"}").contains("a gateway, not a target"));
        assert!(error("{\"oauth2ProviderConfigInput\": {}}").contains("credential-provider"));
    }

    #[test]
    fn hostile_documents_are_refused_and_do_not_explode() {
        let deep = "[".repeat(100_000);
        assert!(read(&deep).is_err());
        let deep = format!("a: {}1{}", "[".repeat(120), "]".repeat(120));
        assert!(read(&deep).is_err());
        let mut bomb = "a0: &a0 [x, x]\n".to_owned();
        let lines = (1..40).map(|n| {
            let m = n - 1;
            format!("a{n}: &a{n} [*a{m}, *a{m}, *a{m}, *a{m}]\n")
        });
        bomb.extend(lines);
        assert!(read(&bomb).is_err());
    }
}
