//! The same names in the spellings of CloudFormation, Terraform and the AWS CLI.

use serde_json::{Map, Value};

/// `SubnetIds` → `subnetIds`, in every object. What is a map of free keys stays as it is.
pub(super) fn camel_of_pascal(value: &Value) -> Value {
    rename(value, &|name| {
        let mut chars = name.chars();
        match chars.next() {
            Some(first) => first.to_ascii_lowercase().to_string() + chars.as_str(),
            None => String::new(),
        }
    })
}

/// `subnet_ids` → `subnetIds`, in every object.
pub(super) fn camel_of_snake(value: &Value) -> Value {
    rename(value, &|name| {
        let mut out = String::new();
        for (index, part) in name.split('_').enumerate() {
            let mut chars = part.chars();
            match chars.next() {
                Some(first) if index > 0 => {
                    out.push(first.to_ascii_uppercase());
                    out.push_str(chars.as_str());
                }
                _ => out.push_str(part),
            }
        }
        out
    })
}

fn rename(value: &Value, spell: &dyn Fn(&str) -> String) -> Value {
    if super::unknown::name_of(value).is_some() {
        return value.clone();
    }
    match value {
        Value::Array(items) => items.iter().map(|item| rename(item, spell)).collect(),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let free = matches!(name.as_str(), "Tags" | "tags" | "CustomParameters");
                let value = if free {
                    value.clone()
                } else {
                    rename(value, spell)
                };
                (spell(name), value)
            });
            Value::Object(members.collect())
        }
        other => other.clone(),
    }
}

/// Leaves out members that are `null`.
pub(super) fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), without_nulls(value)))
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

/// A number, also one in a text: templates give ports either way.
pub(super) fn number(value: &Value) -> Value {
    match value
        .as_str()
        .and_then(|text| text.trim().parse::<i64>().ok())
    {
        Some(number) => number.into(),
        None => value.clone(),
    }
}

/// A list of anything: one that is not in a list counts as a list of one.
pub(super) fn list(value: Option<&Value>) -> Vec<Value> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(items)) => items.clone(),
        Some(item) => vec![item.clone()],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_spelled_as_the_cli_spells_them() {
        let pascal =
            json!({"Mcp": {"OpenApiSchema": {"S3": {"Uri": "s3://B/K"}}}, "Tags": {"Owner": "x"}});
        assert_eq!(
            camel_of_pascal(&pascal),
            json!({"mcp": {"openApiSchema": {"s3": {"uri": "s3://B/K"}}}, "tags": {"Owner": "x"}})
        );
        let snake = json!({"endpoint_ip_address_type": "IPV4", "vpc": null});
        assert_eq!(
            without_nulls(&camel_of_snake(&snake)),
            json!({"endpointIpAddressType": "IPV4"})
        );
        assert_eq!(number(&json!("443")), json!(443));
        assert_eq!(number(&json!(443)), json!(443));
    }
}
