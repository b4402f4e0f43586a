//! Certificates: `aws acm …`.

#![expect(
    missing_docs,
    reason = "members carry AWS's own names; the types say where they come from"
)]

use jiff::Timestamp;

use crate::snapshot::Source;
use crate::topology::CertificateArn;

/// A certificate as ACM describes it.
#[derive(Clone, Debug)]
pub struct Certificate {
    pub source: Source,
    pub arn: CertificateArn,
    pub kind: CertificateKind,
    /// `Status`, such as `ISSUED`; `None` if it was not observed.
    pub status: Option<String>,
    /// Subject alternative names and the domain name, as ACM prints them; empty if not observed.
    pub names: Vec<String>,
    pub not_before: Option<Timestamp>,
    pub not_after: Option<Timestamp>,
    pub issuer: Option<String>,
    pub subject: Option<String>,
    /// The certificate itself (`aws acm get-certificate`), if it was observed.
    pub pem: Option<CertificatePem>,
}

/// Who issued a certificate, as far as ACM tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateKind {
    /// Issued by Amazon's public authority.
    AmazonIssued,
    /// Imported: ACM does not say who issued it.
    Imported,
    /// Issued by a private authority of AWS Private CA.
    Private,
    /// `Type` was not observed or is a value gatepath does not know.
    Unknown,
}

/// PEM texts of `aws acm get-certificate`.
#[derive(Clone, Debug)]
pub struct CertificatePem {
    pub source: Source,
    pub certificate: String,
    pub chain: Option<String>,
}
