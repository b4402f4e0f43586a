//! Resource policies: the policy of an interface endpoint and that of a REST API.
//!
//! An explicit deny wins, then an allow; a request that no statement allows is denied. Whatever
//! depends on facts that the request does not state is left undecided, never guessed.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

mod condition;
mod context;
mod operator;
mod principal;
mod statement;
mod truth;
mod variable;

use serde_json::Value;

pub use self::context::{Context, ContextValue};
use self::statement::Judgement;
use self::truth::Truth;

/// What a policy makes of a request.
pub fn evaluate(policy: &str, request: &PolicyRequest<'_>) -> PolicyDecision {
    evaluate_completed(policy, request, None)
}

/// What a policy of a role says, whose statements are about that role without saying so.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html>
pub fn evaluate_identity(policy: &str, request: &PolicyRequest<'_>) -> PolicyDecision {
    evaluate_completed(policy, request, Some("Principal"))
}

/// Why a policy of a role may deny a request, if that cannot be told.
pub fn perhaps_denied(policy: &str, request: &PolicyRequest<'_>) -> Option<String> {
    let judged = judge_completed(policy, request, Some("Principal")).ok()?;
    judged.iter().find_map(|statement| match &statement.denies {
        Truth::Unknown(why) => Some(why.clone()),
        Truth::Yes | Truth::No => None,
    })
}

/// What the trust policy of a role says, whose statements are about that role without saying so.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html>
pub fn evaluate_trust(policy: &str, request: &PolicyRequest<'_>) -> PolicyDecision {
    evaluate_completed(policy, request, Some("Resource"))
}

/// Judges a request by each statement of a policy. Statements may lack an element, which then stands
/// for everything.
fn judge_completed(
    policy: &str,
    request: &PolicyRequest<'_>,
    lacking: Option<&str>,
) -> Result<Vec<Judgement>, String> {
    let (version, mut statements) = read(policy)?;
    if let Some(element) = lacking {
        for statement in statements.iter_mut().filter_map(Value::as_object_mut) {
            let is_there =
                statement.contains_key(element) || statement.contains_key(&format!("Not{element}"));
            if !is_there {
                statement.insert(element.to_owned(), Value::from("*"));
            }
        }
    }
    let asked = Asked {
        request,
        has_variables: version.as_deref() == Some(VERSION_WITH_VARIABLES),
    };
    let statements = statements.iter();
    Ok(statements
        .map(|statement| statement::judge(statement, &asked))
        .collect())
}

fn evaluate_completed(
    policy: &str,
    request: &PolicyRequest<'_>,
    lacking: Option<&str>,
) -> PolicyDecision {
    let judged = match judge_completed(policy, request, lacking) {
        Ok(judged) => judged,
        Err(why) => {
            return PolicyDecision::Unknown {
                statement: None,
                why,
            };
        }
    };
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
    pub principal: PolicyPrincipal<'a>,
    /// What is known about the rest.
    pub context: Context,
}

/// Who makes a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyPrincipal<'a> {
    /// The request carries no AWS signature.
    Anonymous,
    /// A session of the role with this ARN.
    Role(&'a str),
    /// A service of AWS, such as `bedrock-agentcore.amazonaws.com`.
    Service(&'a str),
    /// An IAM principal that is not known, or nobody knows whether there is one.
    Unknown,
}

/// A request, and how the texts of the policy are to be read.
struct Asked<'a> {
    request: &'a PolicyRequest<'a>,
    /// `${…}` stands for something.
    has_variables: bool,
}

/// The version of the policy language and the statements of a policy.
fn read(policy: &str) -> Result<(Option<String>, Vec<Value>), String> {
    let Value::Object(mut document) = parse(policy)? else {
        return Err("the policy is not a JSON object".to_owned());
    };
    let statements = match document.remove("Statement") {
        Some(Value::Array(statements)) => statements,
        Some(statement @ Value::Object(_)) => vec![statement],
        _ => return Err("the policy has no Statement".to_owned()),
    };
    match document.remove("Version") {
        None => Ok((None, statements)),
        Some(Value::String(version)) => Ok((Some(version), statements)),
        Some(_) => Err("the Version of the policy cannot be read".to_owned()),
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

/// Older policies, and those that name no version, mean `${…}` literally.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>
const VERSION_WITH_VARIABLES: &str = "2012-10-17";

#[cfg(test)]
mod tests;
