//! How long a collection takes, against the longest chain of calls that need each other's answers,
//! and against the same calls one after another. Every call takes a fixed time, so the figures tell
//! about the plan and not about this machine.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::print_stdout, reason = "the figures are the output")]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[expect(
    dead_code,
    unused_imports,
    reason = "shared with the tests, which use all of it"
)]
#[path = "../tests/integration/replay/mod.rs"]
mod replay;
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
#[path = "../tests/integration/scenario.rs"]
mod scenario;

use replay::{Behavior, Replay};
use scenario::Files;

/// What a call to AWS takes, roughly.
const DELAY: Duration = Duration::from_millis(80);
/// Runs of which the quickest counts.
const RUNS: usize = 3;

fn main() {
    // `cargo test --benches` only wants to know that it compiles and starts.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let demo = scenario::read(&scenario::fixture("demo"));
    let one = scenario::Scenario::named("alb-managed").files;
    for (name, files, key, region) in [
        ("one target", one, "AKIA111122223333TEST", "us-west-2"),
        ("five targets", demo, "AKIA444455556666TEST", "eu-west-1"),
    ] {
        let world = World { files, key, region };
        let (calls, rounds) = world.run(Duration::ZERO, true);
        // The start of the program, and waiting for quotas (Route 53: 5 calls a second).
        let without = world.quickest(Duration::ZERO);
        let wall = world.quickest(DELAY);
        let chain = DELAY * u32::try_from(rounds).unwrap();
        let serial = DELAY * u32::try_from(calls).unwrap();
        let ratio = |of: Duration, to: Duration| of.as_secs_f64() / to.as_secs_f64();
        println!(
            "{name}: {calls} calls in {rounds} rounds take {:.2} × the longest chain ({:.2} × without \
             any delay of AWS) and {:.2} × the calls one after another",
            ratio(wall, chain),
            ratio(without, chain),
            ratio(wall, serial),
        );
    }
}

/// A snapshot to serve, and who asks for it.
struct World {
    files: Files,
    key: &'static str,
    region: &'static str,
}

impl World {
    fn quickest(&self, delay: Duration) -> Duration {
        let times = (0..RUNS).map(|_| {
            let begun = Instant::now();
            self.run(delay, false);
            begun.elapsed()
        });
        times.min().unwrap()
    }

    /// Collects once; tells how many calls there were, and in how many rounds.
    fn run(&self, delay: Duration, rounds: bool) -> (usize, usize) {
        let behavior = Behavior {
            delay,
            rounds,
            ..Behavior::default()
        };
        let replay = Replay::start(&self.files, behavior);
        let folder = tempfile::tempdir().unwrap();
        let status = Command::new(env!("CARGO_BIN_EXE_gatepath"))
            .args(["collect", "-o"])
            .arg(folder.path().join("snapshot"))
            .env("AWS_ENDPOINT_URL", replay.endpoint())
            .env("AWS_ACCESS_KEY_ID", self.key)
            .env("AWS_SECRET_ACCESS_KEY", "x")
            .env("AWS_REGION", self.region)
            .env("AWS_MAX_ATTEMPTS", "1")
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(status.code().is_some(), "ended by a signal");
        (replay.log().len(), replay.rounds())
    }
}
