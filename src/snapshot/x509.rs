//! X.509 certificates: what stands in them. Nothing is judged here.
//! <https://www.rfc-editor.org/rfc/rfc5280>

use std::net::IpAddr;

use jiff::Timestamp;
use serde_json::{Value, json};
use x509_parser::extensions::{GeneralName, GeneralSubtree, ParsedExtension};
use x509_parser::prelude::{FromDer, X509Certificate, X509Name};
use x509_parser::public_key::PublicKey;

use crate::snapshot::text::sanitize;

/// A certificate, as far as TLS clients look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct X509 {
    /// The whole certificate.
    pub der: Vec<u8>,
    /// Whom it is about.
    pub subject: Name,
    /// Who signed it.
    pub issuer: Name,
    /// The serial number, in hexadecimal.
    pub serial: String,
    /// The first moment at which it is valid.
    pub not_before: Timestamp,
    /// The last one.
    pub not_after: Timestamp,
    /// Subject alternative names. The common name does not count.
    pub names: Vec<San>,
    /// The public key.
    pub key: Key,
    /// What its issuer signed, and how.
    pub signature: Signature,
    /// `basicConstraints` say that it is an authority.
    pub is_authority: bool,
    /// How many authorities may stand below it.
    pub path_length: Option<u32>,
    /// `keyUsage`, if it has that extension.
    pub key_usage: Option<KeyUsage>,
    /// `extendedKeyUsage` allows servers; `None` without that extension.
    pub serves_tls: Option<bool>,
    /// The names that it may vouch for.
    pub constraints: Option<NameConstraints>,
    /// It says that it was issued under the rules for public authorities, or logged as such.
    pub claims_public: bool,
    /// An extension that must be understood and was not, by its number.
    pub unknown_critical: Option<String>,
}

/// A distinguished name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As it is encoded, without the outermost tag.
    pub der: Vec<u8>,
    /// For people, safe to print.
    pub text: String,
    /// The common name, else the organization, else everything.
    pub short: String,
    /// The organization.
    pub organization: Option<String>,
}

/// A subject alternative name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum San {
    /// A host name, possibly with a wildcard as its first label.
    Dns(String),
    /// An address.
    Ip(IpAddr),
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its kind.
    pub kind: KeyKind,
    /// `AlgorithmIdentifier`, without the outermost tag.
    pub algorithm: Vec<u8>,
    /// The key itself.
    pub bits: Vec<u8>,
}

/// The kind of a public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// An elliptic curve, by name; `None` for curves that TLS clients do not know.
    Ec(Option<&'static str>),
    /// Edwards curve 25519.
    Ed25519,
    /// Another one, by number.
    Other(String),
    /// RSA with a modulus of so many bits.
    Rsa(usize),
}

/// What the issuer of a certificate made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Its strength.
    pub digest: Digest,
    /// `AlgorithmIdentifier`, without the outermost tag.
    pub algorithm: Vec<u8>,
    /// What is signed.
    pub message: Vec<u8>,
    /// The signature itself.
    pub value: Vec<u8>,
}

/// The hash of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digest {
    /// MD2, MD4 or MD5: anybody can forge it.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-256 or better, or none that is known to be weak.
    Strong,
}

/// What a key may be used for.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a bit of the extension, and any may be set"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUsage {
    /// To sign handshakes.
    pub digital_signature: bool,
    /// To take keys of sessions, as old handshakes do.
    pub key_encipherment: bool,
    /// To agree on keys.
    pub key_agreement: bool,
    /// To sign certificates.
    pub key_cert_sign: bool,
}

/// The names that an authority may vouch for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameConstraints {
    /// Only these, of each kind that occurs.
    pub permitted: Vec<Subtree>,
    /// None of these.
    pub excluded: Vec<Subtree>,
}

