//! The names in certificates, which cannot be replaced: the signature covers them.

use serde_json::json;
use x509_parser::prelude::{GeneralName, Pem};

use crate::snapshot::acm::CertificateBody;
use crate::snapshot::pem;

use super::Redactor;

impl Redactor {
    /// From now on the labels of the names that a certificate and its chain hold stay everywhere,
    /// so that the certificate covers the hosts that it covered.
    pub(super) fn keep_names_of(&mut self, body: &CertificateBody) {
        let texts = [Some(&body.certificate), body.certificate_chain.as_ref()];
        for text in texts.into_iter().flatten() {
            for name in names(text) {
                for label in name.split('.') {
                    self.words.keep(&label.to_lowercase());
                }
            }
        }
    }

    /// An object that is a text, as far as it is certificates; `None` if that must be left out.
    pub(super) fn kept_certificates(&mut self, text: &str) -> Option<Vec<u8>> {
        if !self.keeps_certificates || pem::certificates(text.as_bytes()).is_err() {
            return None;
        }
        let mut kept = String::new();
        let mut is_inside = false;
        for line in text.lines() {
            is_inside |= line.starts_with("-----BEGIN ");
            if is_inside {
                kept.push_str(line);
                kept.push('\n');
            }
            is_inside &= !line.starts_with("-----END ");
        }
        let mut bytes = json!({ "Body": kept }).to_string().into_bytes();
        bytes.push(b'\n');
        Some(bytes)
    }
}

fn names(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for pem in Pem::iter_from_buffer(text.as_bytes()).flatten() {
        let Ok(certificate) = pem.parse_x509() else {
            continue;
        };
        let common = certificate.subject().iter_common_name();
        names.extend(
            common
                .filter_map(|name| name.as_str().ok())
                .map(str::to_owned),
        );
        let alternative = certificate.subject_alternative_name().ok().flatten();
        let alternative = alternative
            .iter()
            .flat_map(|names| &names.value.general_names);
        names.extend(alternative.filter_map(|name| match name {
            GeneralName::DNSName(name) => Some((*name).to_owned()),
            _ => None,
        }));
    }
    names
}
