//! A deliberately naive judge: one packet, one address and one port at a time, and where something
//! was not observed or cannot be read, one possible world at a time.

mod route;
mod transit;

use super::model::{Addr, Entry, Kind, Network, Peer, Proto, Question, Rule, Target};
use route::{Routed, route};
use transit::{Crossing, Exit};

/// What became of packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Passes,
    Stopped,
    Unknown,
}

/// Where the routes lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    SameSubnet,
    Vpc(usize),
    /// Through a NAT gateway in this subnet.
    Internet(Option<usize>),
    Lost,
    Unknown,
}

/// Everything about a question that does not depend on the client's port, and the filters that
/// do: subnet, whether outbound, and the remote addresses.
#[derive(Debug)]
pub(super) struct Judgement {
    pub(super) way: Way,
    pub(super) fixed: Vec<(&'static str, Fate)>,
    pub(super) by_port: Vec<PortFilter>,
}

#[derive(Debug)]
pub(super) struct PortFilter {
    pub(super) kind: &'static str,
    /// Any of these may be asked; `None`: a way without a filter.
    pub(super) subnets: Vec<Option<usize>>,
    egress: bool,
    remotes: Vec<Addr>,
    /// Whether it is asked at all is not documented: it cannot stop anything for certain.
    doubtful: bool,
}

/// Who owns an address.
#[derive(Clone, Copy)]
enum Owner {
    Known(usize),
    Nobody,
    /// The interfaces of the VPC were not observed.
    Hidden,
}

/// How replies come home.
enum Home {
    Direct,
    Transit(Crossing),
    Undecided,
}

#[derive(Clone, Copy)]
enum References {
    Valid { same_vpc: bool },
    Transit,
    Invalid,
}

/// The packets of one direction.
#[derive(Clone, Copy)]
struct Packet {
    proto: u8,
    port: u16,
    icmp: (i32, i32),
}

pub(super) fn all(fates: impl IntoIterator<Item = Fate>) -> Fate {
    let mut whole = Fate::Passes;
    for fate in fates {
        match fate {
            Fate::Stopped => return Fate::Stopped,
            Fate::Unknown => whole = Fate::Unknown,
            Fate::Passes => {}
        }
    }
    whole
}

/// What holds whichever of several cases is true.
fn either(fates: impl IntoIterator<Item = Fate>) -> Fate {
    let mut fates = fates.into_iter();
    let first = fates.next().unwrap_or(Fate::Unknown);
    if fates.all(|fate| fate == first) {
        first
    } else {
        Fate::Unknown
    }
}

pub(super) fn judge(net: &Network, question: &Question) -> Judgement {
    Judge::new(net, question).judge()
}

/// What becomes of one client port.
pub(super) fn fate_of_port(
    net: &Network,
    question: &Question,
    judgement: &Judgement,
    port: u16,
) -> Fate {
    let fixed = judgement.fixed.iter().map(|&(_, fate)| fate);
    let filters = judgement.by_port.iter();
    all(fixed.chain(filters.map(|filter| filter_port(net, question, filter, port))))
}

pub(super) fn filter_port(
    net: &Network,
    question: &Question,
    filter: &PortFilter,
    port: u16,
) -> Fate {
    let packet = reply(question, port);
    let fate = acl_of_any(net, &filter.subnets, filter.egress, &filter.remotes, packet);
    match fate {
        Fate::Stopped if filter.doubtful => Fate::Unknown,
        fate => fate,
    }
}

fn request(question: &Question) -> Packet {
    let kind = if question.proto == 58 { 128 } else { 8 };
    Packet {
        proto: question.proto,
        port: question.port,
        icmp: (kind, 0),
    }
}

fn reply(question: &Question, port: u16) -> Packet {
    let kind = if question.proto == 58 { 129 } else { 0 };
    Packet {
        proto: question.proto,
        port,
        icmp: (kind, 0),
    }
}

struct Judge<'n> {
    net: &'n Network,
    question: &'n Question,
    vpc: usize,
    subnet: usize,
    /// How the request passes transit gateways.
    crossing: Option<Crossing>,
    /// Addresses that the source may have.
    own: Vec<Addr>,
    /// Addresses that the destination may see.
    seen: Vec<Addr>,
    fixed: Vec<(&'static str, Fate)>,
    by_port: Vec<PortFilter>,
}

impl<'n> Judge<'n> {
    fn new(net: &'n Network, question: &'n Question) -> Self {
        let subnet = net.interfaces[question.from].subnet;
        let block = net.subnets[subnet]
            .blocks
            .iter()
            .find(|block| block.has(question.address));
        let own: Vec<Addr> = match block {
            Some(block) if question.whole_block => block.addresses().collect(),
            _ => vec![question.address],
        };
        Self {
            net,
            question,
            vpc: net.vpc_of(question.from),
            subnet,
            crossing: None,
            seen: question
                .client
                .map_or_else(|| own.clone(), |(_, addr)| vec![addr]),
            own,
            fixed: Vec::new(),
            by_port: Vec::new(),
        }
    }

