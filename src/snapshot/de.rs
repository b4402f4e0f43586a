//! Deserializers that accept what the AWS CLI and its relatives print.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

pub(super) mod time;

/// A list; `null` is an empty one.
///
/// Most lists inside records have one element, and a vector grows to four at once: over a large
/// account the rest would be a third of the memory.
pub(super) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let mut list: Vec<T> = Option::deserialize(deserializer)?.unwrap_or_default();
    list.shrink_to_fit();
    Ok(list)
}

/// An object with names of the customer's own; `null` is an empty one.
pub(super) fn map<'de, D, T>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