/// A part of all names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subtree {
    /// A domain and what is below; below only, if it begins with a dot.
    Dns(String),
    /// A block of addresses: address and mask.
    Ip(Vec<u8>),
    /// Distinguished names.
    Directory,
    /// Names of other kinds.
    Other,
}

impl X509 {
    /// Reads a certificate in DER.
    pub fn read(der: &[u8]) -> Result<Self, String> {
        let (rest, parsed) = X509Certificate::from_der(der)
            .map_err(|error| format!("no X.509 certificate: {error}"))?;
        if !rest.is_empty() {
            return Err("no X.509 certificate: something follows it".to_owned());
        }
        let damaged = || "no X.509 certificate: its structure is damaged".to_owned();
        let outer = Tlv::first(der).ok_or_else(damaged)?;
        let message = Tlv::first(outer.content).ok_or_else(damaged)?;
        let algorithm = Tlv::first(message.rest).ok_or_else(damaged)?;
        let spki = Tlv::first(parsed.public_key().raw).ok_or_else(damaged)?;
        let key_algorithm = Tlv::first(spki.content).ok_or_else(damaged)?;
        let time = |second: i64| Timestamp::from_second(second).map_err(|_| damaged());
        let validity = parsed.validity();
        let basic = parsed.basic_constraints().ok().flatten();
        let constraints = parsed.name_constraints().ok().flatten();
        Ok(Self {
            der: der.to_vec(),
            subject: Name::of(parsed.subject()),
            issuer: Name::of(parsed.issuer()),
            serial: parsed.raw_serial_as_string(),
            not_before: time(validity.not_before.timestamp())?,
            not_after: time(validity.not_after.timestamp())?,
            names: names(&parsed),
            key: Key {
                kind: key_kind(&parsed),
                algorithm: key_algorithm.content.to_vec(),
                bits: parsed.public_key().subject_public_key.data.to_vec(),
            },
            signature: Signature {
                digest: digest(&parsed),
                algorithm: algorithm.content.to_vec(),
                message: message.whole.to_vec(),
                value: parsed.signature_value.data.to_vec(),
            },
            is_authority: basic.as_ref().is_some_and(|basic| basic.value.ca),
            path_length: basic.and_then(|basic| basic.value.path_len_constraint),
            key_usage: parsed.key_usage().ok().flatten().map(|usage| KeyUsage {
                digital_signature: usage.value.digital_signature(),
                key_encipherment: usage.value.key_encipherment(),
                key_agreement: usage.value.key_agreement(),
                key_cert_sign: usage.value.key_cert_sign(),
            }),
            serves_tls: parsed
                .extended_key_usage()
                .ok()
                .flatten()
                .map(|usage| usage.value.any || usage.value.server_auth),
            constraints: constraints.map(|constraints| NameConstraints {
                permitted: subtrees(constraints.value.permitted_subtrees.as_deref()),
                excluded: subtrees(constraints.value.excluded_subtrees.as_deref()),
            }),
            claims_public: claims_public(&parsed),
            unknown_critical: unknown_critical(&parsed),
        })
    }

    /// Whether it names itself as its issuer.
    pub fn is_self_issued(&self) -> bool {
        self.subject.der == self.issuer.der
    }

    /// What evidence quotes: each member is a place that findings point at.
    pub(super) fn describe(&self) -> Value {
        let names: Vec<String> = self.names.iter().map(San::to_string).collect();
        let usage = self.key_usage.map(|usage| {
            let known = [
                (usage.digital_signature, "digitalSignature"),
                (usage.key_encipherment, "keyEncipherment"),
                (usage.key_agreement, "keyAgreement"),
                (usage.key_cert_sign, "keyCertSign"),
            ];
            let set = known.iter().filter(|(set, _)| *set);
            set.map(|(_, name)| *name).collect::<Vec<_>>()
        });
        let words =
            |list: &[Subtree]| -> Vec<String> { list.iter().map(Subtree::to_string).collect() };
        let constraints = self.constraints.as_ref().map(|limits| {
            json!({
                "permitted": words(&limits.permitted),
                "excluded": words(&limits.excluded),
            })
        });
        json!({
            "subject": self.subject.text,
            "issuer": self.issuer.text,
            "serial": self.serial,
            "not_before": self.not_before.to_string(),
            "not_after": self.not_after.to_string(),
            "names": names,
            "key": self.key.to_string(),
            "signature": self.signature.digest.as_str(),
            "authority": self.is_authority,
            "path_length": self.path_length,
            "key_usage": usage,
            "serves_tls": self.serves_tls,
            "name_constraints": constraints,
        })
    }
}

