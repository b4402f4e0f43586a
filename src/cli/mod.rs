//! The command line: one file per verb. The only user of clap, and the only module that reads the
//! environment.

mod args;
#[cfg(feature = "aws")]
mod collect;
mod diagnose;
mod error;
pub mod exit;
mod explain;
mod flows;
mod generate;
#[cfg(feature = "aws")]
mod iam_policy;
mod input;
#[cfg(feature = "aws")]
mod live;
mod nearest;
mod output;
mod preflight;
#[cfg(feature = "aws")]
mod progress;
mod reverse;
mod rule_words;
mod rules;
#[cfg(feature = "tui")]
mod settings;
mod supplied;
mod term;
mod trace;
#[cfg(feature = "tui")]
mod tui;

use std::ffi::OsString;
use std::process::ExitCode;

use args::{Args, Verb};
use exit::Exit;
use term::Terminal;

/// Runs gatepath with these arguments, the program's name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args = match Args::read(arguments) {
        Ok(args) => args,
        Err(error) => return refuse(&error).into(),
    };
    let terminal = Terminal::of_process(&args.display);
    let outcome = match &args.verb {
        #[cfg(feature = "aws")]
        Verb::Collect(args) => collect::run(args, &terminal),
        Verb::Diagnose(args) => diagnose::run(args, &terminal),
        Verb::Explain(args) => explain::run(args, &terminal),
        Verb::Generate(args) => generate::run(args),
        #[cfg(feature = "aws")]
        Verb::IamPolicy(args) => iam_policy::run(args),
        Verb::Preflight(args) => preflight::run(args, &terminal),
        Verb::Rules(args) => rules::run(args, &terminal),
        Verb::Trace(args) => trace::run(args, &terminal),
        #[cfg(feature = "tui")]
        Verb::Tui(args) => tui::run(args, &terminal),
    };
    match outcome {
        Ok(exit) => exit,
        // Whoever reads the output has seen enough.
        Err(error) if error.is_broken_pipe() => Exit::Done,
        Err(error) => {
            error.print(&terminal);
            Exit::CannotRun
        }
    }
    .into()
}

/// Prints help, the version or what is wrong with the arguments.
fn refuse(error: &clap::Error) -> Exit {
    // Nobody is left to tell when even this cannot be written.
    let _ = error.print();
    if error.use_stderr() {
        Exit::CannotRun
    } else {
        Exit::Done
    }
}
