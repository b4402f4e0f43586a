//! A target gets before it exists the verdict that it has once it exists.

use std::collections::BTreeMap;
use std::fs;

use gatepath::analysis::{Selection, TargetDiagnosis, diagnose};
use gatepath::planned::Plan;
use gatepath::reach::Verdict;
use gatepath::snapshot::{LoadOptions, Snapshot};
use gatepath::topology::Topology;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::command::run;
use crate::scenario::{Expected, Files, Scenario, diagnose_files, fixture};
use crate::scenarios::judge;

/// A story about files of planned resources: a folder of `fixtures/preflight`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Story {
    #[serde(rename = "story")]
    _words: String,
    base: String,
    files: Vec<String>,
    #[serde(default)]
    parameters: BTreeMap<String, String>,
    expect: Expected,
}

/// Such a story, ready to run.
pub(crate) struct Planned {
    name: String,
    story: Story,
}

impl Planned {
    /// Every story, by name.
    pub(crate) fn all() -> Vec<Self> {
        let folders = fs::read_dir(fixture("preflight")).unwrap();
        let folders = folders.map(|entry| entry.unwrap().path());
        let mut stories: Vec<Self> = folders
            .filter(|folder| folder.join("scenario.toml").exists())
            .map(|folder| {
                let text = fs::read_to_string(folder.join("scenario.toml")).unwrap();
                let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
                let story = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
                Self { name, story }
            })
            .collect();
        stories.sort_by(|a, b| a.name.cmp(&b.name));
        stories
    }

    /// The planned targets, judged over the snapshot of the base.
    pub(crate) fn targets(&self) -> Vec<TargetDiagnosis> {
        let base = Scenario::named(&self.story.base);
        let plans = self.story.files.iter().map(|file| {
            let path = fixture("preflight").join(&self.name).join(file);
            Plan::read(file, &fs::read(path).unwrap(), &self.story.parameters).unwrap()
        });
        judged(&base.files, &plans.collect::<Vec<_>>())
    }
}

