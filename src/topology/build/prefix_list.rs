//! Prefix lists and their entries.

use std::collections::BTreeMap;

use crate::snapshot::{Keyed, Observed, Source, ec2};
use crate::topology::{Cidr, PrefixList};

use super::Builder;
use super::read::sorted;

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
    Some(sorted(blocks.collect::<Option<Vec<_>>>()?))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::topology;

    fn entries(call: &str, answer: Value) -> Option<Vec<String>> {
        let lists = json!({"PrefixLists": [{"PrefixListId": "pl-1", "PrefixListName": "offices"}]});
        let topology = topology(&[("ec2.describe-managed-prefix-lists", lists), (call, answer)]);
        let list = topology
            .prefix_list(&"pl-1".into())
            .found()
            .expect("the list")
            .clone();
        Some(
            list.entries?
                .iter()
                .map(|(cidr, _)| cidr.to_string())
                .collect(),
        )
    }

    #[test]
    fn entries_are_known_only_if_all_of_them_are() {
        let call = "ec2.get-managed-prefix-list-entries.pl-1";
        assert_eq!(
            entries(call, json!({"Entries": [{"Cidr": "10.0.0.0/8"}]})),
            Some(vec!["10.0.0.0/8".to_owned()])
        );
        assert_eq!(entries(call, json!({"Entries": []})), Some(Vec::new()));
        assert_eq!(entries(call, json!({"Entries": [{"Cidr": "ten"}]})), None);
        assert_eq!(
            entries(
                call,
                json!({"Entries": [{"Cidr": "10.0.0.0/8"}], "NextToken": "x"})
            ),
            None
        );
        assert_eq!(
            entries(
                "ec2.get-managed-prefix-list-entries.pl-2",
                json!({"Entries": []})
            ),
            None
        );
    }
}
