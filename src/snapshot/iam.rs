//! Records of `iam`, API version 2010-05-08.
//!
//! Member names and meanings: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html>.

#![expect(
    missing_docs,
    reason = "a field is the AWS member of the same name; each record links its page"
)]

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A role (`get-role`).
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Role {
    pub role_name: String,
    pub arn: Option<String>,
    /// Who may assume it: an object, as the AWS CLI prints policies.
    pub assume_role_policy_document: Option<Value>,
    pub permissions_boundary: Option<PermissionsBoundary>,
}

/// What the permissions of a role are held to.
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachedPermissionsBoundary.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PermissionsBoundary {
    pub permissions_boundary_type: Option<String>,
    pub permissions_boundary_arn: Option<String>,
}

/// A policy of a role's own (`get-role-policy`).
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RolePolicy {
    pub role_name: String,
    pub policy_name: String,
    pub policy_document: Option<Value>,
}

/// A managed policy that is attached to a role.
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachedPolicy.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AttachedPolicy {
    pub policy_name: Option<String>,
    pub policy_arn: Option<String>,
}

/// A managed policy.
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Policy.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Policy {
    pub arn: String,
    pub policy_name: Option<String>,
    pub default_version_id: Option<String>,
}

/// A version of a managed policy.
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyVersion.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicyVersion {
    pub version_id: Option<String>,
    pub is_default_version: Option<bool>,
    pub document: Option<Value>,
}

/// What AWS says that a principal may do (`simulate-principal-policy`).
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EvaluationResult {
    pub eval_action_name: Option<String>,
    pub eval_resource_name: Option<String>,
    pub eval_decision: Option<String>,
}
