use serde_json::json;

use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::fault::Fault;
use crate::analysis::{Finding, Fix, Rule};
use crate::topology::{HostedZone, LoadBalancer, ZoneId};

/// DNS004, DNS009 and DNS010: the zone has no record for the name, a record that leads nowhere, or
/// only records of the other IP family.
///
/// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html>
pub(in crate::analysis) struct RecordsUnfit;

impl Analyzer for RecordsUnfit {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::DNS004, Rule::DNS009, Rule::DNS010]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings = case.report(Rule::DNS004, |fault| point_at_balancer(case, fault));
        findings.extend(case.report(Rule::DNS009, |fault| point_at_balancer(case, fault)));
        findings.extend(case.report(Rule::DNS010, |_| {
            Fix {
                summary:
                    "add a record of the family that the target uses, or recreate the target with \
                      the other endpointIpAddressType"
                        .into(),
                aws_cli: Vec::new(),
            }
        }));
        findings
    }
}

/// An alias to the load balancer, if there is just one that it can mean: an internal one of the
/// VPC with a listener on the port.
fn point_at_balancer(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    let name = &case.journey.resolution.host;
    let zone = zone_of(case, fault, name);
    let command = zone.zip(only_balancer(case)).map(|(zone, balancer)| {
        let change = json!({"Changes": [{"Action": "UPSERT", "ResourceRecordSet": {
            "Name": name,
            "Type": "A",
            "AliasTarget": {
                "HostedZoneId": balancer.canonical_zone.as_deref().unwrap_or_default(),
                "DNSName": balancer.dns_name,
                "EvaluateTargetHealth": false,
            },
        }}]});
        format!(
            "aws route53 change-resource-record-sets --hosted-zone-id {} --change-batch {}",
            quote(zone.id.as_str()),
            quote(&change.to_string())
        )
    });
    let summary = match (&command, zone) {
        (Some(_), Some(zone)) => {
            format!(
                "let {name} in zone {} lead to the load balancer that serves it",
                zone.name
            )
        }
        (_, Some(zone)) => {
            format!(
                "correct the record for {name} in zone {} ({})",
                zone.name, zone.id
            )
        }
        _ => format!("correct the record for {name}"),
    };
    Fix {
        summary,
        aws_cli: command.into_iter().collect(),
    }
}

/// The zone at fault, else the most specific private zone of the name.
fn zone_of<'a>(case: &Case<'a>, fault: &Fault<'_>, name: &str) -> Option<&'a HostedZone> {
    if fault.subject.kind == "hosted-zone" {
        let id = ZoneId::from(fault.subject.id.as_str());
        return case.topology.hosted_zone(&id).found();
    }
    let zones = case.topology.private_zones_of(case.entry_vpc()?).found()?;
    let covers = |zone: &&HostedZone| {
        name.strip_suffix(zone.name.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    zones
        .into_iter()
        .filter(covers)
        .max_by_key(|zone| zone.name.len())
}

fn only_balancer<'a>(case: &Case<'a>) -> Option<&'a LoadBalancer> {
    let vpc = case.entry_vpc()?;
    let all = case.topology.load_balancers().into_iter();
    let fit: Vec<_> = all
        .filter(|balancer| {
            balancer.vpc.as_ref() == Some(vpc)
                && balancer.scheme.as_deref() == Some("internal")
                && balancer.canonical_zone.is_some()
                && case
                    .topology
                    .listeners_of(&balancer.arn)
                    .iter()
                    .any(|listener| listener.port == case.port())
        })
        .collect();
    match fit[..] {
        [balancer] => Some(balancer),
        _ => None,
    }
}
