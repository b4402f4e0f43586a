//! Targets of a gateway, and how each reaches its endpoint.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::Value;

use crate::snapshot::{Keyed, Observed, Source, agentcore};
use crate::topology::graph::target_key;
use crate::topology::{
    CaBundle, CertificateFile, Credential, Gateway, GatewayId, Link, PrivateEndpoint,
    ResourceConfiguration, ResourceGateway, ResourceGatewayId, Signature, Target, TargetConfig,
    TargetId, TargetKind, Url,
};

use super::read::{dns_name, last_segment, sorted};
use super::{Builder, openapi};

impl Builder {
    /// Documents that targets name by their place in S3.
    pub(super) fn add_objects(&mut self, objects: Vec<Observed<Keyed<Value>>>) {
        for (_, call, _) in self.calls.iter() {
            if call.service == "s3api"
                && call.operation == "get-object"
                && let [bucket, key] = call.key.as_slice()
            {
                let uri = format!("s3://{bucket}/{key}");
                self.objects_sought.insert(uri);
            }
        }
        for Observed { record, source } in objects {
            let call = self.file(source).and_then(|file| file.call.as_ref());
            let Some([bucket, key]) = call.map(|call| call.key.as_slice()) else {
                continue;
            };
            let uri = format!("s3://{bucket}/{key}");
            let text = record.record.to_string();
            let known = self.objects.get(&uri);
            let differs =
                known.is_some_and(|known| known.as_ref().is_none_or(|(_, known)| *known != text));
            if differs {
                self.report_contradiction(&uri, source);
                self.objects.insert(uri, None);
            } else {
                self.objects.entry(uri).or_insert(Some((source, text)));
            }
        }
    }

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
                synchronized_at: record.last_synchronized_at,
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
                synchronized_at: record.last_synchronized_at,
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
        let private_endpoint = record
            .private_endpoint
            .as_ref()
            .map(|endpoint| self.private_endpoint(endpoint));
        let Endpoint {
            kind,
            url,
            url_pointer,
            document,
            operations,
            unprobed,
        } = endpoint(record.target_configuration.as_ref(), &self.objects);
        let configuration = record.target_configuration.as_ref();
        let mcp = configuration.and_then(|one| one.mcp.as_ref());
        let server = mcp.and_then(|mcp| mcp.mcp_server.as_ref());
        let listing = server.and_then(|server| server.listing_mode.as_deref());
        let document_source = document.and_then(|document| document.source);
        let document_faults = document.map_or_else(Vec::new, |document| {
            let has_private_endpoint = private_endpoint.is_some();
            let name = record.name.as_deref().unwrap_or_default();
            let is_accepted = record.status.as_deref() == Some("READY");
            openapi::faults(document, name, has_private_endpoint, is_accepted)
        });
        let native = mcp.and_then(|mcp| mcp.api_gateway.as_ref()?.rest_api_id.as_deref());
        let made = &record.private_endpoint_managed_resources;
        let gateways = made
            .iter()
            .filter_map(|one| one.resource_gateway_arn.as_deref());
        let resource_gateways: Vec<ResourceGatewayId> =
            sorted(self.ids(gateways.map(last_segment)));
        if matches!(private_endpoint, Some(PrivateEndpoint::Managed { .. })) {
            let ids = resource_gateways.iter().map(ToString::to_string);
            self.managed_gateways.extend(ids);
        }
        let ca_bundles: Vec<CaBundle> = record
            .certificate_configurations
            .iter()
            .map(ca_bundle)
            .collect();
        let host = url.as_ref().map_or("", |url| url.host.as_str());
        let ca_content = self.registered(&ca_bundles, host);
        TargetConfig {
            kind,
            url,
            url_pointer,
            rest_api: native.map(|api| self.id(api)),
            api_stage: mcp.and_then(|mcp| mcp.api_gateway.as_ref()?.stage.clone()),
            document: document_source,
            document_faults,
            operations,
            private_endpoint,
            resource_gateways,
            associations: sorted(
                made.iter()
                    .filter_map(|one| one.resource_association_arn.clone()),
            ),
            managed_domain: made
                .iter()
                .filter_map(|one| one.domain.as_deref())
                .map(dns_name)
                .min(),
            unprobed,
            lists_dynamically: listing == Some("DYNAMIC"),
            signature: signature(record.credential_provider_configurations.as_deref()),
            credential: credential(record.credential_provider_configurations.as_deref()),
            ca_lost: ca_content.is_none() && self.sought(&ca_bundles),
            ca_content,
            ca_bundles,
            request_faults: record
                .request_faults
                .iter()
                .map(|fault| (fault.pointer.clone(), fault.message.clone()))
                .collect(),
            unknown_until_apply: record.unknown_until_apply.clone(),
        }
    }

    /// What a target would be that calls a URL through a private endpoint and nothing else.
    pub(super) fn calling(
        &self,
        url: Url,
        url_pointer: &'static str,
        endpoint: PrivateEndpoint,
        certificates: &[agentcore::CertificateConfiguration],
    ) -> TargetConfig {
        let ca_bundles: Vec<CaBundle> = certificates.iter().map(ca_bundle).collect();
        let ca_content = self.registered(&ca_bundles, &url.host);
        TargetConfig {
            kind: TargetKind::HttpPassthrough,
            url: Ok(url),
            url_pointer,
            rest_api: None,
            api_stage: None,
            document: None,
            document_faults: Vec::new(),
            operations: Vec::new(),
            private_endpoint: Some(endpoint),
            resource_gateways: Vec::new(),
            associations: Vec::new(),
            managed_domain: None,
            unprobed: false,
            lists_dynamically: false,
            signature: Signature::None,
            credential: None,
            ca_lost: ca_content.is_none() && self.sought(&ca_bundles),
            ca_content,
            ca_bundles,
            request_faults: Vec::new(),
            unknown_until_apply: Vec::new(),
        }
    }

    /// The content of the registered authority: what was supplied, else the object in S3.
    fn registered(&self, bundles: &[CaBundle], host: &str) -> Option<Arc<CertificateFile>> {
        let [bundle] = bundles else { return None };
        let supplied = self.topology.ca_bundle(host).cloned();
        supplied.or_else(|| match bundle {
            CaBundle::Object { bucket, key, .. } => {
                self.certificates_in(&format!("s3://{bucket}/{key}"))
            }
            _ => None,
        })
    }

    /// Whether anybody asked for an object that holds an authority.
    fn sought(&self, bundles: &[CaBundle]) -> bool {
        bundles.iter().any(|bundle| match bundle {
            CaBundle::Object { bucket, key, .. } => self
                .objects_sought
                .contains(&format!("s3://{bucket}/{key}")),
            _ => false,
        })
    }

    pub(super) fn private_endpoint(
        &mut self,
        endpoint: &agentcore::PrivateEndpoint,
    ) -> PrivateEndpoint {
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

/// What the credentials of a target make of its calls. A target has one credential at most; a list
/// that was not printed tells nothing.
fn signature(providers: Option<&[agentcore::CredentialProviderConfiguration]>) -> Signature {
    let Some(providers) = providers else {
        return Signature::Unknown;
    };
    let [provider] = providers else {
        return if providers.is_empty() {
            Signature::None
        } else {
            Signature::Unknown
        };
    };
    match provider.credential_provider_type.as_deref() {
        Some("API_KEY" | "JWT_PASSTHROUGH" | "OAUTH") => Signature::None,
        Some("GATEWAY_IAM_ROLE") => {
            let own = provider.credential_provider.as_ref();
            let own = own.and_then(|own| own.iam_credential_provider.as_ref());
            match own.and_then(|own| Some((own.service.clone()?, own.region.clone()))) {
                Some((service, region)) => Signature::GatewayRole { service, region },
                None => Signature::Unknown,
            }
        }
        _ => Signature::Unknown,
    }
}

/// The credential that the calls of a target carry.
fn credential(
    providers: Option<&[agentcore::CredentialProviderConfiguration]>,
) -> Option<Credential> {
    let [provider] = providers? else {
        return None;
    };
    let own = provider.credential_provider.as_ref();
    match provider.credential_provider_type.as_deref()? {
        "API_KEY" => {
            let key = own?.api_key_credential_provider.as_ref()?;
            Some(Credential::ApiKey {
                provider: key.provider_arn.clone(),
                parameter: key.credential_parameter_name.clone(),
                prefix: key.credential_prefix.clone(),
                location: key.credential_location.clone(),
            })
        }
        "OAUTH" => Some(Credential::Oauth {
            provider: own?
                .oauth_credential_provider
                .as_ref()?
                .provider_arn
                .clone(),
        }),
        _ => None,
    }
}

fn ca_bundle(configuration: &agentcore::CertificateConfiguration) -> CaBundle {
    let secret = configuration.secrets_manager.as_ref();
    if let Some(arn) = secret.and_then(|secret| secret.secret_arn.clone()) {
        return CaBundle::Secret(arn);
    }
    let object = configuration.s3.as_ref();
    let place = object.and_then(|object| object.uri.as_deref()?.strip_prefix("s3://"));
    match place.and_then(|place| place.split_once('/')) {
        Some((bucket, key)) => CaBundle::Object {
            bucket: bucket.to_owned(),
            key: key.to_owned(),
            owner: object.and_then(|object| object.bucket_owner_account_id.clone()),
        },
        None => CaBundle::Unreadable,
    }
}

/// An OpenAPI document.
#[derive(Clone, Copy)]
pub(super) struct Document<'r> {
    pub(super) text: &'r str,
    /// Where it is, if it is an object in S3.
    pub(super) source: Option<Source>,
}

