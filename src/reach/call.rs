//! What the gateway asks of an endpoint.

use jiff::Timestamp;

use super::certificate::Authority;
use crate::snapshot::Source;
use crate::topology::{Cidr, Credential, Gateway, Signature, TargetConfig, Url};

/// The calls of one target, as far as its configuration tells.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// SNI and Host are the host of this URL, whatever name the address came from.
    pub url: &'a Url,
    /// Paths below that of the URL are called, too: OpenAPI operations and passed-through requests
    /// have theirs there, while an MCP server has one path for everything.
    /// <https://modelcontextprotocol.io/specification/2025-06-18/basic/transports>
    pub subpaths: bool,
    /// Which ones, such as `/orders/{id}`; empty if they are not known.
    pub operations: &'a [String],
    /// Who must vouch for the server.
    pub authority: Authority<'a>,
    /// Addresses that the calls may come from; empty if they are not known.
    pub sources: &'a [Cidr],
    /// When the configuration was observed, as which calls are judged.
    pub at: Option<Timestamp>,
    /// Who makes them.
    pub caller: Caller<'a>,
    /// Whether they carry an API key in the header that API Gateway reads; `None` if that is not
    /// known.
    pub has_key: Option<bool>,
    /// The record of the target, which tells that.
    pub target: Source,
}

/// Who makes a call, as AWS sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller<'a> {
    /// The call carries no signature of AWS.
    Anonymous,
    /// A session of a role.
    Role {
        /// The ARN of the role.
        arn: &'a str,
        /// The service that the signature is good for, such as `execute-api`.
        service: &'a str,
        /// The Region that it is good for.
        region: &'a str,
    },
    /// That is not known.
    Unknown,
}

impl<'a> Caller<'a> {
    /// Who makes the calls of a target.
    /// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-outbound-auth.html>
    pub fn of(gateway: &'a Gateway, target: &'a TargetConfig) -> Self {
        match (&target.signature, &gateway.role) {
            (Signature::None, _) => Self::Anonymous,
            (Signature::GatewayRole { service, region }, Some(arn)) => Self::Role {
                arn,
                service,
                region: region.as_ref().unwrap_or(&gateway.region),
            },
            (Signature::GatewayRole { .. }, None) | (Signature::Unknown, _) => Self::Unknown,
        }
    }
}

/// Whether the calls of a target carry a key in `x-api-key`.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-key-source.html>
pub(super) fn has_key(target: &TargetConfig) -> Option<bool> {
    match (&target.credential, &target.signature) {
        (
            Some(Credential::ApiKey {
                parameter: Some(name),
                location,
                ..
            }),
            _,
        ) => {
            let in_header = location.as_deref().is_none_or(|place| place == "HEADER");
            Some(in_header && name.eq_ignore_ascii_case("x-api-key"))
        }
        (Some(Credential::ApiKey { .. }), _) | (None, Signature::Unknown) => None,
        (Some(Credential::Oauth { .. }), _)
        | (None, Signature::GatewayRole { .. } | Signature::None) => Some(false),
    }
}
