//! How states look: shape, word and color together, so that none of them is needed.

use anstyle::{AnsiColor, Style};

use super::Symbols;
use super::v1::{Confidence, Mode, Severity, StageName, Status, Verdict};

/// Gives each member the word that JSON writes.
macro_rules! words {
    ($($type:ident { $($member:ident => $word:literal,)* })*) => {$(
        impl $type {
            /// The word for it, the same in every format.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$member => $word,)* }
            }
        }
    )*};
}

words! {
    Confidence { Low => "low", Medium => "medium", High => "high", }
    Mode { Managed => "managed", SelfManaged => "self-managed", Public => "public", }
    Severity { Info => "info", Warning => "warning", Error => "error", }
    StageName {
        Gateway => "gateway",
        Lattice => "lattice",
        Name => "name",
        Network => "network",
        Endpoint => "endpoint",
        Certificate => "certificate",
        Backend => "backend",
        Return => "return",
    }
    Status {
        Pass => "pass",
        Warn => "warn",
        Fail => "fail",
        Unknown => "unknown",
        Skipped => "skipped",
    }
    Verdict {
        Reachable => "reachable",
        Degraded => "degraded",
        Blocked => "blocked",
        Unknown => "unknown",
    }
}

impl Status {
    /// Its mark.
    pub fn symbol(self, symbols: Symbols) -> &'static str {
        let (unicode, ascii) = match self {
            Self::Pass => ("✓", "[ok]"),
            Self::Warn => ("!", "[!!]"),
            Self::Fail => ("✗", "[XX]"),
            Self::Unknown => ("?", "[??]"),
            Self::Skipped => ("–", "[--]"),
        };
        match symbols {
            Symbols::Unicode => unicode,
            Symbols::Ascii => ascii,
        }
    }

    /// Its style.
    pub fn style(self) -> Style {
        match self {
            Self::Pass => AnsiColor::Blue.on_default(),
            Self::Warn => AnsiColor::Yellow.on_default().bold(),
            Self::Fail => AnsiColor::Magenta.on_default().bold(),
            Self::Unknown => AnsiColor::Cyan.on_default(),
            Self::Skipped => Style::new().dimmed(),
        }
    }
}

impl Verdict {
    /// The status that looks like it.
    pub fn status(self) -> Status {
        match self {
            Self::Reachable => Status::Pass,
            Self::Degraded => Status::Warn,
            Self::Blocked => Status::Fail,
            Self::Unknown => Status::Unknown,
        }
    }

    /// Its style.
    pub fn style(self) -> Style {
        self.status().style()
    }
}

impl Severity {
    /// Its style.
    pub fn style(self) -> Style {
        match self {
            Self::Error => Status::Fail.style(),
            Self::Warning => Status::Warn.style(),
            Self::Info => Status::Pass.style(),
        }
    }
}
