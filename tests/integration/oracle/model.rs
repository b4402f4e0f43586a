//! Networks as plain data. Nothing here knows gatepath: addresses are numbers, things refer to
//! each other by index.

use std::net::{Ipv4Addr, Ipv6Addr};

/// An address: a number of 32 or 128 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Addr {
    pub(super) v6: bool,
    pub(super) bits: u128,
}

/// A block: its first address and the length of the prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) first: Addr,
    pub(super) len: u32,
}

impl Addr {
    pub(super) fn v4(a: u8, b: u8, c: u8, d: u8) -> Self {
        Self {
            v6: false,
            bits: u128::from(u32::from_be_bytes([a, b, c, d])),
        }
    }

    pub(super) fn width(self) -> u32 {
        if self.v6 { 128 } else { 32 }
    }

    pub(super) fn plus(self, offset: u128) -> Self {
        Self {
            bits: self.bits + offset,
            ..self
        }
    }

    pub(super) fn text(self) -> String {
        if self.v6 {
            Ipv6Addr::from(self.bits).to_string()
        } else {
            Ipv4Addr::from(u32::try_from(self.bits).expect("a number in range")).to_string()
        }
    }
}

impl Block {
    /// The block of this length around an address.
    pub(super) fn around(addr: Addr, len: u32) -> Self {
        let host = addr.width() - len;
        let bits = if host == 128 {
            0
        } else {
            addr.bits >> host << host
        };
        Self {
            first: Addr { bits, ..addr },
            len,
        }
    }

    pub(super) fn any(v6: bool) -> Self {
        Self::around(Addr { v6, bits: 0 }, 0)
    }

    pub(super) fn has(self, addr: Addr) -> bool {
        self.first.v6 == addr.v6 && Self::around(addr, self.len) == self
    }

    pub(super) fn addresses(self) -> impl Iterator<Item = Addr> {
        let host = self.first.width() - self.len;
        (0..1_u128 << host).map(move |offset| self.first.plus(offset))
    }

    pub(super) fn text(self) -> String {
        format!("{}/{}", self.first.text(), self.len)
    }
}

#[derive(Debug, Default)]
pub(super) struct Network {
    pub(super) vpcs: Vec<Vpc>,
    pub(super) subnets: Vec<Subnet>,
    pub(super) interfaces: Vec<Interface>,
    pub(super) groups: Vec<Group>,
    pub(super) acls: Vec<Vec<Entry>>,
    pub(super) tables: Vec<Table>,
    pub(super) peerings: Vec<Peering>,
    pub(super) nats: Vec<Nat>,
    pub(super) transit: Transit,
    /// Entries of prefix lists; the first of them were observed.
    pub(super) lists: Vec<Vec<Block>>,
    pub(super) observed_lists: usize,
    /// Kinds that a scope did not tell.
    pub(super) hidden: Vec<(usize, Kind)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Vpcs,
    Interfaces,
    Groups,
    Acls,
    Tables,
    Peerings,
    Nats,
    /// Attachments of VPCs to transit gateways.
    Attachments,
    /// Associations and routes of transit gateways.
    TransitTables,
}

#[derive(Debug)]
pub(super) struct Vpc {
    /// Account and Region.
    pub(super) scope: usize,
    pub(super) blocks: Vec<Block>,
}

#[derive(Debug)]
pub(super) struct Subnet {
    pub(super) vpc: usize,
    pub(super) blocks: Vec<Block>,
    pub(super) acl: usize,
    pub(super) table: usize,
    pub(super) zone: usize,
}

#[derive(Debug)]
pub(super) struct Interface {
    pub(super) subnet: usize,
    /// The primary one first.
    pub(super) addresses: Vec<Addr>,
    pub(super) delegated: Option<Block>,
    pub(super) public: bool,
    /// Whether the second private address has a public one, if there is a second.
    pub(super) public_second: bool,
    pub(super) groups: Vec<usize>,
}

