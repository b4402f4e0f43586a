use super::*;
use crate::snapshot::{Call, Observation, Scope};

const SCOPE: &str = "111122223333/us-west-2";
const ALB: &str = "arn:aws:elasticloadbalancing:us-west-2:111122223333:loadbalancer/app/web/1";
const GROUP: &str = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/web/2";

fn scope() -> Scope {
    Scope::new("111122223333", "us-west-2")
}

fn try_load(files: &[(&str, &str)], allow_incomplete: bool) -> Result<Snapshot, LoadError> {
    let files = files
        .iter()
        .map(|&(path, text)| (path.to_owned(), text.as_bytes().to_owned()));
    Snapshot::from_files(files, &LoadOptions { allow_incomplete })
}

fn load(files: &[(&str, &str)]) -> Snapshot {
    try_load(files, false).expect("the files are well-formed")
}

/// Loads one file of [`SCOPE`].
fn load_one(name: &str, text: &str) -> Snapshot {
    load(&[(&format!("{SCOPE}/{name}"), text)])
}

fn pointers<T>(table: &[crate::snapshot::Observed<T>]) -> Vec<String> {
    table
        .iter()
        .map(|observed| observed.source.pointer())
        .collect()
}

#[test]
fn a_list_is_whole_and_its_records_know_their_place() {
    let snapshot = load_one(
        "ec2.describe-vpcs.json",
        r#"{"Vpcs": [{"VpcId": "vpc-1"}, {"VpcId": "vpc-2"}]}"#,
    );
    assert_eq!(snapshot.vpcs[1].vpc_id, "vpc-2");
    assert_eq!(pointers(&snapshot.vpcs), ["/Vpcs/0", "/Vpcs/1"]);
    let file = snapshot.vpcs[1].source.file();
    assert_eq!(
        snapshot.file(file).path,
        format!("{SCOPE}/ec2.describe-vpcs.json")
    );
    assert_eq!(snapshot.scope(snapshot.vpcs[1].source), &scope());
    let calls = &snapshot.calls;
    let complete = Observation::Complete(file);
    assert_eq!(
        calls.observed(&scope(), "ec2", "describe-vpcs", &[]),
        complete
    );
    // A list of everything also answers for one that is not in it.
    assert_eq!(
        calls.observed(&scope(), "ec2", "describe-vpcs", &["vpc-9"]),
        complete
    );
    assert_eq!(
        calls.observed(&scope(), "ec2", "describe-subnets", &[]),
        Observation::Never
    );
    let elsewhere = Scope::new("111122223333", "us-east-1");
    assert_eq!(
        calls.observed(&elsewhere, "ec2", "describe-vpcs", &[]),
        Observation::Never
    );
    assert_eq!(
        calls
            .complete_scopes("ec2", "describe-vpcs")
            .collect::<Vec<_>>(),
        [&scope()]
    );
    assert!(calls.observed_anywhere("ec2", "describe-vpcs"));
    assert!(!calls.attempted_anywhere("ec2", "describe-subnets"));
    assert_eq!(snapshot.gaps, []);
}

#[test]
fn a_call_about_one_resource_says_nothing_of_others() {
    let snapshot = load_one(
        "ec2.describe-vpcs.vpc-1.json",
        r#"{"Vpcs": [{"VpcId": "vpc-1"}]}"#,
    );
    let observed = |key: &[&str]| {
        snapshot
            .calls
            .observed(&scope(), "ec2", "describe-vpcs", key)
    };
    assert!(matches!(observed(&["vpc-1"]), Observation::Complete(_)));
    assert_eq!(observed(&["vpc-2"]), Observation::Never);
    assert_eq!(observed(&[]), Observation::Never);
    assert_eq!(
        snapshot
            .calls
            .complete_scopes("ec2", "describe-vpcs")
            .count(),
        0
    );
}

