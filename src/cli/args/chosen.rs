//! Which targets are judged.

use crate::analysis::Selection;

/// The targets that are judged; all if nothing is named.
#[derive(Clone, Debug, clap::Args)]
pub(in crate::cli) struct Chosen {
    /// Only targets of this gateway: id, ARN or name (repeatable)
    #[arg(
        long,
        env = "GATEPATH_GATEWAY",
        value_name = "GATEWAY",
        value_delimiter = ',',
        help_heading = "Input"
    )]
    pub(in crate::cli) gateway: Vec<String>,
    /// Only this target: id or name (repeatable)
    #[arg(
        long,
        env = "GATEPATH_TARGET",
        value_name = "TARGET",
        value_delimiter = ',',
        help_heading = "Input"
    )]
    pub(in crate::cli) target: Vec<String>,
}

impl Chosen {
    /// The targets to judge.
    pub(in crate::cli) fn selection(&self) -> Selection {
        Selection {
            gateways: self.gateway.clone(),
            targets: self.target.clone(),
        }
    }

    /// What to collect for them.
    #[cfg(feature = "aws")]
    pub(in crate::cli) fn request(&self) -> crate::collect::Request {
        crate::collect::Request {
            gateways: self.gateway.clone(),
            targets: self.target.clone(),
            ..crate::collect::Request::default()
        }
    }
}
