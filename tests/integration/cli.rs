//! The command line: help, exit codes, streams, errors.

use std::fs;

use insta::assert_snapshot;

use crate::command::{DEMO, Ran, demo_copy, demo_file, gatepath, ran, run};

#[test]
fn help_of_every_verb() {
    let verbs = [
        "",
        "collect",
        "diagnose",
        "explain",
        "generate",
        "iam-policy",
        "rules",
        "trace",
        #[cfg(feature = "tui")]
        "tui",
    ];
    for verb in verbs {
        let name = if verb.is_empty() { "gatepath" } else { verb };
        let arguments: Vec<&str> = [verb, "--help"]
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect();
        let Ran { code, stdout, .. } = run(&arguments);
        assert_eq!(code, 0);
        assert_snapshot!(format!("help_{name}"), stdout);
    }
}

#[test]
fn exit_code_1_tells_of_findings() {
    let Ran {
        code,
        stdout,
        stderr,
    } = run(&["diagnose", "--snapshot", DEMO]);
    assert_eq!(code, 1);
    assert!(stdout.contains("error[SG003]"));
    assert_eq!(stderr, "");
}

#[test]
fn exit_code_0_when_nothing_reaches_the_threshold() {
    let only = ["diagnose", "--snapshot", DEMO, "--target", "invoices-api"];
    assert_eq!(run(&only).code, 0, "a warning is no error");
    for (threshold, code) in [("warning", 1), ("info", 1), ("error", 0), ("never", 0)] {
        let arguments = [&only[..], &["--fail-on", threshold]].concat();
        assert_eq!(run(&arguments).code, code, "{threshold}");
    }
    let never = [
        "diagnose",
        "--snapshot",
        DEMO,
        "--fail-on",
        "never",
        "--allow-incomplete",
    ];
    assert_eq!(run(&never).code, 0);
}

#[test]
fn exit_code_3_when_evidence_is_missing_and_nothing_failed() {
    let only = ["diagnose", "--snapshot", DEMO, "--target", "warehouse-mcp"];
    let Ran { code, stdout, .. } = run(&only);
    assert_eq!(code, 3);
    assert!(
        stdout.contains("route53:ListResourceRecordSets"),
        "{stdout}"
    );
    assert_eq!(run(&[&only[..], &["--allow-incomplete"]].concat()).code, 0);
    assert_eq!(
        run(&["diagnose", "--snapshot", DEMO]).code,
        1,
        "findings come first"
    );
}

#[test]
fn the_exit_code_does_not_depend_on_the_format() {
    for format in ["human", "short", "json"] {
        assert_eq!(
            run(&["diagnose", "--snapshot", DEMO, "--format", format]).code,
            1
        );
    }
}

#[test]
fn a_selection_hides_findings_and_changes_no_verdict() {
    let arguments = [
        "diagnose",
        "--snapshot",
        DEMO,
        "--target",
        "tracking-mcp",
        "--format",
        "json",
    ];
    let asked = |more: &[&str]| {
        let ran = run(&[&arguments[..], more].concat());
        let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        let target = &report["targets"][0];
        let findings = target["findings"].as_array().unwrap().iter();
        let rules: Vec<String> = findings
            .map(|one| one["rule"].as_str().unwrap().to_owned())
            .collect();
        let verdict = target["verdict"].as_str().unwrap().to_owned();
        (
            ran.code,
            verdict,
            rules,
            report["summary"]["left_out"].as_u64().unwrap(),
        )
    };
    let all = asked(&[]);
    assert_eq!((all.0, all.1.as_str(), all.3), (1, "blocked", 0));
    let (code, verdict, rules, left_out) = asked(&["--select", "sg"]);
    assert_eq!(
        (code, verdict.as_str(), rules),
        (1, "blocked", vec!["SG003".to_owned()])
    );
    assert_eq!(left_out, all.2.len() as u64 - 1);
    let (code, verdict, rules, _) = asked(&["--ignore", "next-hop-ingress-missing,OPS"]);
    assert_eq!((code, verdict.as_str()), (0, "blocked"));
    assert!(
        !rules
            .iter()
            .any(|rule| rule == "SG003" || rule.starts_with("OPS")),
        "{rules:?}"
    );
    let wrong = run(&[&arguments[..], &["--select", "SG03"]].concat());
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.stderr.contains("did you mean SG003?"),
        "{}",
        wrong.stderr
    );
}

