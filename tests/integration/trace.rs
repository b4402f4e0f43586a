//! `gatepath trace`: one flow, and many.

use insta::assert_snapshot;
use serde_json::Value;

use crate::command::{DEMO, Ran, gatepath, ran, run};

const BLOCKED: &str = "10.50.20.10:443";
const FROM: &str = "eni-0f0d86835fe38f72d";

#[test]
fn a_flow_is_shown_hop_by_hop() {
    let Ran { code, stdout, .. } =
        run(&["trace", "--snapshot", DEMO, "--from", FROM, "--to", BLOCKED]);
    assert_eq!(code, 1);
    assert_snapshot!(stdout);
}

#[test]
fn an_interface_that_was_not_observed_leaves_the_flow_unknown() {
    let flow = [
        "trace",
        "--snapshot",
        DEMO,
        "--from",
        "eni-none",
        "--to",
        BLOCKED,
    ];
    let Ran { code, stdout, .. } = run(&flow);
    assert_eq!(code, 3);
    assert!(stdout.contains("unknown"), "{stdout}");
    assert!(stdout.contains("eni-none"), "{stdout}");
}

#[test]
fn many_flows_are_answered_in_order() {
    let lines = [
        format!(r#"{{"id": 1, "from": "{FROM}", "to": "{BLOCKED}"}}"#),
        "not json".to_owned(),
        String::new(),
        format!(r#"{{"id": "x", "from": "{FROM}", "to": "10.50.20.10"}}"#),
        r#"{"id": "y", "from": "eni-none", "to": "10.50.20.10:443", "protocol": "udp"}"#.to_owned(),
        format!(
            r#"{{"id": "z", "from": "{FROM}", "to": "https://tracking.northwind.example.com/"}}"#
        ),
    ];
    let mut command = gatepath(&[
        "trace",
        "--snapshot",
        DEMO,
        "--flows",
        "-",
        "--format",
        "json",
    ]);
    let Ran { code, stdout, .. } = ran(command.write_stdin(lines.join("\n")));
    assert_eq!(code, 2, "a line was bad");
    let answers: Vec<Value> = stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let ids: Vec<&Value> = answers.iter().map(|answer| &answer["id"]).collect();
    assert_eq!(
        ids,
        [
            &Value::from(1),
            &Value::Null,
            &"x".into(),
            &"y".into(),
            &"z".into()
        ]
    );
    assert_eq!(answers[0]["verdict"], "blocked");
    assert_eq!(answers[0]["blockers"], serde_json::json!(["SG003"]));
    assert_eq!(
        answers[0]["client_ports"]["blocked"],
        serde_json::json!([[1024, 65535]])
    );
    assert!(
        answers[1]["error"]
            .as_str()
            .unwrap()
            .starts_with("line 2: ")
    );
    assert!(
        answers[2]["error"]
            .as_str()
            .unwrap()
            .contains("needs a port")
    );
    assert_eq!(answers[3]["verdict"], "unknown");
    assert_eq!(answers[4]["verdict"], "blocked");
    assert_eq!(answers[4]["traces"].as_array().unwrap().len(), 3);
}

#[test]
fn one_address_gives_the_same_answer_as_its_url() {
    let format = ["--format", "json"];
    let by_address = [
        "trace",
        "--snapshot",
        DEMO,
        "--from",
        FROM,
        "--to",
        "https://10.50.20.10/x",
    ];
    let by_port = ["trace", "--snapshot", DEMO, "--from", FROM, "--to", BLOCKED];
    assert_eq!(
        run(&[&by_address[..], &format].concat()).stdout,
        run(&[&by_port[..], &format].concat()).stdout
    );
}
