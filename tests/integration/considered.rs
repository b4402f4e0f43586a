//! The rules that a step looked at, and taking one of them out.

use gatepath::analysis::{Check, Role, considered};
use gatepath::snapshot::{LoadOptions, Snapshot};
use gatepath::topology::Topology;
use serde_json::json;

fn inbound(permissions: &serde_json::Value) -> Topology {
    let groups = json!({"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "one",
        "VpcId": "vpc-1", "IpPermissions": permissions}]});
    let file = "444455556666/eu-west-1/ec2.describe-security-groups.json";
    let files = [(file.to_owned(), groups.to_string().into_bytes())];
    Topology::build(Snapshot::from_files(files, &LoadOptions::default()).unwrap())
}

fn check<'a>(evidence: Vec<(&'a str, &'a str)>) -> Check<'a> {
    Check {
        kind: "security-group-in",
        subject: "sg-1",
        interface: None,
        remote: Some("10.0.0.9".parse().unwrap()),
        ports: (443..=443).into(),
        evidence,
    }
}

#[test]
fn the_rule_that_misses_by_least_is_the_nearest() {
    let topology = inbound(&json!([
        {"IpProtocol": "udp", "FromPort": 53, "ToPort": 53, "IpRanges": [{"CidrIp": "10.1.0.0/16"}]},
        {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.1.0.0/16"}]},
    ]));
    let found = considered(&topology, &check(Vec::new()));
    assert_eq!(
        found[0].role,
        Role::Misses(Some("not tcp, not port 443, not 10.0.0.9".to_owned()))
    );
    assert_eq!(found[1].role, Role::Nearest("not 10.0.0.9".to_owned()));
    assert_eq!(found[1].text, "tcp 443 from 10.1.0.0/16");
}

#[test]
fn without_a_known_address_nothing_is_said_about_it() {
    let topology = inbound(&json!([{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]));
    let check = Check {
        remote: None,
        ..check(Vec::new())
    };
    assert_eq!(considered(&topology, &check)[0].role, Role::Misses(None));
}

#[test]
fn a_removal_takes_out_one_rule_and_says_how() {
    let mut topology = inbound(&json!([
        {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]},
        {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.9.0.0/16"}]},
    ]));
    let removal = considered(&topology, &check(Vec::new()))[0]
        .removal
        .clone()
        .unwrap();
    assert_eq!(
        removal.command,
        "aws ec2 revoke-security-group-ingress --group-id sg-1 --ip-permissions \
         'IpProtocol=6,FromPort=443,ToPort=443,IpRanges=[{CidrIp=10.0.0.0/8}]'"
    );
    topology.apply(removal.change).unwrap();
    let left = considered(&topology, &check(Vec::new()));
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].text, "all traffic from 10.9.0.0/16");
}
