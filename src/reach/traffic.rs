//! The packets of one direction of a flow, as rules and entries see them.

use std::fmt;
use std::net::IpAddr;

use crate::topology::{Cidr, Flow, PortSet, Protocol, ProtocolMatch};

/// Packets of one direction of a flow.
#[derive(Clone, Debug)]
pub(super) struct Traffic {
    pub(super) protocol: Protocol,
    /// Destination ports; meaningless for protocols without ports.
    pub(super) ports: PortSet,
    /// Type and code, for ICMP.
    icmp: (u8, u8),
}

/// Which packets of a [`Traffic`] a rule covers, by protocol and port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coverage {
    All,
    None,
    /// Those whose destination port the rule names.
    OfPorts,
    /// The rule's protocol could not be read.
    Perhaps,
}

impl Traffic {
    /// What the client sends: to the server's port, or an ICMP echo request.
    pub(super) fn request(flow: &Flow) -> Self {
        let kind = match flow.protocol {
            Protocol::ICMPV6 => 128,
            _ => 8,
        };
        Self {
            protocol: flow.protocol,
            ports: PortSet::from(flow.port..=flow.port),
            icmp: (kind, 0),
        }
    }

    /// What the server sends back: to the ports of the client, or an ICMP echo reply.
    pub(super) fn reply(flow: &Flow, client_ports: PortSet) -> Self {
        let kind = match flow.protocol {
            Protocol::ICMPV6 => 129,
            _ => 0,
        };
        Self {
            protocol: flow.protocol,
            ports: client_ports,
            icmp: (kind, 0),
        }
    }

    /// What a rule of this protocol, with this ICMP type and code, covers.
    pub(super) fn covered_by(
        &self,
        protocol: ProtocolMatch,
        icmp: Option<(Option<u8>, Option<u8>)>,
    ) -> Coverage {
        match protocol {
            ProtocolMatch::Unreadable => Coverage::Perhaps,
            ProtocolMatch::One(protocol) if protocol != self.protocol => Coverage::None,
            ProtocolMatch::One(protocol) if protocol.has_ports() => Coverage::OfPorts,
            ProtocolMatch::One(_) if self.is_icmp() && !self.has_type(icmp) => Coverage::None,
            ProtocolMatch::One(_) | ProtocolMatch::Any => Coverage::All,
        }
    }

    fn is_icmp(&self) -> bool {
        self.protocol == Protocol::ICMP || self.protocol == Protocol::ICMPV6
    }

    /// A type or code that a rule does not name stands for all of them.
    fn has_type(&self, icmp: Option<(Option<u8>, Option<u8>)>) -> bool {
        match icmp {
            Some((Some(kind), code)) => {
                kind == self.icmp.0 && code.is_none_or(|code| code == self.icmp.1)
            }
            Some((None, _)) | None => true,
        }
    }
}

impl fmt::Display for Traffic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.protocol.fmt(f)?;
        if self.protocol.has_ports() {
            write!(f, " {}", self.ports)?;
        }
        Ok(())
    }
}

/// Addresses that stand for all of `block`: conditions on the blocks `bounds` treat every address
/// between two of them alike, so what holds for all of these holds for the whole block.
pub(super) fn representatives(block: Cidr, bounds: impl Iterator<Item = Cidr>) -> Vec<IpAddr> {
    if let Some(address) = block.only() {
        return vec![address];
    }
    let mut addresses = vec![block.first()];
    for bound in bounds.filter(|&bound| block.contains(bound)) {
        addresses.push(bound.first());
        addresses.extend(bound.after().filter(|&after| block.holds(after)));
    }
    addresses.sort_unstable();
    addresses.dedup();
    addresses
}

/// Whether the internet has no route to an address: private, shared, link-local or loopback.
/// <https://www.iana.org/assignments/iana-ipv4-special-registry>
pub(super) fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            let shared = first == 100 && (64..128).contains(&second);
            v4.is_private() || v4.is_link_local() || v4.is_loopback() || shared
        }
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_unicast_link_local() || v6.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cidr(text: &str) -> Cidr {
        text.parse().unwrap()
    }

    #[test]
    fn one_address_stands_for_each_part_of_a_block() {
        let bounds = ["10.0.0.64/26", "10.0.0.128/25", "10.0.0.0/8", "10.1.0.0/24"];
        let addresses = representatives(cidr("10.0.0.0/24"), bounds.into_iter().map(cidr));
        let expected = ["10.0.0.0", "10.0.0.64", "10.0.0.128"];
        assert_eq!(
            addresses,
            expected.map(|text| text.parse::<IpAddr>().unwrap())
        );
    }

    #[test]
    fn the_end_of_the_address_space_is_no_address() {
        let bounds = std::iter::once(cidr("255.255.255.255"));
        let addresses = representatives(cidr("255.255.255.0/24"), bounds);
        assert_eq!(addresses.len(), 2);
    }

    #[test]
    fn an_echo_request_is_type_eight_and_its_reply_type_zero() {
        let flow = Flow {
            source: cidr("10.0.0.1"),
            client_ports: PortSet::all(),
            destination: "10.0.0.2".parse().unwrap(),
            port: 0,
            protocol: Protocol::ICMP,
        };
        let request = Traffic::request(&flow);
        let icmp = ProtocolMatch::One(Protocol::ICMP);
        assert_eq!(
            request.covered_by(icmp, Some((Some(8), Some(0)))),
            Coverage::All
        );
        assert_eq!(
            request.covered_by(icmp, Some((Some(0), None))),
            Coverage::None
        );
        assert_eq!(request.covered_by(icmp, Some((None, None))), Coverage::All);
        let reply = Traffic::reply(&flow, PortSet::all());
        assert_eq!(reply.covered_by(icmp, Some((Some(0), None))), Coverage::All);
        assert_eq!(
            reply.covered_by(icmp, Some((Some(8), None))),
            Coverage::None
        );
        let tcp = ProtocolMatch::One(Protocol::TCP);
        assert_eq!(reply.covered_by(tcp, None), Coverage::None);
    }

    #[test]
    fn shared_address_space_is_private() {
        for text in [
            "10.1.2.3",
            "172.16.0.1",
            "192.168.9.9",
            "100.64.0.1",
            "fd00::1",
        ] {
            assert!(is_private(text.parse().unwrap()), "{text}");
        }
        for text in ["100.128.0.1", "172.32.0.1", "8.8.8.8", "2001:db8::1"] {
            assert!(!is_private(text.parse().unwrap()), "{text}");
        }
    }
}
