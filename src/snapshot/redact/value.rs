//! JSON values: each text is replaced by what its place tells of it.

use serde_json::{Map, Value};

use super::Redactor;
use super::member::{Kind, Place, has_own_names};
use super::shape::{is_setting, is_time};

impl Redactor {
    /// The replacement of the value of a member, or of a whole answer.
    pub(super) fn value(&mut self, member: &str, value: Value) -> Value {
        let place = Place {
            member,
            ..Place::default()
        };
        self.at(place, value)
    }

    fn at(&mut self, place: Place<'_>, value: Value) -> Value {
        match value {
            // What IAM tells of a policy is an object of that name, too.
            Value::Object(members)
                if place.kind() == Kind::Policy && members.contains_key("Statement") =>
            {
                self.policy(Value::Object(members))
            }
            Value::Object(members) => self.object(place.member, members),
            Value::Array(list) => list
                .into_iter()
                .map(|value| self.at(place, value))
                .collect(),
            Value::String(text) => Value::String(self.text(place, &text)),
            Value::Number(number) if number.to_string().len() == 12 => {
                let account = self.words.word(&number.to_string());
                serde_json::from_str(&account).unwrap_or(Value::Null)
            }
            other => other,
        }
    }

    fn object(&mut self, member: &str, members: Map<String, Value>) -> Value {
        let told = ["Field", "Key"]
            .into_iter()
            .find_map(|name| members.get(name)?.as_str());
        let about = told.unwrap_or_default().to_owned();
        let mut members: Vec<(String, Value)> = members.into_iter().collect();
        members.sort_by(|(one, _), (other, _)| one.cmp(other));
        let replaced = members.into_iter().map(|(name, value)| {
            let place = Place {
                parent: member,
                member: &name,
                about: &about,
            };
            let value = self.at(place, value);
            (self.name(member, name), value)
        });
        Value::Object(replaced.collect())
    }

    /// AWS's names of members are one word; whatever is not is somebody's own.
    fn name(&mut self, member: &str, name: String) -> String {
        let is_aws = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        match (has_own_names(member), is_aws) {
            (true, _) => self.tag_key(&name),
            (false, true) => name,
            (false, false) => self.any(&name),
        }
    }

    fn text(&mut self, place: Place<'_>, text: &str) -> String {
        let object = text.strip_prefix("s3://");
        if let Some((bucket, key)) = object.and_then(|place| place.split_once('/')) {
            // As the name of a file that holds the object.
            return format!("s3://{}/{}", self.id(bucket), self.id(key));
        }
        if let Some(rest) = text.strip_prefix(CORE_LOGS) {
            let parts = rest.split('/').map(|part| match part {
                "gateway" | "APPLICATION_LOGS" => part.to_owned(),
                part => self.gateway_id(part),
            });
            return CORE_LOGS.to_owned() + &parts.collect::<Vec<_>>().join("/");
        }
        match place.kind() {
            Kind::Account => self.account(text),
            Kind::Any => self.any(text),
            Kind::Attribute => self.attribute(text),
            Kind::Certificate if self.keeps_certificates => text.to_owned(),
            Kind::DistinguishedName => self.distinguished_name(text),
            Kind::GatewayId => self.gateway_id(text),
            Kind::HealthDescription => self.health(text),
            Kind::Host => self.host(text),
            Kind::Id => self.id(text),
            Kind::InterfaceDescription => self.interface_description(text),
            Kind::Key | Kind::Setting if is_setting(text) || is_time(text) => text.to_owned(),
            Kind::Message => self.message(text),
            Kind::OpenApi => self.open_api(text),
            Kind::Path => self.path(text),
            Kind::Policy => self.policy_text(text),
            Kind::Reason if text.contains(REFUSED_HANDSHAKE) => {
                format!("the server returned {REFUSED_HANDSHAKE}")
            }
            Kind::Scheme if SCHEMES.contains(&text.trim().to_ascii_lowercase().as_str()) => {
                text.to_owned()
            }
            Kind::Scheme => {
                let blanks = &text[text.trim_end().len()..];
                format!("{}{blanks}", self.phrase(text.trim_end()))
            }
            Kind::TagKey => self.tag_key(text),
            Kind::TagValue => self.tag_value(text),
            Kind::Url => self.url(text),
            Kind::Certificate
            | Kind::Key
            | Kind::Reason
            | Kind::Regex
            | Kind::Setting
            | Kind::Word => self.phrase(text),
        }
    }

    /// A text that may say anything.
    pub(super) fn phrase(&mut self, text: &str) -> String {
        match text {
            "" => String::new(),
            // Of a pattern only the fact that it is one would stay.
            _ => self.words.word(&text.replace(['*', '?'], "")),
        }
    }

    /// JSON in a text.
    pub(super) fn json_text(&mut self, text: &str) -> Option<String> {
        if !text.trim_start().starts_with(['{', '[']) {
            return None;
        }
        let value: Value = serde_json::from_str(text).ok()?;
        Some(self.value("", value).to_string())
    }

