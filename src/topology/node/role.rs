//! Roles and what their policies say: `aws iam …`.

use crate::snapshot::Source;
use crate::topology::Missing;

/// A role, as far as it was observed.
#[derive(Clone, Debug)]
pub struct Role {
    /// The name, without its path.
    pub name: String,
    /// Who may assume it; `None` if `get-role` was not observed.
    pub trust: Option<PolicyText>,
    /// What its permissions are held to.
    pub boundary: Option<Boundary>,
    /// Its own and its attached policies, as far as they were observed, by name.
    pub policies: Vec<PolicyText>,
    /// What has to be read before anything can be told to be missing from the policies.
    pub missing: Vec<Missing>,
    /// Whether anybody asked for its policies, with whatever result.
    pub policies_sought: bool,
    /// Whether somebody asked the policy simulator and the answer is not there.
    pub simulation_lost: bool,
    /// What AWS says that the role may do, if somebody asked.
    pub simulated: Vec<Simulated>,
}

/// A permissions boundary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boundary {
    /// The ARN of the policy.
    pub arn: String,
    /// The policy, if it was observed.
    pub policy: Option<PolicyText>,
}

/// A policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyText {
    /// The record.
    pub source: Source,
    /// The member of the record that holds the text.
    pub part: &'static str,
    /// The name or ARN.
    pub name: String,
    /// JSON.
    pub text: String,
}

/// An answer of the policy simulator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simulated {
    /// The record.
    pub source: Source,
    /// Such as `s3:GetObject`.
    pub action: String,
    /// The ARN that was asked about, or `*`.
    pub resource: String,
    /// `allowed`, or else.
    pub is_allowed: bool,
}
