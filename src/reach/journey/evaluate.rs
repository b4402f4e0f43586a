//! The walk of a whole journey: composes what the other files of this module evaluate.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::reach::call::has_key;
use crate::reach::encryption_control::{self, Feature};
use crate::reach::lattice::{Door, Entry, NextHop};
use crate::reach::resolver::{self, Family, HostRole, Question};
use crate::reach::traffic::is_private;
use crate::reach::{
    Answer, Backend, Call, Caller, Cause, EndpointTrace, Evidence, Journey, Leg, Mode, Origin,
    Outcome, Path, Resolution, Step, StepKind, Subject, Trace, Unknown, Verdict, certificate,
    gateway, identity, lattice, load_balancer, permission, private_api, walk,
};
use crate::snapshot::Source;
use crate::topology::{
    Cidr, Gateway, Interface, InterfaceId, LoadBalancer, Lookup, PortSet, PrivateEndpoint,
    Protocol, Target, TargetConfig, TargetKind, Topology, Url, VpcEndpoint, VpcId,
};

/// Walks every path of a target.
pub fn journey(topology: &Topology, gateway: &Gateway, target: &Target) -> Journey {
    let mut journey = Journey::new(gateway, target);
    let now = topology.captured_at();
    journey.common.extend(gateway::own_status(gateway, now));
    journey.common.push(gateway::status(gateway, target, now));
    let Some(config) = &target.config else {
        journey.common.push(gateway::unobserved(target));
        return journey.concluded();
    };
    journey.common.extend(gateway::refused(target, config));
    if !config.unknown_until_apply.is_empty() {
        let open = config.unknown_until_apply.iter();
        journey
            .common
            .extend(open.map(|name| gateway::undecided(target, name)));
        return journey.concluded();
    }
    journey.mode = match config.private_endpoint {
        Some(PrivateEndpoint::Managed { .. }) => Mode::Managed,
        Some(PrivateEndpoint::SelfManaged { .. }) => Mode::SelfManaged,
        Some(PrivateEndpoint::Unreadable) | None => Mode::Public,
    };
    let mut unfit = gateway::configuration(topology, gateway, target, config);
    let identity = identity::of_gateway(topology, gateway, config);
    unfit.extend(identity.steps);
    journey.assumptions.extend(identity.assumptions);
    unfit.extend(gateway::authority(topology, target, config));
    let is_settled = unfit
        .iter()
        .all(|step| matches!(step.outcome, Outcome::Pass | Outcome::Warn(_)));
    journey.common.extend(unfit);
    let permissions = permission::of_gateway(topology, gateway, target, config);
    journey.common.extend(permissions.steps);
    journey.assumptions.extend(permissions.assumptions);
    if gateway::calls_aws(config.kind) {
        journey.not_applicable = is_settled && config.private_endpoint.is_none();
        return journey.concluded();
    }
    let url = match &config.url {
        Ok(url) => url,
        Err(why) => {
            journey
                .common
                .push(gateway::unreadable_url(target, config, why));
            return journey.concluded();
        }
    };
    journey.url = Some(url.clone());
    enter(topology, gateway, target, config, url, journey)
}

/// Walks every path to one host of an identity provider.
pub(in crate::reach) fn way(topology: &Topology, gateway: &Gateway, target: &Target) -> Journey {
    let mut journey = Journey::new(gateway, target);
    let Some(config) = &target.config else {
        return journey.concluded();
    };
    let Ok(url) = &config.url else {
        return journey.concluded();
    };
    journey.mode = match config.private_endpoint {
        Some(PrivateEndpoint::SelfManaged { .. }) => Mode::SelfManaged,
        _ => Mode::Managed,
    };
    journey.url = Some(url.clone());
    enter(topology, gateway, target, config, url, journey)
}

