//! Planned load balancers with the nodes that they will have, listeners, rules, target groups.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr};

use serde_json::{Map, Value, json};

use crate::snapshot::{Call, Scope};

use super::{Draft, push, text};
use crate::planned::name;
use crate::planned::resource::Kind;
use crate::planned::vocabulary::list;

impl<'a> Draft<'a> {
    pub(super) fn balancers(&mut self) {
        let listeners = self.listeners();
        for resource in &self.plan.resources {
            let Kind::LoadBalancer { body } = &resource.kind else {
                continue;
            };
            let Some(arn) = text(body, "LoadBalancerArn") else {
                continue;
            };
            self.balancer(&resource.address, &arn, body.clone());
        }
        let mut rules = self.rules(&listeners);
        let mut by_balancer: BTreeMap<String, (Scope, Vec<&str>, Vec<Value>)> = BTreeMap::new();
        for (address, body) in &listeners {
            let Some(balancer) = text(body, "LoadBalancerArn") else {
                continue;
            };
            let entry = match by_balancer.remove(&balancer) {
                Some(entry) => Some(entry),
                None => self.listeners_of(&balancer),
            };
            let Some((scope, mut addresses, mut all)) = entry else {
                let why = format!(
                    "the listeners of {balancer}, to which {address} belongs, were not observed"
                );
                self.open.insert((*address).to_owned(), why);
                continue;
            };
            addresses.push(address);
            all.push(Value::Object(body.clone()));
            by_balancer.insert(balancer, (scope, addresses, all));
        }
        for resource in &self.plan.resources {
            if let Kind::LoadBalancer { body } = &resource.kind
                && let Some(arn) = text(body, "LoadBalancerArn")
            {
                by_balancer.entry(arn).or_insert((
                    self.home.clone(),
                    vec![&resource.address],
                    Vec::new(),
                ));
            }
        }
        for (balancer, (scope, addresses, all)) in by_balancer {
            let path = format!("{} (listeners)", self.path(&addresses));
            let call = Call::new("elbv2", "describe-listeners", &[&balancer]);
            self.answer(&path, scope, call, &json!({"Listeners": all}));
        }
        for (listener, (scope, addresses, all)) in std::mem::take(&mut rules) {
            let path = format!("{} (rules)", self.path(&addresses));
            let call = Call::new("elbv2", "describe-rules", &[&listener]);
            self.answer(&path, scope, call, &json!({"Rules": all}));
        }
        self.certificates(&listeners);
        self.target_groups(&listeners);
    }

    fn listeners(&self) -> Vec<(&'a str, Map<String, Value>)> {
        let plan = self.plan;
        let found = plan
            .resources
            .iter()
            .filter_map(|resource| match &resource.kind {
                Kind::Listener { body } => Some((resource.address.as_str(), body.clone())),
                _ => None,
            });
        found.collect()
    }

    /// A load balancer with a node in each of its subnets.
    fn balancer(&mut self, address: &str, arn: &str, mut body: Map<String, Value>) {
        let mut zones = list(body.get("AvailabilityZones"));
        let (mut vpc, mut scope) = (None, self.home.clone());
        let mut nodes = Vec::new();
        let mut taken = self.taken();
        let mut told = Vec::new();
        for (index, zone) in zones.iter_mut().enumerate() {
            let id = zone
                .get("SubnetId")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned();
            let Some(subnet) = self
                .snapshot
                .subnets
                .iter()
                .find(|one| one.record.subnet_id == id)
            else {
                continue;
            };
            scope = self.scope_of(subnet.source);
            vpc.clone_from(&subnet.record.vpc_id);
            if let (Some(zone), Some(name)) =
                (zone.as_object_mut(), &subnet.record.availability_zone)
            {
                zone.insert("ZoneName".into(), name.as_str().into());
            }
            let fixed = zone
                .pointer("/LoadBalancerAddresses/0/PrivateIPv4Address")
                .and_then(Value::as_str);
            let host = fixed.map(str::to_owned).or_else(|| {
                let free = free_address(subnet.record.cidr_block.as_deref()?, &taken)?;
                told.push(format!("{free} in {id}"));
                Some(free.to_string())
            });
            let Some(host) = host else { continue };
            taken.extend(host.parse::<IpAddr>().ok());
            let groups = list(body.get("SecurityGroups"));
            let groups: Vec<Value> = groups
                .iter()
                .map(|group| json!({"GroupId": group}))
                .collect();
            let tail = arn
                .split_once(":loadbalancer/")
                .map_or("", |(_, tail)| tail);
            nodes.push(json!({
                "NetworkInterfaceId": format!("{}-node-{index}", name::id(address)),
                "VpcId": vpc, "SubnetId": id, "AvailabilityZone": subnet.record.availability_zone,
                "PrivateIpAddress": host, "PrivateIpAddresses": [{"PrivateIpAddress": host, "Primary": true}],
                "Groups": groups, "Description": format!("ELB {tail}"), "Status": "in-use",
                "RequesterManaged": true, "SourceDestCheck": true, "InterfaceType": "network_load_balancer",
            }));
        }
        if !told.is_empty() {
            let what = format!(
                "the nodes of {address} get the addresses {}",
                told.join(", ")
            );
            self.assumed.insert(address.to_owned(), what);
        }
        body.insert("AvailabilityZones".into(), zones.into());
        body.insert("VpcId".into(), vpc.into());
        let path = self.path(&[address]);
        let call = Call::new("elbv2", "describe-load-balancers", &[]);
        self.answer(
            &path,
            scope.clone(),
            call,
            &json!({"LoadBalancers": [body]}),
        );
        let call = Call::new("ec2", "describe-network-interfaces", &[]);
        self.answer(
            &format!("{path} (nodes)"),
            scope,
            call,
            &json!({"NetworkInterfaces": nodes}),
        );
    }

