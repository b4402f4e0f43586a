//! The way from a server's certificate to an authority: over the certificates that it sends.
//! <https://www.rfc-editor.org/rfc/rfc4158>

use rustls_pki_types::TrustAnchor;

use super::verify::{Signed, Signer};
use crate::snapshot::X509;
use crate::topology::PlacedCertificate;

/// Whom clients trust.
#[derive(Clone, Copy, Debug)]
pub(super) enum Anchors<'a> {
    Public(&'a [TrustAnchor<'a>]),
    Registered(&'a [&'a PlacedCertificate]),
}

/// Where a way ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum End<'a> {
    /// At a public authority.
    Public,
    /// At a registered certificate.
    Registered(&'a PlacedCertificate),
}

/// A way: the certificates in it by their place among those sent, the server's own first.
#[derive(Clone, Debug)]
pub(super) struct Way<'a> {
    pub(super) links: Vec<usize>,
    /// `None`: the last one leads nowhere.
    pub(super) end: Option<End<'a>>,
    /// A link whose signature could not be checked, as its place in `links`.
    pub(super) unchecked: Option<usize>,
    /// Something bears the name of the last one's issuer, but did not sign it.
    pub(super) impostor: bool,
    /// The last one is the authority itself, or one of its name and key.
    pub(super) holds_anchor: bool,
}

/// Every way from the first certificate: those that lead to an authority, else those that lead
/// nowhere, the longest first.
pub(super) fn ways<'a>(sent: &'a [PlacedCertificate], anchors: Anchors<'a>) -> Vec<Way<'a>> {
    let mut search = Search {
        sent,
        anchors,
        complete: Vec::new(),
        dead: Vec::new(),
        budget: BUDGET,
    };
    if !sent.is_empty() {
        search.follow(&mut vec![0], None);
    }
    if !search.complete.is_empty() {
        return search.complete;
    }
    search
        .dead
        .sort_by_key(|way| std::cmp::Reverse(way.links.len()));
    search.dead
}

struct Search<'a> {
    sent: &'a [PlacedCertificate],
    anchors: Anchors<'a>,
    complete: Vec<Way<'a>>,
    dead: Vec<Way<'a>>,
    /// Signatures that may still be checked: strangers' certificates may be made to take long.
    budget: usize,
}

impl Search<'_> {
    fn follow(&mut self, links: &mut Vec<usize>, unchecked: Option<usize>) {
        let sent = self.sent;
        let Some(last) = links.last().map(|last| &sent[*last].x509) else {
            return;
        };
        let (mut leads, mut impostor) = (false, false);
        let mut end = |search: &mut Self, end, signed: Option<Signed>| {
            if signed == Some(Signed::No) {
                impostor = true;
                return;
            }
            leads = true;
            let own = (signed == Some(Signed::Unchecked)).then_some(links.len() - 1);
            search.complete.push(Way {
                links: links.clone(),
                end: Some(end),
                unchecked: unchecked.or(own),
                impostor: false,
                holds_anchor: signed.is_none(),
            });
        };
        match self.anchors {
            Anchors::Public(anchors) => {
                for anchor in anchors {
                    if *anchor.subject == *last.issuer.der
                        && let Some(signer) = Signer::of_anchor(anchor)
                        && self.may_check()
                    {
                        end(self, End::Public, Some(signer.signed(last)));
                    } else if *anchor.subject == *last.subject.der
                        && Signer::of_anchor(anchor).is_some_and(|own| own.has_key_of(last))
                    {
                        // The server sends the authority itself, or a sibling of the same key.
                        end(self, End::Public, None);
                    }
                }
            }
            Anchors::Registered(anchors) => {
                for anchor in anchors {
                    let authority = &anchor.x509;
                    if authority.der == last.der {
                        end(self, End::Registered(anchor), None);
                    } else if authority.subject.der == last.issuer.der && self.may_check() {
                        let signed = Signer::of(authority).signed(last);
                        end(self, End::Registered(anchor), Some(signed));
                    }
                }
            }
        }
        for next in 0..sent.len() {
            let candidate = &sent[next].x509;
            let is_new = links
                .iter()
                .all(|link| sent[*link].x509.der != candidate.der)
                && sent[..next].iter().all(|one| one.x509.der != candidate.der);
            if !is_new || candidate.subject.der != last.issuer.der || !self.may_check() {
                continue;
            }
            match Signer::of(candidate).signed(last) {
                Signed::No => impostor = true,
                signed if links.len() < LONGEST => {
                    leads = true;
                    let own = (signed == Signed::Unchecked).then_some(links.len() - 1);
                    links.push(next);
                    self.follow(links, unchecked.or(own));
                    links.pop();
                }
                _ => {}
            }
        }
        if !leads {
            self.dead.push(Way {
                links: links.clone(),
                end: None,
                unchecked,
                impostor,
                holds_anchor: false,
            });
        }
    }

    fn may_check(&mut self) -> bool {
        let may = self.budget > 0;
        self.budget = self.budget.saturating_sub(1);
        may
    }
}

/// Whether a certificate's own key made its signature.
pub(super) fn signs_itself(certificate: &X509) -> bool {
    certificate.is_self_issued() && Signer::of(certificate).signed(certificate) != Signed::No
}

/// Certificates of a way.
const LONGEST: usize = 10;
/// Signatures that are checked for one server.
const BUDGET: usize = 200;