/// From the private endpoint on.
fn enter(
    topology: &Topology,
    gateway: &Gateway,
    target: &Target,
    config: &TargetConfig,
    url: &Url,
    mut journey: Journey,
) -> Journey {
    let entry = match &config.private_endpoint {
        Some(endpoint @ PrivateEndpoint::Managed { .. }) => {
            lattice::managed(topology, target, config, endpoint, url)
        }
        Some(PrivateEndpoint::SelfManaged {
            resource_configuration,
        }) => lattice::self_managed(topology, target, config, resource_configuration, url),
        Some(PrivateEndpoint::Unreadable) => {
            journey.common.push(gateway::unreadable_endpoint(target));
            return journey.concluded();
        }
        None => return without_private_endpoint(topology, target, config, url, journey),
    };
    Walker {
        topology,
        gateway,
        target,
        config,
        url,
        sources: Vec::new(),
        journey,
    }
    .through(entry)
}

/// A target that the gateway calls over the internet: fine for a public host, hopeless for a
/// private one.
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/vpc-egress-private-endpoints.html>
fn without_private_endpoint(
    topology: &Topology,
    target: &Target,
    config: &TargetConfig,
    url: &Url,
    mut journey: Journey,
) -> Journey {
    let Some(found) = resolver::private_host(topology, &url.host) else {
        journey.not_applicable = true;
        return journey.concluded();
    };
    let mut evidence = vec![Evidence::part(target.source, config.url_pointer)];
    evidence.extend(found.steps.into_iter().flat_map(|step| step.evidence));
    journey.assumptions.extend(found.assumptions);
    journey.common.push(Step {
        kind: StepKind::Gateway,
        subject: gateway::subject(target),
        outcome: Outcome::Fail(Cause::NoPrivateEndpoint),
        summary: format!(
            "{} is private, but the target has no private endpoint: the gateway calls it over the \
             internet",
            url.host
        ),
        evidence,
    });
    journey.concluded()
}

/// What stays the same while the paths of one target are walked.
struct Walker<'a> {
    topology: &'a Topology,
    gateway: &'a Gateway,
    target: &'a Target,
    config: &'a TargetConfig,
    url: &'a Url,
    /// Addresses that requests may come from.
    sources: Vec<Cidr>,
    journey: Journey,
}

/// Who answers at an address.
#[derive(Clone, Copy)]
enum Server<'a> {
    /// A load balancer, and the interface of its node at the address.
    LoadBalancer(&'a LoadBalancer, &'a Interface),
    Endpoint(&'a VpcEndpoint),
    Interface(&'a Interface),
    /// Somebody on the internet.
    Internet(IpAddr),
}

/// What servers do with requests, judged once for all paths: by id, the index in
/// [`Journey::endpoints`] and what a load balancer forwards to.
type Fronts<'a> = BTreeMap<String, (usize, Option<Balanced<'a>>)>;

/// A load balancer, and what its nodes do unless that depends on the client.
struct Balanced<'a> {
    front: load_balancer::Front<'a>,
    known: BTreeMap<InterfaceId, Vec<Backend>>,
}

impl<'a> Balanced<'a> {
    fn new(front: load_balancer::Front<'a>) -> Self {
        Self {
            front,
            known: BTreeMap::new(),
        }
    }

    fn backends(
        &mut self,
        topology: &Topology,
        node: &Interface,
        client: &Origin<'_>,
    ) -> Vec<Backend> {
        if self.front.depends_on_client() {
            return load_balancer::backends(topology, node, client, &self.front);
        }
        let fresh = || load_balancer::backends(topology, node, client, &self.front);
        self.known
            .entry(node.id.clone())
            .or_insert_with(fresh)
            .clone()
    }
}

