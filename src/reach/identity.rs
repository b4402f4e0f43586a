//! The identity providers of a gateway: can their discovery document, keys and tokens be fetched, and
//! do their settings fit?
//! <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/identity-idps.html>

use crate::snapshot::Source;
use crate::topology::{
    Credential, Gateway, IdentityProvider, IdentityWay, Missing, TargetConfig, Topology, Url,
};

use super::resolver::{is_never_public, private_host};
use super::traffic::is_private;
use super::{
    Cause, Evidence, Journey, Outcome, Step, StepKind, Subject, Unknown, Verdict, journey,
};

/// What is judged, and what is taken for granted.
#[derive(Debug, Default)]
pub(super) struct Identity {
    pub(super) steps: Vec<Step>,
    pub(super) assumptions: Vec<String>,
}

/// Steps for the provider that signs the tokens of callers, and for the one that the target's
/// tokens come from; none for providers that AWS or somebody else runs in public.
pub(super) fn of_gateway(
    topology: &Topology,
    gateway: &Gateway,
    config: &TargetConfig,
) -> Identity {
    let mut found = Identity::default();
    found.steps.extend(authorizer_unseen(gateway));
    found.steps.extend(provider_unseen(
        topology,
        gateway,
        config,
        &mut found.assumptions,
    ));
    for provider in providers(topology, gateway, config) {
        let judge = Judge {
            topology,
            gateway,
            provider,
        };
        judge.judge(&mut found);
    }
    found
}

/// A list tells the kind of an authorizer, but not who signs the tokens.
fn authorizer_unseen(gateway: &Gateway) -> Option<Step> {
    if gateway.described || gateway.authorizer.as_deref() != Some("CUSTOM_JWT") {
        return None;
    }
    let what = format!("the authorizer of gateway {}", gateway.name);
    let missing = Missing::new("bedrock-agentcore-control", "get-gateway", what);
    Some(Step {
        kind: StepKind::Gateway,
        subject: super::gateway::gateway_subject(gateway),
        outcome: Outcome::Unknown(Unknown::Missing(missing)),
        summary: "only listed: the list does not tell who signs the tokens of callers".into(),
        evidence: vec![Evidence::record(gateway.source)],
    })
}

/// Private providers of tokens are the exception: where nobody looked at credential providers, they
/// are taken for public ones.
fn provider_unseen(
    topology: &Topology,
    gateway: &Gateway,
    config: &TargetConfig,
    assumptions: &mut Vec<String>,
) -> Option<Step> {
    let Some(Credential::Oauth {
        provider: Some(arn),
    }) = &config.credential
    else {
        return None;
    };
    let name = arn.rsplit('/').next().unwrap_or(arn);
    if topology.knows_oauth2_provider(arn) {
        return None;
    }
    if !topology.oauth2_providers_sought() {
        assumptions.push(format!(
            "credential provider {name} fetches tokens from a public host"
        ));
        return None;
    }
    let what = format!("credential provider {name}");
    let operation = "get-oauth2-credential-provider";
    let missing = Missing::new("bedrock-agentcore-control", operation, what.clone());
    Some(Step {
        kind: StepKind::Gateway,
        subject: Subject::new("oauth2-credential-provider", name),
        outcome: Outcome::Unknown(Unknown::Missing(missing)),
        summary: format!("{what} was not observed"),
        evidence: vec![Evidence::record(gateway.source)],
    })
}

/// The identity providers that calls of a target depend on.
pub fn providers<'a>(
    topology: &'a Topology,
    gateway: &'a Gateway,
    config: &TargetConfig,
) -> Vec<&'a IdentityProvider> {
    let checks_tokens = gateway.authorizer.as_deref() == Some("CUSTOM_JWT");
    let inbound = gateway.identity.as_deref().filter(|_| checks_tokens);
    let outbound = match &config.credential {
        Some(Credential::Oauth {
            provider: Some(arn),
        }) => topology.oauth2_provider(arn),
        _ => None,
    };
    inbound.into_iter().chain(outbound).collect()
}

