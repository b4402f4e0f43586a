//! Private hosted zones: one per VPC, which its peer sees too.

use serde_json::{Value, json};

use super::{ACCOUNT, REGION, World, vpc::Vpc};

/// Adds all zones, once their records are known.
pub(crate) fn add(world: &mut World, vpcs: &[Vpc]) {
    for vpc in vpcs {
        let zone_id = &vpc.zone_id;
        let records = records(world, vpc);
        let zone = json!({
            "Id": format!("/hostedzone/{zone_id}"), "Name": format!("{}.", vpc.domain()),
            "CallerReference": format!("terraform-{}", world.random.hex(12)),
            "Config": { "Comment": vpc.name(), "PrivateZone": true },
            "ResourceRecordSetCount": records.len(),
        });
        world.answers.push("route53.list-hosted-zones", &[], &zone);
        let mut seen_by = vec![json!({ "VPCRegion": REGION, "VPCId": vpc.id })];
        let mut visible = vec![summary(vpc)];
        if let Some(peering) = &vpc.peering {
            seen_by.push(json!({ "VPCRegion": REGION, "VPCId": peering.vpc }));
            visible.push(summary(&vpcs[peering.number]));
        }
        let details = json!({ "HostedZone": zone, "VPCs": seen_by });
        world
            .answers
            .document("route53.get-hosted-zone", &[zone_id], &details);
        world
            .answers
            .full_list(RECORDS, &[zone_id], "ResourceRecordSets", records);
        let operation = "route53.list-hosted-zones-by-vpc";
        world
            .answers
            .full_list(operation, &[&vpc.id], "HostedZoneSummaries", visible);
    }
}

fn summary(vpc: &Vpc) -> Value {
    json!({
        "HostedZoneId": vpc.zone_id, "Name": format!("{}.", vpc.domain()),
        "Owner": { "OwningAccount": ACCOUNT },
    })
}

/// The records of targets among those of other services, sorted by name as Route 53 does.
fn records(world: &mut World, vpc: &Vpc) -> Vec<Value> {
    let domain = vpc.domain();
    let values = |values: &[&str]| -> Vec<_> {
        values
            .iter()
            .map(|value| json!({ "Value": value }))
            .collect()
    };
    let servers = [
        "ns-1536.awsdns-00.co.uk.",
        "ns-0.awsdns-00.com.",
        "ns-1024.awsdns-00.org.",
    ];
    let start = "ns-1536.awsdns-00.co.uk. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400";
    let apex = format!("{domain}.");
    let mut records = vec![
        json!({ "Name": apex, "Type": "NS", "TTL": 172_800, "ResourceRecords": values(&servers) }),
        json!({ "Name": apex, "Type": "SOA", "TTL": 900, "ResourceRecords": values(&[start]) }),
    ];
    let mut others = vpc.records.clone();
    for index in 0..vpc.interfaces / 50 {
        let subnet = world.random.pick(&vpc.subnets).cidr();
        let address = subnet.replace(".0/", ".9/");
        let address = address.split('/').next().expect("an address");
        others.push(json!({
            "Name": format!("service-{index}.{domain}."), "Type": "A", "TTL": 60,
            "ResourceRecords": values(&[address]),
        }));
    }
    others.sort_by(|a, b| a["Name"].as_str().cmp(&b["Name"].as_str()));
    records.extend(others);
    records
}

const RECORDS: &str = "route53.list-resource-record-sets";
