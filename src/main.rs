//! The `gatepath` program: see [`gatepath::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    gatepath::cli::run(std::env::args_os())
}
