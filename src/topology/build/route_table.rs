//! Route tables, and the NAT gateways that routes lead to.

use crate::snapshot::{Observed, ec2};
use crate::topology::{
    Interface, InterfaceId, Link, NatGateway, Part, Peering, PrefixList, Route, RouteDestination,
    RouteTable, RouteTarget, Subnet, SubnetId, Vpc, VpcId,
};

use super::Builder;
use super::attachment::Attachments;

/// The list in which every route table stands.
const LIST: &str = "describe-route-tables";

impl Builder {
    pub(super) fn add_route_tables(&mut self, tables: Vec<Observed<ec2::RouteTable>>) {
        let settled = self.settle(tables);
        for lost in &settled.dropped {
            let (vpc, scope) = (
                self.maybe_id(lost.vpc_id.as_deref()),
                self.scope(lost.source),
            );
            self.coverage.doubt(vpc, scope, LIST);
        }
        let mut attachments = Attachments::default();
        for Observed { record, source } in settled.records {
            let table = RouteTable {
                source,
                id: self.id(&record.route_table_id),
                vpc: self.maybe_id(record.vpc_id.as_deref()),
                routes: (0..)
                    .zip(&record.routes)
                    .map(|(i, route)| self.route(i, route))
                    .collect(),
            };
            for association in &record.associations {
                self.associate(&table, association, &mut attachments);
            }
            self.link_table(&table);
            self.topology.graph.insert(table);
        }
        self.attach_defaults::<RouteTable>(&attachments, Link::RoutedBy, LIST);
    }

    /// Takes note of what a table routes: a subnet or, as the main table, the rest of the VPC.
    /// Tables of gateways (edge associations) route no subnet.
    fn associate(
        &mut self,
        table: &RouteTable,
        association: &ec2::RouteTableAssociation,
        attachments: &mut Attachments,
    ) {
        let state = association.association_state.as_ref();
        let state = state
            .and_then(|state| state.state.as_deref())
            .unwrap_or("associated");
        let subnet: Option<SubnetId> = self.maybe_id(association.subnet_id.as_deref());
        match (state, subnet) {
            ("associated", Some(subnet)) => {
                let graph = &mut self.topology.graph;
                graph.link::<Subnet, RouteTable>(
                    subnet.shared(),
                    Link::RoutedBy,
                    table.id.shared(),
                );
                attachments.claim(subnet);
            }
            // Which table holds in the meantime is not told.
            ("associating", Some(subnet)) => attachments.claim(subnet),
            ("associated", None) if association.main == Some(true) => {
                if let Some(vpc) = &table.vpc {
                    attachments.serve_by_default(vpc.clone(), table.id.shared().clone());
                }
            }
            _ => {}
        }
    }

    fn link_table(&mut self, table: &RouteTable) {
        let graph = &mut self.topology.graph;
        let id = table.id.shared();
        if let Some(vpc) = &table.vpc {
            graph.link::<RouteTable, Vpc>(id, Link::InVpc, vpc.shared());
        }
        for route in &table.routes {
            if let RouteDestination::PrefixList(list) = &route.destination {
                graph.link::<RouteTable, PrefixList>(id, Link::Uses, list.shared());
            }
            match &route.target {
                RouteTarget::Peering(peering) => {
                    graph.link::<RouteTable, Peering>(id, Link::RoutesTo, peering.shared());
                }
                RouteTarget::NatGateway(nat) => {
                    graph.link::<RouteTable, NatGateway>(id, Link::RoutesTo, nat.shared());
                }
                _ => {}
            }
        }
    }

    fn route(&mut self, index: u32, route: &ec2::Route) -> Route {
        let block = route
            .destination_cidr_block
            .as_deref()
            .or(route.destination_ipv6_cidr_block.as_deref());
        let destination = match (block, &route.destination_prefix_list_id) {
            (Some(block), _) => block.parse().map_or_else(
                |_| RouteDestination::Unreadable(block.to_owned()),
                RouteDestination::Cidr,
            ),
            (None, Some(list)) => RouteDestination::PrefixList(self.id(list)),
            (None, None) => RouteDestination::Unreadable(String::new()),
        };
        let state = route.state.as_deref();
        Route {
            part: Part {
                list: "Routes",
                index,
                inner: None,
            },
            destination,
            target: self.route_target(route),
            blackhole: state == Some("blackhole"),
            inactive: !matches!(state, None | Some("active" | "blackhole")),
            propagated: matches!(
                route.origin.as_deref(),
                Some("EnableVgwRoutePropagation" | "Advertisement")
            ),
        }
    }

    /// Where a route leads. An instance comes with its interface, so that is asked for first.
    fn route_target(&mut self, route: &ec2::Route) -> RouteTarget {
        if let Some(gateway) = &route.gateway_id {
            return gateway_target(gateway);
        }
        if let Some(nat) = &route.nat_gateway_id {
            return RouteTarget::NatGateway(self.id(nat));
        }
        if let Some(peering) = &route.vpc_peering_connection_id {
            return RouteTarget::Peering(self.id(peering));
        }
        if let Some(gateway) = &route.egress_only_internet_gateway_id {
            return RouteTarget::EgressOnlyInternetGateway(gateway.clone());
        }
        let unmodelled = [
            ("transit gateway", &route.transit_gateway_id),
            ("interface", &route.network_interface_id),
            ("instance", &route.instance_id),
            ("carrier gateway", &route.carrier_gateway_id),
            ("local gateway", &route.local_gateway_id),
            ("Cloud WAN core network", &route.core_network_arn),
            ("ODB network", &route.odb_network_arn),
            ("address", &route.ip_address),
        ];
        let named = unmodelled
            .into_iter()
            .find_map(|(noun, id)| Some((noun, id.as_ref()?)));
        let (noun, id) = named.map_or(("unknown target", ""), |(noun, id)| (noun, id));
        RouteTarget::Unmodelled {
            noun,
            id: id.to_owned(),
        }
    }

    pub(super) fn add_nat_gateways(&mut self, gateways: Vec<Observed<ec2::NatGateway>>) {
        for Observed { record, source } in self.settle(gateways).records {
            let addresses = record.nat_gateway_addresses.iter();
            let interfaces = addresses.filter_map(|one| one.network_interface_id.as_deref());
            let interfaces: Vec<InterfaceId> = self.ids(interfaces);
            let gateway = NatGateway {
                source,
                id: self.id(&record.nat_gateway_id),
                vpc: self.maybe_id::<VpcId>(record.vpc_id.as_deref()),
                subnet: self.maybe_id(record.subnet_id.as_deref()),
                state: record.state,
                private: record.connectivity_type.as_deref() == Some("private"),
                interfaces,
            };
            let graph = &mut self.topology.graph;
            for interface in &gateway.interfaces {
                graph.link::<NatGateway, Interface>(
                    gateway.id.shared(),
                    Link::Owns,
                    interface.shared(),
                );
            }
            graph.insert(gateway);
        }
    }
}

/// The target that a `GatewayId` names by its prefix.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html>
fn gateway_target(id: &str) -> RouteTarget {
    let owned = id.to_owned();
    match id.split_once('-').map_or(id, |(prefix, _)| prefix) {
        "local" => RouteTarget::Local,
        "igw" => RouteTarget::InternetGateway(owned),
        "vpce" => RouteTarget::GatewayEndpoint(owned),
        "vgw" => RouteTarget::Unmodelled {
            noun: "virtual private gateway",
            id: owned,
        },
        _ => RouteTarget::Unmodelled {
            noun: "gateway",
            id: owned,
        },
    }
}
