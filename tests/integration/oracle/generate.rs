//! Random small networks in which most things nearly work.

mod transit;

use super::model::{
    Addr, Block, Entry, Group, Interface, Kind, Nat, Network, Peer, Peering, Proto, Question,
    Route, Rule, Subnet, Table, Target, To, Vpc,
};
use super::rng::Rng;

const PORTS: [u16; 6] = [22, 53, 80, 443, 8080, 8443];
const CLIENT_EDGES: [u16; 8] = [0, 1023, 1024, 32_768, 40_000, 49_152, 60_999, 65_535];

/// A network.
pub(super) fn network(rng: &mut Rng) -> Network {
    let mut net = Network::default();
    for number in 0..2 + rng.below(3) {
        let scope = if rng.percent(70) { 0 } else { rng.below(4) };
        vpc(rng, &mut net, number, scope);
    }
    peerings(rng, &mut net);
    lists(rng, &mut net);
    for vpc in 0..net.vpcs.len() {
        for _ in 0..=rng.below(3) {
            let group = Group {
                vpc,
                inbound: Vec::new(),
                outbound: Vec::new(),
            };
            net.groups.push(group);
        }
    }
    for vpc in 0..net.vpcs.len() {
        subnets(rng, &mut net, vpc);
    }
    for group in 0..net.groups.len() {
        net.groups[group].inbound = rules(rng, &net, group);
        net.groups[group].outbound = rules(rng, &net, group);
    }
    transit::add(rng, &mut net);
    for table in 0..net.tables.len() {
        routes(rng, &mut net, table);
    }
    for _ in 0..net.acls.len() {
        let entries = entries(rng, &net);
        net.acls.push(entries);
    }
    net.acls.drain(..net.acls.len() / 2);
    if rng.percent(12) {
        let kinds = [
            Kind::Vpcs,
            Kind::Interfaces,
            Kind::Groups,
            Kind::Acls,
            Kind::Tables,
            Kind::Peerings,
            Kind::Nats,
            Kind::Attachments,
            Kind::TransitTables,
        ];
        let scope = net.vpcs[rng.below(net.vpcs.len())].scope;
        net.hidden.push((scope, rng.pick(&kinds)));
    }
    net
}

/// Two flows in three are between neighbours or peers; the others go anywhere.
pub(super) fn question(rng: &mut Rng, net: &Network) -> Question {
    let from = rng.below(net.interfaces.len());
    let interface = &net.interfaces[from];
    let address = rng.pick(&interface.addresses);
    let mut to = target(rng, net, from);
    for _ in 0..8 {
        if to.v6 == address.v6 {
            break;
        }
        to = target(rng, net, from);
    }
    let proto = rng.pick(&[6, 6, 6, 6, 6, 17, 17, if to.v6 { 58 } else { 1 }, 50]);
    let client = rng.percent(10).then(|| {
        let client = rng.below(net.interfaces.len());
        (client, rng.pick(&net.interfaces[client].addresses))
    });
    let (a, b) = (rng.pick(&CLIENT_EDGES), rng.pick(&CLIENT_EDGES));
    Question {
        from,
        address,
        whole_block: client.is_none() && rng.percent(12),
        client: client.filter(|(_, addr)| addr.v6 == to.v6),
        to,
        proto,
        port: port(rng),
        client_ports: if rng.percent(70) {
            (1024, 65_535)
        } else {
            (a.min(b), a.max(b))
        },
    }
}

fn target(rng: &mut Rng, net: &Network, from: usize) -> Addr {
    let vpc = net.vpc_of(from);
    let near = |other: usize| {
        other == vpc
            || net.peerings.iter().any(|peering| {
                [(vpc, other), (other, vpc)].contains(&(peering.requester, peering.accepter))
            })
            || transit::joins(net, vpc, other)
    };
    match rng.below(20) {
        0..16 => {
            let mut to = rng.below(net.interfaces.len());
            for _ in 0..4 {
                if to != from && near(net.vpc_of(to)) {
                    break;
                }
                to = rng.below(net.interfaces.len());
            }
            let interface = &net.interfaces[to];
            match interface.delegated {
                Some(block) if rng.percent(30) => block.first.plus(3),
                _ => rng.pick(&interface.addresses),
            }
        }
        16..18 => rng.pick(&[Addr::v4(198, 51, 100, 7), Addr::v4(203, 0, 113, 80)]),
        18 => Addr::v4(10, 99, 0, 1),
        _ => {
            let subnet = &net.subnets[rng.below(net.subnets.len())];
            let offset = rng.next() % 12;
            rng.pick(&subnet.blocks).first.plus(u128::from(offset))
        }
    }
}

