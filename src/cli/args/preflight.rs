//! The arguments of `gatepath preflight`.

use std::path::PathBuf;

use super::{Certificates, Input, Judging};
use crate::cli::exit;

/// Judge targets that do not exist yet: requests, templates and plans
///
/// Planned resources are laid over those that exist, and judged as if they existed. What only
/// applying them will tell is unknown, by name.
#[derive(Debug, clap::Args)]
#[command(after_long_help = exit::help())]
pub(in crate::cli) struct Preflight {
    /// Input of create-gateway-target or update-gateway-target, CloudFormation template, or
    /// `terraform show -json` of a plan; - reads standard input
    #[arg(required = true, value_name = "FILE")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Parameter of a template (repeatable); AWS::Region and the like too
    #[arg(
        long = "parameter",
        env = "GATEPATH_PARAMETER",
        value_name = "NAME=VALUE",
        value_parser = parameter,
        help_heading = "Input"
    )]
    pub(in crate::cli) parameters: Vec<(String, String)>,
    /// Parameters of a template, as `aws cloudformation deploy` takes them in a JSON file
    #[arg(
        long = "parameters",
        env = "GATEPATH_PARAMETERS",
        value_name = "FILE",
        help_heading = "Input"
    )]
    pub(in crate::cli) parameter_file: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) input: Input,
    #[cfg(feature = "aws")]
    #[command(flatten)]
    pub(in crate::cli) live: super::Live,
    #[command(flatten)]
    pub(in crate::cli) certificates: Certificates,
    #[command(flatten)]
    pub(in crate::cli) judging: Judging,
}

fn parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected NAME=VALUE".to_owned()),
    }
}
