//! Policies: documents of IAM, as JSON or as text with JSON in it.

use serde_json::{Map, Value};

use super::Redactor;
use super::shape::is_setting;

impl Redactor {
    /// The replacement of a policy in a text: escaped once more where it was (API Gateway does).
    /// What cannot be read stays unreadable.
    pub(super) fn policy_text(&mut self, text: &str) -> String {
        if text.trim().is_empty() {
            return text.to_owned();
        }
        if let Ok(policy) = serde_json::from_str(text) {
            return self.policy(policy).to_string();
        }
        let unescaped: Option<Value> = serde_json::from_str::<String>(&format!("\"{text}\""))
            .ok()
            .and_then(|inner| serde_json::from_str(&inner).ok());
        match unescaped {
            Some(policy) => {
                let quoted = Value::String(self.policy(policy).to_string()).to_string();
                quoted[1..quoted.len() - 1].to_owned()
            }
            None => self.words.word(text),
        }
    }

    /// The replacement of a policy.
    pub(super) fn policy(&mut self, policy: Value) -> Value {
        let Value::Object(members) = policy else {
            return self.value("", policy);
        };
        self.each(members, |own, name, value| match name {
            "Version" => value,
            "Statement" => own.texts_and(value, &mut |own, value| own.statement(value)),
            _ => own.value(name, value),
        })
    }

    fn statement(&mut self, statement: Value) -> Value {
        let Value::Object(members) = statement else {
            return self.value("", statement);
        };
        self.each(members, |own, name, value| {
            match name.strip_prefix("Not").unwrap_or(name) {
                "Effect" => value,
                // AWS names actions; wildcards stand for parts of such a name.
                "Action" => own.texts(value, |own, text| {
                    match is_setting(&text.replace(['*', '?'], "")) {
                        true => text.to_owned(),
                        false => own.words.word(text),
                    }
                }),
                "Principal" => own.principal(value),
                "Resource" => own.texts(value, Self::policy_resource),
                "Condition" => own.conditions(value),
                _ => own.value(name, value),
            }
        })
    }

    fn principal(&mut self, principal: Value) -> Value {
        match principal {
            Value::Object(kinds) => self.each(kinds, |own, _, value| own.texts(value, Self::any)),
            other => self.texts(other, Self::any),
        }
    }

    /// An ARN, or what API Gateway completes to one: `execute-api:/{stage}/{method}/{path}`.
    fn policy_resource(&mut self, text: &str) -> String {
        match text.strip_prefix("execute-api:/") {
            Some(rest) => format!("execute-api:/{}", self.path(rest)),
            None => self.any(text),
        }
    }

    fn conditions(&mut self, conditions: Value) -> Value {
        let Value::Object(operators) = conditions else {
            return self.value("", conditions);
        };
        self.each(operators, |own, _, keys| {
            let Value::Object(keys) = keys else {
                return own.value("", keys);
            };
            let replaced = keys.into_iter().map(|(key, values)| {
                // Only what follows the name of the key is the customer's: `aws:PrincipalTag/team`.
                let key = match key.split_once('/') {
                    Some((name, rest)) => format!("{name}/{}", own.words.word(rest)),
                    None => key,
                };
                (key, own.texts(values, Self::any))
            });
            Value::Object(replaced.collect())
        })
    }

    /// Replaces a text, or each text of a list.
    pub(super) fn texts(&mut self, value: Value, new: fn(&mut Self, &str) -> String) -> Value {
        self.texts_and(value, &mut |own, value| match value {
            Value::String(text) => Value::String(new(own, &text)),
            other => own.value("", other),
        })
    }

    fn texts_and(&mut self, value: Value, new: &mut dyn FnMut(&mut Self, Value) -> Value) -> Value {
        match value {
            Value::Array(list) => list.into_iter().map(|value| new(self, value)).collect(),
            one => new(self, one),
        }
    }

    /// Replaces the values of an object, in the order of their names.
    pub(super) fn each(
        &mut self,
        members: Map<String, Value>,
        mut new: impl FnMut(&mut Self, &str, Value) -> Value,
    ) -> Value {
        let mut members: Vec<(String, Value)> = members.into_iter().collect();
        members.sort_by(|(one, _), (other, _)| one.cmp(other));
        let replaced = members.into_iter().map(|(name, value)| {
            let value = new(self, &name, value);
            (name, value)
        });
        Value::Object(replaced.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_keep_their_meaning() {
        let mut own = Redactor::default();
        let policy = r#"{"Version":"2012-10-17","Statement":[{"Sid":"AllowAcme","Effect":"Allow",
            "Principal":{"AWS":["arn:aws:iam::111122223333:role/orders-*","*"]},
            "Action":["execute-api:Inv*","*:?nvoke"],"Resource":["execute-api:/prod/*","arn:aws:execute-api:*:*:*/prod/${x}/*"],
            "Condition":{"StringEquals":{"aws:SourceVpc":"${aws:SourceVpc}","aws:SourceVpce":"vpce-0a1b2c3d","aws:PrincipalTag/team":"orders"},
            "IpAddress":{"aws:VpcSourceIp":["10.0.0.0/8","52.218.0.0/16"]},"Bool":{"aws:SecureTransport":true}}}]}"#;
        let expected = serde_json::json!({"Version": "2012-10-17", "Statement": [{
        "Sid": "Name8", "Effect": "Allow", "Action": ["execute-api:Inv*", "*:?nvoke"],
        "Principal": {"AWS": ["arn:aws:iam::100000000001:role/name4-*", "*"]},
        "Resource": ["execute-api:/name6/*", "arn:aws:execute-api:*:*:*/name6/${name7}/*"],
        "Condition": {
            "Bool": {"aws:SecureTransport": true},
            "IpAddress": {"aws:VpcSourceIp": ["10.0.0.0/8", "32.0.0.0/16"]},
            "StringEquals": {"aws:PrincipalTag/name1": "name2", "aws:SourceVpc": "${aws:SourceVpc}",
                "aws:SourceVpce": "vpce-0a1b2c3d"},
        }}]});
        let new: Value = serde_json::from_str(&own.policy_text(policy)).unwrap();
        let numberless = |value: &Value| {
            let text = value.to_string();
            text.chars()
                .filter(|c| !c.is_ascii_digit())
                .collect::<String>()
        };
        assert_eq!(numberless(&new), numberless(&expected), "{new:#}");
        assert!(!new.to_string().contains("cme"));
    }

    #[test]
    fn escaped_policies_stay_escaped() {
        let text = r#"{\"Version\":\"2012-10-17\",\"Statement\":[]}"#;
        let new = Redactor::default().policy_text(text);
        assert_eq!(new, r#"{\"Statement\":[],\"Version\":\"2012-10-17\"}"#);
        assert_eq!(Redactor::default().policy_text(" "), " ");
        assert_eq!(Redactor::default().policy_text("not {json"), "name1");
    }
}
