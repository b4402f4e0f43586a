//! What certificates allow: keys, signatures, usage, names and time. Each flaw of a way is told
//! with the certificate that has it.
//! <https://www.rfc-editor.org/rfc/rfc5280#section-6>

use jiff::SignedDuration;

use super::Time;
use super::path::{End, Way};
use crate::reach::{Cause, Outcome, Unknown};
use crate::snapshot::{Digest, KeyKind, NameConstraints, San, Subtree, X509};
use crate::topology::PlacedCertificate;

/// Something that is wrong with a certificate in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    /// The certificate, by its place among those sent.
    pub(super) of: usize,
    pub(super) outcome: Outcome,
    /// The end of a sentence that begins with the certificate.
    pub(super) what: String,
    /// The member that shows it.
    pub(super) member: &'static str,
}

/// Everything that is wrong with the certificates of a way. The validity of the server's own is
/// left out if somebody else judges it.
pub(super) fn flaws(
    sent: &[PlacedCertificate],
    way: &Way<'_>,
    time: Time,
    judge_own_validity: bool,
) -> Vec<Flaw> {
    let mut limits = Limits { flaws: Vec::new() };
    let last = way.links.len() - usize::from(way.holds_anchor);
    let Some(own) = way.links.first() else {
        return limits.flaws;
    };
    let leaf = &sent[*own].x509;
    for (depth, link) in way.links.iter().enumerate().take(last.max(1)) {
        let one = &sent[*link].x509;
        limits.strength(*link, one);
        if let Some(number) = &one.unknown_critical {
            let what = format!("has the critical extension {number}, which clients do not know");
            limits.fail(*link, Cause::CertificateUsage, what, "/subject");
        }
        if depth == 0 {
            limits.server(*link, one);
        } else {
            limits.authority(*link, one, &sent[way.links[depth - 1]].x509);
            let below = way.links[1..depth].iter();
            let below = below.filter(|link| !sent[**link].x509.is_self_issued());
            limits.length(*link, one, below.count(), false);
            limits.names(*link, one, leaf, false);
        }
        if depth > 0 || judge_own_validity {
            limits.flaws.extend(validity(one, time).map(|problem| Flaw {
                of: *link,
                outcome: problem.0,
                what: problem.1,
                member: problem.2,
            }));
        }
    }
    if let Some(End::Registered(anchor)) = way.end {
        let below = way.links[1..last.max(1)].iter();
        let below = below.filter(|link| !sent[**link].x509.is_self_issued());
        // The place is that of the last certificate below: the authority may not be sent.
        let place = way.links[last.max(1) - 1];
        limits.length(place, &anchor.x509, below.count(), true);
        limits.names(place, &anchor.x509, leaf, true);
    }
    if let Some(unchecked) = way.unchecked {
        let what = "was signed with a key or an algorithm so weak or rare that the signature was \
                    not checked";
        limits.unknown(way.links[unchecked], what.to_owned(), "/signature");
    }
    limits.flaws
}

/// What is wrong with a certificate at the time of the evidence, and which member tells it.
pub(super) fn validity(one: &X509, time: Time) -> Option<(Outcome, String, &'static str)> {
    let (start, end) = (one.not_before, one.not_after);
    let expired = || Outcome::Fail(Cause::CertificateExpired);
    let Some(at) = time.captured_at else {
        if time.not_before.is_some_and(|known| end < known) {
            return Some((expired(), format!("expired at {end}"), "/not_after"));
        }
        let why = "may have been expired or not yet valid: the time of capture was not recorded";
        let outcome = Outcome::Unknown(Unknown::Undecidable(why.to_owned()));
        return Some((outcome, why.to_owned(), "/not_after"));
    };
    if end < at {
        Some((expired(), format!("expired at {end}"), "/not_after"))
    } else if start > at {
        let outcome = Outcome::Fail(Cause::CertificateNotYetValid);
        Some((
            outcome,
            format!("is not valid before {start}"),
            "/not_before",
        ))
    } else if end.duration_since(at) < SOON {
        let outcome = Outcome::Warn(Cause::CertificateExpiring);
        Some((outcome, format!("expires at {end}"), "/not_after"))
    } else {
        None
    }
}

