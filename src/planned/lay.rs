//! Planned resources as answers of AWS: laid over what was observed.

mod balancer;
mod relevant;
mod target;
mod zone;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::snapshot::{
    Call, Observation, Observed, PlannedAnswer, Problem, Scope, Snapshot, Source,
};

use super::Plan;
use super::resource::Kind;

/// What was laid over a snapshot.
#[derive(Clone, Debug, Default)]
pub struct Laid {
    /// The targets of the plan, by gateway and id.
    pub targets: Vec<PlannedTarget>,
    /// The answers by the path that evidence names, so that their values can be quoted.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// A target that was laid over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlannedTarget {
    /// Id of the gateway.
    pub gateway: String,
    /// Id of the target: its own, or the name that a new one is given.
    pub target: String,
    /// What was taken for granted of what does not exist yet, one sentence each.
    pub assumptions: Vec<String>,
}

impl Plan {
    /// Lays the planned resources over a snapshot.
    pub fn lay_over(&self, snapshot: &mut Snapshot) -> Result<Laid, Problem> {
        let mut draft = Draft::new(self, snapshot);
        draft.groups();
        draft.zones();
        draft.balancers();
        draft.routes();
        draft.lattice();
        let mut laid = Laid::default();
        draft.targets(&mut laid);
        let Draft {
            answers, forgotten, ..
        } = draft;
        for (gateway, target) in forgotten {
            snapshot.forget_target(&gateway, &target);
        }
        for answer in &answers {
            laid.files.insert(answer.path.clone(), answer.json.clone());
        }
        snapshot.lay_over(answers)?;
        laid.targets.sort();
        Ok(laid)
    }
}

/// What an answer is put together of: where it is, the addresses of the planned parts, the content.
type Part<'a, T> = (Scope, Vec<&'a str>, T);

/// Answers in the making.
struct Draft<'a> {
    plan: &'a Plan,
    snapshot: &'a Snapshot,
    /// Where something is that does not say it.
    home: Scope,
    answers: Vec<PlannedAnswer>,
    /// Targets that planned ones replace, by gateway and id.
    forgotten: Vec<(String, String)>,
    /// What could not be laid over, and why: by the address of the planned resource.
    open: BTreeMap<String, String>,
    /// What was taken for granted of planned resources, by their address.
    assumed: BTreeMap<String, String>,
}

impl<'a> Draft<'a> {
    fn new(plan: &'a Plan, snapshot: &'a Snapshot) -> Self {
        let named = plan.named();
        let vpc = snapshot
            .vpcs
            .iter()
            .find(|vpc| named.vpcs.contains(&vpc.record.vpc_id));
        let home = vpc
            .map(|vpc| snapshot.scope(vpc.source).clone())
            .or_else(|| only_scope(snapshot));
        Self {
            plan,
            snapshot,
            home: home.unwrap_or_default(),
            answers: Vec::new(),
            forgotten: Vec::new(),
            open: BTreeMap::new(),
            assumed: BTreeMap::new(),
        }
    }

    /// What evidence calls an answer: the file, and what the file calls the resource.
    fn path(&self, addresses: &[impl AsRef<str>]) -> String {
        let addresses = addresses.iter().map(AsRef::as_ref);
        let mut addresses: Vec<&str> = addresses.filter(|one| !one.is_empty()).collect();
        addresses.dedup();
        match addresses.as_slice() {
            [] => self.plan.name.clone(),
            _ => format!("{}#{}", self.plan.name, addresses.join("+")),
        }
    }

    fn answer(&mut self, path: &str, scope: Scope, call: Call, body: &Value) {
        // A value serializes without fail.
        let json = serde_json::to_vec(&without_marks(body)).unwrap_or_default();
        let mut unique = path.to_owned();
        let mut number = 1;
        while self.answers.iter().any(|answer| answer.path == unique) {
            number += 1;
            unique = format!("{path} ({number})");
        }
        self.answers.push(PlannedAnswer {
            path: unique,
            scope,
            call,
            json,
        });
    }

    fn scope_of(&self, source: Source) -> Scope {
        self.snapshot.scope(source).clone()
    }

    /// Whether the whole answer of a call was observed.
    fn is_answered(&self, scope: &Scope, service: &str, operation: &str, key: &str) -> bool {
        let observed = self
            .snapshot
            .calls
            .observed(scope, service, operation, &[key]);
        matches!(observed, Observation::Complete(_))
    }

    /// Security groups, and rules of those that exist.
    fn groups(&mut self) {
        let mut bodies: BTreeMap<String, Part<'_, Map<String, Value>>> = BTreeMap::new();
        for resource in &self.plan.resources {
            if let Kind::SecurityGroup { body } = &resource.kind
                && let Some(id) = text(body, "GroupId")
            {
                let scope = self.scope_in(body.get("VpcId"));
                bodies.insert(id, (scope, vec![&resource.address], body.clone()));
            }
        }
        for resource in &self.plan.resources {
            let Kind::Permission {
                group,
                outbound,
                permission,
            } = &resource.kind
            else {
                continue;
            };
            let Some(id) = group.as_str() else { continue };
            if !bodies.contains_key(id) {
                let observed = self
                    .snapshot
                    .security_groups
                    .iter()
                    .find(|one| one.record.group_id == id);
                let Some(observed) = observed else {
                    let why = format!(
                        "security group {id} of {} was not observed",
                        resource.address
                    );
                    self.open.insert(resource.address.clone(), why);
                    continue;
                };
                bodies.insert(
                    id.to_owned(),
                    (self.scope_of(observed.source), Vec::new(), as_map(observed)),
                );
            }
            let Some((_, addresses, body)) = bodies.get_mut(id) else {
                continue;
            };
            addresses.push(&resource.address);
            let member = if *outbound {
                "IpPermissionsEgress"
            } else {
                "IpPermissions"
            };
            push(body, member, Value::Object(permission.clone()));
        }
        for (_, (scope, addresses, body)) in bodies {
            let path = self.path(&addresses);
            let call = Call::new("ec2", "describe-security-groups", &[]);
            self.answer(&path, scope, call, &json!({"SecurityGroups": [body]}));
        }
    }

