//! One occurrence of a rule.

use crate::reach::{Evidence, Subject};

use super::{Rule, Severity};

/// What a rule found about one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// How bad this occurrence is; mostly the rule's own severity.
    pub severity: Severity,
    /// How sure gatepath is.
    pub confidence: Confidence,
    /// The resource at fault.
    pub subject: Subject,
    /// One sentence with the values that matter.
    pub message: String,
    /// Where it was observed; never empty.
    pub evidence: Vec<Evidence>,
    /// What to do about it.
    pub fix: Fix,
    /// What was taken for granted, if anything.
    pub assumption: Option<String>,
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// An assumption decides it.
    Low,
    /// AWS documents it only in part.
    Medium,
    /// Evidence and documented behavior decide it.
    High,
}

impl Confidence {
    /// The word for it, the same in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A remedy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fix {
    /// One sentence.
    pub summary: String,
    /// Complete AWS CLI commands, in order; empty if no command can be complete.
    pub aws_cli: Vec<String>,
}
