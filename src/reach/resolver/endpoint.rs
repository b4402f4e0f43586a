//! What the names of VPC endpoints and of the private APIs behind them answer.
//! <https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html#interface-endpoint-dns-hostnames>

use std::net::IpAddr;

use super::aws_name::{AwsName, lacks_hash};
use super::found::Found;
use super::walk::{Trail, Walk, answers, list};
use super::zone;
use crate::reach::{Cause, Evidence, Subject, Unknown};
use crate::topology::{
    EndpointId, Interface, InterfaceId, Lookup, Missing, RecordType, RestApi, RestApiId,
    VpcEndpoint, VpcId,
};

impl Walk<'_> {
    /// An endpoint-specific name: that of the endpoint, or of its interface in one zone.
    pub(super) fn endpoint(&self, name: &str, kinds: &[RecordType], trail: &Trail) -> Found {
        match self.topology.endpoint_named(name) {
            Lookup::Found((endpoint, zone)) => {
                self.endpoint_nodes(endpoint, name, zone, "/DnsEntries", kinds, trail)
            }
            _ if lacks_hash(name) => Found::fail(
                self.cause_of_absence(trail),
                self.subject(),
                format!("{name} is no name of an endpoint: it lacks the part after the id"),
                trail.evidence.clone(),
            ),
            Lookup::Absent => self.dangling(name, "a VPC endpoint", trail),
            Lookup::Unknown(missing) => Found::missing(missing, self.subject()),
        }
    }

    /// The name of a REST API, alone or together with an endpoint, as public DNS answers it.
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html>
    pub(super) fn api(
        &self,
        name: &str,
        api: &str,
        endpoint: Option<&str>,
        kinds: &[RecordType],
        trail: &Trail,
    ) -> Found {
        let api = match self.topology.rest_api(&RestApiId::from(api)) {
            Lookup::Found(api) => api,
            Lookup::Unknown(missing) => return Found::missing(missing, self.subject()),
            Lookup::Absent => return self.dangling(name, "an API", trail),
        };
        let trail = trail.with(Evidence::record(api.source));
        let Some(endpoint) = endpoint else {
            return api_alone(name, api, &trail);
        };
        if let Some(fail) = not_associated(name, api, endpoint, &trail) {
            return fail;
        }
        match self.topology.endpoint(&EndpointId::from(endpoint)) {
            Lookup::Found(found) => {
                self.endpoint_nodes(found, name, None, "/VpcEndpointId", kinds, &trail)
            }
            Lookup::Unknown(missing) => Found::missing(missing, self.subject()),
            Lookup::Absent => self.dangling(name, "a VPC endpoint", &trail),
        }
    }

    /// The endpoint of a VPC whose private DNS answers a name, and the domain it answers for.
    /// <https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html>
    pub(super) fn private_dns(&self, vpc: &VpcId, name: &str) -> Option<(&VpcEndpoint, String)> {
        let mut best: Option<(&VpcEndpoint, String)> = None;
        let brought = self.brought_endpoints(vpc);
        for endpoint in self.topology.endpoints() {
            let serves = endpoint.vpc.as_ref() == Some(vpc) || brought.contains(&&endpoint.id);
            if !serves || !endpoint.private_dns || is_gone(endpoint) {
                continue;
            }
            for domain in private_domains(endpoint, name) {
                if best
                    .as_ref()
                    .is_none_or(|(_, other)| other.len() < domain.len())
                {
                    best = Some((endpoint, domain));
                }
            }
        }
        best
    }

    /// A name that the private DNS of an endpoint answers.
    pub(super) fn private_endpoint(
        &self,
        endpoint: &VpcEndpoint,
        name: &str,
        kinds: &[RecordType],
        trail: &Trail,
    ) -> Found {
        if let Some(AwsName::Api {
            api,
            endpoint: Some(named),
        }) = AwsName::parse(name)
            && let Lookup::Found(api) = self.topology.rest_api(&RestApiId::from(api))
            && let Some(fail) =
                not_associated(name, api, named, &trail.with(Evidence::record(api.source)))
        {
            return fail;
        }
        self.endpoint_nodes(endpoint, name, None, "/PrivateDnsEnabled", kinds, trail)
    }

    fn endpoint_nodes(
        &self,
        endpoint: &VpcEndpoint,
        name: &str,
        zone: Option<&str>,
        part: &str,
        kinds: &[RecordType],
        trail: &Trail,
    ) -> Found {
        let subject = Subject::new("vpc-endpoint", endpoint.id.as_str());
        let trail = trail.with(Evidence::part(endpoint.source, part));
        let mut found = Found::default();
        let mut addresses: Vec<IpAddr> = Vec::new();
        let missing = |what: String| {
            let missing = Missing::new("ec2", "describe-network-interfaces", what);
            Found::missing(missing, subject.clone())
        };
        for id in &endpoint.interfaces {
            let Lookup::Found(interface) = self.topology.interface(id) else {
                found = found.then(missing(format!("interface {id} of {}", endpoint.id)));
                continue;
            };
            if zone.is_some_and(|zone| self.zone_of(interface).is_some_and(|own| own != zone)) {
                continue;
            }
            let trail = trail.with(Evidence::record(interface.source));
            found
                .answers
                .extend(answers(interface.addresses.iter().copied(), kinds, &trail));
            addresses.extend(&interface.addresses);
        }
        if addresses.is_empty() && !found.undecided {
            found = missing(format!("the interfaces of {} behind {name}", endpoint.id));
        }
        let summary = format!("{name} is {}: {}", endpoint.id, list(&addresses));
        self.conclude(found, &addresses, zone, (subject, summary), trail)
    }

    /// The zone of an interface, of its own record or of its subnet's.
    fn zone_of<'b>(&'b self, interface: &'b Interface) -> Option<&'b str> {
        interface.zone.as_deref().or_else(|| {
            let subnet = self.topology.subnet(&interface.subnet).found()?;
            subnet.zone.as_deref()
        })
    }

    /// Those of several interfaces that were observed.
    pub(super) fn interfaces(&self, ids: &[InterfaceId]) -> Vec<&Interface> {
        let found = |id| self.topology.interface(id).found();
        ids.iter().filter_map(found).collect()
    }
}

