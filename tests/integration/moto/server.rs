//! A moto server of its own for each test: what one test builds is not there for another.

use std::io::Read as _;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::command::{Ran, gatepath, ran};
use crate::venv;

/// A running server; it is stopped when this is dropped.
pub(super) struct Moto {
    child: Child,
    port: u16,
}

/// How long it may take to start: moto loads its services first.
const START: Duration = Duration::from_mins(1);

impl Moto {
    pub(super) fn start() -> Self {
        // The port is free when moto takes it, unless another program is that quick.
        let port = TcpListener::bind(("127.0.0.1", 0))
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let child = Command::new(venv::programs().join("moto_server"))
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            // Certificates are issued at once, and not in the middle of a test.
            .env("MOTO_ACM_VALIDATION_WAIT", "0")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut moto = Self { child, port };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if let Some(status) = moto.child.try_wait().unwrap() {
                let mut said = String::new();
                moto.child
                    .stderr
                    .take()
                    .unwrap()
                    .read_to_string(&mut said)
                    .unwrap();
                panic!("moto_server ended, {status}: {said}");
            }
            assert!(begun.elapsed() < START, "moto_server does not start");
            std::thread::sleep(Duration::from_millis(50));
        }
        // Nobody reads what it logs: a full pipe would stop it.
        let mut log = moto.child.stderr.take().unwrap();
        std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        moto
    }

    /// Builds the stack and tells the ids of its parts.
    pub(super) fn build(&self) -> Value {
        let out = self.python("stack.py", &[]);
        serde_json::from_str(&out).unwrap()
    }

    /// What differs between the files of a snapshot and what the CLI prints.
    pub(super) fn referee(&self, folder: &str) -> String {
        self.python("referee.py", &[folder])
    }

    /// Runs gatepath against this server.
    pub(super) fn gatepath(&self, arguments: &[&str]) -> Ran {
        let mut command = gatepath(arguments);
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        ran(&mut command)
    }

    /// Runs the AWS CLI against this server.
    pub(super) fn aws(&self, arguments: &[&str]) {
        let output = Command::new(venv::programs().join("aws"))
            .args(arguments)
            .envs(self.environment())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
    }

    fn python(&self, script: &str, arguments: &[&str]) -> String {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/integration/moto");
        let output = Command::new(venv::programs().join("python"))
            .arg(folder.join(script))
            .args(arguments)
            .envs(self.environment())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn environment(&self) -> [(&'static str, String); 7] {
        [
            (
                "AWS_ENDPOINT_URL",
                format!("http://127.0.0.1:{}", self.port),
            ),
            ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "x".to_owned()),
            ("AWS_REGION", "eu-west-1".to_owned()),
            ("AWS_DEFAULT_REGION", "eu-west-1".to_owned()),
            ("AWS_MAX_ATTEMPTS", "1".to_owned()),
            ("AWS_CONFIG_FILE", venv::cli_config().display().to_string()),
        ]
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
