//! Who vouches for a server: the public authorities, or the private one that is registered.

use std::time::Duration;

use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage};

use super::limits::{Flaw, flaws};
use super::path::{Anchors, End, Way, signs_itself, ways};
use super::{Authority, Judgement, ServerChain, Time, step};
use crate::reach::{Cause, Evidence, Outcome, Subject, Unknown};
use crate::snapshot::X509;
use crate::topology::{CertificateFile, Missing, PlacedCertificate};

/// Judges the way to an authority and everything on it; no step if there is nothing wrong. The
/// host plays no part. The validity of the server's own certificate is left out on demand.
pub(super) fn judge(
    chain: &ServerChain<'_>,
    authority: Authority<'_>,
    time: Time,
    judge_own_validity: bool,
) -> Judgement {
    judge_under(
        webpki_roots::TLS_SERVER_ROOTS,
        chain,
        authority,
        time,
        judge_own_validity,
    )
}

/// The same with these public authorities.
pub(super) fn judge_under(
    public: &[TrustAnchor<'_>],
    chain: &ServerChain<'_>,
    authority: Authority<'_>,
    time: Time,
    judge_own_validity: bool,
) -> Judgement {
    let mut trust = Trust {
        public,
        chain,
        sent: chain.certificates,
        time,
        judge_own_validity,
        judgement: Judgement::default(),
    };
    match (chain.certificates.first(), authority) {
        (None, _) => {}
        (Some(own), _) if signs_itself(&own.x509) => trust.self_signed(authority),
        (Some(_), Authority::Public) => trust.publicly(),
        (Some(_), Authority::Registered(file)) => trust.privately(file),
        (Some(_), Authority::Unseen) => trust.unseen(),
        (Some(_), Authority::Lost) => trust.lost(),
    }
    trust.judgement
}

/// The certificates of a bundle that can serve as authorities.
pub(super) fn authorities(bundle: &CertificateFile) -> Vec<&PlacedCertificate> {
    let all = bundle.certificates.iter().flatten();
    all.filter(|one| one.x509.is_authority).collect()
}

struct Trust<'a> {
    public: &'a [TrustAnchor<'a>],
    chain: &'a ServerChain<'a>,
    sent: &'a [PlacedCertificate],
    time: Time,
    judge_own_validity: bool,
    judgement: Judgement,
}

impl<'a> Trust<'a> {
    fn publicly(&mut self) {
        let ways = ways(self.sent, Anchors::Public(self.public));
        match self.best(&ways) {
            Some((way, flaws)) => self.complete(way, flaws, None),
            None => self.no_public_way(&ways),
        }
    }

    fn privately(&mut self, bundle: &CertificateFile) {
        let anchors = authorities(bundle);
        if anchors.is_empty() {
            let why = format!(
                "whether the gateway trusts {} is not known: {} holds no authority",
                self.chain.name, bundle.name
            );
            self.unknown(why);
            return;
        }
        let ways_to_it = ways(self.sent, Anchors::Registered(&anchors));
        if let Some((way, flaws)) = self.best(&ways_to_it) {
            let end = way.end;
            self.complete(way, flaws, Some(&anchors));
            if let Some(End::Registered(anchor)) = end {
                self.assume(anchor, &anchors);
            }
            return;
        }
        if self.is_public() {
            return;
        }
        self.no_private_way(&ways_to_it, &anchors, bundle);
    }

    /// A private authority is registered, and its certificate was not observed.
    fn unseen(&mut self) {
        if self.is_public() {
            return;
        }
        let ways = ways(self.sent, Anchors::Registered(&[]));
        let Some(way) = ways.first() else { return };
        if way.links.len() == 1 {
            let why = format!(
                "{} comes without a chain: whether the registered private authority issued it \
                 itself, or an intermediate is missing, is not known",
                self.chain.name
            );
            self.unknown(why);
        } else {
            self.judgement.assumptions.insert(format!(
                "the registered private authority vouches for {}",
                self.chain.name
            ));
        }
        let flaws = flaws(self.sent, way, self.time, self.judge_own_validity);
        self.tell(flaws);
    }