/// Objects in S3, by their URI.
type Objects = HashMap<String, Option<(Source, String)>>;

/// What a target calls.
struct Endpoint<'r> {
    kind: TargetKind,
    url: Result<Url, String>,
    url_pointer: &'static str,
    document: Option<Document<'r>>,
    operations: Vec<String>,
    unprobed: bool,
}

impl Endpoint<'_> {
    /// A target whose endpoint is not the customer's own.
    fn without_url(kind: TargetKind) -> Self {
        Self {
            kind,
            url: Err(format!(
                "a target of this kind ({}) names no URL",
                kind.as_str()
            )),
            url_pointer: "/targetConfiguration",
            document: None,
            operations: Vec::new(),
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
/// the tools of MCP servers, unless they are given or listed at each call, and the models of providers.
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-target-MCPservers.html>
fn endpoint<'r>(
    configuration: Option<&'r agentcore::TargetConfiguration>,
    objects: &'r Objects,
) -> Endpoint<'r> {
    let Some(configuration) = configuration else {
        return Endpoint::without_url(TargetKind::Unknown);
    };
    if let Some(mcp) = &configuration.mcp {
        return mcp_endpoint(mcp, objects);
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
            Endpoint::at(TargetKind::InferenceProvider, endpoint, pointer)
        }
        Some(agentcore::InferenceTargetConfiguration {
            connector: Some(_), ..
        }) => Endpoint::without_url(TargetKind::Connector),
        _ => Endpoint::without_url(TargetKind::Unknown),
    }
}