    fn tag_key(&mut self, key: &str) -> String {
        match key {
            _ if key.starts_with("aws:") || TAGS.contains(&key) => key.to_owned(),
            _ => self.phrase(key),
        }
    }

    fn tag_value(&mut self, value: &str) -> String {
        if value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false") {
            return value.to_owned();
        }
        match self.any(value) {
            // Not even a number or an id may tell whose it is.
            same if same == value && !value.is_empty() => self.phrase(&format!("tag {value}")),
            new => new,
        }
    }

    fn attribute(&mut self, value: &str) -> String {
        let is_number = value.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        match is_number || ATTRIBUTES.contains(&value) {
            true => value.to_owned(),
            false => self.any(value),
        }
    }

    /// `CN=…, O=…`, or one name of those.
    fn distinguished_name(&mut self, text: &str) -> String {
        if text.starts_with("Amazon") {
            return text.to_owned();
        }
        let parts = text.split(',').map(|part| {
            let bare = part.trim_start();
            let blank = &part[..part.len() - bare.len()];
            match bare.split_once('=') {
                Some((kind, name)) => format!("{blank}{kind}={}", self.any(name)),
                None => format!("{blank}{}", self.any(bare)),
            }
        });
        parts.collect::<Vec<_>>().join(",")
    }

    /// Load balancers' interfaces are told by `ELB app/{name}/{id}`.
    fn interface_description(&mut self, text: &str) -> String {
        if let Some(balancer) = text.strip_prefix("ELB ") {
            return format!("ELB {}", self.balancer(balancer));
        }
        let of_aws = ["VPC Endpoint Interface ", "Interface for NAT Gateway "];
        if let Some(before) = of_aws.into_iter().find(|before| text.starts_with(before)) {
            return format!("{before}{}", self.any(&text[before.len()..]));
        }
        match DESCRIPTIONS.contains(&text) {
            true => text.to_owned(),
            false => self.phrase(text),
        }
    }

    fn balancer(&mut self, text: &str) -> String {
        let kinds = ["app/", "net/", "gwy/"];
        match kinds.into_iter().find(|kind| text.starts_with(kind)) {
            Some(kind) => format!("{kind}{}", self.path(&text[kind.len()..])),
            None => self.words.word(text),
        }
    }

    fn health(&mut self, text: &str) -> String {
        let is_of_aws = HEALTH.iter().any(|before| text.starts_with(before));
        match is_of_aws && is_setting(&text.replace(['[', ']'], "")) {
            true => text.to_owned(),
            false => self.phrase(text),
        }
    }

    /// Of an error nothing stays but the permission that it misses.
    pub(super) fn message(&mut self, text: &str) -> String {
        let action = text.split_once("perform: ").map(|(_, rest)| {
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || ":-".contains(c)));
            &rest[..end.unwrap_or(rest.len())]
        });
        match action {
            Some(action) if action.contains(':') => {
                format!("not authorized to perform: {action}")
            }
            // That something does not exist is an answer.
            _ if text.contains("NoSuchEntity") => "NoSuchEntity".to_owned(),
            _ => self.phrase(text),
        }
    }
}

/// Keys of tags by which gatepath and AWS tell what a thing is.
const TAGS: &[&str] = &[
    "BedrockAgentCoreGatewayManaged",
    "Name",
    "VpcLatticeManaged",
];

const ATTRIBUTES: &[&str] = &[
    "",
    "all",
    "any_availability_zone",
    "app_cookie",
    "append",
    "availability_zone_affinity",
    "defensive",
    "lb_cookie",
    "least_outstanding_requests",
    "monitor",
    "no_rebalance",
    "off",
    "on",
    "partial_availability_zone_affinity",
    "preserve",
    "rebalance",
    "remove",
    "round_robin",
    "source_ip",
    "source_ip_dest_ip",
    "source_ip_dest_ip_proto",
    "strictest",
    "use_load_balancer_configuration",
    "weighted_random",
];

const DESCRIPTIONS: &[&str] = &[
    "",
    "Primary network interface",
    "VPC Lattice resource gateway",
];

/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html>
const HEALTH: &[&str] = &[
    "Health checks failed",
    "Initial health checks in progress",
    "No anomal",
    "No override",
    "Request timed out",
    "Target ",
    "This override",
];

/// What the names of AgentCore's log groups begin with.
const CORE_LOGS: &str = "/aws/vendedlogs/bedrock-agentcore/";

/// What a server of MCP does that speaks another version.
const REFUSED_HANDSHAKE: &str = "HTTP 400 to the initialize handshake";

/// Words that stand before credentials, and headers that hold them: they tell nobody's name.
const SCHEMES: [&str; 9] = [
    "api-key",
    "apikey",
    "authorization",
    "basic",
    "bearer",
    "key",
    "token",
    "x-api-key",
    "x-auth-token",
];
