//! Whatever goes wrong with one call: the collection ends by itself, the gap names the call, and no
//! verdict becomes its opposite.

use gatepath::reach::Verdict;
use tempfile::TempDir;

use super::machine::{Complaints, ask, home, load, on_threads, serve};
use crate::command::{gatepath, ran};
use crate::replay::{Behavior, Fault, Wrong, has_pages, operations};
use crate::scenario::{Files, Scenario};

const WRONG: [Wrong; 9] = [
    Wrong::AccessDenied,
    Wrong::EmptyPage,
    Wrong::Garbage,
    Wrong::Hang,
    Wrong::InternalError,
    Wrong::SecondPageDenied,
    Wrong::Throttle(1),
    Wrong::ThrottleForever,
    Wrong::Truncated,
];

/// Whether a fault leaves no trace when calls are tried twice.
fn heals(wrong: &Wrong) -> bool {
    matches!(wrong, Wrong::EmptyPage | Wrong::Throttle(_))
}

#[test]
fn one_bad_call_never_stops_the_others_nor_flips_a_verdict() {
    let complaints = Complaints::default();
    let names = [
        "apigw-self-managed",
        "alb-self-managed",
        "nlb-managed",
        "sg001-prefix-list-silent",
    ];
    let scenarios = names.map(Scenario::named);
    let mut cases = Vec::new();
    let mut open = operations();
    for scenario in &scenarios {
        let whole = {
            let replay = serve(&scenario.files, paged(Vec::new()));
            super::machine::collect(&replay, &scenario.files, &[])
        };
        let calls = whole.manifest["calls"].as_array().unwrap();
        let is_called = |(service, operation): &(String, String)| {
            calls.iter().any(|call| {
                call["status"] == "ok"
                    && call["service"] == service.as_str()
                    && call["operation"] == operation.as_str()
            })
        };
        // Each operation in the first scenario that calls it.
        let (called, rest) = open.into_iter().partition(is_called);
        open = rest;
        for (service, operation) in called {
            for wrong in WRONG {
                let (service, operation) = (service.clone(), operation.clone());
                let fault = Fault {
                    service,
                    operation,
                    wrong,
                };
                cases.push((scenario, whole.verdicts(), fault));
            }
        }
    }
    assert!(cases.len() > 60 * WRONG.len(), "not called: {open:?}");
    on_threads(8, &cases, |(scenario, before, fault)| {
        let case = format!("{} {} {:?}", scenario.name, fault.operation, fault.wrong);
        let replay = serve(&scenario.files, paged(vec![fault.clone()]));
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("snapshot");
        let attempts = if matches!(fault.wrong, Wrong::Throttle(_)) {
            "2"
        } else {
            "1"
        };
        // On a busy machine a right answer may take its time.
        let timeout = if fault.wrong == Wrong::Hang {
            "1"
        } else {
            "60"
        };
        let (account, region) = home(&scenario.files);
        let arguments = [
            "collect",
            "--timeout",
            timeout,
            "-o",
            path.to_str().unwrap(),
        ];
        let ended = ran(gatepath(&arguments)
            .env("AWS_ENDPOINT_URL", replay.endpoint())
            .env("AWS_ACCESS_KEY_ID", format!("AKIA{account}TEST"))
            .env("AWS_SECRET_ACCESS_KEY", "x")
            .env("AWS_REGION", region)
            .env("AWS_MAX_ATTEMPTS", attempts));
        if ![0, 3].contains(&ended.code) {
            complaints.add(format!("{case}: exit {} {}", ended.code, ended.stderr));
            return;
        }
        let collected = load(&path);
        let name = format!("{} {}", fault.service, fault.operation);
        let is_gap = collected.gaps().iter().any(|(gap, ..)| *gap == name);
        let is_struck = fault.wrong != Wrong::SecondPageDenied
            || !has_pages(&fault.service, &fault.operation)
            || replay.log().iter().any(|seen| {
                (&seen.service, &seen.operation) == (&fault.service, &fault.operation)
                    && seen.page > 0
            });
        let leaves_a_gap = is_struck && !heals(&fault.wrong);
        if is_gap != leaves_a_gap {
            complaints.add(format!("{case}: gap is {is_gap}"));
        }
        for (target, after) in collected.verdicts() {
            let is_same = before.get(&target) == Some(&after);
            if !is_same && (after != Verdict::Unknown || !leaves_a_gap) {
                complaints.add(format!("{case}: {:?} became {after}", before.get(&target)));
            }
        }
    });
    complaints.none();
}

