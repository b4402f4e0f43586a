//! Why a command could not run, and how that is printed: in one place.

use std::fmt;
use std::io::{self, Write};

use crate::report::v1::Severity;
use crate::report::{Printer, Text};
use crate::snapshot::LoadError;

use super::term::Terminal;

/// What kind of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nobody reads the output any more.
    BrokenPipe,
    /// The evidence cannot be used.
    Input,
    /// A file cannot be read or written.
    Io,
    /// What was asked for makes no sense.
    Usage,
}

/// Why a command could not run.
#[derive(Debug)]
pub(super) struct Error {
    kind: Kind,
    /// Lowercase fragments; several lines are possible.
    message: String,
    hints: Vec<String>,
}

impl Error {
    /// An error of a kind.
    pub(super) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            hints: Vec::new(),
        }
    }

    /// What was asked for makes no sense.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// The evidence cannot be used.
    pub(super) fn input(message: impl Into<String>) -> Self {
        Self::new(Kind::Input, message)
    }

    /// The file cannot be read or written.
    pub(super) fn file(path: &std::path::Path, error: &io::Error) -> Self {
        Self::new(Kind::Io, format!("{}: {error}", path.display()))
    }

    /// The same error with advice.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same error, about a file.
    #[cfg(feature = "tui")]
    pub(super) fn in_file(mut self, path: &std::path::Path) -> Self {
        self.message = format!("{}: {}", path.display(), self.message);
        self
    }

    /// Whether only the reader of the output is gone.
    pub(super) fn is_broken_pipe(&self) -> bool {
        self.kind == Kind::BrokenPipe
    }

    /// Prints `error: …` and `hint: …` to standard error.
    pub(super) fn print(&self, terminal: &Terminal) {
        let mut out = io::stderr().lock();
        // Nobody is left to tell when even this cannot be written.
        let _ = self.write(&mut Printer::new(terminal.on_stderr(), &mut out));
    }

    fn write(&self, printer: &mut Printer<'_>) -> io::Result<()> {
        let mut lead = Text::new()
            .styled(Severity::Error.style(), "error")
            .bold(": ");
        for line in self.message.lines() {
            printer.wrapped(&lead, &line.into())?;
            lead = Text::new();
        }
        for hint in &self.hints {
            let mut lead = Text::new()
                .styled(Severity::Info.style(), "hint")
                .bold(": ");
            for line in hint.lines() {
                printer.line(&lead.clone().plain(line))?;
                lead = "      ".into();
            }
        }
        Ok(())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        for hint in &self.hints {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

impl From<LoadError> for Error {
    fn from(error: LoadError) -> Self {
        Self::input(error.to_string())
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        let kind = match error.kind() {
            io::ErrorKind::BrokenPipe => Kind::BrokenPipe,
            _ => Kind::Io,
        };
        Self::new(kind, error.to_string())
    }
}

/// Flushes `out`, and takes the result of writing to it.
pub(super) fn finish(out: &mut dyn Write, written: io::Result<()>) -> Result<(), Error> {
    written.and_then(|()| out.flush()).map_err(Error::from)
}