    fn judge(mut self) -> Judgement {
        let way = self.way();
        let to = self.question.to;
        let end = match way {
            Way::SameSubnet => Some(self.vpc),
            Way::Vpc(vpc) => Some(vpc),
            _ => None,
        };
        let owner = end.map_or(Owner::Hidden, |vpc| self.owner(vpc));
        let remote_groups: Option<&[usize]> = match (way, owner) {
            (Way::Internet(_), _) | (_, Owner::Nobody) => Some(&[]),
            (_, Owner::Known(owner)) => Some(&self.net.interfaces[owner].groups),
            _ => None,
        };
        let sg = self.groups(
            self.question.from,
            true,
            &[to],
            remote_groups,
            &[],
            end.unwrap_or(self.vpc),
        );
        self.fixed.push(("security-group-out", sg));
        if way != Way::SameSubnet {
            let fate = self.request_acl(&[Some(self.subnet)], true, &[to]);
            self.fixed.push(("network-acl-out", fate));
        }
        let mut home = Home::Undecided;
        match way {
            Way::Lost => self.fixed.push(("route", Fate::Stopped)),
            Way::Unknown => self.fixed.push(("route", Fate::Unknown)),
            Way::Internet(None) => home = Home::Direct,
            Way::Internet(Some(nat)) => {
                self.back_through_nat(nat);
                home = Home::Direct;
            }
            Way::SameSubnet | Way::Vpc(_) => {
                let vpc = end.unwrap_or(self.vpc);
                home = self.arrive(way, vpc, owner);
            }
        }
        let from_nat_beside = way == Way::Internet(Some(self.subnet));
        if way != Way::SameSubnet && !from_nat_beside {
            let asked = self.asked_at_home(way, home);
            self.filter("return-network-acl-in", asked, false, vec![to], false);
        }
        Judgement {
            way,
            fixed: self.fixed,
            by_port: self.by_port,
        }
    }

    /// The ways by which replies may enter the source's subnet; `None`: without a filter.
    fn asked_at_home(&self, way: Way, home: Home) -> Vec<Option<usize>> {
        match home {
            Home::Direct => vec![Some(self.subnet)],
            Home::Transit(crossing) if crossing.is_through() && way != Way::Unknown => {
                transit::asked_at(Some(&crossing), self.subnet)
            }
            _ if transit::may_hold_interface(self.net, self.subnet) => {
                vec![Some(self.subnet), None]
            }
            _ => vec![Some(self.subnet)],
        }
    }

    fn filter(
        &mut self,
        kind: &'static str,
        subnets: Vec<Option<usize>>,
        egress: bool,
        remotes: Vec<Addr>,
        doubtful: bool,
    ) {
        self.by_port.push(PortFilter {
            kind,
            subnets,
            egress,
            remotes,
            doubtful,
        });
    }

    fn request_acl(&self, subnets: &[Option<usize>], egress: bool, remotes: &[Addr]) -> Fate {
        acl_of_any(self.net, subnets, egress, remotes, request(self.question))
    }

    fn owner(&self, vpc: usize) -> Owner {
        if !self.net.sees(vpc, Kind::Interfaces) {
            return Owner::Hidden;
        }
        let owner = self.net.owner(vpc, self.question.to);
        owner.map_or(Owner::Nobody, Owner::Known)
    }

