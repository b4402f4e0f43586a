//! The arguments of `gatepath diagnose`.

use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::BoolishValueParser;

use super::{Certificates, Chosen, Input, ReportFormat};
use crate::cli::exit;

/// Judge targets: can the gateway reach them, and what stops it?
///
/// Walks every path of every selected target and lists everything that blocks a path, with the
/// evidence and a fix.
#[derive(Debug, clap::Args)]
#[command(after_long_help = exit::help())]
pub(in crate::cli) struct Diagnose {
    #[command(flatten)]
    pub(in crate::cli) input: Input,
    #[cfg(feature = "aws")]
    #[command(flatten)]
    pub(in crate::cli) live: super::Live,
    /// Without --snapshot: keep the evidence in this directory, which must be new or empty
    #[cfg(feature = "aws")]
    #[arg(
        long,
        env = "GATEPATH_SAVE",
        value_name = "DIR",
        conflicts_with = "snapshot",
        help_heading = "Input"
    )]
    pub(in crate::cli) save: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) chosen: Chosen,
    #[command(flatten)]
    pub(in crate::cli) certificates: Certificates,
    #[command(flatten)]
    pub(in crate::cli) judging: Judging,
}

/// What fails a run, and how the report looks.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Judging {
    /// Report only findings of this rule: code, name or family (repeatable)
    #[arg(
        long,
        env = "GATEPATH_SELECT",
        value_name = "RULE",
        value_delimiter = ',',
        help_heading = "Analysis"
    )]
    pub(in crate::cli) select: Vec<String>,
    /// Report no findings of this rule: code, name or family (repeatable)
    #[arg(
        long,
        env = "GATEPATH_IGNORE",
        value_name = "RULE",
        value_delimiter = ',',
        help_heading = "Analysis"
    )]
    pub(in crate::cli) ignore: Vec<String>,
    /// Exit with 1 if a finding is at least this severe
    #[arg(
        long,
        value_enum,
        default_value_t,
        env = "GATEPATH_FAIL_ON",
        value_name = "SEVERITY",
        help_heading = "Analysis"
    )]
    pub(in crate::cli) fail_on: FailOn,
    /// Output format
    #[arg(
        long,
        value_enum,
        default_value_t,
        env = "GATEPATH_FORMAT",
        value_name = "FORMAT",
        help_heading = "Output"
    )]
    pub(in crate::cli) format: ReportFormat,
    /// Language of the steps of a plan, for people
    #[arg(
        long,
        value_enum,
        default_value_t,
        env = "GATEPATH_PLAN_AS",
        value_name = "LANGUAGE",
        help_heading = "Output"
    )]
    pub(in crate::cli) plan_as: PlanAs,
    /// Write to this file instead of standard output
    #[arg(
        long,
        short,
        env = "GATEPATH_OUTPUT",
        value_name = "FILE",
        help_heading = "Output"
    )]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Leave out what is in order
    #[arg(long, short, conflicts_with = "verbose", env = "GATEPATH_QUIET", value_parser = BoolishValueParser::new(), help_heading = "Output")]
    pub(in crate::cli) quiet: bool,
    /// Show every step, and findings of severity info
    #[arg(long, short, env = "GATEPATH_VERBOSE", value_parser = BoolishValueParser::new(), help_heading = "Output")]
    pub(in crate::cli) verbose: bool,
}

/// A language for changes of AWS resources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum PlanAs {
    /// Commands of the AWS CLI
    #[default]
    AwsCli,
    /// Terraform resources
    Terraform,
    /// CloudFormation resources, in YAML
    #[value(name = "cloudformation")]
    CloudFormation,
}

/// The least severity that fails a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FailOn {
    /// Errors
    #[default]
    Error,
    /// Warnings and errors
    Warning,
    /// Any finding
    Info,
    /// Nothing
    Never,
}
