//! The arguments of `gatepath trace`.

use std::path::PathBuf;

use clap::builder::BoolishValueParser;

use super::{Input, ReportFormat};
use crate::cli::exit;

/// Follow one flow, hop by hop; or ask who reaches a place, and what a source reaches
///
/// Answers for the whole range of source ports at once: a network ACL that stops only some of them
/// makes the flow degraded.
#[derive(Debug, clap::Args)]
#[command(after_long_help = exit::help())]
pub(in crate::cli) struct Trace {
    #[command(flatten)]
    pub(in crate::cli) input: Input,
    /// Interface that sends, by id or by an address of it; with --all also a resource gateway or
    /// an AgentCore gateway
    #[arg(
        long,
        env = "GATEPATH_FROM",
        value_name = "ENI",
        help_heading = "Flow",
        required_unless_present_any = ["flows", "who"],
        conflicts_with = "who"
    )]
    pub(in crate::cli) from: Option<String>,
    /// Where to: ADDRESS:PORT, HOST:PORT or a URL
    #[arg(
        long,
        env = "GATEPATH_TO",
        value_name = "DESTINATION",
        help_heading = "Flow",
        required_unless_present_any = ["flows", "all"],
        conflicts_with = "all"
    )]
    pub(in crate::cli) to: Option<String>,
    /// Instead of --from: who reaches the destination
    #[arg(long, env = "GATEPATH_WHO", value_parser = BoolishValueParser::new(), help_heading = "Flow")]
    pub(in crate::cli) who: bool,
    /// Instead of --to: everything that the sender reaches by TCP, on the ports that something
    /// listens on, or on all that are open where that is not known
    #[arg(long, env = "GATEPATH_ALL", value_parser = BoolishValueParser::new(), help_heading = "Flow", conflicts_with = "who")]
    pub(in crate::cli) all: bool,
    /// With --all: only these ports, such as 443 or 80,8000-8999
    #[arg(
        long,
        env = "GATEPATH_PORT",
        value_name = "PORTS",
        help_heading = "Flow"
    )]
    pub(in crate::cli) port: Option<String>,
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
    #[arg(long, env = "GATEPATH_FLOWS", value_name = "FILE", help_heading = "Flow", conflicts_with_all = ["from", "to", "who", "all"])]
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
    /// Show every step, or everybody who is blocked
    #[arg(long, short, env = "GATEPATH_VERBOSE", value_parser = BoolishValueParser::new(), help_heading = "Output")]
    pub(in crate::cli) verbose: bool,
}
