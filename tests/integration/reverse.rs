//! `gatepath trace --who` and `gatepath trace --all`: questions asked backwards.

use std::collections::BTreeMap;
use std::fs;

use gatepath::analysis::AllQuestion;
use gatepath::snapshot::{LoadOptions, Snapshot};
use gatepath::topology::{PortSet, Topology};
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::command::{DEMO, Ran, demo_copy, demo_file, run};

/// A node of the load balancer in front of the shipments service.
const SHIPMENTS: &str = "10.50.20.60:443";
/// An interface of a resource gateway that reaches it.
const SENDER: &str = "eni-0546bf22f1e74debe";

fn who(to: &str, more: &[&str]) -> Ran {
    run(&[&["trace", "--snapshot", DEMO, "--to", to, "--who"], more].concat())
}

fn all(from: &str, more: &[&str]) -> Ran {
    run(&[
        &["trace", "--snapshot", DEMO, "--from", from, "--all"],
        more,
    ]
    .concat())
}

fn parsed(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn resource_gateways_come_first_then_interfaces_by_subnet() {
    let ran = who(SHIPMENTS, &[]);
    assert_eq!(ran.code, 0, "a question is no check: {}", ran.stderr);
    assert_snapshot!("who", ran.stdout);
    assert_snapshot!("who_short", who(SHIPMENTS, &["--format", "short"]).stdout);
}

#[test]
fn what_a_gateway_reaches_is_listed_with_what_stops_the_rest() {
    let ran = all("freight-ops", &[]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_snapshot!("all", ran.stdout);
    assert_snapshot!(
        "all_short",
        all("freight-ops", &["--format", "short"]).stdout
    );
}

#[test]
fn both_questions_and_a_single_flow_agree() {
    let document = parsed(&who(SHIPMENTS, &["--format", "json", "--verbose"]));
    let (address, _) = SHIPMENTS.split_once(':').unwrap();
    let of_gateways = document["resource_gateways"].as_array().unwrap().iter();
    let senders = of_gateways
        .flat_map(|gateway| gateway["interfaces"].as_array().unwrap())
        .chain(document["interfaces"].as_array().unwrap());
    let mut asked = 0;
    for sender in senders {
        let from = sender["interface"].as_str().unwrap();
        let flow = [
            "trace",
            "--snapshot",
            DEMO,
            "--from",
            from,
            "--to",
            SHIPMENTS,
        ];
        let flow = parsed(&run(&[&flow[..], &["--format", "json"]].concat()));
        assert_eq!(flow["verdict"], sender["verdict"], "{from}");
        assert_eq!(flow["client_ports"], sender["client_ports"], "{from}");
        let backwards = ["--format", "json", "--port", "443", "--verbose"];
        let reached = parsed(&all(from, &backwards));
        let destinations = reached["destinations"].as_array().unwrap().iter();
        let mut found = destinations.filter(|one| {
            let mut addresses = one["addresses"].as_array().unwrap().iter();
            addresses.any(|one| one == address)
        });
        let ports = &found.next().unwrap()["ports"];
        let is_open = ports["reachable"] == json!([[443, 443]]);
        assert_eq!(is_open, sender["verdict"] == "reachable", "{from}");
        asked += 1;
    }
    assert!(asked > 10, "only {asked} senders");
}

#[test]
fn every_ladder_of_a_blocked_sender_is_explained_by_its_own_address() {
    let document = parsed(&who(SHIPMENTS, &["--format", "json", "--verbose"]));
    for sender in document["interfaces"].as_array().unwrap() {
        let summary = sender["stopped_by"]["summary"].as_str().unwrap_or_default();
        if let Some((_, from)) = summary.split_once(" in from ") {
            let own = sender["addresses"].as_array().unwrap();
            assert!(own.iter().any(|address| address == from), "{sender}");
        }
    }
}

#[test]
fn only_the_ports_that_were_asked_for() {
    let document = parsed(&all(
        SENDER,
        &["--format", "json", "--port", "1-442,444-65535"],
    ));
    for destination in document["destinations"].as_array().unwrap() {
        let ports = destination["ports"]["reachable"].as_array().unwrap();
        let closed = |range: &Value| range[0].as_u64() > Some(443) || range[1].as_u64() < Some(443);
        assert!(ports.iter().all(closed), "{destination}");
    }
}

#[test]
fn interfaces_that_nobody_saw_leave_the_answer_incomplete() {
    let folder = demo_copy();
    fs::remove_file(demo_file(
        folder.path(),
        "ec2.describe-network-interfaces.json",
    ))
    .unwrap();
    let snapshot = folder.path().to_str().unwrap();
    let question = ["trace", "--snapshot", snapshot, "--to", SHIPMENTS, "--who"];
    let ran = run(&question);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(
        ran.stdout.contains("not every interface of"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("any address of"), "{}", ran.stdout);
    let allowed = run(&[&question[..], &["--allow-incomplete"]].concat());
    assert_eq!(allowed.code, 0);
    let gateway = [
        "trace",
        "--snapshot",
        snapshot,
        "--from",
        "freight-ops",
        "--all",
    ];
    assert_eq!(run(&gateway).code, 3);
}

#[test]
fn a_vpc_beyond_a_transit_gateway_may_hold_interfaces_that_nobody_saw() {
    let folder = demo_copy();
    let snapshot = folder.path().to_str().unwrap();
    let question = ["trace", "--snapshot", snapshot, "--to", SHIPMENTS, "--who"];
    assert_eq!(run(&question).code, 0);
    let attachments = json!({"TransitGatewayVpcAttachments": [{
        "TransitGatewayAttachmentId": "tgw-attach-1", "TransitGatewayId": "tgw-1",
        "VpcId": "vpc-elsewhere", "State": "available", "SubnetIds": []}]});
    let name = "ec2.describe-transit-gateway-vpc-attachments.json";
    let beside = demo_file(folder.path(), "ec2.describe-network-interfaces.json");
    fs::write(beside.with_file_name(name), attachments.to_string()).unwrap();
    let ran = run(&question);
    assert_eq!(ran.code, 3, "{}", ran.stdout);
    assert!(ran.stdout.contains("vpc-elsewhere"), "{}", ran.stdout);
}

#[test]
fn a_name_that_nobody_knows_cannot_be_asked_about() {
    for (ran, what) in [
        (who("nowhere.example.com:443", &[]), "nowhere.example.com"),
        (all("eni-none", &[]), "eni-none"),
        (all("10.99.99.99", &[]), "10.99.99.99"),
    ] {
        assert_eq!(ran.code, 2, "{what}");
        assert!(ran.stderr.contains(what), "{}", ran.stderr);
        assert!(ran.stderr.contains("hint: "), "{}", ran.stderr);
    }
}

#[test]
fn a_question_has_one_open_end() {
    for bad in [
        &["--who"][..],
        &["--all"],
        &["--who", "--from", SENDER],
        &["--who", "--from", SENDER, "--to", SHIPMENTS],
        &["--all", "--from", SENDER, "--to", SHIPMENTS],
        &["--who", "--all", "--to", SHIPMENTS],
        &["--flows", "-", "--who"],
        &["--flows", "-", "--all"],
        &["--from", SENDER, "--to", SHIPMENTS, "--port", "443"],
        &["--from", SENDER, "--all", "--protocol", "udp"],
        &["--from", SENDER, "--all", "--port", "x"],
        &["--to", "10.0.0.1", "--who"],
    ] {
        let ran = run(&[&["trace", "--snapshot", DEMO], bad].concat());
        assert_eq!(ran.code, 2, "{bad:?}");
        assert!(ran.stderr.starts_with("error: "), "{bad:?}: {}", ran.stderr);
    }
}

#[test]
fn the_documents_follow_their_schemas() {
    for (ran, name) in [
        (who(SHIPMENTS, &["--format", "json", "-v"]), "who"),
        (all("freight-ops", &["--format", "json", "-v"]), "all"),
    ] {
        let schema = fs::read_to_string(format!("docs/schema/trace-{name}-v1.schema.json"));
        let schema: Value = serde_json::from_str(&schema.unwrap()).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let document = parsed(&ran);
        let errors: Vec<String> = validator
            .iter_errors(&document)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
    }
}

const ELB: &str = "arn:aws:elasticloadbalancing:eu-west-1:111122223333";

/// One subnet with one interface of each sort; any traffic may leave, and some may enter.
fn a_subnet_of_services() -> BTreeMap<String, Vec<u8>> {
    let anywhere = json!([{"CidrIp": "0.0.0.0/0"}]);
    let tcp = |from: u16, to: u16| json!({"IpProtocol": "tcp", "FromPort": from, "ToPort": to, "IpRanges": anywhere});
    let entry = |number: i64, egress: bool, action: &str| {
        json!({"RuleNumber": number, "Egress": egress, "RuleAction": action, "Protocol": "-1",
            "CidrBlock": "0.0.0.0/0"})
    };
    let eni = |number: usize, description: &str| {
        json!({"NetworkInterfaceId": format!("eni-{number}"), "VpcId": "vpc-1",
            "SubnetId": "subnet-1", "PrivateIpAddress": format!("10.0.0.{number}"),
            "Description": description, "Groups": [{"GroupId": "sg-1"}]})
    };
    let balancer = format!("{ELB}:loadbalancer/app/web/1");
    let group = format!("{ELB}:targetgroup/web/2");
    let encoded = |arn: &str| arn.replace(':', "%3A").replace('/', "%2F");
    let answers = [
        (
            "ec2.describe-vpcs".to_owned(),
            json!({"Vpcs": [{"VpcId": "vpc-1", "OwnerId": "111122223333",
                "CidrBlock": "10.0.0.0/16"}]}),
        ),
        (
            "ec2.describe-subnets".to_owned(),
            json!({"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1",
                "CidrBlock": "10.0.0.0/24"}]}),
        ),
        (
            "ec2.describe-security-groups".to_owned(),
            json!({"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "all", "VpcId": "vpc-1",
                "IpPermissions": [tcp(443, 443), tcp(8000, 8999)],
                "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": anywhere}]}]}),
        ),
        (
            "ec2.describe-network-acls".to_owned(),
            json!({"NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1",
                "Associations": [{"SubnetId": "subnet-1", "NetworkAclId": "acl-1"}],
                "Entries": [entry(100, true, "allow"), entry(100, false, "allow")]}]}),
        ),
        (
            "ec2.describe-route-tables".to_owned(),
            json!({"RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1",
                "Associations": [{"Main": true}], "Routes": [{
                    "DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local",
                    "State": "active"}]}]}),
        ),
        (
            "ec2.describe-network-interfaces".to_owned(),
            json!({"NetworkInterfaces": [eni(11, ""), eni(12, "ELB app/web/1"), eni(13, ""),
                eni(14, ""), eni(15, ""), eni(16, "")]}),
        ),
        (
            "ec2.describe-vpc-endpoints".to_owned(),
            json!({"VpcEndpoints": [{"VpcEndpointId": "vpce-1", "VpcEndpointType": "Interface",
                "VpcId": "vpc-1", "ServiceName": "com.amazonaws.eu-west-1.execute-api",
                "NetworkInterfaceIds": ["eni-13"]}]}),
        ),
        (
            "ec2.describe-nat-gateways".to_owned(),
            json!({"NatGateways": [{"NatGatewayId": "nat-1", "VpcId": "vpc-1",
                "SubnetId": "subnet-1",
                "NatGatewayAddresses": [{"NetworkInterfaceId": "eni-15"}]}]}),
        ),
        (
            "elbv2.describe-load-balancers".to_owned(),
            json!({"LoadBalancers": [{"LoadBalancerArn": balancer, "LoadBalancerName": "web",
                "DNSName": "web.example", "Type": "application", "VpcId": "vpc-1",
                "AvailabilityZones": [{"ZoneName": "a", "SubnetId": "subnet-1"}]}]}),
        ),
        (
            format!("elbv2.describe-listeners.{}", encoded(&balancer)),
            json!({"Listeners": [
                {"ListenerArn": format!("{ELB}:listener/app/web/1/3"), "Protocol": "HTTPS",
                    "LoadBalancerArn": balancer, "Port": 8443},
                {"ListenerArn": format!("{ELB}:listener/app/web/1/4"), "Protocol": "HTTP",
                    "LoadBalancerArn": balancer, "Port": 80}]}),
        ),
        (
            "elbv2.describe-target-groups".to_owned(),
            json!({"TargetGroups": [{"TargetGroupArn": group, "TargetGroupName": "web",
                "Protocol": "HTTP", "Port": 8080, "VpcId": "vpc-1", "TargetType": "ip",
                "HealthCheckPort": "8081", "LoadBalancerArns": [balancer]}]}),
        ),
        (
            format!("elbv2.describe-target-health.{}", encoded(&group)),
            json!({"TargetHealthDescriptions": [{"Target": {"Id": "10.0.0.14", "Port": 8090},
                "TargetHealth": {"State": "healthy"}}]}),
        ),
    ];
    let path = |name: String| format!("111122223333/eu-west-1/{name}.json");
    let files = answers.into_iter();
    files
        .map(|(name, answer)| (path(name), answer.to_string().into_bytes()))
        .collect()
}

