//! Python programs that the tests are judged by: the AWS CLI, and moto, an AWS emulator. They are
//! installed once, into `target/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Versions that fit together: moto and the CLI take the same botocore, that of the models.
const PACKAGES: [&str; 4] = [
    "awscli==1.46.3",
    "boto3==1.44.5",
    "botocore==1.44.5",
    "moto[server]==5.2.5",
];

/// The folder with the programs `aws`, `moto_server` and `python`.
pub(crate) fn programs() -> &'static Path {
    static PROGRAMS: OnceLock<PathBuf> = OnceLock::new();
    PROGRAMS.get_or_init(|| install().join("bin"))
}

/// A configuration of the CLI: version 1 prints times like version 2.
pub(crate) fn cli_config() -> PathBuf {
    install().join("cli-config")
}

/// Makes the environment under another name and moves it into place whole, so that test processes
/// that start together do not see each other's halves.
fn install() -> PathBuf {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("target");
    let venv = target.join("venv-aws-1.44.5-5.2.5");
    let marker = venv.join("installed");
    if marker.exists() {
        return venv;
    }
    let lock = target.join("venv-aws.lock");
    fs::create_dir_all(&target).unwrap();
    let lock = fs::File::create(lock).unwrap();
    lock.lock().unwrap();
    if marker.exists() {
        return venv;
    }
    run(Command::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(&venv));
    run(Command::new(venv.join("bin/python"))
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .args(PACKAGES));
    fs::write(
        venv.join("cli-config"),
        "[default]\ncli_timestamp_format = iso8601\ncli_history = disabled\n",
    )
    .unwrap();
    fs::write(marker, "").unwrap();
    venv
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| {
        panic!("{command:?}: {error}: these tests need Python 3 with venv and pip")
    });
    assert!(
        output.status.success(),
        "{command:?}: are Python 3 with venv and a package index at hand?\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
