//! Records of `cloudtrail`, API version 2013-11-01.

#![expect(
    missing_docs,
    reason = "a field is the AWS member of the same name; each record links its page"
)]

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::snapshot::de;

/// An event of the last 90 days.
/// <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Event.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Event {
    pub event_id: Option<String>,
    pub event_name: Option<String>,
    #[serde(default, with = "de::time")]
    pub event_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "de::list")]
    pub resources: Vec<Resource>,
}

/// What an event is about.
/// <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Resource.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Resource {
    pub resource_type: Option<String>,
    pub resource_name: Option<String>,
}
