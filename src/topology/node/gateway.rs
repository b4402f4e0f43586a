//! AgentCore gateways and their targets: `aws bedrock-agentcore-control …`.

#![expect(
    missing_docs,
    reason = "members carry AWS's own names; the types say where they come from"
)]

use std::sync::Arc;

use crate::snapshot::Source;
use crate::topology::{
    CertificateFile, GatewayId, IdentityProvider, ResourceGatewayId, RestApiId, SecurityGroupId,
    SubnetId, TargetId, VpcId,
};

/// A gateway.
#[derive(Clone, Debug)]
pub struct Gateway {
    pub source: Source,
    pub id: GatewayId,
    pub account: String,
    pub region: String,
    pub arn: Option<String>,
    pub name: String,
    pub status: Option<String>,
    pub status_reasons: Vec<String>,
    pub updated_at: Option<jiff::Timestamp>,
    pub authorizer: Option<String>,
    /// Who signs the tokens of callers, for the authorizer `CUSTOM_JWT`.
    pub identity: Option<Box<IdentityProvider>>,
    /// Whether an interceptor function is attached; `None` if only the list was observed.
    pub has_interceptor: Option<bool>,
    /// `MCP`, or nothing for a gateway that takes other protocols too.
    pub protocol: Option<String>,
    /// `SEMANTIC`, or nothing.
    pub search: Option<String>,
    /// The versions of MCP that the gateway is held to; empty for all that it knows.
    pub mcp_versions: Vec<String>,
    pub role: Option<String>,
    /// Whether `get-gateway` was observed, so that an absent `exceptionLevel` means "off".
    pub described: bool,
    pub exception_level: Option<String>,
}

/// A target of a gateway.
#[derive(Clone, Debug)]
pub struct Target {
    pub source: Source,
    pub gateway: GatewayId,
    pub id: TargetId,
    pub name: String,
    pub status: Option<String>,
    pub status_reasons: Vec<String>,
    pub updated_at: Option<jiff::Timestamp>,
    /// When the tools of an MCP server were listed last.
    pub synchronized_at: Option<jiff::Timestamp>,
    /// `None` if `get-gateway-target` was not observed: the list does not tell the endpoint.
    pub config: Option<TargetConfig>,
}

/// What `get-gateway-target` tells beyond the list.
#[derive(Clone, Debug)]
pub struct TargetConfig {
    pub kind: TargetKind,
    /// The URL that the gateway calls: SNI and Host are its host. An error text if the
    /// configuration names none that can be read.
    pub url: Result<Url, String>,
    /// Pointer of the URL in the record, such as `/targetConfiguration/mcp/mcpServer/endpoint`.
    pub url_pointer: &'static str,
    /// The REST API of a native API Gateway target: it must not be a private one.
    pub rest_api: Option<RestApiId>,
    /// The stage of that API.
    pub api_stage: Option<String>,
    /// The OpenAPI document, if it is an object in S3 that the snapshot holds.
    pub document: Option<Source>,
    /// What is wrong with an OpenAPI document.
    pub document_faults: Vec<DocumentFault>,
    /// Paths of the operations of an OpenAPI document, below that of the URL, such as
    /// `/orders/{id}`; empty if they are not known.
    pub operations: Vec<String>,
    pub private_endpoint: Option<PrivateEndpoint>,
    /// Resource gateways named by `privateEndpointManagedResources`.
    pub resource_gateways: Vec<ResourceGatewayId>,
    /// ARNs of associations named there.
    pub associations: Vec<String>,
    /// The domain named there, the first by name: lower case, no final dot. It tells the host of a target whose
    /// OpenAPI document is in S3.
    pub managed_domain: Option<String>,
    /// Nothing contacted the endpoint at creation (static tool schema or `listingMode` DYNAMIC).
    pub unprobed: bool,
    /// An MCP server whose tools are listed at each call (`listingMode` DYNAMIC).
    pub lists_dynamically: bool,
    pub signature: Signature,
    /// `None` if no credential, several or an unknown kind was observed.
    pub credential: Option<Credential>,
    /// Where the certificates of a private authority are kept: one for each entry of
    /// `certificateConfigurations`.
    pub ca_bundles: Vec<CaBundle>,
    /// The registered authority: from a supplied file, or the object in S3 if the snapshot holds it.
    pub ca_content: Option<Arc<CertificateFile>>,
    /// Somebody tried to observe that object, and its content is not known all the same.
    pub ca_lost: bool,
    /// Of a planned target: what the API would not take, as pointer and message.
    pub request_faults: Vec<(String, String)>,
    /// Of a planned target: what is not known until it is created, by name.
    pub unknown_until_apply: Vec<String>,
}

