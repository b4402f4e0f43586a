//! How long a collection takes, against the longest chain of calls that need each other's answers,
//! and against the same calls one after another. Every call takes a fixed time, so the figures tell
//! about the plan and not about this machine.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::print_stdout, reason = "the figures are the output")]

use std::path::Path;
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
    let files = scenario::read(&scenario::fixture("demo"));
    for arguments in [&[][..], &["--all"]] {
        let (_, rounds) = run(&files, arguments, Duration::ZERO, true);
        let start = quickest(&files, arguments, Duration::ZERO);
        let wall = quickest(&files, arguments, DELAY);
        let (calls, _) = run(&files, arguments, Duration::ZERO, false);
        let chain = DELAY * u32::try_from(rounds).unwrap();
        let serial = DELAY * u32::try_from(calls).unwrap();
        // What the program needs without any delay is not the plan's.
        let plan = wall.saturating_sub(start);
        println!(
            "collect {:5}  {calls} calls in {rounds} rounds: {:.2} × the longest chain, {:.2} × one after another",
            arguments.join(" "),
            plan.as_secs_f64() / chain.as_secs_f64(),
            plan.as_secs_f64() / serial.as_secs_f64(),
        );
    }
}

fn quickest(files: &Files, arguments: &[&str], delay: Duration) -> Duration {
    let times = (0..RUNS).map(|_| {
        let begun = Instant::now();
        run(files, arguments, delay, false);
        begun.elapsed()
    });
    times.min().unwrap()
}

/// Collects once; tells how many calls there were, and in how many rounds.
fn run(files: &Files, arguments: &[&str], delay: Duration, rounds: bool) -> (usize, usize) {
    let behavior = Behavior {
        delay,
        rounds,
        ..Behavior::default()
    };
    let replay = Replay::start(files, behavior);
    let folder = tempfile::tempdir().unwrap();
    let status = Command::new(env!("CARGO_BIN_EXE_gatepath"))
        .args(["collect", "-o"])
        .arg(Path::new(folder.path()).join("snapshot"))
        .args(arguments)
        .env("AWS_ENDPOINT_URL", replay.endpoint())
        .env("AWS_ACCESS_KEY_ID", "AKIA444455556666TEST")
        .env("AWS_SECRET_ACCESS_KEY", "x")
        .env("AWS_REGION", "eu-west-1")
        .env("AWS_MAX_ATTEMPTS", "1")
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.code().is_some(), "ended by a signal");
    (replay.log().len(), replay.rounds())
}
