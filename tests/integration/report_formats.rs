//! The formats of a report: what they promise.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value;

use crate::command::{DEMO, demo_copy, demo_file, run};

fn json(snapshot: &str) -> Value {
    let text = run(&["diagnose", "--snapshot", snapshot, "--format", "json"]).stdout;
    serde_json::from_str(&text).unwrap()
}

#[test]
fn the_demo_for_people() {
    let text = run(&["diagnose", "--snapshot", DEMO]).stdout;
    assert_snapshot!(text);
    let blocked = run(&["diagnose", "--snapshot", DEMO, "--target", "tracking-mcp"]).stdout;
    assert!(
        blocked.lines().count() <= 45,
        "the answer needs more than one screen"
    );
}

#[test]
fn the_demo_in_a_narrow_terminal_without_unicode() {
    let narrow = ["--width", "60", "--ascii", "--target", "invoices-api"];
    assert_snapshot!(run(&[&["diagnose", "--snapshot", DEMO][..], &narrow].concat()).stdout);
}

#[test]
fn the_demo_in_short() {
    assert_snapshot!(run(&["diagnose", "--snapshot", DEMO, "--format", "short"]).stdout, @r"
    degraded   back-office/invoices-api   2/4 paths  NACL002
    reachable  back-office/quotes-api     4/4 paths  -
    blocked    freight-ops/tracking-mcp   0/6 paths  SG003
    reachable  freight-ops/shipments-api  4/4 paths  -
    unknown    warehouse/warehouse-mcp    0/0 paths  -
    ");
}

#[test]
fn json_keeps_to_its_schema() {
    let schema = fs::read_to_string("docs/schema/report-v1.schema.json").unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let report = json(DEMO);
    let errors: Vec<String> = validator
        .iter_errors(&report)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    assert!(!validator.is_valid(&serde_json::json!({"schema_version": "1.0"})));
}

#[test]
fn evidence_quotes_what_stands_in_the_file() {
    let report = json(DEMO);
    let findings: Vec<&Value> = report["targets"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|target| target["findings"].as_array().unwrap())
        .collect();
    assert!(!findings.is_empty());
    for finding in findings {
        for evidence in finding["evidence"].as_array().unwrap() {
            let file = format!("{DEMO}/{}", evidence["file"].as_str().unwrap());
            let text = fs::read_to_string(&file).unwrap();
            let content: Value = serde_json::from_str(&text).unwrap();
            let found = content.pointer(evidence["pointer"].as_str().unwrap());
            assert_eq!(found, Some(&evidence["value"]), "{file}");
        }
    }
}

#[test]
fn every_pointer_of_every_step_leads_somewhere() {
    fn visit(value: &Value, wanted: &mut Vec<(String, String)>) {
        match value {
            Value::Array(list) => list.iter().for_each(|value| visit(value, wanted)),
            Value::Object(members) => {
                if let (Some(Value::String(file)), Some(Value::String(pointer))) =
                    (members.get("file"), members.get("pointer"))
                {
                    wanted.push((file.clone(), pointer.clone()));
                }
                members.values().for_each(|value| visit(value, wanted));
            }
            _ => {}
        }
    }
    let mut wanted = Vec::new();
    visit(&json(DEMO), &mut wanted);
    wanted.sort();
    wanted.dedup();
    assert!(wanted.len() > 50);
    for (file, pointer) in wanted {
        let content: Value =
            serde_json::from_str(&fs::read_to_string(format!("{DEMO}/{file}")).unwrap()).unwrap();
        assert!(content.pointer(&pointer).is_some(), "{file} {pointer}");
    }
}

#[test]
fn all_formats_agree_on_the_verdicts() {
    let report = json(DEMO);
    let human = run(&["diagnose", "--snapshot", DEMO]).stdout;
    let short = run(&["diagnose", "--snapshot", DEMO, "--format", "short"]).stdout;
    for target in report["targets"].as_array().unwrap() {
        let (name, verdict) = (
            target["name"].as_str().unwrap(),
            target["verdict"].as_str().unwrap(),
        );
        assert!(human.contains(&format!("{name}  {verdict}")), "{name}");
        let line = short
            .lines()
            .find(|line| line.contains(&format!("/{name} ")))
            .unwrap();
        assert!(line.starts_with(verdict), "{line}");
    }
}

#[test]
fn names_from_aws_cannot_steer_the_terminal() {
    let folder = demo_copy();
    let file = demo_file(folder.path(), "ec2.describe-security-groups.json");
    let hostile = "\\u001b[2J\\u202egroup\\r\\n\\u0007";
    let text = fs::read_to_string(&file).unwrap();
    let changed = text.replace("k8s-traffic-tracking-nlb", hostile);
    assert_ne!(text, changed);
    fs::write(&file, changed).unwrap();
    let path = folder.path().to_str().unwrap();
    for format in ["human", "short", "json"] {
        let stdout = run(&["diagnose", "--snapshot", path, "--format", format, "-v"]).stdout;
        let is_safe = |c: char| c == '\n' || !(c.is_control() || c == '\u{202e}');
        let safe = if format == "json" {
            // JSON escapes control characters; what turns text around is the reader's affair.
            stdout.chars().all(|c| c == '\n' || !c.is_control())
        } else {
            stdout.chars().all(is_safe)
        };
        assert!(safe, "{format}");
    }
    let human = run(&["diagnose", "--snapshot", path]).stdout;
    assert!(
        human.contains(r"\u{1b}[2J\u{202e}group\u{d}\u{a}\u{7}"),
        "{human}"
    );
}

#[test]
fn fingerprints_tell_findings_apart_and_stay() {
    let report = json(DEMO);
    let mut fingerprints: Vec<String> = report["targets"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|target| target["findings"].as_array().unwrap())
        .map(|finding| finding["fingerprint"].as_str().unwrap().to_owned())
        .collect();
    let all = fingerprints.len();
    fingerprints.sort();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), all);
}
