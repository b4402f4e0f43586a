//! The condition keys of a request.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::topology::Cidr;

/// What is known about condition keys. Keys that are not here may have any value or none.
#[derive(Clone, Debug, Default)]
pub struct Context(BTreeMap<&'static str, Vec<ContextValue>>);

/// The value of a condition key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContextValue {
    /// The request does not carry the key.
    Absent,
    /// A text, such as the id of an endpoint.
    Text(String),
    /// Any of these addresses.
    Addresses(Vec<Cidr>),
    /// A moment at which the request may be made.
    Time(Timestamp),
}

impl Context {
    /// Adds a key, in lower case. `aws:principaltag` stands for every tag of the principal.
    pub fn know(&mut self, key: &'static str, value: ContextValue) {
        self.know_one_of(key, vec![value]);
    }

    /// Adds a key of which is known only that it has one of these values.
    pub fn know_one_of(&mut self, key: &'static str, values: Vec<ContextValue>) {
        self.0.insert(key, values);
    }

    /// What a key may be; its case does not matter.
    pub(super) fn get(&self, key: &str) -> Option<&[ContextValue]> {
        let key = key.to_ascii_lowercase();
        let name = match key.split_once('/') {
            Some((family @ "aws:principaltag", _)) => family,
            _ => &key,
        };
        self.0.get(name).map(Vec::as_slice)
    }
}