/// Walks every path to one host of an identity provider. Its evidence stands in the record of the
/// gateway or credential provider.
pub fn way_to(topology: &Topology, gateway: &Gateway, way: &IdentityWay) -> Journey {
    let mut journey = journey::way(topology, gateway, &way.target);
    let source = way.target.source;
    let relocated = |step: &mut Step| {
        for piece in &mut step.evidence {
            relocate(piece, source, way);
        }
    };
    let Journey {
        common,
        resolution,
        endpoints,
        paths,
        ..
    } = &mut journey;
    let of_paths = paths.iter_mut().flat_map(|path| {
        let traces = path.backends.iter_mut().flat_map(|backend| {
            let own = backend.steps.iter_mut();
            own.chain(backend.traces.iter_mut().flat_map(super::Trace::steps_mut))
        });
        path.trace.steps_mut().chain(traces)
    });
    common
        .iter_mut()
        .chain(&mut resolution.steps)
        .chain(endpoints.iter_mut().flat_map(|one| &mut one.steps))
        .chain(of_paths)
        .for_each(relocated);
    for answer in &mut journey.resolution.answers {
        for piece in &mut answer.evidence {
            relocate(piece, source, way);
        }
    }
    journey
}

/// A walk knows the private endpoint and the URL as members of a target: here they are members of
/// something else.
pub fn relocate(piece: &mut Evidence, source: Source, way: &IdentityWay) {
    if piece.source != source || piece.part.starts_with(&*way.pointer) {
        return;
    }
    if let Some(rest) = piece.part.strip_prefix("/privateEndpoint") {
        piece.part = format!("{}{rest}", way.pointer);
        return;
    }
    // The URL, or something that only a target has: the provider as a whole.
    let provider = way.pointer.rsplit_once("/privateEndpoint");
    let provider = provider.map_or("", |(provider, _)| provider);
    let provider = provider
        .split_once("/privateEndpointOverrides")
        .map_or(provider, |(provider, _)| provider);
    if !piece.part.starts_with(provider) {
        let url = piece.part.starts_with("/discoveryUrl") || piece.part.starts_with("/oauth");
        let rest = if url { piece.part.as_str() } else { "" };
        piece.part = format!("{provider}{rest}");
    }
}

struct Judge<'a> {
    topology: &'a Topology,
    gateway: &'a Gateway,
    provider: &'a IdentityProvider,
}

