//! The certificate itself: who vouches for it, and for which names.

use std::time::Duration;

use jiff::Timestamp;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, Error, KeyUsage};
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

use super::name::San;
use crate::topology::CertificatePem;

/// What `get-certificate` tells about a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chain {
    /// Subject alternative names. The common name does not count.
    pub(super) names: Vec<San>,
    pub(super) not_before: Option<Timestamp>,
    pub(super) not_after: Option<Timestamp>,
    pub(super) trust: Trust,
}

/// Who vouches for a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// The chain ends in a public authority.
    Public,
    /// It signed itself.
    SelfSigned,
    /// The chain, as it is served, ends in no public authority.
    Private,
    /// It could not be verified, for this reason.
    Unclear(String),
}

impl Chain {
    /// Reads and verifies a certificate. Time decides about validity, not about trust, so the
    /// chain is verified at `at` if the certificate is valid then, else at its nearest valid moment.
    pub(super) fn read(pem: &CertificatePem, at: Option<Timestamp>) -> Result<Self, String> {
        Self::read_under(webpki_roots::TLS_SERVER_ROOTS, pem, at)
    }

    fn read_under(
        anchors: &[TrustAnchor<'_>],
        pem: &CertificatePem,
        at: Option<Timestamp>,
    ) -> Result<Self, String> {
        let leaf = CertificateDer::from_pem_slice(pem.certificate.as_bytes())
            .map_err(|error| format!("no certificate in PEM format: {error}"))?;
        let chain = pem.chain.as_deref().unwrap_or_default();
        let intermediates: Vec<CertificateDer<'_>> =
            CertificateDer::pem_slice_iter(chain.as_bytes())
                .collect::<Result<_, _>>()
                .map_err(|error| format!("no certificate chain in PEM format: {error}"))?;
        let (_, parsed) = X509Certificate::from_der(&leaf)
            .map_err(|error| format!("no X.509 certificate: {error}"))?;
        let validity = parsed.validity();
        let not_before = validity.not_before.timestamp();
        let not_after = validity.not_after.timestamp();
        let at = at.map_or(not_before, Timestamp::as_second);
        let trust = verify(
            anchors,
            &leaf,
            &parsed,
            &intermediates,
            at.min(not_after).max(not_before),
        );
        Ok(Self {
            names: names(&parsed),
            not_before: Timestamp::from_second(not_before).ok(),
            not_after: Timestamp::from_second(not_after).ok(),
            trust,
        })
    }
}

fn verify(
    anchors: &[TrustAnchor<'_>],
    leaf: &CertificateDer<'_>,
    parsed: &X509Certificate<'_>,
    intermediates: &[CertificateDer<'_>],
    second: i64,
) -> Trust {
    let Ok(second) = u64::try_from(second) else {
        return Trust::Unclear("it is older than 1970".to_owned());
    };
    if parsed.issuer() == parsed.subject() && is_signed_by_itself(leaf, parsed) {
        return Trust::SelfSigned;
    }
    let verified = EndEntityCert::try_from(leaf).and_then(|certificate| {
        certificate
            .verify_for_usage(
                ALL_VERIFICATION_ALGS,
                anchors,
                intermediates,
                UnixTime::since_unix_epoch(Duration::from_secs(second)),
                KeyUsage::server_auth(),
                None,
                None,
            )
            .map(|_| ())
    });
    match verified {
        Ok(()) => Trust::Public,
        Err(
            Error::UnknownIssuer
            | Error::InvalidSignatureForPublicKey
            | Error::NameConstraintViolation
            | Error::PathLenConstraintViolated,
        ) => Trust::Private,
        Err(error) => Trust::Unclear(error.to_string()),
    }
}

/// Whether a certificate's own key made its signature.
fn is_signed_by_itself(leaf: &CertificateDer<'_>, parsed: &X509Certificate<'_>) -> bool {
    let Ok(own) = EndEntityCert::try_from(leaf) else {
        return false;
    };
    let message = parsed.tbs_certificate.as_ref();
    let signature = &parsed.signature_value.data;
    ALL_VERIFICATION_ALGS
        .iter()
        .any(|algorithm| own.verify_signature(*algorithm, message, signature).is_ok())
}

fn names(parsed: &X509Certificate<'_>) -> Vec<San> {
    let Ok(Some(extension)) = parsed.subject_alternative_name() else {
        return Vec::new();
    };
    let read = |name: &GeneralName<'_>| match name {
        GeneralName::DNSName(name) => Some(San::Dns((*name).to_owned())),
        GeneralName::IPAddress(bytes) => address(bytes).map(San::Ip),
        _ => None,
    };
    extension
        .value
        .general_names
        .iter()
        .filter_map(read)
        .collect()
}

fn address(bytes: &[u8]) -> Option<std::net::IpAddr> {
    let v4 = <[u8; 4]>::try_from(bytes).map(Into::into);
    let v6 = || <[u8; 16]>::try_from(bytes).map(Into::into);
    v4.or_else(|_| v6()).ok()
}

#[cfg(test)]
mod tests {
    use rcgen::{
        BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, SanType, date_time_ymd,
    };

    use super::*;
    use crate::snapshot::{FileId, Source};

    /// An authority, and a certificate of it for `mcp.example.com` and 10.0.0.7, valid in 2026.
    struct Made {
        authority: rcgen::Certificate,
        pem: CertificatePem,
    }

    fn made(change: impl FnOnce(&mut CertificateParams)) -> Made {
        let authority_key = KeyPair::generate().unwrap();
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority
            .distinguished_name
            .push(DnType::CommonName, "Corp Root");
        let signed = authority.self_signed(&authority_key).unwrap();
        let issuer = Issuer::new(authority, authority_key);
        let params = params(change);
        let leaf = params
            .signed_by(&KeyPair::generate().unwrap(), &issuer)
            .unwrap();
        Made {
            authority: signed,
            pem: pem(leaf.pem()),
        }
    }

    fn params(change: impl FnOnce(&mut CertificateParams)) -> CertificateParams {
        let names = vec!["mcp.example.com".to_owned(), "10.0.0.7".to_owned()];
        let mut params = CertificateParams::new(names).unwrap();
        params
            .distinguished_name
            .push(DnType::CommonName, "cn.example.com");
        params.not_before = date_time_ymd(2026, 1, 1);
        params.not_after = date_time_ymd(2027, 1, 1);
        change(&mut params);
        params
    }

    fn pem(certificate: String) -> CertificatePem {
        CertificatePem {
            source: Source::document(FileId::default()),
            certificate,
            chain: None,
        }
    }

    fn trust(made: &Made, at: &str) -> Trust {
        let anchor = webpki::anchor_from_trusted_cert(made.authority.der()).unwrap();
        let at = Some(at.parse().unwrap());
        Chain::read_under(&[anchor], &made.pem, at).unwrap().trust
    }

    #[test]
    fn a_chain_to_a_known_authority_is_trusted_whenever_one_looks() {
        let made = made(|_| {});
        for at in [
            "2026-06-01T00:00:00Z",
            "2020-01-01T00:00:00Z",
            "2040-01-01T00:00:00Z",
        ] {
            assert_eq!(trust(&made, at), Trust::Public, "{at}");
        }
        // The same chain, but its authority is not among the public ones.
        assert_eq!(Chain::read(&made.pem, None).unwrap().trust, Trust::Private);
    }

    #[test]
    fn names_are_alternative_names_only() {
        let chain = Chain::read(&made(|_| {}).pem, None).unwrap();
        let address = San::Ip("10.0.0.7".parse().unwrap());
        assert_eq!(
            chain.names,
            [San::Dns("mcp.example.com".to_owned()), address]
        );
        assert_eq!(
            chain.not_after,
            Some("2027-01-01T00:00:00Z".parse().unwrap())
        );
        let nameless = made(|params| params.subject_alt_names = Vec::<SanType>::new());
        assert_eq!(Chain::read(&nameless.pem, None).unwrap().names, []);
    }

    #[test]
    fn a_certificate_may_sign_itself() {
        let own = params(|_| {})
            .self_signed(&KeyPair::generate().unwrap())
            .unwrap();
        let chain = Chain::read(&pem(own.pem()), None).unwrap();
        assert_eq!(chain.trust, Trust::SelfSigned);
    }

    #[test]
    fn an_authority_of_the_same_name_is_not_the_certificate_itself() {
        let key = KeyPair::generate().unwrap();
        let issuer = Issuer::new(params(|_| {}), key);
        let leaf = params(|_| {})
            .signed_by(&KeyPair::generate().unwrap(), &issuer)
            .unwrap();
        let chain = Chain::read(&pem(leaf.pem()), None).unwrap();
        assert_ne!(chain.trust, Trust::SelfSigned);
    }

    #[test]
    fn rubbish_is_an_error_not_a_panic() {
        let good = made(|_| {}).pem.certificate;
        let half: String = good.lines().take(4).collect::<Vec<_>>().join("\n");
        let other = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for text in ["", "hello", &half, other] {
            assert!(Chain::read(&pem(text.to_owned()), None).is_err(), "{text}");
        }
        let chain = CertificatePem {
            chain: Some(other.to_owned()),
            ..pem(good)
        };
        assert!(
            Chain::read(&chain, None).is_ok(),
            "an unreadable link is skipped"
        );
    }
}
