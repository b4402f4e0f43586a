//! Putting parsed files together: scopes, calls, gaps.

use std::collections::{BTreeMap, BTreeSet};

use crate::snapshot::{
    Call, Calls, FileId, Gap, GapId, GapReason, Manifest, Observation, Scope, Snapshot,
    load::{
        Problem,
        parse::{Part, canonical},
        scope,
    },
};

/// Makes a snapshot of parsed files, which are in the order of their paths.
pub(super) fn settle(
    manifest: Option<Manifest>,
    mut parts: Vec<Part>,
    problems: Vec<Problem>,
) -> Snapshot {
    let hints: Vec<_> = parts.iter().map(|part| part.hint.clone()).collect();
    let scopes = scope::settle(&hints);
    let mut snapshot = Snapshot::default();
    let mut statements = Statements::default();
    for (part, scope) in parts.iter_mut().zip(scopes) {
        part.file.scope = scope.clone();
        let path = part.file.path.clone();
        let file = snapshot.add_file(std::mem::take(&mut part.file));
        snapshot.absorb_tables(std::mem::take(&mut part.records), file);
        for (call, fault) in part.answers.drain(..) {
            statements.file_says(&scope, call, fault, file, &path);
        }
    }
    for Problem { file, reason } in problems {
        statements.is_bad(&snapshot, file, reason);
    }
    if let Some(manifest) = &manifest {
        statements.manifest_says(&snapshot, manifest);
    }
    snapshot.manifest = manifest;
    (snapshot.calls, snapshot.gaps) = statements.settle();
    snapshot
}

/// What files and manifest say of calls.
#[derive(Default)]
struct Statements {
    /// Whole answers.
    complete: Vec<(Scope, Call, FileId)>,
    /// Faults of answers and missing answers; a call without a name is that of a bad file.
    gaps: BTreeSet<Gap>,
    /// Calls that the manifest says have no whole answer, whatever files hold.
    overruled: BTreeSet<(Scope, Call)>,
}

impl Statements {
    fn file_says(
        &mut self,
        scope: &Scope,
        call: Call,
        fault: Option<GapReason>,
        file: FileId,
        path: &str,
    ) {
        match fault {
            None => self.complete.push((scope.clone(), call, file)),
            Some(reason) => {
                let file = Some(path.to_owned());
                self.gaps.insert(Gap {
                    scope: scope.clone(),
                    call,
                    reason,
                    file,
                });
            }
        }
    }

    /// A file of no use is a gap even if its name does not tell of which call.
    fn is_bad(&mut self, snapshot: &Snapshot, path: String, reason: GapReason) {
        let known = snapshot
            .files
            .binary_search_by(|file| file.path.as_str().cmp(&path));
        let scope = known.map_or_else(|_| Scope::default(), |i| snapshot.files[i].scope.clone());
        let call = known
            .ok()
            .and_then(|i| snapshot.files[i].call.clone())
            .unwrap_or_default();
        self.gaps.insert(Gap {
            scope,
            call,
            reason,
            file: Some(path),
        });
    }

    fn manifest_says(&mut self, snapshot: &Snapshot, manifest: &Manifest) {
        let observed: BTreeSet<_> = self
            .complete
            .iter()
            .map(|(scope, call, _)| (scope, call))
            .chain(self.gaps.iter().map(|gap| (&gap.scope, &gap.call)))
            .map(|(scope, call)| (scope.clone(), call.clone()))
            .collect();
        let is_file = |path: &str| {
            snapshot
                .files
                .binary_search_by(|file| file.path.as_str().cmp(path))
                .is_ok()
        };
        for stated in &manifest.calls {
            let (scope, call) = (stated.scope(), canonical(stated.call()));
            let (reason, file) = match stated.reason() {
                Some(reason) => (reason, stated.file.clone()),
                None if is_file(&stated.path()) => continue,
                None if stated.file.is_none()
                    && observed.contains(&(scope.clone(), call.clone())) =>
                {
                    continue;
                }
                None => (GapReason::FileMissing, Some(stated.path())),
            };
            self.overruled.insert((scope.clone(), call.clone()));
            self.gaps.insert(Gap {
                scope,
                call,
                reason,
                file,
            });
        }
    }

    fn settle(self) -> (Calls, Vec<Gap>) {
        let Self {
            mut complete,
            gaps,
            overruled,
        } = self;
        complete.retain(|(scope, call, _)| !overruled.contains(&(scope.clone(), call.clone())));
        let gaps: Vec<Gap> = gaps.into_iter().collect();
        let mut entries: BTreeMap<_, _> = BTreeMap::new();
        for (id, gap) in (0..).zip(&gaps) {
            if gap.call != Call::default() {
                let observation = match gap.reason {
                    GapReason::MorePages => Observation::Partial(GapId(id)),
                    _ => Observation::Failed(GapId(id)),
                };
                let entry = entries.entry((gap.scope.clone(), gap.call.clone()));
                let kept = entry.or_insert(observation);
                *kept = observation.min(*kept);
            }
        }
        // One whole answer suffices, unless the manifest says that it is not.
        for (scope, call, file) in complete.into_iter().rev() {
            entries.insert((scope, call), Observation::Complete(file));
        }
        (Calls::new(entries), gaps)
    }
}
