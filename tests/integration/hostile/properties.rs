//! Generated input: whatever the bytes, loading ends in a snapshot or in an error.

use std::fs;

use gatepath::snapshot::{EvidenceReader, LoadError, LoadOptions, Observation, Snapshot};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{FOLDER, INCOMPLETE, INTERFACES, NAMES, archive};

/// Names that lead to every way of reading.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("manifest.json".to_owned()),
        Just("any.json".to_owned()),
        Just("ec2.describe-network-interfaces.json".to_owned()),
        Just("elbv2.describe-target-health.a%3Ab.json".to_owned()),
        Just("elbv2.describe-rules.json".to_owned()),
        Just("bedrock-agentcore-control.get-gateway-target.json".to_owned()),
        Just("x.describe-y.json".to_owned()),
        "[a-z0-9./%-]{0,24}\\.json",
        ".{0,24}\\.json",
    ]
}

/// Text that is nearly an answer: valid JSON of known words in unlikely places.
fn answer() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        Just("Vpcs"),
        Just("VpcId"),
        Just("Listeners"),
        Just("LoadBalancerListeners"),
        Just("Rules"),
        Just("RuleArn"),
        Just("LoadBalancerArn"),
        Just("NextToken"),
        Just("IsTruncated"),
        Just("Error"),
        Just("Code"),
        Just("message"),
        Just("targetId"),
        Just("targetConfiguration"),
        Just("Reservations"),
        Just("Instances"),
        Just("InstanceId"),
        Just("schema_version"),
        Just("calls"),
        Just("createdAt"),
        Just("VpcAttributes"),
        Just("Certificate"),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(json!("1.0")),
    ];
    leaf.prop_recursive(5, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((word.clone(), inner), 0..6).prop_map(|members| members
                .into_iter()
                .map(|(k, v)| (k.to_owned(), v))
                .collect()),
        ]
    })
}

/// Loading fails or gives a snapshot whose ids are sound; with leave to, it only fails on a
/// manifest of another version.
fn check(files: Vec<(String, Vec<u8>)>) -> Result<(), TestCaseError> {
    if let Err(error) = Snapshot::from_files(files.clone(), &LoadOptions::default()) {
        let text = error.to_string();
        prop_assert!(!text.contains('\u{1b}'), "{:?}", text);
    }
    match Snapshot::from_files(files, &INCOMPLETE) {
        Err(error) => prop_assert!(matches!(error, LoadError::Version { .. }), "{}", error),
        Ok(snapshot) => {
            for observed in &snapshot.vpcs {
                snapshot.scope(observed.source);
            }
            for (_, _, observation) in snapshot.calls.iter() {
                match observation {
                    Observation::Complete(file) => drop(snapshot.file(file).clone()),
                    Observation::Partial(gap) | Observation::Failed(gap) => {
                        drop(snapshot.gap(gap).clone());
                    }
                    Observation::Never => {}
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn any_bytes_are_harmless(
        files in prop::collection::vec((name(), prop::collection::vec(any::<u8>(), 0..200)), 0..4)
    ) {
        check(files)?;
    }

    #[test]
    fn any_json_is_harmless(files in prop::collection::vec((name(), answer()), 0..4)) {
        check(files.into_iter().map(|(name, value)| (name, value.to_string().into_bytes())).collect())?;
    }

    #[test]
    fn a_damaged_answer_is_harmless(
        which in 0..NAMES.len(), at in any::<prop::sample::Index>(), byte in any::<u8>()
    ) {
        let (name, text) = NAMES[which];
        let mut bytes = text.as_bytes().to_owned();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        check(vec![(format!("{FOLDER}/{name}"), bytes)])?;
    }

    #[test]
    fn a_damaged_archive_is_harmless(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = archive(&[("a/Vpcs.json", b"{\"Vpcs\": []}"), ("a/b.json", b"{}")]);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let packed = tempfile::Builder::new().suffix(".tgz").tempfile().unwrap();
        fs::write(packed.path(), bytes).unwrap();
        // Any result will do, as long as there is one.
        let _ = Snapshot::load(packed.path(), &INCOMPLETE);
    }

    #[test]
    fn any_pointer_is_harmless(pointers in prop::collection::btree_set("[/~01a-zA-Z]{0,12}|.{0,8}", 0..4)) {
        let reader = EvidenceReader::from_files([("a.json".to_owned(), INTERFACES.into())]);
        let document: Value = serde_json::from_str(INTERFACES).unwrap();
        let found = reader.read(&[("a.json".to_owned(), pointers.clone())].into()).unwrap();
        for pointer in pointers {
            prop_assert_eq!(found["a.json"].get(&pointer), document.pointer(&pointer));
        }
    }
}