/// Why a key is refused: `true` if everybody does.
pub(super) fn weak_key(one: &X509) -> Option<(bool, String)> {
    let key = &one.key;
    match &key.kind {
        KeyKind::Rsa(bits) if *bits < 1024 => Some((true, format!("has a key of {key}"))),
        KeyKind::Rsa(bits) if *bits < 2048 => Some((false, format!("has a key of {key}"))),
        KeyKind::Ec(None) | KeyKind::Other(_) => Some((false, format!("has a key of {key}"))),
        KeyKind::Ec(Some(_)) | KeyKind::Ed25519 | KeyKind::Rsa(_) => None,
    }
}

/// Why a signature is refused: `true` if everybody does.
pub(super) fn weak_signature(one: &X509) -> Option<(bool, String)> {
    let digest = one.signature.digest;
    let what = format!("is signed with {}", digest.as_str());
    match digest {
        Digest::Md5 => Some((true, what)),
        Digest::Sha1 => Some((false, what)),
        Digest::Strong => None,
    }
}

/// A certificate that ends sooner than this is reported.
pub(super) const SOON: SignedDuration = SignedDuration::from_hours(30 * 24);

struct Limits {
    flaws: Vec<Flaw>,
}

impl Limits {
    fn strength(&mut self, link: usize, one: &X509) {
        let refused = "which clients refuse";
        let may = "which many clients refuse";
        for (found, member) in [(weak_key(one), "/key"), (weak_signature(one), "/signature")] {
            match found {
                Some((true, what)) => {
                    let what = format!("{what}, {refused}");
                    self.fail(link, Cause::WeakCertificate, what, member);
                }
                Some((false, what)) => {
                    let what = format!("{what}, {may}");
                    self.warn(link, Cause::WeakCertificate, what, member);
                }
                None => {}
            }
        }
    }

    /// <https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2.2>
    fn server(&mut self, link: usize, one: &X509) {
        if one.serves_tls == Some(false) {
            let what = "is not made for servers: extendedKeyUsage lacks serverAuth".to_owned();
            self.fail(link, Cause::CertificateUsage, what, "/serves_tls");
        }
        if let Some(usage) = one.key_usage
            && !usage.digital_signature
        {
            // Old handshakes with RSA encrypt to the key instead.
            let is_old = usage.key_encipherment && matches!(one.key.kind, KeyKind::Rsa(_));
            let what = "may not sign handshakes: keyUsage lacks digitalSignature";
            if is_old {
                let what = format!("{what}, so only TLS 1.2 without forward secrecy works");
                self.warn(link, Cause::CertificateUsage, what, "/key_usage");
            } else {
                self.fail(link, Cause::CertificateUsage, what.to_owned(), "/key_usage");
            }
        }
        if one.is_authority {
            let what = "is an authority itself (CA:TRUE), which some clients refuse of a server";
            self.warn(link, Cause::CertificateUsage, what.to_owned(), "/authority");
        }
    }

    fn authority(&mut self, link: usize, one: &X509, issued: &X509) {
        let issued = &issued.subject.short;
        if !one.is_authority {
            let what = format!("issued {issued}, but is no authority (CA:TRUE is missing)");
            self.fail(link, Cause::CertificateUsage, what, "/authority");
        } else if one.key_usage.is_some_and(|usage| !usage.key_cert_sign) {
            let what = format!("issued {issued}, but keyUsage lacks keyCertSign");
            self.fail(link, Cause::CertificateUsage, what, "/key_usage");
        }
        if one.serves_tls == Some(false) {
            let what = format!(
                "issued {issued}, but extendedKeyUsage lacks serverAuth, which some clients refuse"
            );
            self.warn(link, Cause::CertificateUsage, what, "/serves_tls");
        }
    }

