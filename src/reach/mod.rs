//! AWS reachability semantics: pure evaluation of the topology. Same input, same answer.

pub mod certificate;
mod gateway;
mod journey;
mod lattice;
pub mod resolver;
mod trace;

pub use journey::{Answer, Backend, EndpointTrace, Journey, Mode, Path, Resolution};
pub use trace::{
    Cause, Evidence, Hop, Leg, Origin, Outcome, Step, StepKind, Subject, Trace, Unknown, Verdict,
};
