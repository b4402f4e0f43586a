//! Random networks of which something is not told, told in another order, or garbled.

use std::collections::BTreeMap;

use gatepath::reach::Trace;
use gatepath::snapshot::{LoadOptions, Snapshot};
use gatepath::topology::Topology;
use serde_json::Value;

use super::generate;
use super::model::{Network, Question};
use super::rng::Rng;
use super::{ask, files, in_parallel, ladder, setting};

type Files = BTreeMap<String, Vec<u8>>;

const QUESTIONS: usize = 25;

fn networks() -> usize {
    setting("GATEPATH_ORACLE_FLOWS").unwrap_or(100_000) / 500
}

fn seed() -> usize {
    setting("GATEPATH_ORACLE_SEED").unwrap_or(1)
}

fn world(seed: usize) -> (Network, Vec<Question>, Rng) {
    let mut rng = Rng(u64::try_from(seed).expect("a seed"));
    let network = generate::network(&mut rng);
    let questions = (0..QUESTIONS).map(|_| generate::question(&mut rng, &network));
    let questions = questions.collect();
    (network, questions, rng)
}

fn build(files: &Files) -> Topology {
    let options = LoadOptions {
        allow_incomplete: true,
    };
    Topology::build(Snapshot::from_files(files.clone(), &options).expect("files that load"))
}

#[test]
fn a_file_that_is_missing_flips_no_port() {
    let compared = in_parallel(networks(), |number| {
        let (network, questions, _) = world(seed() + number);
        let all = files(&network);
        let whole = build(&all);
        let before: Vec<Option<Trace>> = questions
            .iter()
            .map(|question| ask(&whole, &network, question))
            .collect();
        let mut compared = 0;
        for path in all.keys() {
            let mut rest = all.clone();
            rest.remove(path);
            let part = build(&rest);
            for (question, before) in questions.iter().zip(&before) {
                let after = ask(&part, &network, question);
                let (Some(before), Some(after)) = (before, after) else {
                    continue;
                };
                compared += 1;
                let opened = before.blocked.intersection(&after.open);
                let closed = before.open.intersection(&after.blocked);
                assert!(
                    opened.is_empty() && closed.is_empty(),
                    "seed {}: without {path}, {question:?}\n{}\n\n{}",
                    seed() + number,
                    ladder(before),
                    ladder(&after)
                );
            }
        }
        compared
    });
    assert!(
        compared > networks() * QUESTIONS,
        "only {compared} compared"
    );
}

#[test]
fn the_order_of_records_does_not_matter() {
    in_parallel(networks(), |number| {
        let (network, questions, _) = world(seed() + number);
        let all = files(&network);
        let turned: Files = all
            .iter()
            .map(|(path, content)| {
                let mut json: Value = serde_json::from_slice(content).expect("JSON");
                if let Some(members) = json.as_object_mut() {
                    for list in members.values_mut().filter_map(Value::as_array_mut) {
                        list.reverse();
                    }
                }
                (path.clone(), json.to_string().into_bytes())
            })
            .collect();
        let (one, other) = (build(&all), build(&turned));
        for question in &questions {
            let ports = |topology| {
                let trace: Option<Trace> = ask(topology, &network, question);
                trace.map(|trace| (trace.open, trace.blocked, trace.undecided))
            };
            assert_eq!(ports(&one), ports(&other), "seed {}", seed() + number);
        }
        1
    });
}

/// Values of a file change places, vanish or become something else: whatever comes of it, the
/// answer names every port once, and nothing panics.
#[test]
fn garbled_networks_are_answered() {
    in_parallel(networks() * 2, |number| {
        let (network, questions, mut rng) = world(seed() + number);
        let mut all = files(&network);
        let texts: Vec<Value> = all
            .values()
            .flat_map(|content| leaves(&serde_json::from_slice(content).expect("JSON")))
            .collect();
        for content in all.values_mut() {
            let mut json: Value = serde_json::from_slice(content).expect("JSON");
            garble(&mut rng, &mut json, &texts);
            *content = json.to_string().into_bytes();
        }
        let topology = build(&all);
        for question in &questions {
            if let Some(trace) = ask(&topology, &network, question) {
                let parts = [&trace.open, &trace.blocked, &trace.undecided];
                let overlap = parts[0].intersection(parts[1]);
                assert!(overlap.is_empty(), "{overlap}");
            }
        }
        1
    });
}

fn leaves(json: &Value) -> Vec<Value> {
    match json {
        Value::Array(items) => items.iter().flat_map(leaves).collect(),
        Value::Object(members) => members.values().flat_map(leaves).collect(),
        leaf => vec![leaf.clone()],
    }
}

/// One leaf in twenty becomes another one, one member in sixty vanishes.
fn garble(rng: &mut Rng, json: &mut Value, texts: &[Value]) {
    match json {
        Value::Array(items) => {
            for item in items.iter_mut() {
                garble(rng, item, texts);
            }
            if rng.percent(3) && !items.is_empty() {
                let twin = items[rng.below(items.len())].clone();
                items.push(twin);
            }
        }
        Value::Object(members) => {
            members.retain(|_, _| rng.below(60) > 0);
            for value in members.values_mut() {
                garble(rng, value, texts);
            }
        }
        leaf if rng.percent(5) => *leaf = texts[rng.below(texts.len())].clone(),
        _ => {}
    }
}
