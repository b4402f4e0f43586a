//! TLS: certificates, judged from what ACM and the listeners tell.

mod issuance;
mod names;
mod trust;
mod validity;

pub(super) use issuance::CertificateNotIssued;
pub(super) use names::CertificateNames;
pub(super) use trust::CertificateTrust;
pub(super) use validity::CertificateValidity;
