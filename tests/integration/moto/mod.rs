//! The real clients against moto, an AWS emulator by others, with the AWS CLI as the referee.
//!
//! moto checks how requests are written and answers are read, page by page, and what happens to
//! calls that nobody answers. It knows no resource gateways and gives load balancers no interfaces:
//! what that takes is tested against the replay server (`collect`).

mod server;

use std::collections::BTreeSet;

use serde_json::Value;
use tempfile::TempDir;

use crate::collect::load;
use crate::command::run;
use crate::scenario::Files;

use server::Moto;

/// Calls that moto 5.2.5 does not know: gaps, which must never read as "there are none".
const UNKNOWN_TO_MOTO: [&str; 13] = [
    "apigateway get-domain-name-access-associations",
    "ec2 describe-security-group-vpc-associations",
    "ec2 describe-vpc-block-public-access-exclusions",
    "ec2 describe-vpc-block-public-access-options",
    "ec2 describe-vpc-encryption-controls",
    "ec2 get-managed-resource-visibility",
    "ram get-resource-share-invitations",
    "ram list-resources",
    "route53profiles list-profile-associations",
    "route53resolver list-firewall-configs",
    "route53resolver list-firewall-rule-group-associations",
    "vpc-lattice list-resource-configurations",
    "vpc-lattice list-resource-gateways",
];

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

fn named<'a>(files: &'a Files, call: &str) -> Vec<(&'a String, Value)> {
    let is_answer = |path: &str| {
        path.rsplit('/')
            .next()
            .unwrap()
            .starts_with(&format!("{call}."))
    };
    let found = files.iter().filter(|(path, _)| is_answer(path));
    found.map(|(path, bytes)| (path, json(bytes))).collect()
}