fn mcp_endpoint<'r>(
    mcp: &'r agentcore::McpTargetConfiguration,
    objects: &'r Objects,
) -> Endpoint<'r> {
    if let Some(server) = &mcp.mcp_server {
        let pointer = "/targetConfiguration/mcp/mcpServer/endpoint";
        return Endpoint {
            unprobed: server.mcp_tool_schema.is_some()
                || server.listing_mode.as_deref() == Some("DYNAMIC"),
            ..Endpoint::at(TargetKind::McpServer, server.endpoint.as_ref(), pointer)
        };
    }
    if let Some(schema) = &mcp.open_api_schema {
        return openapi_endpoint(schema, objects);
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

fn openapi_endpoint<'r>(schema: &'r agentcore::SchemaSource, objects: &'r Objects) -> Endpoint<'r> {
    let unprobed = Endpoint {
        unprobed: true,
        ..Endpoint::without_url(TargetKind::OpenApi)
    };
    let uri = schema.s3.as_ref().and_then(|s3| s3.uri.as_deref());
    let supplied = uri.and_then(|uri| objects.get(uri)?.as_ref());
    let (document, url_pointer) = match (&schema.inline_payload, supplied) {
        (Some(text), _) => (
            Document { text, source: None },
            "/targetConfiguration/mcp/openApiSchema/inlinePayload",
        ),
        (None, Some((source, text))) => (
            Document {
                text,
                source: Some(*source),
            },
            "/targetConfiguration/mcp/openApiSchema/s3",
        ),
        (None, None) => {
            let uri = uri.unwrap_or("at an unknown place");
            return Endpoint {
                url: Err(format!(
                    "the OpenAPI document is in S3 ({uri}) and not in the snapshot"
                )),
                url_pointer: "/targetConfiguration/mcp/openApiSchema/s3",
                ..unprobed
            };
        }
    };
    let (url, operations) = match openapi::read(document.text) {
        Ok(api) => (Ok(api.url), api.paths),
        Err(error) => (Err(error), Vec::new()),
    };
    Endpoint {
        url,
        url_pointer,
        document: Some(document),
        operations,
        ..unprobed
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::topology;
    use super::*;
    use crate::topology::Topology;

    fn describe(members: Value) -> Topology {
        let mut target = json!({"targetId": "T1", "name": "one", "status": "READY",
            "gatewayArn": "arn:aws:bedrock-agentcore:eu-west-1:111122223333:gateway/gw-1"});
        if let (Value::Object(own), Value::Object(members)) = (&mut target, members) {
            own.extend(members);
        }
        topology(&[(
            "bedrock-agentcore-control.get-gateway-target.gw-1.T1",
            target,
        )])
    }

    fn config(members: Value) -> TargetConfig {
        let topology = describe(members);
        let target = topology
            .target(&"gw-1".into(), &"T1".into())
            .expect("the target");
        target.config.clone().expect("it was described")
    }

    #[test]
    fn the_kind_and_the_url_are_told_by_the_union() {
        for (configuration, kind, url) in [
            (
                json!({"mcp": {"mcpServer": {"endpoint": "https://a.example/mcp"}}}),
                TargetKind::McpServer,
                "https://a.example/mcp",
            ),
            (
                json!({"http": {"passthrough": {"endpoint": "https://a.example:8443"}}}),
                TargetKind::HttpPassthrough,
                "https://a.example:8443/",
            ),
            (
                json!({"inference": {"provider": {"endpoint": "https://a.example"}}}),
                TargetKind::InferenceProvider,
                "https://a.example/",
            ),
            (
                json!({"mcp": {"openApiSchema": {"inlinePayload": "{\"servers\": [{\"url\": \"https://a.example\"}]}"}}}),
                TargetKind::OpenApi,
                "https://a.example/",
            ),
            (
                json!({"mcp": {"openApiSchema": {"s3": {"uri": "s3://b/o"}}}}),
                TargetKind::OpenApi,
                "",
            ),
            (
                json!({"mcp": {"lambda": {"lambdaArn": "arn"}}}),
                TargetKind::Lambda,
                "",
            ),
            (json!({"quantum": {}}), TargetKind::Unknown, ""),
        ] {
            let config = config(json!({"targetConfiguration": configuration}));
            assert_eq!(config.kind, kind);
            assert_eq!(
                config.url.map(|url| url.to_string()).unwrap_or_default(),
                url
            );
        }
    }

    #[test]
    fn a_native_target_names_its_api() {
        let native = json!({"mcp": {"apiGateway": {"restApiId": "a1", "stage": "live"}}});
        let config = config(json!({"targetConfiguration": native}));
        assert_eq!(
            (config.kind, config.rest_api),
            (TargetKind::ApiGateway, Some("a1".into()))
        );
    }

    #[test]
    fn only_listed_tools_prove_that_a_server_was_contacted() {
        let unprobed = |server: Value| {
            config(json!({"targetConfiguration": {"mcp": {"mcpServer": server}}})).unprobed
        };
        assert!(!unprobed(json!({"endpoint": "https://a.example"})));
        assert!(unprobed(
            json!({"endpoint": "https://a.example", "listingMode": "DYNAMIC"})
        ));
        assert!(unprobed(
            json!({"endpoint": "https://a.example", "mcpToolSchema": {"inlinePayload": "[]"}})
        ));
    }

    #[test]
    fn private_endpoints_are_managed_or_ones_own() {
        let endpoint =
            |endpoint: Value| config(json!({"privateEndpoint": endpoint})).private_endpoint;
        let managed = endpoint(json!({"managedVpcResource": {"vpcIdentifier": "vpc-1",
            "subnetIds": ["subnet-1"], "routingDomain": "LB.example."}}));
        let Some(PrivateEndpoint::Managed {
            vpc,
            routing_domain,
            groups,
            ..
        }) = managed
        else {
            panic!("{managed:?}");
        };
        assert_eq!((vpc.as_str(), groups.len()), ("vpc-1", 0));
        assert_eq!(routing_domain.as_deref(), Some("lb.example"));
        let own =
            json!({"selfManagedLatticeResource": {"resourceConfigurationIdentifier": "rcfg-1"}});
        assert!(matches!(
            endpoint(own),
            Some(PrivateEndpoint::SelfManaged { .. })
        ));
        assert_eq!(endpoint(json!({})), Some(PrivateEndpoint::Unreadable));
    }

    #[test]
    fn only_the_role_of_the_gateway_is_known_to_sign() {
        let signature = |providers: Value| {
            config(json!({"credentialProviderConfigurations": providers})).signature
        };
        assert_eq!(signature(json!([])), Signature::None);
        assert_eq!(signature(json!(null)), Signature::Unknown);
        for (kind, expected) in [
            ("API_KEY", Signature::None),
            ("OAUTH", Signature::None),
            ("JWT_PASSTHROUGH", Signature::None),
            ("GATEWAY_IAM_ROLE", Signature::Unknown),
            ("CALLER_IAM_CREDENTIALS", Signature::Unknown),
            ("TELEPATHY", Signature::Unknown),
        ] {
            let provider = json!([{"credentialProviderType": kind}]);
            assert_eq!(signature(provider), expected, "{kind}");
        }
        let role = json!([{"credentialProviderType": "GATEWAY_IAM_ROLE",
            "credentialProvider": {"iamCredentialProvider": {"service": "execute-api"}}}]);
        let expected = Signature::GatewayRole {
            service: "execute-api".to_owned(),
            region: None,
        };
        assert_eq!(signature(role), expected);
    }

    #[test]
    fn what_agentcore_made_is_named_by_arn() {
        let config = config(json!({"privateEndpointManagedResources": [{
            "domain": "A.example",
            "resourceGatewayArn": "arn:aws:vpc-lattice:eu-west-1:111122223333:resourcegateway/rgw-1"}]}));
        assert_eq!(config.resource_gateways, ["rgw-1".into()]);
        assert_eq!(config.managed_domain.as_deref(), Some("a.example"));
    }

    #[test]
    fn a_listed_target_has_no_configuration() {
        let listed = json!({"items": [{"targetId": "T2", "name": "two", "status": "READY"}]});
        let topology = topology(&[(
            "bedrock-agentcore-control.list-gateway-targets.gw-1",
            listed,
        )]);
        let targets = topology.targets();
        assert_eq!(
            (targets[0].id.as_str(), targets[0].config.is_none()),
            ("T2", true)
        );
    }
}
