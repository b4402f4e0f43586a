//! Values that findings quote: read again from the files, only the few that are wanted.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::Path,
};

use serde::{
    Deserialize,
    de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

use crate::snapshot::{
    LoadError, SuppliedFile,
    load::store::{Content, Store},
};

/// Reads single values out of a snapshot's files.
///
/// Records keep what decides; a report also quotes what stands in the file. Each file is read
/// once for all pointers into it, and what is not wanted is skipped without being stored.
#[derive(Clone, Debug)]
pub struct EvidenceReader {
    store: Store,
    /// Files that somebody supplied beside those.
    beside: Store,
}

impl EvidenceReader {
    /// Opens the directory or archive that a snapshot was loaded from.
    pub fn open(path: &Path) -> Result<Self, LoadError> {
        Ok(Self {
            store: Store::open(path)?,
            beside: Store::Memory(BTreeMap::new()),
        })
    }

    /// A reader of files in memory.
    pub fn from_files(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        Self {
            store: Store::Memory(files.into_iter().collect()),
            beside: Store::Memory(BTreeMap::new()),
        }
    }

    /// The same reader, which also finds supplied files.
    pub fn beside(self, supplied: &[SuppliedFile]) -> Self {
        let files = supplied.iter().map(SuppliedFile::evidence);
        Self {
            beside: Store::Memory(files.collect()),
            ..self
        }
    }

    /// The values at some JSON pointers (RFC 6901) of some files: path → pointers in, path →
    /// pointer → value out.
    ///
    /// What is not there, or stands in a file that is no longer readable, is left out.
    pub fn read(
        &self,
        wanted: &BTreeMap<String, BTreeSet<String>>,
    ) -> Result<BTreeMap<String, BTreeMap<String, Value>>, LoadError> {
        let files: BTreeSet<&str> = wanted.keys().map(String::as_str).collect();
        let mut found = BTreeMap::new();
        let mut inputs = self.store.read(&files)?;
        inputs.extend(self.beside.read(&files)?);
        for input in inputs {
            let (Content::Bytes(bytes), Some(pointers)) = (input.content, wanted.get(&input.path))
            else {
                continue;
            };
            found.insert(input.path, values(&bytes, pointers));
        }
        Ok(found)
    }
}

/// The values at the pointers, as far as the text can be parsed.
fn values(bytes: &[u8], pointers: &BTreeSet<String>) -> BTreeMap<String, Value> {
    let mut root = Node::default();
    for pointer in pointers {
        root.add(pointer);
    }
    let mut found = BTreeMap::new();
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let seed = Seek {
        node: &root,
        found: &mut found,
    };
    // A file that has become malformed since it was loaded still gives what precedes the fault.
    let _ = seed.deserialize(&mut serde_json::Deserializer::from_slice(text));
    found
}

/// The pointers as a tree: one node per reference token.
#[derive(Default)]
struct Node {
    /// The pointer that ends here.
    pointer: Option<String>,
    children: BTreeMap<String, Self>,
}

impl Node {
    fn add(&mut self, pointer: &str) {
        // A pointer is empty or starts with a slash; any other text points at nothing.
        let Some(tokens) = pointer.strip_prefix('/') else {
            if pointer.is_empty() {
                self.pointer = Some(String::new());
            }
            return;
        };
        let mut node = self;
        for token in tokens.split('/') {
            node = node.children.entry(unescape(token)).or_default();
        }
        node.pointer = Some(pointer.to_owned());
    }

    /// Takes every pointer that ends in this value or below it.
    fn take(&self, value: &Value, found: &mut BTreeMap<String, Value>) {
        if let Some(pointer) = &self.pointer {
            found.insert(pointer.clone(), value.clone());
        }
        for (token, child) in &self.children {
            let below = match value {
                Value::Array(list) => index(token).and_then(|index| list.get(index)),
                Value::Object(map) => map.get(token),
                _ => None,
            };
            if let Some(below) = below {
                child.take(below, found);
            }
        }
    }
}

/// Walks down to the wanted values.
struct Seek<'a> {
    node: &'a Node,
    found: &'a mut BTreeMap<String, Value>,
}