    /// A private authority is registered, and its certificate could not be observed.
    fn lost(&mut self) {
        if !self.is_public() {
            let missing = lost(&self.chain.name);
            let why = missing.to_string();
            let outcome = Outcome::Unknown(Unknown::Missing(missing));
            let evidence = self.evidence(0, "/issuer");
            let subject = self.chain.subject.clone();
            self.judgement
                .steps
                .push(step(subject, outcome, why, evidence));
        }
    }

    fn self_signed(&mut self, authority: Authority<'_>) {
        let name = &self.chain.name;
        match authority {
            Authority::Public => {
                self.fail(Cause::SelfSigned, "is self-signed", 0, "/issuer");
            }
            Authority::Registered(bundle) if !self.is_in(bundle) => {
                let what = format!("is self-signed, and {} does not hold it", bundle.name);
                self.fail(Cause::SelfSigned, &what, 0, "/issuer");
            }
            Authority::Registered(_) | Authority::Unseen | Authority::Lost => self.unknown(format!(
                "{name} is self-signed: whether the gateway accepts it as its own authority is not \
                 documented"
            )),
        }
        if self.judge_own_validity {
            let own = self.sent.first();
            let problem = own.and_then(|own| super::limits::validity(&own.x509, self.time));
            let flaw = problem.map(|(outcome, what, member)| Flaw {
                of: 0,
                outcome,
                what,
                member,
            });
            self.tell(flaw.into_iter().collect());
        }
    }

    /// Whether a bundle holds the server's own certificate, or nobody can tell.
    fn is_in(&self, bundle: &CertificateFile) -> bool {
        let Ok(all) = &bundle.certificates else {
            return true;
        };
        let own = self.sent.first();
        own.is_some_and(|own| all.iter().any(|one| one.x509.der == own.x509.der))
    }

    /// Whether the chain is public although a private authority is registered, which is told then.
    fn is_public(&mut self) -> bool {
        let ways = ways(self.sent, Anchors::Public(self.public));
        let Some((way, flaws)) = self.best(&ways) else {
            return false;
        };
        let what = "is publicly trusted, but the target registers a private authority";
        let outcome = Outcome::Warn(Cause::PublicChainWithPrivateCa);
        self.report(outcome, what, 0, "/issuer");
        self.complete(way, flaws, None);
        true
    }

