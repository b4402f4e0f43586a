//! Where evidence comes from: file, place in the file, account and Region, API call.

use std::{
    fmt::{self, Write as _},
    ops::{Deref, DerefMut},
    sync::Arc,
};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// A record and where it was observed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed<T> {
    /// The record, in AWS's own shape.
    pub record: T,
    /// The file and the place in it.
    pub source: Source,
}

impl<T> Deref for Observed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.record
    }
}

impl<T> DerefMut for Observed<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.record
    }
}

/// A record that does not say what was asked about, and the identifier that was.
///
/// Target health, for example, does not name its target group: only the request did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keyed<T> {
    /// The identifier that the request named. Hosted zone ids come without `/hostedzone/`.
    pub key: Arc<str>,
    /// The record, in AWS's own shape.
    pub record: T,
}

impl<T> Deref for Keyed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.record
    }
}

impl<T> DerefMut for Keyed<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.record
    }
}

/// A file of a snapshot, by its index in `Snapshot::files`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub(super) u32);

impl FileId {
    /// The index in `Snapshot::files`.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Where a record was observed: a file and the place of the record in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source {
    file: FileId,
    shape: &'static Shape,
    index: u32,
    inner_index: u32,
}

impl Source {
    /// The file itself is the record.
    pub fn document(file: FileId) -> Self {
        Self::at(
            file,
            &Shape {
                member: "",
                inner: "",
            },
        )
    }

    pub(super) fn at(file: FileId, shape: &'static Shape) -> Self {
        Self {
            file,
            shape,
            index: NO_INDEX,
            inner_index: NO_INDEX,
        }
    }

    pub(super) fn element(self, index: u32) -> Self {
        Self { index, ..self }
    }

    pub(super) fn inner_element(self, inner_index: u32) -> Self {
        Self {
            inner_index,
            ..self
        }
    }

    pub(super) fn set_file(&mut self, file: FileId) {
        self.file = file;
    }

    /// The file.
    pub fn file(self) -> FileId {
        self.file
    }

    /// The JSON pointer (RFC 6901) of the record in its file, such as `/NetworkInterfaces/12`.
    ///
    /// It is empty when the file itself is the record. Append `/Member/0` for a part of a record.
    pub fn pointer(self) -> String {
        let mut out = String::new();
        for (name, index) in [
            (self.shape.member, self.index),
            (self.shape.inner, self.inner_index),
        ] {
            if name.is_empty() {
                break;
            }
            // Writing to a `String` cannot fail.
            let _ = write!(out, "/{name}");
            if index != NO_INDEX {
                let _ = write!(out, "/{index}");
            }
        }
        out
    }
}

/// The members that lead to a record. Their names need no escape in a JSON pointer.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Shape {
    /// The top-level member, or "" when the document is the record.
    pub(super) member: &'static str,
    /// The member of the top-level member's elements, or "".
    pub(super) inner: &'static str,
}

/// The account and Region that answered. Global services have the Region [`Scope::GLOBAL`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    /// The account id, or [`Scope::UNKNOWN`].
    pub account: Arc<str>,
    /// The Region's name, [`Scope::GLOBAL`], or [`Scope::UNKNOWN`].
    pub region: Arc<str>,
}

impl Scope {
    /// The "Region" of services that have none: Route 53, IAM.
    pub const GLOBAL: &'static str = "global";

    /// What neither the path nor the records of a file tell.
    pub const UNKNOWN: &'static str = "unknown";

    /// A scope of that account and Region.
    pub fn new(account: &str, region: &str) -> Self {
        Self {
            account: account.into(),
            region: region.into(),
        }
    }
}

impl Default for Scope {
    fn default() -> Self {
        Self::new(Self::UNKNOWN, Self::UNKNOWN)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.account, self.region)
    }
}

/// A file of a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// Path relative to the root of the snapshot, with `/` between folders.
    pub path: String,
    /// The account and Region that answered.
    pub scope: Scope,
    /// The call that the file's name states; files with names of their own have none.
    pub call: Option<Call>,
}

/// An API call, in the words of the AWS CLI.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Call {
    /// The CLI's name of the service (`ec2`, `vpc-lattice`).
    pub service: String,
    /// The CLI's name of the operation (`describe-vpcs`).
    pub operation: String,
    /// The identifiers that the request named; empty for a list of everything.
    pub key: Vec<String>,
}

