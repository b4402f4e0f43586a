//! The arguments of the verbs that need no evidence.

use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{Subcommand, ValueEnum};

/// Show the page of a rule
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Explain {
    /// Code or name, such as SG001 or rg-egress-missing
    #[arg(value_name = "RULE")]
    pub(in crate::cli) rule: String,
    /// Output format
    #[arg(
        long,
        value_enum,
        default_value_t,
        env = "GATEPATH_PAGE_FORMAT",
        value_name = "FORMAT",
        help_heading = "Output"
    )]
    pub(in crate::cli) format: PageFormat,
}

/// The format of a rule's page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum PageFormat {
    /// For the terminal
    #[default]
    Text,
    /// As it is written
    Markdown,
    /// One JSON object with the page as a member
    Json,
}

/// List the rules
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Rules {
    /// Output format
    #[arg(
        long,
        value_enum,
        default_value_t,
        env = "GATEPATH_TABLE_FORMAT",
        value_name = "FORMAT",
        help_heading = "Output"
    )]
    pub(in crate::cli) format: TableFormat,
}

/// The format of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TableFormat {
    /// For the terminal
    #[default]
    Text,
    /// A JSON array
    Json,
}

/// Print completions, the man page, the JSON schema; write the reference
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Generate {
    /// What to generate.
    #[command(subcommand)]
    pub(in crate::cli) what: Artifact,
}

/// What to generate.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Artifact {
    /// Shell completions
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// The man page
    Man,
    /// The JSON schema of `diagnose --format json`
    Schema,
    /// gatepath.toml with every setting, commented
    #[cfg(feature = "tui")]
    Config,
    /// The keys of the terminal UI
    #[cfg(feature = "tui")]
    Keys,
    /// docs/reference and docs/schema
    Docs {
        /// Change nothing; exit with 1 and name the files that differ
        #[arg(long, env = "GATEPATH_CHECK", value_parser = BoolishValueParser::new())]
        check: bool,
        /// Root of the repository
        #[arg(long, default_value = ".", env = "GATEPATH_ROOT", value_name = "DIR")]
        root: PathBuf,
    },
}
