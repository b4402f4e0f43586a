//! Files of a snapshot, as the AWS CLI prints them.

use std::collections::BTreeMap;

use gatepath::snapshot::Call;
use serde::Serialize;
use serde_json::{Value, json, ser::PrettyFormatter};

use super::{ACCOUNT, REGION};

/// The answers of an account, by path.
#[derive(Default)]
pub(crate) struct Answers {
    lists: BTreeMap<String, List>,
    documents: BTreeMap<String, Vec<u8>>,
    calls: Vec<Value>,
}

/// An answer whose only member is a list; its elements are printed as they come.
struct List {
    member: &'static str,
    body: Vec<u8>,
}

impl Answers {
    /// Declares a list, so that there is an answer even when it stays empty.
    pub(crate) fn list(&mut self, operation: &str, key: &[&str], member: &'static str) {
        let path = self.call(operation, key);
        let list = List {
            member,
            body: Vec::new(),
        };
        self.lists.insert(path, list);
    }

    /// Appends to a list that was declared.
    pub(crate) fn push(&mut self, operation: &str, key: &[&str], element: &Value) {
        let path = path(operation, key);
        let list = self.lists.get_mut(&path).expect("lists are declared first");
        list.body.extend_from_slice(match list.body.is_empty() {
            true => b"\n        ",
            false => b",\n        ",
        });
        for &byte in &pretty(element) {
            list.body.push(byte);
            // No other line ends occur: those in strings are escaped.
            if byte == b'\n' {
                list.body.extend_from_slice(b"        ");
            }
        }
    }

    /// Adds a whole list.
    pub(crate) fn full_list(
        &mut self,
        operation: &str,
        key: &[&str],
        member: &'static str,
        elements: impl IntoIterator<Item = Value>,
    ) {
        self.list(operation, key, member);
        for element in elements {
            self.push(operation, key, &element);
        }
    }

    /// Adds an answer that is one object.
    pub(crate) fn document(&mut self, operation: &str, key: &[&str], document: &Value) {
        let path = self.call(operation, key);
        let mut bytes = pretty(document);
        bytes.push(b'\n');
        self.documents.insert(path, bytes);
    }

    /// All files, the manifest among them.
    pub(crate) fn into_files(mut self) -> BTreeMap<String, Vec<u8>> {
        let manifest = json!({
            "schema_version": "1.0",
            "captured_at": "2026-11-20T09:00:00Z",
            "tool": { "name": "gatepath", "version": "0.1.0" },
            "calls": self.calls,
        });
        self.documents
            .insert("manifest.json".to_owned(), pretty(&manifest));
        let lists = self.lists.into_iter().map(|(path, list)| {
            let mut bytes = format!("{{\n    \"{}\": [", list.member).into_bytes();
            if !list.body.is_empty() {
                bytes.extend(list.body);
                bytes.extend_from_slice(b"\n    ");
            }
            bytes.extend_from_slice(b"]\n}\n");
            (path, bytes)
        });
        self.documents.extend(lists);
        self.documents
    }

    fn call(&mut self, operation: &str, key: &[&str]) -> String {
        let (service, operation_name) = words(operation);
        self.calls.push(json!({
            "account": ACCOUNT,
            "region": region(service),
            "service": service,
            "operation": operation_name,
            "key": key,
            "status": "ok",
        }));
        path(operation, key)
    }
}

/// Where the answer of a call stands, given `ec2.describe-vpcs`.
fn path(operation: &str, key: &[&str]) -> String {
    let (service, operation) = words(operation);
    let file = Call::new(service, operation, key).file_name();
    format!("{ACCOUNT}/{}/{file}", region(service))
}

fn words(operation: &str) -> (&str, &str) {
    operation.split_once('.').expect("service.operation")
}

fn region(service: &str) -> &'static str {
    if service == "route53" {
        "global"
    } else {
        REGION
    }
}

/// With four spaces, as the AWS CLI does.
fn pretty(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(2048);
    let formatter = PrettyFormatter::with_indent(b"    ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    value
        .serialize(&mut serializer)
        .expect("values can be printed");
    bytes
}
