//! Authorities that are made for the test, and what they issue; rustls as the oracle.

use proptest::prelude::*;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, NameConstraints, date_time_ymd,
};

use super::*;
use crate::reach::certificate::judge_chain;
use crate::snapshot::{FileId, Source};

const HOST: &str = "mcp.example.com";

/// An authority, or a server, and its key.
struct Made {
    issuer: Issuer<'static, KeyPair>,
    der: Vec<u8>,
}

fn params(name: &str, change: impl FnOnce(&mut CertificateParams)) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params
        .distinguished_name
        .push(DnType::OrganizationName, "Corp");
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(2036, 1, 1);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    change(&mut params);
    params
}

fn root(name: &str) -> Made {
    let (params, key) = (params(name, |_| {}), KeyPair::generate().unwrap());
    let der = params.self_signed(&key).unwrap().der().to_vec();
    let issuer = Issuer::new(params, key);
    Made { issuer, der }
}

impl Made {
    fn issue(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let (params, key) = (params(name, change), KeyPair::generate().unwrap());
        let der = params.signed_by(&key, &self.issuer).unwrap().der().to_vec();
        let issuer = Issuer::new(params, key);
        Self { issuer, der }
    }

    fn server(&self, change: impl FnOnce(&mut CertificateParams)) -> Self {
        self.issue("server", |params| {
            params.is_ca = IsCa::ExplicitNoCa;
            params.subject_alt_names = vec![rcgen::SanType::DnsName(HOST.try_into().unwrap())];
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
            change(params);
        })
    }
}

fn placed(made: &[&Made]) -> Vec<PlacedCertificate> {
    let place = |one: &&Made| PlacedCertificate {
        x509: X509::read(&one.der).unwrap(),
        source: Source::document(FileId::default()),
        text: None,
    };
    made.iter().map(place).collect()
}

fn bundle(made: &[&Made]) -> CertificateFile {
    CertificateFile {
        source: Source::document(FileId::default()),
        name: "ca.pem".to_owned(),
        size: 1000,
        certificates: Ok(placed(made)),
    }
}

fn time() -> Time {
    Time {
        captured_at: Some("2026-06-01T00:00:00Z".parse().unwrap()),
        not_before: None,
    }
}

fn judged(sent: &[&Made], authority: Authority<'_>) -> Judgement {
    let file = CertificateFile {
        name: "chain.pem".to_owned(),
        ..bundle(sent)
    };
    judge_chain(&ServerChain::of(&file).unwrap(), authority, HOST, time())
}

fn outcomes(judgement: &Judgement) -> Vec<Outcome> {
    let steps = judgement.steps.iter();
    steps.map(|step| step.outcome.clone()).collect()
}

/// The only fault under a registered root, and what is said of it.
fn fault(sent: &[&Made], root: &Made) -> (Outcome, String) {
    let file = bundle(&[root]);
    let judgement = judged(sent, Authority::Registered(&file));
    assert_eq!(judgement.steps.len(), 1, "{:?}", judgement.steps);
    let step = &judgement.steps[0];
    (step.outcome.clone(), step.summary.clone())
}

fn is_unknown(outcomes: &[Outcome]) -> bool {
    matches!(outcomes, [Outcome::Unknown(_)])
}

#[test]
fn a_whole_chain_passes() {
    let root = root("Root");
    let middle = root.issue("Middle", |_| {});
    let server = middle.server(|_| {});
    let (outcome, _) = fault(&[&server, &middle], &root);
    assert_eq!(outcome, Outcome::Pass);
    let (outcome, _) = fault(&[&server, &middle, &root], &root);
    assert_eq!(outcome, Outcome::Pass);
}

