//! What does a source reach?

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;
use std::sync::Arc;

use crate::analysis::trace::Sender;
use crate::reach::reverse::{
    Alike, Class, Edges, Entrance, Fate, Listening, Place, PortFates, entrances_of_gateway,
    entrances_of_target,
};
use crate::reach::{Step, Subject, parallel};
use crate::topology::{
    Cidr, Gateway, GatewayId, Interface, InterfaceId, PortSet, Protocol, ResourceGatewayId,
    SecurityGroupId, Topology, VpcId,
};

use super::{PIECE, unobserved};

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
    /// The first of its addresses.
    pub first: IpAddr,
    /// Its addresses: one, a block, or the first and last of a part of a block.
    pub addresses: Vec<String>,
    /// What listens there, as far as the configuration tells.
    pub services: Vec<Subject>,
    /// Whether the ports are those that something is known to listen on; else they are all ports
    /// that the network lets through.
    pub listeners_known: bool,
    /// How they fare; the same for all addresses that fare alike.
    pub outcome: Arc<PortOutcome>,
    /// What stops those of its ports that get furthest without getting there.
    pub trouble: Option<Arc<Step>>,
}

/// How the ports of addresses fare.
#[derive(Clone, Debug)]
pub struct PortOutcome {
    /// Over all sources.
    pub ports: PortFates,
    /// One for each of [`AllAnswer::sources`].
    pub by_source: Vec<PortFates>,
}

impl AllQuestion {
    /// Asks for every address; those that fare alike are walked once, so that their troubles may
    /// name the address of another: see [`Self::name_own_troubles`]. An error if nobody of that
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

    /// Asks again for the destinations that shall be shown with their own troubles: all that are
    /// open to some extent, and on request those that are blocked.
    pub fn name_own_troubles<'t>(
        &self,
        topology: &'t Topology,
        answer: &mut AllAnswer<'t>,
        blocked: bool,
    ) {
        let sources = &answer.sources;
        let edges = edges_from(topology, sources);
        let shown = answer.destinations.iter_mut().filter(|reached| {
            reached.trouble.is_some() && (blocked || !reached.outcome.ports.is_blocked())
        });
        let mut shown: Vec<&mut Reached<'t>> = shown.collect();
        let again = parallel::map(&shown, PIECE, |reached| {
            let ports = reached.outcome.ports.asked();
            let of_source = |(source, edges): (&SourceOfAll<'t>, &Edges)| {
                let addresses = source.addresses.iter();
                let fit = addresses.filter(|own| own.is_ipv6() == reached.first.is_ipv6());
                let walks = fit.map(|&own| {
                    let to = (reached.interface, reached.first);
                    self.walk(topology, (source, own), to, (&ports, edges))
                });
                PortFates::union(&walks.collect::<Vec<PortFates>>())
            };
            let by_source: Vec<PortFates> = sources.iter().zip(&edges).map(of_source).collect();
            PortFates::union(&by_source)
        });
        for (reached, again) in shown.iter_mut().zip(again) {
            if again.fares_like(&reached.outcome.ports) {
                reached.trouble = again.trouble;
            }
        }
    }

    fn walk<'t>(
        &self,
        topology: &'t Topology,
        (source, own): (&SourceOfAll<'t>, Cidr),
        (interface, to): (&Interface, IpAddr),
        (ports, edges): (&PortSet, &Edges),
    ) -> PortFates {
        let Some(origin) = source.from.origin(topology, own) else {
            return PortFates::default();
        };
        let edges = edges.to(topology, &interface.groups);
        let asked = (ports, &edges);
        PortFates::of(
            topology,
            &origin,
            (interface, to),
            asked,
            &self.source_ports,
        )
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

/// Ports of places of one class, of which one stands for all.
struct Spot<'t> {
    place: Place<'t>,
    ports: PortSet,
    /// Places that routes treat alike, whatever their security groups.
    lane: usize,
}

/// The spots so far.
#[derive(Default)]
struct Spots<'t> {
    all: Vec<Spot<'t>>,
    known: HashMap<(Class<'t>, PortSet), usize>,
    /// By class without groups; the first spot of each.
    lanes: HashMap<Class<'t>, usize>,
    firsts: Vec<usize>,
}

/// An address and what is asked about it.
struct Asked<'t> {
    place: Place<'t>,
    services: Vec<Subject>,
    listeners_known: bool,
    spot: usize,
}

