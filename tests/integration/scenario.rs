//! Scenario folders: a snapshot, or an overlay on the snapshot of another scenario, and what is
//! expected of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use gatepath::analysis::{Diagnosis, Selection, diagnose};
use gatepath::snapshot::{LoadOptions, Snapshot, SuppliedFile, SuppliedRole};
use gatepath::topology::Topology;
use serde::Deserialize;

/// Files of a snapshot by path.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    #[serde(rename = "story")]
    _story: String,
    base: Option<String>,
    /// What `--ca-bundle` and `--server-chain` name, below `fixtures/`.
    #[serde(default)]
    ca_bundle: Vec<String>,
    #[serde(default)]
    server_chain: Vec<String>,
    #[serde(default)]
    patch: Vec<Patch>,
    #[serde(default)]
    add: Vec<Add>,
    #[serde(default)]
    remove: Vec<Remove>,
    expect: Expectation,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Patch {
    file: String,
    ops: json_patch::Patch,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Add {
    file: String,
    json: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Remove {
    file: String,
}

/// What must come out: of the only target, or of each named one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expectation {
    #[serde(default)]
    target: Vec<Expected>,
    #[serde(flatten)]
    only: Option<Expected>,
}

/// What must come out of one target.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Expected {
    pub(crate) name: Option<String>,
    pub(crate) verdict: String,
    /// Rules of severity error and warning, all of them.
    #[serde(default)]
    pub(crate) rules: Vec<String>,
    /// Rules of severity info that must fire.
    #[serde(default)]
    pub(crate) also: Vec<String>,
    /// Rules that may fire besides.
    #[serde(default)]
    pub(crate) maybe: Vec<String>,
    /// Rules that must not fire: traps.
    #[serde(default)]
    pub(crate) silent: Vec<String>,
    pub(crate) blocked_hop: Option<String>,
    pub(crate) blocked_paths: Option<String>,
}

/// A scenario ready to run.
#[derive(Debug)]
pub(crate) struct Scenario {
    pub(crate) name: String,
    pub(crate) files: Files,
    /// Files of certificates that are no part of the snapshot.
    pub(crate) supplied: Vec<SuppliedFile>,
    pub(crate) expected: Vec<Expected>,
}

impl Scenario {
    /// Every scenario, by name.
    pub(crate) fn all() -> Vec<Self> {
        let mut names: Vec<String> = fs::read_dir(folder())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names.iter().map(|name| Self::named(name)).collect()
    }

    /// The scenario in one folder.
    pub(crate) fn named(name: &str) -> Self {
        let text = fs::read_to_string(folder().join(name).join("scenario.toml")).unwrap();
        let description: Description =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let base = description.base.as_deref().unwrap_or(name);
        let mut files = read(&folder().join(base).join("snapshot"));
        for patch in &description.patch {
            let content = files
                .get(&patch.file)
                .unwrap_or_else(|| panic!("{name}: {}", patch.file));
            let mut json: serde_json::Value = serde_json::from_slice(content).unwrap();
            json_patch::patch(&mut json, &patch.ops)
                .unwrap_or_else(|error| panic!("{name}: {}: {error}", patch.file));
            files.insert(
                patch.file.clone(),
                serde_json::to_vec_pretty(&json).unwrap(),
            );
        }
        for add in description.add {
            files.insert(add.file, add.json.into_bytes());
        }
        for remove in &description.remove {
            assert!(
                files.remove(&remove.file).is_some(),
                "{name}: {}",
                remove.file
            );
        }
        let Expectation { target, only } = description.expect;
        let expected = if target.is_empty() {
            only.into_iter().collect()
        } else {
            target
        };
        assert!(!expected.is_empty(), "{name} expects nothing");
        let supply = |role| move |named: &String| supplied(role, named);
        let bundles = description.ca_bundle.iter();
        let bundles = bundles.map(supply(SuppliedRole::CaBundle));
        let chains = description.server_chain.iter();
        let chains = chains.map(supply(SuppliedRole::ServerChain));
        Self {
            name: name.to_owned(),
            files,
            supplied: bundles.chain(chains).collect(),
            expected,
        }
    }

    /// Diagnoses the scenario's snapshot.
    pub(crate) fn diagnose(&self) -> Diagnosis {
        self.diagnose_instead(&self.files)
    }

    /// Diagnoses another snapshot with the scenario's supplied files.
    pub(crate) fn diagnose_instead(&self, files: &Files) -> Diagnosis {
        let topology = topology_with(files, &self.supplied);
        diagnose(&topology, &Selection::default()).unwrap()
    }

    /// The topology of the scenario's snapshot and supplied files.
    pub(crate) fn topology(&self) -> Topology {
        topology_with(&self.files, &self.supplied)
    }
}

/// A file below `fixtures/`, possibly with the host that it is about: `HOST=FILE`.
fn supplied(role: SuppliedRole, named: &str) -> SuppliedFile {
    let (host, file) = match named.split_once('=') {
        Some((host, file)) => (Some(host), file),
        None => (None, named),
    };
    let bytes = fs::read(fixture(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    SuppliedFile::read(role, host, file, &bytes).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Diagnoses a snapshot given as files; broken files become gaps.
pub(crate) fn diagnose_files(files: &Files) -> Diagnosis {
    diagnose(&topology(files), &Selection::default()).unwrap()
}

/// The topology of a snapshot given as files; broken files become gaps.
pub(crate) fn topology(files: &Files) -> Topology {
    topology_with(files, &[])
}

fn topology_with(files: &Files, supplied: &[SuppliedFile]) -> Topology {
    let options = LoadOptions {
        allow_incomplete: true,
    };
    let files = files
        .iter()
        .map(|(path, bytes)| (path.clone(), bytes.clone()));
    let mut snapshot = Snapshot::from_files(files, &options).unwrap();
    snapshot.supply(supplied.iter().cloned());
    Topology::build(snapshot)
}

/// Every file below a folder, by its path there.
pub(crate) fn read(root: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// A folder or file below `fixtures/`.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(name)
}

fn folder() -> PathBuf {
    fixture("scenarios")
}