impl<'a> Walker<'a> {
    fn through(mut self, mut entry: Entry<'a>) -> Journey {
        self.journey.common.append(&mut entry.steps);
        self.journey.resource_gateway = entry.resource_gateway.take();
        self.journey.common.extend(self.public_certificate());
        if let Some(vpc) = &entry.vpc {
            let ruling = encryption_control::rule_on(self.topology, vpc, &[Feature::VpcLattice]);
            self.journey.common.extend(ruling.step);
            self.journey.assumptions.extend(ruling.assumption);
        }
        if let (Some(vpc), Some(next_hop)) = (&entry.vpc, &entry.next_hop) {
            let resolution = self.resolve(vpc, next_hop, &entry);
            self.journey.resolution = resolution;
            self.sources = entry
                .doors
                .iter()
                .flat_map(|door| self.addresses(door))
                .collect();
            self.walk(vpc, &entry.doors);
        }
        self.journey.concluded()
    }

    /// Without a private authority of the customer's, the host must be one that public ones serve.
    fn public_certificate(&self) -> Option<Step> {
        let host = &self.url.host;
        if self.config.has_private_ca() || certificate::host_can_have_public_certificate(host) {
            return None;
        }
        Some(Step {
            kind: StepKind::Certificate,
            subject: gateway::subject(self.target),
            outcome: Outcome::Fail(Cause::HostCannotHavePublicCertificate),
            summary: format!("no public authority issues a certificate for {host}"),
            evidence: vec![Evidence::part(self.target.source, self.config.url_pointer)],
        })
    }

    fn resolve(&mut self, vpc: &VpcId, next_hop: &NextHop, entry: &Entry<'_>) -> Resolution {
        let (host, role) = match next_hop {
            NextHop::RoutingDomain(name) => (name, HostRole::RoutingDomain),
            NextHop::ResourceConfiguration(name) => (name, HostRole::ResourceConfiguration),
            NextHop::UrlHost(name) => (name, HostRole::UrlHost),
        };
        let mut zones: Vec<String> = entry
            .doors
            .iter()
            .filter_map(|door| self.zone_of(door))
            .map(ToOwned::to_owned)
            .collect();
        zones.sort_unstable();
        zones.dedup();
        let question = Question {
            host,
            named_at: entry.named_at.clone(),
            vpc: Some(vpc),
            dns_resolution: entry.dns_resolution,
            observed_at: entry.resolution_evidence.clone(),
            role,
            family: Family::parse(entry.ip_type.as_deref()),
            zones: &zones,
        };
        let resolution = resolver::resolve(self.topology, &question);
        self.journey
            .assumptions
            .extend(resolution.assumptions.iter().cloned());
        resolution
    }