#[test]
fn each_fault_is_told_with_its_certificate() {
    let root = root("Root");
    let expired = root.issue("Expired", |params| {
        params.not_after = date_time_ymd(2026, 5, 1);
    });
    let (outcome, said) = fault(&[&expired.server(|_| {}), &expired], &root);
    assert_eq!(outcome, Outcome::Fail(Cause::CertificateExpired));
    assert!(
        said.starts_with("Expired, certificate 2 of 2 that the server sends, expired"),
        "{said}"
    );

    let short = root.issue("Short", |params| {
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    });
    let below = short.issue("Below", |_| {});
    let (outcome, said) = fault(&[&below.server(|_| {}), &below, &short], &root);
    assert_eq!(outcome, Outcome::Fail(Cause::CertificateUsage));
    assert!(said.contains("Short, certificate 3 of 3"), "{said}");

    let usage = root.issue("Usage", |params| {
        params.key_usages = vec![KeyUsagePurpose::CrlSign];
    });
    let (outcome, said) = fault(&[&usage.server(|_| {}), &usage], &root);
    assert_eq!(outcome, Outcome::Fail(Cause::CertificateUsage));
    assert!(said.contains("keyCertSign"), "{said}");

    let client = root.server(|params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    });
    let (outcome, said) = fault(&[&client], &root);
    assert_eq!(outcome, Outcome::Fail(Cause::CertificateUsage));
    assert!(
        said.contains("the certificate server of chain.pem"),
        "{said}"
    );

    let mute = root.server(|params| params.key_usages = vec![KeyUsagePurpose::KeyAgreement]);
    let (outcome, said) = fault(&[&mute], &root);
    assert_eq!(outcome, Outcome::Fail(Cause::CertificateUsage));
    assert!(said.contains("digitalSignature"), "{said}");
}

#[test]
fn name_constraints_hold_for_names_and_addresses() {
    let root = root("Root");
    let limited = |permitted: Vec<GeneralSubtree>, excluded: Vec<GeneralSubtree>| {
        let limited = root.issue("Limited", |params| {
            params.name_constraints = Some(NameConstraints {
                permitted_subtrees: permitted,
                excluded_subtrees: excluded,
            });
        });
        fault(&[&limited.server(|_| {}), &limited], &root).0
    };
    let dns = |name: &str| GeneralSubtree::DnsName(name.to_owned());
    let forbidden = Outcome::Fail(Cause::CertificateUsage);
    assert_eq!(limited(vec![dns("example.com")], vec![]), Outcome::Pass);
    assert_eq!(limited(vec![dns(HOST)], vec![]), Outcome::Pass);
    assert_eq!(limited(vec![dns("example.org")], vec![]), forbidden);
    assert_eq!(limited(vec![dns("p.example.com")], vec![]), forbidden);
    assert_eq!(limited(vec![], vec![dns("example.com")]), forbidden);
    assert_eq!(
        limited(vec![], vec![dns("other.example.com")]),
        Outcome::Pass
    );
    // Blocks of addresses do not limit names.
    let block = rcgen::CidrSubnet::from_v4_prefix([10, 0, 0, 0], 8);
    let block = GeneralSubtree::IpAddress(block);
    assert_eq!(limited(vec![block], vec![]), Outcome::Pass);
}

#[test]
fn the_end_of_the_chain_decides_who_is_to_blame() {
    let (root, other) = (root("Root"), self::root("Other"));
    let twin = self::root("Root");
    let middle = root.issue("Middle", |_| {});
    let server = middle.server(|_| {});
    let cause = |sent: &[&Made], authority: &Made| fault(sent, authority).0;
    // Sent without what leads to the root of the same organization.
    assert_eq!(
        cause(&[&server], &root),
        Outcome::Fail(Cause::IntermediateMissing)
    );
    assert_eq!(
        cause(&[&server, &middle, &root], &other),
        Outcome::Fail(Cause::ChainOutsideCa)
    );
    assert_eq!(
        cause(&[&server, &middle], &twin),
        Outcome::Fail(Cause::ChainOutsideCa)
    );
    let impostor = root.issue("Middle", |_| {});
    assert_eq!(
        cause(&[&server, &impostor], &root),
        Outcome::Fail(Cause::IntermediateMissing)
    );
    assert_eq!(
        outcomes(&judged(&[&server, &middle], Authority::Public)),
        [Outcome::Fail(Cause::UntrustedAuthority)]
    );
    let unseen = judged(&[&server, &middle], Authority::Unseen);
    assert_eq!(outcomes(&unseen), [Outcome::Pass]);
    assert_eq!(unseen.assumptions.len(), 1);
    assert!(is_unknown(&outcomes(&judged(
        &[&server],
        Authority::Unseen
    ))));
    let lost = judged(&[&server, &middle], Authority::Lost);
    assert!(is_unknown(&outcomes(&lost)));
}

