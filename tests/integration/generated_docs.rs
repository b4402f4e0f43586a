//! What is generated is committed, and up to date.

use std::fs;

use crate::command::{DEMO, Ran, run};

#[test]
fn the_committed_reference_is_up_to_date() {
    let Ran { code, stdout, .. } = run(&["generate", "docs", "--check"]);
    assert_eq!(
        code, 0,
        "run `cargo run -- generate docs`; these files differ:\n{stdout}"
    );
}

#[test]
fn check_names_the_files_that_differ_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().to_str().unwrap();
    let Ran { code, stdout, .. } = run(&["generate", "docs", "--check", "--root", root]);
    assert_eq!(code, 1);
    assert_eq!(stdout.lines().count(), 7);
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none());
    assert_eq!(run(&["generate", "docs", "--root", root]).code, 0);
    assert_eq!(
        run(&["generate", "docs", "--check", "--root", root]).code,
        0
    );
}

#[test]
fn the_schema_is_the_committed_one() {
    let committed = fs::read_to_string("docs/schema/report-v1.schema.json").unwrap();
    assert_eq!(run(&["generate", "schema"]).stdout, committed);
}

#[test]
fn the_readme_shows_what_the_demo_prints() {
    let readme = fs::read_to_string("README.md").unwrap();
    let shown = readme.split("```text\n").nth(1).unwrap();
    let shown = shown.split("```").next().unwrap();
    let printed = run(&["diagnose", "--snapshot", DEMO]).stdout;
    assert!(printed.contains(shown), "the demo prints:\n{printed}");
}

#[test]
fn the_exit_codes_in_the_readme_are_the_real_ones() {
    let readme = fs::read_to_string("README.md").unwrap();
    let reference = fs::read_to_string("docs/reference/exit-codes.md").unwrap();
    let codes = |text: &str| -> Vec<String> {
        let cells = text
            .lines()
            .filter_map(|line| line.strip_prefix("| ")?.split(' ').next());
        cells
            .filter(|cell| cell.parse::<u8>().is_ok())
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(codes(&readme), codes(&reference));
}
