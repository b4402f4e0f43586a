//! Redacted snapshots: the same verdicts, and nothing in them that tells whose they are.

use std::collections::{BTreeMap, BTreeSet};

use gatepath::analysis::{Diagnosis, TargetDiagnosis};
use gatepath::reach::{Step, Verdict};
use gatepath::snapshot::{Gap, LoadOptions, Manifest, RedactOptions, Snapshot, redact};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::scenario::{Files, Scenario, diagnose_files, fixture, read};

const MANIFEST: &str = "manifest.json";

/// Every scenario and the demo. What was supplied beside a snapshot stays with who supplied it.
fn all() -> Vec<(String, Files)> {
    let mut all: Vec<_> = Scenario::all()
        .into_iter()
        .map(|scenario| (scenario.name, scenario.files))
        .collect();
    all.push(("demo".to_owned(), read(&fixture("demo"))));
    all
}

fn redacted(files: &Files, keep_certificates: bool) -> Files {
    let mut manifest = match files.get(MANIFEST) {
        Some(bytes) => serde_json::from_slice(bytes).unwrap(),
        None => Manifest {
            schema_version: Manifest::SCHEMA_VERSION.to_owned(),
            ..Manifest::default()
        },
    };
    let options = RedactOptions { keep_certificates };
    let mut new = redact(files.clone(), &mut manifest, &options).unwrap();
    new.insert(MANIFEST.to_owned(), serde_json::to_vec(&manifest).unwrap());
    new
}

/// What must stay, by target: verdict, rules and severities, paths with the ports that are open and
/// blocked, and how each step ended.
fn outline(diagnosis: &Diagnosis) -> BTreeMap<String, String> {
    let outlines = diagnosis.targets.iter().map(|target| {
        let journey = &target.journey;
        let mut rules: Vec<String> = target
            .findings
            .iter()
            .map(|found| {
                format!(
                    "{:?} {:?} {:?}",
                    found.rule, found.severity, found.confidence
                )
            })
            .collect();
        rules.sort();
        let ends = |steps: &[Step]| -> Vec<String> {
            let end = |step: &Step| format!("{:?} {:?}", step.kind, step.outcome.verdict());
            steps.iter().map(end).collect()
        };
        let mut out = format!(
            "{:?} {rules:?} {:?}",
            journey.verdict,
            ends(&journey.common)
        );
        let mut paths: Vec<String> = journey
            .paths
            .iter()
            .map(|path| {
                format!(
                    "\n {} {:?} {:?} open {:?} blocked {:?} backends {}",
                    path.subnet,
                    path.interface,
                    path.verdict,
                    path.trace.open,
                    path.trace.blocked,
                    path.backends.len(),
                )
            })
            .collect();
        paths.sort();
        out += &paths.concat();
        (target.journey.target.to_string(), out)
    });
    outlines.collect()
}

#[test]
fn redaction_changes_no_verdict() {
    for (name, files) in all() {
        let before = outline(&diagnose_files(&files));
        assert!(!before.is_empty(), "{name}");
        let once = redacted(&files, true);
        assert_eq!(before, outline(&diagnose_files(&once)), "{name}");
        let twice = redacted(&once, true);
        assert_eq!(before, outline(&diagnose_files(&twice)), "{name}, twice");
    }
}

#[test]
fn without_certificates_a_verdict_may_become_unknown() {
    let mut left_out = 0;
    for (name, files) in all() {
        let (before, after) = (
            diagnose_files(&files),
            diagnose_files(&redacted(&files, false)),
        );
        if !files
            .keys()
            .any(|path| path.contains("acm.get-certificate"))
        {
            assert_eq!(outline(&before), outline(&after), "{name}");
            continue;
        }
        left_out += 1;
        let verdicts = |diagnosis: &Diagnosis| -> BTreeMap<String, Verdict> {
            let verdict = |target: &TargetDiagnosis| {
                let journey = &target.journey;
                (journey.target.to_string(), journey.verdict)
            };
            diagnosis.targets.iter().map(verdict).collect()
        };
        let after = verdicts(&after);
        for (target, verdict) in verdicts(&before) {
            let is_honest = after[&target] == verdict || after[&target] == Verdict::Unknown;
            assert!(is_honest, "{name}: {verdict:?} became {:?}", after[&target]);
        }
    }
    assert!(left_out > 5, "some scenarios hold certificates");
}

