//! The terminal UI over AWS, as a replay server plays it.

use std::path::Path;
use std::time::Duration;

use crate::collect::machine::{home, serve};
use crate::command::DEMO;
use crate::replay::Behavior;
use crate::scenario::read;

use super::terminal::Terminal;

#[test]
fn it_collects_shows_how_far_it_is_and_collects_again() {
    let files = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(DEMO));
    let behavior = Behavior {
        delay: Duration::from_millis(40),
        ..Behavior::default()
    };
    let replay = serve(&files, behavior);
    let (account, region) = home(&files);
    let variables = [
        ("AWS_ENDPOINT_URL", replay.endpoint()),
        ("AWS_ACCESS_KEY_ID", format!("AKIA{account}TEST")),
        ("AWS_SECRET_ACCESS_KEY", "x".to_owned()),
        ("AWS_REGION", region),
        ("AWS_MAX_ATTEMPTS", "1".to_owned()),
    ];
    let mut terminal = Terminal::start_with(&["tui", "--no-config"], &variables, (100, 30));
    terminal.shows(&["Collecting the evidence", "calls"]);
    terminal.shows(&["✗ blocked", "tracking-mcp", "? help"]);
    let before = replay.log().len();
    terminal.press("r");
    terminal.shows(&["Collect again?"]);
    terminal.press("\r");
    terminal.shows(&["collecting"]);
    // The screen stays in use meanwhile.
    terminal.press("\r");
    terminal.shows(&["SG in", "nearest miss"]);
    terminal.is_without("collecting");
    assert!(replay.log().len() >= 2 * before);
    terminal.press("qq");
    assert_eq!(terminal.ends(), 0);
    terminal.is_given_back();
}

#[test]
fn without_credentials_it_says_what_to_do() {
    let variables = [
        ("AWS_REGION", "eu-west-1".to_owned()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
    ];
    let mut terminal = Terminal::start_with(&["tui", "--no-config"], &variables, (100, 30));
    terminal.shows(&["Nothing was collected", "hint: sign in"]);
    terminal.press("q");
    assert_eq!(terminal.ends(), 0);
    terminal.is_given_back();
}
