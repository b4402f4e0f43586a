//! The stages of the pipeline on generated accounts of three sizes.
//!
//! `parse` is the baseline: serde_json alone, on the same bytes, into the same records. How to
//! read the results stands in `docs/performance.md`.

mod account;
mod baseline;

use std::hint::black_box;

use account::Account;
use baseline::Answer;
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use gatepath::{
    analysis::{AllQuestion, Destination, FlowQuestion, Selection, Sender, WhoQuestion, diagnose},
    reach::{self, Leg, Origin},
    report::FlowReport,
    snapshot::{LoadOptions, Snapshot},
    topology::{Change, Flow, Lookup, PortSet, Protocol, Topology},
};

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

fn reading(criterion: &mut Criterion) {
    for interfaces in SIZES {
        let account = Account::generate(interfaces);
        let files = || -> Vec<_> { account.files.clone().into_iter().collect() };
        let records = parse(files()).expect("generated files can be parsed");
        let records: usize = records.iter().map(Answer::len).sum();
        let snapshot = load(files());
        assert_eq!(records, snapshot.record_count(), "both read the same");

        let mut group = criterion.benchmark_group("read");
        group.sample_size(10);
        group.throughput(Throughput::Bytes(account.bytes() as u64));
        group.bench_function(BenchmarkId::new("parse", interfaces), |bencher| {
            bencher.iter_batched(files, parse, BatchSize::PerIteration);
        });
        group.bench_function(BenchmarkId::new("load", interfaces), |bencher| {
            bencher.iter_batched(files, load, BatchSize::PerIteration);
        });
        group.bench_function(BenchmarkId::new("build", interfaces), |bencher| {
            let clone = || snapshot.clone();
            bencher.iter_batched(clone, Topology::build, BatchSize::PerIteration);
        });
        group.finish();
    }
}

fn reaching(criterion: &mut Criterion) {
    for interfaces in SIZES {
        let account = Account::generate(interfaces);
        let topology = Topology::build(load(account.files));
        let targets = topology.targets();
        let target = targets[0];
        let Lookup::Found(gateway) = topology.gateway(&target.gateway) else {
            panic!("every target has a gateway")
        };
        let journey = reach::journey(&topology, gateway, target);
        let path = journey.paths.first().expect("the target has paths");
        let id = path.interface.as_ref().expect("the interface was observed");
        let Lookup::Found(interface) = topology.interface(id) else {
            panic!("the path starts at an interface")
        };
        let origin = Origin::interface(interface, interface.addresses[0]);
        let flow: Flow = origin.flow_to(path.destination, 443, Protocol::TCP, PortSet::ephemeral());

        let mut group = criterion.benchmark_group("reach");
        group.sample_size(10);
        group.bench_function(BenchmarkId::new("one_path", interfaces), |bencher| {
            bencher.iter(|| reach::walk(&topology, &origin, black_box(&flow), Leg::ToEndpoint));
        });
        group.bench_function(BenchmarkId::new("one_target", interfaces), |bencher| {
            bencher.iter(|| reach::journey(&topology, gateway, black_box(target)));
        });
        group.throughput(Throughput::Elements(targets.len() as u64));
        group.bench_function(BenchmarkId::new("all_targets", interfaces), |bencher| {
            bencher.iter(|| diagnose(&topology, &Selection::default()));
        });
        group.finish();
    }
}

/// One rule is taken away and the question asked again; then it is put back.
fn what_if(criterion: &mut Criterion) {
    for interfaces in SIZES {
        let account = Account::generate(interfaces);
        let mut topology = Topology::build(load(account.files));
        let questions = questions(&topology, 1);
        let group = {
            let from = topology.interfaces()[0];
            let Lookup::Found(group) = topology.security_group(&from.groups[0]) else {
                panic!("the group of an interface was observed")
            };
            group.clone()
        };
        let mut changed = group.clone();
        changed.outbound.pop();
        let states = [changed, group].map(Box::new);
        let mut bench = criterion.benchmark_group("what_if");
        bench.sample_size(10);
        bench.bench_function(BenchmarkId::from_parameter(interfaces), |bencher| {
            let mut turn = 0;
            bencher.iter_batched(
                || {
                    turn += 1;
                    Change::SecurityGroup(states[turn % 2].clone())
                },
                |change| {
                    let undo = topology.apply(change);
                    (undo.is_ok(), questions[0].answer(&topology).verdict)
                },
                BatchSize::SmallInput,
            );
        });
        bench.finish();
    }
}

