//! Records of `bedrock-agentcore-control`, API version 2023-06-05.
//!
//! Member names and meanings: <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_Types.html>.

#![expect(
    missing_docs,
    reason = "a field is the AWS member of the same name; each record links its page"
)]

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::snapshot::de;

mod target;

pub use target::*;

/// A gateway as `list-gateways` names it.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_GatewaySummary.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GatewaySummary {
    pub gateway_id: String,
    pub name: Option<String>,
    pub status: Option<String>,
    pub description: Option<String>,
    pub authorizer_type: Option<String>,
    pub protocol_type: Option<String>,
    #[serde(default, with = "de::time")]
    pub created_at: Option<Timestamp>,
    #[serde(default, with = "de::time")]
    pub updated_at: Option<Timestamp>,
}

/// A gateway (`get-gateway`).
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_GetGateway.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Gateway {
    pub gateway_id: String,
    pub gateway_arn: Option<String>,
    pub gateway_url: Option<String>,
    pub name: Option<String>,
    pub description: Option<String>,
    pub status: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub status_reasons: Vec<String>,
    pub role_arn: Option<String>,
    pub protocol_type: Option<String>,
    pub protocol_configuration: Option<GatewayProtocolConfiguration>,
    pub authorizer_type: Option<String>,
    pub authorizer_configuration: Option<AuthorizerConfiguration>,
    pub kms_key_arn: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub interceptor_configurations: Vec<InterceptorConfiguration>,
    pub exception_level: Option<String>,
    pub web_acl_arn: Option<String>,
    pub workload_identity_details: Option<WorkloadIdentityDetails>,
    #[serde(default, with = "de::time")]
    pub created_at: Option<Timestamp>,
    #[serde(default, with = "de::time")]
    pub updated_at: Option<Timestamp>,
}

/// Settings of the gateway's protocol.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_GatewayProtocolConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GatewayProtocolConfiguration {
    pub mcp: Option<McpGatewayConfiguration>,
}

/// Settings of MCP.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_MCPGatewayConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct McpGatewayConfiguration {
    #[serde(default, deserialize_with = "de::list")]
    pub supported_versions: Vec<String>,
    pub search_type: Option<String>,
    pub streaming_configuration: Option<StreamingConfiguration>,
    pub disable_mcp_list_tools_pagination: Option<bool>,
}

/// Whether responses stream.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_GatewayProtocolConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamingConfiguration {
    pub enable_response_streaming: Option<bool>,
}

/// An interceptor; only that there is one matters.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_GatewayInterceptorConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InterceptorConfiguration {
    #[serde(default, deserialize_with = "de::list")]
    pub interception_points: Vec<String>,
}

/// The workload identity of a gateway.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_WorkloadIdentityDetails.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkloadIdentityDetails {
    pub workload_identity_arn: Option<String>,
}

/// Who may call a gateway.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_AuthorizerConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizerConfiguration {
    #[serde(rename = "customJWTAuthorizer")]
    pub custom_jwt_authorizer: Option<CustomJwtAuthorizer>,
}

/// An identity provider whose tokens a gateway accepts, possibly a private one.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_CustomJWTAuthorizerConfiguration.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomJwtAuthorizer {
    pub discovery_url: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub allowed_audience: Vec<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub allowed_clients: Vec<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub allowed_scopes: Vec<String>,
    pub private_endpoint: Option<PrivateEndpoint>,
    #[serde(default, deserialize_with = "de::list")]
    pub private_endpoint_overrides: Vec<PrivateEndpointOverride>,
    #[serde(default, deserialize_with = "de::list")]
    pub certificate_configurations: Vec<CertificateConfiguration>,
}

/// A private endpoint for one further domain.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_PrivateEndpointOverride.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrivateEndpointOverride {
    pub domain: Option<String>,
    pub private_endpoint: Option<PrivateEndpoint>,
}

/// How a gateway reaches a private network; exactly one member is set.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_PrivateEndpoint.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrivateEndpoint {
    pub managed_vpc_resource: Option<ManagedVpcResource>,
    pub self_managed_lattice_resource: Option<SelfManagedLatticeResource>,
}

/// Managed mode: AgentCore makes the Lattice resources in the caller's VPC.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_ManagedVpcResource.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ManagedVpcResource {
    pub vpc_identifier: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub subnet_ids: Vec<String>,
    pub endpoint_ip_address_type: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub security_group_ids: Vec<String>,
    pub routing_domain: Option<String>,
    #[serde(default, deserialize_with = "de::map")]
    pub tags: BTreeMap<String, String>,
}

/// Self-managed mode: the caller's own resource configuration, by id or ARN.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_SelfManagedLatticeResource.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SelfManagedLatticeResource {
    pub resource_configuration_identifier: Option<String>,
}

/// Where the certificates of a private CA are kept; exactly one member is set.
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-vpc-egress.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateConfiguration {
    pub s3: Option<S3Certificate>,
    pub secrets_manager: Option<SecretsManagerCertificate>,
}

/// A PEM object in S3.
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-vpc-egress.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct S3Certificate {
    pub uri: Option<String>,
    pub bucket_owner_account_id: Option<String>,
}

/// A PEM secret.
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-vpc-egress.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SecretsManagerCertificate {
    pub secret_arn: Option<String>,
}
