//! Who reaches an address, a name or a URL?

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;
use std::sync::Arc;

use crate::analysis::trace::{Asker, Destination};
use crate::reach::resolver::Family;
use crate::reach::reverse::{
    Alike, Class, Entrance, Fate, Place, entrances_of_gateway, first_trouble, owns,
};
use crate::reach::{
    Origin, Outcome, Resolution, Step, StepKind, Subject, Unknown, Verdict, parallel,
};
use crate::topology::{
    Interface, InterfaceId, PortSet, Protocol, ResourceGateway, Topology, VpcId,
};

use super::{PIECE, unobserved};

/// A question about everybody who may send to a destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhoQuestion {
    /// Where to.
    pub to: Destination,
    /// By which protocol.
    pub protocol: Protocol,
    /// The ports that senders may use.
    pub source_ports: PortSet,
}

/// Everybody who was observed, and how they fare.
#[derive(Clone, Debug)]
pub struct WhoAnswer<'t> {
    /// The addresses that anybody finds for the destination.
    pub addresses: Vec<IpAddr>,
    /// The interfaces that own one of them.
    pub owners: Vec<&'t Interface>,
    /// By resource gateway.
    pub gateways: Vec<ClientsOfGateway<'t>>,
    /// The interfaces of no resource gateway, by VPC, subnet and id.
    pub others: Vec<Client<'t>>,
    /// Interfaces that have no address of the destination's family.
    pub other_family: usize,
    /// VPCs of which not every interface is known: there may be others.
    pub unobserved: Vec<VpcId>,
    /// Every VPC knows for certain that the name leads nowhere.
    pub nowhere: bool,
}

/// The interfaces of a resource gateway.
#[derive(Clone, Debug)]
pub struct ClientsOfGateway<'t> {
    /// The resource gateway.
    pub gateway: &'t ResourceGateway,
    /// Over all of its interfaces.
    pub verdict: Verdict,
    /// By subnet.
    pub clients: Vec<Client<'t>>,
}

/// An interface that may send, and how it fares.
#[derive(Clone, Debug)]
pub struct Client<'t> {
    /// The interface, or the subnet where it was not observed.
    pub from: Entrance<'t>,
    /// Over all of its addresses, and all of the destination's.
    pub verdict: Verdict,
    /// Client ports that are open from every address.
    pub open: PortSet,
    /// Client ports that are stopped from some address.
    pub blocked: PortSet,
    /// The others.
    pub undecided: PortSet,
    /// The first step that decides the verdict, unless everything is open.
    pub trouble: Option<Arc<Step>>,
}

impl WhoQuestion {
    /// Asks for every interface; those that fare alike are walked once, so that their troubles may
    /// name the address of another: see [`Self::name_own_troubles`].
    pub fn answer<'t>(&self, topology: &'t Topology) -> WhoAnswer<'t> {
        Survey::new(self, topology).answer()
    }

    /// Asks again for the interfaces that shall be shown with their own troubles: all that are not
    /// blocked, and on request those that are.
    pub fn name_own_troubles<'t>(
        &self,
        topology: &'t Topology,
        answer: &mut WhoAnswer<'t>,
        blocked: bool,
    ) {
        let gateways = answer.gateways.iter_mut();
        let in_gateways = gateways.flat_map(|gateway| &mut gateway.clients);
        let mut shown: Vec<&mut Client<'t>> = in_gateways
            .chain(
                answer
                    .others
                    .iter_mut()
                    .filter(|client| match client.verdict {
                        Verdict::Blocked => blocked,
                        Verdict::Degraded | Verdict::Unknown => true,
                        Verdict::Reachable => false,
                    }),
            )
            .collect();
        let again = parallel::map(&shown, PIECE, |client| {
            self.ask(topology, client.from.clone())
        });
        for (client, again) in shown.iter_mut().zip(again) {
            if let Some(again) = again.filter(|again| again.verdict == client.verdict) {
                client.trouble = again.trouble;
            }
        }
    }

    /// Asks for one interface or subnet, every address of it on its own. `None` if it has no
    /// address of the destination's family.
    fn ask<'t>(&self, topology: &'t Topology, from: Entrance<'t>) -> Option<Client<'t>> {
        let vpc = match from.vpc(topology) {
            Ok(vpc) => vpc,
            Err(why) => return Some(Client::undecided(from, why)),
        };
        let zone = match &from {
            Entrance::Interface(interface) => interface.zone.as_deref(),
            Entrance::Subnet(id, _) => {
                let subnet = topology.subnet(id).found();
                subnet.and_then(|subnet| subnet.zone.as_deref())
            }
        };
        let addresses = from.addresses(topology);
        let family = family_of(addresses.iter().any(|address| !address.is_ipv6()));
        let resolution = self.to.resolve(topology, Asker { vpc, zone, family });
        let walk = |to: IpAddr| {
            let origins = from.origins(topology, to);
            let fates = origins.iter().map(|origin| self.walk(topology, origin, to));
            fates.collect::<Vec<Fate>>()
        };
        let answers = resolution.answers.iter();
        let fates: Vec<Fate> = answers.flat_map(|answer| walk(answer.address)).collect();
        if fates.is_empty() && !resolution.answers.is_empty() {
            return None;
        }
        Some(Client::over(from, &resolution, &fates.iter()))
    }

    fn walk(&self, topology: &Topology, origin: &Origin<'_>, to: IpAddr) -> Fate {
        let ports = self.source_ports.clone();
        let flow = origin.flow_to(to, self.to.port, self.protocol, ports);
        Fate::of(topology, origin, &flow)
    }
}

