//! The integration tests: one binary, one module per subject, so that linking stays cheap.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod certificates;
mod cli;
#[cfg(feature = "aws")]
mod collect;
mod command;
mod considered;
mod evidence;
mod generated_docs;
mod hostile;
#[cfg(feature = "aws")]
mod moto;
mod oracle;
mod plans;
mod preflight;
mod redaction;
#[cfg(feature = "aws")]
mod replay;
mod report_formats;
mod reverse;
mod rule_pages;
mod scenario;
mod scenarios;
mod topology;
mod trace;
#[cfg(feature = "tui")]
mod tui;
#[cfg(feature = "aws")]
mod venv;
