//! VPC endpoints.

#![expect(
    missing_docs,
    reason = "a field is the AWS member of the same name; each record links its page"
)]

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::snapshot::{
    de,
    ec2::{GroupIdentifier, Tag},
};

/// An endpoint of a service inside a VPC.
///
/// `policy_document` is JSON text.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct VpcEndpoint {
    pub vpc_endpoint_id: String,
    pub vpc_endpoint_type: Option<String>,
    pub vpc_id: Option<String>,
    pub owner_id: Option<String>,
    pub service_name: Option<String>,
    pub service_region: Option<String>,
    pub state: Option<String>,
    pub policy_document: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub subnet_ids: Vec<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub route_table_ids: Vec<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub groups: Vec<GroupIdentifier>,
    pub ip_address_type: Option<String>,
    pub dns_options: Option<DnsOptions>,
    #[serde(default, deserialize_with = "de::list")]
    pub dns_entries: Vec<DnsEntry>,
    pub private_dns_enabled: Option<bool>,
    pub requester_managed: Option<bool>,
    #[serde(default, deserialize_with = "de::list")]
    pub network_interface_ids: Vec<String>,
    #[serde(default, with = "de::time")]
    pub creation_timestamp: Option<Timestamp>,
    pub last_error: Option<LastError>,
    pub failure_reason: Option<String>,
    pub service_network_arn: Option<String>,
    pub resource_configuration_arn: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub tags: Vec<Tag>,
}

/// How an endpoint answers for private names.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DnsOptions.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DnsOptions {
    pub dns_record_ip_type: Option<String>,
    pub private_dns_only_for_inbound_resolver_endpoint: Option<bool>,
    pub private_dns_preference: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub private_dns_specified_domains: Vec<String>,
}

/// A name of an endpoint.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DnsEntry.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DnsEntry {
    pub dns_name: Option<String>,
    pub hosted_zone_id: Option<String>,
}

/// Why an endpoint is not available.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LastError.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct LastError {
    pub code: Option<String>,
    pub message: Option<String>,
}
