//! What answers at an interface endpoint: a private REST API of API Gateway.
//!
//! The endpoint and the API each have a policy, and both must allow the call. API Gateway tells
//! APIs apart by the Host header, which is always the host of the target's URL.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html>

mod caller;
mod host;
mod method;
mod policy;
mod stage;
mod vpc_link;

use crate::topology::{EndpointId, Lookup, RestApi, RestApiId, Topology, VpcEndpoint};

use super::{
    Call, Cause, EndpointTrace, Evidence, Outcome, Step, StepKind, Subject, Unknown, Verdict,
};

use self::host::{ApiHost, Host};

/// Judges an interface endpoint and the API behind it.
pub fn front(topology: &Topology, endpoint: &VpcEndpoint, call: &Call<'_>) -> EndpointTrace {
    let api = match Host::parse(&call.url.host) {
        Host::Api(host) => topology.rest_api(&RestApiId::from(host.api)),
        Host::EndpointName | Host::Other => Lookup::Absent,
    };
    judge(topology, endpoint, api, call)
}

fn judge(
    topology: &Topology,
    endpoint: &VpcEndpoint,
    api: Lookup<&RestApi>,
    call: &Call<'_>,
) -> EndpointTrace {
    let host = Host::parse(&call.url.host);
    let mut steps = vec![state(endpoint)];
    steps.extend(service(endpoint, host, call));
    let serves_apis = endpoint.serves_apis();
    match host {
        Host::Api(host) if endpoint.serves(host) => {
            let front = Front {
                topology,
                endpoint,
                host,
                api,
                call,
            };
            front.judge(&mut steps);
        }
        Host::EndpointName if serves_apis => steps.push(endpoint_name_as_host(endpoint, call)),
        Host::Other => steps.push(foreign_certificate(endpoint, call)),
        Host::Api(_) | Host::EndpointName => {}
    }
    EndpointTrace {
        subject: subject_of(endpoint),
        verdict: Verdict::all(steps.iter().map(|step| step.outcome.verdict())),
        steps,
    }
}

/// Whether the endpoint is there at all.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html>
fn state(endpoint: &VpcEndpoint) -> Step {
    // The enumeration is capitalized, the answers are not.
    let state = endpoint.state.as_deref().map(str::to_ascii_lowercase);
    let (outcome, summary) = match state.as_deref() {
        Some("available") => (Outcome::Pass, "the endpoint is available".to_owned()),
        Some("partial") => {
            let why = "the endpoint is available in some Availability Zones only";
            (undecidable(why), why.to_owned())
        }
        Some(
            state @ ("pendingacceptance" | "pending" | "deleting" | "deleted" | "rejected"
            | "failed" | "expired"),
        ) => (
            Outcome::Fail(Cause::EndpointNotAvailable),
            format!("the endpoint is in state {state}"),
        ),
        Some(state) => {
            let why = format!("the endpoint is in a state that is not known: {state}");
            (undecidable(&why), why)
        }
        None => {
            let why = "the state of the endpoint was not observed";
            (undecidable(why), why.to_owned())
        }
    };
    let part = if state.is_some() { "/State" } else { "" };
    step_at(endpoint, StepKind::Endpoint, outcome, summary, part)
}

/// What the endpoint's service has to say about the host, unless they go together.
fn service(endpoint: &VpcEndpoint, host: Host<'_>, call: &Call<'_>) -> Option<Step> {
    let (name, url_host) = (&endpoint.service, &call.url.host);
    let (outcome, summary) = match host {
        Host::Api(host) if !endpoint.serves(host) => (
            Outcome::Fail(Cause::EndpointWrongService),
            format!(
                "{url_host} is an API in {}, but the endpoint leads to {name}",
                host.region
            ),
        ),
        Host::EndpointName | Host::Other if !endpoint.serves_apis() => (
            Outcome::Unknown(Unknown::Unmodelled(format!("the endpoint service {name}"))),
            format!("what answers for {url_host} behind {name} is not known"),
        ),
        Host::Other => (
            Outcome::Unknown(Unknown::Unmodelled(format!(
                "the private custom domain name {url_host}"
            ))),
            format!("{url_host} is not a name that API Gateway gives to an API"),
        ),
        Host::Api(_) if call.url.port != HTTPS => {
            let why = format!(
                "API Gateway is documented for port 443, not {}",
                call.url.port
            );
            (undecidable(&why), why)
        }
        Host::Api(_) | Host::EndpointName => return None,
    };
    Some(step_at(
        endpoint,
        StepKind::Endpoint,
        outcome,
        summary,
        "/ServiceName",
    ))
}

