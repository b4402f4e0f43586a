//! Targets of a gateway, and how each reaches its endpoint.

use std::collections::BTreeSet;

use crate::snapshot::{Keyed, Observed, agentcore};
use crate::topology::graph::target_key;
use crate::topology::{
    Gateway, GatewayId, Link, PrivateEndpoint, ResourceConfiguration, ResourceGateway,
    ResourceGatewayId, Target, TargetConfig, TargetId, TargetKind, Url,
};

use super::read::{dns_name, last_segment};
use super::{Builder, openapi};

impl Builder {
    pub(super) fn add_targets(
        &mut self,
        targets: Vec<Observed<Keyed<agentcore::GatewayTarget>>>,
        summaries: Vec<Observed<Keyed<agentcore::TargetSummary>>>,
    ) {
        let targets = self.settle(targets);
        let contradictory: BTreeSet<(GatewayId, TargetId)> = targets
            .dropped
            .iter()
            .map(|lost| (gateway_of(lost).into(), lost.target_id.as_str().into()))
            .collect();
        for Observed { record, source } in targets.records {
            let gateway = self.id(gateway_of(&record));
            let record = record.record;
            let config = self.target_config(&record);
            let target = Target {
                source,
                gateway,
                id: self.id(&record.target_id),
                name: record.name.unwrap_or_default(),
                status: record.status,
                status_reasons: record.status_reasons,
                updated_at: record.updated_at,
                config: Some(config),
            };
            self.add_target(target);
        }
        for Observed {
            record: Keyed { key, record },
            source,
        } in self.settle(summaries).records
        {
            let target = Target {
                source,
                gateway: self.id(&key),
                id: self.id(&record.target_id),
                name: record.name.unwrap_or_default(),
                status: record.status,
                status_reasons: Vec::new(),
                updated_at: record.updated_at,
                config: None,
            };
            // One that was described stays.
            if !contradictory.contains(&(target.gateway.clone(), target.id.clone())) {
                self.add_target(target);
            }
        }
    }

    fn add_target(&mut self, target: Target) {
        let key = target_key(&target.gateway, &target.id).into();
        let graph = &mut self.topology.graph;
        graph.link::<Gateway, Target>(target.gateway.shared(), Link::Serves, &key);
        if let Some(config) = &target.config {
            for gateway in &config.resource_gateways {
                graph.link::<Target, ResourceGateway>(&key, Link::Through, gateway.shared());
            }
            if let Some(PrivateEndpoint::SelfManaged {
                resource_configuration,
            }) = &config.private_endpoint
            {
                let id = last_segment(resource_configuration).into();
                graph.link::<Target, ResourceConfiguration>(&key, Link::Through, &id);
            }
        }
        graph.insert(target);
    }

    fn target_config(&mut self, record: &agentcore::GatewayTarget) -> TargetConfig {
        let Endpoint {
            kind,
            url,
            url_pointer,
            other_hosts,
            unprobed,
        } = endpoint(record.target_configuration.as_ref());
        let private_endpoint = record
            .private_endpoint
            .as_ref()
            .map(|endpoint| self.private_endpoint(endpoint));
        let made = &record.private_endpoint_managed_resources;
        let gateways = made
            .iter()
            .filter_map(|one| one.resource_gateway_arn.as_deref());
        let resource_gateways: Vec<ResourceGatewayId> = self.ids(gateways.map(last_segment));
        if matches!(private_endpoint, Some(PrivateEndpoint::Managed { .. })) {
            let ids = resource_gateways.iter().map(ToString::to_string);
            self.managed_gateways.extend(ids);
        }
        TargetConfig {
            kind,
            url,
            url_pointer,
            other_hosts,
            private_endpoint,
            private_ca: !record.certificate_configurations.is_empty(),
            resource_gateways,
            associations: made
                .iter()
                .filter_map(|one| one.resource_association_arn.clone())
                .collect(),
            managed_domain: made
                .iter()
                .find_map(|one| one.domain.as_deref())
                .map(dns_name),
            unprobed,
        }
    }

    fn private_endpoint(&mut self, endpoint: &agentcore::PrivateEndpoint) -> PrivateEndpoint {
        if let Some(managed) = &endpoint.managed_vpc_resource
            && let Some(vpc) = &managed.vpc_identifier
        {
            return PrivateEndpoint::Managed {
                vpc: self.id(vpc),
                subnets: self.ids(managed.subnet_ids.iter().map(String::as_str)),
                groups: self.ids(managed.security_group_ids.iter().map(String::as_str)),
                ip_type: managed.endpoint_ip_address_type.clone(),
                routing_domain: managed.routing_domain.as_deref().map(dns_name),
            };
        }
        let own = endpoint.self_managed_lattice_resource.as_ref();
        own.and_then(|own| own.resource_configuration_identifier.clone())
            .map_or(PrivateEndpoint::Unreadable, |resource_configuration| {
                PrivateEndpoint::SelfManaged {
                    resource_configuration,
                }
            })
    }
}

