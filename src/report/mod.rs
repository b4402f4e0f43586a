//! What a run found out, as one document, and that document in each output format.
//!
//! [`v1::Report`] is the only thing that formats and the terminal UI read; none of them computes
//! anything of its own.

mod build;
pub mod coverage;
mod explanation;
mod fingerprint;
mod flow;
mod format;
mod human;
mod json;
mod page;
mod reverse;
mod short;
mod text;
pub mod v1;
mod words;

pub use flow::{AddressTrace, FlowReport};
pub use format::{Color, Format, Language, Symbols, View};
pub use page::write_page;
pub use text::{Printer, Text, command_lines};
pub use v1::Report;