#[test]
fn every_answer_is_what_the_aws_cli_prints() {
    let moto = Moto::start();
    let ids = moto.build();
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("all");
    let path = path.to_str().unwrap();
    let ran = moto.gatepath(&["collect", "--all", "-o", path]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    let collected = load(path.as_ref());

    let differences = moto.referee(path);
    assert_eq!(differences, "");

    let gaps: BTreeSet<String> = collected
        .gaps()
        .into_iter()
        .map(|(name, ..)| name)
        .collect();
    let expected: BTreeSet<String> = UNKNOWN_TO_MOTO.map(str::to_owned).into();
    assert_eq!(gaps, expected);
    for gap in expected {
        let file = gap.replace(' ', ".");
        assert_eq!(named(&collected.files, &file).len(), 0, "{gap}");
    }

    // More than a page of records, and one that shares its name with another.
    let records = &named(&collected.files, "route53.list-resource-record-sets")[0].1;
    assert_eq!(records["ResourceRecordSets"].as_array().unwrap().len(), 135);
    let operations = collected.files.keys().map(|path| {
        let name = path.rsplit('/').next().unwrap();
        name.split('.').take(2).collect::<Vec<_>>().join(" ")
    });
    let operations: BTreeSet<String> = operations.collect();
    assert!(operations.len() > 55, "{operations:?}");
    let gateways = named(&collected.files, "bedrock-agentcore-control.get-gateway");
    assert_eq!(gateways.len(), ids["gateways"].as_array().unwrap().len());
}

#[test]
fn only_what_a_vpc_needs_is_collected_and_each_break_shows() {
    let moto = Moto::start();
    let ids = moto.build();
    let id = |name: &str| ids[name].as_str().unwrap().to_owned();
    let folder = TempDir::new().unwrap();
    let verdict = |step: &str| {
        let path = folder.path().join(step);
        let path = path.to_str().unwrap();
        let ran = moto.gatepath(&["collect", "--vpc", &id("vpc"), "-o", path]);
        assert_eq!(ran.code, 3, "{}", ran.stderr);
        let to = format!("{}:443", id("target_address"));
        let arguments = [
            "trace",
            "--snapshot",
            path,
            "--from",
            &id("source"),
            "--to",
            &to,
        ];
        let traced = run(&arguments);
        (traced.code, traced.stdout)
    };

    let (code, text) = verdict("healthy");
    assert_eq!(code, 0, "{text}");
    let collected = load(&folder.path().join("healthy"));
    let interfaces = named(&collected.files, "ec2.describe-network-interfaces");
    let vpcs: Vec<&str> = interfaces
        .iter()
        .map(|(path, _)| path.rsplit('.').nth(1).unwrap())
        .collect();
    let mut wanted = [id("vpc"), id("peer")];
    wanted.sort();
    assert_eq!(vpcs, wanted);
    assert!(named(&collected.files, "bedrock-agentcore-control.list-gateways").is_empty());

    // One break at a time, each mended before the next.
    let front = id("front");
    let pair = format!(
        "IpProtocol=tcp,FromPort=443,ToPort=443,UserIdGroupPairs=[{{GroupId={}}}]",
        id("gateway")
    );
    let rule = ["--group-id", &front, "--ip-permissions", &pair];
    moto.aws(&[&["ec2", "revoke-security-group-ingress"], &rule[..]].concat());
    let (code, text) = verdict("no-ingress");
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("SG003"), "{text}");
    moto.aws(&[&["ec2", "authorize-security-group-ingress"], &rule[..]].concat());

    let acl = id("acl");
    let entry = ["--network-acl-id", &acl, "--rule-number", "50", "--ingress"];
    let denial = [
        "--protocol",
        "6",
        "--rule-action",
        "deny",
        "--cidr-block",
        "10.20.0.0/16",
        "--port-range",
        "From=443,To=443",
    ];
    moto.aws(&[&["ec2", "create-network-acl-entry"], &entry[..], &denial].concat());
    let (code, text) = verdict("acl-denies");
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("NACL003"), "{text}");
    moto.aws(&[&["ec2", "delete-network-acl-entry"], &entry[..]].concat());

    let gateway = id("gateway");
    let pair =
        format!("IpProtocol=tcp,FromPort=443,ToPort=443,UserIdGroupPairs=[{{GroupId={front}}}]");
    let rule = ["--group-id", &gateway, "--ip-permissions", &pair];
    moto.aws(&[&["ec2", "revoke-security-group-egress"], &rule[..]].concat());
    let (code, text) = verdict("no-egress");
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("SG001"), "{text}");
    moto.aws(&[&["ec2", "authorize-security-group-egress"], &rule[..]].concat());
    assert_eq!(verdict("mended").0, 0);
}

#[test]
fn a_live_diagnosis_and_its_saved_evidence_agree() {
    let moto = Moto::start();
    moto.build();
    let folder = TempDir::new().unwrap();
    let saved = folder.path().join("saved");
    let saved = saved.to_str().unwrap();
    let how = [
        "diagnose",
        "--format",
        "json",
        "--allow-incomplete",
        "--fail-on",
        "never",
    ];
    let live = moto.gatepath(&[&how[..], &["--gateway", "freight-ops", "--save", saved]].concat());
    assert_eq!(live.code, 0, "{}", live.stderr);
    let later = run(&[&how[..], &["--snapshot", saved]].concat());
    assert_eq!(live.stdout, later.stdout);
    let report: Value = json(live.stdout.as_bytes());
    let targets = report["targets"].as_array().unwrap();
    assert_eq!(
        targets.len(),
        2,
        "only those of the gateway that was asked for"
    );
    // moto forgets private endpoints: the names are private, and no endpoint leads to them.
    for target in targets {
        assert_eq!(target["verdict"], "blocked", "{target}");
        let findings = target["findings"].as_array().unwrap();
        let rules: Vec<&str> = findings
            .iter()
            .map(|finding| finding["rule"].as_str().unwrap())
            .collect();
        assert!(rules.contains(&"GW003"), "{rules:?}");
    }
}
