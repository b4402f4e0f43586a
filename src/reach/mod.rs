//! AWS reachability semantics: pure evaluation of the topology. Same input, same answer.

mod journey;
mod resolver;
mod trace;

pub use journey::{Answer, Backend, EndpointTrace, Journey, Mode, Path, Resolution};
pub use resolver::{Family, HostRole, Question, resolve};
pub use trace::{
    Cause, Evidence, Hop, Leg, Origin, Outcome, Step, StepKind, Subject, Trace, Unknown, Verdict,
};
