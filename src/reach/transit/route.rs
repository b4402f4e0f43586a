//! Routes of a transit gateway's table: the longest prefix wins, then the way it came in.
//! <https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html#tgw-route-evaluation-overview>

use std::net::IpAddr;

use crate::reach::Unknown;
use crate::topology::{
    Cidr, Missing, TransitHop, TransitRoute, TransitRouteOrigin, TransitRouteState, TransitTable,
};

/// What a table does with packets to one address.
#[derive(Debug)]
pub(super) enum Routed<'t> {
    To(&'t TransitRoute, Cidr, &'t TransitHop),
    /// By a blackhole.
    Dropped(&'t TransitRoute, Cidr),
    Nowhere,
    Unknown(Unknown),
}

/// Length of the prefix, then how the route came in: whichever is greater wins.
type Rank = (u8, TransitRouteOrigin);

/// What a table does with packets to `address`.
pub(super) fn choose(table: &TransitTable, address: IpAddr) -> Routed<'_> {
    let Some(routes) = &table.routes else {
        let what = format!("the routes of {}", table.id);
        let operation = "search-transit-gateway-routes";
        return Routed::Unknown(Unknown::Missing(Missing::new("ec2", operation, what)));
    };
    let covering = |route: &TransitRoute| match route.destination {
        Some(block) => block.holds(address).then_some(block),
        None => None,
    };
    let counts = |route: &&TransitRoute| {
        use TransitRouteState::{Active, Blackhole};
        matches!(route.state, Active | Blackhole)
    };
    let sure = routes.iter().filter(counts);
    let ranked = sure.filter_map(|route| Some((rank(route, covering(route)?), route)));
    let best = ranked.clone().max_by_key(|(rank, _)| *rank);
    let may_win = |route: &TransitRoute| match (route.state, covering(route)) {
        (TransitRouteState::Gone, _) => false,
        (TransitRouteState::Undecided, Some(block)) => {
            best.is_none_or(|(best, _)| rank(route, block) >= best)
        }
        (_, None) => route.destination.is_none(),
        (_, Some(_)) => false,
    };
    if routes.iter().any(may_win) {
        return Routed::Unknown(Unknown::Undecidable(format!(
            "{} has a route whose state or destination cannot be relied on",
            table.id
        )));
    }
    let Some((best, route)) = best else {
        return Routed::Nowhere;
    };
    let mut rivals = ranked.filter(|(rank, _)| *rank == best);
    if rivals.any(|(_, rival)| !same_way(rival, route)) {
        return Routed::Unknown(Unknown::Undecidable(format!(
            "several routes of {} to {address} have equal priority",
            table.id
        )));
    }
    let block = covering(route).unwrap_or_else(|| Cidr::host(address));
    match (route.state, &route.attachments[..]) {
        (TransitRouteState::Blackhole, _) => Routed::Dropped(route, block),
        (_, [hop]) => Routed::To(route, block, hop),
        (_, []) => Routed::Unknown(Unknown::Undecidable(format!(
            "the route of {} to {block} leads to no attachment",
            table.id
        ))),
        (_, [_, ..]) => Routed::Unknown(Unknown::Unmodelled(format!(
            "sharing {block} of {} between several attachments",
            table.id
        ))),
    }
}

fn rank(route: &TransitRoute, block: Cidr) -> Rank {
    (block.prefix_len(), route.origin)
}

fn same_way(one: &TransitRoute, other: &TransitRoute) -> bool {
    one.state == other.state && one.attachments == other.attachments
}