fn paged(faults: Vec<Fault>) -> Behavior {
    Behavior {
        page_size: Some(1),
        faults,
        ..Behavior::default()
    }
}

#[test]
fn the_deadline_ends_a_call_that_never_ends() {
    let scenario = Scenario::named("alb-managed");
    let fault = Fault {
        service: "ec2".to_owned(),
        operation: "describe-vpcs".to_owned(),
        wrong: Wrong::Hang,
    };
    let replay = serve(&scenario.files, paged(vec![fault]));
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("snapshot");
    let ended = ask(
        &replay,
        &scenario.files,
        &[
            "collect",
            "--deadline",
            "3",
            "--timeout",
            "60",
            "-o",
            path.to_str().unwrap(),
        ],
    );
    assert_eq!(ended.code, 3, "{}", ended.stderr);
    let collected = load(&path);
    assert!(collected.files.len() > 30, "what was answered is kept");
    let gaps = collected.gaps();
    let gap = gaps
        .iter()
        .find(|(name, _, _)| name == "ec2 describe-vpcs")
        .unwrap();
    assert_eq!(gap.2, "no answer before the deadline");
}

/// A role of another account is assumed, and its answers land under that account.
#[test]
fn a_second_account_is_asked_with_its_role() {
    const OTHER: &str = "999988887777";
    let scenario = Scenario::named("alb-self-managed");
    let (account, _) = home(&scenario.files);
    let files = with_peer_in(&scenario.files, &account, OTHER);
    let replay = serve(&files, Behavior::default());
    let role = format!("arn:aws:iam::{OTHER}:role/gatepath-read");

    let alone = super::machine::collect(&replay, &files, &[]);
    let gaps = alone.gaps();
    assert!(
        gaps.iter()
            .any(|(_, _, why)| why.contains(&format!("no credentials for account {OTHER}"))),
        "{gaps:?}"
    );
    assert_eq!(
        alone.verdicts().into_values().collect::<Vec<_>>(),
        [Verdict::Unknown]
    );

    let both = super::machine::collect(&replay, &files, &["--role-arn", &role]);
    let there = both
        .files
        .keys()
        .filter(|path| path.starts_with(OTHER))
        .count();
    assert!(there > 10, "{:?}", both.files.keys());
    assert_eq!(
        both.verdicts().into_values().collect::<Vec<_>>(),
        [Verdict::Reachable],
        "{:?}",
        both.gaps()
    );
}