    /// What happens where the request arrives; how the replies pass transit gateways.
    fn arrive(&mut self, way: Way, vpc: usize, owner: Owner) -> Home {
        let to = self.question.to;
        let subnet = match owner {
            Owner::Nobody => {
                self.fixed.push(("delivery", Fate::Stopped));
                return Home::Direct;
            }
            Owner::Known(owner) => {
                let fate = self.groups(
                    owner,
                    false,
                    &self.seen,
                    self.own_groups(),
                    self.client_groups(),
                    self.vpc,
                );
                self.fixed.push(("security-group-in", fate));
                self.net.interfaces[owner].subnet
            }
            Owner::Hidden => {
                self.fixed.push(("delivery", Fate::Unknown));
                let holds = |&subnet: &usize| {
                    let subnet = &self.net.subnets[subnet];
                    subnet.vpc == vpc && subnet.blocks.iter().any(|block| block.has(to))
                };
                match (0..self.net.subnets.len()).find(holds) {
                    Some(subnet) => subnet,
                    None => return Home::Direct,
                }
            }
        };
        let inside = way == Way::SameSubnet;
        let preserved = self.seen != self.own;
        if inside && !preserved {
            return Home::Direct;
        }
        let asked = transit::asked_at(self.crossing.as_ref(), subnet);
        let fate = match self.request_acl(&asked, false, &self.seen) {
            Fate::Stopped if inside => Fate::Unknown,
            fate => fate,
        };
        self.fixed.push(("network-acl-in", fate));
        let mut home = Home::Direct;
        if !inside {
            let fate;
            (fate, home) = self.back(vpc, subnet);
            self.fixed.push(("return-route", fate));
        }
        let seen = self.seen.clone();
        let kind = "return-network-acl-out";
        self.filter(kind, vec![Some(subnet)], true, seen.clone(), inside);
        if let Home::Transit(crossing) = &home {
            let to = vec![self.question.to];
            if let Some(entrance) = crossing.entrance {
                self.filter(
                    "return-network-acl-in",
                    vec![Some(entrance)],
                    false,
                    to,
                    false,
                );
            }
            let exits = transit::exits_towards(crossing, Some(self.subnet));
            if !exits.is_empty() {
                self.filter(kind, exits, true, seen, false);
            }
        }
        home
    }

    fn own_groups(&self) -> Option<&'n [usize]> {
        let groups = &self.net.interfaces[self.question.from].groups;
        (!(self.question.whole_block && groups.is_empty())).then_some(groups)
    }

