//! Route tables: the longest prefix wins; at equal length static beats prefix list beats propagated.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html>

use std::net::IpAddr;

use crate::snapshot::Source;
use crate::topology::{
    Cidr, EndpointId, Lookup, PrefixListId, Route, RouteDestination, RouteTable, RouteTarget,
    SubnetId, Topology, TransitTable, Vpc, VpcId,
};

use super::security_group::entries_missing;
use super::traffic::{is_private, representatives};
use super::{Evidence, Outcome, Step, StepKind, Subject, Unknown};

/// What a route table does with packets to one address.
#[derive(Clone, Debug)]
pub(super) enum Choice<'t> {
    /// This route takes them.
    Route(Chosen<'t>),
    /// The address is in a block of the VPC, whose local route the listing leaves out.
    ImplicitLocal(&'t RouteTable, &'t Vpc),
    /// Nothing matches.
    NoRoute(&'t RouteTable),
    /// It cannot be told.
    Unknown(Option<&'t RouteTable>, Unknown),
}

/// A route that wins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chosen<'t> {
    pub(super) table: &'t RouteTable,
    pub(super) route: &'t Route,
    /// What it covers.
    pub(super) block: Cidr,
    /// The entry of the prefix list that matches, if the route names one.
    entry: Option<Source>,
}

/// What the route table of a subnet does with packets to one address.
pub(super) fn choose<'t>(
    topology: &'t Topology,
    subnet: &SubnetId,
    vpc: &VpcId,
    address: IpAddr,
) -> Choice<'t> {
    match topology.route_table_of(subnet) {
        Lookup::Found(table) => Router {
            topology,
            vpc,
            table,
        }
        .choose(address),
        Lookup::Unknown(missing) => Choice::Unknown(None, Unknown::Missing(missing)),
        Lookup::Absent => Choice::Unknown(
            None,
            Unknown::Undecidable(format!("{subnet} has no route table")),
        ),
    }
}

/// What a route table that no subnet uses, such as that of a regional NAT gateway, does with packets
/// to one address.
pub(super) fn choose_from<'t>(
    topology: &'t Topology,
    table: &'t RouteTable,
    vpc: &VpcId,
    address: IpAddr,
) -> Choice<'t> {
    Router {
        topology,
        vpc,
        table,
    }
    .choose(address)
}

/// Addresses of a block of the VPC `home` such that each address is routed there as one of them.
pub(super) fn parts_of(
    topology: &Topology,
    subnet: &SubnetId,
    block: Cidr,
    home: &VpcId,
) -> Vec<IpAddr> {
    let table = topology.route_table_of(subnet).found();
    let is_transit = |route: &Route| matches!(route.target, RouteTarget::TransitGateway(_));
    let crosses = table.is_some_and(|table| table.routes.iter().any(is_transit));
    let mut tables: Vec<&RouteTable> = table.into_iter().collect();
    let mut beyond: Vec<&TransitTable> = Vec::new();
    if crosses && block.only().is_none() {
        beyond = topology.transit_tables();
        tables.extend(topology.route_tables_in(home));
    }
    let beyond = beyond.into_iter().flat_map(|table| &table.routes).flatten();
    let beyond = beyond.filter_map(|route| route.destination);
    let routes = tables.into_iter().flat_map(|table| &table.routes);
    let bounds = routes.flat_map(|route| {
        let (own, list) = match &route.destination {
            RouteDestination::Cidr(block) => (Some(*block), None),
            RouteDestination::PrefixList(id) => (None, topology.prefix_list(id).found()),
            RouteDestination::Unreadable(_) => (None, None),
        };
        let entries = list.and_then(|list| list.entries.as_ref()).into_iter();
        own.into_iter()
            .chain(entries.flatten().map(|(block, _)| *block))
    });
    representatives(block, bounds.chain(beyond))
}

/// A step about what was chosen in the table of a subnet.
pub(super) fn step(
    kind: StepKind,
    choice: &Choice<'_>,
    subnet: &SubnetId,
    outcome: Outcome,
    summary: String,
) -> Step {
    Step {
        kind,
        subject: choice.subject(subnet),
        outcome,
        summary,
        evidence: choice.evidence(),
    }
}