/// `eni port-ranges`, with `any` where it is not known what listens.
fn reached(files: BTreeMap<String, Vec<u8>>) -> (Vec<String>, usize) {
    let snapshot = Snapshot::from_files(files, &LoadOptions::default()).unwrap();
    let topology = Topology::build(snapshot);
    let question = AllQuestion {
        from: "eni-11".to_owned(),
        ports: None,
        source_ports: PortSet::ephemeral(),
    };
    let answer = question.answer(&topology).unwrap();
    let line = |one: &gatepath::analysis::Reached<'_>| {
        let known = if one.listeners_known { "" } else { "any " };
        format!(
            "{} {known}{}",
            one.interface.id, one.outcome.ports.reachable
        )
    };
    (
        answer.destinations.iter().map(line).collect(),
        answer.silent,
    )
}

#[test]
fn ports_are_those_that_something_listens_on_or_all_that_are_open() {
    let expected = [
        "eni-12 8443",
        "eni-13 443",
        "eni-14 8081,8090",
        "eni-16 any 443,8000-8999",
    ];
    let (lines, silent) = reached(a_subnet_of_services());
    assert_eq!(lines, expected);
    assert_eq!(silent, 1, "the NAT gateway");
}

#[test]
fn listeners_that_nobody_saw_leave_every_open_port() {
    let mut files = a_subnet_of_services();
    files.retain(|path, _| !path.contains("describe-listeners"));
    let (lines, _) = reached(files);
    assert!(
        lines.contains(&"eni-12 any 443,8000-8999".to_owned()),
        "{lines:?}"
    );
}
