//! Addresses, ports and protocols.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use ipnet::IpNet;

use super::PortSet;

/// A block of addresses; its host bits are always zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cidr(IpNet);

impl Cidr {
    /// The block of exactly one address.
    pub fn host(address: IpAddr) -> Self {
        Self(IpNet::from(address))
    }

    /// The block of this prefix length that holds an address; `None` if its family has no such.
    pub fn around(address: IpAddr, prefix_len: u8) -> Option<Self> {
        let block = IpNet::new(address, prefix_len).ok()?;
        Some(Self(block.trunc()))
    }

    /// Whether every address of `other` lies in this block.
    pub fn contains(self, other: Self) -> bool {
        self.0.contains(&other.0)
    }

    /// Whether `address` lies in this block.
    pub fn holds(self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }

    /// How this block, as the condition of a rule, meets the addresses in `other`.
    pub fn meets(self, other: Self) -> Meets {
        if self.contains(other) {
            Meets::All
        } else if other.contains(self) {
            Meets::Some
        } else {
            Meets::None
        }
    }

    /// The first address of the block.
    pub fn first(self) -> IpAddr {
        self.0.network()
    }

    /// The address that follows the last one of the block, if there is one.
    pub fn after(self) -> Option<IpAddr> {
        match self.0.broadcast() {
            IpAddr::V4(last) => u32::from(last)
                .checked_add(1)
                .map(|next| Ipv4Addr::from(next).into()),
            IpAddr::V6(last) => u128::from(last)
                .checked_add(1)
                .map(|next| Ipv6Addr::from(next).into()),
        }
    }

    /// The only address of the block, if it holds just one.
    pub fn only(self) -> Option<IpAddr> {
        (self.0.prefix_len() == self.0.max_prefix_len()).then(|| self.0.network())
    }

    /// Length of the prefix in bits.
    pub fn prefix_len(self) -> u8 {
        self.0.prefix_len()
    }

    /// Whether this is a block of IPv6 addresses.
    pub fn is_ipv6(self) -> bool {
        matches!(self.0, IpNet::V6(_))
    }
}

impl From<IpAddr> for Cidr {
    fn from(address: IpAddr) -> Self {
        Self::host(address)
    }
}

impl FromStr for Cidr {
    type Err = ipnet::AddrParseError;

    /// Reads `10.0.0.0/16`, `2001:db8::/56` or a bare address.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse::<IpNet>() {
            Ok(net) => Ok(Self(net.trunc())),
            Err(error) => match text.parse::<IpAddr>() {
                Ok(address) => Ok(Self::host(address)),
                Err(_) => Err(error),
            },
        }
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.only() {
            Some(address) => address.fmt(f),
            None => self.0.fmt(f),
        }
    }
}

/// How the condition of a rule meets a set of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meets {
    /// Every address of the set matches.
    All,
    /// No address of the set matches.
    None,
    /// Some addresses match and some do not, so the answer depends on which is used.
    Some,
}

/// An IP protocol by its number, as in the IANA registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Protocol(pub u8);

impl Protocol {
    /// ICMP for IPv4.
    pub const ICMP: Self = Self(1);
    /// ICMP for IPv6.
    pub const ICMPV6: Self = Self(58);
    /// TCP.
    pub const TCP: Self = Self(6);
    /// UDP.
    pub const UDP: Self = Self(17);

    /// Whether packets of this protocol carry ports.
    pub fn has_ports(self) -> bool {
        self == Self::TCP || self == Self::UDP
    }
}

impl FromStr for Protocol {
    type Err = ProtocolError;

    /// Reads a name (`tcp`, `udp`, `icmp`, `icmpv6`) or a number.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "tcp" => Ok(Self::TCP),
            "udp" => Ok(Self::UDP),
            "icmp" => Ok(Self::ICMP),
            "icmpv6" => Ok(Self::ICMPV6),
            number => number.parse().map(Self).map_err(|_| ProtocolError),
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::TCP => f.write_str("tcp"),
            Self::UDP => f.write_str("udp"),
            Self::ICMP => f.write_str("icmp"),
            Self::ICMPV6 => f.write_str("icmpv6"),
            Self(number) => write!(f, "protocol {number}"),
        }
    }
}

/// A protocol that is neither a known name nor a number from 0 to 255.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("expected tcp, udp, icmp, icmpv6 or a protocol number from 0 to 255")]
pub struct ProtocolError;

/// The protocols that a security group rule or network ACL entry matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProtocolMatch {
    /// `-1`: every protocol, and every port.
    Any,
    /// One protocol.
    One(Protocol),
    /// A value that gatepath cannot read; what it matches is unknown.
    Unreadable,
}

impl ProtocolMatch {
    /// Reads `-1`, `all`, a name or a number.
    pub fn parse(text: &str) -> Self {
        match text {
            "-1" | "all" => Self::Any,
            text => text.parse().map_or(Self::Unreadable, Self::One),
        }
    }
}

/// What is asked of the network: packets of one protocol from a source to a destination,
/// and the replies to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Address of the client, or a block when only its subnet is known.
    pub source: Cidr,
    /// Ports that the client may use: the answer is exact for each of them.
    pub client_ports: PortSet,
    /// Address of the server.
    pub destination: IpAddr,
    /// Port of the server; ignored for protocols without ports.
    pub port: u16,
    /// Protocol of both directions.
    pub protocol: Protocol,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_bits_are_dropped() {
        let block: Cidr = "10.0.3.7/16".parse().unwrap();
        assert_eq!(block.to_string(), "10.0.0.0/16");
        assert_eq!("10.0.3.7".parse::<Cidr>().unwrap().to_string(), "10.0.3.7");
    }

    #[test]
    fn a_rule_meets_all_some_or_none_of_a_subnet() {
        let subnet: Cidr = "10.0.0.0/24".parse().unwrap();
        let meets = |rule: &str| rule.parse::<Cidr>().unwrap().meets(subnet);
        assert_eq!(meets("10.0.0.0/16"), Meets::All);
        assert_eq!(meets("10.0.0.128/25"), Meets::Some);
        assert_eq!(meets("10.0.1.0/24"), Meets::None);
        assert_eq!(meets("::/0"), Meets::None);
    }

    #[test]
    fn protocols_have_names_and_numbers() {
        assert_eq!(
            ProtocolMatch::parse("tcp"),
            ProtocolMatch::One(Protocol::TCP)
        );
        assert_eq!(ProtocolMatch::parse("6"), ProtocolMatch::One(Protocol::TCP));
        assert_eq!(ProtocolMatch::parse("-1"), ProtocolMatch::Any);
        assert_eq!(ProtocolMatch::parse("300"), ProtocolMatch::Unreadable);
    }
}
