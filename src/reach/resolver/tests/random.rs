//! Zones that nobody would write, and what must hold for them all the same.

use proptest::prelude::*;

use super::World;
use super::world::{a, cname};
use crate::reach::resolver::zone;
use crate::topology::{HostedZone, Record, RecordType};

fn name() -> impl Strategy<Value = String> {
    "(([abc]|\\*)\\.){0,3}z".prop_map(|name| name)
}

fn host() -> impl Strategy<Value = String> {
    "([abc]\\.){0,4}z"
}

fn records() -> impl Strategy<Value = Vec<Record>> {
    let record =
        (name(), host(), any::<bool>(), any::<bool>()).prop_map(|(name, target, leaf, set)| {
            let mut record = if leaf {
                a(&name, "10.0.0.1")
            } else {
                cname(&name, &target)
            };
            record.set_identifier = set.then_some(target);
            record
        });
    prop::collection::vec(record, 0..12)
}

/// RFC 4592 in its own words: the closest encloser is the longest existing ancestor, and only the
/// wildcard right below it may answer.
fn oracle<'a>(records: &'a [Record], name: &str) -> Vec<&'a Record> {
    let labels: Vec<&str> = name.split('.').collect();
    let exists = |labels: &[&str]| {
        records.iter().any(|record| {
            let own: Vec<&str> = record.name.split('.').collect();
            own.ends_with(labels)
        })
    };
    let at = |name: &str| {
        records
            .iter()
            .filter(|record| record.name == name)
            .collect()
    };
    if exists(&labels) {
        return at(name);
    }
    (1..labels.len())
        .map(|cut| &labels[cut..])
        .find(|parent| exists(parent) || parent.len() == 1)
        .map_or_else(Vec::new, |parent| at(&format!("*.{}", parent.join("."))))
}

proptest! {
    #[test]
    fn wildcards_work_as_the_standard_says(records in records(), name in host()) {
        let world = zone_named("z");
        let names = |records: Vec<&Record>| -> Vec<String> {
            records.iter().map(|record| format!("{record:?}")).collect()
        };
        let found = zone::records_at(&world, &records, &name);
        prop_assert_eq!(names(found), names(oracle(&records, &name)));
    }

    #[test]
    fn every_look_up_ends_and_explains_itself(
        outer in records(),
        inner in records(),
        name in host(),
    ) {
        let mut world = World::new();
        world.zone("z", outer);
        world.zone("a.z", inner);
        let resolution = world.ask(&name);
        prop_assert!(!resolution.steps.is_empty());
        prop_assert!(resolution.steps.len() <= 400);
        prop_assert!(resolution.answers.is_sorted());
        world.ask_publicly(&name);
        world.ask_as(&name, |question| question.dns_resolution = None);
    }
}

#[test]
fn branches_do_not_multiply() {
    // 15 names in a row, each with 8 CNAMEs to the next: 8^16 ways.
    let mut records = Vec::new();
    for step in 0..16 {
        for set in 0..8 {
            let mut record = cname(&format!("n{step}.z"), &format!("n{}.z", step + 1));
            record.set_identifier = Some(set.to_string());
            records.push(record);
        }
    }
    let mut world = World::new();
    world.zone("z", records);
    let resolution = world.ask("n0.z");
    assert!(!resolution.complete);
    assert!(resolution.answers.is_empty());
}

fn zone_named(name: &str) -> HostedZone {
    HostedZone {
        source: super::world::source(),
        id: "Z1".into(),
        name: name.to_owned(),
        private: Some(true),
        vpcs: Vec::new(),
        records: None,
    }
}

#[test]
fn the_oracle_knows_its_trade() {
    let records = [
        a("*.z", "10.0.0.1"),
        a("x.b.z", "10.0.0.2"),
        a("b.c.z", "10.0.0.3"),
    ];
    let names = |name: &str| -> Vec<String> {
        let found = zone::records_at(&zone_named("z"), &records, name);
        found.iter().map(|record| record.name.clone()).collect()
    };
    // A wildcard covers any depth, but not below a name that exists.
    assert_eq!(names("a.z"), ["*.z"]);
    assert_eq!(names("d.a.z"), ["*.z"]);
    assert_eq!(names("y.b.z"), Vec::<String>::new());
    assert_eq!(names("b.z"), Vec::<String>::new(), "an empty non-terminal");
    assert_eq!(names("z"), Vec::<String>::new());
    assert!(records.iter().all(|record| record.kind == RecordType::A));
}
