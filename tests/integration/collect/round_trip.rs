//! Every scenario, served as AWS and collected again, comes back as the same snapshot.

use gatepath::snapshot::Call;
use serde_json::Value;

use super::machine::{Complaints, collect, home, on_threads, serve, verdicts};
use crate::replay::Behavior;
use crate::scenario::{Files, Scenario, diagnose_files};

/// The scenarios. One holds a file that is no answer of AWS, but several in one.
fn scenarios() -> Vec<Scenario> {
    let mut all = Scenario::all();
    for scenario in &mut all {
        // People supply these: no call of a collection makes them.
        let supplied = [
            "iam.simulate-principal-policy",
            "/cloudtrail.",
            "/cloudwatch.",
            "/logs.",
            "/openid.",
            "/s3api.get-object",
        ];
        let is_supplied = |path: &String| supplied.iter().any(|part| path.contains(part));
        if !scenario.supplied.is_empty() || scenario.files.keys().any(is_supplied) {
            scenario.files.clear();
            continue;
        }
        let wrapped = "elbv2.describe-listeners.json";
        let Some(path) = scenario
            .files
            .keys()
            .find(|path| path.ends_with(wrapped))
            .cloned()
        else {
            continue;
        };
        let file: Value = serde_json::from_slice(&scenario.files.remove(&path).unwrap()).unwrap();
        for answer in file["LoadBalancerListeners"].as_array().unwrap() {
            let arn = answer["LoadBalancerArn"].as_str().unwrap();
            let call = Call::new("elbv2", "describe-listeners", &[arn]);
            let path = path.replace(wrapped, &call.file_name());
            let answer = serde_json::json!({"Listeners": answer["Listeners"]});
            scenario
                .files
                .insert(path, serde_json::to_vec(&answer).unwrap());
        }
    }
    all.retain(|scenario| !scenario.files.is_empty());
    assert!(all.len() > 330, "{}", all.len());
    all
}

/// Times of collection differ, so scenarios that judge certificates by it keep theirs.
fn with_time_of(manifest: &Value, files: &Files) -> Value {
    let mut manifest = manifest.clone();
    let original = files.get("manifest.json");
    let original: Value =
        original.map_or(Value::Null, |bytes| serde_json::from_slice(bytes).unwrap());
    match original["captured_at"].as_str() {
        Some(time) => manifest["captured_at"] = time.into(),
        None => {
            manifest.as_object_mut().unwrap().remove("captured_at");
        }
    }
    manifest
}

#[test]
fn everything_comes_back_as_it_was() {
    let complaints = Complaints::default();
    on_threads(4, &scenarios(), |scenario| {
        let replay = serve(
            &scenario.files,
            Behavior {
                page_size: Some(3),
                ..Behavior::default()
            },
        );
        let mut collected = collect(&replay, &scenario.files, &["--all"]);
        let name = &scenario.name;
        for (path, bytes) in &scenario.files {
            // Without a call that leads there, nobody can know of it.
            let Ok(before) = serde_json::from_slice::<Value>(bytes) else {
                continue;
            };
            match collected
                .files
                .get(path)
                .map(|bytes| serde_json::from_slice::<Value>(bytes).unwrap())
            {
                _ if path == "manifest.json" => {}
                Some(after) if after == before => {}
                Some(_) => complaints.add(format!("{name}: {path} differs")),
                None => complaints.add(format!("{name}: {path} was not collected")),
            }
        }
        collected.manifest = with_time_of(&collected.manifest, &scenario.files);
        let (before, after) = (verdicts(&scenario.diagnose()), collected.verdicts());
        if before != after {
            complaints.add(format!("{name}: {before:?} became {after:?}"));
        }
    });
    complaints.none();
}

#[test]
fn what_the_paths_need_gives_the_same_verdicts() {
    let complaints = Complaints::default();
    on_threads(4, &scenarios(), |scenario| {
        let replay = serve(&scenario.files, Behavior::default());
        let mut collected = collect(&replay, &scenario.files, &[]);
        collected.manifest = with_time_of(&collected.manifest, &scenario.files);
        let (before, after) = (verdicts(&scenario.diagnose()), collected.verdicts());
        if before != after {
            let gaps = collected.gaps();
            complaints.add(format!(
                "{}: {before:?} became {after:?}\n  {gaps:?}",
                scenario.name
            ));
        }
    });
    complaints.none();
}

#[test]
fn a_live_diagnosis_says_what_the_saved_evidence_says() {
    let scenario = Scenario::named("alb-managed");
    let replay = serve(&scenario.files, Behavior::default());
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("saved");
    let saved = saved.to_str().unwrap();
    let arguments = [
        "diagnose",
        "--format",
        "json",
        "--fail-on",
        "never",
        "--allow-incomplete",
    ];
    let live = super::machine::ask(
        &replay,
        &scenario.files,
        &[&arguments[..], &["--save", saved]].concat(),
    );
    assert_eq!(live.code, 0, "{}", live.stderr);
    let later = crate::command::run(&[&arguments[..], &["--snapshot", saved]].concat());
    assert_eq!(live.stdout, later.stdout);
    let report: Value = serde_json::from_str(&live.stdout).unwrap();
    assert_eq!(
        report["targets"][0]["verdict"], "reachable",
        "{}",
        live.stdout
    );
}

#[test]
fn a_peered_vpc_is_collected_where_it_is() {
    let scenario = Scenario::named("alb-inter-region");
    let replay = serve(&scenario.files, Behavior::default());
    let collected = collect(&replay, &scenario.files, &[]);
    let (account, region) = home(&scenario.files);
    let elsewhere: Vec<&String> = collected
        .files
        .keys()
        .filter(|path| path.starts_with(&account) && !path.contains(&region))
        .filter(|path| path.contains("ec2.describe-network-interfaces."))
        .collect();
    assert_eq!(elsewhere.len(), 1, "{elsewhere:?}");
    assert_eq!(
        verdicts(&diagnose_files(&scenario.files)),
        collected.verdicts()
    );
}