    /// Every address that an interface has.
    fn taken(&self) -> BTreeSet<IpAddr> {
        let interfaces = self.snapshot.network_interfaces.iter();
        let addresses = interfaces.flat_map(|one| {
            let all = one.record.private_ip_addresses.iter();
            let all = all.filter_map(|address| address.private_ip_address.clone());
            all.chain(one.record.private_ip_address.clone())
        });
        addresses.filter_map(|text| text.parse().ok()).collect()
    }

    /// The listeners that a load balancer has already, if all were observed.
    fn listeners_of(&self, balancer: &str) -> Option<(Scope, Vec<&'static str>, Vec<Value>)> {
        let planned = self.plan.resources.iter().any(|resource| {
            matches!(&resource.kind, Kind::LoadBalancer { body } if text(body, "LoadBalancerArn").as_deref() == Some(balancer))
        });
        if planned {
            return Some((self.home.clone(), Vec::new(), Vec::new()));
        }
        let mut balancers = self.snapshot.load_balancers.iter();
        let observed = balancers.find(|one| one.record.load_balancer_arn == balancer)?;
        let scope = self.scope_of(observed.source);
        if !self.is_answered(&scope, "elbv2", "describe-listeners", balancer) {
            return None;
        }
        let listeners = self.snapshot.listeners.iter();
        let own = listeners.filter(|one| one.record.load_balancer_arn.as_deref() == Some(balancer));
        let own = own.filter_map(|one| serde_json::to_value(&one.record).ok());
        Some((scope, Vec::new(), own.collect()))
    }

    /// All rules of each listener that is planned or gets a planned rule.
    fn rules(
        &mut self,
        listeners: &[(&str, Map<String, Value>)],
    ) -> BTreeMap<String, (Scope, Vec<String>, Vec<Value>)> {
        let mut rules: BTreeMap<String, (Scope, Vec<String>, Vec<Value>)> = BTreeMap::new();
        for (address, body) in listeners {
            let Some(arn) = text(body, "ListenerArn") else {
                continue;
            };
            let default = json!({
                "RuleArn": format!("{arn}/default"), "Priority": "default", "Conditions": [],
                "IsDefault": true, "Actions": body.get("DefaultActions"),
            });
            rules.insert(
                arn,
                (
                    self.home.clone(),
                    vec![(*address).to_owned()],
                    vec![default],
                ),
            );
        }
        for resource in &self.plan.resources {
            let Kind::ListenerRule { listener, body } = &resource.kind else {
                continue;
            };
            let Some(arn) = listener.as_str() else {
                continue;
            };
            if !rules.contains_key(arn) {
                let scope = self.scope_of_listener(arn);
                let answered =
                    scope.filter(|scope| self.is_answered(scope, "elbv2", "describe-rules", arn));
                let Some(scope) = answered else {
                    let why = format!(
                        "the rules of listener {arn}, to which {} belongs, were not observed",
                        resource.address
                    );
                    self.open.insert(resource.address.clone(), why);
                    continue;
                };
                let own = self
                    .snapshot
                    .listener_rules
                    .iter()
                    .filter(|one| &*one.record.key == arn);
                let own = own.filter_map(|one| serde_json::to_value(&one.record.record).ok());
                rules.insert(arn.to_owned(), (scope, Vec::new(), own.collect()));
            }
            if let Some((_, addresses, all)) = rules.get_mut(arn) {
                addresses.push(resource.address.clone());
                all.push(Value::Object(body.clone()));
            }
        }
        rules
    }

    fn scope_of_listener(&self, arn: &str) -> Option<Scope> {
        let found = self
            .snapshot
            .listeners
            .iter()
            .find(|one| one.record.listener_arn == arn)?;
        Some(self.scope_of(found.source))
    }

