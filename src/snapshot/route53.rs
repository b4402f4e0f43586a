//! Records of `route53`, API version 2013-04-01.
//!
//! Member names and meanings: <https://docs.aws.amazon.com/Route53/latest/APIReference/API_Types_Amazon_Route_53.html>.

#![expect(
    missing_docs,
    reason = "a field is the AWS member of the same name; each record links its page"
)]

use serde::{Deserialize, Serialize};

use crate::snapshot::de;

/// A hosted zone, public or private. `id` reads `/hostedzone/Z0123`.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_HostedZone.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct HostedZone {
    pub id: String,
    pub name: Option<String>,
    pub caller_reference: Option<String>,
    pub config: Option<HostedZoneConfig>,
    pub resource_record_set_count: Option<i64>,
    pub linked_service: Option<LinkedService>,
}

impl HostedZone {
    /// The bare id (`Z0123`), as other answers and file names give it.
    pub fn zone_id(&self) -> &str {
        bare_zone_id(&self.id)
    }
}

/// Comment and kind of a zone.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_HostedZoneConfig.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct HostedZoneConfig {
    pub comment: Option<String>,
    pub private_zone: Option<bool>,
}

/// The AWS service that made a zone.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_LinkedService.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct LinkedService {
    pub service_principal: Option<String>,
    pub description: Option<String>,
}

/// The whole answer of `get-hosted-zone`: a zone and the VPCs that ask it.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_GetHostedZone.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct HostedZoneDetail {
    pub hosted_zone: HostedZone,
    #[serde(rename = "VPCs")]
    #[serde(default, deserialize_with = "de::list")]
    pub vpcs: Vec<Vpc>,
}

/// A VPC that a private zone is associated with.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_VPC.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Vpc {
    #[serde(rename = "VPCId")]
    pub vpc_id: Option<String>,
    #[serde(rename = "VPCRegion")]
    pub vpc_region: Option<String>,
}

/// A zone as `list-hosted-zones-by-vpc` names it, zones of other accounts included.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_HostedZoneSummary.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct HostedZoneSummary {
    pub hosted_zone_id: String,
    pub name: Option<String>,
    pub owner: Option<HostedZoneOwner>,
}

impl HostedZoneSummary {
    /// The bare id (`Z0123`).
    pub fn zone_id(&self) -> &str {
        bare_zone_id(&self.hosted_zone_id)
    }
}

/// The account or service that owns a zone.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_HostedZoneOwner.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct HostedZoneOwner {
    pub owning_account: Option<String>,
    pub owning_service: Option<String>,
}

/// The records of one name and type. Names end in a dot and escape as `\052`.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResourceRecordSet {
    pub name: String,
    pub r#type: Option<String>,
    pub set_identifier: Option<String>,
    pub weight: Option<i64>,
    pub region: Option<String>,
    pub geo_location: Option<GeoLocation>,
    pub failover: Option<String>,
    pub multi_value_answer: Option<bool>,
    #[serde(rename = "TTL")]
    pub ttl: Option<i64>,
    #[serde(default, deserialize_with = "de::list")]
    pub resource_records: Vec<ResourceRecord>,
    pub alias_target: Option<AliasTarget>,
    pub health_check_id: Option<String>,
}

/// One value of a record set.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecord.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResourceRecord {
    pub value: Option<String>,
}

/// The resource that an alias record stands for.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AliasTarget {
    pub hosted_zone_id: Option<String>,
    #[serde(rename = "DNSName")]
    pub dns_name: Option<String>,
    pub evaluate_target_health: Option<bool>,
}

/// Where a geolocation record applies.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_GeoLocation.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GeoLocation {
    pub continent_code: Option<String>,
    pub country_code: Option<String>,
    pub subdivision_code: Option<String>,
}

/// `/hostedzone/Z0123` and `Z0123` name the same zone.
pub(super) fn bare_zone_id(id: &str) -> &str {
    id.strip_prefix("/hostedzone/").unwrap_or(id)
}
