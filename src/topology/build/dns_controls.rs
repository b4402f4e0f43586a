//! What decides about the names of VPCs besides hosted zones: Resolver rules and their endpoints,
//! DNS Firewall and Route 53 Profiles.

mod firewall;
mod forwarding;
mod profile;

use std::collections::BTreeMap;

use crate::snapshot::{Keyed, Observed, route53resolver as records};
use crate::topology::{DnsControl, DnsControlKind, DnsControls, Missing, ResolverRule};

use super::Builder;
use super::answers::Answers;
use firewall::FirewallParts;
use forwarding::resolver_rules;

/// The lists that tell which controls apply to which VPC, and the controls in words.
const LISTS: [(&str, &str, &str); 3] = [
    (
        "route53resolver",
        "list-resolver-rule-associations",
        "Resolver rule",
    ),
    (
        "route53resolver",
        "list-firewall-rule-group-associations",
        "DNS Firewall rule group",
    ),
    (
        "route53profiles",
        "list-profile-associations",
        "Route 53 Profile",
    ),
];

/// What was observed of the controls.
pub(super) struct DnsControlRecords {
    pub(super) rules: Vec<Observed<records::ResolverRule>>,
    pub(super) rule_associations: Vec<Observed<records::ResolverRuleAssociation>>,
    pub(super) endpoints: Vec<Observed<records::ResolverEndpoint>>,
    pub(super) endpoint_addresses: Vec<Observed<Keyed<records::ResolverEndpointAddress>>>,
    pub(super) firewall_associations: Vec<Observed<records::FirewallRuleGroupAssociation>>,
    pub(super) firewall_rules: Vec<Observed<Keyed<records::FirewallRule>>>,
    pub(super) firewall_domains: Vec<Observed<Keyed<String>>>,
    pub(super) profile_associations: Vec<Observed<records::ProfileAssociation>>,
    pub(super) profile_resources: Vec<Observed<Keyed<records::ProfileResourceAssociation>>>,
}

/// What associations refer to, by id.
struct Parts {
    rules: BTreeMap<String, ResolverRule>,
    firewall: FirewallParts,
    profile_resources: BTreeMap<String, Option<Vec<Observed<records::ProfileResourceAssociation>>>>,
}

impl Builder {
    pub(super) fn add_dns_controls(&mut self, records: DnsControlRecords) {
        let rules = resolver_rules(records.rules);
        let endpoints = self.resolver_endpoints(records.endpoints, records.endpoint_addresses);
        let firewall = self.firewall_parts(records.firewall_rules, records.firewall_domains);
        let operation = "list-profile-resource-associations";
        let mut resources: Answers<_> =
            self.answers(records.profile_resources, "route53profiles", operation);
        let ids = records.profile_associations.iter();
        let ids = ids.filter_map(|one| one.record.profile_id.clone());
        let mut parts = Parts {
            profile_resources: ids
                .map(|id| {
                    let found = resources.take(&id);
                    (id, found)
                })
                .collect(),
            rules,
            firewall,
        };
        let mut in_force = Vec::new();
        for Observed { record, source } in records.rule_associations {
            let (Some(vpc), Some(id)) = (record.vpc_id, record.resolver_rule_id) else {
                continue;
            };
            // An overridden rule lost to one for the same domain.
            if matches!(record.status.as_deref(), Some("FAILED" | "OVERRIDDEN")) {
                continue;
            }
            let rule = parts.rules.get(&id).cloned().unwrap_or_default();
            in_force.push(DnsControl {
                source,
                vpc: self.id(&vpc),
                id,
                profile: None,
                settled: is_settled(record.status.as_deref()),
                kind: DnsControlKind::ResolverRule(rule),
            });
        }
        for Observed { record, source } in records.firewall_associations {
            let (Some(vpc), Some(id)) = (record.vpc_id, record.firewall_rule_group_id) else {
                continue;
            };
            let kind = DnsControlKind::FirewallRuleGroup {
                priority: record.priority,
                rules: parts.firewall.rules_of(&id),
            };
            in_force.push(DnsControl {
                source,
                vpc: self.id(&vpc),
                id,
                profile: None,
                settled: is_settled(record.status.as_deref()),
                kind,
            });
        }
        for Observed { record, source } in records.profile_associations {
            if !matches!(record.status.as_deref(), Some("FAILED" | "DELETED")) {
                in_force.extend(self.of_profile(&record, source, &mut parts));
            }
        }
        in_force.sort_by(|a, b| {
            let key = |one: &DnsControl| (one.vpc.clone(), one.id.clone(), one.profile.clone());
            key(a).cmp(&key(b)).then(a.source.cmp(&b.source))
        });
        let mut controls = DnsControls {
            in_force,
            endpoints,
            ..DnsControls::default()
        };
        for (service, operation, noun) in LISTS {
            if !self.calls.attempted_anywhere(service, operation) {
                controls.assumed_off.push(noun);
            } else if !self.is_listed_for_every_vpc(service, operation) {
                let what = format!("whether a {noun} applies");
                controls
                    .missing
                    .push(Missing::new(service, operation, what));
            }
        }
        controls.assumed_off.sort_unstable();
        self.topology.dns_controls = controls;
    }
}

/// Whether an association is neither being made nor being taken away.
fn is_settled(status: Option<&str>) -> bool {
    !matches!(status, Some("CREATING" | "DELETING"))
}

#[cfg(test)]
mod tests;
