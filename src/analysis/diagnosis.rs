//! The result of a run: every target's journey and what is wrong with it.

use crate::reach::Journey;
use crate::topology::Missing;

use super::{Finding, Proof, Remedy};

/// What a run found out.
#[derive(Clone, Debug, Default)]
pub struct Diagnosis {
    /// By gateway and target.
    pub targets: Vec<TargetDiagnosis>,
    /// Evidence that a decision needed, and the names of the targets that needed it; sorted.
    pub missing: Vec<(Missing, Vec<String>)>,
    /// Findings that a [`Triage`](super::Triage) took out.
    pub left_out: usize,
}

/// One target.
#[derive(Clone, Debug)]
pub struct TargetDiagnosis {
    /// Everything that was walked.
    pub journey: Journey,
    /// Name of the gateway.
    pub gateway_name: String,
    /// Name of the target.
    pub target_name: String,
    /// The URL that the gateway calls, or `-`.
    pub endpoint: String,
    /// By severity (worst first), rule and subject.
    pub findings: Vec<Finding>,
    /// How to open its paths, if it is blocked or degraded and [`prove`](super::prove) was asked.
    pub remedy: Option<Remedy>,
    /// What was proven of the fix of each finding, in their order; empty if nobody asked.
    pub proofs: Vec<Proof>,
}
