//! Certificates: `aws acm …`.

#![expect(
    missing_docs,
    reason = "members carry AWS's own names; the types say where they come from"
)]

use jiff::Timestamp;

use crate::snapshot::{Source, X509, pem};
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

impl CertificatePem {
    /// The certificate and then its chain; or why they cannot be read.
    pub fn read(&self) -> Result<Vec<PlacedCertificate>, String> {
        let texts = [
            (Some(&self.certificate), "/Certificate"),
            (self.chain.as_ref(), "/CertificateChain"),
        ];
        let mut all = Vec::new();
        for (text, part) in texts {
            let Some(text) = text.filter(|text| part == "/Certificate" || !text.trim().is_empty())
            else {
                continue;
            };
            let found = pem::certificates(text.as_bytes()).map_err(|error| error.to_string())?;
            all.extend(found.into_iter().map(|x509| PlacedCertificate {
                x509,
                source: self.source,
                text: Some(part),
            }));
        }
        Ok(all)
    }
}

/// Certificates in one file: what a server sends, or a private authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFile {
    pub source: Source,
    /// What people call it: the name of a file, or `s3://bucket/key`.
    pub name: String,
    /// How many bytes it has.
    pub size: usize,
    /// In order, at least one; or why it cannot be read.
    pub certificates: Result<Vec<PlacedCertificate>, String>,
}

/// A certificate and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedCertificate {
    pub x509: X509,
    pub source: Source,
    /// The member that holds all of the text; `None` if each member of the certificate has a place
    /// of its own.
    pub text: Option<&'static str>,
}

impl PlacedCertificate {
    /// Where a member stands, such as `/subject`: the JSON pointer below the record.
    pub fn pointer(&self, member: &'static str) -> &'static str {
        self.text.unwrap_or(member)
    }
}
