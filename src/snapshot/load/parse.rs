//! One file: from bytes to records, or to the reason why there are none.

use std::{collections::BTreeSet, fmt, sync::Arc};

use serde::de::{Deserializer as _, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::{Deserializer, Value};

use crate::snapshot::{
    Call, File, GapReason, Manifest, Scope, Snapshot,
    load::{
        aws_error::{self, ErrorDocument},
        operations::{self, Asks, Operation},
        read::{Document, Member, Told},
        scope::Hint,
    },
    route53::bare_zone_id,
};

/// What one file holds.
#[derive(Debug, Default)]
pub(in crate::snapshot) struct Part {
    /// The file; its scope is not settled yet.
    pub(in crate::snapshot) file: File,
    pub(super) hint: Hint,
    /// Records only.
    pub(in crate::snapshot) records: Snapshot,
    /// The calls that the file answers, each with what is wrong with the answer.
    pub(super) answers: Vec<(Call, Option<GapReason>)>,
    /// Why the file cannot be used at all.
    pub(in crate::snapshot) problem: Option<GapReason>,
}

impl Part {
    pub(super) fn new(path: String) -> Self {
        let name = path.rsplit('/').next().unwrap_or(&path);
        let call = Call::from_file_name(name, Operation::key_parts).map(canonical);
        let hint = Hint::from_path(&path, call.as_ref());
        Self {
            file: File {
                path,
                scope: Scope::default(),
                call,
            },
            hint,
            ..Self::default()
        }
    }

    /// A file that answers this call, in this account and Region, whatever its name.
    pub(in crate::snapshot) fn of_call(path: String, scope: Scope, call: Call) -> Self {
        let file = File {
            path,
            scope,
            call: Some(canonical(call)),
        };
        Self {
            file,
            ..Self::default()
        }
    }

    /// Reads the content of the file.
    pub(in crate::snapshot) fn read(&mut self, bytes: Vec<u8>) {
        match self.try_read(bytes) {
            Ok(answers) => {
                self.answers = answers;
                self.hint.complete(&self.records);
            }
            Err(reason) => {
                self.records = Snapshot::default();
                self.refuse(reason);
            }
        }
    }

    /// Marks the file as of no use.
    pub(super) fn refuse(&mut self, reason: GapReason) {
        self.answers = self
            .file
            .call
            .iter()
            .map(|call| (call.clone(), Some(reason.clone())))
            .collect();
        self.problem = Some(reason);
    }

    fn try_read(&mut self, bytes: Vec<u8>) -> Result<Vec<(Call, Option<GapReason>)>, GapReason> {
        let text = text_of(bytes)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        if let (Some(call), Some(reason)) = (&self.file.call, aws_error::from_cli_text(text)) {
            return Ok(vec![(call.clone(), Some(reason))]);
        }
        expect_object(text)?;
        let Some(call) = self.file.call.clone() else {
            return self.read_unnamed(text).map_err(|error| malformed(&error));
        };
        self.read_answer(&call, text)
            .or_else(|error| match error_document(text) {
                Some(reason) => Ok(vec![(call, Some(reason))]),
                None => Err(malformed(&error)),
            })
    }

    /// Reads a file whose name states the call.
    fn read_answer(
        &mut self,
        call: &Call,
        text: &str,
    ) -> Result<Vec<(Call, Option<GapReason>)>, serde_json::Error> {
        let key = call.key.first().map(|key| Arc::from(key.as_str()));
        let candidates: Vec<_> = Operation::find(&call.service, &call.operation).collect();
        if let Some(op) = candidates.iter().find(|op| op.is_document()) {
            let mut told = Told {
                key,
                ..Told::default()
            };
            operations::read(op, Document(text), &mut self.records, &mut told)?;
            let mut calls = calls_of(op, call, told);
            // The request may have named the resource in another way than the answer does.
            if !calls.iter().any(|(told, _)| told == call) && !call.key.is_empty() {
                calls.push((call.clone(), None));
            }
            return Ok(calls);
        }
        let seen = Answer {
            find: |member: &str| candidates.iter().copied().find(|op| op.member == member),
            key,
            records: &mut self.records,
        }
        .read(text)?;
        let fault = seen.has_more.then_some(GapReason::MorePages);
        if seen.told.is_empty() {
            let reason = error_document(text).or_else(|| {
                let member = candidates.first()?.member;
                Some(lacks(&format!("\"{member}\"")))
            });
            return Ok(vec![(call.clone(), reason.or(fault))]);
        }
        let calls = seen
            .told
            .into_iter()
            .flat_map(|(op, told)| calls_of(op, call, told))
            .collect();
        Ok(with_fault(calls, fault.as_ref()))
    }

    /// Reads a file whose members have to tell what it is.
    fn read_unnamed(
        &mut self,
        text: &str,
    ) -> Result<Vec<(Call, Option<GapReason>)>, serde_json::Error> {
        let seen = Answer {
            find: Operation::by_member,
            key: None,
            records: &mut self.records,
        }
        .read(text)?;
        let fault = seen.has_more.then_some(GapReason::MorePages);
        let mut calls: Vec<_> = seen
            .told
            .into_iter()
            .flat_map(|(op, told)| calls_of(op, &Call::new(op.service, op.name, &[]), told))
            .collect();
        if calls.is_empty()
            && let Some(op) = Operation::by_members(&seen.others)
        {
            let mut told = Told::default();
            operations::read(op, Document(text), &mut self.records, &mut told)?;
            calls = calls_of(op, &Call::new(op.service, op.name, &[]), told);
        }
        Ok(with_fault(calls, fault.as_ref()))
    }
}

/// Reads `manifest.json`.
pub(super) fn manifest(bytes: Vec<u8>) -> Result<Manifest, GapReason> {
    let text = text_of(bytes)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    expect_object(text)?;
    serde_json::from_str(text).map_err(|error| malformed(&error))
}

/// The one spelling of a call's key.
pub(super) fn canonical(mut call: Call) -> Call {
    if call.service == "route53" {
        for part in &mut call.key {
            let bare = bare_zone_id(part);
            if bare.len() < part.len() {
                *part = bare.to_owned();
            }
        }
    }
    if call.operation == "list-hosted-zones-by-vpc" {
        call.key.truncate(1);
    }
    call
}

/// The calls that a list or document answers.
fn calls_of(op: &Operation, named: &Call, told: Told) -> Vec<(Call, Option<GapReason>)> {
    let call = |key| Call {
        key,
        ..named.clone()
    };
    if told.is_null {
        return vec![(
            named.clone(),
            Some(lacks(&format!("a list in \"{}\"", op.member))),
        )];
    }
    let is_named = match op.asks {
        Asks::All => true,
        Asks::Many => false,
        Asks::One => !named.key.is_empty(),
        // A list may be about one resource of those that its records tell.
        Asks::Told(parts) => named.key.len() == parts && !op.is_document(),
    };
    if is_named {
        return vec![(named.clone(), None)];
    }
    let mut calls: Vec<_> = told
        .keys
        .into_iter()
        .map(|key| (canonical(call(key)), None))
        .collect();
    if told.is_unkeyed {
        let message = "the name of the file lacks the identifier that the request named";
        calls.push((
            named.clone(),
            Some(GapReason::Failed {
                message: message.to_owned(),
            }),
        ));
    }
    calls
}

fn with_fault(
    mut calls: Vec<(Call, Option<GapReason>)>,
    fault: Option<&GapReason>,
) -> Vec<(Call, Option<GapReason>)> {
    for (_, reason) in &mut calls {
        *reason = reason.take().or_else(|| fault.cloned());
    }
    calls
}

fn lacks(what: &str) -> GapReason {
    GapReason::Failed {
        message: format!("the answer lacks {what}"),
    }
}

fn error_document(text: &str) -> Option<GapReason> {
    serde_json::from_str::<ErrorDocument>(text).ok()?.reason()
}

/// Reads an object whose members are lists of records.
struct Answer<'a, F> {
    /// Tells what a member belongs to.
    find: F,
    key: Option<Arc<str>>,
    records: &'a mut Snapshot,
}