#[test]
fn exit_code_2_when_it_cannot_run() {
    for arguments in [
        &["diagnose"][..],
        &["diagnose", "--snapshot", "no/such/folder"],
        &["diagnose", "--snapshot", "Cargo.toml"],
        &["diagnose", "--snapshot", DEMO, "--target", "nobody"],
        &["diagnose", "--snapshot", DEMO, "--gateway", "nobody"],
        &["diagnose", "--format", "xml"],
        &[
            "trace",
            "--snapshot",
            DEMO,
            "--from",
            "eni-1",
            "--to",
            "nonsense",
        ],
        &["explain", "SG999"],
        &["frobnicate"],
        &[],
    ] {
        let Ran {
            code,
            stdout,
            stderr,
        } = run(arguments);
        assert_eq!(code, 2, "{arguments:?}");
        assert_eq!(stdout, "", "{arguments:?}");
        assert!(!stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn without_a_snapshot_a_flow_cannot_be_traced() {
    let arguments = ["trace", "--from", "eni-1", "--to", "10.0.0.1:443"];
    assert_snapshot!(run(&arguments).stderr, @r"
    error: no snapshot given
    hint: name a directory (or .tar.gz) with --snapshot PATH or GATEPATH_SNAPSHOT
    hint: gatepath collect -o DIR records one
    ");
}

#[test]
fn an_unknown_target_brings_up_the_known_ones() {
    let Ran { stderr, .. } = run(&["diagnose", "--snapshot", DEMO, "--target", "tracking"]);
    assert!(stderr.starts_with("error: "), "{stderr}");
    assert!(stderr.contains("tracking-mcp"), "{stderr}");
}

#[test]
fn an_unknown_rule_brings_up_the_nearest() {
    assert_snapshot!(run(&["explain", "sg01"]).stderr, @r#"
    error: no rule has the code or name "sg01"
    hint: did you mean SG001?
    "#);
}

#[test]
fn a_malformed_file_is_named_with_line_and_column() {
    let folder = demo_copy();
    let file = demo_file(folder.path(), "ec2.describe-vpcs.json");
    fs::write(&file, "{\"Vpcs\": [\n  {]\n}").unwrap();
    let path = folder.path().to_str().unwrap();
    let Ran { code, stderr, .. } = run(&["diagnose", "--snapshot", path]);
    assert_eq!(code, 2);
    assert!(stderr.contains("ec2.describe-vpcs.json:2:"), "{stderr}");
    let lenient = run(&[
        "diagnose",
        "--snapshot",
        path,
        "--allow-incomplete",
        "--fail-on",
        "never",
    ]);
    assert_eq!(lenient.code, 0);
}

#[test]
fn variables_stand_for_options() {
    let mut command = gatepath(&["diagnose"]);
    command
        .env("GATEPATH_SNAPSHOT", DEMO)
        .env("GATEPATH_FORMAT", "short")
        .env("GATEPATH_TARGET", "quotes-api");
    let Ran { code, stdout, .. } = ran(&mut command);
    assert_eq!(code, 0);
    assert_eq!(stdout, "reachable  back-office/quotes-api  4/4 paths  -\n");
}

#[test]
fn color_only_where_it_is_wanted() {
    let plain = run(&["diagnose", "--snapshot", DEMO]).stdout;
    assert!(!plain.contains('\u{1b}'));
    let colored = run(&["diagnose", "--snapshot", DEMO, "--color", "always"]).stdout;
    assert!(colored.contains("\u{1b}["));
    let mut forced = gatepath(&["diagnose", "--snapshot", DEMO]);
    assert_eq!(ran(forced.env("CLICOLOR_FORCE", "1")).stdout, colored);
    let mut refused = gatepath(&["diagnose", "--snapshot", DEMO]);
    refused.env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1");
    assert_eq!(ran(&mut refused).stdout, plain);
    let json = run(&[
        "diagnose",
        "--snapshot",
        DEMO,
        "--format",
        "json",
        "--color",
        "always",
    ]);
    assert!(!json.stdout.contains('\u{1b}'));
}

#[test]
fn ascii_is_ascii() {
    let Ran { stdout, .. } = run(&["diagnose", "--snapshot", DEMO, "--ascii"]);
    assert!(stdout.is_ascii(), "{stdout}");
    let mut command = gatepath(&["diagnose", "--snapshot", DEMO]);
    assert_eq!(ran(command.env("LC_ALL", "C")).stdout, stdout);
}

#[test]
fn output_goes_to_the_file_that_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    let path = file.to_str().unwrap();
    let arguments = [
        "diagnose",
        "--snapshot",
        DEMO,
        "--format",
        "json",
        "-o",
        path,
    ];
    let Ran { code, stdout, .. } = run(&arguments);
    assert_eq!((code, stdout.as_str()), (1, ""));
    let expected = run(&arguments[..5]).stdout;
    assert_eq!(fs::read_to_string(&file).unwrap(), expected);
    let nowhere = run(&["diagnose", "--snapshot", DEMO, "-o", "no/such/folder/x"]);
    assert_eq!(nowhere.code, 2);
    assert!(nowhere.stderr.contains("no/such/folder/x"));
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_failure() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_gatepath"))
        .args(["diagnose", "--snapshot", DEMO, "--format", "json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
}

#[test]
fn rules_are_listed_and_explained() {
    let listed = run(&["rules", "--format", "json"]).stdout;
    let listed: Vec<serde_json::Value> = serde_json::from_str(&listed).unwrap();
    let table = run(&["rules"]).stdout;
    for rule in &listed {
        let code = rule["rule"].as_str().unwrap();
        assert!(table.contains(code));
        let page = run(&["explain", code, "--format", "markdown"]).stdout;
        assert!(page.starts_with(&format!("# {code} ")), "{code}");
    }
    let by_name = run(&["explain", "rg-egress-missing", "--format", "json"]).stdout;
    let by_name: serde_json::Value = serde_json::from_str(&by_name).unwrap();
    assert_eq!(by_name["rule"], "SG001");
}

#[test]
fn completions_and_the_man_page_exist() {
    for arguments in [
        &["completions", "bash"][..],
        &["completions", "zsh"],
        &["man"],
    ] {
        let Ran { code, stdout, .. } = run(&[&["generate"], arguments].concat());
        assert_eq!(code, 0);
        assert!(stdout.contains("gatepath"));
    }
}
