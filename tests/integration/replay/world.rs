//! The files of a snapshot, found by what a request asks.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::scenario::Files;

use super::model::{operation, texts};
use super::request::Asked;

/// A snapshot to answer from.
#[derive(Debug)]
pub(super) struct World {
    files: BTreeMap<Place, Value>,
    manifest: Value,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    account: String,
    region: String,
    call: String,
    key: Vec<String>,
}

impl World {
    pub(super) fn new(files: &Files) -> Self {
        let parsed = files
            .iter()
            .filter_map(|(path, bytes)| Some((place(path)?, serde_json::from_slice(bytes).ok()?)));
        let manifest = files.get("manifest.json");
        Self {
            files: parsed.collect(),
            manifest: manifest.map_or(Value::Null, |bytes| serde_json::from_slice(bytes).unwrap()),
        }
    }

    /// Whether the account has files here.
    pub(super) fn has(&self, account: &str) -> bool {
        self.files.keys().any(|place| place.account == account)
    }

    /// The whole answer, if there is a file that holds it.
    pub(super) fn find(&self, asked: &Asked) -> Option<Value> {
        if let Some(own) = self.get(asked, &asked.key) {
            return Some(own.clone());
        }
        let keys = &operation(&asked.service, &asked.operation)["keys"];
        let is_filter = texts(keys).first().is_some_and(|key| key.contains(':'));
        if !is_filter || asked.key.is_empty() {
            return None;
        }
        // The unfiltered list, filtered.
        let mut all = self.get(asked, &[])?.clone();
        for list in all.as_object_mut()?.values_mut() {
            if let Value::Array(records) = list {
                records.retain(|record| record["VpcId"] == asked.key[0].as_str());
            }
        }
        Some(all)
    }

    /// What the manifest says of a call without an answer: status and message.
    pub(super) fn failure(&self, asked: &Asked) -> Option<(&str, &str)> {
        let calls = self.manifest["calls"].as_array()?;
        let call = calls.iter().find(|call| {
            call["account"] == asked.account.as_str()
                && call["region"] == asked.region.as_str()
                && call["service"] == asked.service.as_str()
                && call["operation"] == asked.operation.as_str()
                && bare(&texts(&call["key"])) == bare(&asked.key)
        })?;
        let message = call["message"].as_str().unwrap_or_default();
        Some((call["status"].as_str()?, message))
    }

    /// The number of the page that the tokens of a request name, from 0.
    pub(super) fn page_number(&self, asked: &Asked, size: Option<usize>) -> usize {
        let (Some(first), Some(size)) = (asked.tokens().into_iter().flatten().next(), size) else {
            return usize::from(asked.tokens().iter().any(Option::is_some));
        };
        self.offset(asked, first) / size
    }

    /// The record at which the page of a request starts.
    pub(super) fn offset(&self, asked: &Asked, token: &str) -> usize {
        if let Some(offset) = token.strip_prefix("from-") {
            return offset.parse().unwrap();
        }
        // Record sets continue at a record.
        let all = self.find(asked).unwrap_or_default();
        let tokens = asked.tokens();
        let records = all["ResourceRecordSets"].as_array().unwrap();
        let is_next = |record: &Value| {
            record["Name"] == token
                && tokens[1].is_none_or(|kind| record["Type"] == kind)
                && tokens[2].is_none_or(|id| record["SetIdentifier"] == id)
        };
        records.iter().position(is_next).unwrap()
    }

    fn get(&self, asked: &Asked, key: &[String]) -> Option<&Value> {
        let place = Place {
            account: asked.account.clone(),
            region: asked.region.clone(),
            call: format!("{}.{}", asked.service, asked.operation),
            key: bare(key),
        };
        self.files.get(&place)
    }
}

/// An answer with nothing in any of its lists.
pub(super) fn nothing(asked: &Asked) -> Value {
    let lists = &operation(&asked.service, &asked.operation)["pages"]["list"];
    texts(lists)
        .into_iter()
        .map(|list| (list.to_owned(), json!([])))
        .collect()
}

/// Identifiers without what ARNs and paths put before them.
fn bare(key: &[impl AsRef<str>]) -> Vec<String> {
    let last = |part: &str| part.rsplit('/').next().unwrap_or(part).to_owned();
    key.iter().map(|part| last(part.as_ref())).collect()
}

fn place(path: &str) -> Option<Place> {
    let mut parts = path.strip_suffix(".json")?.split('/');
    let (account, region, name) = (parts.next()?, parts.next()?, parts.next()?);
    let mut words = name.split('.');
    let call = format!("{}.{}", words.next()?, words.next()?);
    let key: Vec<String> = words
        .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
        .collect();
    Some(Place {
        account: account.to_owned(),
        region: region.to_owned(),
        call,
        key: bare(&key),
    })
}
