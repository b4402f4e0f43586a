//! Certificates: what ACM says of them, and their texts.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::snapshot::{Keyed, Observed, Source, SuppliedFile, SuppliedRole, acm, pem};
use crate::topology::{
    Certificate, CertificateFile, CertificateKind, CertificatePem, PlacedCertificate,
};

use super::Builder;

impl Builder {
    pub(super) fn add_certificates(
        &mut self,
        details: Vec<Observed<acm::CertificateDetail>>,
        summaries: Vec<Observed<acm::CertificateSummary>>,
        bodies: Vec<Observed<Keyed<acm::CertificateBody>>>,
    ) {
        let mut certificates: BTreeMap<String, Certificate> = BTreeMap::new();
        for (arn, pem) in self.bodies(bodies) {
            let certificate = self.certificate(&arn, pem.source, None);
            certificates.insert(
                arn,
                Certificate {
                    pem: Some(pem),
                    ..certificate
                },
            );
        }
        let settled = self.settle(details);
        let contradictory = settled
            .dropped
            .iter()
            .map(|lost| lost.certificate_arn.clone());
        let contradictory: Vec<String> = contradictory.collect();
        for Observed { record, source } in settled.records {
            let arn = record.certificate_arn;
            let known = self.certificate(&arn, source, record.r#type.as_deref());
            let mut names = record.subject_alternative_names;
            names.extend(record.domain_name);
            let certificate = Certificate {
                status: record.status,
                names: unique(names),
                not_before: record.not_before,
                not_after: record.not_after,
                issuer: record.issuer,
                subject: record.subject,
                pem: certificates.remove(&arn).and_then(|body| body.pem),
                ..known
            };
            certificates.insert(arn, certificate);
        }
        for Observed { record, source } in self.settle(summaries).records {
            let arn = record.certificate_arn;
            let is_described = certificates
                .get(&arn)
                .is_some_and(|known| known.status.is_some());
            if is_described || contradictory.contains(&arn) {
                continue;
            }
            let known = self.certificate(&arn, source, record.r#type.as_deref());
            // A list names a hundred alternative names at most; some of the names are no help.
            let mut names = record.subject_alternative_name_summaries;
            names.extend(record.domain_name);
            if record.has_additional_subject_alternative_names != Some(false) {
                names.clear();
            }
            let certificate = Certificate {
                status: record.status,
                names: unique(names),
                not_before: record.not_before,
                not_after: record.not_after,
                pem: certificates.remove(&arn).and_then(|body| body.pem),
                ..known
            };
            certificates.insert(arn, certificate);
        }
        for certificate in certificates.into_values() {
            self.topology.graph.insert(certificate);
        }
    }

    /// Files that somebody supplied. Of several for the same host the last counts.
    pub(super) fn add_supplied(&mut self, files: Vec<Observed<SuppliedFile>>) {
        for Observed { record, source } in files {
            let placed = record
                .certificates
                .into_iter()
                .map(|one| PlacedCertificate {
                    x509: one.record,
                    source: one.source,
                    text: None,
                });
            let file = CertificateFile {
                source,
                name: record.name,
                size: record.size,
                certificates: Ok(placed.collect()),
            };
            let table = match record.role {
                SuppliedRole::CaBundle => &mut self.topology.ca_bundles,
                SuppliedRole::ServerChain => &mut self.topology.server_chains,
            };
            table.insert(record.host, Arc::new(file));
        }
    }

    /// An object in S3 as a file of certificates: its text is the member `Body`.
    pub(super) fn certificates_in(&self, uri: &str) -> Option<Arc<CertificateFile>> {
        let (source, json) = self.objects.get(uri)?.as_ref()?;
        let object: Value = serde_json::from_str(json).unwrap_or_default();
        let text = object.get("Body").and_then(Value::as_str);
        let certificates = match text {
            Some(text) => pem::certificates(text.as_bytes()).map_err(|error| error.to_string()),
            None => Err("the object is JSON, not PEM".to_owned()),
        };
        let place = |x509| PlacedCertificate {
            x509,
            source: *source,
            text: Some("/Body"),
        };
        Some(Arc::new(CertificateFile {
            source: *source,
            name: uri.to_owned(),
            size: text.unwrap_or(json).len(),
            certificates: certificates.map(|all| all.into_iter().map(place).collect()),
        }))
    }

    /// The texts of certificates, by ARN.
    fn bodies(
        &mut self,
        bodies: Vec<Observed<Keyed<acm::CertificateBody>>>,
    ) -> Vec<(String, CertificatePem)> {
        let mut arns: Vec<String> = bodies.iter().map(|body| body.key.to_string()).collect();
        arns.sort();
        arns.dedup();
        let mut answers = self.answers(bodies, "acm", "get-certificate");
        let found = arns.into_iter().filter_map(|arn| {
            let Observed { record, source } = answers.take(&arn)?.into_iter().next()?;
            let certificate = record.certificate;
            Some((
                arn,
                CertificatePem {
                    source,
                    certificate,
                    chain: record.certificate_chain,
                },
            ))
        });
        found.collect()
    }

    /// A certificate of which only the ARN and the type are known.
    fn certificate(&mut self, arn: &str, source: Source, kind: Option<&str>) -> Certificate {
        Certificate {
            source,
            arn: self.id(arn),
            kind: match kind {
                Some("AMAZON_ISSUED") => CertificateKind::AmazonIssued,
                Some("IMPORTED") => CertificateKind::Imported,
                Some("PRIVATE") => CertificateKind::Private,
                _ => CertificateKind::Unknown,
            },
            status: None,
            names: Vec::new(),
            not_before: None,
            not_after: None,
            issuer: None,
            subject: None,
            pem: None,
        }
    }
}

fn unique(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::topology;
    use super::*;

    const ARN: &str = "arn:aws:acm:eu-west-1:111122223333:certificate/c1";

    fn certificate(answers: &[(&str, Value)]) -> Certificate {
        topology(answers)
            .certificate(&ARN.into())
            .found()
            .expect("the certificate")
            .clone()
    }

    #[test]
    fn description_summary_and_text_are_one_certificate() {
        let summary = (
            "acm.list-certificates",
            json!({"CertificateSummaryList": [
            {"CertificateArn": ARN, "DomainName": "a.example", "Status": "ISSUED", "Type": "IMPORTED",
             "HasAdditionalSubjectAlternativeNames": true}]}),
        );
        let described = (
            "acm.describe-certificate.c1",
            json!({"Certificate":
            {"CertificateArn": ARN, "DomainName": "a.example", "Status": "ISSUED", "Type": "IMPORTED",
             "SubjectAlternativeNames": ["a.example", "b.example"]}}),
        );
        let text = (
            "acm.get-certificate.arn%3Aaws%3Aacm%3Aeu-west-1%3A111122223333%3Acertificate%2Fc1",
            json!({"Certificate": "PEM", "CertificateChain": "CHAIN"}),
        );

        let listed = certificate(std::slice::from_ref(&summary));
        assert_eq!(listed.kind, CertificateKind::Imported);
        assert!(listed.names.is_empty(), "the list does not name them all");
        let all = certificate(&[summary, described, text.clone()]);
        assert_eq!(all.names, ["a.example", "b.example"]);
        assert_eq!(all.pem.expect("the text").chain.as_deref(), Some("CHAIN"));
        let text = certificate(&[text]);
        assert_eq!(
            (text.kind, text.pem.is_some()),
            (CertificateKind::Unknown, true)
        );
    }
}
