//! OPS: what evidence is kept, and what it proves.

mod failure_evidence;
mod ready_not_proof;

pub(super) use failure_evidence::NoFailureEvidence;
pub(super) use ready_not_proof::ReadyNotProof;
