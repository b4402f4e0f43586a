//! Topologies of a few records, for the tests of the builders.

use serde_json::Value;

use crate::snapshot::{LoadOptions, Snapshot};
use crate::topology::Topology;

/// The topology of some answers: `<account>/<region>/<call>` without `.json`, or just the call for
/// one account and Region.
pub(in crate::topology) fn topology(answers: &[(&str, Value)]) -> Topology {
    let files = answers.iter().map(|(name, answer)| {
        let home = match name {
            name if name.contains('/') => "",
            name if name.starts_with("route53.") => "111122223333/global/",
            _ => "111122223333/eu-west-1/",
        };
        (
            format!("{home}{name}.json"),
            answer.to_string().into_bytes(),
        )
    });
    let options = LoadOptions {
        allow_incomplete: true,
    };
    Topology::build(Snapshot::from_files(files, &options).expect("the test's answers load"))
}
