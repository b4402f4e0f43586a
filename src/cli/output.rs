//! Where output goes: standard output or a file.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use crate::report::{Format, View};

use super::args::ReportFormat;
use super::error::{Error, finish};
use super::input::OutputPath;
use super::term::Terminal;

/// Gives `write` the stream that `--output` names, and how text looks on it.
pub(super) fn with(
    path: &OutputPath,
    terminal: &Terminal,
    write: impl FnOnce(View, &mut dyn Write) -> io::Result<()>,
) -> Result<(), Error> {
    let Some(path) = path else {
        let mut out = BufWriter::new(io::stdout().lock());
        let written = write(terminal.on_stdout(), &mut out);
        return finish(&mut out, written);
    };
    let file = File::create(path).map_err(|error| Error::file(path, &error))?;
    let mut out = BufWriter::new(file);
    let written = write(terminal.in_file(), &mut out).and_then(|()| out.flush());
    written.map_err(|error| Error::file(path, &error))
}

impl From<ReportFormat> for Format {
    fn from(format: ReportFormat) -> Self {
        match format {
            ReportFormat::Human => Self::Human,
            ReportFormat::Json => Self::Json,
            ReportFormat::Short => Self::Short,
        }
    }
}