/// Interfaces prefer IPv4, as a single flow takes them to.
fn family_of(has_v4: bool) -> Family {
    if has_v4 { Family::V4 } else { Family::V6 }
}

/// Who asks, as far as it decides about the addresses of a name: VPC, zone, whether by IPv4.
type AskerKey<'t> = (&'t VpcId, Option<&'t str>, bool);

/// Everything that the interfaces have in common.
struct Survey<'q, 't> {
    question: &'q WhoQuestion,
    topology: &'t Topology,
    interfaces: Vec<&'t Interface>,
    resolutions: BTreeMap<AskerKey<'t>, Resolution>,
}

/// An interface, and the walks that stand for its own.
struct Plan<'r, 't> {
    interface: &'t Interface,
    resolution: &'r Resolution,
    walks: Vec<usize>,
}

impl<'q, 't> Survey<'q, 't> {
    fn new(question: &'q WhoQuestion, topology: &'t Topology) -> Self {
        let interfaces = topology.interfaces();
        let mut resolutions = BTreeMap::new();
        for interface in &interfaces {
            let key = asker(interface);
            resolutions.entry(key).or_insert_with(|| {
                let (vpc, zone, has_v4) = key;
                let family = family_of(has_v4);
                question.to.resolve(topology, Asker { vpc, zone, family })
            });
        }
        Self {
            question,
            topology,
            interfaces,
            resolutions,
        }
    }

    fn answer(self) -> WhoAnswer<'t> {
        let resolutions = self.resolutions.values();
        let answers = resolutions.flat_map(|resolution| &resolution.answers);
        let addresses: BTreeSet<IpAddr> = answers.map(|answer| answer.address).collect();
        let addresses: Vec<IpAddr> = addresses.into_iter().collect();
        let owns_one =
            |interface: &&Interface| addresses.iter().any(|&address| owns(interface, address));
        let (owners, senders): (Vec<_>, Vec<_>) =
            self.interfaces.iter().copied().partition(owns_one);
        let alike = Alike::as_sources(self.topology, &addresses);
        let (mut clients, other_family) = self.clients(&senders, &alike);
        let gateways = self.gateways(&mut clients);
        let mut others: Vec<Client<'t>> = clients.into_values().collect();
        others.sort_by_key(|client| {
            let place = |interface: &'t Interface| (&interface.vpc, &interface.subnet);
            client.from.interface().map(place)
        });
        WhoAnswer {
            nowhere: !self.resolutions.is_empty() && self.resolutions.values().all(leads_nowhere),
            addresses,
            owners,
            gateways,
            others,
            other_family,
            unobserved: unobserved(self.topology, &self.interfaces),
        }
    }

    /// How each interface fares, and how many have no address of the family.
    fn clients(
        &self,
        senders: &[&'t Interface],
        alike: &Alike,
    ) -> (BTreeMap<&'t InterfaceId, Client<'t>>, usize) {
        let mut known: HashMap<(Class<'t>, IpAddr), usize> = HashMap::new();
        let mut walks: Vec<(Place<'t>, IpAddr)> = Vec::new();
        let mut plans: Vec<Plan<'_, 't>> = Vec::with_capacity(senders.len());
        let mut other_family = 0;
        for &interface in senders {
            let Some(resolution) = self.resolutions.get(&asker(interface)) else {
                continue;
            };
            let mut plan = Plan {
                interface,
                resolution,
                walks: Vec::new(),
            };
            let places = alike.places(interface);
            for to in resolution.answers.iter().map(|answer| answer.address) {
                let fits = |place: &&Place<'t>| place.address.is_ipv4() == to.is_ipv4();
                for place in places.iter().filter(fits) {
                    let fresh = || {
                        walks.push((*place, to));
                        walks.len() - 1
                    };
                    let walk = *known.entry((alike.class(place), to)).or_insert_with(fresh);
                    if !plan.walks.contains(&walk) {
                        plan.walks.push(walk);
                    }
                }
            }
            if plan.walks.is_empty() && !resolution.answers.is_empty() {
                other_family += 1;
            } else {
                plans.push(plan);
            }
        }
        let fates = parallel::map(&walks, PIECE, |(place, to)| {
            let origin = Origin::interface(place.interface, place.address);
            self.question.walk(self.topology, &origin, *to)
        });
        let client = |plan: Plan<'_, 't>| {
            let fates = plan.walks.iter().filter_map(|&walk| fates.get(walk));
            let from = Entrance::Interface(plan.interface);
            let client = Client::over(from, plan.resolution, &fates);
            (&plan.interface.id, client)
        };
        (plans.into_iter().map(client).collect(), other_family)
    }

    /// Takes the interfaces of resource gateways out of `clients`.
    fn gateways(
        &self,
        clients: &mut BTreeMap<&'t InterfaceId, Client<'t>>,
    ) -> Vec<ClientsOfGateway<'t>> {
        let mut taken: BTreeSet<&InterfaceId> = BTreeSet::new();
        let mut gateways = Vec::new();
        for gateway in self.topology.resource_gateways() {
            let mut own: Vec<Client<'t>> = Vec::new();
            for entrance in entrances_of_gateway(self.topology, gateway) {
                if let Some(interface) = entrance.interface() {
                    taken.insert(&interface.id);
                    own.extend(clients.get(&interface.id).cloned());
                } else {
                    own.extend(self.question.ask(self.topology, entrance));
                }
            }
            gateways.push(ClientsOfGateway {
                gateway,
                verdict: Verdict::over(own.iter().map(|client| client.verdict)),
                clients: own,
            });
        }
        clients.retain(|id, _| !taken.contains(*id));
        gateways
    }
}

fn asker(interface: &Interface) -> AskerKey<'_> {
    let has_v4 = interface.addresses.iter().any(IpAddr::is_ipv4);
    (&interface.vpc, interface.zone.as_deref(), has_v4)
}