#[test]
fn order_and_strangers_do_not_hide_a_way() {
    let (root, other) = (root("Root"), self::root("Other"));
    let upper = root.issue("Upper", |_| {});
    let lower = upper.issue("Lower", |_| {});
    let server = lower.server(|_| {});
    let (outcome, said) = fault(&[&server, &upper, &lower], &root);
    assert_eq!(outcome, Outcome::Warn(Cause::ChainDisordered));
    assert!(said.contains("1, 3, 2"), "{said}");
    let (outcome, _) = fault(&[&server, &other, &lower, &upper], &root);
    assert_eq!(outcome, Outcome::Pass);
}

#[test]
fn the_better_of_two_ways_counts() {
    let root = root("Root");
    let upper = root.issue("Upper", |_| {});
    let fresh = upper.issue("Lower", |_| {});
    let server = fresh.server(|_| {});
    // The same key and name, certified before by the root: that one has expired.
    let old = params("Lower", |params| {
        params.not_after = date_time_ymd(2026, 2, 1);
    });
    let old = old.signed_by(fresh.issuer.key(), &root.issuer).unwrap();
    let old = Made {
        issuer: Issuer::new(params("Lower", |_| {}), KeyPair::generate().unwrap()),
        der: old.der().to_vec(),
    };
    let (outcome, _) = fault(&[&server, &old, &fresh, &upper], &root);
    assert_eq!(outcome, Outcome::Pass);
    let (outcome, _) = fault(&[&server, &old, &upper], &root);
    assert_eq!(outcome, Outcome::Fail(Cause::CertificateExpired));
}

#[test]
fn public_authorities_are_known_by_name_and_key() {
    let root = root("Root");
    let der = CertificateDer::from(root.der.as_slice());
    let anchor = webpki::anchor_from_trusted_cert(&der).unwrap();
    let middle = root.issue("Middle", |_| {});
    let server = middle.server(|_| {});
    let judged = |sent: &[&Made], authority: Authority<'_>| {
        let file = bundle(sent);
        let chain = ServerChain::of(&file).unwrap();
        let anchors = std::slice::from_ref(&anchor);
        outcomes(&judge_under(anchors, &chain, authority, time(), true))
    };
    assert_eq!(judged(&[&server, &middle], Authority::Public), []);
    assert_eq!(judged(&[&server, &middle, &root], Authority::Public), []);
    let other = bundle(&[&self::root("Other")]);
    for authority in [
        Authority::Unseen,
        Authority::Lost,
        Authority::Registered(&other),
    ] {
        assert_eq!(
            judged(&[&server, &middle], authority),
            [Outcome::Warn(Cause::PublicChainWithPrivateCa)]
        );
    }
}

#[test]
fn without_a_time_of_capture_only_what_is_certain_is_told() {
    let root = root("Root");
    let server = root.server(|params| params.not_after = date_time_ymd(2026, 5, 1));
    let (file, chain) = (bundle(&[&root]), bundle(&[&server]));
    let chain = ServerChain::of(&chain).unwrap();
    let judged = |known: &str| {
        let time = Time {
            captured_at: None,
            not_before: Some(known.parse().unwrap()),
        };
        outcomes(&judge_chain(
            &chain,
            Authority::Registered(&file),
            HOST,
            time,
        ))
    };
    assert!(is_unknown(&judged("2026-04-01T00:00:00Z")));
    assert_eq!(
        judged("2026-06-01T00:00:00Z"),
        [Outcome::Fail(Cause::CertificateExpired)]
    );
}

#[test]
fn many_alike_certificates_take_no_time() {
    let root = root("Root");
    let middles: Vec<Made> = (0..60).map(|_| root.issue("Same", |_| {})).collect();
    let loops: Vec<Made> = (0..60)
        .map(|at| {
            let other = &middles[(at * 7 + 1) % middles.len()];
            other.issue("Same", |_| {})
        })
        .collect();
    let server = loops[0].server(|_| {});
    let mut sent = vec![&server];
    sent.extend(middles.iter().chain(&loops));
    let other = bundle(&[&self::root("Other")]);
    let start = std::time::Instant::now();
    let judgement = judged(&sent, Authority::Registered(&other));
    assert!(start.elapsed().as_secs() < 10);
    assert!(!judgement.steps.is_empty());
}

