//! Planned resources, whichever language described them.

use serde_json::{Map, Value};

use super::{Named, unknown};

/// A planned resource.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    /// What the file calls it: a logical id, an address, or "" for the only one.
    pub(super) address: String,
    pub(super) kind: Kind,
}

/// What it is. Bodies have the shape of the AWS CLI's answers; what is not known yet is marked.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Target(Target),
    Gateway {
        body: Map<String, Value>,
    },
    ResourceGateway {
        body: Map<String, Value>,
    },
    ResourceConfiguration {
        body: Map<String, Value>,
    },
    SecurityGroup {
        body: Map<String, Value>,
    },
    /// A rule of a group that may exist or be planned.
    Permission {
        group: Value,
        outbound: bool,
        permission: Map<String, Value>,
    },
    /// A private or public hosted zone and its VPCs.
    Zone {
        id: String,
        name: Value,
        vpcs: Vec<Value>,
    },
    /// A VPC of a zone that may exist or be planned.
    ZoneVpc {
        zone: Value,
        vpc: Value,
    },
    /// A record of a zone, named by its id or by its name.
    Record {
        zone: ZoneRef,
        record: Map<String, Value>,
    },
    LoadBalancer {
        body: Map<String, Value>,
    },
    Listener {
        body: Map<String, Value>,
    },
    ListenerRule {
        listener: Value,
        body: Map<String, Value>,
    },
    ListenerCertificates {
        listener: Value,
        certificates: Vec<Value>,
    },
    TargetGroup {
        body: Map<String, Value>,
        /// Keys and values of attributes.
        attributes: Vec<(String, Value)>,
    },
    Route {
        table: Value,
        route: Map<String, Value>,
    },
}

/// How a record names its zone.
#[derive(Clone, Debug)]
pub(super) enum ZoneRef {
    Id(Value),
    Name(Value),
}

/// A gateway target.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// Id, ARN or planned id of the gateway.
    pub(super) gateway: Value,
    /// The id of the target that it replaces.
    pub(super) replaces: Option<String>,
    pub(super) body: Map<String, Value>,
    /// What the API would not take.
    pub(super) faults: Vec<Fault>,
}

/// A part of a request that the API would not take.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fault {
    pub(super) pointer: String,
    pub(super) message: String,
}

impl Resource {
    /// What is not known of it yet, by name.
    pub(super) fn unknown(&self) -> Vec<String> {
        let maps = |map: &Map<String, Value>| -> Vec<String> {
            map.values().flat_map(unknown::names_in).collect()
        };
        let mut names = match &self.kind {
            Kind::Target(target) => {
                let mut names = unknown::names_in(&target.gateway);
                let members = [
                    "name",
                    "targetConfiguration",
                    "privateEndpoint",
                    "certificateConfigurations",
                ];
                let members = members.iter().filter_map(|name| target.body.get(*name));
                names.extend(members.flat_map(unknown::names_in));
                names
            }
            // Neither role nor authorizer is on the way.
            Kind::Gateway { .. } => Vec::new(),
            Kind::ResourceGateway { body }
            | Kind::ResourceConfiguration { body }
            | Kind::SecurityGroup { body }
            | Kind::LoadBalancer { body }
            | Kind::Listener { body } => maps(body),
            Kind::Permission {
                group, permission, ..
            } => {
                let mut names = unknown::names_in(group);
                names.extend(maps(permission));
                names
            }
            Kind::Zone { name, vpcs, .. } => {
                let mut names = unknown::names_in(name);
                names.extend(vpcs.iter().flat_map(unknown::names_in));
                names
            }
            Kind::ZoneVpc { zone, vpc } => [zone, vpc]
                .into_iter()
                .flat_map(unknown::names_in)
                .collect(),
            Kind::Record { zone, record } => {
                let (ZoneRef::Id(zone) | ZoneRef::Name(zone)) = zone;
                let mut names = unknown::names_in(zone);
                names.extend(maps(record));
                names
            }
            Kind::ListenerRule { listener, body } => {
                let mut names = unknown::names_in(listener);
                names.extend(maps(body));
                names
            }
            Kind::ListenerCertificates {
                listener,
                certificates,
            } => {
                let mut names = unknown::names_in(listener);
                names.extend(certificates.iter().flat_map(unknown::names_in));
                names
            }
            Kind::TargetGroup { body, attributes } => {
                let mut names = maps(body);
                names.extend(
                    attributes
                        .iter()
                        .flat_map(|(_, value)| unknown::names_in(value)),
                );
                names
            }
            Kind::Route { table, route } => {
                let mut names = unknown::names_in(table);
                names.extend(maps(route));
                names
            }
        };
        names.sort();
        names.dedup();
        names
    }

    /// Adds what it names that may exist already.
    pub(super) fn name(&self, named: &mut Named) {
        let texts = |value: &Value, pointer: &str| -> Vec<String> {
            let found = value.pointer(pointer);
            let list = match found {
                Some(Value::Array(items)) => items.clone(),
                Some(item) => vec![item.clone()],
                None => Vec::new(),
            };
            list.iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect()
        };
        match &self.kind {
            Kind::Target(target) => {
                let body = Value::Object(target.body.clone());
                named
                    .gateways
                    .extend(target.gateway.as_str().map(str::to_owned));
                let managed = "/privateEndpoint/managedVpcResource";
                named
                    .vpcs
                    .extend(texts(&body, &format!("{managed}/vpcIdentifier")));
                named
                    .hosts
                    .extend(texts(&body, &format!("{managed}/routingDomain")));
                named.configurations.extend(texts(
                    &body,
                    "/privateEndpoint/selfManagedLatticeResource/resourceConfigurationIdentifier",
                ));
                hosts_in(&body, &mut named.hosts);
            }
            Kind::ResourceGateway { body } => {
                named
                    .vpcs
                    .extend(unknown::text(body, "vpcId").map(str::to_owned));
            }
            Kind::ResourceConfiguration { body } => {
                let body = Value::Object(body.clone());
                named.hosts.extend(texts(
                    &body,
                    "/resourceConfigurationDefinition/dnsResource/domainName",
                ));
            }
            Kind::Listener { body } => {
                let body = Value::Object(body.clone());
                named
                    .certificates
                    .extend(texts(&body, "/Certificates/0/CertificateArn"));
            }
            Kind::ListenerCertificates { certificates, .. } => {
                let arns = certificates.iter().filter_map(Value::as_str);
                named.certificates.extend(arns.map(str::to_owned));
            }
            _ => {}
        }
    }
}

/// The hosts of all URLs in all texts.
fn hosts_in(value: &Value, hosts: &mut std::collections::BTreeSet<String>) {
    match value {
        Value::String(text) => {
            for (at, mark) in text.match_indices("https://") {
                let rest = &text[at + mark.len()..];
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-.".contains(c));
                let host = &rest[..end.unwrap_or(rest.len())];
                if !host.is_empty() {
                    hosts.insert(host.to_owned());
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| hosts_in(item, hosts)),
        Value::Object(members) => members.values().for_each(|item| hosts_in(item, hosts)),
        _ => {}
    }
}
