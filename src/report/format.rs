//! Output formats, and how text is laid out.

use std::fmt;
use std::io::{self, Write};

use super::{human, json, short, v1::Report};

/// An output format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people: verdicts, ladders, findings.
    #[default]
    Human,
    /// The document that [`super::v1`] describes.
    Json,
    /// One line per target.
    Short,
}

/// How text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// Columns.
    pub width: usize,
    /// The characters of marks and rules.
    pub symbols: Symbols,
    /// Whether to color. State is never told by color alone.
    pub color: Color,
    /// Whether to show every step and the findings of severity `info`.
    pub verbose: bool,
    /// Whether to leave out what is in order.
    pub quiet: bool,
    /// What the steps of a plan are written in.
    pub language: Language,
}

/// A language for changes of AWS resources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Commands of the AWS CLI.
    #[default]
    AwsCli,
    /// Terraform's configuration language.
    Terraform,
    /// CloudFormation, in YAML.
    CloudFormation,
}

impl Default for View {
    fn default() -> Self {
        Self {
            width: 100,
            symbols: Symbols::Unicode,
            color: Color::Never,
            verbose: false,
            quiet: false,
            language: Language::AwsCli,
        }
    }
}

/// The characters of marks and rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symbols {
    /// ASCII only.
    Ascii,
    /// Unicode.
    Unicode,
}

/// Whether text carries ANSI styles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// It does.
    Always,
    /// It does not.
    Never,
}

impl View {
    /// An arrow from the one to the other.
    pub(super) fn arrow(self) -> &'static str {
        match self.symbols {
            Symbols::Ascii => "->",
            Symbols::Unicode => "→",
        }
    }
}

impl Report {
    /// Writes the report in a format.
    pub fn write(&self, format: Format, view: View, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Human => human::write(self, view, out),
            Format::Json => json::write(self, out),
            Format::Short => short::write(self, view, out),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Short => "short",
        })
    }
}