#[derive(Debug)]
pub(super) struct Group {
    pub(super) vpc: usize,
    pub(super) inbound: Vec<Rule>,
    pub(super) outbound: Vec<Rule>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proto {
    Any,
    Number(u8),
    Unreadable,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) proto: Proto,
    /// Ports, or ICMP type and code; -1 stands for all.
    pub(super) from: i32,
    pub(super) to: i32,
    pub(super) peer: Peer,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Peer {
    Block(Block),
    Group(usize, Option<&'static str>),
    List(usize),
    Unreadable,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) number: u32,
    pub(super) egress: bool,
    pub(super) allow: bool,
    pub(super) proto: Proto,
    /// Ports, or ICMP type and code; `None` if the entry names none.
    pub(super) range: Option<(i32, i32)>,
    /// `None` if it cannot be read.
    pub(super) block: Option<Block>,
}

#[derive(Debug)]
pub(super) struct Table {
    pub(super) vpc: usize,
    pub(super) main: bool,
    pub(super) routes: Vec<Route>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Route {
    pub(super) to: To,
    pub(super) target: Target,
    pub(super) state: &'static str,
    pub(super) propagated: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum To {
    Block(Block),
    List(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Local,
    Peering(usize),
    Nat(usize),
    Internet,
    TransitGateway(usize),
    Vpn,
    Wan,
}

#[derive(Debug)]
pub(super) struct Peering {
    pub(super) requester: usize,
    pub(super) accepter: usize,
    pub(super) status: &'static str,
}

#[derive(Debug)]
pub(super) struct Nat {
    pub(super) subnet: usize,
    pub(super) state: &'static str,
    pub(super) private: bool,
}

/// Everything about transit gateways.
#[derive(Debug, Default)]
pub(super) struct Transit {
    pub(super) gateways: Vec<TransitGateway>,
    pub(super) attachments: Vec<Attachment>,
    pub(super) peerings: Vec<TransitPeering>,
    pub(super) tables: Vec<TransitTable>,
}

#[derive(Debug)]
pub(super) struct TransitGateway {
    /// Account and Region.
    pub(super) scope: usize,
    pub(super) references: bool,
}

#[derive(Debug)]
pub(super) struct Attachment {
    pub(super) gateway: usize,
    pub(super) vpc: usize,
    pub(super) state: &'static str,
    pub(super) subnets: Vec<usize>,
    pub(super) references: bool,
    pub(super) ipv6: bool,
    pub(super) appliance: bool,
    pub(super) table: Option<usize>,
}

#[derive(Debug)]
pub(super) struct TransitPeering {
    /// Each with the table that routes what comes from the other.
    pub(super) sides: [(usize, Option<usize>); 2],
    pub(super) state: &'static str,
}

#[derive(Debug)]
pub(super) struct TransitTable {
    pub(super) gateway: usize,
    pub(super) routes: Vec<TransitRoute>,
    pub(super) observed: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct TransitRoute {
    pub(super) to: Block,
    pub(super) hop: TransitHop,
    pub(super) state: &'static str,
    pub(super) propagated: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TransitHop {
    Attachment(usize),
    Peering(usize),
    Vpn,
}

/// A question.
#[derive(Clone, Debug)]
pub(super) struct Question {
    /// An interface; of a block of its subnet, if it is not to be used itself.
    pub(super) from: usize,
    pub(super) address: Addr,
    /// Ask for the whole block of the subnet that holds the address.
    pub(super) whole_block: bool,
    /// The interface whose address is preserved, and that address.
    pub(super) client: Option<(usize, Addr)>,
    pub(super) to: Addr,
    pub(super) proto: u8,
    pub(super) port: u16,
    pub(super) client_ports: (u16, u16),
}

impl Network {
    pub(super) fn sees(&self, vpc: usize, kind: Kind) -> bool {
        !self.hidden.contains(&(self.vpcs[vpc].scope, kind))
    }

    pub(super) fn vpc_of(&self, interface: usize) -> usize {
        self.subnets[self.interfaces[interface].subnet].vpc
    }

    /// Whatever owns an address of a VPC, observed or not.
    pub(super) fn owner(&self, vpc: usize, addr: Addr) -> Option<usize> {
        let own = |interface: &Interface| {
            interface.addresses.contains(&addr)
                || interface.delegated.is_some_and(|block| block.has(addr))
        };
        (0..self.interfaces.len()).find(|&i| self.vpc_of(i) == vpc && own(&self.interfaces[i]))
    }
}
