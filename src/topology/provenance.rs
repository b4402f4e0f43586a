//! Where the evidence came from, and what is missing.

use jiff::Timestamp;

use crate::snapshot::Source;

use super::{Gap, Scope, Topology};

impl Topology {
    /// When the evidence was taken: the manifest's time, if there is one. Certificates are judged
    /// at this moment, so that the same snapshot always gives the same answer.
    pub fn captured_at(&self) -> Option<Timestamp> {
        self.captured_at
    }

    /// A moment before which the evidence was certainly not taken: the latest change of a target
    /// that it tells of.
    pub fn captured_not_before(&self) -> Option<Timestamp> {
        self.targets()
            .into_iter()
            .filter_map(|target| target.updated_at)
            .max()
    }

    /// The file that holds a record, relative to the root of the snapshot, and the JSON pointer of
    /// the record in it.
    pub fn locate(&self, source: Source) -> (&str, String) {
        let path = self
            .files
            .get(source.file().index())
            .map_or("", |file| &file.path);
        (path, source.pointer())
    }

    /// The account and Region that a record was observed in; `None` if neither is known.
    pub fn scope_of(&self, source: Source) -> Option<&Scope> {
        Some(&self.files.get(source.file().index())?.scope)
    }

    /// The accounts that answered, sorted.
    pub fn accounts(&self) -> impl Iterator<Item = &str> {
        self.accounts.iter().map(|account| &**account)
    }

    /// The Regions that answered, sorted; global services have none.
    pub fn regions(&self) -> impl Iterator<Item = &str> {
        self.regions.iter().map(|region| &**region)
    }

    /// What is missing: calls without a whole answer, and resources that answers describe twice,
    /// differently, so that nothing is decided from them. Sorted.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Whether nothing that was asked for is missing. What nobody asked for does not count.
    pub fn complete(&self) -> bool {
        self.gaps.is_empty()
    }

    /// Whether anybody tried an operation, in any account and Region, with whatever result.
    /// Controls that are off by default are taken as off only if nobody looked at them.
    pub fn attempted(&self, service: &str, operation: &str) -> bool {
        self.calls.attempted_anywhere(service, operation)
    }

    /// Whether a whole answer of an operation was observed, in any account and Region.
    pub fn answered(&self, service: &str, operation: &str) -> bool {
        self.calls.observed_anywhere(service, operation)
    }
}
