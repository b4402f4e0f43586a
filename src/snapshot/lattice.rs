//! Records of `vpc-lattice`, API version 2022-11-30.
//!
//! Member names and meanings: <https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/API_Types.html>.

#![expect(
    missing_docs,
    reason = "a field is the AWS member of the same name; each record links its page"
)]

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::snapshot::de;

/// A resource gateway: where Lattice traffic enters a VPC.
///
/// The list answer names the VPC `vpcIdentifier`, the get answer `vpcId`; only the get answer
/// has `serviceManaged` and `managedBy`.
/// <https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/API_GetResourceGateway.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceGateway {
    pub id: String,
    pub arn: Option<String>,
    pub name: Option<String>,
    pub status: Option<String>,
    #[serde(alias = "vpcIdentifier")]
    pub vpc_id: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub subnet_ids: Vec<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub security_group_ids: Vec<String>,
    pub ip_address_type: Option<String>,
    pub ipv4_addresses_per_eni: Option<i64>,
    pub resource_config_dns_resolution: Option<String>,
    pub service_managed: Option<bool>,
    pub managed_by: Option<String>,
    #[serde(default, with = "de::time")]
    pub created_at: Option<Timestamp>,
    #[serde(default, with = "de::time")]
    pub last_updated_at: Option<Timestamp>,
}

/// A resource configuration: what a resource gateway lets others reach.
///
/// The list answer lacks ports, protocol and definition.
/// <https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/API_GetResourceConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceConfiguration {
    pub id: String,
    pub arn: Option<String>,
    pub name: Option<String>,
    pub resource_gateway_id: Option<String>,
    pub resource_configuration_group_id: Option<String>,
    pub r#type: Option<String>,
    pub allow_association_to_shareable_service_network: Option<bool>,
    #[serde(default, deserialize_with = "de::list")]
    pub port_ranges: Vec<String>,
    pub protocol: Option<String>,
    pub custom_domain_name: Option<String>,
    pub status: Option<String>,
    pub resource_configuration_definition: Option<ResourceConfigurationDefinition>,
    pub amazon_managed: Option<bool>,
    pub failure_reason: Option<String>,
    pub domain_verification_id: Option<String>,
    pub domain_verification_arn: Option<String>,
    pub domain_verification_status: Option<String>,
    pub group_domain: Option<String>,
    #[serde(default, with = "de::time")]
    pub created_at: Option<Timestamp>,
    #[serde(default, with = "de::time")]
    pub last_updated_at: Option<Timestamp>,
}

/// The resource itself; exactly one member is set.
/// <https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/API_ResourceConfigurationDefinition.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceConfigurationDefinition {
    pub dns_resource: Option<DnsResource>,
    pub ip_resource: Option<IpResource>,
    pub arn_resource: Option<ArnResource>,
    pub cidr_resource: Option<CidrResource>,
}

/// A resource known by name.
/// <https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/API_DnsResource.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DnsResource {
    pub domain_name: Option<String>,
    pub ip_address_type: Option<String>,
}

/// A resource known by address.
/// <https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/API_IpResource.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IpResource {
    pub ip_address: Option<String>,
}

/// A resource known by ARN.
/// <https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/API_ArnResource.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ArnResource {
    pub arn: Option<String>,
}

/// Resources known by address range.
/// <https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/API_ResourceConfigurationDefinition.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CidrResource {
    #[serde(default, deserialize_with = "de::list")]
    pub cidr_ranges: Vec<String>,
}

/// A resource configuration's membership of a service network.
/// <https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/API_GetServiceNetworkResourceAssociation.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceNetworkResourceAssociation {
    pub id: String,
    pub arn: Option<String>,
    pub status: Option<String>,
    pub created_by: Option<String>,
    pub resource_configuration_id: Option<String>,
    pub resource_configuration_arn: Option<String>,
    pub resource_configuration_name: Option<String>,
    pub service_network_id: Option<String>,
    pub service_network_arn: Option<String>,
    pub service_network_name: Option<String>,
    pub dns_entry: Option<DnsEntry>,
    pub private_dns_entry: Option<DnsEntry>,
    pub private_dns_enabled: Option<bool>,
    pub is_managed_association: Option<bool>,
    pub failure_reason: Option<String>,
    pub failure_code: Option<String>,
    pub domain_verification_status: Option<String>,
    #[serde(default, with = "de::time")]
    pub created_at: Option<Timestamp>,
    #[serde(default, with = "de::time")]
    pub last_updated_at: Option<Timestamp>,
}

/// A name that Lattice publishes.
/// <https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/API_DnsEntry.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DnsEntry {
    pub domain_name: Option<String>,
    pub hosted_zone_id: Option<String>,
}

/// A VPC endpoint that reaches a resource configuration.
/// <https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/API_ResourceEndpointAssociationSummary.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceEndpointAssociation {
    pub id: String,
    pub arn: Option<String>,
    pub resource_configuration_id: Option<String>,
    pub resource_configuration_arn: Option<String>,
    pub resource_configuration_name: Option<String>,
    pub vpc_endpoint_id: Option<String>,
    pub vpc_endpoint_owner: Option<String>,
    pub created_by: Option<String>,
    #[serde(default, with = "de::time")]
    pub created_at: Option<Timestamp>,
}
