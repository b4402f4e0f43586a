//! Exit codes: the same for every verb and every format.

use std::process::ExitCode;

/// How a run ended. Of several that apply the first in this order wins: interrupted, cannot run,
/// findings, incomplete, done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Somebody interrupted it; what was done until then is there.
    Interrupted,
    /// It could not run.
    CannotRun,
    /// There are findings at or above `--fail-on`, or generated files differ.
    Findings,
    /// Nothing failed, but evidence is missing.
    Incomplete,
    /// It is done.
    Done,
}

impl Exit {
    /// Every ending, by precedence.
    pub const ALL: [Self; 5] = [
        Self::Interrupted,
        Self::CannotRun,
        Self::Findings,
        Self::Incomplete,
        Self::Done,
    ];

    /// What the shell gets.
    pub fn code(self) -> u8 {
        match self {
            Self::Interrupted => INTERRUPTED,
            Self::Done => DONE,
            Self::Findings => FINDINGS,
            Self::CannotRun => CANNOT_RUN,
            Self::Incomplete => INCOMPLETE,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

/// Done, and nothing at or above `--fail-on`.
pub const DONE: u8 = 0;
/// Findings at or above `--fail-on`; `trace`: the flow is not fully reachable;
/// `generate docs --check`: files differ.
pub const FINDINGS: u8 = 1;
/// Could not run: usage, unreadable input, internal error.
pub const CANNOT_RUN: u8 = 2;
/// No failing finding, but evidence that decides is missing.
pub const INCOMPLETE: u8 = 3;
/// Interrupted (Ctrl-C): what the shell reports for a process that SIGINT ended.
pub const INTERRUPTED: u8 = 130;

/// The codes and what they mean, for help and documentation.
pub(super) const TABLE: [(u8, &str); 5] = [
    (
        DONE,
        "done, nothing at or above --fail-on; trace --flows: every line was answered",
    ),
    (
        FINDINGS,
        "findings at or above --fail-on; trace: the flow is not fully reachable",
    ),
    (CANNOT_RUN, "could not run: usage, unreadable input"),
    (
        INCOMPLETE,
        "evidence that decides is missing, and nothing failed (--allow-incomplete: 0)",
    ),
    (INTERRUPTED, "interrupted"),
];

/// The table as help shows it.
pub(super) fn help() -> String {
    let rows = TABLE
        .iter()
        .map(|(code, meaning)| format!("  {code:>3}  {meaning}"));
    let rows: Vec<String> = rows.collect();
    format!(
        "Exit codes (the same for every format; 2 before 1 before 3):\n{}",
        rows.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_an_api() {
        assert_eq!(Exit::ALL.map(Exit::code), [130, 2, 1, 3, 0]);
    }
}
