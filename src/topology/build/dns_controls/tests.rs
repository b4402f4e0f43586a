use serde_json::json;

use crate::snapshot::{LoadOptions, Snapshot};
use crate::topology::build::testing;
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
    let DnsControlKind::ResolverRule(rule) = &control.kind else {
        panic!("{control:?}")
    };
    assert_eq!(rule.domain.as_deref(), Some("corp.example.com"));
    assert_eq!(rule.rule_type.as_deref(), Some("FORWARD"));
}
