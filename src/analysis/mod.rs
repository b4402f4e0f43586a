//! From traces to findings: what is wrong, how bad it is, where the evidence stands, what fixes it.

mod finding;
mod rule;

pub use finding::{Confidence, Finding, Fix};
pub use rule::{Family, Rule, Severity, UnknownRule};