/// A port that rules name, or one beside it.
fn port(rng: &mut Rng) -> u16 {
    let port = rng.pick(&PORTS);
    match rng.below(12) {
        0 => port + 1,
        1 => port - 1,
        _ => port,
    }
}

fn vpc(rng: &mut Rng, net: &mut Network, number: usize, scope: usize) {
    let number = u8::try_from(number).expect("a number in range");
    // Overlapping VPCs exist; they just cannot be peered.
    let second = if rng.percent(6) { 0 } else { number };
    let mut blocks = vec![Block::around(Addr::v4(10, second, 0, 0), 16)];
    if rng.percent(25) {
        blocks.push(Block::around(Addr::v4(100, 64, number, 0), 24));
    }
    if rng.percent(30) {
        let bits = 0x2001_0db8_0000_0000_u128 << 64 | u128::from(number) << 72;
        blocks.push(Block::around(Addr { v6: true, bits }, 56));
    }
    net.vpcs.push(Vpc { scope, blocks });
}

fn peerings(rng: &mut Rng, net: &mut Network) {
    for accepter in 0..net.vpcs.len() {
        for requester in 0..accepter {
            let overlap = net.vpcs[requester].blocks[0] == net.vpcs[accepter].blocks[0];
            if overlap || !rng.percent(75) {
                continue;
            }
            let status = if rng.percent(88) {
                "active"
            } else {
                rng.pick(&["pending-acceptance", "deleted", "provisioning"])
            };
            net.peerings.push(Peering {
                requester,
                accepter,
                status,
            });
        }
    }
}

fn lists(rng: &mut Rng, net: &mut Network) {
    for _ in 0..3 {
        let entries = (0..=rng.below(3)).map(|_| block(rng, net)).collect();
        net.lists.push(entries);
    }
    net.observed_lists = 2;
}

fn subnets(rng: &mut Rng, net: &mut Network, vpc: usize) {
    let first_table = net.tables.len();
    for main in [true, false] {
        net.tables.push(Table {
            vpc,
            main,
            routes: Vec::new(),
        });
    }
    for index in 0..2 + rng.below(2) {
        let mut blocks = Vec::new();
        for (which, block) in net.vpcs[vpc].blocks.iter().enumerate() {
            if which > 0 && !block.first.v6 {
                continue;
            }
            let len = block.first.width() - 4;
            let offset = u128::try_from(index * 16).expect("a number in range");
            blocks.push(Block::around(block.first.plus(offset), len));
        }
        // A subnet of the secondary block, instead.
        if index == 2 && net.vpcs[vpc].blocks.len() > 1 && !net.vpcs[vpc].blocks[1].first.v6 {
            blocks[0] = Block::around(net.vpcs[vpc].blocks[1].first, 28);
        }
        let subnet = net.subnets.len();
        net.acls.push(Vec::new());
        net.subnets.push(Subnet {
            vpc,
            blocks,
            acl: subnet,
            table: first_table + rng.below(2),
            zone: index % 2,
        });
        interfaces(rng, net, subnet);
    }
    if rng.percent(85) {
        // Preferably beside the internet gateway: in a subnet of the main table.
        let mut own: Vec<usize> = (0..net.subnets.len())
            .filter(|&subnet| net.subnets[subnet].vpc == vpc)
            .collect();
        own.sort_by_key(|&subnet| net.subnets[subnet].table);
        own.truncate(if rng.percent(80) { 1 } else { 3 });
        net.nats.push(Nat {
            subnet: rng.pick(&own),
            state: if rng.percent(92) {
                "available"
            } else {
                "deleted"
            },
            private: rng.percent(8),
        });
    }
}