#[test]
fn every_plan_comes_out_as_expected() {
    let mut wrong = Vec::new();
    let stories = Planned::all();
    assert!(stories.len() >= 20, "{}", stories.len());
    for planned in &stories {
        let targets = planned.targets();
        assert_eq!(targets.len(), 1, "{}", planned.name);
        let problems = judge(&targets[0], &planned.story.expect);
        if !problems.is_empty() {
            wrong.push(format!("{}: {}", planned.name, problems.join("; ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_open_until_the_plan_is_applied_is_named() {
    let open = Planned::all()
        .into_iter()
        .find(|planned| planned.name == "template-open-until-deployed");
    let target = open.unwrap().targets().remove(0);
    let steps: Vec<&str> = target
        .journey
        .steps()
        .map(|step| step.summary.as_str())
        .collect();
    assert_eq!(
        steps,
        [
            "the target is READY",
            "not known until the plan is applied: the export network-gateway-group of another stack"
        ]
    );
}

/// AgentCore makes the association when it makes the target. What it refuses as private authority
/// blocks a request; a target that serves was made with another one.
const ONLY_AFTER: [(&str, Verdict); 2] = [
    ("lat003-association-missing", Verdict::Reachable),
    ("tls007-object-not-pem", Verdict::Blocked),
];

#[test]
fn a_request_gets_the_verdict_of_the_target_that_it_makes() {
    let mut wrong = Vec::new();
    let mut compared = 0;
    for scenario in Scenario::all() {
        // Whether it will be READY, no request tells.
        let diagnosis = diagnose_files(&made_ready(&scenario.files));
        for target in &diagnosis.targets {
            let (gateway, id) = (
                target.journey.gateway.as_str(),
                target.journey.target.as_str(),
            );
            let Some(request) = request(&scenario.files, gateway, id) else {
                continue;
            };
            compared += 1;
            let before = before(&scenario.files, &request);
            let expected = ONLY_AFTER
                .iter()
                .find(|(name, _)| *name == scenario.name)
                .map_or(target.journey.verdict, |(_, verdict)| *verdict);
            if before != expected {
                wrong.push(format!(
                    "{}: {before:?} before, {expected:?} after: {:?}",
                    scenario.name,
                    target
                        .findings
                        .iter()
                        .map(|finding| finding.rule)
                        .collect::<Vec<_>>()
                ));
            }
        }
    }
    assert!(compared > 250, "{compared}");
    assert!(
        wrong.is_empty(),
        "{} of {compared}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The snapshot of a scenario, as an argument.
fn snapshot(scenario: &str) -> String {
    format!("fixtures/scenarios/{scenario}/snapshot")
}

#[test]
fn the_exit_code_is_that_of_a_diagnosis() {
    for (story, code) in [
        ("nlb-managed-template/template.json", 0),
        ("template-forgets-ingress/template.yaml", 1),
        ("template-open-until-deployed/template.yaml", 3),
    ] {
        let file = format!("fixtures/preflight/{story}");
        let ran = run(&[
            "preflight",
            &file,
            "--snapshot",
            &snapshot("nlb-managed"),
            "--parameter",
            "Stage=prod",
        ]);
        // Only one of them has the parameter.
        let expected = if story.contains("forgets") { code } else { 2 };
        assert_eq!(ran.code, expected, "{story}: {}", ran.stderr);
        if expected == 2 {
            assert!(ran.stderr.contains("parameter Stage"), "{}", ran.stderr);
            let ran = run(&["preflight", &file, "--snapshot", &snapshot("nlb-managed")]);
            assert_eq!(ran.code, code, "{story}: {}", ran.stderr);
        }
    }
}

#[test]
fn one_bad_file_never_stops_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("bad.json");
    fs::write(&bad, "{\"Resources\": {").unwrap();
    let good = "fixtures/preflight/request-reuses-gateway/request.json";
    let ran = run(&[
        "preflight",
        bad.to_str().unwrap(),
        good,
        "--snapshot",
        &snapshot("nlb-managed"),
        "--format",
        "short",
    ]);
    assert_eq!(ran.code, 2);
    assert!(ran.stdout.starts_with("reachable"), "{}", ran.stdout);
    assert!(
        ran.stderr.contains("bad.json: not JSON: EOF"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("line 1 column"), "{}", ran.stderr);
}

#[test]
fn evidence_of_planned_resources_names_the_file_and_can_be_quoted() {
    let file = "fixtures/preflight/template-forgets-ingress/template.yaml";
    let ran = run(&[
        "preflight",
        file,
        "--snapshot",
        &snapshot("nlb-managed"),
        "--parameter",
        "Stage=prod",
        "--format",
        "json",
    ]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let assumptions = report["targets"][0]["assumptions"].to_string();
    assert!(
        assumptions.contains("AgentCore makes a resource gateway"),
        "{assumptions}"
    );
    let steps = report["targets"][0]["steps"].to_string();
    assert!(steps.contains("template.yaml#Target"), "{steps}");
    let request = "fixtures/preflight/request-default-group/request.json";
    let ran = run(&[
        "preflight",
        request,
        "--snapshot",
        &snapshot("nlb-managed"),
        "--format",
        "json",
    ]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let findings = report["targets"][0]["findings"].as_array().unwrap();
    let quoted = findings
        .iter()
        .flat_map(|finding| finding["evidence"].as_array().unwrap());
    let own: Vec<&Value> = quoted
        .filter(|one| one["file"].as_str().unwrap().ends_with("request.json"))
        .collect();
    assert!(!own.is_empty());
    assert!(own.iter().all(|one| !one["value"].is_null()), "{own:?}");
}

#[test]
fn members_of_a_wrong_type_are_told_and_stop_nothing() {
    let base = Scenario::named("nlb-managed");
    for (wrong, pointer) in [
        (json!({"targetConfiguration": []}), "/targetConfiguration"),
        (json!({"privateEndpoint": "x"}), "/privateEndpoint"),
        (
            json!({"privateEndpoint": {"managedVpcResource": {"subnetIds": {"a": 1}}}}),
            "/privateEndpoint",
        ),
        (
            json!({"credentialProviderConfigurations": {"a": 1}}),
            "/credentialProviderConfigurations",
        ),
        (json!({"name": 5}), "/name"),
        (json!({"gatewayIdentifier": 5}), "/gatewayIdentifier"),
    ] {
        let mut request = json!({
            "gatewayIdentifier": "orders-gateway-mz5m8h3t6o", "name": "next",
            "targetConfiguration": {"mcp": {"mcpServer": {"endpoint": "https://mcp.platform.example.com"}}},
        });
        for (name, value) in wrong.as_object().unwrap() {
            request[name] = value.clone();
        }
        let plan = Plan::read(
            "request.json",
            request.to_string().as_bytes(),
            &BTreeMap::new(),
        );
        let target = judged(&base.files, &[plan.unwrap()]).remove(0);
        assert_eq!(target.journey.verdict, Verdict::Blocked, "{wrong}");
        let finding = target
            .findings
            .iter()
            .find(|finding| finding.rule.code() == "GW009");
        assert!(finding.unwrap().message.contains(pointer), "{wrong}");
    }
}

/// The same files, in which every target is READY.
fn made_ready(files: &Files) -> Files {
    let mut files = files.clone();
    for (path, bytes) in &mut files {
        let parsed = serde_json::from_slice::<Map<String, Value>>(bytes);
        if let Ok(mut answer) = parsed
            && path.contains(".get-gateway-target.")
        {
            answer.insert("status".into(), json!("READY"));
            answer.remove("statusReasons");
            *bytes = serde_json::to_vec(&answer).unwrap();
        }
        if let Ok(mut list) = serde_json::from_slice::<Value>(bytes)
            && path.contains(".list-gateway-targets.")
        {
            for item in list["items"].as_array_mut().into_iter().flatten() {
                item["status"] = json!("READY");
            }
            *bytes = serde_json::to_vec(&list).unwrap();
        }
    }
    files
}

/// The request that would have made an observed target.
fn request(files: &Files, gateway: &str, target: &str) -> Option<Value> {
    let end = format!("bedrock-agentcore-control.get-gateway-target.{gateway}.{target}.json");
    let (_, bytes) = files.iter().find(|(path, _)| path.ends_with(&end))?;
    let answer: Map<String, Value> = serde_json::from_slice(bytes).ok()?;
    let members = [
        "name",
        "description",
        "targetConfiguration",
        "credentialProviderConfigurations",
        "privateEndpoint",
        "certificateConfigurations",
    ];
    let mut request = Map::new();
    request.insert("gatewayIdentifier".into(), json!(gateway));
    for member in members {
        let value = answer
            .get(member)
            .filter(|value| **value != json!([]) && !value.is_null());
        if let Some(value) = value {
            request.insert(member.into(), value.clone());
        }
    }
    Some(request.into())
}

fn before(files: &Files, request: &Value) -> Verdict {
    let plan = Plan::read(
        "request.json",
        request.to_string().as_bytes(),
        &BTreeMap::new(),
    );
    judged(files, &[plan.unwrap()]).remove(0).journey.verdict
}

/// The planned targets, judged over a snapshot.
fn judged(files: &Files, plans: &[Plan]) -> Vec<TargetDiagnosis> {
    let options = LoadOptions {
        allow_incomplete: true,
    };
    let files = files
        .iter()
        .map(|(path, bytes)| (path.clone(), bytes.clone()));
    let mut snapshot = Snapshot::from_files(files, &options).unwrap();
    let laid = plans
        .iter()
        .flat_map(|plan| plan.lay_over(&mut snapshot).unwrap().targets);
    let laid: Vec<_> = laid.collect();
    let topology = Topology::build(snapshot);
    let mut targets = diagnose(&topology, &Selection::default()).unwrap().targets;
    targets.retain(|target| {
        laid.iter().any(|planned| {
            target.journey.gateway.as_str() == planned.gateway
                && target.journey.target.as_str() == planned.target
        })
    });
    targets
}
