//! Writing a snapshot: answers as they came, and a manifest.

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use crate::snapshot::{Call, File, Manifest, Scope, load::MANIFEST, load::store::is_safe};

impl File {
    /// The file that holds the answer of a call: `<account>/<region>/<call>.json`.
    pub fn of(scope: Scope, call: Call) -> Self {
        let path = format!("{}/{}/{}", scope.account, scope.region, call.file_name());
        Self {
            path,
            scope,
            call: Some(call),
        }
    }
}

/// Writes the files of a snapshot, readable by their owner only.
#[derive(Clone, Debug)]
pub struct SnapshotWriter {
    root: PathBuf,
}

impl SnapshotWriter {
    /// A writer into that directory, which is made when the first file is written.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Writes an answer, or replaces it. The bytes are JSON as the AWS CLI prints it.
    pub fn write_file(&self, file: &File, bytes: &[u8]) -> io::Result<()> {
        if !is_safe(&file.path) {
            let message = format!("\"{}\" leads out of the snapshot", file.path.escape_debug());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        write_private(&self.root.join(&file.path), bytes)
    }

    /// Writes the manifest; this comes last, when every call is known.
    pub fn write_manifest(&self, manifest: &Manifest) -> io::Result<()> {
        let mut bytes = serde_json::to_vec_pretty(manifest)?;
        bytes.push(b'\n');
        write_private(&self.root.join(MANIFEST), &bytes)
    }
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::{LoadOptions, ManifestCall, Observation, Snapshot};

    #[test]
    fn what_is_written_loads_again() {
        let folder = tempfile::tempdir().unwrap();
        let writer = SnapshotWriter::new(folder.path().join("new"));
        let scope = Scope::new("111122223333", "us-west-2");
        let target = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/web/1";
        let health = Call::new("elbv2", "describe-target-health", &[target]);
        let file = File::of(scope.clone(), health);
        writer
            .write_file(&file, b"{\"TargetHealthDescriptions\": []}")
            .unwrap();
        let manifest = Manifest {
            schema_version: Manifest::SCHEMA_VERSION.to_owned(),
            captured_at: Some("2026-11-23T10:00:00Z".parse().unwrap()),
            calls: vec![ManifestCall {
                account: "111122223333".to_owned(),
                region: "us-west-2".to_owned(),
                service: "elbv2".to_owned(),
                operation: "describe-target-health".to_owned(),
                key: vec![target.to_owned()],
                status: "ok".to_owned(),
                ..Default::default()
            }],
            ..Default::default()
        };
        writer.write_manifest(&manifest).unwrap();

        let snapshot = Snapshot::load(&folder.path().join("new"), &LoadOptions::default()).unwrap();
        assert_eq!(snapshot.manifest, Some(manifest));
        assert_eq!(snapshot.files, [file]);
        assert_eq!(snapshot.gaps, []);
        let observed =
            snapshot
                .calls
                .observed(&scope, "elbv2", "describe-target-health", &[target]);
        assert!(matches!(observed, Observation::Complete(_)), "{observed:?}");
    }

    #[cfg(unix)]
    #[test]
    fn files_are_private() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let file = File {
            path: "a/b/c.json".to_owned(),
            ..Default::default()
        };
        SnapshotWriter::new(folder.path())
            .write_file(&file, b"{}")
            .unwrap();
        let mode = fs::metadata(folder.path().join("a/b/c.json"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn nothing_is_written_outside() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["../c.json", "/c.json", "a/../../c.json"] {
            let file = File {
                path: path.to_owned(),
                ..Default::default()
            };
            let error = SnapshotWriter::new(folder.path().join("in")).write_file(&file, b"{}");
            assert_eq!(error.unwrap_err().kind(), io::ErrorKind::InvalidInput);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
