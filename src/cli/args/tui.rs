//! The arguments of `gatepath tui`.

use std::path::PathBuf;

use clap::builder::BoolishValueParser;

use super::{Certificates, Chosen, Input};
use crate::cli::exit;

/// Look at targets and paths in the terminal, and try fixes in memory
///
/// Without --snapshot AWS is asked, with read-only calls; nothing is ever changed there. The keys
/// stand at the bottom of the screen, and ? shows all of them.
#[derive(Debug, clap::Args)]
#[command(after_long_help = exit::help())]
pub(in crate::cli) struct Tui {
    #[command(flatten)]
    pub(in crate::cli) input: Input,
    #[cfg(feature = "aws")]
    #[command(flatten)]
    pub(in crate::cli) live: super::Live,
    #[command(flatten)]
    pub(in crate::cli) chosen: Chosen,
    #[command(flatten)]
    pub(in crate::cli) certificates: Certificates,
    /// Colors: default, colorblind or mono [default: default, or mono without color]
    #[arg(
        long,
        env = "GATEPATH_THEME",
        value_name = "THEME",
        help_heading = "Screen"
    )]
    pub(in crate::cli) theme: Option<String>,
    /// Leave the mouse to the terminal, which then selects text
    #[arg(long, env = "GATEPATH_NO_MOUSE", value_parser = BoolishValueParser::new(), help_heading = "Screen")]
    pub(in crate::cli) no_mouse: bool,
    /// Read this file instead of the gatepath.toml that is found
    #[arg(
        long,
        env = "GATEPATH_CONFIG",
        value_name = "FILE",
        help_heading = "Screen"
    )]
    pub(in crate::cli) config: Option<PathBuf>,
    /// Read no gatepath.toml
    #[arg(long, env = "GATEPATH_NO_CONFIG", conflicts_with = "config", value_parser = BoolishValueParser::new(), help_heading = "Screen")]
    pub(in crate::cli) no_config: bool,
}
