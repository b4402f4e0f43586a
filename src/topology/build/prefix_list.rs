//! Prefix lists and their entries.

use std::collections::BTreeMap;

use crate::snapshot::{Keyed, Observed, Source, ec2};
use crate::topology::{Cidr, PrefixList};

use super::Builder;

impl Builder {
    pub(super) fn add_prefix_lists(
        &mut self,
        lists: Vec<Observed<ec2::ManagedPrefixList>>,
        entries: Vec<Observed<Keyed<ec2::PrefixListEntry>>>,
    ) {
        // A list of another account may be known by its entries only.
        let mut sources: BTreeMap<String, (Source, Option<String>)> = BTreeMap::new();
        for entry in &entries {
            sources
                .entry(entry.key.to_string())
                .or_insert((entry.source, None));
        }
        for Observed { record, source } in self.settle(lists).records {
            sources.insert(record.prefix_list_id, (source, record.prefix_list_name));
        }
        let mut answers = self.answers(entries, "ec2", "get-managed-prefix-list-entries");
        for (id, (source, name)) in sources {
            let list = PrefixList {
                source,
                name,
                entries: answers.take(&id).and_then(|entries| blocks(&entries)),
                id: self.id(&id),
            };
            self.topology.graph.insert(list);
        }
    }
}

/// The blocks; `None` if one cannot be read: then what the list holds is not known.
fn blocks(entries: &[Observed<ec2::PrefixListEntry>]) -> Option<Vec<(Cidr, Source)>> {
    let blocks = entries
        .iter()
        .map(|entry| Some((entry.cidr.parse().ok()?, entry.source)));
    blocks.collect()
}
