//! The certificate itself: who vouches for it, and for which names.

use std::time::Duration;

use jiff::Timestamp;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, UnixTime};
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
                webpki_roots::TLS_SERVER_ROOTS,
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
