//! The program as its users meet it, in an environment without surprises.

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;

/// What a run left behind.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A command in the root of the repository. Of the environment nothing remains, so that colors,
/// locale, CI variables and settings of the person who runs the tests do not matter.
pub(crate) fn gatepath(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatepath"));
    command
        .env_clear()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments);
    command
}

/// Runs it.
pub(crate) fn run(arguments: &[&str]) -> Ran {
    ran(&mut gatepath(arguments))
}

/// Runs a command that was prepared.
pub(crate) fn ran(command: &mut Command) -> Ran {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    Ran {
        code: status.code().unwrap(),
        stdout: String::from_utf8(stdout).unwrap(),
        stderr: String::from_utf8(stderr).unwrap(),
    }
}

/// The demo account.
pub(crate) const DEMO: &str = "fixtures/demo";

/// A copy of the demo account, to be changed.
pub(crate) fn demo_copy() -> tempfile::TempDir {
    fn copy(from: &Path, to: &Path) {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let target = to.join(entry.file_name());
            if entry.path().is_dir() {
                copy(&entry.path(), &target);
            } else {
                std::fs::copy(entry.path(), target).unwrap();
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(DEMO),
        folder.path(),
    );
    folder
}

/// A file of the account and Region of the demo.
pub(crate) fn demo_file(folder: &Path, name: &str) -> PathBuf {
    folder.join("444455556666/eu-west-1").join(name)
}
