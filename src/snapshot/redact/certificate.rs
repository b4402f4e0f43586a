//! The names in certificates, which cannot be replaced: the signature covers them.

use x509_parser::prelude::{GeneralName, Pem};

use crate::snapshot::acm::CertificateBody;

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
