//! One certificate: status, validity, names and trust.
//! <https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateDetail.html>

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::limits::SOON;
use super::{Authority, Judgement, ServerChain, Time, certificate_subject, step, trust};
use crate::reach::{Cause, Evidence, Outcome, Step, Subject, Unknown};
use crate::snapshot::{San, X509};
use crate::topology::{
    Certificate, CertificateArn, CertificateKind, CertificatePem, Missing, PlacedCertificate,
};

/// A certificate with everything that is wrong with it.
#[derive(Clone, Debug)]
pub(super) struct Examined {
    pub(super) arn: CertificateArn,
    /// Whether a name of it covers the host; `None` if its names are not known.
    pub(super) covers: Option<bool>,
    pub(super) judgement: Judgement,
    subject: Subject,
    names: String,
    evidence: Evidence,
}

/// Judges everything about a certificate but which host it is served for.
pub(super) fn examine(
    certificate: &Certificate,
    host: &str,
    authority: Authority<'_>,
    time: Time,
) -> Examined {
    let chain = certificate.pem.as_ref().map(CertificatePem::read);
    let read = chain.as_ref().and_then(|chain| chain.as_ref().ok());
    let own = read.and_then(|all| all.first()).map(|one| &one.x509);
    let names = match own {
        Some(own) => own.names.clone(),
        None => certificate
            .names
            .iter()
            .map(|name| San::parse(name))
            .collect(),
    };
    let mut examination = Examination {
        certificate,
        authority,
        time,
        judgement: Judgement::default(),
    };
    examination.status();
    examination.validity(own);
    examination.trust(chain.as_ref().map(|chain| chain.as_deref()));
    let mut judgement = examination.judgement;
    let covers = if names.iter().any(|name| name.covers(host)) {
        Some(true)
    } else if own.is_some() {
        Some(false)
    } else {
        // ACM prints host names only: addresses stand in the certificate itself.
        (!names.is_empty() && host.parse::<std::net::IpAddr>().is_err()).then_some(false)
    };
    if judgement.steps.is_empty() {
        judgement.steps.push(step(
            certificate_subject(&certificate.arn),
            Outcome::Pass,
            format!("{} covers {host} and is trusted", certificate.arn),
            vec![Evidence::record(certificate.source)],
        ));
    }
    Examined {
        arn: certificate.arn.clone(),
        covers,
        judgement,
        subject: certificate_subject(&certificate.arn),
        names: in_words(&names),
        evidence: Evidence::record(certificate.source),
    }
}

impl Examined {
    /// Adds where the listener names the certificate.
    pub(super) fn listed_at(&mut self, evidence: &Evidence) {
        for step in &mut self.judgement.steps {
            step.evidence.push(evidence.clone());
        }
    }

    /// Whether no client accepts it.
    pub(super) fn fails(&self) -> bool {
        let mut steps = self.judgement.steps.iter();
        steps.any(|step| matches!(step.outcome, Outcome::Fail(_)))
    }

    /// Whether there is nothing wrong with it.
    pub(super) fn is_clean(&self) -> bool {
        let mut steps = self.judgement.steps.iter();
        steps.all(|step| step.outcome == Outcome::Pass)
    }

    pub(super) fn into_judgement(self) -> Judgement {
        self.judgement
    }

    /// The judgement if nobody knows its names.
    pub(super) fn names_unknown(self) -> Step {
        let missing = Missing::new(
            "acm",
            "describe-certificate",
            format!("the names of {}", self.arn),
        );
        let summary = missing.to_string();
        let outcome = Outcome::Unknown(Unknown::Missing(missing));
        step(self.subject, outcome, summary, vec![self.evidence])
    }

    /// The judgement if it is served although it does not cover the host: because it is the only
    /// one, or because none of `several` covers it.
    pub(super) fn served_by_default(self, host: &str, several: bool) -> Judgement {
        let (cause, why) = if several {
            (
                Cause::WrongCertificateServed,
                "no certificate of the listener covers",
            )
        } else {
            (Cause::NameMismatch, "the certificate does not cover")
        };
        let mismatch = step(
            self.subject,
            Outcome::Fail(cause),
            format!("{why} {host}: {} is served for {}", self.arn, self.names),
            vec![self.evidence],
        );
        let mut judgement = self.judgement;
        judgement.steps.retain(|step| step.outcome != Outcome::Pass);
        judgement.steps.insert(0, mismatch);
        judgement
    }
}

struct Examination<'a> {
    certificate: &'a Certificate,
    authority: Authority<'a>,
    time: Time,
    judgement: Judgement,
}