#[test]
fn an_empty_list_is_evidence() {
    let name = Call::new("elbv2", "describe-target-health", &[GROUP]).file_name();
    let snapshot = load_one(&name, r#"{"TargetHealthDescriptions": []}"#);
    assert!(snapshot.target_health.is_empty());
    let observed = snapshot
        .calls
        .observed(&scope(), "elbv2", "describe-target-health", &[GROUP]);
    assert!(matches!(observed, Observation::Complete(_)));
}

#[test]
fn records_carry_the_key_of_the_request() {
    let name = Call::new("elbv2", "describe-target-health", &[GROUP]).file_name();
    let text = r#"{"TargetHealthDescriptions": [{"Target": {"Id": "10.0.0.1", "Port": 80}}]}"#;
    let snapshot = load_one(&name, text);
    assert_eq!(&*snapshot.target_health[0].key, GROUP);
    assert_eq!(snapshot.target_health[0].target.id, "10.0.0.1");
    assert_eq!(
        pointers(&snapshot.target_health),
        ["/TargetHealthDescriptions/0"]
    );
}

#[test]
fn a_request_without_its_key_is_a_gap() {
    let snapshot = load_one(
        "ec2.get-managed-prefix-list-entries.json",
        r#"{"Entries": [{"Cidr": "10.0.0.0/8"}]}"#,
    );
    assert!(snapshot.prefix_list_entries.is_empty());
    assert_eq!(snapshot.gaps.len(), 1);
    assert!(
        snapshot.gaps[0]
            .reason
            .to_string()
            .contains("lacks the identifier")
    );
}

#[test]
fn records_may_tell_the_key_themselves() {
    let rule = "arn:aws:elasticloadbalancing:us-west-2:111122223333:listener-rule/app/web/1/3/4";
    let listener = "arn:aws:elasticloadbalancing:us-west-2:111122223333:listener/app/web/1/3";
    let listeners = format!(
        r#"{{"Listeners": [{{"ListenerArn": "{listener}", "LoadBalancerArn": "{ALB}"}}]}}"#
    );
    let rules = format!(r#"{{"Rules": [{{"RuleArn": "{rule}"}}]}}"#);
    let snapshot = load(&[
        (
            &format!("{SCOPE}/elbv2.describe-listeners.json"),
            &listeners,
        ),
        (&format!("{SCOPE}/Rules.json"), &rules),
        (
            &format!("{SCOPE}/ec2.describe-vpc-attribute.json"),
            r#"{"VpcId": "vpc-1", "EnableDnsSupport": {"Value": true}}"#,
        ),
    ]);
    let observed = |operation: &str, key: &[&str]| {
        let service = if operation == "describe-vpc-attribute" {
            "ec2"
        } else {
            "elbv2"
        };
        matches!(
            snapshot.calls.observed(&scope(), service, operation, key),
            Observation::Complete(_)
        )
    };
    assert!(observed("describe-listeners", &[ALB]));
    assert!(!observed("describe-listeners", &[]));
    assert!(observed("describe-rules", &[listener]));
    assert_eq!(&*snapshot.listener_rules[0].key, listener);
    assert!(observed(
        "describe-vpc-attribute",
        &["vpc-1", "enableDnsSupport"]
    ));
    assert!(!observed(
        "describe-vpc-attribute",
        &["vpc-1", "enableDnsHostnames"]
    ));
}

#[test]
fn listeners_asked_for_one_by_one_are_not_all_of_a_load_balancer() {
    let listener = "arn:aws:elasticloadbalancing:us-west-2:111122223333:listener/app/web/1/3";
    let name = Call::new("elbv2", "describe-listeners", &[listener]).file_name();
    let text = format!(
        r#"{{"Listeners": [{{"ListenerArn": "{listener}", "LoadBalancerArn": "{ALB}"}}]}}"#
    );
    let calls = load_one(&name, &text).calls;
    let observed = |key| calls.observed(&scope(), "elbv2", "describe-listeners", &[key]);
    assert!(matches!(observed(listener), Observation::Complete(_)));
    assert_eq!(observed(ALB), Observation::Never);
}

#[test]
fn documents_are_records() {
    let target = r#"{"gatewayArn": "arn:aws:bedrock-agentcore:us-west-2:111122223333:gateway/gw-1",
        "targetId": "TGT.1", "createdAt": 1788256800.5, "targetConfiguration": {"mcp": {"mcpServer":
        {"endpoint": "https://mcp.example.internal/mcp"}}}, "credentialProviderConfigurations": null}"#;
    for name in [
        "bedrock-agentcore-control.get-gateway-target.gw-1.TGT%2E1.json",
        "02-target.json",
    ] {
        let snapshot = load_one(name, target);
        let found = &snapshot.gateway_targets[0];
        assert_eq!(
            (&*found.key, found.target_id.as_str()),
            ("gw-1", "TGT.1"),
            "{name}"
        );
        assert_eq!(found.source.pointer(), "");
        assert_eq!(
            found.created_at.unwrap().to_string(),
            "2026-09-01T10:00:00.5Z"
        );
        let observed = snapshot.calls.observed(
            &scope(),
            "bedrock-agentcore-control",
            "get-gateway-target",
            &["gw-1", "TGT.1"],
        );
        assert!(matches!(observed, Observation::Complete(_)), "{name}");
    }
}

#[test]
fn both_spellings_of_a_zone_or_a_gateway_are_one_call() {
    let snapshot = load(&[
        (
            "111122223333/us-west-2/route53.list-resource-record-sets.%2Fhostedzone%2FZ1.json",
            r#"{"ResourceRecordSets": [{"Name": "a.example.", "Type": "A"}], "IsTruncated": false}"#,
        ),
        (
            "111122223333/global/route53.list-hosted-zones-by-vpc.vpc-1.us-west-2.json",
            r#"{"HostedZoneSummaries": [{"HostedZoneId": "Z1", "Name": "example."}], "MaxItems": "100"}"#,
        ),
        (
            "111122223333/us-west-2/vpc-lattice.get-resource-gateway.rgw-1.json",
            r#"{"id": "rgw-1", "arn": "arn:aws:vpc-lattice:us-west-2:1:resourcegateway/rgw-1", "vpcId": "vpc-1"}"#,
        ),
        (
            "111122223333/us-west-2/vpc-lattice.list-resource-gateways.json",
            r#"{"items": [{"id": "rgw-1", "vpcIdentifier": "vpc-1"}]}"#,
        ),
    ]);
    let global = Scope::new("111122223333", Scope::GLOBAL);
    let complete = |scope: &Scope, service: &str, operation: &str, key: &str| {
        let observed = snapshot.calls.observed(scope, service, operation, &[key]);
        matches!(observed, Observation::Complete(_))
    };
    for zone in ["Z1", "/hostedzone/Z1"] {
        assert!(
            complete(&global, "route53", "list-resource-record-sets", zone),
            "{zone}"
        );
    }
    assert_eq!(&*snapshot.resource_record_sets[0].key, "Z1");
    assert!(complete(
        &global,
        "route53",
        "list-hosted-zones-by-vpc",
        "vpc-1"
    ));
    assert_eq!(&*snapshot.hosted_zones_by_vpc[0].key, "vpc-1");
    for gateway in [
        "rgw-1",
        "arn:aws:vpc-lattice:us-west-2:1:resourcegateway/rgw-1",
    ] {
        assert!(
            complete(&scope(), "vpc-lattice", "get-resource-gateway", gateway),
            "{gateway}"
        );
    }
    let vpcs: Vec<_> = snapshot
        .resource_gateways
        .iter()
        .map(|r| r.vpc_id.as_deref())
        .collect();
    assert_eq!(vpcs, [Some("vpc-1"), Some("vpc-1")]);
}

#[test]
fn files_with_other_names_are_told_by_their_members() {
    let snapshot = load(&[
        (
            "net/aws_configs/us-east-1/Everything.json",
            r#"{"Vpcs": [{"VpcId": "vpc-1", "OwnerId": "111122223333"}], "Other": [1], "Subnets": []}"#,
        ),
        (
            "net/aws_configs/us-east-1/notes.json",
            r#"{"anything": {"goes": []}}"#,
        ),
    ]);
    let scope = Scope::new("111122223333", "us-east-1");
    for operation in ["describe-vpcs", "describe-subnets"] {
        let observed = snapshot.calls.observed(&scope, "ec2", operation, &[]);
        assert!(matches!(observed, Observation::Complete(_)), "{operation}");
    }
    assert_eq!(snapshot.files.len(), 2);
    assert_eq!(snapshot.record_count(), 1);
}

#[test]
fn many_answers_may_stand_in_one_file() {
    let listeners = format!(
        r#"{{"LoadBalancerListeners": [{{"LoadBalancerArn": "{ALB}9", "Listeners": []}},
            {{"Listeners": [{{"ListenerArn": "l-1"}}, {{"ListenerArn": "l-2"}}], "LoadBalancerArn": "{ALB}"}}]}}"#
    );
    let health = format!(
        r#"{{"LoadBalancerTargetHealth": [{{"TargetGroupArn": "{GROUP}",
            "TargetHealthDescriptions": [{{"Target": {{"Id": "i-1"}}}}]}}]}}"#
    );
    let attributes = r#"{"VpcAttributes": [
        {"VpcId": "vpc-1", "EnableDnsSupport": {"Value": true}, "EnableDnsHostnames": {"Value": false}}]}"#;
    let instances =
        r#"{"Reservations": [{"Instances": []}, {"Instances": [{"InstanceId": "i-1"}]}]}"#;
    let snapshot = load(&[
        (&format!("{SCOPE}/LoadBalancerListeners.json"), &listeners),
        (&format!("{SCOPE}/LoadBalancerTargetHealth.json"), &health),
        (&format!("{SCOPE}/VpcAttributes.json"), attributes),
        (&format!("{SCOPE}/ec2.describe-instances.json"), instances),
    ]);
    assert_eq!(
        pointers(&snapshot.listeners),
        [
            "/LoadBalancerListeners/1/Listeners/0",
            "/LoadBalancerListeners/1/Listeners/1"
        ]
    );
    assert_eq!(
        pointers(&snapshot.target_health),
        ["/LoadBalancerTargetHealth/0/TargetHealthDescriptions/0"]
    );
    assert_eq!(&*snapshot.target_health[0].key, GROUP);
    assert_eq!(
        pointers(&snapshot.instances),
        ["/Reservations/1/Instances/0"]
    );
    let expected: [(&str, &str, &[&str]); 6] = [
        ("elbv2", "describe-listeners", &[ALB]),
        (
            "elbv2",
            "describe-listeners",
            &["arn:aws:elasticloadbalancing:us-west-2:111122223333:loadbalancer/app/web/19"],
        ),
        ("elbv2", "describe-target-health", &[GROUP]),
        (
            "ec2",
            "describe-vpc-attribute",
            &["vpc-1", "enableDnsSupport"],
        ),
        (
            "ec2",
            "describe-vpc-attribute",
            &["vpc-1", "enableDnsHostnames"],
        ),
        ("ec2", "describe-instances", &[]),
    ];
    for (service, operation, key) in expected {
        let observed = snapshot.calls.observed(&scope(), service, operation, key);
        assert!(
            matches!(observed, Observation::Complete(_)),
            "{operation} {key:?}"
        );
    }
    // The wrapper is no list of every load balancer's listeners.
    let all = snapshot
        .calls
        .observed(&scope(), "elbv2", "describe-listeners", &[]);
    assert_eq!(all, Observation::Never);
}

