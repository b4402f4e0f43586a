//! Random networks: the walk must agree with a naive judge on every client port.
//!
//! `GATEPATH_ORACLE_FLOWS` sets the number of flows, `GATEPATH_ORACLE_SEED` the first seed.

mod emit;
mod generate;
mod judge;
mod missing;
mod model;
mod reverse;
mod rng;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::net::IpAddr;
use std::thread;

use gatepath::reach::{Leg, Origin, Outcome, Trace, walk};
use gatepath::snapshot::{LoadOptions, Snapshot};
use gatepath::topology::{Cidr, Flow, PortSet, Protocol, SecurityGroupId, Topology};

use emit::{files, group_id, interface_id, subnet_id};
use judge::{Fate, Judgement, PortFilter, Way, edges, fate_of_port, filter_port, judge};
use model::{Addr, Network, Question};
use rng::Rng;

const FLOWS_PER_NETWORK: usize = 250;

/// How many flows ended how.
type Tally = BTreeMap<&'static str, usize>;

#[test]
fn the_walk_agrees_with_a_naive_judge() {
    let flows = setting("GATEPATH_ORACLE_FLOWS").unwrap_or(100_000);
    let seed = setting("GATEPATH_ORACLE_SEED").unwrap_or(1);
    let networks = flows.div_ceil(FLOWS_PER_NETWORK);
    let workers = thread::available_parallelism().map_or(2, usize::from);
    let mut tally = Tally::new();
    thread::scope(|scope| {
        let work = |worker: usize| {
            let mut tally = Tally::new();
            for network in (worker..networks).step_by(workers) {
                compare(seed + network, &mut tally);
            }
            tally
        };
        let workers: Vec<_> = (0..workers)
            .map(|worker| scope.spawn(move || work(worker)))
            .collect();
        for worker in workers {
            for (what, count) in worker.join().expect("a worker that agrees") {
                *tally.entry(what).or_default() += count;
            }
        }
    });
    let asked: usize = VERDICTS
        .iter()
        .filter_map(|verdict| tally.get(verdict))
        .sum();
    println!("{asked} flows in {networks} networks: {tally:?}");
    assert!(asked * 10 >= flows * 9, "too few questions: {tally:?}");
    for verdict in VERDICTS {
        let count = tally.get(verdict).copied().unwrap_or_default();
        assert!(
            count * 100 >= asked,
            "hardly any flow is {verdict}: {tally:?}"
        );
    }
}

const VERDICTS: [&str; 4] = ["reachable", "degraded", "blocked", "unknown"];

/// Does something for each number below `count`, on every core; the sum of what it returns.
fn in_parallel(count: usize, work: impl Fn(usize) -> usize + Sync) -> usize {
    let workers = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        let each = |worker: usize| (worker..count).step_by(workers).map(&work).sum::<usize>();
        let workers: Vec<_> = (0..workers)
            .map(|worker| scope.spawn(move || each(worker)))
            .collect();
        let sums = workers.into_iter().map(thread::ScopedJoinHandle::join);
        sums.map(|sum| sum.expect("a worker that agrees")).sum()
    })
}

/// Asks both about the flows of one network.
fn compare(seed: usize, tally: &mut Tally) {
    let mut rng = Rng(u64::try_from(seed).expect("a seed"));
    let network = generate::network(&mut rng);
    let files = files(&network);
    let options = LoadOptions::default();
    let snapshot = Snapshot::from_files(files.clone(), &options).expect("well-formed files");
    let topology = Topology::build(snapshot);
    for number in 0..FLOWS_PER_NETWORK {
        let question = generate::question(&mut rng, &network);
        let Some(trace) = ask(&topology, &network, &question) else {
            // Nobody saw the source.
            continue;
        };
        *tally.entry(trace.verdict().as_str()).or_default() += 1;
        let judgement = judge(&network, &question);
        if let Err(difference) = check(&network, &question, &judgement, &trace) {
            panic!(
                "seed {seed}, flow {number}: {difference}\n{question:?}\n{judgement:#?}\n{}\n{}",
                ladder(&trace),
                text(&files)
            );
        }
    }
}

/// The walk's answer; `None` if the question cannot be asked because nobody saw the source.
fn ask(topology: &Topology, network: &Network, question: &Question) -> Option<Trace> {
    let interface = &network.interfaces[question.from];
    let ids = |groups: &[usize]| -> Vec<SecurityGroupId> {
        let ids = groups.iter().map(|&group| group_id(group));
        ids.map(|id| SecurityGroupId::from(id.as_str())).collect()
    };
    let groups = ids(&interface.groups);
    let client_groups = match question.client {
        Some((client, _)) => ids(&network.interfaces[client].groups),
        None => Vec::new(),
    };
    let origin = if question.whole_block {
        let blocks = &network.subnets[interface.subnet].blocks;
        let block = blocks.iter().find(|block| block.has(question.address))?;
        let subnet = subnet_id(interface.subnet).as_str().into();
        let subnet = topology.subnet(&subnet).found()?;
        Origin::subnet(subnet, &groups, block.text().parse().expect("a block"))
    } else {
        let id = interface_id(question.from).as_str().into();
        let interface = topology.interface(&id).found()?;
        Origin::interface(interface, address(question.address)).on_behalf_of(&client_groups)
    };
    let (first, last) = question.client_ports;
    let flow = Flow {
        source: match question.client {
            Some((_, client)) => Cidr::host(address(client)),
            None => origin.address(),
        },
        client_ports: PortSet::from(first..=last),
        destination: address(question.to),
        port: question.port,
        protocol: Protocol(question.proto),
    };
    Some(walk(topology, &origin, &flow, Leg::ToEndpoint))
}

