//! The arguments of `gatepath trace`.

use std::path::PathBuf;

use clap::builder::BoolishValueParser;

use super::{Input, ReportFormat};
use crate::cli::exit;

/// Follow one flow, hop by hop, forward and back
///
/// Answers for the whole range of source ports at once: a network ACL that stops only some of them
/// makes the flow degraded.
#[derive(Debug, clap::Args)]
#[command(after_long_help = exit::help())]
pub(in crate::cli) struct Trace {
    #[command(flatten)]
    pub(in crate::cli) input: Input,
    /// Interface that sends, by id or by an address of it
    #[arg(
        long,
        env = "GATEPATH_FROM",
        value_name = "ENI",
        help_heading = "Flow",
        required_unless_present = "flows",
        requires = "to"
    )]
    pub(in crate::cli) from: Option<String>,
    /// Where to: ADDRESS:PORT, HOST:PORT or a URL
    #[arg(
        long,
        env = "GATEPATH_TO",
        value_name = "DESTINATION",
        help_heading = "Flow",
        requires = "from"
    )]
    pub(in crate::cli) to: Option<String>,
    /// tcp, udp, icmp, icmpv6 or a number
    #[arg(
        long,
        default_value = "tcp",
        env = "GATEPATH_PROTOCOL",
        value_name = "PROTOCOL",
        help_heading = "Flow"
    )]
    pub(in crate::cli) protocol: String,
    /// Ports that the sender may use, such as 1024-65535 or 49152-65535,5000
    #[arg(
        long,
        default_value = "1024-65535",
        env = "GATEPATH_SOURCE_PORTS",
        value_name = "PORTS",
        help_heading = "Flow"
    )]
    pub(in crate::cli) source_ports: String,
    /// Answer every line of this file (- for standard input), each a JSON object with id, from, to
    /// and, if it differs, protocol and source_ports
    #[arg(long, env = "GATEPATH_FLOWS", value_name = "FILE", help_heading = "Flow", conflicts_with_all = ["from", "to"])]
    pub(in crate::cli) flows: Option<PathBuf>,
    /// Output format; json writes one object per line
    #[arg(
        long,
        value_enum,
        default_value_t,
        env = "GATEPATH_FORMAT",
        value_name = "FORMAT",
        help_heading = "Output"
    )]
    pub(in crate::cli) format: ReportFormat,
    /// Write to this file instead of standard output
    #[arg(
        long,
        short,
        env = "GATEPATH_OUTPUT",
        value_name = "FILE",
        help_heading = "Output"
    )]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Show every step
    #[arg(long, short, env = "GATEPATH_VERBOSE", value_parser = BoolishValueParser::new(), help_heading = "Output")]
    pub(in crate::cli) verbose: bool,
}
