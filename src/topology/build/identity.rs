//! Identity providers of gateways and of credential providers.

use std::collections::BTreeMap;

use crate::snapshot::{Keyed, Observed, Source, agentcore, identity};
use crate::topology::{GatewayId, IdentityDocument, IdentityProvider, IdentityWay, Target, Url};

use crate::topology::query::after_service;

use super::Builder;
use super::read::dns_name;

/// What providers publish, by the URL where they do.
pub(super) type Documents = BTreeMap<String, IdentityDocument>;

/// A provider's settings, the same for a gateway and a credential provider.
struct Settings<'a> {
    source: Source,
    pointer: &'static str,
    discovery_pointer: &'static str,
    endpoint: Option<&'a agentcore::PrivateEndpoint>,
    overrides: &'a [agentcore::PrivateEndpointOverride],
    certificates: &'a [agentcore::CertificateConfiguration],
}

impl Builder {
    pub(super) fn add_discovery_documents(
        &mut self,
        documents: Vec<Observed<Keyed<identity::DiscoveryDocument>>>,
    ) {
        let documents = documents.into_iter().map(|Observed { record, source }| {
            let Keyed { key, record } = record;
            let document = IdentityDocument {
                source,
                issuer: record.issuer,
                jwks: record.jwks_uri,
                token_endpoint: record.token_endpoint,
            };
            (key.to_string(), document)
        });
        self.documents = documents.collect();
    }

    pub(super) fn add_oauth2_providers(
        &mut self,
        providers: Vec<Observed<identity::Oauth2CredentialProvider>>,
    ) {
        for Observed { record, source } in providers {
            let known = record.credential_provider_arn.as_deref();
            self.topology
                .oauth2_known
                .extend(known.map(|arn| after_service(arn).to_owned()));
            let config = record.oauth2_provider_config_output;
            let config = config.and_then(|config| config.custom_oauth2_provider_config);
            let (Some(arn), Some(config)) = (record.credential_provider_arn, config) else {
                continue;
            };
            let discovery = config.oauth_discovery.unwrap_or_default();
            let metadata = discovery.authorization_server_metadata.unwrap_or_default();
            let settings = Settings {
                source,
                pointer: "/oauth2ProviderConfigOutput/customOauth2ProviderConfig",
                discovery_pointer: "/oauthDiscovery/discoveryUrl",
                endpoint: config.private_endpoint.as_ref(),
                overrides: &config.private_endpoint_overrides,
                certificates: &config.certificate_configurations,
            };
            let url = discovery.discovery_url.as_deref();
            let token = metadata.token_endpoint.as_deref().map(str::parse::<Url>);
            let host = token.as_ref().and_then(|url| url.clone().ok());
            let mut provider = self.provider(&settings, url, host);
            provider.name = Some(record.name.unwrap_or_default());
            provider.issuer = metadata.issuer;
            provider.token_endpoint = token;
            let providers = &mut self.topology.oauth2_providers;
            providers
                .entry(after_service(&arn).to_owned())
                .or_insert(provider);
        }
    }

    /// The identity provider of a gateway's authorizer.
    pub(super) fn authorizer(
        &mut self,
        source: Source,
        configuration: Option<agentcore::AuthorizerConfiguration>,
    ) -> Option<Box<IdentityProvider>> {
        let jwt = configuration?.custom_jwt_authorizer?;
        let settings = Settings {
            source,
            pointer: "/authorizerConfiguration/customJWTAuthorizer",
            discovery_pointer: "/discoveryUrl",
            endpoint: jwt.private_endpoint.as_ref(),
            overrides: &jwt.private_endpoint_overrides,
            certificates: &jwt.certificate_configurations,
        };
        let provider = self.provider(&settings, jwt.discovery_url.as_deref(), None);
        Some(Box::new(IdentityProvider {
            has_clients: !jwt.allowed_clients.is_empty(),
            audiences: jwt.allowed_audience,
            ..provider
        }))
    }

    fn provider(
        &mut self,
        settings: &Settings<'_>,
        discovery: Option<&str>,
        other: Option<Url>,
    ) -> IdentityProvider {
        let parsed = discovery.map(str::parse::<Url>);
        let own = parsed.as_ref().and_then(|url| url.clone().ok()).or(other);
        let mut ways = Vec::new();
        let own = settings.endpoint.zip(own);
        if let Some((endpoint, url)) = own {
            let pointer = format!("{}/privateEndpoint", settings.pointer);
            ways.push(self.way(settings, endpoint, url, pointer, settings.discovery_pointer));
        }
        let is_private = settings.endpoint.is_some();
        let mut overrides: Vec<_> = settings.overrides.iter().enumerate().collect();
        overrides.sort_by_key(|(_, one)| one.domain.clone());
        for (index, one) in overrides {
            let url = one.domain.as_deref().map(dns_name);
            let url = url.and_then(|host| format!("https://{host}/").parse::<Url>().ok());
            if let (Some(endpoint), Some(url)) = (&one.private_endpoint, url) {
                let pointer = format!(
                    "{}/privateEndpointOverrides/{index}/privateEndpoint",
                    settings.pointer
                );
                ways.push(self.way(
                    settings,
                    endpoint,
                    url,
                    pointer,
                    "/privateEndpointOverrides",
                ));
            }
        }
        IdentityProvider {
            source: settings.source,
            pointer: settings.pointer,
            name: None,
            document: discovery.and_then(|url| self.documents.get(url).cloned()),
            discovery: parsed,
            discovery_text: discovery.map(str::to_owned),
            issuer: None,
            token_endpoint: None,
            audiences: Vec::new(),
            has_clients: false,
            ways,
            is_private,
        }
    }

    fn way(
        &mut self,
        settings: &Settings<'_>,
        endpoint: &agentcore::PrivateEndpoint,
        url: Url,
        pointer: String,
        url_pointer: &'static str,
    ) -> IdentityWay {
        let host = url.host.clone();
        let endpoint = self.private_endpoint(endpoint);
        let config = self.calling(url, url_pointer, endpoint, settings.certificates);
        let target = Target {
            source: settings.source,
            gateway: GatewayId::from("-"),
            id: "-".into(),
            name: host.clone(),
            status: Some("READY".to_owned()),
            status_reasons: Vec::new(),
            updated_at: None,
            synchronized_at: None,
            config: Some(config),
        };
        IdentityWay {
            host,
            pointer,
            target,
        }
    }
}
