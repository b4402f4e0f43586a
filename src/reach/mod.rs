//! AWS reachability semantics: pure evaluation of the topology. Same input, same answer.

mod call;
pub mod endpoint_policy;
mod journey;
pub mod private_api;
mod trace;
mod wildcard;

pub use call::Call;
pub use journey::{Answer, Backend, EndpointTrace, Journey, Mode, Path, Resolution};
pub use trace::{
    Cause, Evidence, Hop, Leg, Origin, Outcome, Step, StepKind, Subject, Trace, Unknown, Verdict,
};
