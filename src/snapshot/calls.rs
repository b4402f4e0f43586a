//! Which API calls a snapshot holds the answers of.

use std::cmp::Ordering;

use crate::snapshot::{Call, FileId, GapId, Scope, route53::bare_zone_id};

/// What is known of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Observation {
    /// The whole answer is in this file. What is not in it does not exist.
    Complete(FileId),
    /// There is an answer, but not the whole of it.
    Partial(GapId),
    /// The call was made and gave no answer, or an answer that cannot be read.
    Failed(GapId),
    /// Nobody made the call.
    Never,
}

/// The calls of a snapshot.
///
/// An empty answer leaves no records, so only the call itself tells "none" from "not known".
#[derive(Clone, Debug, Default)]
pub struct Calls {
    /// Sorted by scope, service, operation, key; unique.
    entries: Vec<Entry>,
}

impl Calls {
    /// What is known of the call for these identifiers.
    ///
    /// Without a key it asks for the list of everything in that account and Region. With one it
    /// asks about that resource: its own call answers if it is complete, else a complete list of
    /// everything. Hosted zone ids are taken with or without `/hostedzone/`.
    pub fn observed(
        &self,
        scope: &Scope,
        service: &str,
        operation: &str,
        key: &[&str],
    ) -> Observation {
        let own = self.find(scope, service, operation, key);
        if key.is_empty() || matches!(own, Observation::Complete(_)) {
            return own;
        }
        match (own, self.find(scope, service, operation, &[])) {
            (_, all @ Observation::Complete(_)) | (Observation::Never, all) => all,
            (own, _) => own,
        }
    }

    /// Whether some answer of this operation is whole, in any account and Region.
    pub fn observed_anywhere(&self, service: &str, operation: &str) -> bool {
        self.of(service, operation)
            .any(|entry| matches!(entry.observation, Observation::Complete(_)))
    }

    /// Whether anybody tried this operation in any account and Region, with whatever result.
    pub fn attempted_anywhere(&self, service: &str, operation: &str) -> bool {
        self.of(service, operation).next().is_some()
    }

    /// The accounts and Regions whose list of everything is whole, in order.
    pub fn complete_scopes<'a>(
        &'a self,
        service: &'a str,
        operation: &'a str,
    ) -> impl Iterator<Item = &'a Scope> {
        self.of(service, operation)
            .filter(|entry| {
                entry.call.key.is_empty() && matches!(entry.observation, Observation::Complete(_))
            })
            .map(|entry| &entry.scope)
    }

    /// Every call, in the order of scope, service, operation and key.
    pub fn iter(&self) -> impl Iterator<Item = (&Scope, &Call, Observation)> {
        self.entries
            .iter()
            .map(|entry| (&entry.scope, &entry.call, entry.observation))
    }

    /// Makes calls of what files and manifest tell. Where they disagree on a call, `merge` rules.
    pub(super) fn new(entries: impl IntoIterator<Item = (Scope, Call, Observation)>) -> Self {
        let mut entries: Vec<_> = entries
            .into_iter()
            .map(|(scope, call, observation)| Entry {
                scope,
                call,
                observation,
            })
            .collect();
        entries.sort();
        entries.dedup_by(|later, kept| {
            let same = later.scope == kept.scope && later.call == kept.call;
            if same {
                kept.observation = merge(kept.observation, later.observation);
            }
            same
        });
        Self { entries }
    }

    fn of<'a>(&'a self, service: &'a str, operation: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.entries
            .iter()
            .filter(move |entry| entry.call.service == service && entry.call.operation == operation)
    }

    fn find(&self, scope: &Scope, service: &str, operation: &str, key: &[&str]) -> Observation {
        let order = |entry: &Entry| {
            (
                &entry.scope,
                entry.call.service.as_str(),
                entry.call.operation.as_str(),
            )
                .cmp(&(scope, service, operation))
                .then_with(|| compare_keys(&entry.call.key, key))
        };
        self.entries
            .binary_search_by(order)
            .map_or(Observation::Never, |found| self.entries[found].observation)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    scope: Scope,
    call: Call,
    observation: Observation,
}

fn compare_keys(own: &[String], asked: &[&str]) -> Ordering {
    own.iter()
        .map(String::as_str)
        .cmp(asked.iter().map(|&part| bare_zone_id(part)))
}

/// What two statements about one call amount to: one whole answer suffices.
fn merge(a: Observation, b: Observation) -> Observation {
    a.min(b)
}
