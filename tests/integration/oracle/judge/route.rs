//! Route tables, one address at a time.

use super::super::model::{Addr, Kind, Network, Target, To};

/// What a route table does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Routed {
    To(Target, bool),
    Nowhere,
    Unknown,
}

/// What the route table of a subnet does with packets to an address.
pub(super) fn route(net: &Network, subnet: usize, addr: Addr) -> Routed {
    let subnet = &net.subnets[subnet];
    if !net.sees(subnet.vpc, Kind::Tables) {
        return Routed::Unknown;
    }
    let table = &net.tables[subnet.table];
    let hidden = |to: To| matches!(to, To::List(list) if list >= net.observed_lists);
    let doubt = table
        .routes
        .iter()
        .any(|route| hidden(route.to) && route.state != "filtered");
    // The list that was not observed may hold no block around the address, or one of any length.
    let worlds = if doubt { addr.width() + 2 } else { 1 };
    let mut outcome = None;
    for world in 0..worlds {
        let here = route_in_world(net, subnet.table, addr, world.checked_sub(1));
        if *outcome.get_or_insert(here) != here {
            return Routed::Unknown;
        }
    }
    outcome.unwrap_or(Routed::Unknown)
}

fn route_in_world(net: &Network, table: usize, addr: Addr, hidden_len: Option<u32>) -> Routed {
    let table = &net.tables[table];
    let in_local = table.routes.iter().any(|route| {
        route.target == Target::Local && matches!(route.to, To::Block(block) if block.has(addr))
    });
    // Length of the prefix, kind, and where it leads.
    let mut matching: Vec<(u32, u32, Routed)> = Vec::new();
    for route in table
        .routes
        .iter()
        .filter(|route| route.state != "filtered")
    {
        if in_local && route.propagated && route.target == Target::Vpn {
            continue;
        }
        let len = match route.to {
            To::Block(block) => block.has(addr).then_some(block.len),
            To::List(list) if list >= net.observed_lists => hidden_len,
            To::List(list) => {
                let blocks = net.lists[list].iter().filter(|block| block.has(addr));
                blocks.map(|block| block.len).max()
            }
        };
        let kind = match route.to {
            _ if route.propagated => 0,
            To::List(_) => 1,
            To::Block(_) => 2,
        };
        let leads = Routed::To(route.target, route.state == "blackhole");
        matching.extend(len.map(|len| (len, kind, leads)));
    }
    let lists_local = table.routes.iter().any(|route| {
        route.target == Target::Local
            && matches!(route.to, To::Block(block) if block.first.v6 == addr.v6)
    });
    if !lists_local || matching.is_empty() {
        if !net.sees(table.vpc, Kind::Vpcs) {
            return Routed::Unknown;
        }
        let own = net.vpcs[table.vpc].blocks.iter();
        // A NAT gateway may take the place of the local route itself.
        let best = matching.iter().max_by_key(|(len, kind, _)| (*len, *kind));
        let replaced = best.and_then(|&(len, _, leads)| {
            matches!(leads, Routed::To(Target::Nat(_), _)).then_some(len)
        });
        let holding: Vec<_> = own
            .filter(|block| block.has(addr) && Some(block.len) != replaced)
            .collect();
        let holding = holding.into_iter();
        matching.extend(holding.map(|block| (block.len, 3, Routed::To(Target::Local, false))));
    }
    let Some(&(len, kind, best)) = matching.iter().max_by_key(|(len, kind, _)| (*len, *kind))
    else {
        return Routed::Nowhere;
    };
    let tie = matching
        .iter()
        .any(|&(l, k, leads)| (l, k) == (len, kind) && leads != best);
    if tie { Routed::Unknown } else { best }
}
