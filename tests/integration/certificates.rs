//! `--ca-bundle` and `--server-chain`: what they decide, and what they refuse.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::command::{Ran, gatepath, ran, run};
use crate::scenario::{Scenario, fixture};

/// The snapshot of a scenario as a folder.
fn recorded(scenario: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in Scenario::named(scenario).files {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    folder
}

fn diagnose(folder: &Path, further: &[&str]) -> Ran {
    let snapshot = folder.to_str().unwrap();
    let own = ["diagnose", "--snapshot", snapshot, "--format", "json"];
    run(&[&own, further].concat())
}

fn report(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}", ran.stderr))
}

const PASSTHROUGH: &str = "tls-passthrough-supplied-silent";
const HOST: &str = "mcp.tools.example.com";
const ROOT: &str = "fixtures/certificates/root.pem";
const CHAIN: &str = "fixtures/certificates/chain.pem";

#[test]
fn supplied_files_decide_what_no_api_tells() {
    let folder = recorded(PASSTHROUGH);
    let without = diagnose(folder.path(), &[]);
    assert_eq!(without.code, 3);
    assert!(without.stdout.contains("--server-chain FILE"));
    let ca = ["--ca-bundle", ROOT];
    let with = diagnose(
        folder.path(),
        &[&ca[..], &["--server-chain", CHAIN]].concat(),
    );
    assert_eq!(with.code, 0, "{}", with.stderr);
    let target = &report(&with)["targets"][0];
    assert_eq!(target["verdict"], "reachable");
    let assumed = format!("the server of {HOST} sends what {CHAIN} holds");
    let assumptions = target["assumptions"].as_array().unwrap();
    assert!(assumptions.contains(&assumed.as_str().into()));
}

#[test]
fn evidence_points_into_the_supplied_file() {
    let folder = recorded(PASSTHROUGH);
    let chain = "fixtures/certificates/chain-intermediate-expired.pem";
    let own = format!("{HOST}={chain}");
    let ran = diagnose(
        folder.path(),
        &["--ca-bundle", ROOT, "--server-chain", &own],
    );
    assert_eq!(ran.code, 1);
    let report = report(&ran);
    let finding = &report["targets"][0]["findings"][0];
    assert_eq!(finding["rule"], "TLS005");
    let told = "Example Corp Issuing CA 1, certificate 2 of 3 that the server sends, expired at \
                2026-10-31T00:00:00Z";
    assert_eq!(finding["message"], told);
    assert_eq!(finding["evidence"][0]["file"], chain);
    let pointer = "/certificates/1/not_after";
    assert_eq!(finding["evidence"][0]["pointer"], pointer);
    assert_eq!(finding["evidence"][0]["value"], "2026-10-31T00:00:00Z");
}

#[test]
fn a_file_for_another_host_decides_nothing() {
    let folder = recorded(PASSTHROUGH);
    let other = format!("other.example.com={CHAIN}");
    assert_eq!(diagnose(folder.path(), &["--server-chain", &other]).code, 3);
    // That of the host counts before that of every host.
    let wrong = "fixtures/certificates/chain-wrong-name.pem";
    let own = format!("{}={CHAIN}", HOST.to_uppercase());
    let both = ["--server-chain", wrong, "--server-chain", &own];
    let ca = ["--ca-bundle", ROOT];
    assert_eq!(diagnose(folder.path(), &[&both[..], &ca].concat()).code, 0);
}

#[test]
fn the_variables_do_the_same() {
    let folder = recorded(PASSTHROUGH);
    let snapshot = folder.path().to_str().unwrap();
    let mut command = gatepath(&["diagnose", "--snapshot", snapshot, "--format", "short"]);
    command.env("GATEPATH_CA_BUNDLE", ROOT);
    let own = format!("other.example.com={CHAIN},{HOST}={CHAIN}");
    command.env("GATEPATH_SERVER_CHAIN", own);
    let Ran { code, stdout, .. } = ran(&mut command);
    assert_eq!(code, 0, "{stdout}");
}

