//! What listens at an address, as far as the configuration tells.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::reach::Subject;
use crate::topology::{
    Interface, InterfaceId, LoadBalancer, PortSet, RegisteredTarget, TargetGroup, TargetRef,
    TargetType, Topology, VpcEndpoint,
};

use super::owns;

/// What listens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// The resources that say so.
    pub subjects: Vec<Subject>,
    /// On which TCP ports; `None` if that is not known.
    pub ports: Option<PortSet>,
}

/// What listens at every address of a topology.
#[derive(Debug, Default)]
pub struct Listening {
    of_interfaces: HashMap<InterfaceId, Service>,
    of_addresses: HashMap<(InterfaceId, IpAddr), Service>,
}

impl Listening {
    /// Reads load balancers, interface endpoints, NAT gateways and registered targets.
    pub fn of(topology: &Topology) -> Self {
        let mut listening = Self::default();
        for balancer in topology.load_balancers() {
            let ports = listener_ports(topology, balancer);
            let subject = Subject::new("load-balancer", balancer.arn.as_str())
                .named(Some(balancer.name.clone()));
            listening.add(&balancer.interfaces, &subject, ports.as_ref());
        }
        for endpoint in topology.endpoints() {
            let subject = Subject::new("vpc-endpoint", endpoint.id.as_str())
                .named(Some(endpoint.service.clone()));
            listening.add(
                &endpoint.interfaces,
                &subject,
                endpoint_ports(endpoint).as_ref(),
            );
        }
        // Nothing gets into a NAT gateway that it did not ask for.
        // <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html>
        for nat in topology.nat_gateways() {
            let subject = Subject::new("nat-gateway", nat.id.as_str());
            listening.add(&nat.interfaces, &subject, Some(&PortSet::EMPTY));
        }
        for group in topology.target_groups() {
            for target in group.targets.iter().flatten() {
                listening.add_target(topology, group, target);
            }
        }
        listening
    }

    fn add(&mut self, interfaces: &[InterfaceId], subject: &Subject, ports: Option<&PortSet>) {
        for interface in interfaces {
            let service = self.of_interfaces.entry(interface.clone()).or_default();
            service.add(subject.clone(), ports);
        }
    }

    /// A target listens on the port that gets requests and on the one that gets health checks.
    fn add_target(&mut self, topology: &Topology, group: &TargetGroup, target: &RegisteredTarget) {
        let Some((interface, address)) = owner_of(topology, group, target) else {
            return;
        };
        let port = target.port.or(group.port);
        let is_tcp = !matches!(group.protocol.as_deref(), Some("UDP" | "QUIC" | "GENEVE"));
        let ports = [port.filter(|_| is_tcp), group.health_port.or(port)];
        let ports: PortSet = ports
            .into_iter()
            .flatten()
            .map(|port| port..=port)
            .collect();
        let known = (!ports.is_empty()).then_some(&ports);
        let subject =
            Subject::new("target-group", group.arn.as_str()).named(Some(group.name.clone()));
        let key = (interface.id.clone(), address);
        self.of_addresses
            .entry(key)
            .or_default()
            .add(subject, known);
    }

    /// What listens at an address of an interface; nothing known if it names no subject.
    pub fn at(&self, interface: &Interface, address: IpAddr) -> Service {
        let mut service = self
            .of_interfaces
            .get(&interface.id)
            .cloned()
            .unwrap_or_default();
        if let Some(more) = self.of_addresses.get(&(interface.id.clone(), address)) {
            for subject in &more.subjects {
                service.add(subject.clone(), more.ports.as_ref());
            }
        }
        service
    }
}

impl Service {
    /// Ports that are not known leave the whole unknown: there may be any.
    fn add(&mut self, subject: Subject, ports: Option<&PortSet>) {
        let first = self.subjects.is_empty();
        if !self.subjects.contains(&subject) {
            self.subjects.push(subject);
        }
        self.ports = match (self.ports.take(), ports) {
            (None, Some(ports)) if first => Some(ports.clone()),
            (Some(known), Some(ports)) => Some(known.union(ports)),
            (None | Some(_), _) => None,
        };
    }
}

fn listener_ports(topology: &Topology, balancer: &LoadBalancer) -> Option<PortSet> {
    if !balancer.listeners_observed {
        return None;
    }
    let listeners = topology.listeners_of(&balancer.arn).into_iter();
    let tcp = listeners
        .filter(|listener| !matches!(listener.protocol.as_str(), "UDP" | "QUIC" | "GENEVE"));
    Some(tcp.map(|listener| listener.port..=listener.port).collect())
}

/// The endpoints of AWS services answer HTTPS, except where mail is handed in. What a service of
/// somebody else listens on, only its owner knows.
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html>
fn endpoint_ports(endpoint: &VpcEndpoint) -> Option<PortSet> {
    let of_aws = endpoint.kind.eq_ignore_ascii_case("interface")
        && !endpoint.service.contains(".vpce-svc-")
        && !endpoint.service.ends_with(".email-smtp")
        && !endpoint.service.is_empty();
    of_aws.then(|| PortSet::from(443..=443))
}

/// The interface and address of a registered target, where they can be told.
fn owner_of<'t>(
    topology: &'t Topology,
    group: &TargetGroup,
    target: &RegisteredTarget,
) -> Option<(&'t Interface, IpAddr)> {
    if matches!(group.target_type, TargetType::Lambda | TargetType::Alb) {
        return None;
    }
    match &target.target {
        TargetRef::Instance(id) => {
            let vpc = group.vpc.as_ref()?;
            let interface = topology.interface_of_instance(id, vpc).found()?;
            Some((interface, *interface.addresses.first()?))
        }
        TargetRef::Address(address) => {
            let near = group.vpc.as_ref();
            let near = near.and_then(|vpc| topology.interface_at(vpc, *address).found());
            let only = || match topology.owners_of(*address)[..] {
                [owner] => Some(owner),
                _ => None,
            };
            let owner = near.or_else(only)?;
            owns(owner, *address).then_some((owner, *address))
        }
        TargetRef::Other(_) => None,
    }
}
