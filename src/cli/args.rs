//! The arguments. No logic here: verbs resolve what these structures say.

mod certificates;
mod chosen;
#[cfg(feature = "aws")]
mod collect;
mod diagnose;
mod preflight;
mod reference;
mod trace;
#[cfg(feature = "tui")]
mod tui;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{Arg, Command, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use super::exit;

pub(super) use certificates::{Certificates, Hosted};
pub(super) use chosen::Chosen;
#[cfg(feature = "aws")]
pub(super) use collect::{Collect, IamPolicy, Live};
pub(super) use diagnose::{Diagnose, FailOn, Judging, PlanAs};
pub(super) use preflight::Preflight;
pub(super) use reference::{Artifact, Explain, Generate, PageFormat, Rules, TableFormat};
pub(super) use trace::Trace;
#[cfg(feature = "tui")]
pub(super) use tui::Tui;

/// Proves, hop by hop, whether an Amazon Bedrock AgentCore Gateway can reach a private endpoint
#[derive(Debug, Parser)]
#[command(
    name = "gatepath",
    version,
    disable_help_subcommand = true,
    long_about = None,
    after_help = format!("{EXAMPLES}\n\n{}", exit::help())
)]
pub(super) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(super) verb: Verb,
    /// How output looks.
    #[command(flatten)]
    pub(super) display: Display,
}

const EXAMPLES: &str = "Examples:
  gatepath diagnose --gateway NAME                      the targets of a gateway, live
  gatepath diagnose --snapshot DIR                      every gateway target of a snapshot
  gatepath diagnose --snapshot DIR --target orders -v   one target, with every step
  gatepath preflight request.json                       a target before it is created
  gatepath trace --snapshot DIR --from eni-0a1b --to 10.0.3.7:443
  gatepath explain SG001                                what a finding means, and its fix";

impl Args {
    /// The command as clap knows it. Help tells the names of variables, never their values.
    pub(super) fn definition() -> Command {
        fn hide(command: Command) -> Command {
            let hide_value = |arg: Arg| arg.hide_env_values(true);
            command.mut_args(hide_value).mut_subcommands(hide)
        }
        hide(Self::command())
    }

    /// Reads the arguments, the program's name first, and the `GATEPATH_*` variables.
    pub(super) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let mut matches = Self::definition().try_get_matches_from(arguments)?;
        Self::from_arg_matches_mut(&mut matches)
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Judge targets: can the gateway reach them, and what stops it?
    Diagnose(Diagnose),
    /// Look at targets and paths in the terminal, and try fixes in memory
    #[cfg(feature = "tui")]
    Tui(Tui),
    /// Judge targets that do not exist yet: requests, templates and plans
    Preflight(Preflight),
    /// Record the configuration that a diagnosis needs, from AWS
    #[cfg(feature = "aws")]
    Collect(Collect),
    /// Follow one flow, hop by hop; or ask who reaches a place, and what a source reaches
    Trace(Trace),
    /// Show the page of a rule
    Explain(Explain),
    /// List the rules
    Rules(Rules),
    /// Print the IAM policy that collecting needs, and no more
    #[cfg(feature = "aws")]
    IamPolicy(IamPolicy),
    /// Print completions, the man page, the JSON schema; write the reference
    Generate(Generate),
}

/// How output looks.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Display")]
pub(super) struct Display {
    /// When to color
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        env = "GATEPATH_COLOR",
        value_name = "WHEN"
    )]
    pub(super) color: ColorChoice,
    /// Use ASCII only
    #[arg(long, global = true, env = "GATEPATH_ASCII", value_parser = BoolishValueParser::new())]
    pub(super) ascii: bool,
    /// Wrap at this column [default: the terminal's width, or 100]
    #[arg(long, global = true, env = "GATEPATH_WIDTH", value_name = "COLUMNS")]
    pub(super) width: Option<u16>,
}

/// When to color.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    // No documentation here: it would make `--help` longer than one screen.
    #[default]
    Auto,
    Always,
    Never,
}

/// Where evidence comes from.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Input")]
pub(super) struct Input {
    /// Directory (or .tar.gz of one) of recorded AWS CLI answers
    #[arg(long, env = "GATEPATH_SNAPSHOT", value_name = "PATH")]
    pub(super) snapshot: Option<PathBuf>,
    /// Take malformed files as missing evidence, and missing evidence as no failure
    #[arg(long, env = "GATEPATH_ALLOW_INCOMPLETE", value_parser = BoolishValueParser::new())]
    pub(super) allow_incomplete: bool,
}

/// The format of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For people
    #[default]
    Human,
    /// One line per target
    Short,
    /// One JSON document
    Json,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Args, clap::Error> {
        Args::read(["gatepath"].iter().chain(arguments).map(OsString::from))
    }

    fn options(command: &Command) -> Vec<&Arg> {
        let own = command.get_arguments();
        let below = command.get_subcommands().flat_map(options);
        own.chain(below)
            .filter(|arg| {
                arg.get_long()
                    .is_some_and(|long| !["help", "version"].contains(&long))
            })
            .collect()
    }

    #[test]
    fn the_definition_is_sound() {
        Args::definition().debug_assert();
    }

    #[test]
    fn help_is_one_screen() {
        let help = read(&["--help"]).unwrap_err().to_string();
        assert!(help.lines().count() <= 40, "{help}");
    }

    #[test]
    fn every_option_has_a_variable_whose_value_help_does_not_tell() {
        let command = Args::definition();
        for arg in options(&command) {
            let variable = arg
                .get_env()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            assert!(
                variable.starts_with("GATEPATH_"),
                "{:?} has no variable",
                arg.get_id()
            );
            assert!(
                arg.is_hide_env_values_set(),
                "{:?} tells its value",
                arg.get_id()
            );
        }
    }

    #[test]
    fn a_trace_is_about_one_flow_or_a_file_of_them() {
        let one = ["trace", "--from", "eni-1", "--to", "10.0.0.1:443"];
        let Verb::Trace(trace) = read(&one).unwrap().verb else {
            panic!("{one:?} is a trace");
        };
        assert_eq!(
            (trace.protocol.as_str(), trace.source_ports.as_str()),
            ("tcp", "1024-65535")
        );
        assert!(read(&["trace", "--flows", "-"]).is_ok());
        for bad in [
            &["trace"][..],
            &["trace", "--from", "eni-1"],
            &[
                "trace",
                "--flows",
                "-",
                "--from",
                "eni-1",
                "--to",
                "10.0.0.1:443",
            ],
        ] {
            assert!(read(bad).is_err(), "{bad:?}");
        }
    }
}
