//! `collect --script`: a shell and the AWS CLI make the same snapshot.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use super::machine::{collect, home, load, serve};
use crate::command::run;
use crate::replay::{Behavior, Replay};
use crate::scenario::{Files, Scenario};
use crate::venv;

/// The AWS CLI of one test, in a folder with a program `aws` that asks it.
struct Cli {
    folder: TempDir,
    server: Child,
    environment: Vec<(&'static str, String)>,
}

impl Cli {
    fn start(replay: &Replay, files: &Files) -> Self {
        let folder = TempDir::new().unwrap();
        let (account, region) = home(files);
        let environment = vec![
            ("AWS_CONFIG_FILE", venv::cli_config().display().to_string()),
            ("AWS_ENDPOINT_URL", replay.endpoint()),
            ("AWS_ACCESS_KEY_ID", format!("AKIA{account}TEST")),
            ("AWS_SECRET_ACCESS_KEY", "x".to_owned()),
            ("AWS_REGION", region),
            ("AWS_MAX_ATTEMPTS", "1".to_owned()),
        ];
        let program =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/integration/collect/cli.py");
        let python = venv::programs().join("python");
        let socket = folder.path().join("socket");
        let server = Command::new(&python)
            .args([&program, Path::new("serve"), &socket])
            .env_clear()
            .envs(environment.clone())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let [python, program, path] = [&python, &program, &socket].map(|path| path.display());
        let aws = folder.path().join("aws");
        let text = format!("#!/bin/sh\nexec '{python}' -I '{program}' call '{path}' \"$@\"\n");
        fs::write(&aws, text).unwrap();
        fs::set_permissions(&aws, fs::Permissions::from_mode(0o755)).unwrap();
        let begun = Instant::now();
        while !socket.exists() {
            assert!(
                begun.elapsed() < Duration::from_mins(1),
                "the CLI does not start"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        Self {
            folder,
            server,
            environment,
        }
    }

    /// Runs a script with the CLI first in its path, and nothing of this process's environment.
    fn run(&self, text: &str, out: &Path) -> Output {
        let script = self.folder.path().join("record.sh");
        fs::write(&script, text).unwrap();
        Command::new("sh")
            .args([&script, &PathBuf::from(out)])
            .env_clear()
            .env(
                "PATH",
                format!("{}:/usr/bin:/bin", self.folder.path().display()),
            )
            .envs(self.environment.clone())
            .output()
            .unwrap()
    }
}

impl Drop for Cli {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[test]
fn the_script_makes_the_snapshot_that_collect_makes() {
    for (name, arguments) in [
        ("alb-inter-region", &[][..]),
        ("apigw-self-managed", &["--all"]),
        ("nlb-managed", &["--vpc", "vpc-of-nobody"]),
    ] {
        let scenario = Scenario::named(name);
        let replay = serve(&scenario.files, Behavior::default());
        let collected = collect(&replay, &scenario.files, arguments);
        let printed = run(&[&["collect", "--script"], arguments].concat());
        assert_eq!(printed.code, 0, "{}", printed.stderr);

        let cli = Cli::start(&replay, &scenario.files);
        let out = cli.folder.path().join("snapshot");
        let ended = cli.run(&printed.stdout, &out);
        let stderr = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(collected.ran.code), "{stderr}");
        let recorded = load(&out);
        let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(
            names(&recorded.files),
            names(&collected.files),
            "{name}: {stderr}"
        );
        for (path, bytes) in &collected.files {
            let json = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap();
            assert_eq!(json(&recorded.files[path]), json(bytes), "{name}: {path}");
        }
        let calls = |manifest: &Value| {
            let mut calls: Vec<String> = manifest["calls"]
                .as_array()
                .unwrap()
                .iter()
                .map(|call| {
                    format!(
                        "{} {} {} {} {} {}",
                        call["account"],
                        call["region"],
                        call["service"],
                        call["operation"],
                        call["key"],
                        call["status"]
                    )
                })
                .collect();
            calls.sort();
            calls
        };
        assert_eq!(
            calls(&recorded.manifest),
            calls(&collected.manifest),
            "{name}"
        );
    }
}
