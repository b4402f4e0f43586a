//! The names of files, and the calls of a manifest.

use crate::snapshot::{Call, File, ManifestCall};

use super::Redactor;
use super::shape::{is_account, is_place, is_setting};

impl Redactor {
    /// The replacement of a path, which holds accounts and the keys of calls.
    pub(super) fn file(&mut self, file: &File) -> String {
        let mut folders: Vec<&str> = file.path.split('/').collect();
        let name = folders.pop().unwrap_or_default();
        let mut out = String::new();
        for folder in folders {
            out += &self.folder(folder);
            out.push('/');
        }
        let name = match &file.call {
            Some(call) => self.call(call).file_name(),
            None => {
                let stem = name.strip_suffix(".json").unwrap_or(name);
                self.phrase(stem) + ".json"
            }
        };
        out + &name
    }

    pub(super) fn folder(&mut self, name: &str) -> String {
        match is_account(name) || is_place(name) {
            true => self.words.word(name),
            false => self.phrase(name),
        }
    }

    pub(super) fn call(&mut self, call: &Call) -> Call {
        let is_agentcore = call.service == "bedrock-agentcore-control";
        let key = call
            .key
            .iter()
            .enumerate()
            .map(|(place, part)| match place {
                // Words of the request, not ids.
                0 if matches!(
                    part.as_str(),
                    "OTHER-ACCOUNTS" | "SELF" | "RESOURCE" | "PRINCIPAL"
                ) =>
                {
                    part.clone()
                }
                0 if is_agentcore && !part.starts_with("arn:") => self.gateway_id(part),
                _ => self.id(part),
            });
        Call {
            service: call.service.clone(),
            operation: call.operation.clone(),
            key: key.collect(),
        }
    }

    /// The replacement of a call that was made. Its file goes by the name that the call implies,
    /// unless `file` says otherwise.
    pub(super) fn manifest_call(
        &mut self,
        call: &ManifestCall,
        file: Option<String>,
    ) -> ManifestCall {
        let new = self.call(&call.call());
        let status = match call.status.as_str() {
            known @ ("ok" | "denied" | "throttled") => known,
            _ => "failed",
        };
        ManifestCall {
            account: self.folder(&call.account),
            region: self.folder(&call.region),
            service: new.service,
            operation: new.operation,
            key: new.key,
            status: status.to_owned(),
            message: call.message.as_deref().map(|text| self.message(text)),
            action: call.action.clone().filter(|action| is_setting(action)),
            file,
        }
    }
}
