//! OPS: what evidence is kept, and what it proves.

mod failure_evidence;
mod flow_logs;
mod ready_not_proof;

pub(super) use failure_evidence::NoFailureEvidence;
pub(super) use flow_logs::FlowLogsMissing;
pub(super) use ready_not_proof::ReadyNotProof;