impl Name {
    fn of(name: &X509Name<'_>) -> Self {
        let raw = name.as_raw();
        let first = |text: Option<&str>| text.map(|text| sanitize(text).into_owned());
        let common = first(name.iter_common_name().find_map(|one| one.as_str().ok()));
        let organization = first(name.iter_organization().find_map(|one| one.as_str().ok()));
        let text = sanitize(&name.to_string()).into_owned();
        let short = common.or_else(|| organization.clone());
        let nameless = || match text.is_empty() {
            true => "a nameless one".to_owned(),
            false => text.clone(),
        };
        Self {
            der: Tlv::first(raw).map_or(raw, |tlv| tlv.content).to_vec(),
            short: short
                .filter(|short| !short.is_empty())
                .unwrap_or_else(nameless),
            text,
            organization,
        }
    }
}

impl std::fmt::Display for San {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Dns(name) => f.write_str(&sanitize(name)),
            Self::Ip(address) => address.fmt(f),
        }
    }
}

impl std::fmt::Display for Subtree {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Dns(domain) => f.write_str(&sanitize(domain)),
            Self::Ip(block) => {
                let (base, mask) = block.split_at(block.len() / 2);
                let bits: u32 = mask.iter().map(|byte| byte.count_ones()).sum();
                let v4 = <[u8; 4]>::try_from(base).map(IpAddr::from);
                let v6 = || <[u8; 16]>::try_from(base).map(IpAddr::from);
                match v4.or_else(|_| v6()) {
                    Ok(address) => write!(f, "{address}/{bits}"),
                    Err(_) => f.write_str("a damaged block of addresses"),
                }
            }
            Self::Directory => f.write_str("distinguished names"),
            Self::Other => f.write_str("names of another kind"),
        }
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.kind {
            KeyKind::Ec(Some(curve)) => f.write_str(curve),
            KeyKind::Ec(None) => f.write_str("an elliptic curve that is not in use with TLS"),
            KeyKind::Ed25519 => f.write_str("Ed25519"),
            KeyKind::Other(number) => write!(f, "algorithm {number}"),
            KeyKind::Rsa(bits) => write!(f, "RSA of {bits} bits"),
        }
    }
}

impl Digest {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Strong => "strong",
        }
    }
}

fn key_kind(parsed: &X509Certificate<'_>) -> KeyKind {
    let spki = parsed.public_key();
    let number = spki.algorithm.algorithm.to_id_string();
    match (number.as_str(), spki.parsed()) {
        (_, Ok(PublicKey::RSA(key))) => {
            let leading = key.modulus.iter().take_while(|byte| **byte == 0).count();
            let own = &key.modulus[leading..];
            let unused = own.first().map_or(0, |byte| byte.leading_zeros() as usize);
            KeyKind::Rsa(own.len() * 8 - unused)
        }
        ("1.3.101.112", _) => KeyKind::Ed25519,
        (EC, _) => {
            let parameters = spki.algorithm.parameters.as_ref();
            let curve = parameters.and_then(|any| any.as_oid().ok());
            KeyKind::Ec(curve.and_then(|curve| {
                let curve = curve.to_id_string();
                let known = CURVES.iter().find(|(number, _)| *number == curve);
                known.map(|(_, name)| *name)
            }))
        }
        _ => KeyKind::Other(number),
    }
}