    fn client_groups(&self) -> &'n [usize] {
        match self.question.client {
            Some((client, _)) => &self.net.interfaces[client].groups,
            None => &[],
        }
    }

    fn way(&mut self) -> Way {
        let to = self.question.to;
        let beside = || {
            let subnet = &self.net.subnets[self.subnet];
            subnet.blocks.iter().any(|block| block.has(to))
        };
        let same = match self.owner(self.vpc) {
            Owner::Known(owner) => self.net.interfaces[owner].subnet == self.subnet,
            Owner::Nobody | Owner::Hidden => beside(),
        };
        if same {
            return Way::SameSubnet;
        }
        match route(self.net, self.subnet, to) {
            Routed::Unknown | Routed::To(Target::Wan | Target::Vpn, false) => Way::Unknown,
            Routed::To(Target::TransitGateway(gateway), false) => self.over_transit(gateway),
            Routed::To(Target::TransitGateway(gateway), true) => {
                self.over_transit(gateway);
                Way::Lost
            }
            Routed::Nowhere | Routed::To(_, true) => Way::Lost,
            Routed::To(Target::Local, false) => Way::Vpc(self.vpc),
            Routed::To(Target::Peering(peering), false) => self.over_peering(peering),
            Routed::To(Target::Internet, false) => self.onto_internet(),
            Routed::To(Target::Nat(nat), false) => self.through_nat(nat),
        }
    }

    fn over_transit(&mut self, gateway: usize) -> Way {
        let to = self.question.to;
        let crossing = transit::cross(self.net, gateway, self.subnet, to);
        if let Some(entrance) = crossing.entrance {
            let fate = self.request_acl(&[Some(entrance)], false, &self.seen);
            self.fixed.push(("network-acl-in", fate));
        }
        let way = match crossing.exit {
            Exit::Vpc(vpc) => {
                let towards = self.subnet_of(vpc, to);
                let exits = transit::exits_towards(&crossing, towards);
                let fate = self.request_acl(&exits, true, &[to]);
                self.fixed.push(("network-acl-out", fate));
                Way::Vpc(vpc)
            }
            Exit::Lost => Way::Lost,
            Exit::Unknown => Way::Unknown,
        };
        self.crossing = Some(crossing);
        way
    }

    /// The subnet that an address of a VPC is in, as far as it was observed.
    fn subnet_of(&self, vpc: usize, addr: Addr) -> Option<usize> {
        match self.owner(vpc) {
            Owner::Known(owner) => Some(self.net.interfaces[owner].subnet),
            Owner::Nobody => None,
            Owner::Hidden => (0..self.net.subnets.len()).find(|&subnet| {
                let subnet = &self.net.subnets[subnet];
                subnet.vpc == vpc && subnet.blocks.iter().any(|block| block.has(addr))
            }),
        }
    }

    fn over_peering(&self, index: usize) -> Way {
        let peering = &self.net.peerings[index];
        if !self.net.sees(peering.requester, Kind::Peerings) {
            return Way::Unknown;
        }
        if peering.status != "active" {
            return Way::Lost;
        }
        let peer = if peering.requester == self.vpc {
            peering.accepter
        } else if peering.accepter == self.vpc {
            peering.requester
        } else {
            return Way::Unknown;
        };
        let blocks = &self.net.vpcs[peer].blocks;
        if blocks.iter().any(|block| block.has(self.question.to)) {
            Way::Vpc(peer)
        } else {
            Way::Lost
        }
    }

    fn onto_internet(&self) -> Way {
        let interface = &self.net.interfaces[self.question.from];
        if is_private(self.question.to) {
            Way::Lost
        } else if self.question.to.v6 {
            Way::Internet(None)
        } else if self.question.whole_block {
            Way::Unknown
        } else {
            let position = |addr: &Addr| *addr == self.question.address;
            match interface.addresses.iter().position(position) {
                Some(0) if interface.public => Way::Internet(None),
                Some(1) if interface.public_second && !self.question.address.v6 => {
                    Way::Internet(None)
                }
                _ => Way::Lost,
            }
        }
    }

    fn through_nat(&mut self, index: usize) -> Way {
        let nat = &self.net.nats[index];
        if !self.net.sees(self.vpc, Kind::Nats) {
            return Way::Unknown;
        }
        if nat.state != "available" {
            return Way::Lost;
        }
        let to = self.question.to;
        if to.v6 || ![1, 6, 17].contains(&self.question.proto) {
            return Way::Unknown;
        }
        if nat.subnet != self.subnet {
            let fate = self.request_acl(&[Some(nat.subnet)], false, &self.own);
            self.fixed.push(("network-acl-in", fate));
        }
        let fate = self.request_acl(&[Some(nat.subnet)], true, &[to]);
        self.fixed.push(("network-acl-out", fate));
        match route(self.net, nat.subnet, to) {
            Routed::Nowhere | Routed::To(_, true) => Way::Lost,
            Routed::To(Target::Internet, false) if nat.private || is_private(to) => Way::Lost,
            Routed::To(Target::Internet, false) => Way::Internet(Some(nat.subnet)),
            _ => Way::Unknown,
        }
    }

    fn back_through_nat(&mut self, nat: usize) {
        let to = self.question.to;
        let ports = edges(&self.net.acls[self.net.subnets[nat].acl], 1024, 65_535);
        let fates = ports.into_iter().map(|port| {
            let packet = reply(self.question, port);
            acl(self.net, nat, false, to, packet)
        });
        let fate = either(fates);
        self.fixed.push(("return-network-acl-in", fate));
        if nat != self.subnet {
            let (fate, home) = self.back(self.vpc, nat);
            // Replies of a NAT gateway that leave its VPC are not modelled further.
            let crosses = matches!(home, Home::Transit(_));
            let fate = if crosses { Fate::Unknown } else { fate };
            self.fixed.push(("return-route", fate));
            let own = self.own.clone();
            self.filter("return-network-acl-out", vec![Some(nat)], true, own, false);
        }
    }

    /// Whether a subnet of a VPC routes replies back to the source, and through which transit
    /// gateways, if that is the same for all addresses of the source.
    fn back(&self, vpc: usize, subnet: usize) -> (Fate, Home) {
        let fate_of = |addr: Addr| match route(self.net, subnet, addr) {
            Routed::To(_, true) => (Fate::Stopped, None),
            Routed::To(Target::Local, _) if vpc == self.vpc => (Fate::Passes, None),
            Routed::To(Target::Peering(index), _) => (self.back_over(vpc, index), None),
            Routed::To(Target::Internet | Target::Nat(_), _) if addr.v6 => (Fate::Unknown, None),
            Routed::To(Target::Wan | Target::Vpn, _) | Routed::Unknown => (Fate::Unknown, None),
            Routed::To(Target::TransitGateway(gateway), _) => {
                let crossing = transit::cross(self.net, gateway, subnet, addr);
                let (fate, crossing) = match crossing.exit {
                    Exit::Vpc(home) if home == self.vpc => (Fate::Passes, crossing),
                    Exit::Vpc(_) => (Fate::Stopped, crossing.lost()),
                    Exit::Lost => (Fate::Stopped, crossing),
                    Exit::Unknown => (Fate::Unknown, crossing),
                };
                (fate, Some(crossing))
            }
            Routed::To(..) | Routed::Nowhere => (Fate::Stopped, None),
        };
        let mut ways: Vec<(Fate, Option<Crossing>)> =
            self.own.iter().map(|&addr| fate_of(addr)).collect();
        ways.dedup();
        match &ways[..] {
            [(fate, Some(crossing))] => (*fate, Home::Transit(crossing.clone())),
            [(Fate::Passes, None)] => (Fate::Passes, Home::Direct),
            [(fate, None)] => (*fate, Home::Undecided),
            _ => {
                let fate = either(ways.iter().map(|(fate, _)| *fate));
                let passes = fate == Fate::Passes;
                let fate = if passes { Fate::Unknown } else { fate };
                (fate, Home::Undecided)
            }
        }
    }

    fn back_over(&self, vpc: usize, index: usize) -> Fate {
        let peering = &self.net.peerings[index];
        if !self.net.sees(peering.requester, Kind::Peerings) {
            return Fate::Unknown;
        }
        let sides = (peering.requester, peering.accepter);
        let ours = sides == (vpc, self.vpc) || sides == (self.vpc, vpc);
        if !ours && (sides.0 == vpc || sides.1 == vpc) || peering.status != "active" {
            Fate::Stopped
        } else if ours {
            Fate::Passes
        } else {
            Fate::Unknown
        }
    }

    /// What the groups of an interface say to packets to or from these addresses, of an interface
    /// in another (or the same) VPC that carries these groups.
    fn groups(
        &self,
        interface: usize,
        egress: bool,
        remotes: &[Addr],
        remote_groups: Option<&[usize]>,
        client_groups: &[usize],
        remote_vpc: usize,
    ) -> Fate {
        let groups = &self.net.interfaces[interface].groups;
        if groups.is_empty() {
            let hidden = self.question.whole_block && egress;
            return if hidden { Fate::Unknown } else { Fate::Passes };
        }
        let references = self.references(self.net.vpc_of(interface), remote_vpc, egress);
        let admits = |remote: Addr, optimist: bool| {
            groups.iter().any(|&group| {
                let vpc = self.net.groups[group].vpc;
                if !self.net.sees(vpc, Kind::Groups) {
                    return optimist;
                }
                let group = &self.net.groups[group];
                let rules = if egress {
                    &group.outbound
                } else {
                    &group.inbound
                };
                rules.iter().any(|rule| {
                    covers(rule, request(self.question), optimist)
                        && match rule.peer {
                            Peer::Block(block) => block.has(remote),
                            Peer::List(list) if list < self.net.observed_lists => {
                                self.net.lists[list].iter().any(|block| block.has(remote))
                            }
                            Peer::List(_) | Peer::Unreadable => optimist,
                            Peer::Group(group, status) => match remote_groups {
                                None => optimist,
                                Some(carried) if carried.contains(&group) => match references {
                                    References::Valid { same_vpc: true } => true,
                                    References::Valid { .. } => {
                                        status.is_none_or(|status| status == "active")
                                    }
                                    References::Transit => {
                                        status.is_none_or(|status| status == "active") || optimist
                                    }
                                    References::Invalid => false,
                                },
                                Some(_) => client_groups.contains(&group) && optimist,
                            },
                        }
                })
            })
        };
        either(remotes.iter().map(
            |&remote| match (admits(remote, false), admits(remote, true)) {
                (true, _) => Fate::Passes,
                (false, true) => Fate::Unknown,
                (false, false) => Fate::Stopped,
            },
        ))
    }

    /// Over the only peering connection between two VPCs, or over a transit gateway.
    fn references(&self, one: usize, other: usize, egress: bool) -> References {
        if one == other {
            return References::Valid { same_vpc: true };
        }
        if let Some(crossing) = &self.crossing {
            return if !egress && crossing.references {
                References::Transit
            } else {
                References::Invalid
            };
        }
        let region = |vpc: usize| self.net.vpcs[vpc].scope / 2;
        if region(one) == region(other) {
            References::Valid { same_vpc: false }
        } else {
            References::Invalid
        }
    }
}

