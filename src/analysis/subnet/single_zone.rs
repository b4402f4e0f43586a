use std::collections::BTreeSet;

use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Confidence, Finding, Fix, Rule};
use crate::reach::{Evidence, Subject};

/// IP002: a resource gateway in one Availability Zone fails with it.
///
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/resource-gateway.html>
pub(in crate::analysis) struct SingleZone;

impl Analyzer for SingleZone {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::IP002]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let named = case.entry_subnet_ids();
        let subnets = case.entry_subnets();
        if subnets.is_empty() || subnets.len() < named.len() {
            return Vec::new();
        }
        let zones: BTreeSet<&str> = subnets
            .iter()
            .filter_map(|subnet| subnet.zone_id.as_deref().or(subnet.zone.as_deref()))
            .collect();
        let [zone] = zones.into_iter().collect::<Vec<_>>()[..] else {
            return Vec::new();
        };
        let target = case.target;
        vec![Finding {
            rule: Rule::IP002,
            severity: Rule::IP002.severity(),
            confidence: Confidence::High,
            subject: Subject::new("gateway-target", target.id.as_str()).named(target.name.clone()),
            message: format!(
                "every interface of the resource gateway stands in one Availability Zone, {zone}"
            ),
            evidence: subnets
                .iter()
                .map(|subnet| Evidence::part(subnet.source, "/AvailabilityZone"))
                .collect(),
            fix: Fix {
                summary: "add a subnet of another Availability Zone, unless one zone is intended \
                          (a fixed egress address)"
                    .into(),
                aws_cli: Vec::new(),
            },
            assumption: None,
        }]
    }
}
