//! Questions asked backwards: walking one address of each class must give the same answer as
//! walking every address on its own.

use std::collections::BTreeMap;
use std::net::IpAddr;

use gatepath::analysis::{AllQuestion, Client, Destination, Reached, WhoQuestion};
use gatepath::reach::{Leg, Origin, Trace, Verdict, walk};
use gatepath::snapshot::{LoadOptions, Snapshot};
use gatepath::topology::{Cidr, Interface, PortSet, Protocol, Topology};

use super::emit::files;
use super::generate;
use super::model::Network;
use super::rng::Rng;
use super::{address, setting};

/// Ports beside which anything may change: those of the generator's rules and entries.
const PORTS: [u16; 18] = [
    0, 21, 22, 23, 53, 80, 81, 399, 400, 442, 443, 444, 1023, 1024, 8080, 49_152, 50_001, 65_535,
];

#[test]
fn who_reaches_an_address_is_what_every_walk_tells() {
    let networks = setting("GATEPATH_ORACLE_NETWORKS").unwrap_or(800);
    let mut tally: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..networks {
        let mut rng = Rng(u64::try_from(seed).expect("a seed"));
        let network = crowded(&mut rng, seed);
        let topology = topology(&network);
        for number in 0..12 {
            let asked = generate::question(&mut rng, &network);
            let (first, last) = asked.client_ports;
            let question = WhoQuestion {
                to: Destination {
                    host: asked.to.text(),
                    port: asked.port,
                },
                protocol: Protocol(asked.proto),
                source_ports: PortSet::from(first..=last),
            };
            compare_who(&topology, address(asked.to), &question, &mut tally)
                .unwrap_or_else(|why| panic!("seed {seed}, question {number}: {why}"));
        }
    }
    for verdict in super::VERDICTS {
        assert!(tally.contains_key(verdict), "none is {verdict}: {tally:?}");
    }
}

fn compare_who(
    topology: &Topology,
    to: IpAddr,
    question: &WhoQuestion,
    tally: &mut BTreeMap<&'static str, usize>,
) -> Result<(), String> {
    let answer = question.answer(topology);
    let mut others = 0;
    for interface in topology.interfaces() {
        let id = &interface.id;
        let own = addresses(interface);
        let client = answer
            .others
            .iter()
            .find(|client| client.from.interface().is_some_and(|one| one.id == *id));
        let is_owner = answer.owners.iter().any(|owner| owner.id == *id);
        if is_owner != own.contains(&to) {
            return Err(format!("whether {id} owns {to}"));
        }
        let fit = own.iter().filter(|own| own.is_ipv4() == to.is_ipv4());
        let traces: Vec<Trace> = fit
            .map(|&own| flow(topology, interface, own, (to, question.to.port), question))
            .collect();
        if is_owner || traces.is_empty() {
            if client.is_some() {
                return Err(format!("{id} is no sender"));
            }
            others += usize::from(!is_owner);
            continue;
        }
        let client = client.ok_or_else(|| format!("{id} is not listed"))?;
        *tally.entry(client.verdict.as_str()).or_default() += 1;
        agrees(client, &traces).map_err(|why| format!("{id} to {to}: {why}\n{question:?}"))?;
    }
    if others == answer.other_family {
        Ok(())
    } else {
        Err(format!("{others} interfaces are of the other family"))
    }
}

fn agrees(client: &Client<'_>, traces: &[Trace]) -> Result<(), String> {
    let verdict = Verdict::over(traces.iter().map(Trace::verdict));
    let open = traces.iter().map(|trace| trace.open.clone());
    let open = open
        .reduce(|all, one| all.intersection(&one))
        .unwrap_or_default();
    let blocked = traces.iter().map(|trace| trace.blocked.clone());
    let blocked = blocked
        .reduce(|all, one| all.union(&one))
        .unwrap_or_default();
    if (client.verdict, &client.open, &client.blocked) != (verdict, &open, &blocked) {
        return Err(format!(
            "{verdict}, open {open}, blocked {blocked}; not {}, {}, {}",
            client.verdict, client.open, client.blocked
        ));
    }
    if (verdict == Verdict::Reachable) != client.trouble.is_none() {
        return Err(format!("{verdict}, stopped by {:?}", client.trouble));
    }
    Ok(())
}

fn flow(
    topology: &Topology,
    interface: &Interface,
    own: IpAddr,
    (to, port): (IpAddr, u16),
    question: &WhoQuestion,
) -> Trace {
    let origin = Origin::interface(interface, own);
    let flow = origin.flow_to(to, port, question.protocol, question.source_ports.clone());
    walk(topology, &origin, &flow, Leg::ToEndpoint)
}

