//! Stories of listeners and the certificates they serve.

use rcgen::{CertificateParams, KeyPair};

use super::{Authority, Judgement, disagreement, judge};
use crate::reach::{Cause, Outcome, Unknown};
use crate::snapshot::{FileId, Snapshot, Source, SuppliedFile, SuppliedRole};
use crate::topology::{Certificate, CertificateKind, CertificatePem, Listener, Topology};

const HOST: &str = "mcp.example.com";

fn source() -> Source {
    Source::document(FileId::default())
}

/// `arn:aws:acm:…/NAME`, issued by Amazon for `*.example.com`, valid from 2026 to 2027.
fn certificate(name: &str, change: impl FnOnce(&mut Certificate)) -> Certificate {
    let mut certificate = Certificate {
        source: source(),
        arn: arn(name).as_str().into(),
        kind: CertificateKind::AmazonIssued,
        status: Some("ISSUED".to_owned()),
        names: vec!["*.example.com".to_owned()],
        not_before: Some("2026-01-01T00:00:00Z".parse().unwrap()),
        not_after: Some("2027-01-01T00:00:00Z".parse().unwrap()),
        issuer: Some("Amazon".to_owned()),
        subject: Some("CN=*.example.com".to_owned()),
        pem: None,
    };
    change(&mut certificate);
    certificate
}

fn arn(name: &str) -> String {
    format!("arn:aws:acm:eu-west-1:111122223333:certificate/{name}")
}

/// A listener with these certificates, the first one the default.
fn listener(certificates: &[&Certificate]) -> Listener {
    let mut arns = certificates
        .iter()
        .map(|certificate| certificate.arn.clone());
    Listener {
        source: source(),
        arn: "arn:listener".into(),
        load_balancer: "arn:lb".into(),
        port: 443,
        protocol: "HTTPS".to_owned(),
        default_certificate: arns.next(),
        sni_certificates: Some(arns.map(|arn| (arn, source())).collect()),
        default_actions: Vec::new(),
        rules: None,
        client_certificates: None,
    }
}

fn topology(certificates: &[&Certificate], at: Option<&str>) -> Topology {
    let mut topology = Topology::default();
    for certificate in certificates {
        topology.add_certificate((*certificate).clone());
    }
    if let Some(at) = at {
        topology.capture_at(at.parse().unwrap());
    }
    topology
}

/// In the middle of 2026, without a private authority.
fn judged(certificates: &[&Certificate]) -> Judgement {
    let topology = topology(certificates, Some("2026-06-01T00:00:00Z"));
    judge(&topology, &listener(certificates), HOST, Authority::Public)
}

fn outcomes(judgement: &Judgement) -> Vec<Outcome> {
    let steps = judgement.steps.iter();
    steps.map(|step| step.outcome.clone()).collect()
}

fn alone(change: impl FnOnce(&mut Certificate)) -> Vec<Outcome> {
    outcomes(&judged(&[&certificate("a", change)]))
}

fn is_unknown(outcomes: &[Outcome]) -> bool {
    matches!(outcomes, [Outcome::Unknown(_)])
}

#[test]
fn an_amazon_certificate_for_the_host_passes() {
    let judgement = judged(&[&certificate("a", |_| {})]);
    assert_eq!(outcomes(&judgement), [Outcome::Pass]);
    assert!(judgement.assumptions.is_empty());
    assert_eq!(
        judgement.steps[0].evidence.len(),
        2,
        "the certificate and the listener"
    );
}

#[test]
fn the_status_must_be_issued() {
    for (status, expected) in [
        ("PENDING_VALIDATION", Cause::CertificateNotIssued),
        ("REVOKED", Cause::CertificateNotIssued),
        ("FAILED", Cause::CertificateNotIssued),
        ("EXPIRED", Cause::CertificateExpired),
    ] {
        let found = alone(|one| one.status = Some(status.to_owned()));
        assert_eq!(found, [Outcome::Fail(expected)], "{status}");
    }
    assert!(is_unknown(&alone(|one| one.status = None)));
    assert!(is_unknown(&alone(
        |one| one.status = Some("SHINY".to_owned())
    )));
}