impl<'de> DeserializeSeed<'de> for Seek<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.node.pointer.is_some() {
            let value = Value::deserialize(deserializer)?;
            self.node.take(&value, self.found);
            return Ok(());
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seek<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            match self.node.children.get(&name) {
                Some(node) => map.next_value_seed(Seek {
                    node,
                    found: self.found,
                })?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let children: BTreeMap<usize, &Node> = self
            .node
            .children
            .iter()
            .filter_map(|(token, node)| Some((index(token)?, node)))
            .collect();
        for position in 0.. {
            let next = match children.get(&position) {
                Some(&node) => seq.next_element_seed(Seek {
                    node,
                    found: self.found,
                })?,
                None => seq.next_element::<IgnoredAny>()?.map(|_| ()),
            };
            if next.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

/// A reference token as it stands in the document.
fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// A reference token as an index: digits without a leading zero.
fn index(token: &str) -> Option<usize> {
    let is_index =
        token == "0" || (!token.starts_with('0') && token.bytes().all(|b| b.is_ascii_digit()));
    is_index.then(|| token.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{
        "Vpcs": [
            {"VpcId": "vpc-0", "Tags": []},
            {"VpcId": "vpc-1", "Tags": [{"Key": "Name", "Value": "lab"}], "n": [1, -2, 2.5, null, true]}
        ],
        "a/b~c": {"": "empty name"}
    }"#;

    fn read(pointers: &[&str]) -> BTreeMap<String, Value> {
        let pointers = pointers.iter().map(|&pointer| pointer.to_owned()).collect();
        values(TEXT.as_bytes(), &pointers)
    }

    #[test]
    fn values_are_those_of_the_whole_document() {
        let whole: Value = serde_json::from_str(TEXT).unwrap();
        let pointers = [
            "/Vpcs/1/VpcId",
            "/Vpcs/1/Tags/0",
            "/Vpcs/1/Tags/0/Value",
            "/Vpcs/0",
            "/Vpcs/1/n/1",
            "/Vpcs/1/n/3",
            "/a~1b~0c",
            "/a~1b~0c/",
        ];
        let found = read(&pointers);
        assert_eq!(found.len(), pointers.len());
        for pointer in pointers {
            assert_eq!(found.get(pointer), whole.pointer(pointer), "{pointer}");
        }
        assert_eq!(read(&[""]).get(""), Some(&whole));
    }

    #[test]
    fn what_is_not_there_is_left_out() {
        for pointer in [
            "/Vpcs/2",
            "/Vpcs/01",
            "/Vpcs/-",
            "/Vpcs/x",
            "/Vpcs/0/VpcId/0",
            "/none",
            "Vpcs",
            "/",
        ] {
            assert!(read(&[pointer]).is_empty(), "{pointer}");
        }
    }

    #[test]
    fn a_damaged_file_gives_what_precedes_the_damage() {
        let pointers = ["/Vpcs/0/VpcId", "/a~1b~0c"].map(str::to_owned).into();
        let found = values(&TEXT.as_bytes()[..100], &pointers);
        assert_eq!(found.keys().collect::<Vec<_>>(), ["/Vpcs/0/VpcId"]);
    }

    #[test]
    fn files_are_read_by_path() {
        let reader = EvidenceReader::from_files([("1/r/a.json".to_owned(), TEXT.into())]);
        let wanted = ["1/r/a.json", "1/r/b.json"]
            .map(|path| {
                (
                    path.to_owned(),
                    BTreeSet::from(["/Vpcs/0/VpcId".to_owned()]),
                )
            })
            .into();
        let found = reader.read(&wanted).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found["1/r/a.json"]["/Vpcs/0/VpcId"], "vpc-0");
    }
}