/// The name of an API as public DNS knows it.
fn api_alone(name: &str, api: &RestApi, trail: &Trail) -> Found {
    if api.is_private() {
        return Found::fail(
            Cause::PrivateNameAskedPublicly,
            api_subject(api),
            format!("{name} leads to its private API only where an endpoint has private DNS"),
            trail.evidence.clone(),
        );
    }
    Found::unknown(
        Unknown::Undecidable(format!(
            "{name} has public addresses, which a snapshot does not hold"
        )),
        api_subject(api),
        trail.evidence.clone(),
    )
}

/// `{api}-{endpoint}` names exist for associated endpoints only.
fn not_associated(name: &str, api: &RestApi, endpoint: &str, trail: &Trail) -> Option<Found> {
    if api.endpoints.iter().any(|id| id.as_str() == endpoint) {
        return None;
    }
    Some(Found::fail(
        Cause::ApiNotAssociated,
        api_subject(api),
        format!(
            "{name} does not exist: {endpoint} is not associated with API {}",
            api.id
        ),
        trail.evidence.clone(),
    ))
}

fn api_subject(api: &RestApi) -> Subject {
    Subject::new("rest-api", api.id.as_str()).named(api.name.clone())
}

/// The domains for which the private DNS of an endpoint answers `name`.
fn private_domains(endpoint: &VpcEndpoint, name: &str) -> Vec<String> {
    let listed = endpoint.dns_names.iter().map(|entry| entry.name.as_str());
    let mut patterns: Vec<String> = listed
        .filter(|entry| AwsName::parse(entry) != Some(AwsName::Endpoint))
        .map(str::to_owned)
        .collect();
    // Not every answer lists the private names.
    if let Some(region) = endpoint
        .service
        .strip_prefix("com.amazonaws.")
        .and_then(|rest| rest.strip_suffix(".execute-api"))
    {
        patterns.push(format!("*.execute-api.{region}.amazonaws.com"));
    }
    let domain = |pattern: String| match pattern.strip_prefix("*.") {
        Some(domain) => (domain != name && zone::covers(domain, name)).then(|| domain.to_owned()),
        None => (pattern == name).then_some(pattern),
    };
    patterns.into_iter().filter_map(domain).collect()
}

/// Whether an endpoint is no more, or never came to be.
fn is_gone(endpoint: &VpcEndpoint) -> bool {
    matches!(
        endpoint.state.as_deref(),
        Some("deleted" | "deleting" | "expired" | "failed" | "rejected")
    )
}
