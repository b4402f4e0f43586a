//! Answers in the protocols of the services.

use std::fmt::Write as _;

use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::Behavior;
use super::fault;
use super::model::{models, operation, protocol, texts};
use super::request::Asked;
use super::world::{World, nothing};

/// What goes back to the client.
#[derive(Clone, Debug, Default)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) content_type: &'static str,
    pub(super) error_type: Option<String>,
    pub(super) body: Vec<u8>,
    /// Whether the connection breaks in the middle of the body.
    pub(super) is_cut: bool,
}

impl Reply {
    /// What a test asks that no service knows: the test is wrong, and its output says how.
    pub(super) fn refusal(what: &str) -> Self {
        Self {
            status: 400,
            content_type: "text/plain",
            body: format!("replay: {what}").into_bytes(),
            ..Self::default()
        }
    }
}

/// The answer that the snapshot gives.
pub(super) fn of(asked: &Asked, world: &World, behavior: &Behavior) -> Reply {
    let name = format!("{}.{}", asked.service, asked.operation);
    if let Some(whole) = world.find(asked) {
        return success(asked, &page(asked, world, behavior, whole));
    }
    match world.failure(asked) {
        Some(("throttled", _)) => fault::throttled(asked),
        Some(("failed", message)) => fault::error(asked, 400, "ValidationException", message),
        None if behavior.empty.contains(&name.as_str()) => success(asked, &nothing(asked)),
        Some(_) | None => fault::denied(asked),
    }
}

/// The page of an answer that the request names.
fn page(asked: &Asked, world: &World, behavior: &Behavior, mut whole: Value) -> Value {
    let pages = &operation(&asked.service, &asked.operation)["pages"];
    let (Some(size), [list]) = (behavior.page_size, &texts(&pages["list"])[..]) else {
        return whole;
    };
    let Some(records) = whole[list].as_array().cloned() else {
        return whole;
    };
    let first = asked.tokens().into_iter().flatten().next();
    let from = first.map_or(0, |token| world.offset(asked, token));
    let until = records.len().min(from + size);
    whole[list] = Value::from(records[from..until].to_vec());
    let is_last = until == records.len();
    if let Some(more) = pages["more"].as_str() {
        whole[more] = Value::Bool(!is_last);
    }
    if !is_last {
        let next = &records[until];
        for token in texts(&pages["out"]) {
            match token.strip_prefix("NextRecord") {
                Some("Identifier") if next["SetIdentifier"].is_null() => {}
                Some("Identifier") => whole[token] = next["SetIdentifier"].clone(),
                Some(member) => whole[token] = next[member].clone(),
                None => whole[token] = json!(format!("from-{until}")),
            }
        }
    }
    whole
}

/// STS: who asks, and the roles of the accounts that the snapshot holds.
pub(super) fn identity(asked: &Asked, world: &World) -> Reply {
    let action = asked
        .members
        .get("Action")
        .map_or("GetCallerIdentity", String::as_str);
    let account = &asked.account;
    if action == "GetCallerIdentity" {
        let arn = format!("arn:aws:iam::{account}:user/test");
        let who = json!({"Account": account, "UserId": "AIDATEST", "Arn": arn});
        return success(asked, &who);
    }
    let role = asked.members.get("RoleArn").map_or("", String::as_str);
    let account = role.split(':').nth(4).unwrap_or_default();
    if !world.has(account) {
        return fault::denied(asked);
    }
    let body = format!(
        "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA{account}ROLE</AccessKeyId>\
         <SecretAccessKey>x</SecretAccessKey><SessionToken>t</SessionToken>\
         <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>\
         <AssumedRoleUser><AssumedRoleId>A:b</AssumedRoleId><Arn>{role}</Arn></AssumedRoleUser>\
         </AssumeRoleResult></AssumeRoleResponse>"
    );
    xml(200, &body)
}

/// An answer in the protocol of its service.
pub(super) fn success(asked: &Asked, value: &Value) -> Reply {
    let model = operation(&asked.service, &asked.operation);
    let output = model["output"].as_str().unwrap();
    let encoder = Encoder {
        service: &asked.service,
    };
    let name = model["name"].as_str().unwrap();
    match protocol(&asked.service) {
        "ec2" => xml(
            200,
            &format!(
                "<{name}Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>1</requestId>{}</{name}Response>",
                encoder.members(output, value)
            ),
        ),
        "query" => {
            let wrapper = model["wrapper"].as_str().unwrap();
            xml(
                200,
                &format!(
                    "<{name}Response><{wrapper}>{}</{wrapper}><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{name}Response>",
                    encoder.members(output, value)
                ),
            )
        }
        "rest-xml" => xml(
            200,
            &format!(
                "<{output} xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">{}</{output}>",
                encoder.members(output, value)
            ),
        ),
        _ => Reply {
            status: 200,
            content_type: "application/json",
            body: serde_json::to_vec(&encoder.json(output, value)).unwrap(),
            ..Reply::default()
        },
    }
}