#[test]
fn validity_is_judged_at_the_time_of_capture() {
    let one = certificate("a", |_| {});
    let at = |at: Option<&str>| {
        judge(
            &topology(&[&one], at),
            &listener(&[&one]),
            HOST,
            Authority::Public,
        )
    };
    let of = |time: &str| outcomes(&at(Some(time)));
    assert_eq!(
        of("2027-01-01T00:00:01Z"),
        [Outcome::Fail(Cause::CertificateExpired)]
    );
    assert_eq!(
        of("2025-12-31T23:59:59Z"),
        [Outcome::Fail(Cause::CertificateNotYetValid)]
    );
    assert_eq!(
        of("2026-12-03T00:00:00Z"),
        [Outcome::Warn(Cause::CertificateExpiring)]
    );
    assert_eq!(of("2026-12-01T00:00:00Z"), [Outcome::Pass]);
    let timeless = at(None);
    assert_eq!(outcomes(&timeless), [Outcome::Pass]);
    assert_eq!(timeless.assumptions.len(), 1);
}

#[test]
fn every_fault_is_reported() {
    let found = alone(|one| {
        one.kind = CertificateKind::Private;
        one.names = vec!["other.example.org".to_owned()];
        one.not_after = Some("2026-02-01T00:00:00Z".parse().unwrap());
    });
    let expected = [
        Cause::NameMismatch,
        Cause::CertificateExpired,
        Cause::UntrustedAuthority,
    ];
    assert_eq!(found, expected.map(Outcome::Fail));
}

#[test]
fn the_best_match_is_served_and_else_the_default() {
    let other = certificate("other", |one| one.names = vec!["example.org".to_owned()]);
    let third = certificate("third", |one| {
        one.names = vec!["*.b.example.com".to_owned()];
    });
    let good = certificate("good", |_| {});
    assert_eq!(outcomes(&judged(&[&other, &good])), [Outcome::Pass]);
    assert_eq!(
        outcomes(&judged(&[&other])),
        [Outcome::Fail(Cause::NameMismatch)]
    );
    let wrong = judged(&[&other, &third]);
    assert_eq!(
        outcomes(&wrong),
        [Outcome::Fail(Cause::WrongCertificateServed)]
    );
    assert_eq!(wrong.steps[0].subject.id, arn("other"));
}

#[test]
fn certificates_that_nobody_listed_matter_only_if_the_default_does_not_fit() {
    let judged = |one: &Certificate| {
        let mut listener = listener(&[one]);
        listener.sni_certificates = None;
        judge(
            &topology(&[one], Some("2026-06-01T00:00:00Z")),
            &listener,
            HOST,
            Authority::Public,
        )
    };
    let fits = judged(&certificate("a", |_| {}));
    assert_eq!(outcomes(&fits), [Outcome::Pass]);
    assert_eq!(fits.assumptions.len(), 1);
    let other = certificate("a", |one| one.names = vec!["example.org".to_owned()]);
    let Outcome::Unknown(Unknown::Missing(missing)) = &outcomes(&judged(&other))[0] else {
        panic!("it must be missing");
    };
    assert_eq!(missing.operation, "describe-listener-certificates");
}

#[test]
fn certificates_of_one_name_must_agree() {
    let good = certificate("good", |_| {});
    let twin = certificate("twin", |_| {});
    assert_eq!(outcomes(&judged(&[&good, &twin])), [Outcome::Pass]);
    let aging = certificate("aging", |one| {
        one.not_after = Some("2026-06-15T00:00:00Z".parse().unwrap());
    });
    let shadowed = [Outcome::Pass, Outcome::Warn(Cause::WrongCertificateServed)];
    assert_eq!(outcomes(&judged(&[&good, &aging])), shadowed);
    assert_eq!(outcomes(&judged(&[&aging, &good])), shadowed);
    let expired = certificate("expired", |one| one.status = Some("EXPIRED".to_owned()));
    let found = outcomes(&judged(&[&good, &expired]));
    assert!(matches!(found[..], [Outcome::Pass, Outcome::Unknown(_)]));
    let fails = Outcome::Fail(Cause::CertificateExpired);
    let both = outcomes(&judged(&[
        &expired,
        &certificate("b", |one| one.status = Some("EXPIRED".to_owned())),
    ]));
    assert_eq!(both, [fails.clone(), fails]);
}

#[test]
fn what_is_not_described_leaves_the_choice_open() {
    let good = certificate("good", |_| {});
    let mut iam = certificate("iam", |_| {});
    iam.arn = "arn:aws:iam::111122223333:server-certificate/old".into();
    assert!(is_unknown(&outcomes(&judged(&[&iam]))));
    assert!(is_unknown(&outcomes(&judged(&[&good, &iam]))));
    let topology = topology(&[&good], None);
    let absent = certificate("absent", |_| {});
    let found = judge(
        &topology,
        &listener(&[&good, &absent]),
        HOST,
        Authority::Public,
    );
    assert!(is_unknown(&outcomes(&found)));
    assert!(is_unknown(&alone(|one| one.names.clear())));
    let nothing = judge(&topology, &listener(&[]), HOST, Authority::Public);
    assert!(is_unknown(&outcomes(&nothing)));
}