#[test]
fn redacted_snapshots_load_without_complaint() {
    for (name, files) in all() {
        let load = |files: &Files, allow_incomplete| {
            Snapshot::from_files(files.clone(), &LoadOptions { allow_incomplete })
                .unwrap_or_else(|error| panic!("{name}: {error}"))
        };
        let before = load(&files, true);
        let after = load(&redacted(&files, true), false);
        assert_eq!(before.record_count(), after.record_count(), "{name}");
        let reasons = |snapshot: &Snapshot| -> Vec<(String, String)> {
            let reason = |gap: &Gap| (gap.call.operation.clone(), gap.reason.to_string());
            snapshot.gaps.iter().map(reason).collect()
        };
        assert_eq!(reasons(&before).len(), reasons(&after).len(), "{name}");
    }
}

#[test]
fn nothing_tells_whose_they_are() {
    let mut leaks = BTreeMap::new();
    for (name, files) in all() {
        let secrets = secrets(&files);
        assert!(secrets.len() > 9, "{name}: {secrets:?}");
        let new = redacted(&files, false);
        let mut told = BTreeSet::new();
        for (path, bytes) in &new {
            told.extend(words(&percent_decode_str(path).decode_utf8().unwrap()));
            let value: Value = serde_json::from_slice(bytes).unwrap();
            each_text(&value, "", &mut |_, text| told.extend(words(text)));
            let text = String::from_utf8(bytes.clone()).unwrap();
            let text = text.to_lowercase();
            let long = secrets.iter().filter(|secret| secret.len() >= 9);
            told.extend(long.filter(|secret| text.contains(*secret)).cloned());
        }
        let left: Vec<_> = secrets.intersection(&told).collect();
        if !left.is_empty() {
            leaks.insert(name, format!("{left:?}"));
        }
    }
    assert!(leaks.is_empty(), "{leaks:#?}");
}

/// Words of a snapshot that tell whose it is: accounts, tags, names, labels of domains.
fn secrets(files: &Files) -> BTreeSet<String> {
    let mut secrets = BTreeSet::new();
    for (path, bytes) in files {
        let account = path.split('/').next().unwrap_or_default();
        secrets.extend(Some(account.to_owned()).filter(|account| account != MANIFEST));
        let Ok(value) = serde_json::from_slice::<Value>(bytes) else {
            continue;
        };
        each_text(&value, "", &mut |place, text| {
            let member = place.rsplit('/').next().unwrap_or_default();
            let is_tag = place.contains("/Tags/Value")
                || place.contains("/TagSet/Value")
                || place.contains("/tags/");
            let is_name = is_tag
                || NAMED.contains(&member)
                || member == "name" && !place.starts_with("/tool")
                || member.ends_with("DomainName")
                || place.contains("HostedZone") && member == "Name"
                || place == "/ResourceRecordSets/Name";
            let is_of_aws = text.contains("amazonaws.com") || text.contains(".on.aws");
            if is_name && !is_of_aws {
                secrets.extend(words(text));
            }
            secrets.extend(
                words(text)
                    .filter(|word| word.len() == 12 && word.bytes().all(|b| b.is_ascii_digit())),
            );
        });
    }
    secrets.retain(|secret| {
        let is_short_number = secret.len() < 6 && secret.bytes().all(|b| b.is_ascii_digit());
        // Ids of resources stay, also where a tag or a description names one.
        let is_id = secret.len() == 17 && secret.bytes().all(|b| b.is_ascii_hexdigit());
        secret.len() > 2 && !is_short_number && !is_id && !COMMON.contains(&secret.as_str())
    });
    secrets
}

/// Texts with the members that lead to them, texts with JSON in them as what they hold.
fn each_text(value: &Value, place: &str, visit: &mut dyn FnMut(&str, &str)) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                each_text(value, &format!("{place}/{name}"), visit);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| each_text(value, place, visit)),
        Value::String(text) => visit(place, text),
        _ => {}
    }
}

/// Letters and digits between anything else.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .map(str::to_lowercase)
}

const NAMED: &[&str] = &[
    "Comment",
    "GroupName",
    "LoadBalancerName",
    "PrefixListName",
    "SubjectAlternativeNames",
    "TargetGroupName",
    "customDomainName",
    "description",
    "domain",
    "domainName",
    "resourceConfigurationName",
    "stageName",
];

/// Words that AWS itself puts into names, kinds and settings.
const COMMON: &[&str] = &[
    "agentcore",
    "amazonaws",
    "api",
    "app",
    "central",
    "com",
    "control",
    "default",
    "endpoint",
    "endpoints",
    "execute",
    "false",
    "gateway",
    "igw",
    "internal",
    "lattice",
    "lists",
    "logs",
    "managed",
    "mcp",
    "mcpserver",
    "names",
    "nat",
    "private",
    "public",
    "resource",
    "rest",
    "rgw",
    "server",
    "subnets",
    "the",
    "traffic",
    "true",
    "vpc",
    "west",
    "zone",
];
