//! IAM: what the roles around a gateway may do.

mod ca_bundle;
mod caller;
mod credential;
mod service_role;
mod trust;

pub(super) use ca_bundle::CaBundleUnreadable;
pub(super) use caller::CallerNotAllowed;
pub(super) use credential::CredentialDenied;
pub(super) use service_role::ServiceRoleMissing;
pub(super) use trust::RoleNotAssumable;

use serde_json::{Value, json};

use super::command::quote;

/// Adds a policy of its own to a role.
fn put_role_policy(role: &str, policy: &str, statements: &[Value]) -> String {
    let document = json!({"Version": "2012-10-17", "Statement": statements});
    format!(
        "aws iam put-role-policy --role-name {} --policy-name {policy} --policy-document {}",
        quote(role),
        quote(&document.to_string())
    )
}