    /// The certificates of each listener that is planned or gets further ones.
    fn certificates(&mut self, listeners: &[(&str, Map<String, Value>)]) {
        let mut all: BTreeMap<String, (Scope, Vec<String>, Vec<Value>)> = BTreeMap::new();
        for (address, body) in listeners {
            let Some(arn) = text(body, "ListenerArn") else {
                continue;
            };
            let own = list(body.get("Certificates")).into_iter().map(|mut one| {
                if let Some(one) = one.as_object_mut() {
                    one.insert("IsDefault".into(), true.into());
                }
                one
            });
            all.insert(
                arn,
                (
                    self.home.clone(),
                    vec![(*address).to_owned()],
                    own.collect(),
                ),
            );
        }
        for resource in &self.plan.resources {
            let Kind::ListenerCertificates {
                listener,
                certificates,
            } = &resource.kind
            else {
                continue;
            };
            let Some(arn) = listener.as_str() else {
                continue;
            };
            if !all.contains_key(arn) {
                let scope = self.scope_of_listener(arn);
                let answered = scope.filter(|scope| {
                    self.is_answered(scope, "elbv2", "describe-listener-certificates", arn)
                });
                let Some(scope) = answered else {
                    let why = format!(
                        "the certificates of listener {arn}, to which {} adds, were not observed",
                        resource.address
                    );
                    self.open.insert(resource.address.clone(), why);
                    continue;
                };
                let own = self
                    .snapshot
                    .listener_certificates
                    .iter()
                    .filter(|one| &*one.record.key == arn);
                let own = own.filter_map(|one| serde_json::to_value(&one.record.record).ok());
                all.insert(arn.to_owned(), (scope, Vec::new(), own.collect()));
            }
            if let Some((_, addresses, list)) = all.get_mut(arn) {
                addresses.push(resource.address.clone());
                let more = certificates.iter();
                list.extend(more.map(|arn| json!({"CertificateArn": arn, "IsDefault": false})));
            }
        }
        for (arn, (scope, addresses, list)) in all {
            let path = format!("{} (certificates)", self.path(&addresses));
            let call = Call::new("elbv2", "describe-listener-certificates", &[&arn]);
            self.answer(&path, scope, call, &json!({"Certificates": list}));
        }
    }

    /// Target groups with their attributes. Who will be registered and healthy, nobody knows.
    fn target_groups(&mut self, listeners: &[(&str, Map<String, Value>)]) {
        for resource in &self.plan.resources {
            let Kind::TargetGroup { body, attributes } = &resource.kind else {
                continue;
            };
            let Some(arn) = text(body, "TargetGroupArn") else {
                continue;
            };
            let mut body = body.clone();
            for (_, listener) in listeners {
                let actions = listener.get("DefaultActions").map(ToString::to_string);
                if actions.is_some_and(|actions| actions.contains(&arn))
                    && let Some(balancer) = listener.get("LoadBalancerArn")
                {
                    push(&mut body, "LoadBalancerArns", balancer.clone());
                }
            }
            let scope = self.scope_in(body.get("VpcId"));
            let path = self.path(&[&resource.address]);
            let mut attributes: Vec<Value> = attributes
                .iter()
                .map(|(key, value)| json!({"Key": key, "Value": value}))
                .collect();
            if let Some(preserved) = preserved_by_default(&body)
                && !attributes
                    .iter()
                    .any(|one| one["Key"] == "preserve_client_ip.enabled")
            {
                attributes.push(
                    json!({"Key": "preserve_client_ip.enabled", "Value": preserved.to_string()}),
                );
            }
            let call = Call::new("elbv2", "describe-target-group-attributes", &[&arn]);
            self.answer(
                &format!("{path} (attributes)"),
                scope.clone(),
                call,
                &json!({"Attributes": attributes}),
            );
            let call = Call::new("elbv2", "describe-target-groups", &[]);
            self.answer(&path, scope, call, &json!({"TargetGroups": [body]}));
        }
    }
}

/// Whether a network load balancer hands the client's address on unless told otherwise.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html>
fn preserved_by_default(group: &Map<String, Value>) -> Option<bool> {
    let protocol = group.get("Protocol").and_then(Value::as_str)?;
    match (protocol, group.get("TargetType").and_then(Value::as_str)) {
        ("TCP" | "TLS", Some("ip")) => Some(false),
        ("TCP" | "TLS" | "UDP" | "TCP_UDP", _) => Some(true),
        _ => None,
    }
}

/// The last address of a subnet that is free; AWS keeps the first four and the last.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html>
fn free_address(block: &str, taken: &BTreeSet<IpAddr>) -> Option<Ipv4Addr> {
    let (base, length) = block.split_once('/')?;
    let base = u32::from(base.parse::<Ipv4Addr>().ok()?);
    let length: u32 = length
        .parse()
        .ok()
        .filter(|length| (8..=28).contains(length))?;
    let size = 1u32 << (32 - length);
    let (first, last) = (base.checked_add(4)?, base.checked_add(size - 2)?);
    let mut hosts = (first..=last).rev().map(Ipv4Addr::from);
    hosts.find(|host| !taken.contains(&IpAddr::V4(*host)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_gets_an_address_that_nobody_has() {
        let taken = BTreeSet::from(["10.0.1.254".parse().unwrap()]);
        assert_eq!(
            free_address("10.0.1.0/24", &taken),
            Some(Ipv4Addr::new(10, 0, 1, 253))
        );
        assert_eq!(
            free_address("10.0.1.0/28", &BTreeSet::new()),
            Some(Ipv4Addr::new(10, 0, 1, 14))
        );
        assert_eq!(free_address("nonsense", &taken), None);
        assert_eq!(free_address("2001:db8::/64", &taken), None);
    }
}