    /// The way with the fewest flaws, which is the one that clients find.
    fn best<'w, 'x>(&self, ways: &'w [Way<'x>]) -> Option<(&'w Way<'x>, Vec<Flaw>)> {
        let complete = ways.iter().filter(|way| way.end.is_some());
        let judged = complete.map(|way| {
            let flaws = flaws(self.sent, way, self.time, self.judge_own_validity);
            (way, flaws)
        });
        judged.min_by_key(|(way, flaws)| {
            let weight = |flaw: &Flaw| match flaw.outcome {
                Outcome::Fail(_) => 10_000,
                Outcome::Unknown(_) => 100,
                _ => 1,
            };
            (flaws.iter().map(weight).sum::<usize>(), way.links.len())
        })
    }

    /// Tells what is wrong on a way that leads to an authority.
    fn complete(
        &mut self,
        way: &Way<'_>,
        flaws: Vec<Flaw>,
        anchors: Option<&[&PlacedCertificate]>,
    ) {
        let is_sound = flaws.is_empty();
        self.tell(flaws);
        let places = &way.links;
        if !places.windows(2).all(|pair| pair[0] < pair[1]) {
            let order: Vec<String> = places.iter().map(|at| (at + 1).to_string()).collect();
            let what = format!(
                "is sent with its chain out of order: the way to the authority is {}; some \
                 clients refuse that",
                order.join(", ")
            );
            let outcome = Outcome::Warn(Cause::ChainDisordered);
            self.report(outcome, &what, 0, "/issuer");
        }
        if is_sound && let Err(why) = self.confirm(way, anchors) {
            let name = &self.chain.name;
            self.unknown(format!("{name} cannot be verified: {why}"));
        }
    }

    /// A second opinion on a way without flaws: that of rustls. Disagreement is no verdict.
    fn confirm(&self, way: &Way<'_>, anchors: Option<&[&PlacedCertificate]>) -> Result<(), String> {
        let links = way.links.iter().map(|link| &self.sent[*link].x509);
        let start = links.clone().map(|one| one.not_before).max();
        let end = links.clone().map(|one| one.not_after).min();
        let (Some(start), Some(end)) = (start, end) else {
            return Ok(());
        };
        if start > end {
            return Ok(());
        }
        let at = self
            .time
            .captured_at
            .map_or(start, |at| at.clamp(start, end));
        let Ok(second) = u64::try_from(at.as_second()) else {
            return Err("it is older than 1970".to_owned());
        };
        let ders: Vec<CertificateDer<'_>> = links
            .map(|one| CertificateDer::from(one.der.as_slice()))
            .collect();
        let registered: Vec<CertificateDer<'_>> = anchors
            .unwrap_or_default()
            .iter()
            .map(|one| CertificateDer::from(one.x509.der.as_slice()))
            .collect();
        let own: Vec<TrustAnchor<'_>> = registered
            .iter()
            .filter_map(|der| webpki::anchor_from_trusted_cert(der).ok())
            .collect();
        let trusted = if anchors.is_some() { &own } else { self.public };
        let certificate = EndEntityCert::try_from(&ders[0]).map_err(|error| error.to_string())?;
        certificate
            .verify_for_usage(
                ALL_VERIFICATION_ALGS,
                trusted,
                &ders[1..],
                UnixTime::since_unix_epoch(Duration::from_secs(second)),
                KeyUsage::server_auth(),
                None,
                None,
            )
            .map(|_| ())
            .map_err(|error| error.to_string())
    }

    /// What is taken for granted if the way ends in other than one root.
    fn assume(&mut self, anchor: &PlacedCertificate, anchors: &[&PlacedCertificate]) {
        let name = &anchor.x509.subject.short;
        if !signs_itself(&anchor.x509) && !anchors.iter().any(|one| signs_itself(&one.x509)) {
            self.judgement.assumptions.insert(format!(
                "the gateway takes the registered intermediate {name} for the end of a chain"
            ));
        }
    }

    fn no_public_way(&mut self, ways: &[Way<'_>]) {
        let Some(way) = ways.first() else { return };
        let top = self.top(way);
        let issuer = &top.issuer.short;
        let claims_public = way.links.iter().any(|at| self.sent[*at].x509.claims_public);
        let label = self.label(way.links.len() - 1, way);
        if way.impostor {
            let what = format!(
                "does not chain to an authority: {label} names {issuer} as its issuer, and the \
                 certificate of that name has another key"
            );
            self.fail(Cause::IntermediateMissing, &what, 0, "/issuer");
        } else if claims_public && !top.is_self_issued() {
            let what = format!(
                "does not chain to a public authority: {issuer}, which issued {label}, is neither \
                 sent nor a root"
            );
            self.fail(Cause::IntermediateMissing, &what, 0, "/issuer");
        } else {
            let what = format!(
                "chains to no public authority but to {issuer}, and the target registers no \
                 private authority"
            );
            self.fail(Cause::UntrustedAuthority, &what, 0, "/issuer");
        }
        let flaws = flaws(self.sent, way, self.time, self.judge_own_validity);
        self.tell(flaws);
    }

    fn no_private_way(
        &mut self,
        ways: &[Way<'_>],
        anchors: &[&PlacedCertificate],
        bundle: &CertificateFile,
    ) {
        let Some(way) = ways.first() else { return };
        let top = self.top(way);
        let issuer = &top.issuer.short;
        let label = self.label(way.links.len() - 1, way);
        let registered: Vec<&str> = anchors
            .iter()
            .map(|one| one.x509.subject.short.as_str())
            .collect();
        let registered = registered.join(", ");
        let file = &bundle.name;
        let namesake = anchors.iter().any(|one| {
            let name = &one.x509.subject.der;
            *name == top.issuer.der
        });
        let related = anchors.iter().any(|one| {
            let own = &one.x509.subject.organization;
            own.is_some() && *own == top.issuer.organization
        });
        let (cause, what) = if namesake {
            let what = format!(
                "does not chain to the registered authority: {label} was issued under the name \
                 {issuer}, but with another key than the one in {file}"
            );
            (Cause::ChainOutsideCa, what)
        } else if way.impostor {
            let what = format!(
                "does not chain to the registered authority: {label} names {issuer} as its \
                 issuer, and the certificate of that name that is sent has another key"
            );
            (Cause::IntermediateMissing, what)
        } else if top.is_self_issued() {
            let what = format!(
                "chains to {issuer}, and the target registers another authority: {registered} \
                 ({file})"
            );
            (Cause::ChainOutsideCa, what)
        } else if related {
            let what = format!(
                "does not chain to the registered authority {registered}: {issuer}, which issued \
                 {label}, is not sent"
            );
            (Cause::IntermediateMissing, what)
        } else {
            let what = format!(
                "chains to {issuer}, which is neither sent nor registered; the target registers \
                 {registered} ({file})"
            );
            (Cause::ChainOutsideCa, what)
        };
        self.fail(cause, &what, 0, "/issuer");
        let known = anchors.first().map(|one| member_of(one, "/subject"));
        if let (Some(step), Some(known)) = (self.judgement.steps.last_mut(), known) {
            step.evidence.push(known);
        }
        let flaws = flaws(self.sent, way, self.time, self.judge_own_validity);
        self.tell(flaws);
    }

    fn top(&self, way: &Way<'_>) -> &'a X509 {
        let last = way.links.last().copied().unwrap_or_default();
        &self.sent[last].x509
    }

    /// A certificate of a way, in words.
    fn label(&self, depth: usize, way: &Way<'_>) -> String {
        match way.links.get(depth) {
            Some(&at) if at > 0 => format!(
                "{} (certificate {} of {} that the server sends)",
                self.sent[at].x509.subject.short,
                at + 1,
                self.sent.len()
            ),
            _ => "it".to_owned(),
        }
    }

    fn tell(&mut self, flaws: Vec<Flaw>) {
        for flaw in flaws {
            match flaw.outcome {
                Outcome::Unknown(_) => {
                    let why = self.sentence(flaw.of, &flaw.what);
                    let outcome = Outcome::Unknown(Unknown::Undecidable(why));
                    self.report(outcome, &flaw.what, flaw.of, flaw.member);
                }
                outcome => self.report(outcome, &flaw.what, flaw.of, flaw.member),
            }
        }
    }

    fn fail(&mut self, cause: Cause, what: &str, of: usize, member: &'static str) {
        self.report(Outcome::Fail(cause), what, of, member);
    }

    fn unknown(&mut self, why: String) {
        self.judgement.steps.push(step(
            self.chain.subject.clone(),
            Outcome::Unknown(Unknown::Undecidable(why.clone())),
            why,
            self.evidence(0, "/issuer"),
        ));
    }

    fn report(&mut self, outcome: Outcome, what: &str, of: usize, member: &'static str) {
        let subject = match of {
            0 => self.chain.subject.clone(),
            _ => Subject::new("certificate", self.sent[of].x509.subject.short.clone()),
        };
        let summary = self.sentence(of, what);
        let evidence = self.evidence(of, member);
        self.judgement
            .steps
            .push(step(subject, outcome, summary, evidence));
    }

    fn sentence(&self, of: usize, what: &str) -> String {
        match of {
            0 => format!("{} {what}", self.chain.name),
            _ => format!(
                "{}, certificate {} of {} that the server sends, {what}",
                self.sent[of].x509.subject.short,
                of + 1,
                self.sent.len()
            ),
        }
    }

    /// What ACM tells of the server's certificate, and the place in the certificate itself.
    fn evidence(&self, of: usize, member: &'static str) -> Vec<Evidence> {
        let mut evidence = self.chain.evidence.clone();
        let own = self.sent.get(of).map(|one| member_of(one, member));
        evidence.extend(own.filter(|own| !self.chain.evidence.contains(own)));
        evidence
    }
}

/// What is missing if the object in S3 that holds the registered authority is.
pub(super) fn lost(certificate: &str) -> Missing {
    let what = format!("the registered private authority that must vouch for {certificate}");
    Missing::new("s3api", "get-object", what)
}

/// Where a member of a certificate stands.
pub(super) fn member_of(one: &PlacedCertificate, member: &'static str) -> Evidence {
    Evidence::part(one.source, one.pointer(member))
}

#[cfg(test)]
mod tests;