fn digest(parsed: &X509Certificate<'_>) -> Digest {
    let number = parsed.signature_algorithm.algorithm.to_id_string();
    match number.as_str() {
        "1.2.840.113549.1.1.2" | "1.2.840.113549.1.1.3" | "1.2.840.113549.1.1.4" => Digest::Md5,
        "1.2.840.113549.1.1.5" | "1.2.840.10045.4.1" | "1.2.840.10040.4.3" | "1.3.14.3.2.29" => {
            Digest::Sha1
        }
        _ => Digest::Strong,
    }
}

fn names(parsed: &X509Certificate<'_>) -> Vec<San> {
    let Ok(Some(extension)) = parsed.subject_alternative_name() else {
        return Vec::new();
    };
    let read = |name: &GeneralName<'_>| match name {
        GeneralName::DNSName(name) => Some(San::Dns((*name).to_owned())),
        GeneralName::IPAddress(bytes) => address(bytes).map(San::Ip),
        _ => None,
    };
    extension
        .value
        .general_names
        .iter()
        .filter_map(read)
        .collect()
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(bytes).map(Into::into);
    let v6 = || <[u8; 16]>::try_from(bytes).map(Into::into);
    v4.or_else(|_| v6()).ok()
}

fn subtrees(list: Option<&[GeneralSubtree<'_>]>) -> Vec<Subtree> {
    let read = |subtree: &GeneralSubtree<'_>| match &subtree.base {
        GeneralName::DNSName(name) => Subtree::Dns((*name).to_owned()),
        GeneralName::IPAddress(bytes) => Subtree::Ip(bytes.to_vec()),
        GeneralName::DirectoryName(_) => Subtree::Directory,
        _ => Subtree::Other,
    };
    list.unwrap_or_default().iter().map(read).collect()
}

/// Policies of the CA/Browser Forum, and timestamps of public logs.
/// <https://cabforum.org/resources/object-registry/> <https://www.rfc-editor.org/rfc/rfc6962>
fn claims_public(parsed: &X509Certificate<'_>) -> bool {
    parsed.extensions().iter().any(|extension| {
        extension.oid.to_id_string() == "1.3.6.1.4.1.11129.2.4.2"
            || match extension.parsed_extension() {
                ParsedExtension::CertificatePolicies(policies) => policies
                    .iter()
                    .any(|policy| policy.policy_id.to_id_string().starts_with("2.23.140.1.")),
                _ => false,
            }
    })
}

/// Clients refuse what they must understand and do not.
fn unknown_critical(parsed: &X509Certificate<'_>) -> Option<String> {
    let mut critical = parsed.extensions().iter().filter(|one| one.critical);
    let found = critical.find(|extension| {
        !matches!(
            extension.parsed_extension(),
            ParsedExtension::AuthorityInfoAccess(_)
                | ParsedExtension::AuthorityKeyIdentifier(_)
                | ParsedExtension::BasicConstraints(_)
                | ParsedExtension::CertificatePolicies(_)
                | ParsedExtension::CRLDistributionPoints(_)
                | ParsedExtension::ExtendedKeyUsage(_)
                | ParsedExtension::InhibitAnyPolicy(_)
                | ParsedExtension::IssuerAlternativeName(_)
                | ParsedExtension::KeyUsage(_)
                | ParsedExtension::NameConstraints(_)
                | ParsedExtension::PolicyConstraints(_)
                | ParsedExtension::PolicyMappings(_)
                | ParsedExtension::SubjectAlternativeName(_)
                | ParsedExtension::SubjectKeyIdentifier(_)
        )
    })?;
    Some(found.oid.to_id_string())
}

