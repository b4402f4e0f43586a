//! What Route 53 Profiles bring to the VPCs that they are associated with.
//! <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/profiles.html>

use serde_json::Value;

use crate::snapshot::{Observed, Source, route53resolver as records};
use crate::topology::{DnsControl, DnsControlKind, ProfileRank, VpcId};

use super::super::Builder;
use super::{Parts, is_settled};

impl Builder {
    /// The controls that one association of a Profile puts in force.
    pub(super) fn of_profile(
        &mut self,
        association: &records::ProfileAssociation,
        source: Source,
        parts: &mut Parts,
    ) -> Vec<DnsControl> {
        let (Some(vpc), Some(id)) = (&association.resource_id, &association.profile_id) else {
            return Vec::new();
        };
        let vpc: VpcId = self.id(vpc);
        let settled = is_settled(association.status.as_deref());
        let Some(Some(resources)) = parts.profile_resources.get(id).cloned() else {
            return vec![DnsControl {
                source,
                vpc,
                id: id.clone(),
                profile: None,
                settled,
                kind: DnsControlKind::Profile,
            }];
        };
        let rank = ProfileRank {
            priority: association.priority,
            id: id.clone(),
        };
        let mut brought = Vec::new();
        for Observed { record, source } in resources {
            let gone = matches!(record.status.as_deref(), Some("FAILED" | "DELETED"));
            if let Some((id, kind)) = (!gone).then(|| self.resource(&record, parts)).flatten() {
                brought.push(DnsControl {
                    source,
                    vpc: vpc.clone(),
                    id,
                    profile: Some(rank.clone()),
                    settled: settled && is_settled(record.status.as_deref()),
                    kind,
                });
            }
        }
        brought
    }

    /// What a resource of a Profile is, by its ARN; `None` if it decides nothing.
    fn resource(
        &mut self,
        record: &records::ProfileResourceAssociation,
        parts: &mut Parts,
    ) -> Option<(String, DnsControlKind)> {
        let arn = record.resource_arn.as_deref().unwrap_or(&record.id);
        let unknown = || Some((arn.to_owned(), DnsControlKind::ProfileResource));
        let Some((noun, id)) = arn.rsplit(':').next().and_then(|tail| tail.split_once('/')) else {
            return unknown();
        };
        let kind = match noun {
            "hostedzone" => DnsControlKind::HostedZone(self.id(id)),
            "vpc-endpoint" => DnsControlKind::Endpoint(self.id(id)),
            "resolver-rule" => {
                let rule = parts.rules.get(id).cloned().unwrap_or_default();
                DnsControlKind::ResolverRule(rule)
            }
            "firewall-rule-group" => DnsControlKind::FirewallRuleGroup {
                priority: record.resource_properties.as_deref().and_then(priority),
                rules: parts.firewall.rules_of(id),
            },
            // It only writes down what was asked.
            "resolver-query-log-config" => return None,
            _ => return unknown(),
        };
        Some((id.to_owned(), kind))
    }
}

/// `ResourceProperties` is JSON in a text: `{"priority": 102}`.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53profiles_AssociateResourceToProfile.html>
fn priority(properties: &str) -> Option<i64> {
    let properties: Value = serde_json::from_str(properties).ok()?;
    properties.get("priority")?.as_i64()
}
