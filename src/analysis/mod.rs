//! From traces to findings: what is wrong, how bad it is, where the evidence stands, what fixes it.

mod analyzer;
mod api_gateway;
mod attribution;
mod command;
mod considered;
mod diagnosis;
mod dns;
mod endpoint;
mod evidence;
mod fault;
mod finding;
mod gateway;
mod identity;
mod lattice;
mod load_balancer;
mod mcp;
mod network_acl;
mod permission;
mod registry;
mod remedy;
mod reverse;
mod routing;
mod rule;
mod security_group;
mod selection;
mod subnet;
mod tls;
mod trace;
mod triage;

pub use attribution::{blockers, rule_for};
pub use considered::{Check, Considered, Removal, Role, considered};
pub use diagnosis::{Diagnosis, TargetDiagnosis};
pub use finding::{Confidence, Finding, Fix};
pub use registry::diagnose;
pub use remedy::{
    Edit, ManualStep, Proof, Remedy, RemedyStep, TargetPart, Transport, prove, rediagnose,
};
pub use reverse::{
    AllAnswer, AllQuestion, Client, ClientsOfGateway, PortOutcome, Reached, SourceOfAll, WhoAnswer,
    WhoQuestion,
};
pub use rule::{Family, Rule, Severity, UnknownRule};
pub use selection::{Selection, UnknownSelection};
pub use trace::{Destination, DestinationError, FlowAnswer, FlowQuestion, Sender};
pub use triage::Triage;