/// What an [`Answer`] turned out to hold.
#[derive(Default)]
struct Seen {
    told: Vec<(&'static Operation, Told)>,
    has_more: bool,
    /// The first names of members that nothing was read from.
    others: Vec<String>,
}

impl<F: Fn(&str) -> Option<&'static Operation>> Answer<'_, F> {
    fn read(self, text: &str) -> Result<Seen, serde_json::Error> {
        let mut deserializer = Deserializer::from_str(text);
        let seen = deserializer.deserialize_any(self)?;
        deserializer.end()?;
        Ok(seen)
    }
}

impl<'de, F: Fn(&str) -> Option<&'static Operation>> Visitor<'de> for Answer<'_, F> {
    type Value = Seen;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object, as the AWS CLI prints it")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Seen, A::Error> {
        let mut seen = Seen::default();
        let mut read = BTreeSet::new();
        while let Some(name) = map.next_key::<String>()? {
            if let Some(op) = (self.find)(&name) {
                if !read.insert(op.member) {
                    return Err(A::Error::duplicate_field(op.member));
                }
                let mut told = Told {
                    key: self.key.clone(),
                    ..Told::default()
                };
                operations::read(op, Member(&mut map), self.records, &mut told)?;
                seen.told.push((op, told));
            } else if PAGE_MEMBERS.contains(&name.as_str()) {
                seen.has_more |= match map.next_value::<Value>()? {
                    Value::Null | Value::Bool(false) => false,
                    Value::String(token) => !token.is_empty(),
                    _ => true,
                };
            } else {
                map.next_value::<IgnoredAny>()?;
                if seen.others.len() < MAX_OTHERS {
                    seen.others.push(name);
                }
            }
        }
        Ok(seen)
    }
}

