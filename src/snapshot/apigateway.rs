//! Records of `apigateway`, API version 2015-07-09.
//!
//! Member names and meanings: <https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html>.

#![expect(
    missing_docs,
    reason = "a field is the AWS member of the same name; each record links its page"
)]

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::snapshot::de;

/// A REST API.
///
/// `policy` is JSON text whose quotes API Gateway escapes once more (`{\"Version\"…`).
/// <https://docs.aws.amazon.com/apigateway/latest/api/API_RestApi.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RestApi {
    pub id: String,
    pub name: Option<String>,
    pub description: Option<String>,
    #[serde(default, with = "de::time")]
    pub created_date: Option<Timestamp>,
    pub endpoint_configuration: Option<EndpointConfiguration>,
    pub policy: Option<String>,
    pub disable_execute_api_endpoint: Option<bool>,
    pub api_key_source: Option<String>,
    pub root_resource_id: Option<String>,
    pub security_policy: Option<String>,
    pub endpoint_access_mode: Option<String>,
    pub api_status: Option<String>,
    pub api_status_message: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub warnings: Vec<String>,
    #[serde(default, deserialize_with = "de::map")]
    pub tags: BTreeMap<String, String>,
}

/// Whether an API is private, and through which VPC endpoints.
/// <https://docs.aws.amazon.com/apigateway/latest/api/API_EndpointConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EndpointConfiguration {
    #[serde(default, deserialize_with = "de::list")]
    pub types: Vec<String>,
    pub ip_address_type: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub vpc_endpoint_ids: Vec<String>,
}

/// A deployed stage of an API.
/// <https://docs.aws.amazon.com/apigateway/latest/api/API_Stage.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stage {
    pub stage_name: String,
    pub deployment_id: Option<String>,
    pub description: Option<String>,
    pub web_acl_arn: Option<String>,
    #[serde(default, with = "de::time")]
    pub created_date: Option<Timestamp>,
    #[serde(default, with = "de::time")]
    pub last_updated_date: Option<Timestamp>,
    #[serde(default, deserialize_with = "de::map")]
    pub tags: BTreeMap<String, String>,
}

/// A path of an API.
/// <https://docs.aws.amazon.com/apigateway/latest/api/API_Resource.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
    pub id: String,
    pub parent_id: Option<String>,
    pub path_part: Option<String>,
    pub path: Option<String>,
    #[serde(default, deserialize_with = "de::map")]
    pub resource_methods: BTreeMap<String, Method>,
}

/// A method of a path; empty unless the answer embeds methods (`--embed methods`).
/// <https://docs.aws.amazon.com/apigateway/latest/api/API_Method.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Method {
    pub http_method: Option<String>,
    pub authorization_type: Option<String>,
    pub authorizer_id: Option<String>,
    pub api_key_required: Option<bool>,
    pub method_integration: Option<Integration>,
}

/// What a method calls.
/// <https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Integration {
    pub r#type: Option<String>,
    pub http_method: Option<String>,
    pub uri: Option<String>,
    pub connection_type: Option<String>,
    pub connection_id: Option<String>,
    pub timeout_in_millis: Option<i64>,
    pub response_transfer_mode: Option<String>,
}

/// A deployment of an API.
/// <https://docs.aws.amazon.com/apigateway/latest/api/API_Deployment.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Deployment {
    pub id: String,
    pub description: Option<String>,
    #[serde(default, with = "de::time")]
    pub created_date: Option<Timestamp>,
}

/// A custom domain name.
/// <https://docs.aws.amazon.com/apigateway/latest/api/API_DomainName.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DomainName {
    pub domain_name: String,
    pub domain_name_id: Option<String>,
    pub domain_name_arn: Option<String>,
    pub certificate_arn: Option<String>,
    pub regional_domain_name: Option<String>,
    pub regional_hosted_zone_id: Option<String>,
    pub regional_certificate_arn: Option<String>,
    pub endpoint_configuration: Option<EndpointConfiguration>,
    pub domain_name_status: Option<String>,
    pub domain_name_status_message: Option<String>,
    pub security_policy: Option<String>,
    pub endpoint_access_mode: Option<String>,
    pub policy: Option<String>,
    pub routing_mode: Option<String>,
    #[serde(default, deserialize_with = "de::map")]
    pub tags: BTreeMap<String, String>,
}

/// A VPC endpoint that may use a private custom domain name.
/// <https://docs.aws.amazon.com/apigateway/latest/api/API_DomainNameAccessAssociation.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DomainNameAccessAssociation {
    pub domain_name_access_association_arn: String,
    pub domain_name_arn: Option<String>,
    pub access_association_source_type: Option<String>,
    pub access_association_source: Option<String>,
    #[serde(default, deserialize_with = "de::map")]
    pub tags: BTreeMap<String, String>,
}

/// The API and stage behind a path of a custom domain name.
/// <https://docs.aws.amazon.com/apigateway/latest/api/API_BasePathMapping.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BasePathMapping {
    pub base_path: Option<String>,
    pub rest_api_id: Option<String>,
    pub stage: Option<String>,
}

/// A link from API Gateway to network load balancers.
/// <https://docs.aws.amazon.com/apigateway/latest/api/API_VpcLink.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VpcLink {
    pub id: String,
    pub name: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub target_arns: Vec<String>,
    pub status: Option<String>,
    pub status_message: Option<String>,
    #[serde(default, deserialize_with = "de::map")]
    pub tags: BTreeMap<String, String>,
}
