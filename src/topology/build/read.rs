//! Reading single values. What cannot be read is `None`, never a guess.

use std::net::IpAddr;

use crate::snapshot::ec2::Tag;
use crate::topology::{Cidr, PortSet, Protocol, ProtocolMatch};

/// The value of a tag.
pub(super) fn tag<'a>(tags: &'a [Tag], key: &str) -> Option<&'a str> {
    let tag = tags.iter().find(|tag| tag.key.as_deref() == Some(key))?;
    tag.value.as_deref()
}

/// The `Name` tag.
pub(super) fn name(tags: &[Tag]) -> Option<String> {
    tag(tags, "Name").map(str::to_owned)
}

/// An address.
pub(super) fn address(text: Option<&String>) -> Option<IpAddr> {
    text?.parse().ok()
}

/// A block of addresses.
pub(super) fn cidr(text: Option<&String>) -> Option<Cidr> {
    text?.parse().ok()
}

/// Whether an association is in force. AWS always gives its state; where it is left out,
/// the association is taken as it stands.
pub(super) fn is_associated(state: Option<&String>) -> bool {
    state.is_none_or(|state| state == "associated")
}

/// A port.
pub(super) fn port(number: Option<i64>) -> Option<u16> {
    number.and_then(|number| u16::try_from(number).ok())
}

/// Which packets a rule is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Packets {
    pub(super) protocol: ProtocolMatch,
    /// Ports of the server; all of them where the protocol has none.
    pub(super) ports: PortSet,
    /// ICMP type and code, `None` for "all".
    pub(super) icmp: Option<(Option<u8>, Option<u8>)>,
}

impl Packets {
    /// A rule of which nothing certain can be said.
    pub(super) fn unreadable() -> Self {
        Self {
            protocol: ProtocolMatch::Unreadable,
            ports: PortSet::all(),
            icmp: None,
        }
    }

    /// Packets of a protocol, as a name or a number, with a range of ports or an ICMP type and code.
    /// `-1` and nothing stand for "all".
    pub(super) fn new(
        protocol: Option<&String>,
        ports: (Option<i64>, Option<i64>),
        icmp: (Option<i64>, Option<i64>),
    ) -> Self {
        let protocol =
            protocol.map_or(ProtocolMatch::Unreadable, |text| ProtocolMatch::parse(text));
        let whole = Self {
            protocol,
            ports: PortSet::all(),
            icmp: None,
        };
        let ProtocolMatch::One(one) = protocol else {
            return whole;
        };
        if one.has_ports() {
            return match range(ports) {
                Some(ports) => Self { ports, ..whole },
                None => Self::unreadable(),
            };
        }
        if one == Protocol::ICMP || one == Protocol::ICMPV6 {
            return match (octet(icmp.0), octet(icmp.1)) {
                (Ok(kind), Ok(code)) => Self {
                    icmp: Some((kind, code)),
                    ..whole
                },
                _ => Self::unreadable(),
            };
        }
        whole
    }
}

fn range(ports: (Option<i64>, Option<i64>)) -> Option<PortSet> {
    match ports {
        (None | Some(-1), None | Some(-1)) => Some(PortSet::all()),
        (first, last) => {
            let (first, last) = (port(first)?, port(last)?);
            (first <= last).then(|| PortSet::from(first..=last))
        }
    }
}

fn octet(number: Option<i64>) -> Result<Option<u8>, std::num::TryFromIntError> {
    match number {
        None | Some(-1) => Ok(None),
        Some(number) => u8::try_from(number).map(Some),
    }
}

/// A DNS name in lower case, without the final dot, Route 53's escapes (`\052` for `*`) undone.
/// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html>
pub(super) fn dns_name(text: &str) -> String {
    let text = text.strip_suffix('.').unwrap_or(text);
    let mut name = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, escaped)) = rest.split_once('\\') {
        name.push_str(plain);
        let code = escaped
            .get(..3)
            .and_then(|digits| u8::from_str_radix(digits, 8).ok());
        // A dot inside a label stays escaped, or it would end the label.
        let code = code
            .map(char::from)
            .filter(|c| c.is_ascii_graphic() && *c != '.');
        name.push(code.unwrap_or('\\'));
        rest = escaped
            .get(3..)
            .filter(|_| code.is_some())
            .unwrap_or(escaped);
    }
    name.push_str(rest);
    name.make_ascii_lowercase();
    name
}

/// Elements in their own order: AWS gives most lists in no particular one.
pub(super) fn sorted<T: Ord>(elements: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut elements: Vec<T> = elements.into_iter().collect();
    elements.sort();
    elements
}

/// What follows the last `/`: the id in most ARNs.
pub(super) fn last_segment(arn: &str) -> &str {
    arn.rsplit_once('/').map_or(arn, |(_, last)| last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packets(protocol: &str, from: Option<i64>, to: Option<i64>) -> Packets {
        Packets::new(Some(&protocol.to_owned()), (from, to), (from, to))
    }

    #[test]
    fn names_lose_case_dot_and_escapes() {
        assert_eq!(dns_name("API.Example.com."), "api.example.com");
        assert_eq!(dns_name(r"\052.Example.com."), "*.example.com");
        assert_eq!(dns_name(r"a\137b.example.com"), "a_b.example.com");
        assert_eq!(dns_name(r"a\056b.example.com"), r"a\056b.example.com");
        assert_eq!(dns_name(r"odd\"), r"odd\");
        assert_eq!(dns_name(r"\05"), r"\05");
        assert_eq!(dns_name(""), "");
    }

    #[test]
    fn no_port_and_minus_one_are_all_ports() {
        assert_eq!(packets("tcp", None, None).ports, PortSet::all());
        assert_eq!(packets("6", Some(-1), Some(-1)).ports, PortSet::all());
        assert_eq!(
            packets("tcp", Some(443), Some(443)).ports,
            PortSet::from(443..=443)
        );
        assert_eq!(packets("-1", Some(443), Some(443)).ports, PortSet::all());
    }

    #[test]
    fn half_a_range_is_unreadable() {
        for (from, to) in [
            (Some(443), None),
            (Some(9), Some(1)),
            (Some(1), Some(70_000)),
        ] {
            assert_eq!(packets("tcp", from, to), Packets::unreadable());
        }
    }

    #[test]
    fn icmp_has_type_and_code() {
        assert_eq!(
            packets("icmp", Some(8), Some(-1)).icmp,
            Some((Some(8), None))
        );
        assert_eq!(packets("58", None, None).icmp, Some((None, None)));
        assert_eq!(packets("icmp", Some(800), None), Packets::unreadable());
    }
}
