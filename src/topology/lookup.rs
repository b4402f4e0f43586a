//! Answers that know the difference between "there is none" and "nobody looked".

use std::fmt;

/// The answer to "which resource …?".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup<T> {
    /// It was observed.
    Found(T),
    /// The call that would list it was observed, complete, and did not list it.
    Absent,
    /// It was not observed.
    Unknown(Missing),
}

impl<T> Lookup<T> {
    /// The resource, if it was observed.
    pub fn found(self) -> Option<T> {
        match self {
            Self::Found(found) => Some(found),
            Self::Absent | Self::Unknown(_) => None,
        }
    }

    /// Applies `f` to what was found.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Lookup<U> {
        match self {
            Self::Found(found) => Lookup::Found(f(found)),
            Self::Absent => Lookup::Absent,
            Self::Unknown(missing) => Lookup::Unknown(missing),
        }
    }
}

/// Evidence that a decision needs and the snapshot does not hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// AWS CLI service, such as `ec2`.
    pub service: &'static str,
    /// AWS CLI operation, such as `describe-security-groups`.
    pub operation: &'static str,
    /// What is not known, such as `security group sg-0a1`.
    pub what: String,
}

impl Missing {
    /// Names the call that would have told.
    pub fn new(service: &'static str, operation: &'static str, what: impl Into<String>) -> Self {
        Self {
            service,
            operation,
            what: what.into(),
        }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            service,
            operation,
            what,
        } = self;
        write!(f, "{what} was not observed (aws {service} {operation})")
    }
}
