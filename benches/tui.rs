//! A key press on a list of 10,000 targets: update and draw, at three sizes.
//!
//! What is measured has to come to less than a frame of 16 ms.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use gatepath::analysis::{Selection, diagnose, prove};
use gatepath::report::{Report, Symbols};
use gatepath::snapshot::{LoadOptions, Snapshot};
use gatepath::topology::Topology;
use gatepath::tui::{Account, Keymap, Options, Session, Theme};

const TARGETS: usize = 10_000;

fn account(targets: usize) -> Account {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/demo");
    let snapshot = Snapshot::load(&path, &LoadOptions::default()).unwrap();
    let mut topology = Topology::build(snapshot);
    let mut diagnosis = diagnose(&topology, &Selection::default()).unwrap();
    prove(&mut topology, &mut diagnosis);
    let mut report = Report::new(&diagnosis, &topology);
    let known = report.targets.clone();
    report.targets = (0..targets)
        .map(|index| {
            let mut target = known[index % known.len()].clone();
            target.name = format!("{}-{index}", target.name);
            target
        })
        .collect();
    Account::new(report, topology, Arc::new(|_: &_| BTreeMap::new()))
}

fn session(size: (u16, u16), targets: usize) -> Session {
    let options = Options {
        theme: Theme::default(),
        symbols: Symbols::Unicode,
        keymap: Keymap::default(),
        mouse: true,
        title: "benchmark".to_owned(),
        live: false,
    };
    Session::new(options, size).showing(account(targets))
}

fn keys(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("10,000 targets, update and draw");
    for size in [(80, 24), (200, 60)] {
        let mut session = session(size, TARGETS);
        for (name, keys) in [
            ("down and up", "down up"),
            ("last and first", "G g"),
            ("sort", "s"),
            ("open the path and back", "enter q"),
        ] {
            let name = format!("{name}, {}x{}", size.0, size.1);
            group.bench_function(name, |bencher| {
                bencher.iter(|| {
                    for key in keys.split(' ') {
                        session.press(key).unwrap();
                        session.draw();
                    }
                });
            });
        }
        group.bench_function(
            format!("type into the filter, {}x{}", size.0, size.1),
            |bencher| {
                bencher.iter(|| {
                    session.press("/").unwrap();
                    session.write("tracking");
                    session.draw();
                    session.press("esc").unwrap();
                });
            },
        );
    }
    group.finish();
    let mut group = criterion.benchmark_group("what-if");
    let mut session = session((120, 30), 5);
    session.press("enter").unwrap();
    group.bench_function("try a fix and take it back, update and draw", |bencher| {
        bencher.iter(|| {
            session.press("a").unwrap();
            session.draw();
            session.press("u").unwrap();
            session.draw();
        });
    });
    group.finish();
}

criterion_group!(benches, keys);
criterion_main!(benches);