/// What a route leads to, for people.
pub(super) fn target_name(target: &RouteTarget) -> String {
    match target {
        RouteTarget::Local => "the VPC itself".to_owned(),
        RouteTarget::Peering(id) => format!("peering connection {id}"),
        RouteTarget::NatGateway(id) => format!("NAT gateway {id}"),
        RouteTarget::TransitGateway(id) => format!("transit gateway {id}"),
        RouteTarget::InternetGateway(id) => format!("internet gateway {id}"),
        RouteTarget::EgressOnlyInternetGateway(id) => {
            format!("egress-only internet gateway {id}")
        }
        RouteTarget::Interface(id) => format!("the appliance at {id}"),
        RouteTarget::GatewayEndpoint(id) => format!("VPC endpoint {id}"),
        RouteTarget::Unmodelled { noun, id } => format!("{noun} {id}"),
    }
}

impl Choice<'_> {
    /// The route table, or the subnet if its table is not known.
    pub(super) fn subject(&self, subnet: &SubnetId) -> Subject {
        let table = match self {
            Self::Route(chosen) => Some(chosen.table),
            Self::ImplicitLocal(table, _) | Self::NoRoute(table) => Some(*table),
            Self::Unknown(table, _) => *table,
        };
        match table {
            Some(table) => Subject::new("route-table", table.id.as_str()),
            None => Subject::new("subnet", subnet.as_str()),
        }
    }

    /// What decided.
    pub(super) fn evidence(&self) -> Vec<Evidence> {
        match self {
            Self::Route(chosen) => {
                let route = Evidence::part(chosen.table.source, chosen.route.part);
                let entry = chosen.entry.map(Evidence::record);
                std::iter::once(route).chain(entry).collect()
            }
            Self::ImplicitLocal(_, vpc) => vec![Evidence::record(vpc.source)],
            Self::NoRoute(table) | Self::Unknown(Some(table), _) => {
                vec![Evidence::part(table.source, "/Routes")]
            }
            Self::Unknown(None, _) => Vec::new(),
        }
    }
}

impl Chosen<'_> {
    /// Length of the prefix, then the kind: whichever is greater wins.
    fn rank(&self) -> (u8, u8) {
        let kind = match &self.route.destination {
            _ if self.route.propagated => 0,
            RouteDestination::PrefixList(_) => 1,
            RouteDestination::Cidr(_) | RouteDestination::Unreadable(_) => 2,
        };
        (self.block.prefix_len(), kind)
    }
}

/// How a route's destination meets an address.
enum Covers {
    /// With this block, and the entry of the prefix list that it is from.
    Yes(Cidr, Option<Source>),
    No,
    Perhaps(Unknown),
}

/// A route table of a subnet of a VPC.
struct Router<'t, 'a> {
    topology: &'t Topology,
    vpc: &'a VpcId,
    table: &'t RouteTable,
}