/// The text of a file, without copying it.
fn text_of(bytes: Vec<u8>) -> Result<String, GapReason> {
    let fault = |line, column, message: &str| {
        Err(GapReason::Malformed {
            line,
            column,
            message: message.to_owned(),
        })
    };
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return fault(1, 1, "the file is UTF-16, expected UTF-8: save it as UTF-8");
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            // The part before the fault is text.
            let (line, column) = place(std::str::from_utf8(good).unwrap_or_default());
            return fault(line, column, "not UTF-8 text, expected JSON in UTF-8");
        }
    };
    if text.trim_start_matches('\u{feff}').trim_ascii().is_empty() {
        return fault(
            1,
            1,
            "the file is empty, expected the JSON output of an AWS CLI command",
        );
    }
    Ok(text)
}

/// Refuses `null`, lists and what is not JSON at all. Derived records would take a list of their
/// members in order.
fn expect_object(text: &str) -> Result<(), GapReason> {
    let rest = text.trim_ascii_start();
    if rest.starts_with('{') {
        return Ok(());
    }
    let skipped = &text[..text.len() - rest.len()];
    let (line, column) = place(skipped);
    Err(fault(
        line,
        column,
        "expected a JSON object, as the AWS CLI prints it",
    ))
}

/// Line and column, from 1, of what follows the text.
fn place(text: &str) -> (usize, usize) {
    let line = 1 + text.matches('\n').count();
    let column = 1 + text.rsplit('\n').next().map_or(0, str::len);
    (line, column)
}

fn fault(line: usize, column: usize, message: &str) -> GapReason {
    GapReason::Malformed {
        line,
        column,
        message: message.to_owned(),
    }
}

fn malformed(error: &serde_json::Error) -> GapReason {
    let (line, column) = (error.line(), error.column());
    let message = error.to_string();
    let message = message
        .strip_suffix(&format!(" at line {line} column {column}"))
        .unwrap_or(&message);
    let message = if error.is_eof() {
        format!("{message}: the file ends early, was it cut off?")
    } else {
        message.to_owned()
    };
    GapReason::Malformed {
        line,
        column,
        message,
    }
}

/// Members that tell, unless empty or false, that an answer goes on.
const PAGE_MEMBERS: [&str; 7] = [
    "AdditionalRoutesAvailable",
    "IsTruncated",
    "Marker",
    "NextMarker",
    "NextToken",
    "nextToken",
    "position",
];

/// As many names as a signature of a document may need; a hostile file may have millions.
const MAX_OTHERS: usize = 64;
