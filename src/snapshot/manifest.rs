//! `manifest.json`: what a collector tried, when, and what became of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::snapshot::{Call, GapReason, Scope, de};

/// The manifest of a snapshot, version 1. Snapshots made by hand may have none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Manifest {
    /// `1.0`; a later minor version only adds members.
    pub schema_version: String,
    /// When the collection ended.
    #[serde(default, with = "de::time", skip_serializing_if = "Option::is_none")]
    pub captured_at: Option<Timestamp>,
    /// What collected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<Tool>,
    /// Every call that was made.
    #[serde(default, deserialize_with = "de::list")]
    pub calls: Vec<ManifestCall>,
}

impl Manifest {
    /// The version that this crate writes.
    pub const SCHEMA_VERSION: &'static str = "1.0";

    /// Whether this crate can read a manifest of that version.
    pub fn is_supported(&self) -> bool {
        self.schema_version.split('.').next() == Some("1")
    }
}

/// The program that made a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Tool {
    /// Such as `gatepath`.
    pub name: String,
    /// Such as `0.1.0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// One call of a collection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct ManifestCall {
    /// The account that was asked.
    pub account: String,
    /// The Region that was asked, or `global`.
    pub region: String,
    /// The CLI's name of the service.
    pub service: String,
    /// The CLI's name of the operation.
    pub operation: String,
    /// The identifiers that the request named.
    #[serde(
        default,
        deserialize_with = "de::list",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub key: Vec<String>,
    /// `ok`, `denied`, `throttled` or `failed`; any other word is a failure too.
    pub status: String,
    /// What AWS said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The IAM action that was missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The file with the answer, relative to the root; by default the one that the call implies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

impl ManifestCall {
    /// The account and Region that were asked.
    pub fn scope(&self) -> Scope {
        Scope::new(&self.account, &self.region)
    }

    /// The call.
    pub fn call(&self) -> Call {
        Call {
            service: self.service.clone(),
            operation: self.operation.clone(),
            key: self.key.clone(),
        }
    }

    /// Where the answer should be, relative to the root of the snapshot.
    pub fn path(&self) -> String {
        self.file.clone().unwrap_or_else(|| {
            format!(
                "{}/{}/{}",
                self.account,
                self.region,
                self.call().file_name()
            )
        })
    }

    /// Why there is no answer; `None` when there is one.
    pub fn reason(&self) -> Option<GapReason> {
        let message = || self.message.clone().unwrap_or_default();
        match self.status.as_str() {
            "ok" => None,
            "denied" => Some(GapReason::Denied {
                action: self.action.clone(),
                message: message(),
            }),
            "failed" => Some(GapReason::Failed { message: message() }),
            "throttled" => Some(GapReason::Throttled),
            other => Some(GapReason::Failed {
                message: format!("status \"{other}\" {}", message())
                    .trim_end()
                    .to_owned(),
            }),
        }
    }
}