#[test]
fn a_planned_target_fails_with_a_leaf_as_authority() {
    let folder = recorded(PASSTHROUGH);
    let target =
        "bedrock-agentcore-control.get-gateway-target.research-tools-iw5dfx8o2g.PS2EW2U4GK";
    let path = format!("111122223333/eu-west-1/{target}.json");
    let observed: Value =
        serde_json::from_slice(&fs::read(folder.path().join(path)).unwrap()).unwrap();
    let mut request = serde_json::json!({ "gatewayIdentifier": "research-tools-iw5dfx8o2g" });
    for member in [
        "name",
        "targetConfiguration",
        "credentialProviderConfigurations",
        "privateEndpoint",
        "certificateConfigurations",
    ] {
        request[member] = observed[member].clone();
    }
    request["name"] = "tools-mcp-2".into();
    let file = folder.path().join("request.txt");
    fs::write(&file, request.to_string()).unwrap();
    let judged = |bundle: &str| {
        let bundle = format!("fixtures/certificates/{bundle}");
        let snapshot = folder.path().to_str().unwrap();
        run(&[
            "preflight",
            file.to_str().unwrap(),
            "--snapshot",
            snapshot,
            "--format",
            "json",
            "--server-chain",
            CHAIN,
            "--ca-bundle",
            &bundle,
        ])
    };
    let good = report(&judged("root.pem"));
    assert_eq!(good["targets"][0]["verdict"], "reachable");
    let leaf = report(&judged("leaf-as-root.pem"));
    assert_eq!(leaf["targets"][0]["verdict"], "blocked");
    let finding = &leaf["targets"][0]["findings"][0];
    assert_eq!(
        (&finding["rule"], &finding["severity"]),
        (&"TLS007".into(), &"error".into())
    );
    let evidence = finding["evidence"].as_array().unwrap();
    let places: Vec<_> = evidence
        .iter()
        .map(|one| one["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(
        places,
        ["/certificateConfigurations", "/certificates/0/authority"]
    );
}

#[test]
fn hostile_files_are_refused_and_never_quoted() {
    let folder = tempfile::tempdir().unwrap();
    let root = fs::read_to_string(fixture("certificates/root.pem")).unwrap();
    let secret = "U0VDUkVULUtFWS1NQVRFUklBTA";
    let key = format!("{root}-----BEGIN PRIVATE KEY-----\n{secret}\n-----END PRIVATE KEY-----\n");
    let der = [0x30, 0x82, 0x01, 0x0a, 0x30, 0x82];
    let steering = "-----BEGIN \u{1b}[2J-----\n-----END \u{1b}[2J-----\n";
    let cases: [(&str, &[u8], &str); 8] = [
        ("key.pem", key.as_bytes(), "a private key; it was not read"),
        ("der.pem", &der, "DER or PKCS #12"),
        ("empty.pem", b"", "the file is empty"),
        ("json.pem", b"{}", "no certificate in PEM format"),
        ("binary.pem", &[0, 0xff, 0xfe], "not text"),
        ("half.pem", &root.as_bytes()[..200], "does not end"),
        ("steering.pem", steering.as_bytes(), "no certificate"),
        ("large.pem", &vec![b' '; (1 << 20) + 1], "larger than 1 MiB"),
    ];
    for (name, bytes, reason) in cases {
        let file = folder.path().join(name);
        fs::write(&file, bytes).unwrap();
        for option in ["--ca-bundle", "--server-chain"] {
            let file = file.to_str().unwrap();
            let Ran {
                code,
                stdout,
                stderr,
            } = diagnose(&fixture("demo"), &[option, file]);
            let words = stderr.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(code, 2, "{name}: {stderr}");
            assert!(words.contains(reason), "{name}: {stderr}");
            assert!(stderr.contains("hint: "), "{name}: {stderr}");
            assert!(!format!("{stdout}{stderr}").contains(secret));
            assert!(!stderr.contains('\u{1b}'), "{name}");
        }
    }
    let line = root.lines().count() + 1;
    let file = folder.path().join("key.pem");
    let ran = diagnose(&fixture("demo"), &["--ca-bundle", file.to_str().unwrap()]);
    assert!(
        ran.stderr.contains(&format!("key.pem:{line}:")),
        "{}",
        ran.stderr
    );
}

#[test]
fn what_cannot_be_read_or_is_ambiguous_is_an_error() {
    let demo = fixture("demo");
    for (further, reason) in [
        (&["--ca-bundle", "none.pem"][..], "none.pem"),
        (&["--ca-bundle", "fixtures"], "fixtures"),
        (&["--ca-bundle", "a.example="], "HOST=FILE"),
        (
            &["--ca-bundle", ROOT, "--ca-bundle", ROOT],
            "two files for every host",
        ),
    ] {
        let Ran { code, stderr, .. } = diagnose(&demo, further);
        assert_eq!(code, 2, "{stderr}");
        assert!(stderr.contains(reason), "{stderr}");
    }
}

#[test]
fn keys_in_a_recorded_object_are_never_quoted() {
    let folder = recorded("tls008-object-in-s3");
    let name = "s3api.get-object.example-pki-111122223333.pki%2Ftls-root%2Epem.json";
    let file = folder.path().join("111122223333/eu-west-1").join(name);
    let secret = "U0VDUkVULUtFWS1NQVRFUklBTA";
    let text = format!("-----BEGIN PRIVATE KEY-----\n{secret}\n-----END PRIVATE KEY-----\n");
    fs::write(file, serde_json::json!({ "Body": text }).to_string()).unwrap();
    let ran = diagnose(folder.path(), &["--server-chain", CHAIN]);
    assert!(ran.stdout.contains("TLS007"), "{}", ran.stdout);
    assert!(ran.stdout.contains("a private key; it was not read"));
    assert!(!ran.stdout.contains(secret));
}

/// Edits the target of a recorded scenario.
fn edit(folder: &Path, change: impl FnOnce(&mut Value)) {
    let target =
        "bedrock-agentcore-control.get-gateway-target.research-tools-iw5dfx8o2g.PS2EW2U4GK";
    let path = folder.join(format!("111122223333/eu-west-1/{target}.json"));
    let mut observed: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    change(&mut observed);
    fs::write(path, observed.to_string()).unwrap();
}

#[test]
fn what_aws_refuses_of_a_registration_fails_unless_the_target_serves() {
    type Change = fn(&mut Value);
    let cases: [(Change, &str); 4] = [
        (
            |target| {
                let first = target["certificateConfigurations"][0].clone();
                target["certificateConfigurations"] = serde_json::json!([first, first]);
            },
            "certificateConfigurations has 2 entries, and AWS takes one",
        ),
        (
            |target| target["certificateConfigurations"] = serde_json::json!([{}]),
            "names neither an object in S3",
        ),
        (
            |target| drop(target.as_object_mut().unwrap().remove("privateEndpoint")),
            "certificateConfigurations needs a private endpoint",
        ),
        (
            |target| {
                let lambda = serde_json::json!({ "lambda": { "lambdaArn": "arn:aws:lambda:x" } });
                target["targetConfiguration"] = serde_json::json!({ "mcp": lambda });
            },
            "a Lambda function target takes no certificateConfigurations",
        ),
    ];
    for (change, told) in cases {
        let severity = |serves: bool| {
            let folder = recorded(PASSTHROUGH);
            edit(folder.path(), |target| {
                change(target);
                if !serves {
                    target["status"] = "FAILED".into();
                }
            });
            let ran = diagnose(folder.path(), &["--select", "TLS007"]);
            let report = report(&ran);
            let findings = report["targets"][0]["findings"].as_array().unwrap().clone();
            assert_eq!(findings.len(), 1, "{told}: {findings:?}");
            let message = findings[0]["message"].as_str().unwrap();
            assert!(message.contains(told), "{message}");
            findings[0]["severity"].clone()
        };
        assert_eq!(
            (severity(true), severity(false)),
            ("warning".into(), "error".into()),
            "{told}"
        );
    }
}
