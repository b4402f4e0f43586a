//! AWS reachability semantics: pure evaluation of the topology. Same input, same answer.

pub mod endpoint_policy;
mod journey;
mod trace;
mod wildcard;

pub use journey::{Answer, Backend, EndpointTrace, Journey, Mode, Path, Resolution};
pub use trace::{
    Cause, Evidence, Hop, Leg, Origin, Outcome, Step, StepKind, Subject, Trace, Unknown, Verdict,
};