    fn length(&mut self, link: usize, one: &X509, below: usize, is_anchor: bool) {
        let Some(most) = one.path_length else { return };
        if usize::try_from(most).is_ok_and(|most| below <= most) {
            return;
        }
        let what = format!("allows {most} authorities below it, and there are {below}");
        self.limit(link, one, what, "/path_length", is_anchor);
    }

    fn names(&mut self, link: usize, one: &X509, leaf: &X509, is_anchor: bool) {
        let Some(constraints) = &one.constraints else {
            return;
        };
        let member = "/name_constraints";
        for name in &leaf.names {
            if let Some(why) = constraints.forbid(name) {
                let what = format!("does not allow the name {name}: {why}");
                self.limit(link, one, what, member, is_anchor);
            }
        }
        let all = constraints.permitted.iter().chain(&constraints.excluded);
        if all.clone().any(|subtree| *subtree == Subtree::Directory) {
            let what = "limits distinguished names, which is not evaluated".to_owned();
            self.unknown(link, what, member);
        }
    }

    /// Clients differ in whether the limits of an authority that they trust count.
    fn limit(
        &mut self,
        link: usize,
        one: &X509,
        what: String,
        member: &'static str,
        is_anchor: bool,
    ) {
        if is_anchor {
            let what = format!(
                "was issued under {}, which {what}; whether clients heed that of an authority \
                 that they trust differs",
                one.subject.short
            );
            self.unknown(link, what, member);
        } else {
            self.fail(link, Cause::CertificateUsage, what, member);
        }
    }

    fn fail(&mut self, of: usize, cause: Cause, what: String, member: &'static str) {
        self.push(of, Outcome::Fail(cause), what, member);
    }

    fn warn(&mut self, of: usize, cause: Cause, what: String, member: &'static str) {
        self.push(of, Outcome::Warn(cause), what, member);
    }

    fn unknown(&mut self, of: usize, what: String, member: &'static str) {
        let outcome = Outcome::Unknown(Unknown::Undecidable(what.clone()));
        self.push(of, outcome, what, member);
    }

    fn push(&mut self, of: usize, outcome: Outcome, what: String, member: &'static str) {
        self.flaws.push(Flaw {
            of,
            outcome,
            what,
            member,
        });
    }
}

impl NameConstraints {
    /// Why a name is not allowed.
    fn forbid(&self, name: &San) -> Option<String> {
        if self.excluded.iter().any(|subtree| subtree.holds(name)) {
            return Some("it is among those that are excluded".to_owned());
        }
        let kind = |subtree: &&Subtree| {
            matches!(
                (subtree, name),
                (Subtree::Dns(_), San::Dns(_)) | (Subtree::Ip(_), San::Ip(_))
            )
        };
        let mut permitted = self.permitted.iter().filter(kind).peekable();
        permitted.peek()?;
        let words: Vec<String> = permitted.clone().map(Subtree::to_string).collect();
        (!permitted.any(|subtree| subtree.holds(name)))
            .then(|| format!("only {} is permitted", words.join(", ")))
    }
}

impl Subtree {
    /// <https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.10>
    fn holds(&self, name: &San) -> bool {
        match (self, name) {
            (Self::Dns(domain), San::Dns(name)) => {
                let name = name.strip_suffix('.').unwrap_or(name).to_lowercase();
                let domain = domain.to_lowercase();
                match domain.strip_prefix('.') {
                    _ if domain.is_empty() => true,
                    Some(_) => name.ends_with(&domain),
                    None => name == domain || name.ends_with(&format!(".{domain}")),
                }
            }
            (Self::Ip(block), San::Ip(address)) => {
                let address = match address {
                    std::net::IpAddr::V4(v4) => v4.octets().to_vec(),
                    std::net::IpAddr::V6(v6) => v6.octets().to_vec(),
                };
                let (base, mask) = block.split_at(block.len() / 2);
                base.len() == address.len()
                    && mask.len() == address.len()
                    && (0..address.len()).all(|at| (address[at] ^ base[at]) & mask[at] == 0)
            }
            _ => false,
        }
    }
}
