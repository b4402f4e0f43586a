//! Redaction: evidence that can be handed to others.
//!
//! Accounts, names, tags, descriptions, public addresses and whatever else tells whose account it
//! is are replaced, each by the same replacement wherever it stands, so that every verdict stays.
//! `docs/redaction.md` says what is replaced by what, and what stays.

use std::collections::BTreeMap;

use serde_json::Value;
use thiserror::Error;

use crate::snapshot::{
    File, GapReason, LoadError, LoadOptions, Manifest, ManifestCall, Snapshot, load::MANIFEST,
};

mod address;
mod certificate;
mod file;
mod host;
mod member;
mod openapi;
mod policy;
mod reference;
mod shape;
mod value;
mod word;

use address::Addresses;
use word::Words;

/// How to redact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RedactOptions {
    /// Keep the texts of certificates, and with them the names in them wherever they stand.
    ///
    /// Nobody can change the names in a certificate. Without this they are left out, and whether
    /// an imported certificate is trusted becomes unknown.
    pub keep_certificates: bool,
}

/// Why a snapshot cannot be redacted.
#[derive(Debug, Error)]
pub enum RedactError {
    /// Two files would get the same name.
    #[error("{0} and another file are answers of the same call")]
    Twins(String),
    /// The files are no snapshot.
    #[error(transparent)]
    Load(#[from] LoadError),
}

/// Redacts the files of a snapshot and its manifest: the same result for the same files.
///
/// Paths are relative to the root of the snapshot, with `/` between folders; they change, too.
/// What is no evidence (`README.md`, hidden files) is left out. So are files that cannot be read:
/// the manifest lists their calls as failed. A `manifest.json` among the files does not count.
pub fn redact(
    files: impl IntoIterator<Item = (String, Vec<u8>)>,
    manifest: &mut Manifest,
    options: &RedactOptions,
) -> Result<BTreeMap<String, Vec<u8>>, RedactError> {
    let answers = answers(files)?;
    let mut learner = Redactor::new(Words::default(), options);
    learner.all(&answers, manifest)?;
    let mut redactor = Redactor::new(Words::knowing(learner.words.into_lessons()), options);
    let (files, redacted) = redactor.all(&answers, manifest)?;
    *manifest = redacted;
    Ok(files)
}

/// A file, and what is in it or why nothing is.
struct Answer {
    file: File,
    content: Result<Value, GapReason>,
}

fn answers(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Result<Vec<Answer>, LoadError> {
    let files: BTreeMap<String, Vec<u8>> = files
        .into_iter()
        .filter(|(path, _)| path != MANIFEST)
        .collect();
    let options = LoadOptions {
        allow_incomplete: true,
    };
    let contents = files.clone();
    let snapshot = Snapshot::from_files(files, &options)?;
    let answers = snapshot.files.iter().map(|file| {
        let gaps = snapshot.gaps.iter();
        let mut gaps = gaps.filter(|gap| gap.file.as_ref() == Some(&file.path));
        let unusable = |reason: &&GapReason| {
            matches!(
                reason,
                GapReason::Malformed { .. } | GapReason::Unreadable { .. }
            )
        };
        let bytes = contents
            .get(&file.path)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let parsed = serde_json::from_slice(text);
        let reason = gaps.clone().map(|gap| &gap.reason).find(unusable);
        let content = match (reason, parsed) {
            (Some(reason), _) => Err(reason.clone()),
            (None, Ok(value)) => Ok(value),
            // The AWS CLI's words about an error.
            (None, Err(_)) => Err(gaps
                .next()
                .map_or(GapReason::NotObserved, |gap| gap.reason.clone())),
        };
        Answer {
            file: file.clone(),
            content,
        }
    });
    Ok(answers.collect())
}

/// All replacements of one snapshot.
#[derive(Debug, Default)]
struct Redactor {
    words: Words,
    addresses: Addresses,
    keeps_certificates: bool,
}

impl Redactor {
    fn new(words: Words, options: &RedactOptions) -> Self {
        Self {
            words,
            addresses: Addresses::default(),
            keeps_certificates: options.keep_certificates,
        }
    }

    fn all(
        &mut self,
        answers: &[Answer],
        manifest: &Manifest,
    ) -> Result<(BTreeMap<String, Vec<u8>>, Manifest), RedactError> {
        let mut files = BTreeMap::new();
        let mut left_out = Vec::new();
        let mut paths = BTreeMap::new();
        for answer in answers {
            let path = self.file(&answer.file);
            paths.insert(answer.file.path.clone(), path.clone());
            match self.content(answer) {
                Ok(bytes) => {
                    if files.insert(path, bytes).is_some() {
                        return Err(RedactError::Twins(answer.file.path.clone()));
                    }
                }
                Err(call) => left_out.push(ManifestCall {
                    file: Some(path),
                    ..*call
                }),
            }
        }
        let calls = manifest.calls.iter().map(|call| {
            let file = call.file.as_ref().map(|file| match paths.get(file) {
                Some(path) => path.clone(),
                None => self.phrase(file),
            });
            self.manifest_call(call, file)
        });
        let mut calls: Vec<ManifestCall> = calls.collect();
        calls.retain(|call| !left_out.iter().any(|other| is_same(call, other)));
        calls.append(&mut left_out);
        let manifest = Manifest {
            calls,
            ..manifest.clone()
        };
        Ok((files, manifest))
    }

    /// The redacted content of a file, or the call that it would have answered.
    fn content(&mut self, answer: &Answer) -> Result<Vec<u8>, Box<ManifestCall>> {
        let value = match &answer.content {
            Ok(value) => value.clone(),
            Err(reason) => return Err(Box::new(self.without_answer(&answer.file, reason))),
        };
        if value.get("Certificate").is_some_and(Value::is_string) {
            if !self.keeps_certificates {
                return Err(Box::new(ManifestCall {
                    message: Some(CERTIFICATE.to_owned()),
                    ..self.without_answer(&answer.file, &GapReason::NotObserved)
                }));
            }
            if let Ok(body) = serde_json::from_value(value.clone()) {
                self.keep_names_of(&body);
            }
        }
        let call = answer.file.call.as_ref();
        if call.is_some_and(|call| call.service == "s3api" && call.operation == "get-object") {
            if let Some(text) = value.get("Body").and_then(Value::as_str) {
                return self.kept_certificates(text).ok_or_else(|| {
                    Box::new(ManifestCall {
                        message: Some(CERTIFICATE.to_owned()),
                        ..self.without_answer(&answer.file, &GapReason::NotObserved)
                    })
                });
            }
            let mut bytes = self.open_api(&value.to_string()).into_bytes();
            bytes.push(b'\n');
            return Ok(bytes);
        }
        let mut bytes = format!("{:#}", self.value("", value)).into_bytes();
        bytes.push(b'\n');
        Ok(bytes)
    }

    fn without_answer(&mut self, file: &File, reason: &GapReason) -> ManifestCall {
        let call = file.call.clone().unwrap_or_default();
        let (status, message, action) = match reason {
            GapReason::Denied { action, message } => {
                ("denied", Some(self.message(message)), action.clone())
            }
            GapReason::Throttled => ("throttled", None, None),
            GapReason::Malformed { line, column, .. } => {
                let place = format!("line {line}, column {column}");
                let message = format!("left out by redaction: the file is malformed at {place}");
                ("failed", Some(message), None)
            }
            _ => (
                "failed",
                Some("left out by redaction: there is no answer".to_owned()),
                None,
            ),
        };
        let call = self.call(&call);
        ManifestCall {
            account: self.folder(&file.scope.account),
            region: self.folder(&file.scope.region),
            service: call.service,
            operation: call.operation,
            key: call.key,
            status: status.to_owned(),
            message,
            action,
            file: None,
        }
    }
}

const CERTIFICATE: &str = "left out by redaction: the names in a certificate cannot be replaced";

fn is_same(one: &ManifestCall, other: &ManifestCall) -> bool {
    one.scope() == other.scope() && one.call() == other.call()
}

#[cfg(test)]
mod tests;
