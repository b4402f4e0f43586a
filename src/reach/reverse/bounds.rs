//! The addresses at which blocks begin and end.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::topology::{
    Cidr, Direction, Lookup, Peer, RouteDestination, RouteTarget, SecurityGroupId,
    SecurityGroupRule, Topology,
};

/// The first address of each block and the one after its last: addresses between two neighboring
/// bounds are inside exactly the same blocks.
#[derive(Debug, Default)]
pub(super) struct Bounds(Vec<IpAddr>);

impl Bounds {
    pub(super) fn new(blocks: impl IntoIterator<Item = Cidr>) -> Self {
        let ends = blocks
            .into_iter()
            .flat_map(|block| [Some(block.first()), block.after()]);
        // The families never share an interval.
        let first_of_v6 = IpAddr::V6(Ipv6Addr::UNSPECIFIED);
        let mut bounds: Vec<IpAddr> = ends.flatten().chain([first_of_v6]).collect();
        bounds.sort_unstable();
        bounds.dedup();
        Self(bounds)
    }

    /// The interval that an address is in.
    pub(super) fn interval(&self, address: IpAddr) -> usize {
        self.0.partition_point(|&bound| bound <= address)
    }

    /// The bounds inside a block, without its own first address.
    pub(super) fn inside(&self, block: Cidr) -> &[IpAddr] {
        let from = self.interval(block.first());
        let to = self.interval(last_of(block));
        self.0.get(from..to).unwrap_or_default()
    }
}

/// The last address of a block.
pub(super) fn last_of(block: Cidr) -> IpAddr {
    match block.after() {
        Some(after) => before(after),
        None if block.is_ipv6() => IpAddr::V6(Ipv6Addr::from(u128::MAX)),
        None => IpAddr::V4(Ipv4Addr::BROADCAST),
    }
}

/// The address before another one of its family.
pub(super) fn before(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(v4) => Ipv4Addr::from(u32::from(v4).saturating_sub(1)).into(),
        IpAddr::V6(v6) => Ipv6Addr::from(u128::from(v6).saturating_sub(1)).into(),
    }
}

/// Every block that routing or a network ACL may compare an address with, on whatever way.
pub(super) fn of_ways(topology: &Topology) -> Vec<Cidr> {
    let mut blocks = Vec::new();
    for vpc in topology.vpcs() {
        blocks.extend(&vpc.cidrs);
    }
    for subnet in topology.subnets() {
        blocks.extend(&subnet.cidrs);
    }
    for peering in topology.peerings() {
        blocks.extend(&peering.requester.cidrs);
        blocks.extend(&peering.accepter.cidrs);
    }
    for table in topology.route_tables() {
        let routes = table.routes.iter();
        blocks.extend(routes.filter_map(|route| match &route.destination {
            RouteDestination::Cidr(block) => Some(*block),
            RouteDestination::PrefixList(_) | RouteDestination::Unreadable(_) => None,
        }));
    }
    for table in topology.transit_tables() {
        let routes = table.routes.iter().flatten();
        blocks.extend(routes.filter_map(|route| route.destination));
    }
    // What an appliance takes for itself it does not drop.
    for table in topology.route_tables() {
        let appliances = table.routes.iter().filter_map(|route| match &route.target {
            RouteTarget::Interface(id) => topology.interface(id).found(),
            _ => None,
        });
        for appliance in appliances {
            blocks.extend(appliance.addresses.iter().copied().map(Cidr::host));
            blocks.extend(&appliance.prefixes);
        }
    }
    for acl in topology.network_acls() {
        blocks.extend(acl.entries.iter().filter_map(|entry| entry.cidr));
    }
    for list in topology.prefix_lists() {
        let entries = list.entries.iter().flatten();
        blocks.extend(entries.map(|(block, _)| *block));
    }
    blocks
}

/// Every block that the rules of these groups name. Prefix lists are among [`of_ways`].
pub(super) fn of_rules<'a>(
    topology: &Topology,
    groups: impl IntoIterator<Item = &'a SecurityGroupId>,
    direction: Direction,
) -> Vec<Cidr> {
    let rules = groups
        .into_iter()
        .flat_map(|id| rules_of(topology, id, direction));
    rules
        .filter_map(|rule| match &rule.peer {
            Peer::Cidr(block) => Some(*block),
            Peer::Group { .. } | Peer::PrefixList(_) | Peer::Unreadable(_) => None,
        })
        .collect()
}

/// The rules of a group that was observed.
pub(super) fn rules_of<'t>(
    topology: &'t Topology,
    group: &SecurityGroupId,
    direction: Direction,
) -> &'t [SecurityGroupRule] {
    match (topology.security_group(group), direction) {
        (Lookup::Found(group), Direction::Inbound) => &group.inbound,
        (Lookup::Found(group), Direction::Outbound) => &group.outbound,
        (Lookup::Absent | Lookup::Unknown(_), _) => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(blocks: &[&str]) -> Bounds {
        Bounds::new(blocks.iter().map(|text| text.parse::<Cidr>().unwrap()))
    }

    fn interval(bounds: &Bounds, address: &str) -> usize {
        bounds.interval(address.parse().unwrap())
    }

    #[test]
    fn addresses_in_the_same_blocks_share_an_interval() {
        let bounds = bounds(&["10.0.0.0/24", "10.0.0.64/26", "255.255.255.255/32", "::/0"]);
        let of = |address| interval(&bounds, address);
        assert_eq!(of("10.0.0.1"), of("10.0.0.63"));
        assert_eq!(of("10.0.0.64"), of("10.0.0.127"));
        for (one, other) in [
            ("10.0.0.63", "10.0.0.64"),
            ("10.0.0.127", "10.0.0.128"),
            ("10.0.0.255", "10.0.1.0"),
            ("255.255.255.254", "255.255.255.255"),
            ("255.255.255.255", "::"),
        ] {
            assert_ne!(of(one), of(other), "{one} {other}");
        }
    }

    #[test]
    fn a_block_is_cut_at_the_bounds_inside_it() {
        let bounds = bounds(&["10.0.0.0/24", "10.0.0.8/29", "10.0.1.0/24"]);
        let inside = |block: &str| -> Vec<String> {
            let inside = bounds.inside(block.parse().unwrap()).iter();
            inside.map(ToString::to_string).collect()
        };
        assert_eq!(inside("10.0.0.0/28"), ["10.0.0.8"]);
        assert_eq!(inside("10.0.0.8/29"), [""; 0]);
        assert_eq!(inside("10.0.0.0/24"), ["10.0.0.8", "10.0.0.16"]);
        assert_eq!(inside("255.0.0.0/8"), [""; 0]);
    }
}