/// Compares every client port beside which anything changes, and which steps fail.
fn check(
    network: &Network,
    question: &Question,
    judgement: &Judgement,
    trace: &Trace,
) -> Result<(), String> {
    for &port in &ports(network, question, judgement, trace) {
        let said = [
            (Fate::Passes, trace.open.contains(port)),
            (Fate::Stopped, trace.blocked.contains(port)),
            (Fate::Unknown, trace.undecided.contains(port)),
        ];
        let said: Vec<Fate> = said
            .into_iter()
            .filter_map(|(fate, said)| said.then_some(fate))
            .collect();
        let expected = fate_of_port(network, question, judgement, port);
        if said != [expected] {
            return Err(format!("port {port} is {expected:?}, not {said:?}"));
        }
    }
    let (first, last) = question.client_ports;
    let all = trace.open.union(&trace.blocked).union(&trace.undecided);
    if all != PortSet::from(first..=last) {
        return Err(format!("{all} is not what was asked"));
    }
    check_failures(network, question, judgement, trace)
}

/// Where it is clear which way packets take, every step that stops some must be told, and no other.
fn check_failures(
    network: &Network,
    question: &Question,
    judgement: &Judgement,
    trace: &Trace,
) -> Result<(), String> {
    if let Way::Lost | Way::Unknown = judgement.way {
        return Ok(());
    }
    let (first, last) = question.client_ports;
    let fixed = judgement.fixed.iter();
    let stopping = fixed.filter(|(_, fate)| *fate == Fate::Stopped);
    let mut expected: BTreeSet<&str> = stopping.map(|(kind, _)| *kind).collect();
    for filter in &judgement.by_port {
        let ports = edges_of(network, filter, first, last);
        let mut fates = ports
            .into_iter()
            .map(|port| filter_port(network, question, filter, port));
        if fates.any(|fate| fate == Fate::Stopped) {
            expected.insert(filter.kind);
        }
    }
    let said: BTreeSet<&str> = trace
        .steps()
        .filter(|step| matches!(step.outcome, Outcome::Fail(_) | Outcome::Partial { .. }))
        .map(|step| match step.kind.as_str() {
            "return-transit-gateway" | "return-transit-route" => "return-route",
            kind => kind,
        })
        .collect();
    if said == expected {
        Ok(())
    } else {
        Err(format!("{expected:?} stop packets, not {said:?}"))
    }
}

/// The ends of all ranges, of entries and of the answer, and their neighbours.
fn ports(
    network: &Network,
    question: &Question,
    judgement: &Judgement,
    trace: &Trace,
) -> BTreeSet<u16> {
    let (first, last) = question.client_ports;
    let filters = judgement.by_port.iter();
    let of_entries = filters.flat_map(|filter| edges_of(network, filter, first, last));
    let sets = [&trace.open, &trace.blocked, &trace.undecided];
    let ranges = sets.into_iter().flat_map(PortSet::ranges);
    let of_answer = ranges.flat_map(|&(from, to)| [from, to]);
    of_entries.chain(of_answer).chain([first, last]).collect()
}

fn edges_of(network: &Network, filter: &PortFilter, first: u16, last: u16) -> Vec<u16> {
    let subnets = filter.subnets.iter().flatten();
    let acls = subnets.map(|&subnet| &network.acls[network.subnets[subnet].acl]);
    acls.flat_map(|acl| edges(acl, first, last)).collect()
}

fn address(addr: Addr) -> IpAddr {
    addr.text().parse().expect("an address")
}

#[expect(
    clippy::disallowed_methods,
    reason = "the length of a run is chosen from outside"
)]
fn setting(name: &str) -> Option<usize> {
    let text = env::var(name).ok()?;
    Some(text.parse().expect("a number"))
}

fn ladder(trace: &Trace) -> String {
    let steps = trace.steps().map(|step| {
        let (kind, outcome) = (step.kind.as_str(), &step.outcome);
        format!("{kind}: {outcome:?}: {}", step.summary)
    });
    steps.collect::<Vec<_>>().join("\n")
}

fn text(files: &BTreeMap<String, Vec<u8>>) -> String {
    let files = files
        .iter()
        .map(|(path, bytes)| format!("{path}\n{}", String::from_utf8_lossy(bytes)));
    files.collect::<Vec<_>>().join("\n")
}
