//! `--format json`: one document and a final line end.

use std::io::{self, Write};

use super::v1::Report;

/// Writes the document.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    writeln!(out)
}