/// Flows between interfaces anywhere in the account, as `trace --flows` answers them, on one core.
fn flows(criterion: &mut Criterion) {
    for interfaces in SIZES {
        let account = Account::generate(interfaces);
        let topology = Topology::build(load(account.files));
        let questions = questions(&topology, 2_000);
        let mut bench = criterion.benchmark_group("flows");
        bench.sample_size(10);
        bench.throughput(Throughput::Elements(questions.len() as u64));
        bench.bench_function(BenchmarkId::from_parameter(interfaces), |bencher| {
            bencher.iter(|| {
                let reports = questions.iter().map(|question| {
                    let answer = question.answer(black_box(&topology));
                    let report = FlowReport::new(None, &answer, &topology);
                    serde_json::to_vec(&report).map(|line| line.len())
                });
                reports.sum::<Result<usize, _>>()
            });
        });
        bench.finish();
    }
}

/// Questions about interfaces far apart in the list, on ports that rules name.
fn questions(topology: &Topology, count: usize) -> Vec<FlowQuestion> {
    let interfaces = topology.interfaces();
    let pick = |number: usize| interfaces[number * 7919 % interfaces.len()];
    (0..count)
        .map(|number| FlowQuestion {
            from: Sender::Interface(pick(number).id.clone()),
            to: Destination {
                host: pick(number * 31 + 17).addresses[0].to_string(),
                port: [443, 8080, 5432][number % 3],
            },
            protocol: Protocol::TCP,
            source_ports: PortSet::ephemeral(),
        })
        .collect()
}

/// Questions asked backwards: over every interface of the account.
fn reversing(criterion: &mut Criterion) {
    for interfaces in SIZES {
        let account = Account::generate(interfaces);
        let topology = Topology::build(load(account.files));
        let target = topology.targets()[0];
        let Lookup::Found(gateway) = topology.gateway(&target.gateway) else {
            panic!("every target has a gateway")
        };
        let journey = reach::journey(&topology, gateway, target);
        let path = journey.paths.first().expect("the target has paths");
        let who = WhoQuestion {
            to: Destination {
                host: path.destination.to_string(),
                port: 443,
            },
            protocol: Protocol::TCP,
            source_ports: PortSet::ephemeral(),
        };
        let all = AllQuestion {
            from: gateway.id.to_string(),
            ports: None,
            source_ports: PortSet::ephemeral(),
        };

        let mut group = criterion.benchmark_group("reverse");
        group.sample_size(10);
        group.throughput(Throughput::Elements(interfaces as u64));
        group.bench_function(BenchmarkId::new("who", interfaces), |bencher| {
            bencher.iter(|| black_box(&who).answer(&topology));
        });
        group.bench_function(BenchmarkId::new("all", interfaces), |bencher| {
            bencher.iter(|| black_box(&all).answer(&topology));
        });
        group.finish();
    }
}

/// Each file goes as soon as it is parsed, as it does in the loader.
fn parse(files: Vec<(String, Vec<u8>)>) -> serde_json::Result<Vec<Answer>> {
    let answers = files
        .into_iter()
        .map(|(path, json)| baseline::parse(baseline::operation(&path), &json));
    answers.filter_map(Result::transpose).collect()
}

fn load(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Snapshot {
    Snapshot::from_files(files, &LoadOptions::default()).expect("generated files can be loaded")
}

criterion_group!(benches, reading, reaching, what_if, flows, reversing);
criterion_main!(benches);