impl<'t> Radius<'_, 't> {
    /// Every address that somebody listens on, and how many interfaces have none.
    fn destinations(&self) -> (Vec<Reached<'t>>, usize) {
        let own = self.sources.iter();
        let own: BTreeSet<&InterfaceId> = own
            .filter_map(|source| Some(&source.from.interface()?.id))
            .collect();
        let (mut spots, mut asked, mut silent) = (Spots::default(), Vec::new(), 0);
        for interface in self.topology.interfaces() {
            if own.contains(&interface.id) {
                continue;
            }
            let places = self.alike.places(interface).into_iter();
            let before = asked.len();
            asked.extend(places.filter_map(|place| self.ask(place, &mut spots)));
            silent += usize::from(asked.len() == before);
        }
        let outcomes = self.outcomes(&spots);
        (reached(asked, &outcomes), silent)
    }

    fn ask(&self, place: Place<'t>, spots: &mut Spots<'t>) -> Option<Asked<'t>> {
        let service = self.listening.at(place.interface, place.address);
        let listeners_known = service.ports.is_some();
        let mut ports = service.ports.unwrap_or_else(PortSet::all);
        if let Some(only) = &self.question.ports {
            ports = ports.intersection(only);
        }
        if ports.is_empty() {
            return None;
        }
        Some(Asked {
            place,
            services: service.subjects,
            listeners_known,
            spot: spots.add(place, self.alike.class(&place), ports),
        })
    }

    /// How each spot fares. Where a route fails for one spot of a lane, it fails for the others.
    fn outcomes(&self, spots: &Spots<'t>) -> Vec<Arc<PortOutcome>> {
        let edges = edges_from(self.topology, self.sources);
        let lanes = parallel::map(&spots.firsts, PIECE, |&first| {
            let spot = spots.all.get(first)?;
            Some(
                self.sources
                    .iter()
                    .map(|source| self.lane(source, spot))
                    .collect(),
            )
        });
        let lanes: Vec<Vec<Vec<Lane>>> = lanes.into_iter().map(Option::unwrap_or_default).collect();
        parallel::map(&spots.all, PIECE, |spot| {
            let lane = lanes.get(spot.lane).map_or(&[][..], Vec::as_slice);
            let sources = self.sources.iter().zip(&edges).zip(lane);
            let by_source: Vec<PortFates> = sources
                .map(|(source, lanes)| self.outcome_from(source, spot, lanes))
                .collect();
            let ports = PortFates::union(&by_source);
            Arc::new(PortOutcome { ports, by_source })
        })
    }

    /// For each address of a source that may send there, whether a route fails.
    fn lane(&self, source: &SourceOfAll<'t>, spot: &Spot<'t>) -> Vec<Lane> {
        let Some(port) = spot.ports.ranges().first().map(|range| range.0) else {
            return Vec::new();
        };
        let to = spot.place.address;
        let addresses = source.addresses.iter();
        let fit = addresses.filter(|own| own.is_ipv6() == to.is_ipv6());
        let lane = |&own: &Cidr| {
            let origin = source.from.origin(self.topology, own)?;
            let client_ports = self.question.source_ports.clone();
            let flow = origin.flow_to(to, port, Protocol::TCP, client_ports);
            let fate = Fate::of(self.topology, &origin, &flow);
            Some((own, fate.on_every_port, fate.destination))
        };
        fit.filter_map(lane).collect()
    }

    fn outcome_from(
        &self,
        (source, edges): (&SourceOfAll<'t>, &Edges),
        spot: &Spot<'t>,
        lanes: &[Lane],
    ) -> PortFates {
        let place = &spot.place;
        let walk = |(own, dead, destination): &Lane| match dead {
            Some(step) => PortFates {
                blocked: spot.ports.clone(),
                trouble: Some(step.clone()),
                destination: destination.clone(),
                ..PortFates::default()
            },
            None => {
                let to = (place.interface, place.address);
                let ports = (&spot.ports, edges);
                self.question.walk(self.topology, (source, *own), to, ports)
            }
        };
        let walks: Vec<PortFates> = lanes.iter().map(walk).collect();
        // Where VPCs overlap, the source may find another interface at the address.
        let is_meant = |fates: &&PortFates| {
            let found = fates.destination.as_ref();
            !place.is_contested() || found.is_none_or(|id| *id == place.interface.id)
        };
        PortFates::union(walks.iter().filter(is_meant))
    }
}

/// An address of a source, the route that fails from there, if any, and who is found at the other end.
type Lane = (Cidr, Option<Arc<Step>>, Option<InterfaceId>);

impl<'t> Spots<'t> {
    fn add(&mut self, place: Place<'t>, class: Class<'t>, ports: PortSet) -> usize {
        let key = (class, ports);
        if let Some(&spot) = self.known.get(&key) {
            return spot;
        }
        let spot = self.all.len();
        let firsts = &mut self.firsts;
        let lane = *self.lanes.entry(key.0.without_groups()).or_insert_with(|| {
            firsts.push(spot);
            firsts.len() - 1
        });
        self.all.push(Spot {
            place,
            ports: key.1.clone(),
            lane,
        });
        self.known.insert(key, spot);
        spot
    }
}

/// The ports that make a difference on ways from each source.
fn edges_from(topology: &Topology, sources: &[SourceOfAll<'_>]) -> Vec<Edges> {
    let of_source = |source: &SourceOfAll<'_>| Edges::from(topology, source.from.groups());
    sources.iter().map(of_source).collect()
}

/// Puts together the addresses of an interface that fare alike, by VPC, subnet and interface.
fn reached<'t>(asked: Vec<Asked<'t>>, outcomes: &[Arc<PortOutcome>]) -> Vec<Reached<'t>> {
    let mut all: Vec<Reached<'t>> = Vec::new();
    for one in asked {
        let place = &one.place;
        let Some(outcome) = outcomes.get(one.spot) else {
            continue;
        };
        if outcome.ports.is_empty() {
            continue;
        }
        let same = all.last_mut().filter(|last| {
            last.interface.id == place.interface.id
                && last.services == one.services
                && last.listeners_known == one.listeners_known
                && fare_alike(&last.outcome, outcome)
        });
        match same {
            Some(last) => last.addresses.push(place.to_string()),
            None => all.push(Reached {
                interface: place.interface,
                first: place.address,
                addresses: vec![place.to_string()],
                services: one.services,
                listeners_known: one.listeners_known,
                trouble: outcome.ports.trouble.clone(),
                outcome: outcome.clone(),
            }),
        }
    }
    all.sort_by_key(|one| (&one.interface.vpc, &one.interface.subnet));
    all
}

/// Whether the same ports fare alike from every source, whatever stops them.
fn fare_alike(one: &Arc<PortOutcome>, other: &Arc<PortOutcome>) -> bool {
    let pairs = || one.by_source.iter().zip(&other.by_source);
    Arc::ptr_eq(one, other)
        || one.by_source.len() == other.by_source.len()
            && pairs().all(|(one, other)| one.fares_like(other))
}
