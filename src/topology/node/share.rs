//! What other accounts share: `aws ram …`.

#![expect(
    missing_docs,
    reason = "members carry AWS's own names; the types say where they come from"
)]

use std::collections::BTreeMap;

use crate::snapshot::Source;

/// What other accounts share with those of the snapshot.
#[derive(Clone, Debug, Default)]
pub struct Shares {
    /// By ARN.
    pub invitations: Vec<ShareInvitation>,
    /// Resources of other accounts, by ARN.
    pub resources: BTreeMap<String, SharedResource>,
    /// Permissions of shares, by ARN of the share.
    pub permissions: BTreeMap<String, Vec<SharePermission>>,
}

/// An invitation to a share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareInvitation {
    pub source: Source,
    pub arn: String,
    pub sender: Option<String>,
    pub status: Option<String>,
    /// ARNs of what the share holds, as far as the invitation tells.
    pub resources: Vec<String>,
}

/// A resource of another account that an account of the snapshot may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedResource {
    pub source: Source,
    pub share: Option<String>,
    pub status: Option<String>,
}

/// What a share lets its principals do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharePermission {
    pub source: Source,
    pub name: String,
    /// The statement as JSON text; `None` if it was not observed.
    pub statement: Option<String>,
}
