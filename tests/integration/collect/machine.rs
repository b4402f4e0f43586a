//! Runs of the program against a replay server.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use gatepath::analysis::Diagnosis;
use gatepath::reach::Verdict;
use serde_json::Value;
use tempfile::TempDir;

use crate::command::{Ran, gatepath, ran};
use crate::replay::{Behavior, Replay};
use crate::scenario::{Files, diagnose_files, read};

/// Controls that are off unless somebody turned them on, and what few accounts have: where a
/// scenario does not mention them, AWS would answer that there are none.
pub(crate) const NONE: [&str; 22] = [
    "apigateway.get-domain-name-access-associations",
    "apigateway.get-domain-names",
    "apigateway.get-vpc-links",
    "ec2.describe-egress-only-internet-gateways",
    "ec2.describe-flow-logs",
    "ec2.describe-security-group-vpc-associations",
    "ec2.describe-transit-gateway-attachments",
    "ec2.describe-transit-gateway-peering-attachments",
    "ec2.describe-transit-gateway-route-tables",
    "ec2.describe-transit-gateway-vpc-attachments",
    "ec2.describe-transit-gateways",
    "ec2.describe-vpc-block-public-access-exclusions",
    "ec2.describe-vpc-encryption-controls",
    "ec2.describe-vpn-gateways",
    "ram.get-resource-share-associations",
    "ram.get-resource-share-invitations",
    "ram.list-resources",
    "route53profiles.list-profile-associations",
    "route53resolver.list-firewall-configs",
    "route53resolver.list-firewall-rule-group-associations",
    "route53resolver.list-resolver-rule-associations",
    "route53resolver.list-resolver-rules",
];

/// A server for the files, with nothing of what few accounts have.
pub(crate) fn serve(files: &Files, behavior: Behavior) -> Replay {
    let empty = NONE
        .into_iter()
        .chain(["route53resolver.list-resolver-endpoints"]);
    Replay::start(
        files,
        Behavior {
            empty: empty.collect(),
            ..behavior
        },
    )
}

/// Runs the program with credentials of the account that the files are of.
pub(crate) fn ask(replay: &Replay, files: &Files, arguments: &[&str]) -> Ran {
    let (account, region) = home(files);
    ran(gatepath(arguments)
        .env("AWS_ENDPOINT_URL", replay.endpoint())
        .env("AWS_ACCESS_KEY_ID", format!("AKIA{account}TEST"))
        .env("AWS_SECRET_ACCESS_KEY", "x")
        .env("AWS_REGION", region)
        .env("AWS_MAX_ATTEMPTS", "1"))
}

/// What a run of `collect` left, besides its manifest.
pub(crate) struct Collected {
    pub(crate) ran: Ran,
    pub(crate) files: Files,
    pub(crate) manifest: Value,
}

/// Collects into a folder that is gone afterwards.
pub(crate) fn collect(replay: &Replay, files: &Files, arguments: &[&str]) -> Collected {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("snapshot");
    let mut all = vec!["collect", "-o", path.to_str().unwrap()];
    all.extend(arguments);
    let ran = ask(replay, files, &all);
    Collected { ran, ..load(&path) }
}

/// The files of a folder that was collected.
pub(crate) fn load(path: &Path) -> Collected {
    let mut files = if path.exists() {
        read(path)
    } else {
        Files::new()
    };
    let manifest = files.remove("manifest.json");
    Collected {
        ran: Ran {
            code: 0,
            stdout: String::new(),
            stderr: String::new(),
        },
        manifest: manifest.map_or(Value::Null, |bytes| serde_json::from_slice(&bytes).unwrap()),
        files,
    }
}

impl Collected {
    /// The calls that gave no answer: service and operation, status, and what AWS said.
    pub(crate) fn gaps(&self) -> Vec<(String, String, String)> {
        let calls = self.manifest["calls"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let failed = calls.iter().filter(|call| call["status"] != "ok");
        failed
            .map(|call| {
                let name = format!("{} {}", text(&call["service"]), text(&call["operation"]));
                (name, text(&call["status"]), text(&call["message"]))
            })
            .collect()
    }

    /// The files with the manifest, to be judged.
    pub(crate) fn snapshot(&self) -> Files {
        let mut files = self.files.clone();
        let manifest = serde_json::to_vec(&self.manifest).unwrap();
        files.insert("manifest.json".to_owned(), manifest);
        files
    }

    /// The verdict on each target.
    pub(crate) fn verdicts(&self) -> BTreeMap<String, Verdict> {
        verdicts(&diagnose_files(&self.snapshot()))
    }
}

/// The verdict on each target.
pub(crate) fn verdicts(diagnosis: &Diagnosis) -> BTreeMap<String, Verdict> {
    let targets = diagnosis.targets.iter();
    targets
        .map(|target| (target.journey.target.to_string(), target.journey.verdict))
        .collect()
}

/// The account and Region of a snapshot's gateway.
pub(crate) fn home(files: &Files) -> (String, String) {
    let is_gateway = |path: &&String| path.contains("bedrock-agentcore-control.");
    let path = files
        .keys()
        .find(is_gateway)
        .or_else(|| files.keys().next());
    let mut parts = path.unwrap().split('/');
    let mut next = || parts.next().unwrap().to_owned();
    (next(), next())
}

/// Does something with each item, on a few threads: most of the time is spent waiting.
pub(crate) fn on_threads<T: Sync>(threads: usize, items: &[T], work: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(item);
                }
            });
        }
    });
}

/// Faults that several threads find.
#[derive(Debug, Default)]
pub(crate) struct Complaints(Mutex<Vec<String>>);

impl Complaints {
    pub(crate) fn add(&self, complaint: String) {
        self.0.lock().unwrap().push(complaint);
    }

    /// Fails if there are any.
    pub(crate) fn none(self) {
        let mut all = self.0.into_inner().unwrap();
        all.sort();
        assert!(
            all.is_empty(),
            "{} complaints:\n{}",
            all.len(),
            all.join("\n")
        );
    }
}