pub(super) fn xml(status: u16, body: &str) -> Reply {
    Reply {
        status,
        content_type: "text/xml",
        body: format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{body}").into_bytes(),
        ..Reply::default()
    }
}

/// Writes values of the CLI in the words of a service.
struct Encoder<'a> {
    service: &'a str,
}

impl Encoder<'_> {
    fn shape(&self, name: &str) -> &'static Value {
        &models()[self.service]["shapes"][name]
    }

    /// The members of a structure as elements.
    fn members(&self, shape: &str, value: &Value) -> String {
        let mut out = String::new();
        let members = &self.shape(shape)["members"];
        for (name, value) in value.as_object().unwrap() {
            let member = &members[name];
            let [inner, wire] = [&member[0], &member[1]].map(|text| text.as_str().unwrap());
            if member[2] == "flat" {
                let item = self.shape(inner)["list"].as_str().unwrap();
                for value in value.as_array().unwrap() {
                    self.element(&mut out, wire, item, value);
                }
            } else {
                self.element(&mut out, wire, inner, value);
            }
        }
        out
    }

    fn element(&self, out: &mut String, wire: &str, shape: &str, value: &Value) {
        write!(out, "<{wire}>").unwrap();
        let model = self.shape(shape);
        if model["members"].is_object() && !self.is_policy(wire) {
            out.push_str(&self.members(shape, value));
        } else if let Some(item) = model["list"].as_str() {
            let name = model["item"].as_str().unwrap();
            for value in value.as_array().unwrap() {
                self.element(out, name, item, value);
            }
        } else if let Some(inner) = model["map"].as_str() {
            for (key, value) in value.as_object().unwrap() {
                out.push_str("<entry>");
                self.element(out, model["key"].as_str().unwrap(), "string", &json!(key));
                self.element(out, model["value"].as_str().unwrap(), inner, value);
                out.push_str("</entry>");
            }
        } else {
            out.push_str(&escaped(&self.text(wire, value)));
        }
        write!(out, "</{wire}>").unwrap();
    }

    fn text(&self, wire: &str, value: &Value) -> String {
        match value {
            Value::String(text) => text.clone(),
            Value::Object(_) if self.is_policy(wire) => {
                utf8_percent_encode(&value.to_string(), NON_ALPHANUMERIC).to_string()
            }
            value => value.to_string(),
        }
    }

    fn is_policy(&self, wire: &str) -> bool {
        self.service == "iam" && wire.ends_with("PolicyDocument")
    }

    fn json(&self, shape: &str, value: &Value) -> Value {
        let model = self.shape(shape);
        match value {
            Value::Object(members) if model["members"].is_object() => {
                let members = members.iter().map(|(name, value)| {
                    let member = &model["members"][name];
                    let [inner, wire] = [&member[0], &member[1]].map(|text| text.as_str().unwrap());
                    // The operations of AgentCore Identity keep to the older form.
                    if let ("time", "createdTime" | "lastUpdatedTime", Value::String(text)) =
                        (inner, wire, value)
                    {
                        return (wire.to_owned(), seconds(text));
                    }
                    (wire.to_owned(), self.json(inner, value))
                });
                Value::Object(members.collect::<Map<_, _>>())
            }
            Value::Object(entries) if model["map"].is_string() => {
                let inner = model["map"].as_str().unwrap();
                let entries = entries.iter();
                entries
                    .map(|(key, value)| (key.clone(), self.json(inner, value)))
                    .collect()
            }
            Value::Array(items) if model["list"].is_string() => {
                let inner = model["list"].as_str().unwrap();
                items.iter().map(|item| self.json(inner, item)).collect()
            }
            Value::String(text) if shape == "time" && !self.prints_times() => seconds(text),
            value => value.clone(),
        }
    }

    /// Whether times are texts, as the newer services write them, and not seconds since 1970.
    fn prints_times(&self) -> bool {
        matches!(self.service, "vpc-lattice" | "bedrock-agentcore-control")
    }
}

/// A time as seconds since 1970.
fn seconds(text: &str) -> Value {
    let time: Timestamp = text.parse().unwrap();
    json!(time.as_duration().as_secs_f64())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
