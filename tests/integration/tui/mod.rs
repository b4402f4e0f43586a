//! The terminal UI: screens, keys, what must always hold, and a run in a real terminal.

mod flows;
#[cfg(feature = "aws")]
mod live;
mod properties;
mod screens;
mod terminal;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use gatepath::analysis::{Selection, diagnose, prove};
use gatepath::report::{Report, Symbols};
use gatepath::snapshot::{EvidenceReader, LoadOptions, Snapshot};
use gatepath::topology::Topology;
use gatepath::tui::{Account, Keymap, Options, Quote, Session, Theme};

use crate::command::DEMO;

/// The account of the demo.
fn demo() -> Account {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(DEMO);
    let reader = EvidenceReader::open(&path).unwrap();
    demo_with(Arc::new(move |wanted: &_| reader.read(wanted).unwrap()))
}

/// The same with something else that reads evidence again.
fn demo_with(quote: Quote) -> Account {
    let (report, topology) = judged();
    Account::new(report, topology, quote)
}

/// The report on the demo.
fn demo_report() -> Report {
    judged().0
}

/// The demo with another report.
fn with_report(report: Report) -> Account {
    Account::new(report, judged().1, Arc::new(|_: &_| BTreeMap::new()))
}

fn judged() -> (Report, Topology) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(DEMO);
    let snapshot = Snapshot::load(&path, &LoadOptions::default()).unwrap();
    let mut topology = Topology::build(snapshot);
    let mut diagnosis = diagnose(&topology, &Selection::default()).unwrap();
    prove(&mut topology, &mut diagnosis);
    let mut report = Report::new(&diagnosis, &topology);
    let reader = EvidenceReader::open(&path).unwrap();
    report.quote(|wanted| reader.read(wanted)).unwrap();
    (report, topology)
}

fn options() -> Options {
    Options {
        theme: Theme::default(),
        symbols: Symbols::Unicode,
        keymap: Keymap::default(),
        mouse: true,
        title: DEMO.to_owned(),
        live: false,
    }
}

/// The demo on a screen of so many columns and rows, after some keys.
fn session(size: (u16, u16), keys: &str) -> Session {
    let mut session = Session::new(options(), size).showing(demo());
    session.press(keys).unwrap();
    session
}
