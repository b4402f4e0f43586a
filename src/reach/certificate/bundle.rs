//! The private authority that a target registers: whether AWS takes it.
//! <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-vpc-egress.html>

use super::Time;
use super::limits::{validity, weak_key, weak_signature};
use super::path::signs_itself;
use super::trust::member_of;
use crate::reach::{Evidence, Outcome};
use crate::topology::CertificateFile;

/// Something that is wrong with a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::reach) struct BundleFlaw {
    pub(in crate::reach) weight: Weight,
    /// One clause.
    pub(in crate::reach) what: String,
    /// Where it shows; empty if the content must not be quoted.
    pub(in crate::reach) evidence: Vec<Evidence>,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::reach) enum Weight {
    /// AWS does not take it.
    Fatal,
    /// It will cease to work, or some clients refuse it.
    Doubtful,
    /// Nobody can tell.
    Unknown,
}

/// Everything that is wrong with a bundle.
pub(in crate::reach) fn examine(bundle: &CertificateFile, time: Time) -> Vec<BundleFlaw> {
    let name = &bundle.name;
    let mut flaws = Vec::new();
    let mut flaw = |weight, what, evidence| {
        flaws.push(BundleFlaw {
            weight,
            what,
            evidence,
        });
    };
    let all = match &bundle.certificates {
        Ok(all) => all,
        Err(why) => {
            let what = format!("{name} is no file of certificates in PEM: {why}");
            flaw(Weight::Fatal, what, Vec::new());
            return flaws;
        }
    };
    if bundle.size > LARGEST {
        let what = format!(
            "{name} has {} bytes, and AWS takes {LARGEST} at most",
            bundle.size
        );
        flaw(Weight::Fatal, what, vec![Evidence::record(bundle.source)]);
    }
    for (index, one) in all.iter().enumerate() {
        let label = format!(
            "{} (certificate {} of {} in {name})",
            one.x509.subject.short,
            index + 1,
            all.len()
        );
        if !one.x509.is_authority {
            let what = format!("{label} is no authority: it lacks CA:TRUE");
            flaw(Weight::Fatal, what, vec![member_of(one, "/authority")]);
        } else if one.x509.key_usage.is_some_and(|usage| !usage.key_cert_sign) {
            let what = format!("{label} may not sign certificates: keyUsage lacks keyCertSign");
            flaw(Weight::Doubtful, what, vec![member_of(one, "/key_usage")]);
        }
        if let Some((outcome, what, member)) = validity(&one.x509, time) {
            let weight = match outcome {
                Outcome::Fail(_) => Weight::Fatal,
                Outcome::Unknown(_) => Weight::Unknown,
                _ => Weight::Doubtful,
            };
            flaw(
                weight,
                format!("{label} {what}"),
                vec![member_of(one, member)],
            );
        }
        for (found, member) in [
            (weak_key(&one.x509), "/key"),
            (weak_signature(&one.x509), "/signature"),
        ] {
            if let Some((_, what)) = found {
                let what = format!("{label} {what}, which many clients refuse");
                flaw(Weight::Doubtful, what, vec![member_of(one, member)]);
            }
        }
    }
    let roots = all.iter().filter(|one| signs_itself(&one.x509));
    let roots: Vec<&str> = roots.map(|one| one.x509.subject.short.as_str()).collect();
    if roots.len() > 1 {
        let what = format!(
            "{name} holds {} roots ({}), and a target registers one authority",
            roots.len(),
            roots.join(", ")
        );
        let evidence = vec![Evidence::record(bundle.source)];
        flaw(Weight::Doubtful, what, evidence);
    }
    flaws
}

/// Bytes of the whole file.
const LARGEST: usize = 16_384;
