//! What does a source reach?

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;

use crate::analysis::trace::Sender;
use crate::reach::Subject;
use crate::reach::reverse::{
    Alike, Class, Edges, Entrance, Listening, Place, PortFates, entrances_of_gateway,
    entrances_of_target, on_all_cores,
};
use crate::topology::{
    Cidr, Gateway, GatewayId, Interface, InterfaceId, PortSet, ResourceGatewayId, SecurityGroupId,
    Topology, VpcId,
};

use super::unobserved;

/// A question about everything that a source may send to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllQuestion {
    /// An interface, by id or address; a resource gateway; or an AgentCore gateway, by id or name.
    pub from: String,
    /// Only these ports, if not all.
    pub ports: Option<PortSet>,
    /// The ports that the sender may use.
    pub source_ports: PortSet,
}

/// What a source reaches.
#[derive(Clone, Debug)]
pub struct AllAnswer<'t> {
    /// The interfaces that send.
    pub sources: Vec<SourceOfAll<'t>>,
    /// By VPC, subnet and interface, blocked ones included.
    pub destinations: Vec<Reached<'t>>,
    /// Interfaces on which nothing listens on a port that was asked for.
    pub silent: usize,
    /// VPCs of which not every interface is known: it may reach others.
    pub unobserved: Vec<VpcId>,
}

/// An interface that sends.
#[derive(Clone, Debug)]
pub struct SourceOfAll<'t> {
    /// The interface, or the subnet where it was not observed.
    pub from: Entrance<'t>,
    /// Addresses that stand for all that it may send from; none if its subnet was not observed.
    pub addresses: Vec<Cidr>,
}

/// Addresses of an interface that fare alike.
#[derive(Clone, Debug)]
pub struct Reached<'t> {
    /// The interface.
    pub interface: &'t Interface,
    /// Its addresses: one, a block, or the first and last of a part of a block.
    pub addresses: Vec<String>,
    /// What listens there, as far as the configuration tells.
    pub services: Vec<Subject>,
    /// Whether the ports are those that something is known to listen on; else they are all ports
    /// that the network lets through.
    pub listeners_known: bool,
    /// Over all sources.
    pub ports: PortFates,
    /// One for each of [`AllAnswer::sources`].
    pub by_source: Vec<PortFates>,
}

impl AllQuestion {
    /// Asks for every address; those that fare alike are walked once. An error if nobody of that
    /// name was observed.
    pub fn answer<'t>(&self, topology: &'t Topology) -> Result<AllAnswer<'t>, String> {
        let sources = self.sources(topology)?;
        let groups = sources.iter().flat_map(|source| source.from.groups());
        let radius = Radius {
            question: self,
            topology,
            alike: Alike::as_destinations(topology, groups),
            listening: Listening::of(topology),
            sources: &sources,
        };
        let (destinations, silent) = radius.destinations();
        Ok(AllAnswer {
            sources,
            destinations,
            silent,
            unobserved: unobserved(topology, &topology.interfaces()),
        })
    }

    /// The interfaces that send.
    fn sources<'t>(&self, topology: &'t Topology) -> Result<Vec<SourceOfAll<'t>>, String> {
        let id = self.from.as_str();
        if let Ok(address) = id.parse::<IpAddr>() {
            let interface = Sender::Address(address).find(topology)?;
            return Ok(vec![SourceOfAll {
                from: Entrance::Interface(interface),
                addresses: vec![Cidr::host(address)],
            }]);
        }
        let interface = topology.interface(&InterfaceId::from(id)).found();
        let resource_gateway = topology.resource_gateway(&ResourceGatewayId::from(id));
        let entrances = if let Some(interface) = interface {
            vec![Entrance::Interface(interface)]
        } else if let Some(gateway) = resource_gateway.found() {
            entrances_of_gateway(topology, gateway)
        } else {
            let gateways = self.gateways(topology);
            if gateways.is_empty() {
                return Err(format!(
                    "no interface, resource gateway or gateway {id} was observed"
                ));
            }
            entrances_of(topology, &gateways)
        };
        if entrances.is_empty() {
            return Err(format!("the interfaces of {id} cannot be told"));
        }
        Ok(representatives(topology, entrances))
    }

    fn gateways<'t>(&self, topology: &'t Topology) -> Vec<&'t Gateway> {
        let by_id = topology.gateway(&GatewayId::from(self.from.as_str()));
        if let Some(gateway) = by_id.found() {
            return vec![gateway];
        }
        let mut gateways = topology.gateways();
        gateways.retain(|gateway| gateway.name == self.from);
        gateways
    }
}