/// One element of DER: tag, length, content.
struct Tlv<'a> {
    whole: &'a [u8],
    content: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Tlv<'a> {
    fn first(bytes: &'a [u8]) -> Option<Self> {
        let (&[_, first], _) = bytes.split_first_chunk::<2>()?;
        let (length, header) = match first {
            0..=0x7f => (usize::from(first), 2),
            0x81..=0x84 => {
                let count = usize::from(first & 0x7f);
                let digits = bytes.get(2..2 + count)?;
                let fold = |length: usize, digit: &u8| (length << 8) | usize::from(*digit);
                (digits.iter().fold(0, fold), 2 + count)
            }
            _ => return None,
        };
        let end = header.checked_add(length)?;
        Some(Self {
            whole: bytes.get(..end)?,
            content: bytes.get(header..end)?,
            rest: &bytes[end..],
        })
    }
}

/// The number of keys on elliptic curves.
const EC: &str = "1.2.840.10045.2.1";

/// <https://www.rfc-editor.org/rfc/rfc5480#section-2.1.1.1>
const CURVES: [(&str, &str); 3] = [
    ("1.2.840.10045.3.1.7", "P-256"),
    ("1.3.132.0.34", "P-384"),
    ("1.3.132.0.35", "P-521"),
];

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, CustomExtension, DnType, KeyPair, PKCS_ECDSA_P384_SHA384};

    use super::*;

    fn read(change: impl FnOnce(&mut CertificateParams)) -> X509 {
        let names = vec!["mcp.example.com".to_owned(), "10.0.0.7".to_owned()];
        let mut params = CertificateParams::new(names).unwrap();
        params.distinguished_name = rcgen::DistinguishedName::new();
        change(&mut params);
        let key = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap();
        X509::read(params.self_signed(&key).unwrap().der()).unwrap()
    }

    #[test]
    fn names_are_alternative_names_only() {
        let read = read(|params| {
            params
                .distinguished_name
                .push(DnType::CommonName, "cn.example.com");
        });
        let address = San::Ip("10.0.0.7".parse().unwrap());
        assert_eq!(
            read.names,
            [San::Dns("mcp.example.com".to_owned()), address]
        );
        assert_eq!(read.subject.short, "cn.example.com");
        assert_eq!(read.key.kind, KeyKind::Ec(Some("P-384")));
        assert_eq!(read.signature.digest, Digest::Strong);
        assert!(read.is_self_issued() && !read.is_authority);
    }

    #[test]
    fn names_cannot_steer_a_terminal() {
        let read = read(|params| {
            params
                .distinguished_name
                .push(DnType::CommonName, "\u{1b}[31mred");
        });
        assert_eq!(read.subject.short, r"\u{1b}[31mred");
        assert!(!read.subject.text.contains('\u{1b}'));
    }

    #[test]
    fn policies_of_public_authorities_are_known() {
        // SEQUENCE { SEQUENCE { 2.23.140.1.2.1 } }
        let policies = vec![0x30, 10, 0x30, 8, 6, 6, 0x67, 0x81, 0x0c, 1, 2, 1];
        let public = read(|params| {
            params
                .custom_extensions
                .push(CustomExtension::from_oid_content(&[2, 5, 29, 32], policies));
        });
        assert!(public.claims_public);
        assert!(!read(|_| {}).claims_public);
    }

    #[test]
    fn what_must_be_understood_is_told() {
        let odd = read(|params| {
            let mut one = CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
            one.set_criticality(true);
            params.custom_extensions.push(one);
        });
        assert_eq!(odd.unknown_critical.as_deref(), Some("1.2.3.4"));
        assert_eq!(read(|_| {}).unknown_critical, None);
    }

    #[test]
    fn no_damage_is_a_panic() {
        let good = read(|_| {}).der;
        for length in 0..good.len() {
            assert!(X509::read(&good[..length]).is_err());
        }
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0xff;
            let _ = X509::read(&bad);
        }
        assert!(X509::read(&[good.as_slice(), &[0]].concat()).is_err());
    }
}
