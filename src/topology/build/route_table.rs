//! Route tables: what each routes, and where its routes lead.

use crate::snapshot::{Observed, ec2};
use crate::topology::{
    Link, NatGateway, Part, Peering, PrefixList, Route, RouteDestination, RouteTable, RouteTarget,
    Subnet, SubnetId, TransitGateway, Vpc,
};

use super::Builder;
use super::attachment::Attachments;

/// The list in which every route table stands.
pub(super) const LIST: &str = "describe-route-tables";

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
                gateways: gateways_of(&record),
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
                RouteTarget::TransitGateway(gateway) => {
                    graph.link::<RouteTable, TransitGateway>(id, Link::RoutesTo, gateway.shared());
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
        if let Some(gateway) = &route.transit_gateway_id {
            return RouteTarget::TransitGateway(self.id(gateway));
        }
        if let Some(interface) = &route.network_interface_id {
            return RouteTarget::Interface(self.id(interface));
        }
        if let Some(gateway) = &route.egress_only_internet_gateway_id {
            return RouteTarget::EgressOnlyInternetGateway(gateway.clone());
        }
        let unmodelled = [
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
}

/// Gateways with an edge association, those about to change included.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html>
fn gateways_of(table: &ec2::RouteTable) -> Vec<String> {
    let associations = table.associations.iter().filter(|association| {
        let state = association.association_state.as_ref();
        let state = state.and_then(|state| state.state.as_deref());
        !matches!(state, Some("disassociated" | "failed"))
    });
    associations
        .filter_map(|association| association.gateway_id.clone())
        .collect()
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::topology;
    use super::*;
    use crate::topology::{Lookup, Topology};

    fn routes(routes: &Value) -> Vec<Route> {
        let topology = topology(&[(
            "ec2.describe-route-tables",
            json!({"RouteTables": [{"RouteTableId": "rtb-1", "Routes": routes}]}),
        )]);
        topology
            .route_table(&"rtb-1".into())
            .found()
            .expect("the table")
            .routes
            .clone()
    }

    #[test]
    fn targets_are_told_by_member_and_prefix() {
        let to = |member: &str, id: &str| {
            routes(&json!([{"DestinationCidrBlock": "10.0.0.0/8", member: id}]))
                .remove(0)
                .target
        };
        assert_eq!(to("GatewayId", "local"), RouteTarget::Local);
        assert_eq!(
            to("GatewayId", "igw-1"),
            RouteTarget::InternetGateway("igw-1".to_owned())
        );
        assert_eq!(
            to("GatewayId", "vpce-1"),
            RouteTarget::GatewayEndpoint("vpce-1".to_owned())
        );
        assert_eq!(
            to("NatGatewayId", "nat-1"),
            RouteTarget::NatGateway("nat-1".into())
        );
        assert_eq!(
            to("TransitGatewayId", "tgw-1"),
            RouteTarget::TransitGateway("tgw-1".into())
        );
        assert_eq!(
            to("NetworkInterfaceId", "eni-1"),
            RouteTarget::Interface("eni-1".into())
        );
        assert_eq!(
            to("VpcPeeringConnectionId", "pcx-1"),
            RouteTarget::Peering("pcx-1".into())
        );
        for (member, id, noun) in [
            ("GatewayId", "vgw-1", "virtual private gateway"),
            ("CoreNetworkArn", "arn", "Cloud WAN core network"),
            ("SomethingNew", "x", "unknown target"),
        ] {
            assert!(
                matches!(to(member, id), RouteTarget::Unmodelled { noun: n, .. } if n == noun),
                "{member}"
            );
        }
    }

    #[test]
    fn states_and_origins_are_told_apart() {
        let routes = routes(&json!([
            {"DestinationCidrBlock": "10.0.0.0/8", "State": "active", "Origin": "EnableVgwRoutePropagation"},
            {"DestinationPrefixListId": "pl-1", "State": "blackhole"},
            {"DestinationIpv6CidrBlock": "::/0", "State": "filtered"},
            {"State": "active"}]));
        let flags: Vec<_> = routes
            .iter()
            .map(|route| (route.blackhole, route.inactive, route.propagated))
            .collect();
        assert_eq!(
            flags[..3],
            [
                (false, false, true),
                (true, false, false),
                (false, true, false)
            ]
        );
        assert_eq!(
            routes[1].destination,
            RouteDestination::PrefixList("pl-1".into())
        );
        assert_eq!(
            routes[3].destination,
            RouteDestination::Unreadable(String::new())
        );
    }

    fn table_of(topology: &Topology, subnet: &str) -> String {
        match topology.route_table_of(&subnet.into()) {
            Lookup::Found(table) => table.id.to_string(),
            _ => "unknown".to_owned(),
        }
    }

    fn vpc() -> [(&'static str, Value); 2] {
        [
            (
                "ec2.describe-vpcs",
                json!({"Vpcs": [{"VpcId": "vpc-1", "OwnerId": "111122223333"}]}),
            ),
            (
                "ec2.describe-subnets",
                json!({"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1"}]}),
            ),
        ]
    }

    #[test]
    fn the_main_table_serves_a_subnet_only_if_no_other_one_can() {
        let main =
            json!({"RouteTableId": "rtb-main", "VpcId": "vpc-1", "Associations": [{"Main": true}]});
        let own = |state: &str| {
            json!({"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [
            {"Main": false, "SubnetId": "subnet-1", "AssociationState": {"State": state}},
            {"Main": false, "GatewayId": "igw-1"}]})
        };
        let table = |call: &str, tables: Value| {
            let [vpcs, subnets] = vpc();
            table_of(
                &topology(&[vpcs, subnets, (call, json!({"RouteTables": tables}))]),
                "subnet-1",
            )
        };
        let all = "ec2.describe-route-tables";
        assert_eq!(table(all, json!([main])), "rtb-main");
        assert_eq!(table(all, json!([main, own("associated")])), "rtb-1");
        assert_eq!(table(all, json!([main, own("disassociated")])), "rtb-main");
        assert_eq!(table(all, json!([main, own("associating")])), "unknown");
        assert_eq!(
            table("ec2.describe-route-tables.rtb-main", json!([main])),
            "unknown"
        );
        assert_eq!(
            table(
                "ec2.describe-route-tables.rtb-1",
                json!([own("associated")])
            ),
            "rtb-1"
        );
    }

    #[test]
    fn a_table_that_contradicts_itself_may_serve_any_subnet() {
        let [vpcs, subnets] = vpc();
        let table = |route: &str| {
            json!({"RouteTables": [
            {"RouteTableId": "rtb-main", "VpcId": "vpc-1", "Associations": [{"Main": true}]},
            {"RouteTableId": "rtb-2", "VpcId": "vpc-1", "Routes": [{"DestinationCidrBlock": route}]}]})
        };
        let topology = topology(&[
            vpcs,
            subnets,
            ("ec2.describe-route-tables", table("10.0.0.0/8")),
            (
                "444455556666/eu-west-1/ec2.describe-route-tables",
                table("10.0.0.0/9"),
            ),
        ]);
        assert_eq!(table_of(&topology, "subnet-1"), "unknown");
        assert!(matches!(
            topology.route_table(&"rtb-2".into()),
            Lookup::Unknown(_)
        ));
        assert!(topology.route_table(&"rtb-main".into()).found().is_some());
        assert_eq!(
            topology.gaps()[0].reason.to_string(),
            "rtb-2 is described twice, differently"
        );
    }
}
