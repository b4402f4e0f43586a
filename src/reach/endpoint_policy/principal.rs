//! Whom a statement is about.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use serde_json::Value;

use super::statement::{texts, unreadable};
use super::truth::Truth;
use super::{Asked, PolicyPrincipal};

/// Whether `Principal` names the one who asks.
pub(super) fn is_named(value: &Value, asked: &Asked<'_>) -> Truth {
    let kinds = match value {
        Value::String(text) if text == "*" => return Truth::Yes,
        Value::Object(kinds) => kinds,
        _ => return unreadable("its Principal cannot be read"),
    };
    Truth::any(kinds.iter().map(|(kind, names)| {
        let Some(names) = texts(names) else {
            return unreadable("its Principal cannot be read");
        };
        match (kind.as_str(), asked.request.principal) {
            ("AWS", _) if names.contains(&"*") => Truth::Yes,
            ("AWS", PolicyPrincipal::Role(arn)) => {
                Truth::any(names.into_iter().map(|name| is_session_of(arn, name)))
            }
            ("Service", PolicyPrincipal::Service(own)) => Truth::from(names.contains(&own)),
            // The gateway signs as its role, never as a service.
            ("Service", _)
            | (
                "AWS" | "Federated" | "CanonicalUser",
                PolicyPrincipal::Anonymous | PolicyPrincipal::Service(_),
            )
            | ("Federated", PolicyPrincipal::Role(_)) => Truth::No,
            ("AWS" | "Federated" | "CanonicalUser", PolicyPrincipal::Unknown) => {
                unreadable("it names principals, and who calls is not known")
            }
            _ => unreadable(format!("principals of type {kind} are not known")),
        }
    }))
}

/// Whether `NotPrincipal` leaves out the one who asks. A statement that denies may reach a role all
/// the same: its account or its session would have to be named, too.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>
pub(super) fn is_not_named(value: &Value, denies: bool, asked: &Asked<'_>) -> Truth {
    let is_role = matches!(asked.request.principal, PolicyPrincipal::Role(_));
    match is_named(value, asked).not() {
        Truth::No if is_role && denies && !is_everybody(value) => unreadable(
            "it spares the role, but AWS may look at its account and its session as well",
        ),
        truth => truth,
    }
}

fn is_everybody(value: &Value) -> bool {
    let everybody = |names: &Value| texts(names).is_some_and(|names| names.contains(&"*"));
    everybody(value) || value.get("AWS").is_some_and(everybody)
}

/// Whether a session of a role goes by a name in a policy.
fn is_session_of(role: &str, name: &str) -> Truth {
    let not_understood = || unreadable(format!("its principal {name} is not understood"));
    let (Some(own), Some(other)) = (Principal::parse(role), Principal::parse(name)) else {
        return not_understood();
    };
    if role == name {
        return Truth::Yes;
    }
    let has_account = own.account == other.account;
    match other.kind {
        _ if name.contains(['*', '?']) => not_understood(),
        // An account passes the question on to its own policies.
        "root" if has_account => unreadable(format!(
            "it names the account {}, whose policies for the role are not known",
            own.account
        )),
        "assumed-role" if has_account && own.role() == other.role() => {
            unreadable("it names a session of the role, and how the session is called is not known")
        }
        "root" | "role" | "user" | "assumed-role" | "federated-user" => Truth::No,
        _ => not_understood(),
    }
}

/// An account, a role or a user.
struct Principal<'a> {
    account: &'a str,
    /// `role`, or `root` for the account itself.
    kind: &'a str,
    /// What follows the kind: a path and a name.
    rest: &'a str,
}

impl<'a> Principal<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        if text.len() == ACCOUNT_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self {
                account: text,
                kind: "root",
                rest: "",
            });
        }
        let mut parts = text.strip_prefix("arn:")?.splitn(5, ':').skip(3);
        let (account, resource) = (parts.next()?, parts.next()?);
        let (kind, rest) = resource.split_once('/').unwrap_or((resource, ""));
        Some(Self {
            account,
            kind,
            rest,
        })
    }

    /// The name of a role, which its sessions repeat without its path.
    fn role(&self) -> Option<&'a str> {
        match self.kind {
            "assumed-role" => self.rest.split('/').next(),
            _ => self.rest.rsplit('/').next(),
        }
    }
}

const ACCOUNT_DIGITS: usize = 12;
