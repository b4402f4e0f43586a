//! Condition operators.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use std::cmp::Ordering;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::reach::wildcard::{Wildcard, any, every};
use crate::topology::{Cidr, Meets};

use super::statement::unreadable;
use super::truth::Truth;
use super::variable::resolve;
use super::{Asked, ContextValue};

/// A condition operator, such as `ForAnyValue:StringNotLikeIfExists`.
pub(super) struct Operator {
    set: Set,
    test: Test,
    negated: bool,
    if_exists: bool,
}

/// What is asked of a key with several values. Every key whose value is known has exactly one, so
/// that the three differ only where the key is absent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Set {
    One,
    AnyValue,
    AllValues,
}

#[derive(Clone, Copy)]
enum Test {
    Address,
    Arn,
    Binary,
    Bool,
    Date(Order),
    Equals,
    EqualsIgnoreCase,
    Like,
    Null,
    Number(Order),
}

#[derive(Clone, Copy)]
enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Operator {
    pub(super) fn parse(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let (set, name) = match lower.split_once(':') {
            None => (Set::One, lower.as_str()),
            Some(("foranyvalue", name)) => (Set::AnyValue, name),
            Some(("forallvalues", name)) => (Set::AllValues, name),
            Some(_) => return None,
        };
        let (name, if_exists) = match name.strip_suffix("ifexists") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let (test, negated) = match name {
            "stringequals" => (Test::Equals, false),
            "stringnotequals" => (Test::Equals, true),
            "stringequalsignorecase" => (Test::EqualsIgnoreCase, false),
            "stringnotequalsignorecase" => (Test::EqualsIgnoreCase, true),
            "stringlike" => (Test::Like, false),
            "stringnotlike" => (Test::Like, true),
            "arnequals" | "arnlike" => (Test::Arn, false),
            "arnnotequals" | "arnnotlike" => (Test::Arn, true),
            "ipaddress" => (Test::Address, false),
            "notipaddress" => (Test::Address, true),
            "bool" => (Test::Bool, false),
            "binaryequals" => (Test::Binary, false),
            // AWS defines neither `IfExists` nor a set of values for it.
            "null" if set == Set::One && !if_exists => (Test::Null, false),
            _ => ordered(name)?,
        };
        Some(Self {
            set,
            test,
            negated,
            if_exists,
        })
    }

    /// Whether the condition holds for a key.
    pub(super) fn holds(
        &self,
        name: &str,
        key: &str,
        wanted: &[String],
        asked: &Asked<'_>,
    ) -> Truth {
        let undecided = || unreadable(format!("its condition {name} on {key} cannot be decided"));
        let not_known = || unreadable(format!("the value of {key} is not known"));
        let answers: Vec<Option<bool>> = match asked.request.context.get(key) {
            Some(values) => values
                .iter()
                .map(|value| self.given(value, wanted, asked))
                .collect(),
            None => match self.given_any(wanted) {
                Some(answer) => vec![self.absent(wanted), Some(answer)],
                None => return not_known(),
            },
        };
        match answers.split_first() {
            Some((Some(first), rest)) if rest.iter().all(|answer| *answer == Some(*first)) => {
                Truth::from(*first)
            }
            Some((_, rest)) if !rest.is_empty() => not_known(),
            _ => undecided(),
        }
    }

    /// Whether the condition holds for a value; `None` if that cannot be told. Of several wanted
    /// values one must match, or none if the operator is negated.
    fn given(&self, value: &ContextValue, wanted: &[String], asked: &Asked<'_>) -> Option<bool> {
        let matches = match (self.test, value) {
            (_, ContextValue::Absent) => return self.absent(wanted),
            (Test::Null, _) => return null(wanted, false),
            (Test::Address, ContextValue::Addresses(sources)) => match in_blocks(wanted, sources) {
                Meets::All => Some(true),
                Meets::None => Some(false),
                Meets::Some => None,
            },
            (test, value) => any_of(wanted, |text| test.matches(value, text, asked)),
        };
        matches.map(|matches| matches != self.negated)
    }

    /// Whether the condition holds for every value there may be.
    fn given_any(&self, wanted: &[String]) -> Option<bool> {
        match self.test {
            Test::Null => null(wanted, false),
            Test::Like if wanted.iter().any(|text| text == "*") => Some(!self.negated),
            _ => None,
        }
    }

    /// Whether the condition holds without the key.
    fn absent(&self, wanted: &[String]) -> Option<bool> {
        match (self.test, self.set, self.if_exists) {
            (Test::Null, ..) => null(wanted, true),
            // AWS documents that the one part is true and the other false.
            (_, Set::AnyValue, true) => None,
            (_, Set::AllValues, _) | (_, Set::One, true) => Some(true),
            (_, Set::AnyValue, false) => Some(false),
            (_, Set::One, false) => Some(self.negated),
        }
    }
}