    /// Every interface to every address.
    fn walk(&mut self, vpc: &VpcId, doors: &[Door<'a>]) {
        let answers = std::mem::take(&mut self.journey.resolution.answers);
        let mut fronts = Fronts::new();
        for door in doors {
            for answer in &answers {
                self.lane(vpc, door, answer, &mut fronts);
            }
        }
        self.journey.resolution.answers = answers;
    }

    /// From one interface to one address: one path, or several if its addresses fare differently.
    fn lane(&mut self, vpc: &VpcId, door: &Door<'a>, answer: &Answer, fronts: &mut Fronts<'a>) {
        let server = self.server_at(vpc, answer.address);
        let first = self.journey.paths.len();
        for origin in self.origins(door, answer.address) {
            let flow = origin.flow_to(
                answer.address,
                self.url.port,
                Protocol::TCP,
                PortSet::ephemeral(),
            );
            let mut trace = walk(self.topology, &origin, &flow, Leg::ToEndpoint);
            let client = match server {
                Some(Server::LoadBalancer(_, node)) => {
                    load_balancer::arrive(self.topology, node, &flow, origin, &mut trace)
                }
                _ => load_balancer::Client {
                    origin,
                    known: true,
                },
            };
            let (endpoint, backends) = match server {
                Some(server) => self.serve(server, client, fronts),
                None => (None, Vec::new()),
            };
            let path = Path {
                interface: door.interface.map(|interface| interface.id.clone()),
                subnet: door.subnet.clone(),
                zone: self.zone_of(door).map(ToOwned::to_owned),
                source: origin.address(),
                destination: answer.address,
                verdict: self.verdict(&trace, endpoint, &backends),
                trace,
                endpoint,
                backends,
            };
            let known = self.journey.paths[first..]
                .iter()
                .any(|other| other.fares_like(&path));
            if !known {
                self.journey.paths.push(path);
            }
        }
    }

    /// The addresses that requests through a door may come from.
    fn addresses(&self, door: &Door<'_>) -> Vec<Cidr> {
        match door.interface {
            Some(interface) => interface
                .addresses
                .iter()
                .copied()
                .map(Cidr::host)
                .collect(),
            None => {
                let subnet = self.topology.subnet(&door.subnet).found();
                subnet
                    .map(|subnet| subnet.cidrs.clone())
                    .unwrap_or_default()
            }
        }
    }

    /// The addresses of a door that can reach an address of this family.
    fn origins<'d>(&self, door: &'d Door<'a>, destination: IpAddr) -> Vec<Origin<'d>>
    where
        'a: 'd,
    {
        if let Some(interface) = door.interface {
            let own = interface.addresses.iter().copied();
            let fit = own.filter(|address| address.is_ipv6() == destination.is_ipv6());
            return fit
                .map(|address| Origin::interface(interface, address))
                .collect();
        }
        let Some(subnet) = self.topology.subnet(&door.subnet).found() else {
            return Vec::new();
        };
        let blocks = subnet.cidrs.iter().copied();
        let fit = blocks.filter(|block| block.is_ipv6() == destination.is_ipv6());
        fit.map(|block| Origin::subnet(subnet, &door.groups, block))
            .collect()
    }

    fn zone_of(&self, door: &Door<'a>) -> Option<&'a str> {
        match door.interface {
            Some(interface) if interface.zone.is_some() => interface.zone.as_deref(),
            _ => self.topology.subnet(&door.subnet).found()?.zone.as_deref(),
        }
    }

    /// Who answers at an address: in the resource gateway's VPC, or in the only other VPC where
    /// an interface has it.
    fn server_at(&self, vpc: &VpcId, address: IpAddr) -> Option<Server<'a>> {
        let interface = match self.topology.interface_at(vpc, address) {
            Lookup::Found(interface) => interface,
            Lookup::Absent | Lookup::Unknown(_) => match self.only_owner(address) {
                Some(interface) => interface,
                None if is_private(address) => return None,
                None => match self.topology.interface_with_public(address) {
                    Some(interface) => interface,
                    None => return Some(Server::Internet(address)),
                },
            },
        };
        if let Some(balancer) = self.topology.load_balancer_of(&interface.id) {
            return Some(Server::LoadBalancer(balancer, interface));
        }
        if let Some(endpoint) = self.topology.endpoint_of(&interface.id) {
            return Some(Server::Endpoint(endpoint));
        }
        Some(Server::Interface(interface))
    }

    fn only_owner(&self, address: IpAddr) -> Option<&'a Interface> {
        match self.topology.claimants_of(address)[..] {
            [owner] => Some(owner),
            _ => None,
        }
    }

    /// What the server does with the request: its endpoint, and the backends behind it.
    fn serve(
        &mut self,
        server: Server<'a>,
        client: load_balancer::Client<'_>,
        fronts: &mut Fronts<'a>,
    ) -> (Option<usize>, Vec<Backend>) {
        match server {
            Server::LoadBalancer(balancer, node) => self.balance(balancer, node, client, fronts),
            Server::Endpoint(endpoint) => {
                let key = endpoint.id.to_string();
                if let Some((index, _)) = fronts.get(&key) {
                    return (Some(*index), Vec::new());
                }
                let front = private_api::front(self.topology, endpoint, &self.call());
                let index = self.add_endpoint(front);
                fronts.insert(key, (index, None));
                (Some(index), Vec::new())
            }
            Server::Interface(interface) => {
                let subject = Subject::new("network-interface", interface.id.as_str());
                (
                    Some(self.unseen(subject, interface.source, fronts)),
                    Vec::new(),
                )
            }
            Server::Internet(address) => {
                let subject = Subject::new("internet", address.to_string());
                (
                    Some(self.unseen(subject, self.target.source, fronts)),
                    Vec::new(),
                )
            }
        }
    }

