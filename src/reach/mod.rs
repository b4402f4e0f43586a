//! AWS reachability semantics: pure evaluation of the topology. Same input, same answer.

mod back;
mod call;
pub mod certificate;
mod edge;
mod encryption_control;
pub mod endpoint_policy;
mod forward;
mod gateway;
pub mod identity;
mod internet_gateway;
mod journey;
mod lattice;
mod load_balancer;
mod log;
mod middlebox;
mod nat;
mod network_acl;
mod origin;
pub mod parallel;
mod peering;
pub mod permission;
pub mod private_api;
mod public_access;
pub mod resolver;
pub mod reverse;
mod route_table;
pub mod security_group;
mod trace;
mod traffic;
mod transit;
mod walk;
mod wildcard;

pub use call::{Call, Caller};
pub use journey::{Answer, Backend, EndpointTrace, Journey, Mode, Path, Resolution, journey};
pub use origin::Origin;
pub use trace::{
    Cause, Evidence, Hop, Leg, Outcome, Step, StepKind, Subject, Trace, Unknown, Verdict,
};
pub use walk::walk;