/// Whether a rule covers a packet by protocol, port, type and code.
fn covers(rule: &Rule, packet: Packet, optimist: bool) -> bool {
    match rule.proto {
        Proto::Any => true,
        Proto::Unreadable => optimist,
        Proto::Number(number) => {
            number == packet.proto && in_range(number, (rule.from, rule.to), packet)
        }
    }
}

fn in_range(proto: u8, (from, to): (i32, i32), packet: Packet) -> bool {
    match proto {
        6 | 17 => (from..=to).contains(&i32::from(packet.port)),
        1 | 58 => from == -1 || from == packet.icmp.0 && (to == -1 || to == packet.icmp.1),
        _ => true,
    }
}

/// What holds whichever of several subnets is passed, and whichever address is meant.
fn acl_of_any(
    net: &Network,
    subnets: &[Option<usize>],
    egress: bool,
    remotes: &[Addr],
    packet: Packet,
) -> Fate {
    either(subnets.iter().flat_map(|subnet| {
        remotes.iter().map(move |&remote| match subnet {
            Some(subnet) => acl(net, *subnet, egress, remote, packet),
            None => Fate::Passes,
        })
    }))
}

/// What the network ACL of a subnet does to one packet.
fn acl(net: &Network, subnet: usize, egress: bool, remote: Addr, packet: Packet) -> Fate {
    let subnet = &net.subnets[subnet];
    if !net.sees(subnet.vpc, Kind::Acls) {
        return Fate::Unknown;
    }
    let mut entries: Vec<&Entry> = net.acls[subnet.acl]
        .iter()
        .filter(|entry| entry.egress == egress)
        .collect();
    entries.sort_by_key(|entry| entry.number);
    let unreadable = |entry: &Entry| entry.proto == Proto::Unreadable || entry.block.is_none();
    let doubts = entries.iter().filter(|entry| unreadable(entry)).count();
    either((0..1_u32 << doubts).map(|world| {
        let mut doubt = 0;
        for entry in &entries {
            let in_this_world = !unreadable(entry) || {
                doubt += 1;
                world >> (doubt - 1) & 1 == 1
            };
            let range = entry.range.unwrap_or(match entry.proto {
                Proto::Number(6 | 17) => (0, 65_535),
                _ => (-1, -1),
            });
            let by_proto = match entry.proto {
                Proto::Any | Proto::Unreadable => true,
                Proto::Number(number) => number == packet.proto && in_range(number, range, packet),
            };
            let by_block = entry.block.is_none_or(|block| block.has(remote));
            if in_this_world && by_proto && by_block {
                return if entry.allow {
                    Fate::Passes
                } else {
                    Fate::Stopped
                };
            }
        }
        Fate::Stopped
    }))
}

/// Ports of a range beside which some entry changes its mind, and its ends.
pub(super) fn edges(entries: &[Entry], first: u16, last: u16) -> Vec<u16> {
    let mut edges = vec![first, last];
    for (from, to) in entries.iter().filter_map(|entry| entry.range) {
        for edge in [from - 1, from, from + 1, to - 1, to, to + 1] {
            edges.extend(u16::try_from(edge).ok());
        }
    }
    edges.retain(|port| (first..=last).contains(port));
    edges.sort_unstable();
    edges.dedup();
    edges
}

fn is_private(addr: Addr) -> bool {
    !addr.v6 && (addr.bits >> 24 == 10 || addr.bits >> 22 == u128::from(100_u32 << 2 | 1))
}
