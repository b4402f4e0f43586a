//! Which addresses fare alike.

use std::fmt;
use std::net::IpAddr;

use crate::reach::traffic::is_private;
use crate::topology::{
    Cidr, Direction, Interface, InterfaceId, SecurityGroupId, SubnetId, Topology, VpcId,
};

use super::bounds::{Bounds, before, last_of, of_rules, of_ways};

/// An address of an interface, or a part of a block that is delegated to it whose addresses all
/// fare alike.
#[derive(Clone, Copy, Debug)]
pub struct Place<'t> {
    /// The interface.
    pub interface: &'t Interface,
    /// The address, or the first of the part.
    pub address: IpAddr,
    /// The last address of the part.
    pub last: IpAddr,
    /// The block, if it was cut nowhere.
    block: Option<Cidr>,
    /// Several interfaces claim the address, in VPCs that overlap.
    contested: bool,
}

impl Class<'_> {
    /// The class without its security groups: all that routes and replies depend on.
    pub fn without_groups(&self) -> Self {
        Self {
            groups: &[],
            ..self.clone()
        }
    }
}

impl Place<'_> {
    /// Whether other interfaces claim the same addresses.
    pub fn is_contested(&self) -> bool {
        self.contested
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.block {
            Some(block) => block.fmt(f),
            None if self.address == self.last => self.address.fmt(f),
            None => write!(f, "{}-{}", self.address, self.last),
        }
    }
}

/// What two addresses must have in common so that a walk from or to the one ends like a walk from
/// or to the other.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Class<'t> {
    vpc: &'t VpcId,
    subnet: &'t SubnetId,
    groups: &'t [SecurityGroupId],
    /// Between the same bounds of blocks.
    interval: usize,
    is_private: bool,
    /// Whom an internet gateway serves: an address with a public one in front of it, or the
    /// primary one of an interface with a public address.
    is_served: bool,
    /// An address that several interfaces claim fares like no other.
    alone: Option<(&'t InterfaceId, IpAddr)>,
}

fn is_served(interface: &Interface, address: IpAddr) -> bool {
    let is_primary = interface.addresses.first() == Some(&address);
    let mut associations = interface.associations.iter();
    associations.any(|(private, _)| *private == address)
        || is_primary && interface.public_address.is_some()
}

/// Tells which addresses fare alike in questions of one kind.
#[derive(Debug)]
pub struct Alike {
    bounds: Bounds,
    claims: Claims,
}

impl Alike {
    /// For walks from anywhere to these addresses: rules of their owners look at the source.
    pub fn as_sources(topology: &Topology, destinations: &[IpAddr]) -> Self {
        let interfaces = topology.interfaces();
        let owners = interfaces.iter().filter(|interface| {
            let mut wanted = destinations.iter();
            wanted.any(|&address| owns(interface, address))
        });
        let groups = owners.flat_map(|owner| &owner.groups);
        let mut blocks = of_rules(topology, groups, Direction::Inbound);
        blocks.extend(of_ways(topology));
        Self {
            bounds: Bounds::new(blocks),
            claims: Claims::new(&interfaces),
        }
    }

    /// For walks from anywhere to anywhere.
    pub fn as_any_sources(topology: &Topology) -> Self {
        let groups = topology.security_groups();
        let groups = groups.iter().map(|group| &group.id);
        let mut blocks = of_rules(topology, groups, Direction::Inbound);
        blocks.extend(of_ways(topology));
        Self {
            bounds: Bounds::new(blocks),
            claims: Claims::default(),
        }
    }

    /// For walks to anywhere from an interface with these groups: its rules look at the destination.
    pub fn as_destinations<'a>(
        topology: &Topology,
        groups: impl IntoIterator<Item = &'a SecurityGroupId>,
    ) -> Self {
        let mut blocks = of_rules(topology, groups, Direction::Outbound);
        blocks.extend(of_ways(topology));
        Self {
            bounds: Bounds::new(blocks),
            claims: Claims::new(&topology.interfaces()),
        }
    }

    /// The addresses of an interface, and of the blocks delegated to it.
    pub fn places<'t>(&self, interface: &'t Interface) -> Vec<Place<'t>> {
        let own = interface.addresses.iter().map(|&address| Place {
            interface,
            address,
            last: address,
            block: None,
            contested: self.claims.contest(Cidr::host(address)),
        });
        let delegated = interface.prefixes.iter().flat_map(|&block| {
            let contested = self.claims.contest(block);
            let mut starts = vec![block.first()];
            starts.extend(self.bounds.inside(block));
            if contested {
                starts.extend(self.claims.bounds.inside(block));
                starts.sort_unstable();
                starts.dedup();
            }
            let whole = (starts.len() == 1).then_some(block);
            let ends: Vec<IpAddr> = starts
                .iter()
                .skip(1)
                .map(|&next| before(next))
                .chain([last_of(block)])
                .collect();
            let parts = starts.into_iter().zip(ends);
            parts.map(move |(address, last)| Place {
                interface,
                address,
                last,
                block: whole,
                contested,
            })
        });
        own.chain(delegated).collect()
    }

    /// What an address must have in common with others to fare like them.
    pub fn class<'t>(&self, place: &Place<'t>) -> Class<'t> {
        let interface = place.interface;
        Class {
            vpc: &interface.vpc,
            subnet: &interface.subnet,
            groups: &interface.groups,
            interval: self.bounds.interval(place.address),
            is_private: is_private(place.address),
            is_served: is_served(interface, place.address),
            alone: place.contested.then_some((&interface.id, place.address)),
        }
    }

    /// The interval of blocks that an address is in.
    pub fn interval(&self, address: IpAddr) -> usize {
        self.bounds.interval(address)
    }
}

/// Whether an address is one of an interface, or in a block delegated to it.
pub fn owns(interface: &Interface, address: IpAddr) -> bool {
    interface.addresses.contains(&address)
        || interface.prefixes.iter().any(|block| block.holds(address))
}

/// Addresses and blocks that more than one interface claims, in whichever VPCs.
#[derive(Debug, Default)]
struct Claims {
    /// Sorted.
    contested: Vec<Cidr>,
    bounds: Bounds,
}

impl Claims {
    fn new(interfaces: &[&Interface]) -> Self {
        let mut claims: Vec<(IpAddr, u8, usize, Cidr)> = Vec::new();
        for (number, interface) in interfaces.iter().enumerate() {
            let own = interface.addresses.iter().copied().map(Cidr::host);
            let blocks = own.chain(interface.prefixes.iter().copied());
            claims.extend(blocks.map(|block| (block.first(), block.prefix_len(), number, block)));
        }
        claims.sort_unstable();
        // Blocks nest or are apart: those around a block are the ones that have not ended yet.
        let mut around: Vec<(usize, Cidr)> = Vec::new();
        let mut contested = Vec::new();
        for (first, _, number, block) in claims {
            around.retain(|(_, outer)| outer.holds(first));
            let before = contested.len();
            let others = around.iter().filter(|(other, _)| *other != number);
            contested.extend(others.map(|(_, outer)| *outer));
            if contested.len() > before {
                contested.push(block);
            }
            around.push((number, block));
        }
        contested.sort_unstable();
        contested.dedup();
        Self {
            bounds: Bounds::new(contested.iter().copied()),
            contested,
        }
    }

    fn contest(&self, block: Cidr) -> bool {
        self.contested.binary_search(&block).is_ok()
    }
}
