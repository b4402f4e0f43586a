//! Records of `logs`, API version 2014-03-28.
//!
//! Member names and meanings: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html>.

#![expect(
    missing_docs,
    reason = "a field is the AWS member of the same name; each record links its page"
)]

use serde::{Deserialize, Serialize};

use crate::snapshot::de;

/// What sends logs of a resource.
/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeliverySource.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeliverySource {
    pub name: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub resource_arns: Vec<String>,
    pub log_type: Option<String>,
}

/// A source joined with a destination.
/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Delivery.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    pub id: Option<String>,
    pub delivery_source_name: Option<String>,
}

/// A log group.
/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LogGroup {
    pub log_group_name: Option<String>,
}
