//! Certificates in PEM, as far as a person wants to see them. Whether they are trusted was judged
//! before.

use x509_parser::pem::Pem;
use x509_parser::prelude::X509Certificate;

/// One certificate of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) subject: String,
    pub(super) issuer: String,
    /// The last day.
    pub(super) not_after: Option<String>,
    pub(super) is_self_signed: bool,
}

/// The certificates of a chain, the server's own first; what cannot be read is left out.
pub(super) fn read(certificate: &str, chain: Option<&str>) -> Vec<Link> {
    let mut links = Vec::new();
    for text in [Some(certificate), chain].into_iter().flatten() {
        for pem in Pem::iter_from_buffer(text.as_bytes()).flatten() {
            if let Ok(parsed) = pem.parse_x509() {
                links.push(link(&parsed));
            }
        }
    }
    links
}

fn link(certificate: &X509Certificate<'_>) -> Link {
    let end = certificate.validity().not_after.timestamp();
    let end = jiff::Timestamp::from_second(end).ok();
    Link {
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        not_after: end.map(|time| time.to_string().chars().take(10).collect()),
        is_self_signed: certificate.subject() == certificate.issuer(),
    }
}

/// Whether a name of a certificate is that of a host: the same, or a wildcard for its first label.
pub(super) fn covers(name: &str, host: &str) -> bool {
    if name.eq_ignore_ascii_case(host) {
        return true;
    }
    let (Some(rest), Some((_, domain))) = (name.strip_prefix("*."), host.split_once('.')) else {
        return false;
    };
    rest.eq_ignore_ascii_case(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_covers_one_label() {
        assert!(covers("*.example.com", "a.EXAMPLE.com"));
        assert!(!covers("*.example.com", "a.b.example.com"));
        assert!(!covers("*.example.com", "example.com"));
        assert!(covers("example.com", "example.com"));
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        assert_eq!(
            read("no certificate", Some("-----BEGIN CERTIFICATE-----")),
            []
        );
    }
}
