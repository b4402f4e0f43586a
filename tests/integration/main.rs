//! The integration tests: one binary, one module per subject, so that linking stays cheap.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cli;
mod command;
mod evidence;
mod generated_docs;
mod hostile;
mod oracle;
mod rule_pages;
mod scenario;
mod scenarios;
mod topology;
mod trace;
