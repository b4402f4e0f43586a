//! Missing evidence never flips a verdict, and the order of the input does not matter.

use gatepath::analysis::{Diagnosis, Finding};
use gatepath::reach::Verdict;
use serde_json::Value;

use crate::scenario::{Files, Scenario};

#[test]
fn deleting_any_one_file_never_flips_a_verdict() {
    let mut flips = Vec::new();
    for scenario in Scenario::all() {
        let whole = scenario.diagnose();
        for path in scenario.files.keys() {
            let mut files = scenario.files.clone();
            files.remove(path);
            for (id, before, after) in changes(&whole, &scenario.diagnose_instead(&files)) {
                if after != before && after != Verdict::Unknown {
                    flips.push(format!(
                        "{}: {id} {before} → {after} without {path}",
                        scenario.name
                    ));
                }
            }
        }
    }
    assert!(
        flips.is_empty(),
        "{} flips:\n{}",
        flips.len(),
        flips.join("\n")
    );
}

#[test]
fn findings_do_not_depend_on_the_order_of_the_input() {
    for scenario in Scenario::all() {
        let reversed: Files = scenario
            .files
            .iter()
            .map(|(path, content)| {
                let mut json: Value = serde_json::from_slice(content).unwrap();
                // The order of servers in a document means something.
                if !path.contains("/s3api.get-object.") {
                    reverse(&mut json);
                }
                (path.clone(), serde_json::to_vec(&json).unwrap())
            })
            .collect();
        let before = essence(&scenario.diagnose());
        assert_eq!(
            before,
            essence(&scenario.diagnose_instead(&reversed)),
            "{}",
            scenario.name
        );
    }
}

/// Verdict before and after, of each target that is still known.
fn changes(whole: &Diagnosis, part: &Diagnosis) -> Vec<(String, Verdict, Verdict)> {
    let mut changes = Vec::new();
    for before in &whole.targets {
        let journey = &before.journey;
        let after = part.targets.iter().find(|after| {
            after.journey.gateway == journey.gateway && after.journey.target == journey.target
        });
        if let Some(after) = after {
            changes.push((
                journey.target.to_string(),
                journey.verdict,
                after.journey.verdict,
            ));
        }
    }
    changes
}

/// What must stay the same: everything but the pointers into files.
fn essence(diagnosis: &Diagnosis) -> Vec<(String, Verdict, Vec<String>)> {
    let finding = |finding: &Finding| {
        let Finding {
            rule,
            severity,
            subject,
            message,
            fix,
            ..
        } = finding;
        format!("{rule} {severity:?} {subject:?} {message} {fix:?}")
    };
    let targets = diagnosis.targets.iter();
    targets
        .map(|target| {
            let findings = target.findings.iter().map(finding).collect();
            (
                target.journey.target.to_string(),
                target.journey.verdict,
                findings,
            )
        })
        .collect()
}

/// Turns every list of records around. Lists of plain values keep their order: it may mean
/// something to AWS, as in certificate chains and name server lists.
fn reverse(json: &mut Value) {
    match json {
        Value::Array(items) => {
            items.iter_mut().for_each(reverse);
            if items.iter().all(Value::is_object) {
                items.reverse();
            }
        }
        Value::Object(members) => members.values_mut().for_each(reverse),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
