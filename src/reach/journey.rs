//! The whole way of one target: gateway, VPC Lattice, name, network, endpoint and backends.

#![expect(
    missing_docs,
    reason = "members whose names say it all carry no further comment"
)]

mod evaluate;

use std::net::IpAddr;

use crate::topology::{
    Cidr, Gateway, GatewayId, InterfaceId, ResourceGatewayId, SubnetId, Target, TargetId, Url,
};

use super::{Evidence, Outcome, Step, Subject, Trace, Verdict};

pub use evaluate::journey;
pub(super) use evaluate::way;

/// How the gateway gets to the endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// AgentCore made the resource gateway (`managedVpcResource`).
    Managed,
    /// The customer's own resource configuration (`selfManagedLatticeResource`).
    SelfManaged,
    /// No private endpoint: the call leaves from the service, over the internet or an AWS API.
    Public,
}

impl Mode {
    /// The word for it, the same in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Managed => "managed",
            Self::SelfManaged => "self-managed",
            Self::Public => "public",
        }
    }
}

/// Everything that was found out about one target.
#[derive(Clone, Debug)]
pub struct Journey {
    pub gateway: GatewayId,
    pub target: TargetId,
    pub mode: Mode,
    /// The URL that the gateway calls, if the target names one.
    pub url: Option<Url>,
    /// The resource gateway that carries the paths, if it was observed.
    pub resource_gateway: Option<ResourceGatewayId>,
    /// Steps that every path shares: the target itself, VPC Lattice.
    pub common: Vec<Step>,
    pub resolution: Resolution,
    /// What answers at the addresses, each once: paths refer to it by index.
    pub endpoints: Vec<EndpointTrace>,
    /// By interface and destination.
    pub paths: Vec<Path>,
    /// Steps of `common`, the name, the endpoints and the paths together.
    pub verdict: Verdict,
    /// What was taken for granted, one sentence each, sorted.
    pub assumptions: Vec<String>,
    /// The verdict is unknown because gatepath has nothing to evaluate here (a Lambda target, a
    /// public endpoint), not because evidence is missing.
    pub not_applicable: bool,
}

impl Journey {
    /// A journey of which nothing is known yet.
    fn new(gateway: &Gateway, target: &Target) -> Self {
        Self {
            gateway: gateway.id.clone(),
            target: target.id.clone(),
            mode: Mode::Public,
            url: None,
            resource_gateway: None,
            common: Vec::new(),
            resolution: Resolution::default(),
            endpoints: Vec::new(),
            paths: Vec::new(),
            verdict: Verdict::Unknown,
            assumptions: Vec::new(),
            not_applicable: false,
        }
    }

    /// The same journey with its verdict: what is shared must hold, and some path must be open.
    fn concluded(mut self) -> Self {
        let walked = self.paths.iter().flat_map(|path| {
            let behind = path.backends.iter().flat_map(|backend| &backend.traces);
            behind.chain([&path.trace])
        });
        let taken = walked.flat_map(|trace| trace.assumptions.iter().cloned());
        self.assumptions.extend(taken.collect::<Vec<_>>());
        self.assumptions.sort();
        self.assumptions.dedup();
        let shared = self.common.iter().chain(&self.resolution.steps);
        let shared = Verdict::all(shared.map(|step| step.outcome.verdict()));
        // Where the name leads was not wholly observed: there may be paths that nobody walked.
        let mut steps = self.resolution.steps.iter();
        let unwalked = steps
            .any(|step| matches!(step.outcome, Outcome::Unknown(_)))
            .then_some(Verdict::Unknown);
        let walked = self.paths.iter().map(|path| path.verdict);
        let paths = Verdict::over(walked.chain(unwalked));
        self.verdict = Verdict::all([shared, paths]);
        self
    }

    /// Every step, in the order of travel; what paths share comes first.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        let endpoints = self.endpoints.iter().flat_map(|endpoint| &endpoint.steps);
        let shared = self
            .common
            .iter()
            .chain(&self.resolution.steps)
            .chain(endpoints);
        shared.chain(self.paths.iter().flat_map(|path| {
            path.trace
                .steps()
                .chain(path.backends.iter().flat_map(|backend| {
                    let traces = backend.traces.iter().flat_map(Trace::steps);
                    backend.steps.iter().chain(traces)
                }))
        }))
    }
}

/// The way from one interface of the resource gateway to one address.
#[derive(Clone, Debug)]
pub struct Path {
    /// `None` if the resource gateway's interface in this subnet was not observed.
    pub interface: Option<InterfaceId>,
    pub subnet: SubnetId,
    pub zone: Option<String>,
    pub source: Cidr,
    pub destination: IpAddr,
    /// To the endpoint and back.
    pub trace: Trace,
    /// What answers at the destination: an index into [`Journey::endpoints`].
    pub endpoint: Option<usize>,
    /// Behind a load balancer: the targets that may get the request.
    pub backends: Vec<Backend>,
    /// Trace, endpoint and backends together; what all paths share is not part of it.
    pub verdict: Verdict,
}

impl Path {
    /// Whether two paths end alike, so that showing one of them is enough.
    fn fares_like(&self, other: &Self) -> bool {
        self.verdict == other.verdict
            && self.trace.open == other.trace.open
            && self.trace.blocked == other.trace.blocked
    }
}

/// A name and the addresses it leads to.
#[derive(Clone, Debug, Default)]
pub struct Resolution {
    /// The name that was looked up: routing domain, resource configuration or URL host.
    pub host: String,
    pub steps: Vec<Step>,
    /// Sorted by address; empty if the name has none or it is unknown.
    pub answers: Vec<Answer>,
    /// Whether all answers are known.
    pub complete: bool,
    /// What was taken for granted, one sentence each, sorted.
    pub assumptions: Vec<String>,
}

/// One address that a name leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Answer {
    pub address: IpAddr,
    /// The records, from the name to the address.
    pub evidence: Vec<Evidence>,
}

/// What answers at an address: an interface endpoint with its API, or a load balancer up to its
/// target groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointTrace {
    pub subject: Subject,
    pub steps: Vec<Step>,
    pub verdict: Verdict,
}

/// A registered target behind a load balancer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backend {
    /// The target group, or the target itself where it has an id.
    pub subject: Subject,
    /// Address and port, or an id.
    pub label: String,
    pub zone: Option<String>,
    /// Whether the load balancer sends requests to it now; the others never change a verdict.
    pub in_rotation: bool,
    /// The address of the target, if it has one.
    pub address: Option<IpAddr>,
    /// The port that gets the requests, if it is known.
    pub port: Option<u16>,
    /// The port that gets the health checks, if it is known.
    pub health_port: Option<u16>,
    /// Whether the target sees the client's address instead of the load balancer's.
    pub preserves_client: bool,
    pub steps: Vec<Step>,
    /// On the traffic port, and on the health-check port.
    pub traces: Vec<Trace>,
    pub verdict: Verdict,
}
