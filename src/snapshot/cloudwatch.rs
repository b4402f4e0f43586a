//! Records of `cloudwatch`, API version 2010-08-01.

#![expect(
    missing_docs,
    reason = "a field is the AWS member of the same name; each record links its page"
)]

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::snapshot::de;

/// A value of a metric over one period.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Datapoint.html>
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Datapoint {
    #[serde(default, with = "de::time")]
    pub timestamp: Option<Timestamp>,
    pub sum: Option<f64>,
    pub unit: Option<String>,
}
