//! Planned hosted zones and records.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::snapshot::{Call, Scope};

use super::{Draft, Part, as_map, dotted, push};
use crate::planned::resource::{Kind, ZoneRef};

impl<'a> Draft<'a> {
    /// Hosted zones, their VPCs and their records.
    pub(super) fn zones(&mut self) {
        let details = self.details();
        let records = self.records(&details);
        for (id, (scope, addresses, body)) in details {
            let path = self.path(&addresses);
            let call = Call::new("route53", "get-hosted-zone", &[&id]);
            self.answer(&path, scope, call, &body);
        }
        for (id, (scope, addresses, list)) in records {
            let path = match addresses.is_empty() {
                true => format!("{}#records of {id}", self.plan.name),
                false => format!("{} (records)", self.path(&addresses)),
            };
            let call = Call::new("route53", "list-resource-record-sets", &[&id]);
            self.answer(&path, scope, call, &json!({"ResourceRecordSets": list}));
        }
    }

    /// Planned zones, and observed ones that get further VPCs.
    fn details(&mut self) -> BTreeMap<String, Part<'a, Value>> {
        let plan = self.plan;
        let global = Scope::new(&self.home.account, Scope::GLOBAL);
        let mut details: BTreeMap<String, Part<'a, Value>> = BTreeMap::new();
        for resource in &plan.resources {
            if let Kind::Zone { id, name, vpcs } = &resource.kind {
                let body = json!({
                    "HostedZone": {"Id": format!("/hostedzone/{id}"), "Name": dotted(name),
                        "Config": {"PrivateZone": !vpcs.is_empty()}},
                    "VPCs": vpcs,
                });
                details.insert(id.clone(), (global.clone(), vec![&resource.address], body));
            }
        }
        for resource in &plan.resources {
            let Kind::ZoneVpc { zone, vpc } = &resource.kind else {
                continue;
            };
            let Some(id) = zone.as_str() else { continue };
            if !details.contains_key(id) {
                let mut zones = self.snapshot.hosted_zone_details.iter();
                let Some(observed) = zones.find(|one| one.record.hosted_zone.zone_id() == id)
                else {
                    let why = format!("hosted zone {id} of {} was not observed", resource.address);
                    self.open.insert(resource.address.clone(), why);
                    continue;
                };
                let body = Value::Object(as_map(observed));
                details.insert(
                    id.to_owned(),
                    (self.scope_of(observed.source), Vec::new(), body),
                );
            }
            let Some((_, addresses, body)) = details.get_mut(id) else {
                continue;
            };
            addresses.push(&resource.address);
            if let Some(body) = body.as_object_mut() {
                push(body, "VPCs", vpc.clone());
            }
        }
        details
    }

    /// All records of planned zones and of those that get planned records.
    fn records(
        &mut self,
        details: &BTreeMap<String, Part<'a, Value>>,
    ) -> BTreeMap<String, Part<'a, Vec<Value>>> {
        let plan = self.plan;
        let global = Scope::new(&self.home.account, Scope::GLOBAL);
        let mut records: BTreeMap<String, Part<'a, Vec<Value>>> = BTreeMap::new();
        for resource in &plan.resources {
            if let Kind::Zone { id, .. } = &resource.kind {
                records.insert(id.clone(), (global.clone(), Vec::new(), Vec::new()));
            }
        }
        for resource in &plan.resources {
            let Kind::Record { zone, record } = &resource.kind else {
                continue;
            };
            let id = match zone {
                ZoneRef::Id(id) => id
                    .as_str()
                    .map(|id| id.rsplit('/').next().unwrap_or(id).to_owned()),
                ZoneRef::Name(name) => self.zone_named(name, details),
            };
            let Some(id) = id else {
                let why = format!("the hosted zone of {} is not known", resource.address);
                self.open.insert(resource.address.clone(), why);
                continue;
            };
            if !records.contains_key(&id) {
                let Some((scope, observed)) = self.records_of(&id) else {
                    let why = format!(
                        "the records of hosted zone {id}, to which {} belongs, were not observed",
                        resource.address
                    );
                    self.open.insert(resource.address.clone(), why);
                    continue;
                };
                records.insert(id.clone(), (scope, Vec::new(), observed));
            }
            let Some((_, addresses, list)) = records.get_mut(&id) else {
                continue;
            };
            addresses.push(&resource.address);
            let same = |other: &Value| {
                let key = |one: &Value| {
                    [
                        dotted(&one["Name"]),
                        one["Type"].clone(),
                        one["SetIdentifier"].clone(),
                    ]
                };
                key(other) == key(&Value::Object(record.clone()))
            };
            list.retain(|other| !same(other));
            let mut record = record.clone();
            let name = dotted(record.get("Name").unwrap_or(&Value::Null));
            record.insert("Name".into(), name);
            list.push(record.into());
        }
        records
    }

    /// All records of a zone, if all were observed.
    fn records_of(&self, zone: &str) -> Option<(Scope, Vec<Value>)> {
        let mut scopes: Vec<Scope> = self
            .snapshot
            .files
            .iter()
            .map(|file| file.scope.clone())
            .collect();
        scopes.sort();
        scopes.dedup();
        let scope = scopes
            .into_iter()
            .find(|scope| self.is_answered(scope, "route53", "list-resource-record-sets", zone))?;
        let records = self.snapshot.resource_record_sets.iter();
        let records = records.filter(|one| &*one.record.key == zone);
        let values = records.filter_map(|one| serde_json::to_value(&one.record.record).ok());
        Some((scope, values.collect()))
    }

    /// The only zone of a name: a planned one, else an observed one.
    fn zone_named(
        &self,
        name: &Value,
        planned: &BTreeMap<String, Part<'_, Value>>,
    ) -> Option<String> {
        let name = dotted(name);
        let mut found: Vec<String> = planned
            .iter()
            .filter(|(_, (_, _, body))| body["HostedZone"]["Name"] == name)
            .map(|(id, _)| id.clone())
            .collect();
        if found.is_empty() {
            let zones = self.snapshot.hosted_zones.iter().map(|zone| &zone.record);
            let details = self
                .snapshot
                .hosted_zone_details
                .iter()
                .map(|one| &one.record.hosted_zone);
            let named = zones
                .chain(details)
                .filter(|zone| zone.name.as_deref() == name.as_str());
            found = named.map(|zone| zone.zone_id().to_owned()).collect();
        }
        found.sort();
        found.dedup();
        match found.as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        }
    }
}
