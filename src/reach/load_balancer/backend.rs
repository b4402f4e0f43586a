//! The second leg: from the node of a load balancer to the targets, and the health checks.
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html>

use std::net::IpAddr;

use crate::reach::{
    Backend, Cause, Evidence, Leg, Origin, Outcome, Step, StepKind, Trace, Unknown, Verdict, walk,
};
use crate::topology::{
    Flow, Health, Interface, Lookup, Missing, PortSet, Protocol, RegisteredTarget, TargetRef,
    Topology,
};

use super::chain::{Chain, Node};
use super::client_address;
use super::target_group::{Pool, Preservation, Rotation, Zones, answers, rotation};
use super::zone::is_near;
use super::{Front, group_subject};

/// The targets that may get a request that reached a node of the load balancer.
pub(in crate::reach) fn backends(
    topology: &Topology,
    node: &Interface,
    client: &Origin<'_>,
    front: &Front<'_>,
) -> Vec<Backend> {
    let pools = front.pools.iter();
    pools
        .flat_map(|pool| {
            Leaving {
                topology,
                node,
                client,
                pool,
            }
            .backends()
        })
        .collect()
}

/// A node about to send to the targets of one group.
struct Leaving<'a> {
    topology: &'a Topology,
    node: &'a Interface,
    client: &'a Origin<'a>,
    pool: &'a Pool<'a>,
}

