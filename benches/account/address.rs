//! Subnets and the addresses that they hand out.

use std::net::Ipv4Addr;

/// What a subnet is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tier {
    App,
    Balancer,
    Data,
    Endpoint,
    Lattice,
    Node,
    Pod,
    Public,
    Team,
}

impl Tier {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Balancer => "lb",
            Self::Data => "data",
            Self::Endpoint => "endpoints",
            Self::Lattice => "agentcore",
            Self::Node => "nodes",
            Self::Pod => "pods",
            Self::Public => "public",
            Self::Team => "team",
        }
    }
}

/// A block of addresses in one zone.
#[derive(Clone, Debug)]
pub(crate) struct Subnet {
    pub(crate) id: String,
    pub(crate) tier: Tier,
    /// 0, 1 or 2.
    pub(crate) zone: usize,
    base: u32,
    prefix_len: u8,
    /// The next single address; AWS keeps the first four.
    next: u32,
    /// The end of what is left for delegated prefixes, which come from the top.
    top: u32,
}

impl Subnet {
    pub(crate) fn new(id: String, tier: Tier, zone: usize, base: Ipv4Addr, prefix_len: u8) -> Self {
        let base = u32::from(base);
        Self {
            id,
            tier,
            zone,
            base,
            prefix_len,
            next: base + 4,
            // The last address is the broadcast address.
            top: base + (1 << (32 - prefix_len)) - 16,
        }
    }

    pub(crate) fn cidr(&self) -> String {
        format!("{}/{}", Ipv4Addr::from(self.base), self.prefix_len)
    }

    /// How many addresses are left.
    pub(crate) fn free(&self) -> u32 {
        self.top.saturating_sub(self.next)
    }

    /// An address that nobody has.
    pub(crate) fn address(&mut self) -> Ipv4Addr {
        assert!(self.next < self.top, "{} is full", self.id);
        self.next += 1;
        Ipv4Addr::from(self.next - 1)
    }

    /// A /28 that nobody has.
    pub(crate) fn prefix(&mut self) -> Ipv4Addr {
        self.top -= 16;
        assert!(self.next < self.top, "{} is full", self.id);
        Ipv4Addr::from(self.top)
    }
}