/// Whether a name certainly has no address.
fn leads_nowhere(resolution: &Resolution) -> bool {
    let mut steps = resolution.steps.iter();
    resolution.answers.is_empty() && steps.any(|step| matches!(step.outcome, Outcome::Fail(_)))
}

impl<'t> Client<'t> {
    /// The name and all walks together.
    fn over<'f>(
        from: Entrance<'t>,
        resolution: &Resolution,
        fates: &(impl Iterator<Item = &'f Fate> + Clone),
    ) -> Self {
        let steps = &resolution.steps;
        let name = Verdict::all(steps.iter().map(|step| step.outcome.verdict()));
        let walks = Verdict::over(fates.clone().map(|fate| fate.verdict));
        let verdict = Verdict::all([name, walks]);
        let mut open: Option<PortSet> = None;
        let (mut blocked, mut undecided) = (PortSet::EMPTY, PortSet::EMPTY);
        for fate in fates.clone() {
            open = Some(match open {
                Some(open) => open.intersection(&fate.open),
                None => fate.open.clone(),
            });
            blocked = blocked.union(&fate.blocked);
            undecided = undecided.union(&fate.undecided);
        }
        let of_name = || first_trouble(verdict, steps.iter()).map(|step| Arc::new(step.clone()));
        let of_walks = || {
            let mut fates = fates.clone();
            let same = fates.clone().find(|fate| fate.verdict == verdict);
            let worst = same.or_else(|| fates.find(|fate| fate.trouble.is_some()));
            worst.and_then(|fate| fate.trouble.clone())
        };
        let trouble = match verdict {
            Verdict::Reachable => None,
            _ if name == verdict => of_name().or_else(of_walks),
            _ => of_walks().or_else(of_name),
        };
        Self {
            from,
            verdict,
            open: open.unwrap_or_default(),
            undecided: undecided.difference(&blocked),
            blocked,
            trouble,
        }
    }

    /// Nothing could be walked.
    fn undecided(from: Entrance<'t>, why: Unknown) -> Self {
        let step = Step {
            kind: StepKind::Route,
            subject: Subject::new("subnet", from.subnet().as_str()),
            summary: why.to_string(),
            outcome: Outcome::Unknown(why),
            evidence: Vec::new(),
        };
        Self {
            from,
            verdict: Verdict::Unknown,
            open: PortSet::EMPTY,
            blocked: PortSet::EMPTY,
            undecided: PortSet::EMPTY,
            trouble: Some(Arc::new(step)),
        }
    }
}
