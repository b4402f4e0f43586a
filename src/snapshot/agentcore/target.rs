//! Targets of a gateway.

#![expect(
    missing_docs,
    reason = "a field is the AWS member of the same name; each record links its page"
)]

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::snapshot::{
    agentcore::{CertificateConfiguration, PrivateEndpoint},
    de,
};

/// A target as `list-gateway-targets` names it: without endpoint or certificates.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_TargetSummary.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetSummary {
    pub target_id: String,
    pub name: Option<String>,
    pub status: Option<String>,
    pub description: Option<String>,
    pub resource_priority: Option<i64>,
    pub target_type: Option<String>,
    pub listing_mode: Option<String>,
    #[serde(default, with = "de::time")]
    pub created_at: Option<Timestamp>,
    #[serde(default, with = "de::time")]
    pub updated_at: Option<Timestamp>,
    #[serde(default, with = "de::time")]
    pub last_synchronized_at: Option<Timestamp>,
}

/// A target (`get-gateway-target`).
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_GetGatewayTarget.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GatewayTarget {
    pub target_id: String,
    pub gateway_arn: Option<String>,
    pub name: Option<String>,
    pub description: Option<String>,
    pub status: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub status_reasons: Vec<String>,
    pub target_configuration: Option<TargetConfiguration>,
    pub credential_provider_configurations: Option<Vec<CredentialProviderConfiguration>>,
    pub private_endpoint: Option<PrivateEndpoint>,
    #[serde(default, deserialize_with = "de::list")]
    pub private_endpoint_managed_resources: Vec<ManagedResourceDetails>,
    #[serde(default, deserialize_with = "de::list")]
    pub certificate_configurations: Vec<CertificateConfiguration>,
    pub authorization_data: Option<AuthorizationData>,
    /// No member of AWS: what the API would not take of a planned target.
    #[serde(
        default,
        deserialize_with = "de::list",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub request_faults: Vec<RequestFault>,
    /// No member of AWS: what is not known of a planned target until it is created, by name.
    #[serde(
        default,
        deserialize_with = "de::list",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub unknown_until_apply: Vec<String>,
    pub protocol_type: Option<String>,
    #[serde(default, with = "de::time")]
    pub created_at: Option<Timestamp>,
    #[serde(default, with = "de::time")]
    pub updated_at: Option<Timestamp>,
    #[serde(default, with = "de::time")]
    pub last_synchronized_at: Option<Timestamp>,
}

/// A part of a request that the API would not take.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct RequestFault {
    pub pointer: String,
    pub message: String,
}

/// What a target is; exactly one member is set.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_TargetConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetConfiguration {
    pub mcp: Option<McpTargetConfiguration>,
    pub http: Option<HttpTargetConfiguration>,
    pub inference: Option<InferenceTargetConfiguration>,
}

/// A target whose tools a gateway offers; exactly one member is set.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_McpTargetConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct McpTargetConfiguration {
    pub open_api_schema: Option<SchemaSource>,
    pub smithy_model: Option<SchemaSource>,
    pub lambda: Option<LambdaTarget>,
    pub mcp_server: Option<McpServerTarget>,
    pub api_gateway: Option<ApiGatewayTarget>,
    pub connector: Option<Connector>,
}

/// A document: in S3 or inline; the hosts of an OpenAPI target stand in it.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_ApiSchemaConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SchemaSource {
    pub s3: Option<S3Configuration>,
    pub inline_payload: Option<String>,
}

/// An object in S3.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_S3Configuration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct S3Configuration {
    pub uri: Option<String>,
    pub bucket_owner_account_id: Option<String>,
}

/// A Lambda function.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_McpLambdaTargetConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LambdaTarget {
    pub lambda_arn: Option<String>,
}

/// An MCP server.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_McpServerTargetConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct McpServerTarget {
    pub endpoint: Option<String>,
    pub mcp_tool_schema: Option<SchemaSource>,
    pub listing_mode: Option<String>,
    pub resource_priority: Option<i64>,
}

/// A Regional REST API, called natively.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_ApiGatewayTargetConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiGatewayTarget {
    pub rest_api_id: Option<String>,
    pub stage: Option<String>,
}

/// A connector of AWS's own; it has no endpoint of the customer's.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_McpTargetConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Connector {}

/// A target that a gateway passes requests on to; exactly one member is set.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_TargetConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpTargetConfiguration {
    pub agentcore_runtime: Option<RuntimeTarget>,
    pub passthrough: Option<PassthroughTarget>,
    pub connector: Option<Connector>,
}

/// An agent that AgentCore Runtime hosts.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_TargetConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RuntimeTarget {
    pub arn: Option<String>,
    pub qualifier: Option<String>,
}

/// An HTTPS endpoint.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_TargetConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PassthroughTarget {
    pub endpoint: Option<String>,
    pub protocol_type: Option<String>,
    pub schema: Option<HttpSchema>,
}

/// The document that describes an HTTPS endpoint.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_TargetConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpSchema {
    pub source: Option<SchemaSource>,
}

/// A target that serves models; exactly one member is set.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_TargetConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InferenceTargetConfiguration {
    pub connector: Option<Connector>,
    pub provider: Option<InferenceProvider>,
}

/// A model server.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_TargetConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InferenceProvider {
    pub endpoint: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub operations: Vec<InferenceOperation>,
}

/// A path of a model server and the models behind it.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_TargetConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InferenceOperation {
    pub path: Option<String>,
    pub provider_path: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub models: Vec<ModelEntry>,
}

/// A model's name or pattern.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_TargetConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelEntry {
    pub model: Option<String>,
}

/// How a gateway authenticates to a target.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_CredentialProviderConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CredentialProviderConfiguration {
    pub credential_provider_type: Option<String>,
    pub credential_provider: Option<CredentialProvider>,
}

/// The provider of a credential; exactly one member is set.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_CredentialProvider.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CredentialProvider {
    pub oauth_credential_provider: Option<OauthCredentialProvider>,
    pub api_key_credential_provider: Option<ApiKeyCredentialProvider>,
    pub iam_credential_provider: Option<IamCredentialProvider>,
}

/// OAuth tokens.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_OAuthCredentialProvider.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OauthCredentialProvider {
    pub provider_arn: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub scopes: Vec<String>,
    pub grant_type: Option<String>,
    pub default_return_url: Option<String>,
}

/// An API key and where a request carries it.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_ApiKeyCredentialProvider.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiKeyCredentialProvider {
    pub provider_arn: Option<String>,
    pub credential_parameter_name: Option<String>,
    pub credential_prefix: Option<String>,
    pub credential_location: Option<String>,
}

/// Signatures of AWS by the role of the gateway.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_IamCredentialProvider.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IamCredentialProvider {
    pub service: Option<String>,
    pub region: Option<String>,
}

/// A Lattice resource that AgentCore made for a target.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_ManagedResourceDetails.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ManagedResourceDetails {
    pub domain: Option<String>,
    pub resource_gateway_arn: Option<String>,
    pub resource_association_arn: Option<String>,
}

/// A pending authorization by a person.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_AuthorizationData.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizationData {
    pub oauth2: Option<OauthAuthorizationData>,
}

/// Where that person authorizes a target.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_AuthorizationData.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OauthAuthorizationData {
    pub authorization_url: Option<String>,
    pub user_id: Option<String>,
}
