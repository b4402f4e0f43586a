//! AWS reachability semantics: pure evaluation of the topology. Same input, same answer.

mod call;
pub mod certificate;
pub mod endpoint_policy;
mod gateway;
mod journey;
mod lattice;
pub mod private_api;
pub mod resolver;
mod trace;
mod wildcard;

pub use call::Call;
pub use journey::{Answer, Backend, EndpointTrace, Journey, Mode, Path, Resolution};
pub use trace::{
    Cause, Evidence, Hop, Leg, Origin, Outcome, Step, StepKind, Subject, Trace, Unknown, Verdict,
};