fn with_private_ca(change: impl FnOnce(&mut Certificate)) -> Judgement {
    let one = certificate("a", change);
    let topology = topology(&[&one], Some("2026-06-01T00:00:00Z"));
    judge(&topology, &listener(&[&one]), HOST, Authority::Unseen)
}

#[test]
fn a_private_authority_must_be_registered() {
    let private = |one: &mut Certificate| one.kind = CertificateKind::Private;
    assert_eq!(alone(private), [Outcome::Fail(Cause::UntrustedAuthority)]);
    let registered = with_private_ca(private);
    assert_eq!(outcomes(&registered), [Outcome::Pass]);
    assert_eq!(registered.assumptions.len(), 1);
    let public = with_private_ca(|_| {});
    assert_eq!(
        outcomes(&public),
        [Outcome::Warn(Cause::PublicChainWithPrivateCa)]
    );
}

fn self_signed() -> CertificatePem {
    let params = CertificateParams::new(vec![HOST.to_owned()]).unwrap();
    let certificate = params.self_signed(&KeyPair::generate().unwrap()).unwrap();
    CertificatePem {
        source: source(),
        certificate: certificate.pem(),
        chain: None,
    }
}

#[test]
fn an_imported_certificate_is_judged_by_its_chain() {
    let imported = |pem: Option<CertificatePem>| {
        move |one: &mut Certificate| {
            one.kind = CertificateKind::Imported;
            one.pem = pem;
        }
    };
    assert!(is_unknown(&alone(imported(None))));
    assert_eq!(
        alone(imported(Some(self_signed()))),
        [Outcome::Fail(Cause::SelfSigned)]
    );
    assert!(is_unknown(&outcomes(&with_private_ca(imported(Some(
        self_signed()
    ))))));
    let broken = CertificatePem {
        certificate: "broken".to_owned(),
        ..self_signed()
    };
    assert!(is_unknown(&alone(imported(Some(broken)))));
}

#[test]
fn acm_may_show_that_a_certificate_names_itself_as_its_issuer() {
    let found = alone(|one| {
        one.kind = CertificateKind::Imported;
        one.names = vec![HOST.to_owned()];
        one.issuer = Some(HOST.to_owned());
        one.subject = Some(format!("O=Corp, CN={HOST}"));
    });
    assert_eq!(found, [Outcome::Fail(Cause::SelfSigned)]);
}

#[test]
fn the_common_name_alone_does_not_count() {
    let nameless = CertificateParams::new(Vec::new()).unwrap();
    let pem = nameless
        .self_signed(&KeyPair::generate().unwrap())
        .unwrap()
        .pem();
    let found = alone(|one| {
        one.kind = CertificateKind::Imported;
        one.pem = Some(CertificatePem {
            certificate: pem,
            ..self_signed()
        });
    });
    assert_eq!(
        found,
        [Cause::NameMismatch, Cause::SelfSigned].map(Outcome::Fail)
    );
}

#[test]
fn a_listener_that_sends_another_certificate_than_it_has_is_told() {
    let supplied = |pem: &str| {
        let role = SuppliedRole::ServerChain;
        let file = SuppliedFile::read(role, Some(HOST), "seen.pem", pem.as_bytes()).unwrap();
        let mut snapshot = Snapshot::default();
        snapshot.supply([file]);
        snapshot
    };
    let own = self_signed();
    let described = |pem: Option<CertificatePem>| certificate("a", |one| one.pem = pem);
    let told = |known: Option<CertificatePem>, sent: &str| {
        let one = described(known);
        let mut topology = Topology::build(supplied(sent));
        topology.add_certificate(one.clone());
        disagreement(&topology, &listener(&[&one]), HOST).map(|step| step.outcome)
    };
    let other = self_signed().certificate;
    let differs = Some(Outcome::Warn(Cause::WrongCertificateServed));
    assert_eq!(told(Some(own.clone()), &other), differs);
    assert_eq!(told(Some(own.clone()), &own.certificate), None);
    assert_eq!(told(None, &other), None, "ACM may have that one");
}