    /// A load balancer and the targets behind the node that the path leads to.
    fn balance(
        &mut self,
        balancer: &'a LoadBalancer,
        node: &'a Interface,
        client: load_balancer::Client<'_>,
        fronts: &mut Fronts<'a>,
    ) -> (Option<usize>, Vec<Backend>) {
        let key = balancer.arn.to_string();
        if !fronts.contains_key(&key) {
            let mut front = load_balancer::front(self.topology, balancer, &self.call());
            let port = self.url.port;
            if let Some(step) = encryption_control::rule_on_listener(self.topology, balancer, port)
            {
                let verdicts = [front.endpoint.verdict, step.outcome.verdict()];
                front.endpoint.verdict = Verdict::all(verdicts);
                front.endpoint.steps.push(step);
            }
            self.journey
                .assumptions
                .extend(front.assumptions.iter().cloned());
            let index = self.add_endpoint(front.endpoint.clone());
            fronts.insert(key.clone(), (index, Some(Balanced::new(front))));
        }
        let Some((index, Some(balanced))) = fronts.get_mut(&key) else {
            return (None, Vec::new());
        };
        let backends = if client.known || !balanced.front.depends_on_client() {
            balanced.backends(self.topology, node, &client.origin)
        } else {
            Vec::new()
        };
        (Some(*index), backends)
    }

    fn call(&self) -> Call<'_> {
        Call {
            url: self.url,
            subpaths: self.config.kind != TargetKind::McpServer,
            operations: &self.config.operations,
            authority: certificate::Authority::of(self.config),
            sources: &self.sources,
            at: self.topology.captured_at(),
            caller: Caller::of(self.gateway, self.config),
            has_key: has_key(self.config),
            target: self.target.source,
        }
    }

    /// A server that is neither load balancer nor endpoint: it terminates TLS out of sight.
    fn unseen(&mut self, subject: Subject, source: Source, fronts: &mut Fronts<'a>) -> usize {
        let key = subject.id.clone();
        if let Some((index, _)) = fronts.get(&key) {
            return *index;
        }
        let authority = certificate::Authority::of(self.config);
        let supplied = certificate::judge_supplied(self.topology, &self.url.host, authority);
        let steps = if let Some(judgement) = supplied {
            self.journey.assumptions.extend(judgement.assumptions);
            judgement.steps
        } else {
            let why = "the certificate of the server is not part of AWS's configuration: only a \
                       probe can tell, or --server-chain FILE";
            vec![Step {
                kind: StepKind::Certificate,
                subject: subject.clone(),
                outcome: Outcome::Unknown(Unknown::Undecidable(why.into())),
                summary: why.into(),
                evidence: vec![Evidence::record(source)],
            }]
        };
        let index = self.add_endpoint(EndpointTrace {
            subject,
            steps,
            verdict: Verdict::Unknown,
        });
        fronts.insert(key, (index, None));
        index
    }

    fn add_endpoint(&mut self, endpoint: EndpointTrace) -> usize {
        self.journey.endpoints.push(endpoint);
        self.journey.endpoints.len() - 1
    }

    fn verdict(&self, trace: &Trace, endpoint: Option<usize>, backends: &[Backend]) -> Verdict {
        let endpoint = endpoint.and_then(|index| self.journey.endpoints.get(index));
        let mut parts = vec![trace.verdict()];
        parts.extend(endpoint.map(|endpoint| endpoint.verdict));
        let used = backends.iter().filter(|backend| backend.in_rotation);
        let used: Vec<Verdict> = used.map(|backend| backend.verdict).collect();
        if !used.is_empty() {
            parts.push(Verdict::over(used));
        }
        Verdict::all(parts)
    }
}