impl Examination<'_> {
    fn status(&mut self) {
        match self.certificate.status.as_deref() {
            Some("ISSUED") => {}
            Some("EXPIRED") => self.report(
                Outcome::Fail(Cause::CertificateExpired),
                "is expired",
                "/Status",
            ),
            Some(
                status @ ("FAILED"
                | "INACTIVE"
                | "PENDING_VALIDATION"
                | "REVOKED"
                | "VALIDATION_TIMED_OUT"),
            ) => self.report(
                Outcome::Fail(Cause::CertificateNotIssued),
                &format!("is {status}, not ISSUED"),
                "/Status",
            ),
            Some(other) => {
                let why = format!("{} has the status {other}", self.certificate.arn);
                self.unknown(Unknown::Undecidable(why));
            }
            None => self.missing("describe-certificate", "the status"),
        }
    }

    /// Without a time of capture only ACM's status tells, so that the clock never decides.
    fn validity(&mut self, own: Option<&X509>) {
        let time = self.time;
        let certificate = self.certificate;
        let not_before = certificate.not_before.or(own.map(|own| own.not_before));
        let not_after = certificate.not_after.or(own.map(|own| own.not_after));
        let Some(at) = time.captured_at else {
            // ACM's status tells whether it has expired, but not whether it is valid yet.
            if let Some((start, known)) = not_before.zip(time.not_before)
                && start > known
            {
                let why = format!(
                    "whether {} was valid yet is not known: the time of capture was not recorded",
                    certificate.arn
                );
                self.unknown(Unknown::Undecidable(why));
                return;
            }
            self.judgement.assumptions.insert(format!(
                "{} was valid at the time of capture, which was not recorded",
                certificate.arn
            ));
            return;
        };
        let record = |known: Option<Timestamp>, part| if known.is_some() { part } else { "" };
        match not_after {
            _ if certificate.status.as_deref() == Some("EXPIRED") => {}
            Some(end) if end < at => self.report(
                Outcome::Fail(Cause::CertificateExpired),
                &format!("expired at {end}"),
                record(certificate.not_after, "/NotAfter"),
            ),
            Some(end) if end.duration_since(at) < SOON => self.report(
                Outcome::Warn(Cause::CertificateExpiring),
                &format!("expires at {end}"),
                record(certificate.not_after, "/NotAfter"),
            ),
            Some(_) => {}
            None => self.missing("describe-certificate", "the expiry"),
        }
        if let Some(start) = not_before
            && start > at
        {
            self.report(
                Outcome::Fail(Cause::CertificateNotYetValid),
                &format!("is not valid before {start}"),
                record(certificate.not_before, "/NotBefore"),
            );
        }
    }

    /// The gateway trusts public authorities, or the private one that the target registers.
    fn trust(&mut self, chain: Option<Result<&[PlacedCertificate], &String>>) {
        let is_registered = matches!(self.authority, Authority::Registered(_));
        match (self.certificate.kind, chain) {
            (CertificateKind::AmazonIssued, Some(Ok(chain))) if is_registered => self.chain(chain),
            (CertificateKind::AmazonIssued, _) => self.trusted_publicly(),
            (_, Some(Ok(chain))) => self.chain(chain),
            (CertificateKind::Private, None) => self.trusted_privately(),
            (_, Some(Err(why))) => {
                let why = format!("{} cannot be read: {why}", self.certificate.arn);
                self.unknown(Unknown::Undecidable(why));
            }
            (_, None) if names_itself(self.certificate) => self.self_signed(),
            (_, None) => self.missing("get-certificate", "the issuer"),
        }
    }

    fn chain(&mut self, certificates: &[PlacedCertificate]) {
        let chain = ServerChain {
            certificates,
            name: self.certificate.arn.to_string(),
            subject: certificate_subject(&self.certificate.arn),
            evidence: vec![Evidence::record(self.certificate.source)],
        };
        let judged = trust::judge(&chain, self.authority, self.time, false);
        self.judgement.extend(judged);
    }

    fn trusted_publicly(&mut self) {
        if self.authority.is_private() {
            self.report(
                Outcome::Warn(Cause::PublicChainWithPrivateCa),
                "is publicly trusted, but the target registers a private authority",
                "",
            );
        }
    }

    /// By an authority of AWS Private CA, whose certificate was not observed.
    fn trusted_privately(&mut self) {
        match self.authority {
            Authority::Public => {
                let why = "was issued by AWS Private CA, and the target registers no private \
                           authority";
                self.report(Outcome::Fail(Cause::UntrustedAuthority), why, "");
            }
            Authority::Registered(_) => self.missing("get-certificate", "the chain"),
            Authority::Lost => {
                let missing = trust::lost(self.certificate.arn.as_str());
                self.unknown(Unknown::Missing(missing));
            }
            Authority::Unseen => {
                self.judgement.assumptions.insert(format!(
                    "the registered private authority vouches for {}",
                    self.certificate.arn
                ));
            }
        }
    }

    fn self_signed(&mut self) {
        if self.authority.is_private() {
            let why = format!(
                "{} is self-signed: whether the gateway accepts it as its own authority is not documented",
                self.certificate.arn
            );
            self.unknown(Unknown::Undecidable(why));
            return;
        }
        self.report(Outcome::Fail(Cause::SelfSigned), "is self-signed", "");
    }

    fn missing(&mut self, operation: &'static str, what: &str) {
        let what = format!("{what} of {}", self.certificate.arn);
        self.unknown(Unknown::Missing(Missing::new("acm", operation, what)));
    }

    fn unknown(&mut self, why: Unknown) {
        let text = why.to_string();
        self.judgement.steps.push(step(
            certificate_subject(&self.certificate.arn),
            Outcome::Unknown(why),
            text,
            vec![Evidence::record(self.certificate.source)],
        ));
    }

    fn report(&mut self, outcome: Outcome, what: &str, part: &str) {
        self.judgement.steps.push(step(
            certificate_subject(&self.certificate.arn),
            outcome,
            format!("{} {what}", self.certificate.arn),
            vec![Evidence::part(self.certificate.source, part)],
        ));
    }
}

/// Whether ACM prints the same issuer as subject: one of the certificate's own names.
fn names_itself(certificate: &Certificate) -> bool {
    let (Some(issuer), Some(subject)) = (&certificate.issuer, &certificate.subject) else {
        return false;
    };
    issuer == subject
        || certificate.names.contains(issuer)
            && subject
                .split(',')
                .any(|part| part.trim().strip_prefix("CN=") == Some(issuer))
}

pub(super) fn in_words(names: &[San]) -> String {
    let words: BTreeSet<String> = names.iter().map(San::to_string).collect();
    if words.is_empty() {
        return "no name".to_owned();
    }
    words.into_iter().collect::<Vec<_>>().join(", ")
}
