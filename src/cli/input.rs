//! From `--snapshot` to a topology.

use std::path::{Path, PathBuf};

use crate::snapshot::{LoadOptions, Snapshot};
use crate::topology::Topology;

use super::args::Input;
use super::error::Error;

impl Input {
    /// The snapshot's path.
    pub(super) fn path(&self) -> Result<&Path, Error> {
        self.snapshot.as_deref().ok_or_else(|| {
            Error::usage("no snapshot given")
                .hint("name a directory (or .tar.gz) with --snapshot PATH or GATEPATH_SNAPSHOT")
                .hint(HOW_TO_RECORD)
        })
    }

    /// The topology of what was recorded.
    pub(super) fn load(&self) -> Result<Topology, Error> {
        Ok(Topology::build(self.snapshot()?))
    }

    /// What was recorded.
    pub(super) fn snapshot(&self) -> Result<Snapshot, Error> {
        let options = LoadOptions {
            allow_incomplete: self.allow_incomplete,
        };
        Ok(Snapshot::load(self.path()?, &options)?)
    }
}

/// How to make a snapshot.
#[cfg(feature = "aws")]
const HOW_TO_RECORD: &str = "gatepath collect -o DIR records one";

/// How to make a snapshot without a collector.
#[cfg(not(feature = "aws"))]
const HOW_TO_RECORD: &str =
    "this build cannot ask AWS: record answers with the AWS CLI, one file per call, such as
  mkdir -p snapshot/ACCOUNT/REGION
  aws ec2 describe-vpcs > snapshot/ACCOUNT/REGION/ec2.describe-vpcs.json
and so on; docs/snapshot.md lists the calls";

/// Where output goes, if not to standard output.
pub(super) type OutputPath = Option<PathBuf>;
