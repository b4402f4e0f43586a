//! What a request asks for: each protocol says it in its own way.

use std::collections::BTreeMap;

use serde_json::Value;

use super::http::{Request, pairs};
use super::model::{models, operation, protocol, texts};

/// A call as the AWS CLI would name it.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) account: String,
    /// The Region, or `global`.
    pub(super) region: String,
    pub(super) service: String,
    pub(super) operation: String,
    pub(super) key: Vec<String>,
    /// All members of the request that are texts.
    pub(super) members: BTreeMap<String, String>,
}

impl Asked {
    pub(super) fn read(request: &Request) -> Result<Self, String> {
        let header = request.header("authorization").ok_or("not signed")?;
        let scope = header.split("Credential=").nth(1).ok_or("no credential")?;
        let scope: Vec<&str> = scope
            .split([',', ' '])
            .next()
            .unwrap_or_default()
            .split('/')
            .collect();
        let [id, _, region, signed_for, _] = scope[..] else {
            return Err(format!("unexpected credential {scope:?}"));
        };
        let service = service(signed_for);
        if !models().contains_key(service) {
            return Err(format!("no service signs for {signed_for}"));
        }
        if service == "sts" {
            return Ok(Self {
                account: account(id).ok_or("no account in the access key id")?,
                region: region.to_owned(),
                service: service.to_owned(),
                operation: "get-caller-identity".to_owned(),
                key: Vec::new(),
                members: pairs(&String::from_utf8_lossy(&request.body))
                    .into_iter()
                    .collect(),
            });
        }
        let is_global = matches!(service, "route53" | "iam");
        let (name, members) = match protocol(service) {
            "ec2" | "query" => form(service, request)?,
            "json" => targeted(service, request)?,
            _ => routed(service, request)?,
        };
        let key = texts(&operation(service, &name)["keys"])
            .into_iter()
            .filter_map(|member| part(member, &members))
            .collect();
        Ok(Self {
            account: account(id).ok_or("no account in the access key id")?,
            region: if is_global { "global" } else { region }.to_owned(),
            service: service.to_owned(),
            operation: name,
            key,
            members,
        })
    }

    /// The tokens of a page, in the order of the model; none for the first.
    pub(super) fn tokens(&self) -> Vec<Option<&str>> {
        let pages = &operation(&self.service, &self.operation)["pages"];
        let tokens = texts(&pages["in"]).into_iter();
        tokens
            .map(|token| self.members.get(token).map(String::as_str))
            .collect()
    }
}

/// The account stands in the access key id: that of a test, or of a role that was assumed.
fn account(id: &str) -> Option<String> {
    let digits = |at: usize| {
        id.get(at..at + 12)
            .filter(|run| run.bytes().all(|b| b.is_ascii_digit()))
    };
    (0..id.len()).find_map(digits).map(str::to_owned)
}

fn service(signed_for: &str) -> &str {
    match signed_for {
        "elasticloadbalancing" => "elbv2",
        "bedrock-agentcore" => "bedrock-agentcore-control",
        other => other,
    }
}

/// A part of the key: a member, or the value of a filter.
fn part(member: &str, members: &BTreeMap<String, String>) -> Option<String> {
    let Some((_, wanted)) = member.split_once(':') else {
        return members.get(member).cloned();
    };
    let mut names = members.iter().filter(|(name, value)| {
        name.starts_with("Filter.") && name.ends_with(".Name") && *value == wanted
    });
    let (name, _) = names.next()?;
    members.get(&name.replace(".Name", ".Value.1")).cloned()
}

type Named = (String, BTreeMap<String, String>);

/// EC2 and the query protocol: a form with an action.
fn form(service: &str, request: &Request) -> Result<Named, String> {
    let body = String::from_utf8_lossy(&request.body);
    let members: BTreeMap<String, String> = pairs(&body).into_iter().collect();
    let action = members.get("Action").ok_or("no action")?;
    let name = by_name(service, action)?;
    Ok((name, members))
}

/// JSON: the operation is in a header.
fn targeted(service: &str, request: &Request) -> Result<Named, String> {
    let target = request.header("x-amz-target").ok_or("no target")?;
    let action = target.rsplit('.').next().unwrap_or_default();
    Ok((by_name(service, action)?, json_members(&request.body)))
}

fn by_name(service: &str, action: &str) -> Result<String, String> {
    let operations = models()[service]["operations"].as_object().unwrap();
    let mut found = operations
        .iter()
        .filter(|(_, model)| model["name"] == action);
    let (name, _) = found.next().ok_or(format!("{service} has no {action}"))?;
    Ok(name.clone())
}

/// The REST protocols: method and path tell the operation.
fn routed(service: &str, request: &Request) -> Result<Named, String> {
    let operations = models()[service]["operations"].as_object().unwrap();
    for (name, model) in operations {
        let http = &model["http"];
        if http["method"] != request.method.as_str() {
            continue;
        }
        let Some(path) = matches(http["uri"].as_str().unwrap(), &request.path) else {
            continue;
        };
        let mut members = json_members(&request.body);
        for (wire, value) in path {
            let member = http["path"][&wire].as_str().unwrap_or(&wire);
            members.insert(member.to_owned(), value);
        }
        for (wire, value) in &request.query {
            let member = http["query"][wire].as_str().unwrap_or(wire);
            members.insert(member.to_owned(), value.clone());
        }
        return Ok((name.clone(), members));
    }
    Err(format!(
        "{service} has no {} /{}",
        request.method,
        request.path.join("/")
    ))
}

/// The values of a path for the names in a template.
fn matches(template: &str, path: &[String]) -> Option<Vec<(String, String)>> {
    let template: Vec<&str> = template
        .split('?')
        .next()?
        .split('/')
        .filter(|s| !s.is_empty())
        .collect();
    if template.len() != path.len() {
        return None;
    }
    let mut values = Vec::new();
    for (wanted, segment) in template.iter().zip(path) {
        match wanted
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'))
        {
            Some(name) => values.push((name.trim_end_matches('+').to_owned(), segment.clone())),
            None if wanted == segment => {}
            None => return None,
        }
    }
    Some(values)
}

fn json_members(body: &[u8]) -> BTreeMap<String, String> {
    let Ok(Value::Object(members)) = serde_json::from_slice(body) else {
        return BTreeMap::new();
    };
    let texts = members.into_iter();
    texts
        .filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())))
        .collect()
}
