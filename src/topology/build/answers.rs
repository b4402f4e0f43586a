//! Answers about one resource that only the request named.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use crate::snapshot::{FileId, Keyed, Observation, Observed, Source};

use super::Builder;
use super::settle::{agree, members};

/// The whole answers of one operation, by what they are about.
#[derive(Debug)]
pub(super) struct Answers<T>(HashMap<Arc<str>, Vec<Observed<T>>>);

impl<T> Answers<T> {
    /// The records of the answer about `key`; `None` if no whole answer was observed.
    pub(super) fn take(&mut self, key: &str) -> Option<Vec<Observed<T>>> {
        self.0.remove(key)
    }
}

impl Builder {
    /// Groups the records of an operation. Only whole answers count: a record that is missing from
    /// one of those does not exist. Of several answers about one resource the first stays, if they
    /// agree; else none does, and a gap is reported.
    pub(super) fn answers<T: Serialize>(
        &mut self,
        table: Vec<Observed<Keyed<T>>>,
        service: &str,
        operation: &str,
    ) -> Answers<T> {
        let mut whole: BTreeMap<(Arc<str>, FileId), Vec<Observed<T>>> = BTreeMap::new();
        for (_, call, observation) in self.calls.iter() {
            if let Observation::Complete(file) = observation
                && call.service == service
                && call.operation == operation
                && let Some(key) = call.key.first()
            {
                whole.insert((key.as_str().into(), file), Vec::new());
            }
        }
        for Observed {
            record: Keyed { key, record },
            source,
        } in table
        {
            if let Some(records) = whole.get_mut(&(key, source.file())) {
                records.push(Observed { record, source });
            }
        }
        let mut answers: HashMap<Arc<str>, Vec<Observed<T>>> = HashMap::with_capacity(whole.len());
        let mut contradictory = BTreeMap::new();
        for ((key, file), records) in whole {
            match answers.entry(key) {
                Entry::Vacant(entry) => {
                    entry.insert(records);
                }
                Entry::Occupied(entry) if agree(&[values(entry.get()), values(&records)]) => {}
                Entry::Occupied(entry) => {
                    contradictory.insert(entry.key().clone(), file);
                }
            }
        }
        for (key, file) in contradictory {
            answers.remove(&key);
            self.report_contradiction(&key, Source::document(file));
        }
        Answers(answers)
    }

    /// Whether the whole answer of a call about `key`, or of the call about everything, was observed
    /// in the account and Region of `source`.
    pub(super) fn is_answered(
        &self,
        source: Source,
        service: &str,
        operation: &str,
        key: &str,
    ) -> bool {
        let scope = self.scope(source);
        let observation = self.calls.observed(&scope, service, operation, &[key]);
        matches!(observation, Observation::Complete(_))
    }
}

fn values<T: Serialize>(records: &[Observed<T>]) -> Value {
    let records: Vec<&T> = records.iter().map(|observed| &observed.record).collect();
    members(&records)
}
