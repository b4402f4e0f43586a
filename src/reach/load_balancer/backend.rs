//! The second leg: from the node of a load balancer to the targets, and the health checks.
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html>

use std::net::IpAddr;

use crate::reach::{
    Backend, Evidence, Leg, Origin, Outcome, Step, StepKind, Trace, Unknown, Verdict, walk,
};
use crate::topology::{
    Flow, Interface, Lookup, Missing, PortSet, Protocol, RegisteredTarget, TargetRef, Topology,
};

use super::target_group::{Pool, Preservation, Zones};
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
        let is_near =
            |target: &&RegisteredTarget| target.zone.is_none() || target.zone == self.node.zone;
        let (near, far): (Vec<&RegisteredTarget>, Vec<_>) =
            self.pool.in_rotation.iter().copied().partition(is_near);
        let near: Vec<Backend> = near
            .into_iter()
            .map(|target| self.backend(target))
            .collect();
        let far: Vec<Backend> = far.into_iter().map(|target| self.backend(target)).collect();
        match self.pool.zones {
            Zones::All => [near, far].concat(),
            // A node without targets of its own zone leaves DNS; until then it serves the others.
            Zones::Own if near.is_empty() => far,
            Zones::Own => near,
            Zones::Unknown => either(near, far),
        }
    }

    /// One target: on its traffic port, and on its health-check port where that is another.
    fn backend(&self, target: &RegisteredTarget) -> Backend {
        let group = self.pool.group;
        let port = target.port.or(group.port);
        let health_port = group.health_port.or(port);
        let mut backend = Backend {
            subject: group_subject(group),
            label: label(target, port),
            zone: target.zone.clone(),
            in_rotation: true,
            address: None,
            port,
            health_port,
            preserves_client: self.pool.preservation == Preservation::On,
            steps: Vec::new(),
            traces: Vec::new(),
            verdict: Verdict::Unknown,
        };
        let (address, port) = match (self.address_of(target), port) {
            (Ok(address), Some(port)) => (address, port),
            (Err(why), _) => {
                backend.steps.push(undecided(self.pool, target, why));
                return backend;
            }
            (Ok(_), None) => {
                let why = Unknown::Undecidable("the port of the target is not known".into());
                backend.steps.push(undecided(self.pool, target, why));
                return backend;
            }
        };
        backend.address = Some(address);
        let Some(trace) = self.send(address, port, Leg::ToBackend) else {
            let why = format!("the node has no address of the family of {address}");
            backend
                .steps
                .push(undecided(self.pool, target, Unknown::Undecidable(why)));
            return backend;
        };
        backend.verdict = trace.verdict();
        if self.pool.preservation == Preservation::Unknown {
            let preserved = self.send_preserved(address, port, Leg::ToBackend);
            if preserved.is_none_or(|other| other.verdict() != backend.verdict) {
                let what = format!("the attributes of target group {}", group.name);
                let missing = Missing::new("elbv2", "describe-target-group-attributes", what);
                backend
                    .steps
                    .push(undecided(self.pool, target, Unknown::Missing(missing)));
                backend.verdict = Verdict::Unknown;
            }
        }
        backend.traces.push(trace);
        let own_check = self.pool.preservation == Preservation::On || health_port != Some(port);
        if let Some(port) = health_port.filter(|_| own_check) {
            backend
                .traces
                .extend(self.send_as_node(address, port, Leg::HealthCheck));
        }
        backend
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

    fn send(&self, address: IpAddr, port: u16, leg: Leg) -> Option<Trace> {
        match self.pool.preservation {
            Preservation::On => self.send_preserved(address, port, leg),
            Preservation::Off | Preservation::Unknown => self.send_as_node(address, port, leg),
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

/// Whether the node sends to other zones is not known: that matters only if targets there fare
/// differently.
fn either(near: Vec<Backend>, far: Vec<Backend>) -> Vec<Backend> {
    let mut all = near.into_iter().chain(far);
    let Some(first) = all.next() else {
        return Vec::new();
    };
    let rest: Vec<Backend> = all.collect();
    let alike = rest.iter().all(|backend| backend.verdict == first.verdict);
    let mut backends: Vec<Backend> = std::iter::once(first).chain(rest).collect();
    if !alike {
        for backend in &mut backends {
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
    backends
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