/// API Gateway cannot tell from the endpoint's own name which API is meant.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html>
fn endpoint_name_as_host(endpoint: &VpcEndpoint, call: &Call<'_>) -> Step {
    let summary = format!(
        "{} is the name of the endpoint, from which API Gateway cannot tell the API",
        call.url.host
    );
    let outcome = Outcome::Fail(Cause::EndpointNameAsHost);
    step_at(endpoint, StepKind::Api, outcome, summary, "/DnsEntries")
}

fn foreign_certificate(endpoint: &VpcEndpoint, call: &Call<'_>) -> Step {
    let why = format!(
        "the certificate for {} is not visible; it needs a probe",
        call.url.host
    );
    step_at(endpoint, StepKind::Certificate, undecidable(&why), why, "")
}

/// An API by its own name, behind an endpoint for APIs of its Region.
struct Front<'a> {
    topology: &'a Topology,
    endpoint: &'a VpcEndpoint,
    host: ApiHost<'a>,
    api: Lookup<&'a RestApi>,
    call: &'a Call<'a>,
}

impl Front<'_> {
    fn judge(&self, steps: &mut Vec<Step>) {
        steps.push(self.endpoint_policy());
        match &self.api {
            Lookup::Found(api) => {
                steps.push(self.kind(api));
                steps.extend(self.association(api));
                steps.extend(self.default_endpoint(api));
                if api.is_private() {
                    steps.push(self.resource_policy(api));
                }
            }
            Lookup::Unknown(missing) => steps.push(Step {
                kind: StepKind::Api,
                subject: self.subject(),
                outcome: Outcome::Unknown(Unknown::Missing(missing.clone())),
                summary: format!("the API {} was not observed", self.host.api),
                evidence: vec![Evidence::part(self.endpoint.source, "/ServiceName")],
            }),
            // An API of another account may have this id.
            Lookup::Absent => steps.push(Step {
                kind: StepKind::Api,
                subject: self.subject(),
                outcome: undecidable("no account of the snapshot has this API"),
                summary: format!(
                    "the API {} is not in an account of the snapshot",
                    self.host.api
                ),
                evidence: vec![Evidence::part(self.endpoint.source, "/ServiceName")],
            }),
        }
        steps.push(self.stage());
        if let Lookup::Found(api) = &self.api {
            steps.extend(self.methods(api));
            steps.extend(self.links(api));
        }
        steps.push(self.certificate());
    }

    /// Only private APIs answer through an endpoint.
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html>
    fn kind(&self, api: &RestApi) -> Step {
        let types = api.types.join(", ");
        let (outcome, summary) = if api.is_private() {
            (Outcome::Pass, format!("{} is a private API", api.id))
        } else if api.types.is_empty() {
            let why = format!("the endpoint type of {} was not observed", api.id);
            (undecidable(&why), why)
        } else {
            (
                Outcome::Fail(Cause::EndpointWrongService),
                format!(
                    "{} is {types}: only PRIVATE APIs answer through an endpoint",
                    api.id
                ),
            )
        };
        let part = if api.types.is_empty() {
            ""
        } else {
            "/endpointConfiguration/types"
        };
        let evidence = Evidence::part(api.source, part);
        let step = self.step(StepKind::Api, outcome, summary, evidence);
        match step.outcome {
            // The endpoint is the one that leads nowhere.
            Outcome::Fail(_) => Step {
                subject: subject_of(self.endpoint),
                ..step
            },
            _ => step,
        }
    }

    /// The form `{api}-{vpce}` is a name only while the two are associated.
    fn association(&self, api: &RestApi) -> Option<Step> {
        let named = EndpointId::from(self.host.endpoint?);
        let (outcome, summary) = if !api.endpoints.contains(&named) {
            (
                Outcome::Fail(Cause::ApiNotAssociated),
                format!("{named} is not associated with {}", api.id),
            )
        } else if named == self.endpoint.id {
            (
                Outcome::Pass,
                format!("{named} is associated with {}", api.id),
            )
        } else {
            let why = format!(
                "the host names {named}, but the way leads to {}",
                self.endpoint.id
            );
            (undecidable(&why), why)
        };
        let part = match api.endpoints.iter().position(|id| *id == named) {
            Some(index) => format!("/endpointConfiguration/vpcEndpointIds/{index}"),
            None if api.endpoints.is_empty() => String::new(),
            None => "/endpointConfiguration/vpcEndpointIds".to_owned(),
        };
        Some(self.step(
            StepKind::Api,
            outcome,
            summary,
            Evidence::part(api.source, part),
        ))
    }

    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html>
    fn default_endpoint(&self, api: &RestApi) -> Option<Step> {
        if !api.default_endpoint_disabled {
            return None;
        }
        let summary = format!("the default endpoint of {} is disabled", api.id);
        let outcome = match self.host.endpoint {
            None => Outcome::Fail(Cause::DefaultEndpointDisabled),
            Some(_) => undecidable(
                "AWS does not say whether a disabled default endpoint disables this name, too",
            ),
        };
        let evidence = Evidence::part(api.source, "/disableExecuteApiEndpoint");
        Some(self.step(StepKind::Api, outcome, summary, evidence))
    }

    /// AWS's own certificate covers every name of an API.
    fn certificate(&self) -> Step {
        let covered = format!("*.execute-api.{}.{}", self.host.region, self.host.suffix);
        let (outcome, summary) = if self.call.authority.is_private() {
            (
                Outcome::Warn(Cause::PublicChainWithPrivateCa),
                format!("AWS's public certificate for {covered} and a private authority"),
            )
        } else {
            (
                Outcome::Pass,
                format!("AWS's public certificate covers {covered}"),
            )
        };
        step_at(
            self.endpoint,
            StepKind::Certificate,
            outcome,
            summary,
            "/ServiceName",
        )
    }

    fn subject(&self) -> Subject {
        let name = match &self.api {
            Lookup::Found(api) => Some(api.name.clone()),
            _ => None,
        };
        Subject::new("rest-api", self.host.api).named(name)
    }

    fn step(&self, kind: StepKind, outcome: Outcome, summary: String, evidence: Evidence) -> Step {
        Step {
            kind,
            subject: self.subject(),
            outcome,
            summary,
            evidence: vec![evidence],
        }
    }
}

impl VpcEndpoint {
    /// Whether it leads to API Gateway.
    fn serves_apis(&self) -> bool {
        self.service.rsplit('.').next() == Some("execute-api")
    }

    /// Whether it leads to API Gateway in the Region of the host.
    fn serves(&self, host: ApiHost<'_>) -> bool {
        self.serves_apis() && self.service.rsplit('.').nth(1) == Some(host.region)
    }
}

fn subject_of(endpoint: &VpcEndpoint) -> Subject {
    Subject::new("vpc-endpoint", endpoint.id.as_str())
}

fn undecidable(why: &str) -> Outcome {
    Outcome::Unknown(Unknown::Undecidable(why.to_owned()))
}

/// A step about the endpoint itself.
fn step_at(
    endpoint: &VpcEndpoint,
    kind: StepKind,
    outcome: Outcome,
    summary: impl Into<String>,
    part: &str,
) -> Step {
    Step {
        kind,
        subject: subject_of(endpoint),
        outcome,
        summary: summary.into(),
        evidence: vec![Evidence::part(endpoint.source, part)],
    }
}

/// The only port that API Gateway listens on.
const HTTPS: u16 = 443;

#[cfg(test)]
mod tests;
