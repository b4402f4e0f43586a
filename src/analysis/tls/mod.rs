//! TLS: certificates, judged from what ACM and the listeners tell.

mod authority;
mod chain;
mod issuance;
mod names;
mod trust;
mod validity;

pub(super) use authority::RegisteredAuthority;
pub(super) use chain::CertificateChain;
pub(super) use issuance::CertificateNotIssued;
pub(super) use names::CertificateNames;
pub(super) use trust::CertificateTrust;
pub(super) use validity::CertificateValidity;