/// The gateway that a target is of: the one that the request named, else that of the ARN.
fn gateway_of(target: &Keyed<agentcore::GatewayTarget>) -> &str {
    match target.gateway_arn.as_deref() {
        Some(arn) if target.key.is_empty() => last_segment(arn),
        _ => &target.key,
    }
}

/// What a target calls.
struct Endpoint {
    kind: TargetKind,
    url: Result<Url, String>,
    url_pointer: &'static str,
    other_hosts: Vec<String>,
    unprobed: bool,
}

impl Endpoint {
    /// A target whose endpoint is not the customer's own.
    fn without_url(kind: TargetKind) -> Self {
        Self {
            kind,
            url: Err(format!(
                "a target of this kind ({}) names no URL",
                kind.as_str()
            )),
            url_pointer: "/targetConfiguration",
            other_hosts: Vec::new(),
            unprobed: false,
        }
    }

    /// A target that names its URL.
    fn at(kind: TargetKind, url: Option<&String>, url_pointer: &'static str) -> Self {
        let url = url.ok_or_else(|| "the target names no endpoint".to_owned());
        Self {
            url: url.and_then(|url| url.parse()),
            url_pointer,
            ..Self::without_url(kind)
        }
    }
}

/// Which endpoint a target calls, and whether AgentCore contacted it before the first use: it lists
/// the tools of MCP servers, unless they are given or listed at each call.
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-target-MCPservers.html>
fn endpoint(configuration: Option<&agentcore::TargetConfiguration>) -> Endpoint {
    let Some(configuration) = configuration else {
        return Endpoint::without_url(TargetKind::Unknown);
    };
    if let Some(mcp) = &configuration.mcp {
        return mcp_endpoint(mcp);
    }
    if let Some(http) = &configuration.http {
        if let Some(target) = &http.passthrough {
            let pointer = "/targetConfiguration/http/passthrough/endpoint";
            let endpoint = target.endpoint.as_ref();
            return Endpoint {
                unprobed: true,
                ..Endpoint::at(TargetKind::HttpPassthrough, endpoint, pointer)
            };
        }
        let kind = match (&http.agentcore_runtime, &http.connector) {
            (Some(_), _) => TargetKind::AgentCoreRuntime,
            (None, Some(_)) => TargetKind::Connector,
            (None, None) => TargetKind::Unknown,
        };
        return Endpoint::without_url(kind);
    }
    match &configuration.inference {
        Some(agentcore::InferenceTargetConfiguration {
            provider: Some(provider),
            ..
        }) => {
            let pointer = "/targetConfiguration/inference/provider/endpoint";
            let endpoint = provider.endpoint.as_ref();
            Endpoint {
                unprobed: true,
                ..Endpoint::at(TargetKind::InferenceProvider, endpoint, pointer)
            }
        }
        Some(agentcore::InferenceTargetConfiguration {
            connector: Some(_), ..
        }) => Endpoint::without_url(TargetKind::Connector),
        _ => Endpoint::without_url(TargetKind::Unknown),
    }
}

fn mcp_endpoint(mcp: &agentcore::McpTargetConfiguration) -> Endpoint {
    if let Some(server) = &mcp.mcp_server {
        let pointer = "/targetConfiguration/mcp/mcpServer/endpoint";
        return Endpoint {
            unprobed: server.mcp_tool_schema.is_some()
                || server.listing_mode.as_deref() == Some("DYNAMIC"),
            ..Endpoint::at(TargetKind::McpServer, server.endpoint.as_ref(), pointer)
        };
    }
    if let Some(schema) = &mcp.open_api_schema {
        return openapi_endpoint(schema);
    }
    let kinds = [
        (mcp.lambda.is_some(), TargetKind::Lambda),
        (mcp.api_gateway.is_some(), TargetKind::ApiGateway),
        (mcp.smithy_model.is_some(), TargetKind::Smithy),
        (mcp.connector.is_some(), TargetKind::Connector),
    ];
    let kind = kinds
        .into_iter()
        .find_map(|(is_set, kind)| is_set.then_some(kind));
    Endpoint::without_url(kind.unwrap_or(TargetKind::Unknown))
}

fn openapi_endpoint(schema: &agentcore::SchemaSource) -> Endpoint {
    let unprobed = Endpoint {
        unprobed: true,
        ..Endpoint::without_url(TargetKind::OpenApi)
    };
    if let Some(document) = &schema.inline_payload {
        let url_pointer = "/targetConfiguration/mcp/openApiSchema/inlinePayload";
        return match openapi::servers(document) {
            Ok((url, other_hosts)) => Endpoint {
                url: Ok(url),
                url_pointer,
                other_hosts,
                ..unprobed
            },
            Err(error) => Endpoint {
                url: Err(error),
                url_pointer,
                ..unprobed
            },
        };
    }
    let uri = schema
        .s3
        .as_ref()
        .and_then(|s3| s3.uri.as_deref())
        .unwrap_or("at an unknown place");
    Endpoint {
        url: Err(format!(
            "the OpenAPI document is in S3 ({uri}), which gatepath does not read"
        )),
        url_pointer: "/targetConfiguration/mcp/openApiSchema/s3",
        ..unprobed
    }
}
