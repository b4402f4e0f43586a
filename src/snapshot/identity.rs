//! Identity providers: the credential providers of AgentCore Identity, and what the providers publish.

#![expect(
    missing_docs,
    reason = "a field is the member of the same name; each record links its page"
)]

use serde::{Deserialize, Serialize};

use crate::snapshot::agentcore::{
    CertificateConfiguration, PrivateEndpoint, PrivateEndpointOverride,
};
use crate::snapshot::de;

/// Where a gateway fetches the tokens for a target.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_GetOauth2CredentialProvider.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Oauth2CredentialProvider {
    pub name: Option<String>,
    pub credential_provider_arn: Option<String>,
    pub credential_provider_vendor: Option<String>,
    pub oauth2_provider_config_output: Option<Oauth2ProviderConfig>,
}

/// The settings of a provider; only those of one's own can be private.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_Oauth2ProviderConfigOutput.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Oauth2ProviderConfig {
    pub custom_oauth2_provider_config: Option<CustomOauth2Provider>,
}

/// A provider of one's own.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_CustomOauth2ProviderConfigOutput.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomOauth2Provider {
    pub oauth_discovery: Option<Oauth2Discovery>,
    pub private_endpoint: Option<PrivateEndpoint>,
    #[serde(default, deserialize_with = "de::list")]
    pub private_endpoint_overrides: Vec<PrivateEndpointOverride>,
    #[serde(default, deserialize_with = "de::list")]
    pub certificate_configurations: Vec<CertificateConfiguration>,
}

/// Where a provider tells its endpoints, or the endpoints themselves.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_Oauth2Discovery.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Oauth2Discovery {
    pub discovery_url: Option<String>,
    pub authorization_server_metadata: Option<AuthorizationServerMetadata>,
}

/// The endpoints of an authorization server.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_Oauth2AuthorizationServerMetadata.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizationServerMetadata {
    pub issuer: Option<String>,
    pub authorization_endpoint: Option<String>,
    pub token_endpoint: Option<String>,
}

/// What a provider publishes at its discovery URL: no answer of AWS, but of the provider.
/// <https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct DiscoveryDocument {
    pub issuer: Option<String>,
    pub token_endpoint: Option<String>,
    pub jwks_uri: Option<String>,
}
