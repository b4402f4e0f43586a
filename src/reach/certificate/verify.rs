//! Signatures: whether one certificate's key made another's signature.

use rustls_pki_types::{AlgorithmIdentifier, TrustAnchor};
use webpki::ALL_VERIFICATION_ALGS;

use crate::snapshot::{KeyKind, X509};

/// A public key that may have signed something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signer<'a> {
    /// `AlgorithmIdentifier`, without the outermost tag.
    algorithm: &'a [u8],
    key: &'a [u8],
    is_weak: bool,
}

/// What came of checking a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signed {
    /// The key made it.
    Yes,
    /// Another key did, or the certificate was changed.
    No,
    /// With an algorithm or a key so old or strange that it cannot be checked here.
    Unchecked,
}

impl<'a> Signer<'a> {
    pub(super) fn of(certificate: &'a X509) -> Self {
        let key = &certificate.key;
        Self {
            algorithm: &key.algorithm,
            key: &key.bits,
            is_weak: matches!(key.kind, KeyKind::Rsa(bits) if !RSA.contains(&bits)),
        }
    }

    /// The key of a public authority; `None` if its encoding is damaged.
    pub(super) fn of_anchor(anchor: &'a TrustAnchor<'_>) -> Option<Self> {
        let (algorithm, rest) = element(&anchor.subject_public_key_info)?;
        let (bits, _) = element(rest)?;
        // The first byte of a bit string tells how many bits of the last one do not count.
        let key = bits.strip_prefix(&[0])?;
        Some(Self {
            algorithm,
            key,
            is_weak: false,
        })
    }

    /// Whether a certificate is about this very key.
    pub(super) fn has_key_of(self, certificate: &X509) -> bool {
        certificate.key.algorithm == self.algorithm && certificate.key.bits == self.key
    }

    /// Whether it signed a certificate.
    pub(super) fn signed(self, certificate: &X509) -> Signed {
        let signature = &certificate.signature;
        let of = |identifier: AlgorithmIdentifier, own: &[u8]| identifier.as_ref() == own;
        let mut fitting = ALL_VERIFICATION_ALGS.iter().filter(|algorithm| {
            of(algorithm.signature_alg_id(), &signature.algorithm)
                && of(algorithm.public_key_alg_id(), self.algorithm)
        });
        let mut is_known = false;
        let is_good = fitting.any(|algorithm| {
            is_known = true;
            let made = algorithm.verify_signature(self.key, &signature.message, &signature.value);
            made.is_ok()
        });
        match (is_good, is_known && !self.is_weak) {
            (true, _) => Signed::Yes,
            (false, true) => Signed::No,
            (false, false) => Signed::Unchecked,
        }
    }
}

/// The content of the first element of DER, and what follows it.
fn element(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&[_, first], rest) = bytes.split_first_chunk::<2>()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81 => (usize::from(*rest.first()?), &rest[1..]),
        0x82 => {
            let (&[high, low], rest) = rest.split_first_chunk::<2>()?;
            (usize::from(u16::from_be_bytes([high, low])), rest)
        }
        _ => return None,
    };
    rest.split_at_checked(length)
}

/// Sizes of RSA keys whose signatures can be checked.
const RSA: std::ops::RangeInclusive<usize> = 2048..=8192;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_every_public_authority_is_understood() {
        for anchor in webpki_roots::TLS_SERVER_ROOTS {
            let signer = Signer::of_anchor(anchor).unwrap();
            let known = ALL_VERIFICATION_ALGS
                .iter()
                .any(|algorithm| algorithm.public_key_alg_id().as_ref() == signer.algorithm);
            assert!(known, "{anchor:?}");
        }
    }

    #[test]
    fn only_the_key_itself_signed() {
        let make = || {
            let key = rcgen::KeyPair::generate().unwrap();
            let params = rcgen::CertificateParams::new(vec!["a.example".to_owned()]).unwrap();
            X509::read(params.self_signed(&key).unwrap().der()).unwrap()
        };
        let (one, other) = (make(), make());
        assert_eq!(Signer::of(&one).signed(&one), Signed::Yes);
        assert_eq!(Signer::of(&other).signed(&one), Signed::No);
    }
}
