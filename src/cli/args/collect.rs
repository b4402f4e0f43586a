//! The arguments of the verbs that ask AWS.

use std::path::PathBuf;

use clap::builder::BoolishValueParser;

use crate::cli::exit;

/// Whose credentials to use, where, and how long.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "AWS")]
pub(in crate::cli) struct Live {
    /// Profile of the AWS configuration files [default: the SDK's search for credentials]
    #[arg(long, env = "GATEPATH_PROFILE", value_name = "PROFILE")]
    pub(in crate::cli) profile: Option<String>,
    /// Region [default: that of the profile or of AWS_REGION]
    #[arg(long, env = "GATEPATH_REGION", value_name = "REGION")]
    pub(in crate::cli) region: Option<String>,
    /// Role to assume for a further account: owner of resources, network or zones (repeatable)
    #[arg(
        long,
        env = "GATEPATH_ROLE_ARN",
        value_name = "ARN",
        value_delimiter = ','
    )]
    pub(in crate::cli) role_arn: Vec<String>,
    /// Stop asking after this time; what has no answer by then is a gap
    #[arg(
        long,
        env = "GATEPATH_DEADLINE",
        value_name = "SECONDS",
        default_value_t = 300
    )]
    pub(in crate::cli) deadline: u64,
    /// Wait this long for each answer
    #[arg(
        long,
        env = "GATEPATH_TIMEOUT",
        value_name = "SECONDS",
        default_value_t = 20
    )]
    pub(in crate::cli) timeout: u64,
    /// Try each request this often [default: AWS_MAX_ATTEMPTS, or 6]
    #[arg(long, env = "GATEPATH_MAX_ATTEMPTS", value_name = "COUNT")]
    pub(in crate::cli) max_attempts: Option<u32>,
    /// Show no progress
    #[arg(long, env = "GATEPATH_NO_PROGRESS", value_parser = BoolishValueParser::new())]
    pub(in crate::cli) no_progress: bool,
}

/// Record the configuration that a diagnosis needs, from AWS
///
/// Makes read-only calls, as many at a time as the services bear, and writes each answer as the AWS
/// CLI prints it. A call that fails becomes a gap; all others go on.
#[derive(Debug, clap::Args)]
#[command(after_long_help = exit::help())]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(in crate::cli) struct Collect {
    /// Only what this gateway needs: id, ARN or name (repeatable)
    #[arg(
        long,
        env = "GATEPATH_GATEWAY",
        value_name = "GATEWAY",
        value_delimiter = ',',
        help_heading = "Scope"
    )]
    pub(in crate::cli) gateway: Vec<String>,
    /// Only what this target needs: id or name (repeatable)
    #[arg(
        long,
        env = "GATEPATH_TARGET",
        value_name = "TARGET",
        value_delimiter = ',',
        help_heading = "Scope"
    )]
    pub(in crate::cli) target: Vec<String>,
    /// What paths from this VPC need, whether or not a gateway uses it (repeatable)
    #[arg(
        long,
        env = "GATEPATH_VPC",
        value_name = "VPC",
        value_delimiter = ',',
        help_heading = "Scope"
    )]
    pub(in crate::cli) vpc: Vec<String>,
    /// Everything in the account and Region, needed or not
    #[arg(long, env = "GATEPATH_ALL", value_parser = BoolishValueParser::new(), help_heading = "Scope")]
    pub(in crate::cli) all: bool,
    #[command(flatten)]
    pub(in crate::cli) live: Live,
    /// Directory for the snapshot; it must be new or empty
    #[arg(
        long,
        short,
        env = "GATEPATH_COLLECT_OUTPUT",
        value_name = "DIR",
        required_unless_present_any = ["dry_run", "script"],
        help_heading = "Output"
    )]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Replace account ids, names, tags and public addresses, everywhere in the same way
    #[arg(long, env = "GATEPATH_REDACT", value_parser = BoolishValueParser::new(), help_heading = "Output")]
    pub(in crate::cli) redact: bool,
    /// With --redact: keep certificates, and with them the names in them
    #[arg(long, env = "GATEPATH_KEEP_CERTIFICATES", value_parser = BoolishValueParser::new(), requires = "redact", help_heading = "Output")]
    pub(in crate::cli) keep_certificates: bool,
    /// Exit with 0 even if some calls failed
    #[arg(long, env = "GATEPATH_ALLOW_INCOMPLETE", value_parser = BoolishValueParser::new(), help_heading = "Output")]
    pub(in crate::cli) allow_incomplete: bool,
    /// Print the calls that would be made, and make none
    #[arg(long, env = "GATEPATH_DRY_RUN", value_parser = BoolishValueParser::new(), help_heading = "Output")]
    pub(in crate::cli) dry_run: bool,
    /// Print a shell script that records the same with the AWS CLI alone
    #[arg(long, env = "GATEPATH_SCRIPT", value_parser = BoolishValueParser::new(), conflicts_with_all = ["dry_run", "redact"], help_heading = "Output")]
    pub(in crate::cli) script: bool,
}

/// Print the IAM policy that collecting needs, and no more
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct IamPolicy {
    /// Only what these rules need: code, name or family (repeatable)
    #[arg(
        long,
        env = "GATEPATH_SELECT",
        value_name = "RULE",
        value_delimiter = ',',
        help_heading = "Analysis"
    )]
    pub(in crate::cli) select: Vec<String>,
}
