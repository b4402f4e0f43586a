//! What the configuration of gateway and target alone makes impossible.

use crate::reach::{Cause, Evidence, Outcome, Step, StepKind, Subject, Unknown};
use crate::snapshot::Source;
use crate::topology::{Credential, Gateway, Missing, Target, TargetConfig, TargetKind, Topology};

use super::{gateway_subject, subject};

/// Steps for everything that does not fit; none for a sound configuration.
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/vpc-egress-private-endpoints.html>
pub(in crate::reach) fn configuration(
    topology: &Topology,
    gateway: &Gateway,
    target: &Target,
    config: &TargetConfig,
) -> Vec<Step> {
    let judge = Judge {
        gateway,
        target,
        config,
    };
    let single = [
        judge.private_endpoint(),
        judge.native_api(topology),
        judge.inbound(),
        judge.protocol(),
        judge.versions(),
        judge.listing(),
        judge.credential(),
    ];
    let mut steps: Vec<Step> = single.into_iter().flatten().collect();
    steps.extend(judge.document());
    steps
}

struct Judge<'a> {
    gateway: &'a Gateway,
    target: &'a Target,
    config: &'a TargetConfig,
}

impl Judge<'_> {
    /// Some kinds of target have no use for a private endpoint.
    fn private_endpoint(&self) -> Option<Step> {
        self.config.private_endpoint.as_ref()?;
        let kind = self.config.kind;
        let outcome = match kind {
            TargetKind::AgentCoreRuntime
            | TargetKind::ApiGateway
            | TargetKind::Lambda
            | TargetKind::Smithy => Outcome::Fail(Cause::PrivateEndpointUnsupported),
            // It works for some, and AWS does not list it.
            TargetKind::InferenceProvider | TargetKind::Connector => {
                let what = format!("a private endpoint of a {} target", kind.as_str());
                Outcome::Unknown(Unknown::Unmodelled(what))
            }
            TargetKind::HttpPassthrough
            | TargetKind::McpServer
            | TargetKind::OpenApi
            | TargetKind::Unknown => return None,
        };
        let summary = match outcome {
            Outcome::Fail(_) => format!("a {} target cannot use a private endpoint", kind.as_str()),
            _ => format!(
                "AWS does not list {} among the kinds of target that take a private endpoint",
                kind.as_str()
            ),
        };
        let evidence = ["/targetConfiguration", "/privateEndpoint"];
        Some(self.of_target(outcome, summary, &evidence))
    }

    /// A native target calls Regional APIs only.
    /// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-target-api-gateway.html>
    fn native_api(&self, topology: &Topology) -> Option<Step> {
        let id = self.config.rest_api.as_ref()?;
        let api = topology.rest_api(id);
        let known = api.found().filter(|api| !api.types.is_empty());
        let (outcome, summary) = match known {
            Some(api) if api.is_private() => (
                Outcome::Fail(Cause::NativeTargetOnPrivateApi),
                format!("API {id} is private, and a native API Gateway target calls Regional ones"),
            ),
            Some(_) => return None,
            None => {
                let what = format!("whether API {id} is private");
                let missing = Missing::new("apigateway", "get-rest-api", what);
                (
                    Outcome::Unknown(Unknown::Missing(missing)),
                    format!("whether API {id} is private was not observed"),
                )
            }
        };
        let mut step = self.of_target(outcome, summary, &["/targetConfiguration/mcp/apiGateway"]);
        let types = known.map(|api| Evidence::part(api.source, "/endpointConfiguration/types"));
        step.evidence.extend(types);
        Some(step)
    }

    /// A gateway with a private endpoint must know who calls, or have a function that decides.
    fn inbound(&self) -> Option<Step> {
        self.config.private_endpoint.as_ref()?;
        if self.gateway.authorizer.as_deref() != Some("NONE") {
            return None;
        }
        let name = &self.gateway.name;
        let (outcome, summary) = match self.gateway.has_interceptor {
            Some(true) => return None,
            Some(false) => (
                Outcome::Fail(Cause::NoInboundAuthorization),
                format!(
                    "gateway {name} admits everybody (authorizerType NONE, no interceptor), which \
                     AWS refuses beside a private endpoint"
                ),
            ),
            None => (
                self.gateway_unknown("the interceptors"),
                format!("whether gateway {name} has an interceptor was not observed"),
            ),
        };
        let mut step = self.of_gateway(outcome, summary, "/authorizerType");
        let endpoint = Evidence::part(self.target.source, "/privateEndpoint");
        step.evidence.push(endpoint);
        Some(step)
    }

    /// Targets under `http` need a gateway without a protocol.
    fn protocol(&self) -> Option<Step> {
        let is_http = matches!(
            self.config.kind,
            TargetKind::AgentCoreRuntime | TargetKind::HttpPassthrough
        );
        if !is_http || self.gateway.protocol.as_deref() != Some("MCP") {
            return None;
        }
        let summary = format!(
            "gateway {} is of protocol MCP and takes no {} target",
            self.gateway.name,
            self.config.kind.as_str()
        );
        let outcome = Outcome::Fail(Cause::HttpTargetOnMcpGateway);
        let mut step = self.of_gateway(outcome, summary, "/protocolType");
        let target = Evidence::part(self.target.source, "/targetConfiguration/http");
        step.evidence.push(target);
        Some(step)
    }

    /// A gateway speaks the versions that it knows. Later ones than those known here are none of
    /// gatepath's business.
    /// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-target-MCPservers.html>
    fn versions(&self) -> Option<Step> {
        let wanted = &self.gateway.mcp_versions;
        let is_known = |version: &String| {
            let version = version.as_str();
            MCP_VERSIONS.contains(&version) || version > LAST_MCP_VERSION
        };
        if self.config.kind != TargetKind::McpServer
            || wanted.is_empty()
            || wanted.iter().any(is_known)
        {
            return None;
        }
        let summary = format!(
            "gateway {} is held to MCP {}, and gateways speak {} with MCP servers",
            self.gateway.name,
            wanted.join(", "),
            MCP_VERSIONS.join(", ")
        );
        Some(self.of_gateway(
            Outcome::Warn(Cause::ProtocolVersions),
            summary,
            "/protocolConfiguration/mcp/supportedVersions",
        ))
    }

    /// Tools that are listed at each call cannot be searched.
    fn listing(&self) -> Option<Step> {
        if !self.config.lists_dynamically {
            return None;
        }
        let name = &self.gateway.name;
        let (outcome, summary) = match self.gateway.search.as_deref() {
            Some("SEMANTIC") => (
                Outcome::Fail(Cause::DynamicListingWithSearch),
                format!("the target lists its tools dynamically, and gateway {name} searches them"),
            ),
            _ if self.gateway.described => return None,
            _ => (
                self.gateway_unknown("the search type"),
                format!("whether gateway {name} searches its tools was not observed"),
            ),
        };
        let listing = "/targetConfiguration/mcp/mcpServer/listingMode";
        let mut step = self.of_target(outcome, summary, &[listing]);
        if self.gateway.described {
            let search = "/protocolConfiguration/mcp/searchType";
            step.evidence
                .push(Evidence::part(self.gateway.source, search));
        }
        Some(step)
    }

    /// The gateway puts a blank between prefix and key.
    fn credential(&self) -> Option<Step> {
        let Some(Credential::ApiKey {
            prefix: Some(prefix),
            parameter,
            location,
            ..
        }) = &self.config.credential
        else {
            return None;
        };
        let header = parameter.as_deref().unwrap_or("Authorization");
        let is_key_header = location.as_deref() != Some("QUERY_PARAMETER")
            && header.to_ascii_lowercase().contains("key");
        let (outcome, summary) = if prefix.ends_with(char::is_whitespace) {
            (
                Outcome::Fail(Cause::CredentialPrefix),
                format!(
                    "the credential prefix {prefix:?} ends in a blank: two of them go out in \
                     {header}"
                ),
            )
        } else if is_key_header && prefix.eq_ignore_ascii_case("bearer") {
            (
                Outcome::Warn(Cause::CredentialPrefix),
                format!("{header} carries {prefix:?} before the key, which few servers expect"),
            )
        } else {
            return None;
        };
        let provider = "/credentialProviderConfigurations/0/credentialProvider/apiKeyCredentialProvider/credentialPrefix";
        Some(self.of_target(outcome, summary, &[provider]))
    }

    /// What is wrong with the OpenAPI document.
    fn document(&self) -> Vec<Step> {
        let step = |is_fatal: bool, cause: Cause| {
            let faults = self.config.document_faults.iter();
            let told: Vec<&str> = faults
                .filter(|fault| fault.is_fatal == is_fatal)
                .map(|fault| fault.what.as_str())
                .collect();
            let outcome = if is_fatal {
                Outcome::Fail(cause)
            } else {
                Outcome::Warn(cause)
            };
            (!told.is_empty()).then(|| {
                let at = [self.config.url_pointer];
                let mut step = self.of_target(outcome, told.join("; "), &at);
                let object = self.config.document.map(Evidence::record);
                step.evidence.extend(object);
                step
            })
        };
        let fatal = step(true, Cause::DocumentUnusable);
        fatal
            .into_iter()
            .chain(step(false, Cause::DocumentPartlyUnusable))
            .collect()
    }

    /// The list of gateways does not tell this.
    fn gateway_unknown(&self, what: &str) -> Outcome {
        let what = format!("{what} of gateway {}", self.gateway.name);
        let missing = Missing::new("bedrock-agentcore-control", "get-gateway", what);
        Outcome::Unknown(Unknown::Missing(missing))
    }

    fn of_gateway(&self, outcome: Outcome, summary: String, part: &str) -> Step {
        let source = self.gateway.source;
        step(
            gateway_subject(self.gateway),
            outcome,
            summary,
            source,
            &[part],
        )
    }

    fn of_target(&self, outcome: Outcome, summary: String, parts: &[&str]) -> Step {
        let source = self.target.source;
        step(subject(self.target), outcome, summary, source, parts)
    }
}

fn step(
    subject: Subject,
    outcome: Outcome,
    summary: String,
    source: Source,
    parts: &[&str],
) -> Step {
    let parts = parts.iter();
    Step {
        kind: StepKind::Gateway,
        subject,
        outcome,
        summary,
        evidence: parts.map(|part| Evidence::part(source, part)).collect(),
    }
}

/// What gateways speak with MCP servers.
const MCP_VERSIONS: [&str; 3] = ["2025-03-26", "2025-06-18", LAST_MCP_VERSION];

const LAST_MCP_VERSION: &str = "2025-11-25";