fn interfaces(rng: &mut Rng, net: &mut Network, subnet: usize) {
    let vpc = net.subnets[subnet].vpc;
    let groups: Vec<usize> = (0..net.groups.len())
        .filter(|&group| net.groups[group].vpc == vpc)
        .collect();
    for index in 0..=rng.below(2) {
        let blocks = &net.subnets[subnet].blocks;
        let offset = u128::try_from(4 + index * 2).expect("a number in range");
        let mut addresses = vec![blocks[0].first.plus(offset)];
        if rng.percent(30) {
            addresses.push(blocks[0].first.plus(offset + 1));
        }
        let v6 = blocks.iter().find(|block| block.first.v6);
        addresses.extend(v6.map(|block| block.first.plus(offset)));
        let mut carried: Vec<usize> = (0..=rng.below(2)).map(|_| rng.pick(&groups)).collect();
        carried.dedup();
        if rng.percent(4) {
            carried.clear();
        }
        net.interfaces.push(Interface {
            subnet,
            addresses,
            delegated: (index == 0 && rng.percent(10))
                .then(|| Block::around(blocks[0].first.plus(8), 30)),
            public: rng.percent(40),
            public_second: rng.percent(40),
            groups: carried,
        });
    }
}

/// A block that something in the network may lie in.
fn block(rng: &mut Rng, net: &Network) -> Block {
    let vpc = &net.vpcs[rng.below(net.vpcs.len())];
    let around = rng.pick(&vpc.blocks);
    let inside = Block::around(around.first.plus(u128::from(rng.next() % 48)), around.len);
    let addr = around.first.plus(u128::from(rng.next() % 48));
    match rng.below(10) {
        0..2 => Block::any(addr.v6),
        2..5 => inside,
        5..8 => Block::around(addr, addr.width() - 4),
        8 => Block::around(
            addr,
            addr.width() - 5 + u32::try_from(rng.below(4)).expect("a number in range"),
        ),
        _ => Block::around(addr, addr.width()),
    }
}

fn proto(rng: &mut Rng) -> Proto {
    match rng.below(40) {
        0..18 => Proto::Number(6),
        18..28 => Proto::Any,
        28..32 => Proto::Number(17),
        32..34 => Proto::Number(1),
        34..36 => Proto::Number(58),
        36..38 => Proto::Number(50),
        38 => Proto::Unreadable,
        _ => Proto::Number(132),
    }
}

fn rules(rng: &mut Rng, net: &Network, group: usize) -> Vec<Rule> {
    let mut rules: Vec<Rule> = (0..rng.below(6))
        .map(|_| {
            let proto = proto(rng);
            let port = i32::from(rng.pick(&PORTS));
            let (from, to) = match proto {
                Proto::Number(1 | 58) => rng.pick(&[(-1, -1), (8, 0), (8, -1), (128, 0), (3, 4)]),
                Proto::Number(6 | 17) if rng.percent(60) => (port, port),
                Proto::Number(6 | 17) => rng.pick(&[(0, 65_535), (80, 443), (53, 8080)]),
                _ => (-1, -1),
            };
            let peer = match rng.below(20) {
                0..9 => Peer::Block(block(rng, net)),
                9..11 => Peer::Group(group, None),
                11..17 => {
                    let other = rng.below(net.groups.len());
                    let status = (net.groups[other].vpc != net.groups[group].vpc)
                        .then(|| rng.pick(&["active", "active", "active", "deleted"]));
                    Peer::Group(other, status)
                }
                17..19 => Peer::List(rng.below(net.lists.len())),
                _ if rng.percent(50) => Peer::Unreadable,
                _ => Peer::Block(Block::any(true)),
            };
            Rule {
                proto,
                from,
                to,
                peer,
            }
        })
        .collect();
    for (share, v6) in [(80, false), (60, true)] {
        if rng.percent(share) {
            rules.push(Rule {
                proto: Proto::Any,
                from: -1,
                to: -1,
                peer: Peer::Block(Block::any(v6)),
            });
        }
    }
    rules
}

