//! Records of `ram`, API version 2018-01-04.

#![expect(
    missing_docs,
    reason = "a field is the AWS member of the same name; each record links its page"
)]

use serde::{Deserialize, Serialize};

use crate::snapshot::de;

/// An invitation to a share of another account.
/// <https://docs.aws.amazon.com/ram/latest/APIReference/API_ResourceShareInvitation.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    pub resource_share_invitation_arn: String,
    pub resource_share_name: Option<String>,
    pub resource_share_arn: Option<String>,
    pub sender_account_id: Option<String>,
    pub status: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub resource_share_associations: Vec<Association>,
}

/// What a share holds, or whom it is for.
/// <https://docs.aws.amazon.com/ram/latest/APIReference/API_ResourceShareAssociation.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Association {
    pub resource_share_arn: Option<String>,
    pub associated_entity: Option<String>,
    pub association_type: Option<String>,
    pub status: Option<String>,
}

/// A resource of a share.
/// <https://docs.aws.amazon.com/ram/latest/APIReference/API_Resource.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
    pub arn: Option<String>,
    pub r#type: Option<String>,
    pub resource_share_arn: Option<String>,
    pub status: Option<String>,
}

/// A permission of a share, without its actions.
/// <https://docs.aws.amazon.com/ram/latest/APIReference/API_ResourceSharePermissionSummary.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PermissionSummary {
    pub arn: Option<String>,
    pub name: Option<String>,
    pub resource_type: Option<String>,
}

/// A permission; `permission` is the JSON text of its statement.
/// <https://docs.aws.amazon.com/ram/latest/APIReference/API_ResourceSharePermissionDetail.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Permission {
    pub arn: String,
    pub name: Option<String>,
    pub permission: Option<String>,
    pub resource_type: Option<String>,
}
