//! Packets in transit gateways, one step after the other.

use super::super::model::{Addr, Kind, Network, Target, TransitHop};
use super::route::{Routed, route};

/// How packets pass transit gateways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Crossing {
    /// The subnet whose interface takes them in.
    pub(super) entrance: Option<usize>,
    pub(super) exit: Exit,
    /// The subnets of the interfaces that may let them out.
    exits: Vec<usize>,
    /// Whether inbound rules may name groups of the other side.
    pub(super) references: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    Vpc(usize),
    Lost,
    Unknown,
}

impl Crossing {
    pub(super) fn is_through(&self) -> bool {
        !self.exits.is_empty()
    }

    /// The same, if it leads where nobody waits for the packets.
    pub(super) fn lost(self) -> Self {
        Self {
            exit: Exit::Lost,
            exits: Vec::new(),
            ..self
        }
    }
}

/// The subnets whose filter judges what goes from a transit gateway to another subnet.
pub(super) fn exits_towards(crossing: &Crossing, towards: Option<usize>) -> Vec<Option<usize>> {
    let exits = crossing.exits.iter();
    exits
        .map(|&exit| (Some(exit) != towards).then_some(exit))
        .collect()
}

/// Whether a transit gateway may have an interface in a subnet.
pub(super) fn may_hold_interface(net: &Network, subnet: usize) -> bool {
    let vpc = net.subnets[subnet].vpc;
    let told = net.sees(vpc, Kind::Attachments) || net.sees(vpc, Kind::Interfaces);
    let mut attachments = net.transit.attachments.iter();
    !told || attachments.any(|attachment| attachment.subnets.contains(&subnet))
}

/// The filters that judge what comes from a transit gateway, or from elsewhere, to a subnet.
pub(super) fn asked_at(crossing: Option<&Crossing>, subnet: usize) -> Vec<Option<usize>> {
    match crossing {
        Some(crossing) if !crossing.exits.is_empty() => {
            let exits = crossing.exits.iter();
            exits
                .map(|&exit| (exit != subnet).then_some(subnet))
                .collect()
        }
        _ => vec![Some(subnet)],
    }
}

pub(super) fn cross(net: &Network, gateway: usize, from: usize, to: Addr) -> Crossing {
    let mut crossing = Crossing {
        entrance: None,
        exit: Exit::Lost,
        exits: Vec::new(),
        references: false,
    };
    crossing.exit = match pass(net, gateway, from, to, &mut crossing) {
        Ok(vpc) => Exit::Vpc(vpc),
        Err(exit) => exit,
    };
    crossing
}

fn pass(
    net: &Network,
    gateway: usize,
    from: usize,
    to: Addr,
    crossing: &mut Crossing,
) -> Result<usize, Exit> {
    let vpc = net.subnets[from].vpc;
    if !net.sees(vpc, Kind::Attachments) {
        return Err(Exit::Unknown);
    }
    let all = &net.transit.attachments;
    let entry = (0..all.len()).find(|&i| all[i].vpc == vpc && all[i].gateway == gateway);
    let entry = entry.ok_or(Exit::Lost)?;
    usable(net, entry, to)?;
    let zone = net.subnets[from].zone;
    let near = |attachment: usize| {
        let mut subnets = all[attachment].subnets.iter().copied();
        subnets.find(|&subnet| net.subnets[subnet].zone == zone)
    };
    crossing.entrance = Some(near(entry).ok_or(Exit::Lost)?);
    let (mut table, mut seen, mut peered) =
        (table_of(net, gateway, all[entry].table)?, vec![], false);
    let exit = loop {
        if seen.contains(&table) {
            return Err(Exit::Lost);
        }
        seen.push(table);
        match hop(net, table, to)? {
            TransitHop::Attachment(exit) => break exit,
            TransitHop::Vpn => return Err(Exit::Unknown),
            TransitHop::Peering(index) => {
                let peering = &net.transit.peerings[index];
                match peering.state {
                    "available" => {}
                    "modifying" => return Err(Exit::Unknown),
                    _ => return Err(Exit::Lost),
                }
                let here = net.transit.tables[table].gateway;
                let there = peering.sides[usize::from(peering.sides[0].0 == here)];
                table = table_of(net, there.0, there.1)?;
                peered = true;
            }
        }
    };
    let peer = all[exit].vpc;
    if !net.sees(peer, Kind::Attachments) {
        return Err(Exit::Unknown);
    }
    usable(net, exit, to)?;
    let exits = match near(exit).filter(|_| !all[exit].appliance) {
        Some(near) => vec![near],
        None => all[exit].subnets.clone(),
    };
    if exits.is_empty() {
        return Err(Exit::Unknown);
    }
    for &subnet in &exits {
        if route(net, subnet, to) != Routed::To(Target::Local, false) {
            return Err(Exit::Unknown);
        }
    }
    crossing.exits = exits;
    crossing.references = !peered
        && net.transit.gateways[gateway].references
        && all[entry].references
        && all[exit].references;
    Ok(peer)
}

fn usable(net: &Network, attachment: usize, to: Addr) -> Result<(), Exit> {
    let attachment = &net.transit.attachments[attachment];
    match attachment.state {
        "available" if to.v6 && !attachment.ipv6 => Err(Exit::Lost),
        "available" => Ok(()),
        "modifying" => Err(Exit::Unknown),
        _ => Err(Exit::Lost),
    }
}

fn table_of(net: &Network, gateway: usize, table: Option<usize>) -> Result<usize, Exit> {
    let scope = net.transit.gateways[gateway].scope;
    if net.hidden.contains(&(scope, Kind::TransitTables)) {
        return Err(Exit::Unknown);
    }
    table.ok_or(Exit::Lost)
}

/// Where a table sends packets: in every world in which a pending route counts or does not.
fn hop(net: &Network, table: usize, to: Addr) -> Result<TransitHop, Exit> {
    let table = &net.transit.tables[table];
    if !table.observed {
        return Err(Exit::Unknown);
    }
    let matching = table
        .routes
        .iter()
        .filter(|route| route.to.has(to) && route.state != "deleting");
    let rank = |route: &&super::super::model::TransitRoute| {
        let kind = match (route.propagated, route.hop) {
            (false, _) => 2,
            (true, TransitHop::Vpn) => 0,
            // A blackhole does not tell what it led to.
            (true, _) if route.state == "blackhole" => 0,
            (true, _) => 1,
        };
        (route.to.len, kind)
    };
    let Some(best) = matching.clone().map(|route| rank(&route)).max() else {
        return Err(Exit::Lost);
    };
    let mut winners = matching.filter(|route| rank(route) == best);
    let first = winners.next().ok_or(Exit::Lost)?;
    let leads = |route: &super::super::model::TransitRoute| {
        (
            route.state,
            (route.state != "blackhole").then_some(route.hop),
        )
    };
    if first.state == "pending" || winners.any(|route| leads(route) != leads(first)) {
        return Err(Exit::Unknown);
    }
    if first.state == "blackhole" {
        return Err(Exit::Lost);
    }
    Ok(first.hop)
}
