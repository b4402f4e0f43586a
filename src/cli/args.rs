//! The arguments. No logic here: verbs resolve what these structures say.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::exit;

/// Proves, hop by hop, whether an Amazon Bedrock AgentCore Gateway can reach a private endpoint.
///
/// gatepath reads recorded AWS configuration, walks every path from the gateway to the last backend
/// and back, and names everything that stops it and the smallest fix. What the evidence does not
/// tell is reported as unknown, never guessed.
#[derive(Debug, Parser)]
#[command(
    name = "gatepath",
    version,
    disable_help_subcommand = true,
    after_long_help = exit::help(),
    after_help = "Start with: gatepath diagnose --snapshot DIR"
)]
pub(super) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(super) verb: Verb,
    /// How output looks.
    #[command(flatten)]
    pub(super) display: Display,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Judge targets: can the gateway reach them, and what stops it?
    Diagnose(Diagnose),
    /// Follow one flow, hop by hop, forward and back
    Trace(Trace),
    /// Show the page of a rule
    Explain(Explain),
    /// List the rules
    Rules(Rules),
    /// Print completions, the man page, the JSON schema; write the reference
    Generate(Generate),
}

/// How output looks.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Display")]
pub(super) struct Display {
    /// When to color
    #[arg(long, global = true, value_enum, default_value_t, env = "GATEPATH_COLOR", value_name = "WHEN")]
    pub(super) color: ColorChoice,
    /// Use ASCII only
    #[arg(long, global = true, env = "GATEPATH_ASCII")]
    pub(super) ascii: bool,
    /// Wrap at this column [default: the terminal's width, or 100]
    #[arg(long, global = true, env = "GATEPATH_WIDTH", value_name = "COLUMNS")]
    pub(super) width: Option<u16>,
}

/// When to color.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal, unless NO_COLOR or TERM=dumb say otherwise
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Where evidence comes from.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Input")]
pub(super) struct Input {
    /// Directory (or .tar.gz of one) of recorded AWS CLI answers
    #[arg(long, env = "GATEPATH_SNAPSHOT", value_name = "PATH")]
    pub(super) snapshot: Option<PathBuf>,
    /// Take malformed files as missing evidence, and missing evidence as no failure
    #[arg(long, env = "GATEPATH_ALLOW_INCOMPLETE")]
    pub(super) allow_incomplete: bool,
}

/// Judge targets: can the gateway reach them, and what stops it?
///
/// Walks every path of every selected target and lists everything that blocks a path, with the
/// evidence and a fix.
#[derive(Debug, clap::Args)]
#[command(after_long_help = exit::help())]
pub(super) struct Diagnose {
    #[command(flatten)]
    pub(super) input: Input,
    /// Only targets of this gateway: id, ARN or name (repeatable)
    #[arg(long, env = "GATEPATH_GATEWAY", value_name = "GATEWAY", value_delimiter = ',', help_heading = "Input")]
    pub(super) gateway: Vec<String>,
    /// Only this target: id or name (repeatable)
    #[arg(long, env = "GATEPATH_TARGET", value_name = "TARGET", value_delimiter = ',', help_heading = "Input")]
    pub(super) target: Vec<String>,
    /// Exit with 1 if a finding is at least this severe
    #[arg(long, value_enum, default_value_t, env = "GATEPATH_FAIL_ON", value_name = "SEVERITY", help_heading = "Analysis")]
    pub(super) fail_on: FailOn,
    /// Output format
    #[arg(long, value_enum, default_value_t, env = "GATEPATH_FORMAT", value_name = "FORMAT", help_heading = "Output")]
    pub(super) format: ReportFormat,
    /// Write to this file instead of standard output
    #[arg(long, short, env = "GATEPATH_OUTPUT", value_name = "FILE", help_heading = "Output")]
    pub(super) output: Option<PathBuf>,
    /// Leave out what is in order
    #[arg(long, short, conflicts_with = "verbose", help_heading = "Output")]
    pub(super) quiet: bool,
    /// Show every step, and findings of severity info
    #[arg(long, short, help_heading = "Output")]
    pub(super) verbose: bool,
}

/// The least severity that fails a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
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

/// Follow one flow, hop by hop, forward and back
///
/// Answers for the whole range of source ports at once: a network ACL that stops only some of them
/// makes the flow degraded.
#[derive(Debug, clap::Args)]
#[command(after_long_help = exit::help())]
pub(super) struct Trace {
    #[command(flatten)]
    pub(super) input: Input,
    /// Interface that sends
    #[arg(long, value_name = "ENI", help_heading = "Flow", required_unless_present = "flows", requires = "to")]
    pub(super) from: Option<String>,
    /// Where to: ADDRESS:PORT, HOST:PORT or a URL
    #[arg(long, value_name = "DESTINATION", help_heading = "Flow", requires = "from")]
    pub(super) to: Option<String>,
    /// tcp, udp, icmp, icmpv6 or a number
    #[arg(long, default_value = "tcp", value_name = "PROTOCOL", help_heading = "Flow")]
    pub(super) protocol: String,
    /// Ports that the sender may use, such as 1024-65535 or 49152-65535,5000
    #[arg(long, default_value = "1024-65535", value_name = "PORTS", help_heading = "Flow")]
    pub(super) source_ports: String,
    /// Answer every line of this file (- for standard input), each a JSON object with id, from, to
    /// and, if it differs, protocol and source_ports
    #[arg(long, value_name = "FILE", help_heading = "Flow", conflicts_with_all = ["from", "to"])]
    pub(super) flows: Option<PathBuf>,
    /// Output format; json writes one object per line
    #[arg(long, value_enum, default_value_t, env = "GATEPATH_FORMAT", value_name = "FORMAT", help_heading = "Output")]
    pub(super) format: ReportFormat,
    /// Write to this file instead of standard output
    #[arg(long, short, env = "GATEPATH_OUTPUT", value_name = "FILE", help_heading = "Output")]
    pub(super) output: Option<PathBuf>,
    /// Show every step
    #[arg(long, short, help_heading = "Output")]
    pub(super) verbose: bool,
}

/// Show the page of a rule
#[derive(Debug, clap::Args)]
pub(super) struct Explain {
    /// Code or name, such as SG001 or rg-egress-missing
    #[arg(value_name = "RULE")]
    pub(super) rule: String,
    /// Output format
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT", help_heading = "Output")]
    pub(super) format: PageFormat,
}

/// The format of a rule's page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum PageFormat {
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
pub(super) struct Rules {
    /// Output format
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT", help_heading = "Output")]
    pub(super) format: TableFormat,
}

/// The format of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormat {
    /// For the terminal
    #[default]
    Text,
    /// A JSON array
    Json,
}

/// Print completions, the man page, the JSON schema; write the reference
#[derive(Debug, clap::Args)]
pub(super) struct Generate {
    /// What to generate.
    #[command(subcommand)]
    pub(super) what: Artifact,
}

/// What to generate.
#[derive(Debug, Subcommand)]
pub(super) enum Artifact {
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
    /// docs/reference and docs/schema
    Docs {
        /// Change nothing; exit with 1 and name the files that differ
        #[arg(long)]
        check: bool,
        /// Root of the repository
        #[arg(long, default_value = ".", value_name = "DIR")]
        root: PathBuf,
    },
}