/// The same scenario with everything outside the gateway's VPC in an account of its own.
fn with_peer_in(files: &Files, account: &str, other: &str) -> Files {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let peerings = files
        .iter()
        .find(|(path, _)| path.contains("describe-vpc-peering"))
        .unwrap();
    let peerings: serde_json::Value = serde_json::from_slice(peerings.1).unwrap();
    let gateway = files
        .iter()
        .find(|(path, _)| path.contains("get-resource-gateway"))
        .unwrap();
    let gateway: serde_json::Value = serde_json::from_slice(gateway.1).unwrap();
    let peering = &peerings["VpcPeeringConnections"][0];
    let remote = ["AccepterVpcInfo", "RequesterVpcInfo"]
        .map(|side| peering[side]["VpcId"].as_str().unwrap())
        .into_iter()
        .find(|vpc| *vpc != gateway["vpcId"])
        .unwrap()
        .to_owned();
    let mut moved = Files::new();
    for (path, bytes) in files {
        let mut json: serde_json::Value = serde_json::from_slice(bytes).unwrap();
        rewrite(&mut json, &remote, account, other);
        let is_theirs = ["elbv2.", "acm."]
            .iter()
            .any(|service| path.contains(service));
        let is_shared = ["ec2.", "elbv2.", "acm.", "apigateway.get-rest-apis"]
            .iter()
            .any(|service| path.contains(service));
        let there = path.replace(account, other);
        let content = if is_theirs {
            text(bytes).replace(account, other).into_bytes()
        } else {
            serde_json::to_vec(&json).unwrap()
        };
        if is_shared {
            moved.insert(there, content.clone());
        }
        if !is_theirs {
            moved.insert(path.clone(), content);
        } else if path.ends_with("describe-load-balancers.json") {
            moved.insert(path.clone(), br#"{"LoadBalancers": []}"#.to_vec());
        } else if path.ends_with("describe-target-groups.json") {
            moved.insert(path.clone(), br#"{"TargetGroups": []}"#.to_vec());
        }
    }
    moved
}

/// Gives what belongs to the VPC to the other account.
fn rewrite(json: &mut serde_json::Value, vpc: &str, account: &str, other: &str) {
    match json {
        serde_json::Value::Array(items) => items
            .iter_mut()
            .for_each(|item| rewrite(item, vpc, account, other)),
        serde_json::Value::Object(members) => {
            if members.get("VpcId").is_some_and(|id| id == vpc)
                && let Some(owner) = members.get_mut("OwnerId")
                && owner == account
            {
                *owner = other.into();
            }
            members
                .values_mut()
                .for_each(|value| rewrite(value, vpc, account, other));
        }
        _ => {}
    }
}

#[cfg(unix)]
#[test]
fn an_interruption_keeps_what_was_answered() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    let scenario = Scenario::named("alb-managed");
    let fault = Fault {
        service: "ec2".to_owned(),
        operation: "describe-vpcs".to_owned(),
        wrong: Wrong::Hang,
    };
    let replay = serve(&scenario.files, paged(vec![fault]));
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("snapshot");
    let (account, region) = home(&scenario.files);
    let child = Command::new(env!("CARGO_BIN_EXE_gatepath"))
        .args(["collect", "--timeout", "60", "-o", path.to_str().unwrap()])
        .env_clear()
        .env("AWS_ENDPOINT_URL", replay.endpoint())
        .env("AWS_ACCESS_KEY_ID", format!("AKIA{account}TEST"))
        .env("AWS_SECRET_ACCESS_KEY", "x")
        .env("AWS_REGION", region)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Everything else is answered before long; the one call that hangs keeps the run open.
    let begun = Instant::now();
    let mut before = 0;
    loop {
        std::thread::sleep(Duration::from_millis(300));
        let calls = replay.log().len();
        if calls > 60 && calls == before {
            break;
        }
        before = calls;
        assert!(begun.elapsed() < Duration::from_mins(1), "{calls} calls");
    }
    let id = child.id().to_string();
    let killed = Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert!(killed.success());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130));
    assert!(String::from_utf8_lossy(&ended.stderr).contains("interrupted: "));
    let collected = load(&path);
    assert!(collected.files.len() > 30, "what was answered is kept");
    let gaps = collected.gaps();
    let gap = gaps
        .iter()
        .find(|(name, ..)| name == "ec2 describe-vpcs")
        .unwrap();
    assert_eq!(gap.2, "no answer before the interruption");
}

#[test]
fn a_folder_with_something_in_it_is_refused() {
    let scenario = Scenario::named("alb-managed");
    let replay = serve(&scenario.files, Behavior::default());
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("note"), "keep me").unwrap();
    let path = folder.path().to_str().unwrap();
    let refused = ask(&replay, &scenario.files, &["collect", "-o", path]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.stderr.contains("is not empty"),
        "{}",
        refused.stderr
    );
    assert!(replay.log().is_empty(), "nothing was asked");
}

#[test]
fn a_gateway_that_is_not_there_is_an_error() {
    let scenario = Scenario::named("alb-managed");
    let replay = serve(&scenario.files, Behavior::default());
    for (option, noun) in [("--gateway", "gateway"), ("--target", "target")] {
        let collected = super::machine::collect(&replay, &scenario.files, &[option, "nobody"]);
        assert_eq!(collected.ran.code, 2);
        let stderr = &collected.ran.stderr;
        assert!(
            stderr.contains(&format!("no {noun} of that name")),
            "{stderr}"
        );
    }
}

#[test]
fn without_credentials_or_region_it_says_what_to_do() {
    let none = |variables: &[(&str, &str)]| {
        let mut command = gatepath(&["collect", "-o", "/nonexistent/snapshot"]);
        // No instance and no container gives credentials here.
        command.env("AWS_EC2_METADATA_DISABLED", "true");
        for (name, value) in variables {
            command.env(name, value);
        }
        ran(&mut command)
    };
    let no_region = none(&[("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "y")]);
    assert_eq!(no_region.code, 2);
    assert!(
        no_region.stderr.contains("no AWS Region given"),
        "{}",
        no_region.stderr
    );
    assert!(
        no_region.stderr.contains("--region"),
        "{}",
        no_region.stderr
    );
    let no_credentials = none(&[("AWS_REGION", "eu-west-1")]);
    assert_eq!(no_credentials.code, 2);
    assert!(
        no_credentials.stderr.contains("no AWS credentials"),
        "{}",
        no_credentials.stderr
    );
    assert!(
        no_credentials.stderr.contains("hint: "),
        "{}",
        no_credentials.stderr
    );
}