impl Leaving<'_> {
    fn backends(&self) -> Vec<Backend> {
        match self.pool.zones {
            Zones::All => self.across_zones(),
            Zones::Own => self.in_zone(),
            Zones::Unknown => either(&self.in_zone(), self.across_zones()),
        }
    }

    /// What the node sends to if zones do not matter.
    fn across_zones(&self) -> Vec<Backend> {
        if let Some(chain) = &self.pool.chain {
            let nodes = chain.nodes.iter();
            return nodes.flat_map(|node| self.through(chain, node)).collect();
        }
        self.rotated(self.pool.registered.iter().copied())
    }

    /// What it sends to if it may use its own zone only: nothing, if nothing is there.
    /// <https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html>
    fn in_zone(&self) -> Vec<Backend> {
        let zone = self.node.zone.as_deref();
        let group = self.pool.group;
        if let Some(chain) = &self.pool.chain {
            let nodes = chain.nodes.iter();
            let near =
                nodes.filter(|node| zone.is_none() || node.interface.zone.as_deref() == zone);
            let backends: Vec<Backend> = near.flat_map(|node| self.through(chain, node)).collect();
            if !backends.is_empty() {
                return backends;
            }
            let name = &chain.balancer.name;
            let why = format!(
                "{name} has no node in {}",
                zone.unwrap_or("the zone of the node")
            );
            let unknown = Outcome::Unknown(Unknown::Undecidable(why.clone()));
            return vec![self.nothing(unknown, why)];
        }
        let targets = self.pool.registered.iter().copied();
        let near = targets.filter(|target| is_near(self.topology, group, target, zone));
        let backends = self.rotated(near);
        if !backends.is_empty() {
            return backends;
        }
        let zone = zone.unwrap_or("the zone of the node");
        let why = format!(
            "no target of {} is in {zone}, and nodes send to targets of their own zone only",
            group.name
        );
        vec![self.nothing(Outcome::Fail(Cause::ZoneWithoutTargets), why)]
    }

    /// Those of several targets that get requests.
    fn rotated<'t>(&self, targets: impl Iterator<Item = &'t RegisteredTarget>) -> Vec<Backend> {
        let group = self.pool.group;
        match rotation(group, targets) {
            Rotation::Healthy(targets) => {
                let targets = targets.into_iter();
                targets.map(|target| self.backend(target)).collect()
            }
            Rotation::Open(targets) => {
                // Where none is healthy anywhere, the group has a step about that.
                let mut all = self.pool.registered.iter();
                let elsewhere = all.any(|target| target.health == Health::Healthy);
                let targets = targets.into_iter();
                let opened = targets.map(|target| {
                    let mut backend = self.backend(target);
                    if elsewhere && target.health == Health::Unhealthy {
                        let step = unhealthy(self.pool, target);
                        backend.verdict = Verdict::all([backend.verdict, step.outcome.verdict()]);
                        backend.steps.push(step);
                    }
                    backend
                });
                opened.collect()
            }
            Rotation::Starting(_) => {
                let why = format!("no target of {} has been checked yet", group.name);
                let unknown = Outcome::Unknown(Unknown::Undecidable(why.clone()));
                vec![self.nothing(unknown, why)]
            }
            Rotation::Empty => Vec::new(),
        }
    }

    /// The node has no target, and why.
    fn nothing(&self, outcome: Outcome, why: String) -> Backend {
        let zone = self.node.zone.clone();
        let label = match &zone {
            Some(zone) => format!("no target in {zone}"),
            None => "no target".to_owned(),
        };
        let mut backend = self.blank(label, zone, None);
        backend.verdict = outcome.verdict();
        backend.steps.push(Step {
            kind: StepKind::TargetHealth,
            subject: group_subject(self.pool.group),
            outcome,
            summary: why,
            evidence: vec![self.pool.zones_told.clone()],
        });
        backend
    }

    /// A node of the load balancer behind this one, and the targets that it sends to in turn. Each
    /// counts for the other: a target is reached through the node, a node serves through a target.
    fn through(&self, chain: &Chain<'_>, node: &Node<'_>) -> Vec<Backend> {
        let port = chain.target.port.or(self.pool.group.port);
        let name = &chain.balancer.name;
        let label = match port {
            Some(port) => format!("{name} {}:{port}", node.address),
            None => format!("{name} {}", node.address),
        };
        let zone = node.interface.zone.clone();
        let mut own = self.blank(label, zone, port);
        self.walk_to(&mut own, chain.target, node.address);
        let way = own.verdict;
        let mut behind = node.backends.clone();
        if !behind.is_empty() {
            let verdicts = behind.iter().map(|backend| backend.verdict);
            own.verdict = Verdict::all([way, Verdict::over(verdicts)]);
        }
        for backend in &mut behind {
            backend.verdict = Verdict::all([way, backend.verdict]);
        }
        std::iter::once(own).chain(behind).collect()
    }

    /// One target: on its traffic port, and on its health-check port where that is another.
    fn backend(&self, target: &RegisteredTarget) -> Backend {
        let port = target.port.or(self.pool.group.port);
        let mut backend = self.blank(label(target, port), target.zone.clone(), port);
        match self.address_of(target) {
            Ok(address) => self.walk_to(&mut backend, target, address),
            Err(why) => backend.steps.push(undecided(self.pool, target, why)),
        }
        backend
    }

    /// A target of the group of which nothing is known yet.
    fn blank(&self, label: String, zone: Option<String>, port: Option<u16>) -> Backend {
        Backend {
            subject: group_subject(self.pool.group),
            label,
            zone,
            in_rotation: true,
            address: None,
            port,
            health_port: self.pool.group.health_port.or(port),
            preserves_client: self.pool.preservation == Preservation::On,
            steps: Vec::new(),
            traces: Vec::new(),
            verdict: Verdict::Unknown,
        }
    }

    /// Walks to the address of a target.
    fn walk_to(&self, backend: &mut Backend, target: &RegisteredTarget, address: IpAddr) {
        let Some(port) = backend.port else {
            let why = Unknown::Undecidable("the port of the target is not known".into());
            backend.steps.push(undecided(self.pool, target, why));
            return;
        };
        backend.address = Some(address);
        let preservation = self.preservation(address);
        backend.preserves_client = preservation == Preservation::On;
        let as_node = || self.send_as_node(address, port, Leg::ToBackend);
        let preserved = || self.send_preserved(address, port, Leg::ToBackend);
        let sent = match preservation {
            Preservation::On => preserved().map(|trace| (trace, true)),
            Preservation::Off | Preservation::Unknown => as_node().map(|trace| (trace, false)),
        };
        let Some((trace, is_preserved)) = sent else {
            let why = format!("the node has no address of the family of {address}");
            backend
                .steps
                .push(undecided(self.pool, target, Unknown::Undecidable(why)));
            return;
        };
        backend.verdict = trace.verdict();
        if is_preserved && let Some(step) = self.obstacle(&trace) {
            backend.verdict = Verdict::all([backend.verdict, step.outcome.verdict()]);
            backend.steps.push(step);
        }
        if preservation == Preservation::Unknown {
            let other = preserved().map(|trace| {
                let obstacle = self.obstacle(&trace).map(|step| step.outcome.verdict());
                Verdict::all(obstacle.into_iter().chain([trace.verdict()]))
            });
            if other != Some(backend.verdict) {
                let what = format!("the attributes of target group {}", self.pool.group.name);
                let missing = Missing::new("elbv2", "describe-target-group-attributes", what);
                backend
                    .steps
                    .push(undecided(self.pool, target, Unknown::Missing(missing)));
                backend.verdict = Verdict::Unknown;
            }
        }
        backend.traces.push(trace);
        let own_check = preservation == Preservation::On || backend.health_port != Some(port);
        if let Some(port) = backend.health_port.filter(|_| own_check) {
            backend
                .traces
                .extend(self.send_as_node(address, port, Leg::HealthCheck));
        }
    }

    /// Whether a target sees the client's address: only one of its own family.
    /// <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html>
    fn preservation(&self, target: IpAddr) -> Preservation {
        if self.client.address().is_ipv6() == target.is_ipv6() {
            self.pool.preservation
        } else {
            Preservation::Off
        }
    }

    /// Why a preserved client address does not work, whatever the filters say.
    fn obstacle(&self, trace: &Trace) -> Option<Step> {
        let way = client_address::Way {
            topology: self.topology,
            group: self.pool.group,
            node: self.node,
            client: self.client,
        };
        way.obstacle(trace)
    }

    /// The address of a target.
    fn address_of(&self, target: &RegisteredTarget) -> Result<IpAddr, Unknown> {
        let instance = match &target.target {
            TargetRef::Address(address) => return Ok(*address),
            TargetRef::Other(id) => return Err(Unknown::Unmodelled(format!("target {id}"))),
            TargetRef::Instance(id) => id,
        };
        match self
            .topology
            .interface_of_instance(instance, &self.node.vpc)
        {
            Lookup::Found(interface) => interface.addresses.first().copied().ok_or_else(|| {
                Unknown::Undecidable(format!("interface {} has no address", interface.id))
            }),
            Lookup::Absent => Err(Unknown::Undecidable(format!(
                "instance {instance} has no interface"
            ))),
            Lookup::Unknown(missing) => Err(Unknown::Missing(missing)),
        }
    }

    /// The target sees the address of the node.
    fn send_as_node(&self, address: IpAddr, port: u16, leg: Leg) -> Option<Trace> {
        let origin = self.origin(address)?;
        let flow = origin.flow_to(address, port, Protocol::TCP, PortSet::ephemeral());
        Some(walk(self.topology, &origin, &flow, leg))
    }

    /// The target sees the address of the client.
    fn send_preserved(&self, address: IpAddr, port: u16, leg: Leg) -> Option<Trace> {
        let origin = self.origin(address)?.on_behalf_of(self.client.groups());
        let flow = Flow {
            source: self.client.address(),
            ..origin.flow_to(address, port, Protocol::TCP, PortSet::ephemeral())
        };
        Some(walk(self.topology, &origin, &flow, leg))
    }

    fn origin(&self, target: IpAddr) -> Option<Origin<'_>> {
        let mut own = self.node.addresses.iter().copied();
        let address = own.find(|address| address.is_ipv6() == target.is_ipv6())?;
        Some(Origin::interface(self.node, address))
    }
}

