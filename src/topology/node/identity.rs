//! Identity providers that a gateway asks: for the keys that tokens of callers are signed with, and
//! for tokens of its own.

#![expect(
    missing_docs,
    reason = "members carry AWS's own names; the types say where they come from"
)]

use crate::snapshot::Source;
use crate::topology::{Target, Url};

/// An identity provider, as a gateway or a credential provider names it.
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/identity-idps.html>
#[derive(Clone, Debug)]
pub struct IdentityProvider {
    pub source: Source,
    /// Where it stands in the record: `/authorizerConfiguration/customJWTAuthorizer`.
    pub pointer: &'static str,
    /// The name of the credential provider; `None` for the authorizer of a gateway.
    pub name: Option<String>,
    /// `discoveryUrl`, and the error if it cannot be read.
    pub discovery: Option<Result<Url, String>>,
    /// `discoveryUrl` as it is written.
    pub discovery_text: Option<String>,
    /// `issuer` and `tokenEndpoint` where no discovery URL tells them.
    pub issuer: Option<String>,
    pub token_endpoint: Option<Result<Url, String>>,
    pub audiences: Vec<String>,
    pub has_clients: bool,
    /// Hosts with a private endpoint; the provider's own comes first, overrides follow by domain.
    pub ways: Vec<IdentityWay>,
    /// Whether the provider's own host has a private endpoint.
    pub is_private: bool,
    /// What it publishes, if the snapshot holds it.
    pub document: Option<IdentityDocument>,
}

/// The way to one host of an identity provider.
#[derive(Clone, Debug)]
pub struct IdentityWay {
    pub host: String,
    /// Where the private endpoint stands in the record.
    pub pointer: String,
    /// The host as if it were a target: it is walked alike.
    pub target: Target,
}

/// What an identity provider publishes.
#[derive(Clone, Debug)]
pub struct IdentityDocument {
    pub source: Source,
    pub issuer: Option<String>,
    pub jwks: Option<String>,
    pub token_endpoint: Option<String>,
}
