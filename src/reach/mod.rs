//! AWS reachability semantics: pure evaluation of the topology. Same input, same answer.

mod gateway;
mod journey;
mod lattice;
mod trace;

pub use journey::{Answer, Backend, EndpointTrace, Journey, Mode, Path, Resolution};
pub use trace::{
    Cause, Evidence, Hop, Leg, Origin, Outcome, Step, StepKind, Subject, Trace, Unknown, Verdict,
};