impl TargetConfig {
    /// Whether a private authority is registered.
    pub fn has_private_ca(&self) -> bool {
        !self.ca_bundles.is_empty()
    }
}

/// A mistake in an OpenAPI document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentFault {
    /// One clause.
    pub what: String,
    /// No call of the target can work; else some operations still do.
    pub is_fatal: bool,
}

/// What a target's calls carry to authenticate themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    ApiKey {
        /// The credential provider.
        provider: Option<String>,
        /// The header or query parameter.
        parameter: Option<String>,
        /// What stands before the key.
        prefix: Option<String>,
        /// `HEADER` or `QUERY_PARAMETER`.
        location: Option<String>,
    },
    Oauth {
        /// The credential provider.
        provider: Option<String>,
    },
}

/// Where the certificates of a private authority are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaBundle {
    /// An object in S3.
    Object {
        bucket: String,
        key: String,
        /// The account of the bucket, if it is named.
        owner: Option<String>,
    },
    /// A secret, by ARN.
    Secret(String),
    /// Neither can be read.
    Unreadable,
}

/// Whether the calls of a target carry a signature of AWS.
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-outbound-auth.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signature {
    /// None: they carry a key or a token, or nothing.
    None,
    /// That of the gateway's role, made for this service.
    GatewayRole {
        service: String,
        /// `None`: the Region of the gateway.
        region: Option<String>,
    },
    /// That of the caller's role, or it was not observed.
    Unknown,
}

/// What a target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TargetKind {
    ApiGateway,
    AgentCoreRuntime,
    Connector,
    HttpPassthrough,
    InferenceProvider,
    Lambda,
    McpServer,
    OpenApi,
    Smithy,
    Unknown,
}

impl TargetKind {
    /// The kind in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ApiGateway => "API Gateway stage",
            Self::AgentCoreRuntime => "AgentCore Runtime",
            Self::Connector => "connector",
            Self::HttpPassthrough => "HTTP passthrough",
            Self::InferenceProvider => "inference provider",
            Self::Lambda => "Lambda function",
            Self::McpServer => "MCP server",
            Self::OpenApi => "OpenAPI",
            Self::Smithy => "Smithy model",
            Self::Unknown => "target of an unknown kind",
        }
    }
}

/// The parts of a URL that decide a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    /// `https` or `http`.
    pub scheme: String,
    /// Lower case, A-labels, no final dot; an IP literal without brackets.
    pub host: String,
    pub port: u16,
    /// Starts with `/`.
    pub path: String,
}

impl std::fmt::Display for Url {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            scheme,
            host,
            port,
            path,
        } = self;
        let host = if host.contains(':') {
            format!("[{host}]")
        } else {
            host.clone()
        };
        match (scheme.as_str(), port) {
            ("https", 443) | ("http", 80) => write!(f, "{scheme}://{host}{path}"),
            _ => write!(f, "{scheme}://{host}:{port}{path}"),
        }
    }
}

/// How a target reaches into a VPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrivateEndpoint {
    /// AgentCore makes the resource gateway.
    Managed {
        vpc: VpcId,
        subnets: Vec<SubnetId>,
        /// Empty: the VPC's default group.
        groups: Vec<SecurityGroupId>,
        /// `IPV4` or `IPV6`.
        ip_type: Option<String>,
        /// Lower case, no final dot.
        routing_domain: Option<String>,
    },
    /// The customer's own resource configuration, an id or an ARN.
    SelfManaged { resource_configuration: String },
    /// Neither member that gatepath knows is set.
    Unreadable,
}
