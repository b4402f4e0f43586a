//! What decides about the names of VPCs besides hosted zones: Resolver rules, DNS Firewall and
//! Route 53 Profiles.

use std::collections::BTreeMap;

use crate::snapshot::{Observed, route53resolver as records};
use crate::topology::{DnsControl, DnsControlKind, DnsControls, Missing};

use super::Builder;
use super::read::dns_name;

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

impl Builder {
    pub(super) fn add_dns_controls(
        &mut self,
        rules: Vec<Observed<records::ResolverRule>>,
        rule_associations: Vec<Observed<records::ResolverRuleAssociation>>,
        firewall_associations: Vec<Observed<records::FirewallRuleGroupAssociation>>,
        profile_associations: Vec<Observed<records::ProfileAssociation>>,
    ) {
        let rules: BTreeMap<String, records::ResolverRule> = rules
            .into_iter()
            .map(|rule| (rule.record.id.clone(), rule.record))
            .collect();
        let mut in_force = Vec::new();
        for Observed { record, source } in rule_associations {
            let (Some(vpc), Some(id)) = (record.vpc_id, record.resolver_rule_id) else {
                continue;
            };
            // An overridden rule lost to one for the same domain.
            if matches!(record.status.as_deref(), Some("FAILED" | "OVERRIDDEN")) {
                continue;
            }
            let rule = rules.get(&id);
            let kind = DnsControlKind::ResolverRule {
                domain: rule
                    .and_then(|rule| rule.domain_name.as_deref())
                    .map(dns_name),
                rule_type: rule.and_then(|rule| rule.rule_type.clone()),
            };
            in_force.push(DnsControl {
                source,
                vpc: self.id(&vpc),
                id,
                kind,
            });
        }
        for Observed { record, source } in firewall_associations {
            let (Some(vpc), Some(id)) = (record.vpc_id, record.firewall_rule_group_id) else {
                continue;
            };
            let kind = DnsControlKind::FirewallRuleGroup;
            in_force.push(DnsControl {
                source,
                vpc: self.id(&vpc),
                id,
                kind,
            });
        }
        for Observed { record, source } in profile_associations {
            let (Some(vpc), Some(id)) = (record.resource_id, record.profile_id) else {
                continue;
            };
            let kind = DnsControlKind::Profile;
            in_force.push(DnsControl {
                source,
                vpc: self.id(&vpc),
                id,
                kind,
            });
        }
        in_force.sort_by(|a, b| (&a.vpc, &a.id, a.source).cmp(&(&b.vpc, &b.id, b.source)));
        let mut controls = DnsControls {
            in_force,
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing;
    use crate::snapshot::{LoadOptions, Snapshot};
    use crate::topology::{DnsControlKind, Topology};

    fn topology(files: &[(&str, &str)]) -> Topology {
        let files = files.iter().map(|(name, json)| {
            (
                format!("111122223333/eu-west-1/{name}.json"),
                json.as_bytes().to_vec(),
            )
        });
        Topology::build(Snapshot::from_files(files, &LoadOptions::default()).unwrap())
    }

    #[test]
    fn controls_that_nobody_looked_for_are_taken_as_off() {
        let topology = topology(&[("ec2.describe-vpcs", r#"{"Vpcs": []}"#)]);
        let controls = topology.dns_controls();
        assert!(controls.in_force.is_empty() && controls.missing.is_empty());
        assert_eq!(
            controls.assumed_off,
            [
                "DNS Firewall rule group",
                "Resolver rule",
                "Route 53 Profile"
            ]
        );
    }

    #[test]
    fn a_list_of_another_account_does_not_tell() {
        let vpcs = json!({"Vpcs": [{"VpcId": "vpc-1"}]});
        let list = "route53profiles.list-profile-associations";
        let elsewhere = format!("444455556666/eu-west-1/{list}");
        let none = json!({"ProfileAssociations": []});
        let mut answers = vec![("ec2.describe-vpcs", vpcs), (&elsewhere, none.clone())];
        let missing = |answers: &[_]| testing::topology(answers).dns_controls().missing.len();
        assert_eq!(missing(&answers), 1);
        answers.push((list, none));
        assert_eq!(missing(&answers), 0);
    }

    #[test]
    fn a_rule_applies_to_the_vpcs_it_is_associated_with_unless_overridden() {
        let topology = topology(&[
            (
                "route53resolver.list-resolver-rules",
                r#"{"ResolverRules": [
                    {"Id": "rslvr-rr-1", "DomainName": "Corp.Example.com.", "RuleType": "FORWARD"}
                ]}"#,
            ),
            (
                "route53resolver.list-resolver-rule-associations",
                r#"{"ResolverRuleAssociations": [
                    {"Id": "a", "ResolverRuleId": "rslvr-rr-1", "VPCId": "vpc-1", "Status": "COMPLETE"},
                    {"Id": "b", "ResolverRuleId": "rslvr-rr-1", "VPCId": "vpc-2", "Status": "OVERRIDDEN"}
                ]}"#,
            ),
        ]);
        let [control] = &topology.dns_controls().in_force[..] else {
            panic!("one control")
        };
        assert_eq!(control.vpc.as_str(), "vpc-1");
        let expected = DnsControlKind::ResolverRule {
            domain: Some("corp.example.com".to_owned()),
            rule_type: Some("FORWARD".to_owned()),
        };
        assert_eq!(control.kind, expected);
    }
}