    /// Routes in tables that exist.
    fn routes(&mut self) {
        let mut tables: BTreeMap<String, Part<'_, Map<String, Value>>> = BTreeMap::new();
        for resource in &self.plan.resources {
            let Kind::Route { table, route } = &resource.kind else {
                continue;
            };
            let id = table.as_str().unwrap_or_default();
            if !tables.contains_key(id) {
                let mut observed = self.snapshot.route_tables.iter();
                let Some(observed) = observed.find(|one| one.record.route_table_id == id) else {
                    let why = format!("route table {id} of {} was not observed", resource.address);
                    self.open.insert(resource.address.clone(), why);
                    continue;
                };
                tables.insert(
                    id.to_owned(),
                    (self.scope_of(observed.source), Vec::new(), as_map(observed)),
                );
            }
            let Some((_, addresses, body)) = tables.get_mut(id) else {
                continue;
            };
            addresses.push(&resource.address);
            let names = [
                "DestinationCidrBlock",
                "DestinationIpv6CidrBlock",
                "DestinationPrefixListId",
            ];
            if let Some(Value::Array(routes)) = body.get_mut("Routes") {
                routes.retain(|other| {
                    names.iter().any(|name| {
                        other.get(*name).unwrap_or(&Value::Null)
                            != route.get(*name).unwrap_or(&Value::Null)
                    })
                });
            }
            push(body, "Routes", Value::Object(route.clone()));
        }
        for (_, (scope, addresses, body)) in tables {
            let path = self.path(&addresses);
            let call = Call::new("ec2", "describe-route-tables", &[]);
            self.answer(&path, scope, call, &json!({"RouteTables": [body]}));
        }
    }

    /// Resource gateways, resource configurations and gateways.
    fn lattice(&mut self) {
        for resource in &self.plan.resources {
            let (service, operation, member, body) = match &resource.kind {
                Kind::ResourceGateway { body } => {
                    ("vpc-lattice", "get-resource-gateway", "id", body)
                }
                Kind::ResourceConfiguration { body } => {
                    ("vpc-lattice", "get-resource-configuration", "id", body)
                }
                Kind::Gateway { body } => (
                    "bedrock-agentcore-control",
                    "get-gateway",
                    "gatewayId",
                    body,
                ),
                _ => continue,
            };
            let Some(id) = text(body, member) else {
                continue;
            };
            let scope = match body.get("vpcId") {
                Some(vpc) => self.scope_in(Some(vpc)),
                None => self.home.clone(),
            };
            let path = self.path(&[&resource.address]);
            let call = Call::new(service, operation, &[&id]);
            self.answer(&path, scope, call, &Value::Object(body.clone()));
        }
    }

    /// The account and Region of a VPC.
    fn scope_in(&self, vpc: Option<&Value>) -> Scope {
        let id = vpc.and_then(Value::as_str);
        let found = self
            .snapshot
            .vpcs
            .iter()
            .find(|one| Some(one.record.vpc_id.as_str()) == id);
        found.map_or_else(|| self.home.clone(), |one| self.scope_of(one.source))
    }
}

/// The account and Region of everything, if there is but one.
fn only_scope(snapshot: &Snapshot) -> Option<Scope> {
    let scopes = snapshot.files.iter().map(|file| &file.scope);
    let mut scopes: Vec<&Scope> = scopes
        .filter(|scope| &*scope.region != Scope::GLOBAL && &*scope.region != Scope::UNKNOWN)
        .collect();
    scopes.sort();
    scopes.dedup();
    match scopes.as_slice() {
        [one] => Some((*one).clone()),
        _ => None,
    }
}

/// An observed record as AWS prints it.
fn as_map<T: serde::Serialize>(observed: &Observed<T>) -> Map<String, Value> {
    match serde_json::to_value(&observed.record) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

fn text(body: &Map<String, Value>, name: &str) -> Option<String> {
    body.get(name)?.as_str().map(str::to_owned)
}

/// Appends to a list, which need not be there.
fn push(body: &mut Map<String, Value>, member: &str, item: Value) {
    match body.get_mut(member) {
        Some(Value::Array(list)) => list.push(item),
        _ => {
            body.insert(member.to_owned(), json!([item]));
        }
    }
}

/// A name with a dot at the end, as Route 53 prints it.
fn dotted(name: &Value) -> Value {
    match name.as_str() {
        Some(text) if !text.ends_with('.') => format!("{}.", text.to_ascii_lowercase()).into(),
        Some(text) => text.to_ascii_lowercase().into(),
        None => Value::Null,
    }
}

/// The same without members that are not known: AWS prints none of those.
fn without_marks(value: &Value) -> Value {
    match value {
        Value::Array(items) => items
            .iter()
            .filter(|item| super::unknown::name_of(item).is_none())
            .map(without_marks)
            .collect(),
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| super::unknown::name_of(value).is_none() && !value.is_null())
            .map(|(name, value)| (name.clone(), without_marks(value)))
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}
