//! Records of `acm`, API version 2015-12-08.
//!
//! Member names and meanings: <https://docs.aws.amazon.com/acm/latest/APIReference/API_Types.html>.

#![expect(
    missing_docs,
    reason = "a field is the AWS member of the same name; each record links its page"
)]

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::snapshot::de;

/// What ACM knows about a certificate (`describe-certificate`).
/// <https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateDetail.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CertificateDetail {
    pub certificate_arn: String,
    pub domain_name: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub subject_alternative_names: Vec<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub domain_validation_options: Vec<DomainValidation>,
    pub serial: Option<String>,
    pub subject: Option<String>,
    pub issuer: Option<String>,
    #[serde(default, with = "de::time")]
    pub created_at: Option<Timestamp>,
    #[serde(default, with = "de::time")]
    pub issued_at: Option<Timestamp>,
    #[serde(default, with = "de::time")]
    pub imported_at: Option<Timestamp>,
    #[serde(default, with = "de::time")]
    pub revoked_at: Option<Timestamp>,
    pub status: Option<String>,
    pub revocation_reason: Option<String>,
    #[serde(default, with = "de::time")]
    pub not_before: Option<Timestamp>,
    #[serde(default, with = "de::time")]
    pub not_after: Option<Timestamp>,
    pub key_algorithm: Option<String>,
    pub signature_algorithm: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub in_use_by: Vec<String>,
    pub failure_reason: Option<String>,
    pub r#type: Option<String>,
    pub certificate_authority_arn: Option<String>,
    pub renewal_eligibility: Option<String>,
    pub managed_by: Option<String>,
    pub certificate_key_pair_origin: Option<String>,
}

/// How the control of one domain name is shown.
/// <https://docs.aws.amazon.com/acm/latest/APIReference/API_DomainValidation.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DomainValidation {
    pub domain_name: Option<String>,
    pub validation_domain: Option<String>,
    pub validation_method: Option<String>,
    pub validation_status: Option<String>,
    pub resource_record: Option<ResourceRecord>,
}

/// The DNS record that validates a domain name.
/// <https://docs.aws.amazon.com/acm/latest/APIReference/API_ResourceRecord.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResourceRecord {
    pub name: Option<String>,
    pub r#type: Option<String>,
    pub value: Option<String>,
}

/// The whole answer of `get-certificate`: the certificate and its chain, as PEM text.
/// <https://docs.aws.amazon.com/acm/latest/APIReference/API_GetCertificate.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CertificateBody {
    pub certificate: String,
    pub certificate_chain: Option<String>,
}

/// A certificate as `list-certificates` names it.
/// <https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateSummary.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CertificateSummary {
    pub certificate_arn: String,
    pub domain_name: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub subject_alternative_name_summaries: Vec<String>,
    pub has_additional_subject_alternative_names: Option<bool>,
    pub status: Option<String>,
    pub r#type: Option<String>,
    pub key_algorithm: Option<String>,
    pub in_use: Option<bool>,
    pub renewal_eligibility: Option<String>,
    #[serde(default, with = "de::time")]
    pub not_before: Option<Timestamp>,
    #[serde(default, with = "de::time")]
    pub not_after: Option<Timestamp>,
    pub managed_by: Option<String>,
    pub certificate_key_pair_origin: Option<String>,
}