impl Judge<'_> {
    fn judge(&self, found: &mut Identity) {
        let provider = self.provider;
        found.steps.extend(self.settings());
        let own = match (&provider.discovery, &provider.token_endpoint) {
            (Some(Ok(url)), _) | (None, Some(Ok(url))) => Some(url),
            _ => None,
        };
        if let Some(url) = own
            && !provider.is_private
        {
            found.steps.extend(self.without_endpoint(url));
        }
        for way in &provider.ways {
            let step = self.walked(way, found);
            found.steps.push(step);
        }
        if let Some(url) = own.filter(|_| provider.is_private) {
            found.steps.extend(self.uncovered(url));
            if provider.document.is_none() && provider.discovery.is_some() {
                if self.topology.discovery_sought() {
                    found.steps.push(self.document_unseen(url));
                    return;
                }
                found.assumptions.push(format!(
                    "{} names no other host for its keys and tokens, or one that an override covers",
                    url.host
                ));
            }
        }
    }

    fn document_unseen(&self, url: &Url) -> Step {
        let what = format!("what {} publishes", url.host);
        let missing = Missing::new("openid", "get-configuration", what.clone());
        let outcome = Outcome::Unknown(Unknown::Missing(missing));
        let evidence = vec![self.evidence(self.discovery_pointer())];
        self.step(outcome, format!("{what} was not observed"), evidence)
    }

    /// What does not fit before anything is fetched, and what the document says.
    fn settings(&self) -> Vec<Step> {
        let provider = self.provider;
        let mut steps = Vec::new();
        let mismatch = |summary: String, pointer: &str, document: Option<&str>| {
            let mut evidence = vec![self.evidence(pointer)];
            if let (Some(part), Some(document)) = (document, &provider.document) {
                evidence.push(Evidence::part(document.source, part));
            }
            self.step(Outcome::Fail(Cause::IssuerMismatch), summary, evidence)
        };
        match &provider.discovery {
            Some(Err(why)) => {
                let outcome = Outcome::Unknown(Unknown::Undecidable(why.clone()));
                let pointer = self.discovery_pointer();
                steps.push(self.step(outcome, why.clone(), vec![self.evidence(pointer)]));
            }
            Some(Ok(url)) if url.scheme != "https" => {
                let summary = format!("the discovery URL {url} is not https");
                steps.push(mismatch(summary, self.discovery_pointer(), None));
            }
            _ => {}
        }
        if let Some(Ok(url)) = &provider.token_endpoint
            && url.scheme != "https"
        {
            let pointer = "/oauthDiscovery/authorizationServerMetadata/tokenEndpoint";
            steps.push(mismatch(
                format!("the token endpoint {url} is not https"),
                pointer,
                None,
            ));
        }
        if let (Some(document), Some(text)) = (&provider.document, &provider.discovery_text) {
            let pointer = self.discovery_pointer();
            if let Some(issuer) = &document.issuer
                && !is_published_at(issuer, text)
            {
                let summary = format!(
                    "the identity provider calls itself {issuer}, which is not where {text} lies"
                );
                steps.push(mismatch(summary, pointer, Some("/issuer")));
            }
            for (what, url, part) in [
                ("keys", &document.jwks, "/jwks_uri"),
                ("tokens", &document.token_endpoint, "/token_endpoint"),
            ] {
                if let Some(url) = url.as_ref().filter(|url| url.starts_with("http:")) {
                    let summary =
                        format!("the identity provider offers its {what} at {url}, not https");
                    steps.push(mismatch(summary, pointer, Some(part)));
                }
            }
        }
        steps.extend(self.audience());
        steps
    }

    /// Access tokens of Cognito name the client, not an audience.
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html>
    fn audience(&self) -> Option<Step> {
        let Some(Ok(url)) = &self.provider.discovery else {
            return None;
        };
        let is_cognito =
            url.host.starts_with("cognito-idp.") && url.host.contains(".amazonaws.com");
        if !is_cognito || self.provider.audiences.is_empty() {
            return None;
        }
        Some(
            self.step(
                Outcome::Warn(Cause::AudienceWithoutAud),
                "allowedAudience is checked, and access tokens of Amazon Cognito have no audience"
                    .into(),
                vec![
                    self.evidence("/allowedAudience"),
                    self.evidence("/discoveryUrl"),
                ],
            ),
        )
    }

    /// Without a private endpoint the provider is asked over the internet.
    fn without_endpoint(&self, url: &Url) -> Option<Step> {
        let host = &url.host;
        let evidence = vec![self.evidence(self.discovery_pointer())];
        if is_never_public(host) || host.parse().is_ok_and(is_private) {
            let summary = format!(
                "the identity provider {host} is private, but has no private endpoint: nothing reaches it"
            );
            let outcome = Outcome::Fail(Cause::PrivateIdentityProvider);
            return Some(self.step(outcome, summary, evidence));
        }
        let answer = private_host(self.topology, host)?;
        // Whether the internet knows the name as well, a snapshot does not tell for certain.
        let told = answer.steps.into_iter().flat_map(|step| step.evidence);
        let evidence = evidence.into_iter().chain(told).collect();
        let summary = format!(
            "the identity provider {host} seems to be private, and has no private endpoint"
        );
        Some(self.step(
            Outcome::Warn(Cause::PrivateIdentityProvider),
            summary,
            evidence,
        ))
    }

    /// The way to one host, in one step.
    fn walked(&self, way: &IdentityWay, found: &mut Identity) -> Step {
        let journey = way_to(self.topology, self.gateway, way);
        found
            .assumptions
            .extend(journey.assumptions.iter().cloned());
        let host = &way.host;
        let at = vec![
            self.evidence(
                way.pointer
                    .strip_prefix(self.provider.pointer)
                    .unwrap_or(""),
            ),
        ];
        let first = |wanted: fn(&Outcome) -> bool| {
            let step = journey.steps().find(|step| wanted(&step.outcome))?;
            let evidence: Vec<Evidence> = at.iter().chain(&step.evidence).cloned().collect();
            Some((step, evidence))
        };
        match journey.verdict {
            Verdict::Reachable => {
                let summary = format!("the private endpoint leads to the identity provider {host}");
                self.step(Outcome::Pass, summary, at)
            }
            Verdict::Unknown => match first(|outcome| matches!(outcome, Outcome::Unknown(_))) {
                Some((step, evidence)) => {
                    let summary = format!("identity provider {host}: {}", step.summary);
                    self.step(step.outcome.clone(), summary, evidence)
                }
                None => {
                    let why = format!("the way to the identity provider {host}");
                    let outcome = Outcome::Unknown(Unknown::Undecidable(why.clone()));
                    self.step(outcome, why, at)
                }
            },
            Verdict::Blocked | Verdict::Degraded => {
                let faulty = first(|outcome| matches!(outcome, Outcome::Fail(_)));
                let is_certificate = faulty
                    .as_ref()
                    .is_some_and(|(step, _)| step.kind == StepKind::Certificate);
                let cause = if is_certificate {
                    Cause::IdentityProviderUntrusted
                } else {
                    Cause::IdentityProviderUnreachable
                };
                let (summary, evidence) = match faulty {
                    Some((step, evidence)) => (step.summary.clone(), evidence),
                    None => ("it is reached on some paths only".to_owned(), at),
                };
                let outcome = if journey.verdict == Verdict::Blocked {
                    Outcome::Fail(cause)
                } else {
                    Outcome::Warn(cause)
                };
                self.step(
                    outcome,
                    format!("identity provider {host}: {summary}"),
                    evidence,
                )
            }
        }
    }

    /// Hosts that the provider refers to and that neither endpoint nor override covers.
    fn uncovered(&self, own: &Url) -> Vec<Step> {
        let document = self.provider.document.as_ref();
        let hosts = [
            (
                "keys",
                document.and_then(|one| one.jwks.as_deref()),
                "/jwks_uri",
            ),
            (
                "tokens",
                document.and_then(|one| one.token_endpoint.as_deref()),
                "/token_endpoint",
            ),
        ];
        let steps = hosts.into_iter().filter_map(|(what, url, part)| {
            let url: Url = url?.parse().ok()?;
            let covered =
                url.host == own.host || self.provider.ways.iter().any(|way| way.host == url.host);
            if covered {
                return None;
            }
            let certain = is_never_public(&url.host) || url.host.parse().is_ok_and(is_private);
            let outcome = if certain {
                Outcome::Fail(Cause::UncoveredIdentityHost)
            } else {
                Outcome::Warn(Cause::UncoveredIdentityHost)
            };
            let summary = format!(
                "the identity provider offers its {what} at {}, which no private endpoint leads to",
                url.host
            );
            let mut evidence = vec![self.evidence(self.discovery_pointer())];
            evidence.extend(document.map(|one| Evidence::part(one.source, part)));
            Some(self.step(outcome, summary, evidence))
        });
        steps.collect()
    }

    fn discovery_pointer(&self) -> &'static str {
        match (&self.provider.name, &self.provider.discovery) {
            (None, _) => "/discoveryUrl",
            (Some(_), Some(_)) => "/oauthDiscovery/discoveryUrl",
            (Some(_), None) => "/oauthDiscovery/authorizationServerMetadata/tokenEndpoint",
        }
    }

    fn evidence(&self, pointer: &str) -> Evidence {
        let pointer = format!("{}{pointer}", self.provider.pointer);
        Evidence::part(self.provider.source, pointer)
    }

    fn step(&self, outcome: Outcome, summary: String, evidence: Vec<Evidence>) -> Step {
        let subject = match &self.provider.name {
            Some(name) => Subject::new("oauth2-credential-provider", name.as_str()),
            None => super::gateway::gateway_subject(self.gateway),
        };
        Step {
            kind: StepKind::Gateway,
            subject,
            outcome,
            summary,
            evidence,
        }
    }
}