fn entries(rng: &mut Rng, net: &Network) -> Vec<Entry> {
    let mut entries = Vec::new();
    for egress in [true, false] {
        let busy = rng.percent(60);
        for index in 0..if busy { rng.below(4) } else { 0 } {
            let proto = proto(rng);
            let edges = &CLIENT_EDGES[if rng.percent(20) { 0 } else { 2 }..];
            let (a, b) = (rng.pick(edges), rng.pick(edges));
            let port = rng.pick(&PORTS);
            let client = (i32::from(a.min(b)), i32::from(a.max(b)));
            let port = (i32::from(port), i32::from(port));
            let ports = rng.pick(&[port, client, client, client, client, (400, 50_000)]);
            let range = match proto {
                Proto::Number(1 | 58) => Some(rng.pick(&[(-1, -1), (8, -1), (0, 0), (129, 0)])),
                Proto::Number(6 | 17) if rng.percent(90) => Some(ports),
                _ => None,
            };
            entries.push(Entry {
                number: u32::try_from(10 + index * 10).expect("a number in range"),
                egress,
                allow: rng.percent(if range == Some(client) { 40 } else { 80 }),
                proto,
                range,
                block: (!rng.percent(2)).then(|| match rng.below(2) {
                    0 => Block::any(rng.percent(20)),
                    _ => block(rng, net),
                }),
            });
        }
        for (number, v6) in [(100, false), (101, true)] {
            if rng.percent(93) {
                entries.push(Entry {
                    number,
                    egress,
                    allow: true,
                    proto: Proto::Any,
                    range: None,
                    block: Some(Block::any(v6)),
                });
            }
        }
        entries.push(Entry {
            number: 32_767,
            egress,
            allow: false,
            proto: Proto::Any,
            range: None,
            block: Some(Block::any(false)),
        });
    }
    // Files list entries in any order.
    for index in (1..entries.len()).rev() {
        entries.swap(index, rng.below(index + 1));
    }
    entries
}

fn routes(rng: &mut Rng, net: &mut Network, table: usize) {
    let vpc = net.tables[table].vpc;
    let mut routes = Vec::new();
    let active = |to, target| Route {
        to,
        target,
        state: "active",
        propagated: false,
    };
    if !rng.percent(3) {
        let blocks = net.vpcs[vpc].blocks.iter();
        routes.extend(blocks.map(|&block| active(To::Block(block), Target::Local)));
    }
    for (index, peering) in net.peerings.iter().enumerate() {
        let peer = match (peering.requester == vpc, peering.accepter == vpc) {
            (true, _) => peering.accepter,
            (_, true) => peering.requester,
            _ => continue,
        };
        for &block in &net.vpcs[peer].blocks {
            if rng.percent(88) {
                let mut route = active(To::Block(block), Target::Peering(index));
                route.state = state(rng, if peering.status == "deleted" { 80 } else { 4 });
                routes.push(route);
            }
        }
    }
    routes.extend(transit::routes(rng, net, vpc, &routes));
    let nats: Vec<usize> = (0..net.nats.len())
        .filter(|&nat| net.subnets[net.nats[nat].subnet].vpc == vpc)
        .collect();
    let main = net.tables[table].main;
    let anywhere = |rng: &mut Rng| match nats.first() {
        Some(&nat) if rng.percent(if main { 10 } else { 80 }) => Target::Nat(nat),
        _ if rng.percent(75) => Target::Internet,
        _ => Target::Wan,
    };
    if rng.percent(85) {
        let target = anywhere(rng);
        routes.push(active(To::Block(Block::any(false)), target));
    }
    for _ in 0..rng.below(3) {
        let mut route = active(To::Block(block(rng, net)), Target::Wan);
        route.target = match rng.below(10) {
            0..3 => Target::Vpn,
            3..5 => anywhere(rng),
            5..7 if !net.peerings.is_empty() => Target::Peering(rng.below(net.peerings.len())),
            7 if !net.transit.gateways.is_empty() => {
                Target::TransitGateway(rng.below(net.transit.gateways.len()))
            }
            _ => Target::Wan,
        };
        route.propagated = route.target == Target::Vpn && rng.percent(80);
        route.state = state(rng, 25);
        let taken = routes.iter().any(|known: &Route| {
            matches!((known.to, route.to), (To::Block(a), To::Block(b)) if a == b)
                && known.propagated == route.propagated
        });
        if !taken {
            routes.push(route);
        }
    }
    if rng.percent(15) {
        let list = rng.below(net.lists.len());
        let target = anywhere(rng);
        routes.push(active(To::List(list), target));
    }
    net.tables[table].routes = routes;
}

fn state(rng: &mut Rng, blackholes: usize) -> &'static str {
    match rng.below(100) {
        roll if roll < blackholes => "blackhole",
        98.. => "filtered",
        _ => "active",
    }
}
