//! Resource policies: the policy of an interface endpoint and that of a REST API.
//!
//! An explicit deny wins, then an allow; a request that no statement allows is denied. Whatever
//! depends on facts that the request does not state is left undecided, never guessed.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

mod condition;
mod statement;
mod truth;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::topology::Cidr;

use self::statement::Judgement;
use self::truth::Truth;

/// What a policy makes of a request.
pub fn evaluate(policy: &str, request: &PolicyRequest<'_>) -> PolicyDecision {
    let statements = match statements(policy) {
        Ok(statements) => statements,
        Err(why) => {
            return PolicyDecision::Unknown {
                statement: None,
                why,
            };
        }
    };
    let judged: Vec<Judgement> = statements
        .iter()
        .map(|statement| statement::judge(statement, request))
        .collect();
    let first = |wanted: fn(&Judgement) -> bool| judged.iter().position(wanted);

    if let explicit @ Some(_) = first(|statement| statement.denies == Truth::Yes) {
        return PolicyDecision::Deny { explicit };
    }
    let allowed = first(|statement| statement.allows == Truth::Yes);
    let Some(allow) = allowed.or_else(|| first(|statement| statement.allows.is_unknown())) else {
        return PolicyDecision::Deny { explicit: None };
    };
    let perhaps_denied = first(|statement| statement.denies.is_unknown());
    match (allowed, perhaps_denied) {
        (Some(statement), None) => PolicyDecision::Allow { statement },
        (_, perhaps_denied) => {
            let statement = perhaps_denied.unwrap_or(allow);
            let why = judged.get(statement).and_then(Judgement::why);
            PolicyDecision::Unknown {
                statement: Some(statement),
                why: why.unwrap_or_default().to_owned(),
            }
        }
    }
}

/// What a policy decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyDecision {
    /// This statement allows the request, and none denies it.
    Allow {
        /// Index in `Statement`.
        statement: usize,
    },
    /// A statement denies the request, or none allows it.
    Deny {
        /// Index in `Statement` of the one that denies.
        explicit: Option<usize>,
    },
    /// It depends on what the request does not state, or the policy cannot be read.
    Unknown {
        /// Index in `Statement` of the one that cannot be decided.
        statement: Option<usize>,
        /// What is in the way.
        why: String,
    },
}

/// A request as far as it is known.
#[derive(Clone, Debug)]
pub struct PolicyRequest<'a> {
    /// Such as `execute-api:Invoke`.
    pub action: &'a str,
    /// The ARNs asked for, `*` standing for whatever is not known. A policy allows the request if
    /// it allows all of them.
    pub resources: Vec<String>,
    /// What `execute-api:/` at the start of a resource stands for, if the policy may use it.
    pub short_form: Option<String>,
    /// Who asks.
    pub principal: PolicyPrincipal,
    /// Condition keys, in lower case. Keys that are not here may have any value or none.
    pub context: BTreeMap<&'static str, ContextValue>,
}

/// Who makes a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyPrincipal {
    /// The request carries no AWS signature.
    Anonymous,
    /// An IAM principal that is not known, or nobody knows whether there is one.
    Unknown,
}

/// The value of a condition key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContextValue {
    /// A text, such as the id of an endpoint.
    Text(String),
    /// Any of these addresses.
    Addresses(Vec<Cidr>),
}

/// The statements of a policy.
fn statements(policy: &str) -> Result<Vec<Value>, String> {
    match parse(policy)? {
        Value::Object(mut document) => match document.remove("Statement") {
            Some(Value::Array(statements)) => Ok(statements),
            Some(statement @ Value::Object(_)) => Ok(vec![statement]),
            _ => Err("the policy has no Statement".to_owned()),
        },
        _ => Err("the policy is not a JSON object".to_owned()),
    }
}

/// Reads JSON that may be escaped, even twice: API Gateway prints `{\"Version\":…`.
fn parse(policy: &str) -> Result<Value, String> {
    let first = match serde_json::from_str(policy) {
        Ok(Value::String(inner)) => return parse_escaped(inner),
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    parse_escaped(policy.to_owned()).map_err(|_| format!("the policy is not valid JSON ({first})"))
}

fn parse_escaped(mut policy: String) -> Result<Value, String> {
    for _ in 0..MOST_ESCAPES {
        match serde_json::from_str(&policy) {
            Ok(Value::String(inner)) => policy = inner,
            Ok(value) => return Ok(value),
            Err(error) => {
                policy = serde_json::from_str(&format!("\"{policy}\""))
                    .map_err(|_| format!("the policy is not valid JSON ({error})"))?;
            }
        }
    }
    Err("the policy is escaped too often".to_owned())
}

const MOST_ESCAPES: usize = 4;

#[cfg(test)]
mod tests;
