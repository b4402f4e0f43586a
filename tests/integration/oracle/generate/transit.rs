//! Transit gateways that join most VPCs of a Region.

use super::super::model::{
    Attachment, Block, Network, Route, Target, To, TransitGateway, TransitHop, TransitPeering,
    TransitRoute, TransitTable,
};
use super::{Rng, block};

pub(super) fn add(rng: &mut Rng, net: &mut Network) {
    if !rng.percent(60) {
        return;
    }
    for _ in 0..=rng.below(2) {
        let scope = net.vpcs[rng.below(net.vpcs.len())].scope;
        let gateway = net.transit.gateways.len();
        net.transit.gateways.push(TransitGateway {
            scope,
            references: rng.percent(70),
        });
        for _ in 0..=rng.below(2) {
            net.transit.tables.push(TransitTable {
                gateway,
                routes: Vec::new(),
                observed: rng.percent(93),
            });
        }
        for vpc in 0..net.vpcs.len() {
            // Attachments do not leave the Region.
            if net.vpcs[vpc].scope / 2 == scope / 2 && rng.percent(85) {
                attach(rng, net, gateway, vpc);
            }
        }
    }
    if let [_, _] = net.transit.gateways[..] {
        let sides = [0, 1].map(|gateway| (gateway, table_of(rng, net, gateway)));
        net.transit.peerings.push(TransitPeering {
            sides,
            state: if rng.percent(88) {
                "available"
            } else {
                rng.pick(&["pendingAcceptance", "modifying", "deleted"])
            },
        });
    }
    for table in 0..net.transit.tables.len() {
        net.transit.tables[table].routes = table_routes(rng, net, table);
    }
}

fn table_of(rng: &mut Rng, net: &Network, gateway: usize) -> Option<usize> {
    let tables = 0..net.transit.tables.len();
    let own: Vec<usize> = tables
        .filter(|&table| net.transit.tables[table].gateway == gateway)
        .collect();
    (!rng.percent(6)).then(|| rng.pick(&own))
}

fn attach(rng: &mut Rng, net: &mut Network, gateway: usize, vpc: usize) {
    let mut subnets: Vec<usize> = Vec::new();
    for subnet in 0..net.subnets.len() {
        let taken = |&other: &usize| net.subnets[other].zone == net.subnets[subnet].zone;
        if net.subnets[subnet].vpc == vpc && !subnets.iter().any(taken) && rng.percent(88) {
            subnets.push(subnet);
        }
    }
    let table = table_of(rng, net, gateway);
    net.transit.attachments.push(Attachment {
        gateway,
        vpc,
        state: if rng.percent(92) {
            "available"
        } else {
            rng.pick(&["pendingAcceptance", "modifying", "deleted", "deleting"])
        },
        subnets,
        references: rng.percent(85),
        ipv6: rng.percent(70),
        appliance: rng.percent(20),
        table,
    });
}

fn table_routes(rng: &mut Rng, net: &Network, table: usize) -> Vec<TransitRoute> {
    let gateway = net.transit.tables[table].gateway;
    let mut routes: Vec<TransitRoute> = Vec::new();
    let route = |to, hop, propagated| TransitRoute {
        to,
        hop,
        state: "active",
        propagated,
    };
    for (i, attachment) in net.transit.attachments.iter().enumerate() {
        if attachment.gateway == gateway {
            for &to in &net.vpcs[attachment.vpc].blocks {
                if rng.percent(90) {
                    let mut route = route(to, TransitHop::Attachment(i), rng.percent(80));
                    if rng.percent(4) {
                        route.state = rng.pick(&["blackhole", "pending", "deleting"]);
                    }
                    routes.push(route);
                }
            }
        }
    }
    for (i, peering) in net.transit.peerings.iter().enumerate() {
        for (own, other) in [(0, 1), (1, 0)] {
            if peering.sides[own].0 != gateway {
                continue;
            }
            for attachment in &net.transit.attachments {
                if attachment.gateway == peering.sides[other].0 && rng.percent(70) {
                    let to = net.vpcs[attachment.vpc].blocks[0];
                    routes.push(route(to, TransitHop::Peering(i), false));
                }
            }
        }
    }
    for _ in 0..rng.below(2) {
        let own: Vec<usize> = (0..net.transit.attachments.len())
            .filter(|&i| net.transit.attachments[i].gateway == gateway)
            .collect();
        let hop = if own.is_empty() || rng.percent(20) {
            TransitHop::Vpn
        } else {
            TransitHop::Attachment(rng.pick(&own))
        };
        let mut route = route(block(rng, net), hop, rng.percent(20));
        if rng.percent(25) {
            route.state = "blackhole";
        }
        routes.push(route);
    }
    routes
}

/// Whether both VPCs are attached to one transit gateway.
pub(super) fn joins(net: &Network, one: usize, other: usize) -> bool {
    let gateways = |vpc: usize| {
        let attachments = net.transit.attachments.iter();
        let own = attachments.filter(move |attachment| attachment.vpc == vpc);
        own.map(|attachment| attachment.gateway)
    };
    gateways(one).any(|gateway| gateways(other).any(|other| other == gateway))
}

/// Routes of a VPC into the transit gateways, where no other route has the same destination.
pub(super) fn routes(rng: &mut Rng, net: &Network, vpc: usize, known: &[Route]) -> Vec<Route> {
    let mut routes: Vec<Route> = Vec::new();
    if net.transit.gateways.is_empty() {
        return routes;
    }
    let mut add = |rng: &mut Rng, to: Block, gateway: usize| {
        let taken = known
            .iter()
            .chain(&routes)
            .any(|route| matches!(route.to, To::Block(block) if block == to));
        if !taken {
            let state = if rng.percent(4) {
                "blackhole"
            } else {
                "active"
            };
            routes.push(Route {
                to: To::Block(to),
                target: Target::TransitGateway(gateway),
                state,
                propagated: false,
            });
        }
    };
    for other in (0..net.vpcs.len()).filter(|&other| other != vpc) {
        for &to in &net.vpcs[other].blocks {
            if rng.percent(80) {
                let gateway = rng.below(net.transit.gateways.len());
                add(rng, to, gateway);
            }
        }
    }
    routes
}