/// Whether the node sends to other zones is not known: that matters only if it fares differently
/// then.
fn either(in_zone: &[Backend], mut across: Vec<Backend>) -> Vec<Backend> {
    let over = |backends: &[Backend]| Verdict::over(backends.iter().map(|backend| backend.verdict));
    if over(in_zone) != over(&across) {
        for backend in &mut across {
            let missing = Missing::new(
                "elbv2",
                "describe-load-balancer-attributes",
                "whether the load balancer sends to targets of other zones",
            );
            backend.verdict = Verdict::Unknown;
            backend.steps.push(Step {
                kind: StepKind::TargetGroup,
                subject: backend.subject.clone(),
                summary: missing.to_string(),
                outcome: Outcome::Unknown(Unknown::Missing(missing)),
                evidence: Vec::new(),
            });
        }
    }
    across
}

/// A target that gets requests although its health checks fail, because no better one is there.
fn unhealthy(pool: &Pool<'_>, target: &RegisteredTarget) -> Step {
    let reason = target.reason.as_deref().unwrap_or("no reason given");
    let (outcome, summary) = if answers(pool.group, target) {
        let summary = format!("{target} is not healthy ({reason}), but answers");
        (Outcome::Warn(Cause::FailOpen), summary)
    } else {
        let summary = format!("{target} gets requests, but does not answer ({reason})");
        (Outcome::Fail(Cause::ZoneWithoutTargets), summary)
    };
    Step {
        kind: StepKind::TargetHealth,
        subject: group_subject(pool.group),
        outcome,
        summary,
        evidence: vec![Evidence::part(target.source, "/TargetHealth")],
    }
}

fn undecided(pool: &Pool<'_>, target: &RegisteredTarget, why: Unknown) -> Step {
    Step {
        kind: StepKind::TargetGroup,
        subject: group_subject(pool.group),
        summary: why.to_string(),
        outcome: Outcome::Unknown(why),
        evidence: vec![Evidence::part(target.source, "/Target")],
    }
}

fn label(target: &RegisteredTarget, port: Option<u16>) -> String {
    match port {
        Some(port) => format!("{target}:{port}"),
        None => target.to_string(),
    }
}
