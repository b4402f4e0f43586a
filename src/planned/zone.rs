//! Hosted zones and their records.

use serde_json::{Map, Value, json};

use super::name;
use super::resource::{Kind, Resource, ZoneRef};
use super::vocabulary::{list, number};

/// `AWS::Route53::HostedZone`
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-hostedzone.html>
pub(super) fn of_template(address: &str, properties: &Map<String, Value>) -> Resource {
    let kind = Kind::Zone {
        id: name::id(address),
        name: properties.get("Name").cloned().unwrap_or(Value::Null),
        vpcs: list(properties.get("VPCs")),
    };
    Resource {
        address: address.to_owned(),
        kind,
    }
}

/// `aws_route53_zone`
pub(super) fn of_plan(address: &str, values: &Map<String, Value>, id: &str) -> Resource {
    let vpcs = list(values.get("vpc"))
        .into_iter()
        .map(|block| json!({"VPCId": block.get("vpc_id"), "VPCRegion": block.get("vpc_region")}));
    let kind = Kind::Zone {
        id: id.to_owned(),
        name: values.get("name").cloned().unwrap_or(Value::Null),
        vpcs: vpcs.collect(),
    };
    Resource {
        address: address.to_owned(),
        kind,
    }
}

/// `aws_route53_zone_association`
pub(super) fn association_of_plan(address: &str, values: &Map<String, Value>) -> Resource {
    let kind = Kind::ZoneVpc {
        zone: values.get("zone_id").cloned().unwrap_or(Value::Null),
        vpc: json!({"VPCId": values.get("vpc_id")}),
    };
    Resource {
        address: address.to_owned(),
        kind,
    }
}

/// `AWS::Route53::RecordSet`
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-recordset.html>
pub(super) fn record_of_template(address: &str, properties: &Map<String, Value>) -> Resource {
    let mut record = properties.clone();
    let zone = zone_ref(&mut record);
    record.remove("Comment");
    let records = list(record.get("ResourceRecords"));
    if !records.is_empty() {
        let records: Value = records
            .into_iter()
            .map(|value| json!({"Value": value}))
            .collect();
        record.insert("ResourceRecords".into(), records);
    }
    numbers(&mut record);
    Resource {
        address: address.to_owned(),
        kind: Kind::Record { zone, record },
    }
}

/// `AWS::Route53::RecordSetGroup`
pub(super) fn records_of_template(address: &str, properties: &Map<String, Value>) -> Vec<Resource> {
    let mut shared = properties.clone();
    let sets = list(shared.remove("RecordSets").as_ref());
    let sets = sets.iter().filter_map(Value::as_object);
    let records = sets.map(|own| {
        let mut record = own.clone();
        for name in ["HostedZoneId", "HostedZoneName"] {
            if let Some(value) = shared.get(name) {
                record.entry(name).or_insert(value.clone());
            }
        }
        record_of_template(address, &record)
    });
    records.collect()
}

fn zone_ref(record: &mut Map<String, Value>) -> ZoneRef {
    let name = record.remove("HostedZoneName");
    match record.remove("HostedZoneId") {
        Some(id) => ZoneRef::Id(id),
        None => ZoneRef::Name(name.unwrap_or(Value::Null)),
    }
}

/// `aws_route53_record`
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route53_record>
pub(super) fn record_of_plan(address: &str, values: &Map<String, Value>) -> Resource {
    let mut record = Map::new();
    for (new, old) in [
        ("Name", "name"),
        ("Type", "type"),
        ("TTL", "ttl"),
        ("SetIdentifier", "set_identifier"),
    ] {
        if let Some(value) = values
            .get(old)
            .filter(|value| !value.is_null() && value.as_str() != Some(""))
        {
            record.insert(new.into(), value.clone());
        }
    }
    let records = list(values.get("records"));
    if !records.is_empty() {
        let records: Value = records
            .into_iter()
            .map(|value| json!({"Value": value}))
            .collect();
        record.insert("ResourceRecords".into(), records);
    }
    if let Some(alias) = list(values.get("alias")).first() {
        let alias = json!({
            "DNSName": alias.get("name"),
            "HostedZoneId": alias.get("zone_id").filter(|zone| zone.is_string()).cloned().unwrap_or("".into()),
            "EvaluateTargetHealth": alias.get("evaluate_target_health").and_then(Value::as_bool).unwrap_or(false),
        });
        record.insert("AliasTarget".into(), alias);
    }
    if let Some(weight) = list(values.get("weighted_routing_policy")).first() {
        record.insert(
            "Weight".into(),
            weight.get("weight").cloned().unwrap_or(Value::Null),
        );
    }
    numbers(&mut record);
    let kind = Kind::Record {
        zone: ZoneRef::Id(values.get("zone_id").cloned().unwrap_or(Value::Null)),
        record,
    };
    Resource {
        address: address.to_owned(),
        kind,
    }
}

fn numbers(record: &mut Map<String, Value>) {
    for name in ["TTL", "Weight"] {
        if let Some(value) = record.get_mut(name) {
            *value = number(value);
        }
    }
    // The zone of an alias plays no part in where it leads.
    if let Some(Value::Object(alias)) = record.get_mut("AliasTarget") {
        let zone = alias
            .get("HostedZoneId")
            .filter(|zone| zone.is_string())
            .cloned();
        alias.insert("HostedZoneId".into(), zone.unwrap_or("".into()));
        alias.entry("EvaluateTargetHealth").or_insert(false.into());
    }
}
