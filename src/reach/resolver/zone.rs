//! What a hosted zone answers, by the rules of RFC 1034 and RFC 4592, which Route 53 follows.
//! <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html>

use crate::topology::{HostedZone, Record, RecordType};

/// Whether `zone` is `name` itself or a parent domain of it.
pub(super) fn covers(zone: &str, name: &str) -> bool {
    match name.strip_suffix(zone) {
        Some(rest) => rest.is_empty() || rest.ends_with('.'),
        None => false,
    }
}

/// The zones with the longest name that covers `name`: Route 53 asks the most specific zone only.
/// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html>
pub(super) fn closest<'a>(
    zones: impl IntoIterator<Item = &'a HostedZone>,
    name: &str,
) -> Vec<&'a HostedZone> {
    let mut closest: Vec<&HostedZone> = Vec::new();
    for zone in zones.into_iter().filter(|zone| covers(&zone.name, name)) {
        match closest.first().map(|best| best.name.len()) {
            Some(length) if length > zone.name.len() => {}
            Some(length) if length == zone.name.len() => closest.push(zone),
            _ => closest = vec![zone],
        }
    }
    closest
}

/// The name servers that a zone hands `name` to: NS records at it or above it, below the apex.
pub(super) fn delegation<'a>(
    zone: &HostedZone,
    records: &'a [Record],
    name: &str,
) -> Vec<&'a Record> {
    let delegates = |record: &&Record| {
        record.kind == RecordType::Ns
            && record.name != zone.name
            && covers(&zone.name, &record.name)
            && covers(&record.name, name)
    };
    records.iter().filter(delegates).collect()
}

/// The record sets that answer for `name`, of whatever type: those at the name, else those of the
/// wildcard right below its closest existing ancestor. Empty if the name does not exist or holds
/// nothing.
pub(super) fn records_at<'a>(
    zone: &HostedZone,
    records: &'a [Record],
    name: &str,
) -> Vec<&'a Record> {
    let at = |owner: &str| -> Vec<&'a Record> {
        records
            .iter()
            .filter(|record| record.name == owner)
            .collect()
    };
    if exists(records, name) {
        return at(name);
    }
    let mut encloser = name;
    while let Some((_, parent)) = encloser.split_once('.') {
        if !covers(&zone.name, parent) {
            break;
        }
        if parent == zone.name || exists(records, parent) {
            return at(&format!("*.{parent}"));
        }
        encloser = parent;
    }
    Vec::new()
}

/// Whether a name has records, or names below it do: both keep wildcards from answering for it.
fn exists(records: &[Record], name: &str) -> bool {
    records.iter().any(|record| covers(name, &record.name))
}

/// Of several record sets of one name, those that may be the answer, and those that weight 0
/// keeps out while another one weighs more.
/// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-weighted.html>
pub(super) fn by_weight(records: Vec<&Record>) -> (Vec<&Record>, Vec<&Record>) {
    let some_weigh = records.iter().any(|record| record.weight > Some(0));
    let weightless = |record: &&Record| some_weigh && record.weight == Some(0);
    let (out, of_use) = records.into_iter().partition(weightless);
    (of_use, out)
}