/// What a server sends, and which authority is registered.
#[derive(Clone, Debug)]
struct Plan {
    /// For each intermediate from the root down: authority, path length, days, name constraint.
    middles: Vec<(bool, Option<u8>, u8, u8)>,
    /// Places that are left out of what is sent.
    missing: u8,
    reversed: bool,
    /// 0: the root; 1: one of its name; 2: another.
    registered: u8,
    client: bool,
    host: bool,
    days: u8,
}

fn plans() -> impl Strategy<Value = Plan> {
    let middle = (
        prop::bool::weighted(0.9),
        prop::option::weighted(0.3, 0_u8..3),
        0_u8..8,
        0_u8..8,
    );
    (
        prop::collection::vec(middle, 0..4),
        prop_oneof![3 => Just(0_u8), 1 => 0_u8..8],
        any::<bool>(),
        prop_oneof![4 => Just(0_u8), 1 => 1_u8..3],
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.9),
        0_u8..8,
    )
        .prop_map(
            |(middles, missing, reversed, registered, client, host, days)| Plan {
                middles,
                missing,
                reversed,
                registered,
                client,
                host,
                days,
            },
        )
}

/// Expired, not yet valid, or neither.
fn days(params: &mut CertificateParams, choice: u8) {
    match choice {
        0 => params.not_after = date_time_ymd(2026, 5, 1),
        1 => params.not_before = date_time_ymd(2026, 7, 1),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn rustls_agrees(plan in plans()) {
        let root = root("Root");
        let mut middles: Vec<Made> = Vec::new();
        for (at, (is_ca, length, choice, names)) in plan.middles.iter().enumerate() {
            let above = middles.last().unwrap_or(&root);
            let middle = above.issue(&format!("Middle {at}"), |params| {
                params.is_ca = match (is_ca, length) {
                    (false, _) => IsCa::ExplicitNoCa,
                    (true, None) => IsCa::Ca(BasicConstraints::Unconstrained),
                    (true, Some(most)) => IsCa::Ca(BasicConstraints::Constrained(*most)),
                };
                days(params, *choice);
                let domain = match names {
                    0 => "example.com",
                    1 => "example.org",
                    _ => return,
                };
                params.name_constraints = is_ca.then(|| NameConstraints {
                    permitted_subtrees: vec![GeneralSubtree::DnsName(domain.to_owned())],
                    excluded_subtrees: vec![],
                });
            });
            middles.push(middle);
        }
        let server = middles.last().unwrap_or(&root).server(|params| {
            days(params, plan.days);
            if plan.client {
                params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
            }
            if !plan.host {
                let other = "other.example.com".try_into().unwrap();
                params.subject_alt_names = vec![rcgen::SanType::DnsName(other)];
            }
        });
        let kept = middles.iter().enumerate().rev();
        let mut sent: Vec<&Made> =
            kept.filter(|(at, _)| plan.missing >> at & 1 == 0).map(|(_, one)| one).collect();
        if plan.reversed {
            sent.reverse();
        }
        sent.insert(0, &server);
        let registered = match plan.registered {
            0 => root,
            1 => self::root("Root"),
            _ => self::root("Other"),
        };
        let file = bundle(&[&registered]);
        let judgement = judged(&sent, Authority::Registered(&file));
        let unknown = |step: &crate::reach::Step| matches!(step.outcome, Outcome::Unknown(_));
        prop_assert!(!judgement.steps.iter().any(unknown), "{:?}", judgement.steps);
        let fails = |step: &crate::reach::Step| matches!(step.outcome, Outcome::Fail(_));
        let refused = judgement.steps.iter().any(fails);

        let ders: Vec<CertificateDer<'_>> =
            sent.iter().map(|one| CertificateDer::from(one.der.as_slice())).collect();
        let anchor = CertificateDer::from(registered.der.as_slice());
        let anchors = [webpki::anchor_from_trusted_cert(&anchor).unwrap()];
        let certificate = EndEntityCert::try_from(&ders[0]).unwrap();
        let second = time().captured_at.unwrap().as_second();
        let at = UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(second).unwrap()));
        let verified = certificate.verify_for_usage(
            ALL_VERIFICATION_ALGS, &anchors, &ders[1..], at, KeyUsage::server_auth(), None, None,
        );
        let host = rustls_pki_types::ServerName::try_from(HOST).unwrap();
        let named = certificate.verify_is_valid_for_subject_name(&host);
        let accepted = verified.is_ok() && named.is_ok();
        prop_assert_eq!(refused, !accepted, "{:?}", judgement.steps);
    }
}