/// The interfaces through which the targets of gateways are called, each once.
fn entrances_of<'t>(topology: &'t Topology, gateways: &[&Gateway]) -> Vec<Entrance<'t>> {
    let mut known: BTreeSet<(String, Vec<SecurityGroupId>)> = BTreeSet::new();
    let mut entrances = Vec::new();
    let targets = topology.targets().into_iter().filter(|target| {
        let mut gateways = gateways.iter();
        gateways.any(|gateway| gateway.id == target.gateway)
    });
    for entrance in targets.flat_map(|target| entrances_of_target(topology, target)) {
        let place = match entrance.interface() {
            Some(interface) => interface.id.to_string(),
            None => entrance.subnet().to_string(),
        };
        if known.insert((place, entrance.groups().to_vec())) {
            entrances.push(entrance);
        }
    }
    entrances
}

/// Of the addresses of an interface that fare alike wherever they send to, only the first.
fn representatives<'t>(
    topology: &'t Topology,
    entrances: Vec<Entrance<'t>>,
) -> Vec<SourceOfAll<'t>> {
    let alike = Alike::as_any_sources(topology);
    let source = |from: Entrance<'t>| {
        let mut addresses = from.addresses(topology);
        if let Some(interface) = from.interface() {
            let mut known: BTreeSet<(usize, bool)> = BTreeSet::new();
            // Only the primary address is known to have the public one, if there is one.
            let primary = interface.addresses.first().copied();
            let is_primary = |address: &Cidr| address.only() == primary;
            addresses.retain(|address| {
                known.insert((alike.interval(address.first()), is_primary(address)))
            });
        }
        SourceOfAll { from, addresses }
    };
    entrances.into_iter().map(source).collect()
}

/// What every destination has in common.
struct Radius<'a, 't> {
    question: &'a AllQuestion,
    topology: &'t Topology,
    alike: Alike,
    listening: Listening,
    sources: &'a [SourceOfAll<'t>],
}

/// A walk: from an address of a source to some ports of a place.
struct Walk<'t> {
    source: usize,
    address: Cidr,
    place: Place<'t>,
    ports: PortSet,
}

/// The walks so far. Those from the same address to the same ports of places of the same class are
/// one.
#[derive(Default)]
struct Walks<'t> {
    all: Vec<Walk<'t>>,
    known: HashMap<(usize, Cidr, Class<'t>, PortSet), usize>,
}

/// An address and what is asked about it.
struct Asked<'t> {
    place: Place<'t>,
    services: Vec<Subject>,
    listeners_known: bool,
    /// For each source, the walks from its addresses.
    walks: Vec<Vec<usize>>,
}