#[test]
fn an_answer_that_goes_on_is_partial() {
    for more in [
        r#""NextToken": "abc""#,
        r#""NextMarker": "abc""#,
        r#""nextToken": "abc""#,
        r#""IsTruncated": true"#,
    ] {
        let text = format!(r#"{{"Vpcs": [{{"VpcId": "vpc-1"}}], {more}}}"#);
        let snapshot = load_one("ec2.describe-vpcs.json", &text);
        assert_eq!(snapshot.vpcs.len(), 1);
        let Observation::Partial(gap) =
            snapshot
                .calls
                .observed(&scope(), "ec2", "describe-vpcs", &[])
        else {
            panic!("{more} is whole");
        };
        assert_eq!(snapshot.gap(gap).reason, GapReason::MorePages);
    }
    for end in [
        r#""NextToken": """#,
        r#""NextToken": null"#,
        r#""IsTruncated": false"#,
    ] {
        let snapshot = load_one(
            "ec2.describe-vpcs.json",
            &format!(r#"{{"Vpcs": [], {end}}}"#),
        );
        assert_eq!(snapshot.gaps, [], "{end}");
    }
}

#[test]
fn errors_and_answers_that_lack_their_list_are_gaps() {
    let denied = r#"{"Error": {"Code": "AccessDenied", "Message": "no"}}"#;
    let cases = [
        ("ec2.describe-vpcs.json", denied, "access denied: no"),
        (
            "ec2.describe-vpcs.json",
            "An error occurred (RequestLimitExceeded) when calling the DescribeVpcs operation: x",
            "throttled by AWS",
        ),
        ("ec2.describe-vpcs.json", "{}", "the answer lacks \"Vpcs\""),
        (
            "ec2.describe-vpcs.json",
            r#"{"Vpcs": null}"#,
            "the answer lacks a list in \"Vpcs\"",
        ),
        ("acm.get-certificate.c.json", denied, "access denied: no"),
    ];
    for (name, text, expected) in cases {
        let snapshot = load_one(name, text);
        assert_eq!(snapshot.record_count(), 0, "{name} {text}");
        let [gap] = snapshot.gaps.as_slice() else {
            panic!("{name} {text}: {:?}", snapshot.gaps)
        };
        assert!(gap.reason.to_string().contains(expected), "{}", gap.reason);
        let call = gap.call.clone();
        let key: Vec<&str> = call.key.iter().map(String::as_str).collect();
        let observed = snapshot
            .calls
            .observed(&gap.scope, &call.service, &call.operation, &key);
        assert!(matches!(observed, Observation::Failed(_)), "{name} {text}");
        assert!(
            snapshot
                .calls
                .attempted_anywhere(&call.service, &call.operation)
        );
        assert!(
            !snapshot
                .calls
                .observed_anywhere(&call.service, &call.operation)
        );
    }
}

#[test]
fn calls_that_nobody_evaluates_count_as_made() {
    let snapshot = load(&[
        (
            &format!("{SCOPE}/network-firewall.list-firewalls.json"),
            r#"{"Firewalls": []}"#,
        ),
        (
            &format!("{SCOPE}/ec2.describe-flow-logs.json"),
            r#"{"Message": "sorry"}"#,
        ),
    ]);
    assert!(
        snapshot
            .calls
            .observed_anywhere("network-firewall", "list-firewalls")
    );
    assert!(
        !snapshot
            .calls
            .observed_anywhere("ec2", "describe-flow-logs")
    );
    assert!(
        snapshot
            .calls
            .attempted_anywhere("ec2", "describe-flow-logs")
    );
}

#[test]
fn the_manifest_tells_what_was_tried() {
    let manifest = r#"{"schema_version": "1.1", "captured_at": "2026-11-20T09:00:00Z", "later": 1,
        "calls": [
        {"account": "111122223333", "region": "us-west-2", "service": "ec2", "operation": "describe-vpcs", "status": "ok"},
        {"account": "111122223333", "region": "us-west-2", "service": "ec2", "operation": "describe-subnets", "status": "ok"},
        {"account": "111122223333", "region": "us-west-2", "service": "ec2", "operation": "describe-network-acls", "status": "denied", "action": "ec2:DescribeNetworkAcls"},
        {"account": "111122223333", "region": "us-west-2", "service": "ec2", "operation": "describe-route-tables", "status": "throttled"},
        {"account": "111122223333", "region": "global", "service": "route53", "operation": "get-hosted-zone", "key": ["/hostedzone/Z1"], "status": "odd", "message": "x"}]}"#;
    let snapshot = load(&[
        ("manifest.json", manifest),
        (
            "111122223333/us-west-2/ec2.describe-vpcs.json",
            r#"{"Vpcs": []}"#,
        ),
        (
            "111122223333/us-west-2/ec2.describe-route-tables.json",
            r#"{"RouteTables": [{"RouteTableId": "rtb-1"}]}"#,
        ),
    ]);
    let gaps: Vec<_> = snapshot
        .gaps
        .iter()
        .map(|gap| format!("{} {}: {}", gap.scope, gap.call, gap.reason))
        .collect();
    assert_eq!(
        gaps,
        [
            "111122223333/global route53 get-hosted-zone Z1: the call failed: status \"odd\" x",
            "111122223333/us-west-2 ec2 describe-network-acls: access denied: \
             ec2:DescribeNetworkAcls is not allowed",
            "111122223333/us-west-2 ec2 describe-route-tables: throttled by AWS",
            "111122223333/us-west-2 ec2 describe-subnets: the manifest lists a file that is missing",
        ]
    );
    let observed = |operation: &str| snapshot.calls.observed(&scope(), "ec2", operation, &[]);
    assert!(matches!(
        observed("describe-vpcs"),
        Observation::Complete(_)
    ));
    // The records stay, yet nothing may be concluded from what is not among them.
    assert_eq!(snapshot.route_tables.len(), 1);
    for operation in [
        "describe-route-tables",
        "describe-subnets",
        "describe-network-acls",
    ] {
        assert!(
            matches!(observed(operation), Observation::Failed(_)),
            "{operation}"
        );
    }
    assert!(
        snapshot
            .files
            .iter()
            .all(|file| file.path != "manifest.json")
    );
}

#[test]
fn a_manifest_of_a_later_version_is_refused() {
    let manifest = r#"{"schema_version": "2.0", "calls": []}"#;
    let error = try_load(&[("manifest.json", manifest)], true).unwrap_err();
    assert!(
        error.to_string().contains("schema version \"2.0\""),
        "{error}"
    );
}

#[test]
fn all_bad_files_are_named() {
    let files = [
        (
            "b/ec2.describe-vpcs.json",
            "{\"Vpcs\": [{\n  \"VpcId\": 7}]}",
        ),
        ("a.json", ""),
        (
            "c/ec2.describe-subnets.json",
            r#"{"Subnets": [{"SubnetId": "subnet-1"}]}"#,
        ),
        ("manifest.json", "[]"),
    ];
    let error = try_load(&files, false).unwrap_err();
    assert_eq!(
        error.to_string().lines().map(str::trim).collect::<Vec<_>>(),
        [
            "3 files of the snapshot cannot be used:",
            "a.json:1:1: the file is empty, expected the JSON output of an AWS CLI command",
            "b/ec2.describe-vpcs.json:2:12: invalid type: integer `7`, expected a string",
            "manifest.json:1:1: expected a JSON object, as the AWS CLI prints it",
            "repair or remove them, or take them as missing evidence (--allow-incomplete)",
        ]
    );
    let snapshot = try_load(&files, true).unwrap();
    assert_eq!(snapshot.subnets.len(), 1);
    assert_eq!(snapshot.vpcs.len(), 0);
    assert_eq!(snapshot.gaps.len(), 3);
    let observed = snapshot
        .calls
        .observed(&Scope::default(), "ec2", "describe-vpcs", &[]);
    let Observation::Failed(gap) = observed else {
        panic!("{observed:?}")
    };
    assert_eq!(
        snapshot.gap(gap).file.as_deref(),
        Some("b/ec2.describe-vpcs.json")
    );
}

#[test]
fn what_is_wrong_is_said_in_words() {
    let cases: [(&[u8], &str); 9] = [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf \n", "the file is empty"),
        (b"\xff\xfe{\0}\0", "the file is UTF-16"),
        (b"{\"Vpcs\":\n [\"\xff\"]}", ":2:4: not UTF-8 text"),
        (
            b"null",
            ":1:1: expected a JSON object, as the AWS CLI prints it",
        ),
        (b"\n []", ":2:2: expected a JSON object"),
        (b"{\"Vpcs\": [", "the file ends early, was it cut off?"),
        (b"{\"Vpcs\": []} {}", "trailing characters"),
        (b"{\"Vpcs\": [], \"Vpcs\": []}", "duplicate field `Vpcs`"),
    ];
    for (bytes, expected) in cases {
        let files = [("ec2.describe-vpcs.json".to_owned(), bytes.to_owned())];
        let error = Snapshot::from_files(files, &LoadOptions::default()).unwrap_err();
        assert!(error.to_string().contains(expected), "{expected}: {error}");
    }
}

#[test]
fn a_byte_order_mark_is_accepted() {
    let text = "\u{feff}{\"Vpcs\": [{\"VpcId\": \"vpc-1\"}]}";
    assert_eq!(load_one("ec2.describe-vpcs.json", text).vpcs.len(), 1);
    assert_eq!(load_one("Vpcs.json", text).vpcs.len(), 1);
}

#[test]
fn threads_do_not_change_the_result() {
    let files = |count: usize| {
        (0..count).map(move |n| {
            let vpcs: Vec<_> = (0..n % 7 * 900)
                .map(|i| format!(r#"{{"VpcId": "vpc-{n}-{i}", "CidrBlock": "10.0.0.0/16"}}"#))
                .collect();
            let text = format!("{{\"Vpcs\": [{}]}}", vpcs.join(","));
            (
                format!("{SCOPE}/ec2.describe-vpcs.{n:03}.json"),
                text.into_bytes(),
            )
        })
    };
    let inputs = || -> Vec<Input> {
        files(24)
            .map(|(path, bytes)| Input {
                path,
                content: Content::Bytes(bytes),
            })
            .collect()
    };
    assert!(
        inputs()
            .iter()
            .map(|input| input.content.size())
            .sum::<u64>()
            > PARALLEL_FROM
    );
    let alone: Vec<_> = inputs().into_iter().map(parse).collect();
    let together = parse_all(inputs());
    assert_eq!(format!("{alone:?}"), format!("{together:?}"));

    let forward = Snapshot::from_files(files(24), &LoadOptions::default()).unwrap();
    let backward: Vec<_> = files(24).collect();
    let backward =
        Snapshot::from_files(backward.into_iter().rev(), &LoadOptions::default()).unwrap();
    assert_eq!(format!("{forward:?}"), format!("{backward:?}"));
}