/// Whether an issuer publishes its configuration at a URL: directly below itself.
/// <https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig>
/// <https://www.rfc-editor.org/rfc/rfc8414#section-3>
fn is_published_at(issuer: &str, discovery: &str) -> bool {
    let issuer = issuer.strip_suffix('/').unwrap_or(issuer);
    let below = discovery
        .strip_prefix(issuer)
        .is_some_and(|rest| rest.starts_with("/.well-known/"));
    let between = || {
        let (origin, rest) = discovery.split_once("/.well-known/")?;
        let path = rest.split_once('/').map_or("", |(_, path)| path);
        let whole = match path {
            "" => origin.to_owned(),
            path => format!("{origin}/{path}"),
        };
        Some(whole == issuer)
    };
    below || between() == Some(true)
}

#[cfg(test)]
mod tests {
    use super::is_published_at;

    #[test]
    fn an_issuer_publishes_below_itself() {
        let oidc = "https://id.example.com/realms/a/.well-known/openid-configuration";
        assert!(is_published_at("https://id.example.com/realms/a", oidc));
        assert!(is_published_at("https://id.example.com/realms/a/", oidc));
        assert!(!is_published_at("http://id.example.com/realms/a", oidc));
        assert!(!is_published_at("https://id.example.com", oidc));
        assert!(!is_published_at("https://id.internal/realms/a", oidc));
        let oauth = "https://id.example.com/.well-known/oauth-authorization-server/a";
        assert!(is_published_at("https://id.example.com/a", oauth));
    }
}