#[test]
fn what_a_source_reaches_is_what_every_walk_tells() {
    let networks = setting("GATEPATH_ORACLE_NETWORKS").unwrap_or(400);
    let mut open = 0;
    for seed in 0..networks {
        let mut rng = Rng(u64::try_from(seed).expect("a seed"));
        let network = crowded(&mut rng, seed);
        let topology = topology(&network);
        let interfaces = topology.interfaces();
        for _ in 0..2 {
            if interfaces.is_empty() {
                continue;
            }
            let source = interfaces[rng.below(interfaces.len())];
            let question = AllQuestion {
                from: source.id.to_string(),
                ports: None,
                source_ports: PortSet::ephemeral(),
            };
            let answer = question.answer(&topology).expect("the source was observed");
            let others = interfaces.iter().filter(|other| other.id != source.id);
            for other in others {
                for to in addresses(other) {
                    let reached = answer.destinations.iter().find(|one| {
                        one.interface.id == other.id
                            && one.addresses.iter().any(|text| holds(text, to))
                    });
                    let sets = PORTS.map(|port| naive(&topology, source, other, (to, port)));
                    open += sets.iter().filter(|set| **set == Some("reachable")).count();
                    let said = PORTS.map(|port| reached.and_then(|one| set_of(one, port)));
                    assert_eq!(
                        said, sets,
                        "seed {seed}, {} to {to} of {}",
                        source.id, other.id
                    );
                }
            }
        }
    }
    assert!(open > 1_000, "hardly any port is open: {open}");
}

/// How a port fares from any address of the source, if the packets are for that interface.
fn naive(
    topology: &Topology,
    source: &Interface,
    other: &Interface,
    (to, port): (IpAddr, u16),
) -> Option<&'static str> {
    let own = source.addresses.iter();
    let fit = own.filter(|own| own.is_ipv4() == to.is_ipv4());
    let traces = fit.map(|&own| {
        let origin = Origin::interface(source, own);
        let flow = origin.flow_to(to, port, Protocol::TCP, PortSet::ephemeral());
        walk(topology, &origin, &flow, Leg::ToEndpoint)
    });
    let meant = traces.filter(|trace| {
        let found = trace.destination.as_ref();
        found.is_none_or(|id| *id == other.id)
    });
    let verdicts: Vec<Verdict> = meant.map(|trace| trace.verdict()).collect();
    let order = [
        Verdict::Reachable,
        Verdict::Degraded,
        Verdict::Unknown,
        Verdict::Blocked,
    ];
    let best = order.into_iter().find(|one| verdicts.contains(one));
    best.map(Verdict::as_str)
}

fn set_of(reached: &Reached<'_>, port: u16) -> Option<&'static str> {
    let ports = &reached.outcome.ports;
    let sets = [
        (&ports.reachable, "reachable"),
        (&ports.degraded, "degraded"),
        (&ports.undecided, "unknown"),
        (&ports.blocked, "blocked"),
    ];
    let found = sets.into_iter().find(|(set, _)| set.contains(port));
    found.map(|(_, name)| name)
}

/// Whether a text, `a`, `a/n` or `a-b`, names an address.
fn holds(text: &str, address: IpAddr) -> bool {
    match text.split_once('-') {
        Some((first, last)) => {
            let end = |text: &str| text.parse::<IpAddr>().expect("an address");
            (end(first)..=end(last)).contains(&address)
        }
        None => text.parse::<Cidr>().expect("a block").holds(address),
    }
}

/// Every single address, those of delegated blocks included.
fn addresses(interface: &Interface) -> Vec<IpAddr> {
    let mut all = interface.addresses.clone();
    for block in &interface.prefixes {
        let mut next = Some(block.first());
        while let Some(address) = next.filter(|address| block.holds(*address)) {
            all.push(address);
            next = Cidr::host(address).after();
        }
    }
    all
}

/// A random network; in every other one the interfaces of a subnet are told apart by their
/// addresses alone.
fn crowded(rng: &mut Rng, seed: usize) -> Network {
    let mut network = generate::network(rng);
    if seed.is_multiple_of(2) {
        return network;
    }
    for number in 1..network.interfaces.len() {
        let (before, rest) = network.interfaces.split_at_mut(number);
        if before[number - 1].subnet == rest[0].subnet {
            rest[0].groups.clone_from(&before[number - 1].groups);
            rest[0].public = before[number - 1].public;
        }
    }
    network
}

fn topology(network: &Network) -> Topology {
    let options = LoadOptions::default();
    let snapshot = Snapshot::from_files(files(network), &options).expect("well-formed files");
    Topology::build(snapshot)
}
