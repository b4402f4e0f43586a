//! VPC Encryption Controls: `aws ec2 describe-vpc-encryption-controls`.

#![expect(
    missing_docs,
    reason = "members carry AWS's own names; the types say where they come from"
)]

use std::collections::BTreeMap;

use crate::snapshot::Source;
use crate::topology::VpcId;

/// The Encryption Controls of one VPC.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEncryptionControl.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncryptionControl {
    pub source: Source,
    /// Where it stands in the record: `/EncryptionControl` of a VPC, or "" for a record of its own.
    pub pointer: &'static str,
    pub vpc: VpcId,
    /// `monitor` or `enforce`.
    pub mode: Option<String>,
    /// `State`, such as `available`.
    pub state: Option<String>,
    /// The state of each exclusion, by the member of `ResourceExclusions`.
    pub exclusions: BTreeMap<&'static str, String>,
}
