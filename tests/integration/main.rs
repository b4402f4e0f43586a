//! The integration tests: one binary, one module per subject.

mod evidence;
mod rule_pages;
mod scenario;
mod scenarios;
