//! A deliberately naive judge: one packet, one address and one port at a time, and where something
//! was not observed or cannot be read, one possible world at a time.

use super::model::{Addr, Entry, Kind, Network, Peer, Proto, Question, Rule, Target, To};

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
    pub(super) subnet: usize,
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

/// What a route table does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Routed {
    To(Target, bool),
    Nowhere,
    Unknown,
}

#[derive(Clone, Copy)]
enum References {
    Valid { same_vpc: bool },
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
    let remotes = filter.remotes.iter();
    let fate =
        either(remotes.map(|&remote| acl(net, filter.subnet, filter.egress, remote, packet)));
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
            let fate = self.request_acl(self.subnet, true, &[to]);
            self.fixed.push(("network-acl-out", fate));
        }
        match way {
            Way::Lost => self.fixed.push(("route", Fate::Stopped)),
            Way::Unknown => self.fixed.push(("route", Fate::Unknown)),
            Way::Internet(None) => {}
            Way::Internet(Some(nat)) => self.back_through_nat(nat),
            Way::SameSubnet | Way::Vpc(_) => {
                let vpc = end.unwrap_or(self.vpc);
                self.arrive(way, vpc, owner);
            }
        }
        let from_nat_beside = way == Way::Internet(Some(self.subnet));
        if way != Way::SameSubnet && !from_nat_beside {
            self.filter("return-network-acl-in", self.subnet, false, vec![to], false);
        }
        Judgement {
            way,
            fixed: self.fixed,
            by_port: self.by_port,
        }
    }

    fn filter(
        &mut self,
        kind: &'static str,
        subnet: usize,
        egress: bool,
        remotes: Vec<Addr>,
        doubtful: bool,
    ) {
        self.by_port.push(PortFilter {
            kind,
            subnet,
            egress,
            remotes,
            doubtful,
        });
    }

    fn request_acl(&self, subnet: usize, egress: bool, remotes: &[Addr]) -> Fate {
        let packet = request(self.question);
        let remotes = remotes.iter();
        either(remotes.map(|&remote| acl(self.net, subnet, egress, remote, packet)))
    }

    fn owner(&self, vpc: usize) -> Owner {
        if !self.net.sees(vpc, Kind::Interfaces) {
            return Owner::Hidden;
        }
        let owner = self.net.owner(vpc, self.question.to);
        owner.map_or(Owner::Nobody, Owner::Known)
    }

    fn arrive(&mut self, way: Way, vpc: usize, owner: Owner) {
        let to = self.question.to;
        let subnet = match owner {
            Owner::Nobody => {
                self.fixed.push(("delivery", Fate::Stopped));
                return;
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
                    None => return,
                }
            }
        };
        let inside = way == Way::SameSubnet;
        let preserved = self.seen != self.own;
        if inside && !preserved {
            return;
        }
        let fate = match self.request_acl(subnet, false, &self.seen) {
            Fate::Stopped if inside => Fate::Unknown,
            fate => fate,
        };
        self.fixed.push(("network-acl-in", fate));
        if !inside {
            let fate = self.back(vpc, subnet);
            self.fixed.push(("return-route", fate));
        }
        self.filter(
            "return-network-acl-out",
            subnet,
            true,
            self.seen.clone(),
            inside,
        );
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
            Routed::Unknown | Routed::To(Target::TransitGateway | Target::Vpn, false) => {
                Way::Unknown
            }
            Routed::Nowhere | Routed::To(_, true) => Way::Lost,
            Routed::To(Target::Local, false) => Way::Vpc(self.vpc),
            Routed::To(Target::Peering(peering), false) => self.over_peering(peering),
            Routed::To(Target::Internet, false) => self.onto_internet(),
            Routed::To(Target::Nat(nat), false) => self.through_nat(nat),
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
        } else if self.question.whole_block || self.question.address != interface.addresses[0] {
            Way::Unknown
        } else if interface.public {
            Way::Internet(None)
        } else {
            Way::Lost
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
            let fate = self.request_acl(nat.subnet, false, &self.own);
            self.fixed.push(("network-acl-in", fate));
        }
        let fate = self.request_acl(nat.subnet, true, &[to]);
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
            let fate = self.back(self.vpc, nat);
            self.fixed.push(("return-route", fate));
            self.filter("return-network-acl-out", nat, true, self.own.clone(), false);
        }
    }

    /// Whether a subnet of a VPC routes replies back to the source.
    fn back(&self, vpc: usize, subnet: usize) -> Fate {
        let fate_of = |addr: Addr| match route(self.net, subnet, addr) {
            Routed::To(_, true) => Fate::Stopped,
            Routed::To(Target::Local, _) if vpc == self.vpc => Fate::Passes,
            Routed::To(Target::Peering(index), _) => self.back_over(vpc, index),
            Routed::To(Target::Internet | Target::Nat(_), _) if addr.v6 => Fate::Unknown,
            Routed::To(Target::TransitGateway | Target::Vpn, _) | Routed::Unknown => Fate::Unknown,
            Routed::To(..) | Routed::Nowhere => Fate::Stopped,
        };
        let fates = self.own.iter().map(|&addr| fate_of(addr));
        either(fates)
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
        let references = self.references(self.net.vpc_of(interface), remote_vpc);
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

    /// Over the only peering connection between two VPCs.
    fn references(&self, one: usize, other: usize) -> References {
        if one == other {
            return References::Valid { same_vpc: true };
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

/// What the route table of a subnet does with packets to an address.
fn route(net: &Network, subnet: usize, addr: Addr) -> Routed {
    let subnet = &net.subnets[subnet];
    if !net.sees(subnet.vpc, Kind::Tables) {
        return Routed::Unknown;
    }
    let table = &net.tables[subnet.table];
    let hidden = |to: To| matches!(to, To::List(list) if list >= net.observed_lists);
    let doubt = table
        .routes
        .iter()
        .any(|route| hidden(route.to) && route.state != "filtered");
    // The list that was not observed may hold no block around the address, or one of any length.
    let worlds = if doubt { addr.width() + 2 } else { 1 };
    let mut outcome = None;
    for world in 0..worlds {
        let here = route_in_world(net, subnet.table, addr, world.checked_sub(1));
        if *outcome.get_or_insert(here) != here {
            return Routed::Unknown;
        }
    }
    outcome.unwrap_or(Routed::Unknown)
}

fn route_in_world(net: &Network, table: usize, addr: Addr, hidden_len: Option<u32>) -> Routed {
    let table = &net.tables[table];
    let in_local = table.routes.iter().any(|route| {
        route.target == Target::Local && matches!(route.to, To::Block(block) if block.has(addr))
    });
    // Length of the prefix, kind, and where it leads.
    let mut matching: Vec<(u32, u32, Routed)> = Vec::new();
    for route in table
        .routes
        .iter()
        .filter(|route| route.state != "filtered")
    {
        if in_local && route.propagated && route.target == Target::Vpn {
            continue;
        }
        let len = match route.to {
            To::Block(block) => block.has(addr).then_some(block.len),
            To::List(list) if list >= net.observed_lists => hidden_len,
            To::List(list) => {
                let blocks = net.lists[list].iter().filter(|block| block.has(addr));
                blocks.map(|block| block.len).max()
            }
        };
        let kind = match route.to {
            _ if route.propagated => 0,
            To::List(_) => 1,
            To::Block(_) => 2,
        };
        let leads = Routed::To(route.target, route.state == "blackhole");
        matching.extend(len.map(|len| (len, kind, leads)));
    }
    let lists_local = table.routes.iter().any(|route| {
        route.target == Target::Local
            && matches!(route.to, To::Block(block) if block.first.v6 == addr.v6)
    });
    if !lists_local || matching.is_empty() {
        if !net.sees(table.vpc, Kind::Vpcs) {
            return Routed::Unknown;
        }
        let own = net.vpcs[table.vpc].blocks.iter();
        let holding = own.filter(|block| block.has(addr));
        matching.extend(holding.map(|block| (block.len, 3, Routed::To(Target::Local, false))));
    }
    let Some(&(len, kind, best)) = matching.iter().max_by_key(|(len, kind, _)| (*len, *kind))
    else {
        return Routed::Nowhere;
    };
    let tie = matching
        .iter()
        .any(|&(l, k, leads)| (l, k) == (len, kind) && leads != best);
    if tie { Routed::Unknown } else { best }
}

fn is_private(addr: Addr) -> bool {
    !addr.v6 && (addr.bits >> 24 == 10 || addr.bits >> 22 == u128::from(100_u32 << 2 | 1))
}
