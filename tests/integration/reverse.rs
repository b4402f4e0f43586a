//! `gatepath trace --who` and `gatepath trace --all`: questions asked backwards.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value;

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

fn json(ran: &Ran) -> Value {
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
    let document = json(&who(SHIPMENTS, &["--format", "json", "--verbose"]));
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
        let flow = json(&run(&[&flow[..], &["--format", "json"]].concat()));
        assert_eq!(flow["verdict"], sender["verdict"], "{from}");
        assert_eq!(flow["client_ports"], sender["client_ports"], "{from}");
        let backwards = ["--format", "json", "--port", "443", "--verbose"];
        let reached = json(&all(from, &backwards));
        let destinations = reached["destinations"].as_array().unwrap().iter();
        let mut found = destinations.filter(|one| {
            let mut addresses = one["addresses"].as_array().unwrap().iter();
            addresses.any(|one| one == address)
        });
        let ports = &found.next().unwrap()["ports"];
        let is_open = ports["reachable"] == serde_json::json!([[443, 443]]);
        assert_eq!(is_open, sender["verdict"] == "reachable", "{from}");
        asked += 1;
    }
    assert!(asked > 10, "only {asked} senders");
}

#[test]
fn every_ladder_of_a_blocked_sender_is_explained_by_its_own_address() {
    let document = json(&who(SHIPMENTS, &["--format", "json", "--verbose"]));
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
    let document = json(&all(
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
        let document = json(&ran);
        let errors: Vec<String> = validator
            .iter_errors(&document)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
    }
}