/// The operators for numbers and dates.
fn ordered(name: &str) -> Option<(Test, bool)> {
    let (test, order): (fn(Order) -> Test, _) = match name.strip_prefix("numeric") {
        Some(order) => (Test::Number, order),
        None => (Test::Date, name.strip_prefix("date")?),
    };
    let (order, negated) = match order {
        "equals" => (Order::Equal, false),
        "notequals" => (Order::Equal, true),
        "lessthan" => (Order::Less, false),
        "lessthanequals" => (Order::LessOrEqual, false),
        "greaterthan" => (Order::Greater, false),
        "greaterthanequals" => (Order::GreaterOrEqual, false),
        _ => return None,
    };
    Some((test(order), negated))
}

impl Test {
    /// Whether a value matches one that a policy wants; `None` if that cannot be told.
    fn matches(self, value: &ContextValue, wanted: &str, asked: &Asked<'_>) -> Option<bool> {
        match (self, value) {
            (Self::Equals, ContextValue::Text(text)) => Some(*text == resolve(wanted, asked)?.text),
            (Self::EqualsIgnoreCase, ContextValue::Text(text)) => {
                Some(text.to_lowercase() == resolve(wanted, asked)?.text.to_lowercase())
            }
            (Self::Like, ContextValue::Text(text)) => {
                let pattern = resolve(wanted, asked)?.pattern;
                Some(pattern.meets(&Wildcard::exactly(text)) == Meets::All)
            }
            (Self::Like, _) if wanted == "*" => Some(true),
            (Self::Arn, ContextValue::Text(text)) => {
                is_arn_like(text, &resolve(wanted, asked)?.pattern)
            }
            (Self::Bool, ContextValue::Text(text)) => Some(yes_or_no(text)? == yes_or_no(wanted)?),
            (Self::Number(order), ContextValue::Text(text)) => {
                let (is, wanted): (i64, i64) = (text.parse().ok()?, wanted.parse().ok()?);
                Some(order.holds(is.cmp(&wanted)))
            }
            (Self::Number(order), ContextValue::Time(time)) => {
                order.holds_at(time.as_second().cmp(&wanted.parse().ok()?))
            }
            (Self::Date(order), ContextValue::Time(time)) => {
                order.holds_at(time.cmp(&moment(wanted)?))
            }
            _ => None,
        }
    }
}

impl Order {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }

    /// The same for the time of a call, which is not made at one moment only.
    fn holds_at(self, order: Ordering) -> Option<bool> {
        match self {
            Self::Equal => None,
            _ => Some(self.holds(order)),
        }
    }
}

/// Each of the six parts of an ARN must match by itself.
fn is_arn_like(text: &str, pattern: &Wildcard) -> Option<bool> {
    let own = Wildcard::exactly(text).arn_parts()?;
    let wanted = pattern.arn_parts()?;
    let mut pairs = wanted.iter().zip(&own);
    Some(pairs.all(|(wanted, own)| wanted.meets(own) == Meets::All))
}

/// How some blocks together meet every address in `sources`. A text that is no block may match.
fn in_blocks(blocks: &[String], sources: &[Cidr]) -> Meets {
    every(sources.iter().map(|&source| {
        let meets = |text: &String| {
            let block = text.parse::<Cidr>();
            block.map_or(Meets::Some, |block| block.meets(source))
        };
        any(blocks.iter().map(meets))
    }))
}

/// Whether `Null` holds for a key that is absent or not.
fn null(wanted: &[String], is_absent: bool) -> Option<bool> {
    any_of(wanted, |text| Some(yes_or_no(text)? == is_absent))
}

/// Whether one of several texts matches, if that can be told.
fn any_of(texts: &[String], matches: impl Fn(&str) -> Option<bool>) -> Option<bool> {
    let answers: Vec<Option<bool>> = texts.iter().map(|text| matches(text)).collect();
    if answers.contains(&Some(true)) {
        Some(true)
    } else {
        (!answers.contains(&None)).then_some(false)
    }
}

/// A date, a date with a time, or the seconds since 1970.
/// <https://www.w3.org/TR/NOTE-datetime>
fn moment(text: &str) -> Option<Timestamp> {
    if let Ok(seconds) = text.parse() {
        return Timestamp::from_second(seconds).ok();
    }
    let midnight = |date: Date| Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp());
    match text.len() {
        DATE_LENGTH => midnight(text.parse().ok()?),
        _ => text.parse().ok(),
    }
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// `2026-11-02`
const DATE_LENGTH: usize = 10;