impl<'t> Radius<'_, 't> {
    /// Every address that somebody listens on, and how many interfaces have none.
    fn destinations(&self) -> (Vec<Reached<'t>>, usize) {
        let own = self.sources.iter();
        let own: BTreeSet<&InterfaceId> = own
            .filter_map(|source| Some(&source.from.interface()?.id))
            .collect();
        let (mut walks, mut asked, mut silent) = (Walks::default(), Vec::new(), 0);
        for interface in self.topology.interfaces() {
            if own.contains(&interface.id) {
                continue;
            }
            let places = self.alike.places(interface).into_iter();
            let before = asked.len();
            asked.extend(places.filter_map(|place| self.ask(place, &mut walks)));
            silent += usize::from(asked.len() == before);
        }
        let edges: Vec<Edges> = self
            .sources
            .iter()
            .map(|source| Edges::from(self.topology, source.from.groups()))
            .collect();
        let fates = on_all_cores(&walks.all, |walk| self.walk(walk, &edges));
        (reached(&asked, &fates), silent)
    }

    fn ask(&self, place: Place<'t>, walks: &mut Walks<'t>) -> Option<Asked<'t>> {
        let service = self.listening.at(place.interface, place.address);
        let listeners_known = service.ports.is_some();
        let mut ports = service.ports.unwrap_or_else(PortSet::all);
        if let Some(only) = &self.question.ports {
            ports = ports.intersection(only);
        }
        if ports.is_empty() {
            return None;
        }
        let class = self.alike.class(&place);
        let of_source = |(number, source): (usize, &SourceOfAll<'t>)| {
            let addresses = source.addresses.iter();
            let fit = addresses.filter(|address| address.is_ipv6() == place.address.is_ipv6());
            let add = |&address: &Cidr| walks.add((number, address), place, &class, &ports);
            fit.map(add).collect()
        };
        let by_source = self.sources.iter().enumerate().map(of_source).collect();
        Some(Asked {
            place,
            services: service.subjects,
            listeners_known,
            walks: by_source,
        })
    }

    fn walk(&self, walk: &Walk<'t>, edges: &[Edges]) -> PortFates {
        let source = self.sources.get(walk.source).zip(edges.get(walk.source));
        let Some((source, edges)) = source else {
            return PortFates::default();
        };
        let Some(origin) = source.from.origin(self.topology, walk.address) else {
            return PortFates::default();
        };
        let edges = edges.to(self.topology, &walk.place.interface.groups);
        let client_ports = &self.question.source_ports;
        let asked = (&walk.ports, &edges);
        PortFates::of(
            self.topology,
            &origin,
            walk.place.address,
            asked,
            client_ports,
        )
    }
}

impl<'t> Walks<'t> {
    fn add(
        &mut self,
        (source, address): (usize, Cidr),
        place: Place<'t>,
        class: &Class<'t>,
        ports: &PortSet,
    ) -> usize {
        let all = &mut self.all;
        let fresh = || {
            all.push(Walk {
                source,
                address,
                place,
                ports: ports.clone(),
            });
            all.len() - 1
        };
        let key = (source, address, class.clone(), ports.clone());
        *self.known.entry(key).or_insert_with(fresh)
    }
}

/// Puts together the addresses of an interface that fare alike, by VPC, subnet and interface.
fn reached<'t>(asked: &[Asked<'t>], fates: &[PortFates]) -> Vec<Reached<'t>> {
    let mut all: Vec<Reached<'t>> = Vec::new();
    for one in asked {
        let place = &one.place;
        // Where VPCs overlap, the source may find another interface at the address.
        let is_meant = |fates: &&PortFates| {
            let found = fates.destination.as_ref();
            !place.is_contested() || found.is_none_or(|id| *id == place.interface.id)
        };
        let of_source = |walks: &Vec<usize>| {
            let fates = walks.iter().filter_map(|&walk| fates.get(walk));
            PortFates::union(fates.filter(is_meant))
        };
        let by_source: Vec<PortFates> = one.walks.iter().map(of_source).collect();
        let ports = PortFates::union(&by_source);
        if ports.is_empty() {
            continue;
        }
        let same = all.last_mut().filter(|last| {
            last.interface.id == place.interface.id
                && last.services == one.services
                && last.listeners_known == one.listeners_known
                && last.by_source.len() == by_source.len()
                && last
                    .by_source
                    .iter()
                    .zip(&by_source)
                    .all(|(one, other)| one.fares_like(other))
        });
        match same {
            Some(last) => last.addresses.push(place.to_string()),
            None => all.push(Reached {
                interface: place.interface,
                addresses: vec![place.to_string()],
                services: one.services.clone(),
                listeners_known: one.listeners_known,
                ports,
                by_source,
            }),
        }
    }
    all.sort_by_key(|one| (&one.interface.vpc, &one.interface.subnet));
    all
}
