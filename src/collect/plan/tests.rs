use std::collections::BTreeSet;

use super::*;
use crate::collect::wire;

#[test]
fn plan_and_models_hold_the_same_operations() {
    let rows: BTreeSet<(&str, &str)> = TABLE
        .iter()
        .map(|row| (row.service, row.operation))
        .collect();
    let mut models: BTreeSet<(&str, &str)> = wire::service_operations().collect();
    // Tells whose credentials these are; it is no evidence.
    assert!(models.remove(&("sts", "get-caller-identity")));
    assert_eq!(rows, models);
}

#[test]
fn a_key_has_as_many_parts_as_the_request_names() {
    for row in TABLE {
        let options = wire::operation(row.service, row.operation)
            .unwrap()
            .options();
        let parts = row.fixed.len()
            + match row.about {
                About::Each(kind) if kind.extends() => 2,
                About::Each(_) | About::EachVpc => 1,
                About::Home | About::Region | About::Account => 0,
            };
        assert_eq!(parts, options.len(), "{row}");
    }
}

#[test]
fn every_set_that_is_asked_about_is_filled() {
    for row in TABLE {
        if let Some(kind) = row.kind(false) {
            let is_filled = TABLE
                .iter()
                .flat_map(|row| row.leads)
                .any(|lead| lead.to == kind);
            assert!(is_filled, "{row}");
        }
    }
}

#[test]
fn every_call_says_who_needs_it() {
    for row in TABLE {
        assert!(!row.needed_for.is_empty(), "{row}");
        assert!(row.action.contains(':'), "{row}");
    }
}