impl Call {
    /// A call.
    pub fn new(service: &str, operation: &str, key: &[&str]) -> Self {
        Self {
            service: service.to_owned(),
            operation: operation.to_owned(),
            key: key.iter().map(|&part| part.to_owned()).collect(),
        }
    }

    /// Reads `<service>.<operation>[.<key>…].json`; `None` for any other file name.
    ///
    /// Parts of the key are percent-decoded. All parts after the operation that `key_parts`
    /// (given the service and the operation) does not call for belong to the last one, so that a
    /// dot that nobody encoded does no harm.
    pub(super) fn from_file_name(
        name: &str,
        key_parts: impl FnOnce(&str, &str) -> usize,
    ) -> Option<Self> {
        let mut parts = name.strip_suffix(".json")?.splitn(3, '.');
        let (service, operation) = (parts.next()?, parts.next()?);
        let is_word = |word: &str| {
            word.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        let is_read = [
            "describe-",
            "get-",
            "list-",
            "search-",
            "lookup-",
            "head-",
            "simulate-",
        ]
        .iter()
        .any(|verb| operation.starts_with(verb));
        if service.is_empty() || !is_word(service) || !is_word(operation) || !is_read {
            return None;
        }
        let key = parts.next().map_or_else(Vec::new, |key| {
            key.splitn(key_parts(service, operation).max(1), '.')
                .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
                .collect()
        });
        Some(Self {
            service: service.to_owned(),
            operation: operation.to_owned(),
            key,
        })
    }

    /// The name of the file that holds the answer of this call.
    pub fn file_name(&self) -> String {
        let mut name = format!("{}.{}", self.service, self.operation);
        for part in &self.key {
            // Writing to a `String` cannot fail.
            let _ = write!(
                name,
                ".{}",
                utf8_percent_encode(part, ENCODED_IN_FILE_NAMES)
            );
        }
        name.push_str(".json");
        name
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.service, self.operation)?;
        self.key.iter().try_for_each(|part| write!(f, " {part}"))
    }
}

/// Marks the absence of an index.
const NO_INDEX: u32 = u32::MAX;

/// Everything but letters, digits and `-`, `_`: safe on every file system, and no dot is left
/// that could be taken for the one between two parts.
const ENCODED_IN_FILE_NAMES: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(name: &str) -> Option<Call> {
        Call::from_file_name(name, |_, operation| {
            if operation == "get-gateway-target" {
                2
            } else {
                1
            }
        })
    }

    #[test]
    fn pointers_name_the_record() {
        let source = Source::at(
            FileId(3),
            &Shape {
                member: "Reservations",
                inner: "Instances",
            },
        );
        assert_eq!(
            source.element(2).inner_element(0).pointer(),
            "/Reservations/2/Instances/0"
        );
        let source = Source::at(
            FileId(3),
            &Shape {
                member: "Vpcs",
                inner: "",
            },
        );
        assert_eq!(source.element(12).pointer(), "/Vpcs/12");
        assert_eq!(source.pointer(), "/Vpcs");
        assert_eq!(Source::document(FileId(3)).pointer(), "");
        assert_eq!(source.file().index(), 3);
    }

    #[test]
    fn a_source_is_small() {
        assert!(size_of::<Source>() <= 24);
    }

    #[test]
    fn file_names_round_trip() {
        for call in [
            Call::new("ec2", "describe-vpcs", &[]),
            Call::new(
                "elbv2",
                "describe-rules",
                &["arn:aws:elb:x:1:listener/app/a.b/1/2"],
            ),
            Call::new(
                "bedrock-agentcore-control",
                "get-gateway-target",
                &["gw-1", "TGT.1"],
            ),
        ] {
            let name = call.file_name();
            assert!(!name.contains(['/', ':']), "{name}");
            assert_eq!(parse(&name), Some(call), "{name}");
        }
    }

    #[test]
    fn surplus_dots_belong_to_the_last_part() {
        let call = parse("route53.get-hosted-zone.a.b.json").unwrap();
        assert_eq!(call.key, ["a.b"]);
        let call = parse("bedrock-agentcore-control.get-gateway-target.a.b.c.json").unwrap();
        assert_eq!(call.key, ["a", "b.c"]);
    }

    #[test]
    fn other_names_are_not_calls() {
        for name in [
            "Vpcs.json",
            "my.vpcs.json",
            "manifest.json",
            "ec2.describe-vpcs.txt",
            ".describe-x.json",
        ] {
            assert_eq!(parse(name), None, "{name}");
        }
    }
}