impl<'t> Router<'t, '_> {
    fn choose(&self, address: IpAddr) -> Choice<'t> {
        let (candidates, doubts) = self.candidates(address);
        let best = candidates.iter().copied().max_by_key(Chosen::rank);
        let implicit = match self.implicit_local(address, best.is_some()) {
            Lookup::Found(vpc) => Some(vpc),
            Lookup::Absent => None,
            Lookup::Unknown(missing) => {
                return Choice::Unknown(Some(self.table), Unknown::Missing(missing));
            }
        };
        let local = implicit.filter(|(_, block)| {
            best.is_none_or(|best| {
                let (route, local) = (best.block.prefix_len(), block.prefix_len());
                route < local || route == local && !may_replace_local(&best.route.target)
            })
        });
        let doubt = doubts.into_iter().find(|&(route, _)| match (local, best) {
            (None, Some(best)) => can_beat(route, best),
            _ => true,
        });
        if let Some((_, why)) = doubt {
            return Choice::Unknown(Some(self.table), why);
        }
        match (local, best) {
            (Some((vpc, _)), _) => Choice::ImplicitLocal(self.table, vpc),
            (None, None) => Choice::NoRoute(self.table),
            (None, Some(best)) => {
                let rival = candidates.iter().find(|candidate| {
                    candidate.rank() == best.rank() && !same_way(candidate.route, best.route)
                });
                match rival {
                    None => Choice::Route(best),
                    Some(_) => Choice::Unknown(
                        Some(self.table),
                        Unknown::Undecidable(format!(
                            "several routes of {} for {} have equal priority",
                            self.table.id, best.block
                        )),
                    ),
                }
            }
        }
    }

    /// The routes that cover an address, and those that may.
    fn candidates(&self, address: IpAddr) -> (Vec<Chosen<'t>>, Vec<(&'t Route, Unknown)>) {
        let in_local = self.locals().any(|block| block.holds(address));
        let (mut candidates, mut doubts) = (Vec::new(), Vec::new());
        for route in self.table.routes.iter().filter(|route| !route.inactive) {
            if in_local && is_learned_from_vpn(route) {
                continue;
            }
            match self.covers(route, address) {
                Covers::No => {}
                Covers::Perhaps(why) => doubts.push((route, why)),
                Covers::Yes(block, entry) => candidates.push(Chosen {
                    table: self.table,
                    route,
                    block,
                    entry,
                }),
            }
        }
        (candidates, doubts)
    }

    fn locals(&self) -> impl Iterator<Item = Cidr> {
        let routes = self.table.routes.iter();
        routes.filter_map(|route| match (&route.target, &route.destination) {
            (RouteTarget::Local, RouteDestination::Cidr(block)) => Some(*block),
            _ => None,
        })
    }

    /// The VPC and its block that holds the address, where the listing lacks the local route that
    /// every table has. A listing that names local routes of the address's family is taken to be
    /// complete as long as some route matches.
    fn implicit_local(&self, address: IpAddr, matched: bool) -> Lookup<(&'t Vpc, Cidr)> {
        let listed = self
            .locals()
            .any(|block| block.is_ipv6() == address.is_ipv6());
        if listed && matched {
            return Lookup::Absent;
        }
        match self.topology.vpc(self.vpc) {
            Lookup::Found(vpc) => {
                let holding = vpc.cidrs.iter().filter(|block| block.holds(address));
                holding
                    .max_by_key(|block| block.prefix_len())
                    .map_or(Lookup::Absent, |&block| Lookup::Found((vpc, block)))
            }
            Lookup::Absent => Lookup::Absent,
            Lookup::Unknown(missing) => Lookup::Unknown(missing),
        }
    }

    fn covers(&self, route: &Route, address: IpAddr) -> Covers {
        match &route.destination {
            RouteDestination::Cidr(block) if block.holds(address) => Covers::Yes(*block, None),
            RouteDestination::Cidr(_) => Covers::No,
            RouteDestination::PrefixList(id) => self.covers_by_list(id, route, address),
            RouteDestination::Unreadable(text) => Covers::Perhaps(Unknown::Undecidable(format!(
                "a route of {} has a destination that cannot be read: {text}",
                self.table.id
            ))),
        }
    }

    fn covers_by_list(&self, id: &PrefixListId, route: &Route, address: IpAddr) -> Covers {
        let list = self.topology.prefix_list(id);
        if let Lookup::Found(list) = &list
            && let Some(entries) = &list.entries
        {
            let holding = entries.iter().filter(|(block, _)| block.holds(address));
            return match holding.max_by_key(|(block, _)| block.prefix_len()) {
                Some(&(block, entry)) => Covers::Yes(block, Some(entry)),
                None => Covers::No,
            };
        }
        let is_aws_list = list
            .found()
            .and_then(|list| list.name.as_deref())
            .is_some_and(|name| name.starts_with("com.amazonaws."));
        if is_private(address) && (is_aws_list || self.is_gateway_endpoint(&route.target)) {
            return Covers::No;
        }
        Covers::Perhaps(Unknown::Missing(entries_missing(id)))
    }

    /// Whether a route leads to S3 or DynamoDB, whose prefix lists hold public addresses only.
    /// <https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html>
    fn is_gateway_endpoint(&self, target: &RouteTarget) -> bool {
        let RouteTarget::GatewayEndpoint(id) = target else {
            return false;
        };
        let endpoint = self.topology.endpoint(&EndpointId::from(id.as_str()));
        endpoint
            .found()
            .is_some_and(|endpoint| endpoint.kind.eq_ignore_ascii_case("gateway"))
    }
}

/// Whether a route whose destination is not known could win over the best known one.
fn can_beat(route: &Route, best: Chosen<'_>) -> bool {
    let block = best.block;
    let is_longest = block.prefix_len() == if block.is_ipv6() { 128 } else { 32 };
    let is_static = best.rank().1 == 2;
    !(same_way(route, best.route) || is_longest && is_static)
}

fn same_way(one: &Route, other: &Route) -> bool {
    one.target == other.target && one.blackhole == other.blackhole
}

/// The target of the local route itself may be replaced by a middlebox.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/replace-local-route-target.html>
fn may_replace_local(target: &RouteTarget) -> bool {
    matches!(
        target,
        RouteTarget::NatGateway(_) | RouteTarget::Interface(_) | RouteTarget::GatewayEndpoint(_)
    )
}

/// Routes of a virtual private gateway never win over the local route, however specific.
/// <https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-route-priority.html>
fn is_learned_from_vpn(route: &Route) -> bool {
    let is_gateway = matches!(
        &route.target,
        RouteTarget::Unmodelled { noun, .. } if *noun == "virtual private gateway"
    );
    route.propagated && is_gateway
}
