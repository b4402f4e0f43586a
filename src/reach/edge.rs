//! Edge associations: route tables for what an internet gateway lets into a VPC.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html>

use crate::topology::{
    Cidr, Lookup, Meets, Route, RouteDestination, RouteTable, RouteTarget, SubnetId,
};

use super::route_table::target_name;
use super::walk::Walk;
use super::{Evidence, Outcome, Step, StepKind, Subject, Unknown};

impl Walk<'_> {
    /// Logs a detour that replies from the internet take before they come to `subnet`, where they
    /// are expected: through an appliance or firewall, which no API tells more about.
    pub(super) fn enter_by_edge(&mut self, subnet: Option<&SubnetId>) {
        let Some(gateway) = &self.internet_gateway else {
            return;
        };
        let (why, evidence, id) = match self.topology.edge_table_of(self.origin.vpc_id(), gateway) {
            Lookup::Absent => return,
            Lookup::Unknown(missing) => (Unknown::Missing(missing), Vec::new(), gateway.clone()),
            Lookup::Found(table) => {
                let Some(route) = self.detour(table, subnet) else {
                    return;
                };
                let target = target_name(&route.target);
                let name = format!("the way of replies from {gateway} through {target}");
                let evidence = vec![Evidence::part(table.source, route.part)];
                (Unknown::Unmodelled(name), evidence, table.id.to_string())
            }
        };
        let noun = match why {
            Unknown::Missing(_) => "internet-gateway",
            _ => "route-table",
        };
        self.log.hop(Subject::new(noun, id.clone()));
        self.log.step(Step {
            kind: StepKind::ReturnRoute,
            subject: Subject::new(noun, id),
            summary: why.to_string(),
            outcome: Outcome::Unknown(why),
            evidence,
        });
    }

    /// A route of an edge table that takes packets to the subnet elsewhere.
    fn detour<'t>(&self, table: &'t RouteTable, subnet: Option<&SubnetId>) -> Option<&'t Route> {
        let blocks: Vec<Cidr> = match subnet.map(|subnet| self.topology.subnet(subnet)) {
            Some(Lookup::Found(subnet)) => subnet.cidrs.clone(),
            _ => Vec::new(),
        };
        let concerns = |route: &&Route| match route.destination {
            RouteDestination::Cidr(block) if !blocks.is_empty() => {
                blocks.iter().any(|own| block.meets(*own) != Meets::None)
            }
            _ => true,
        };
        let routes = table.routes.iter().filter(|route| !route.inactive);
        let mut elsewhere = routes.filter(|route| route.target != RouteTarget::Local);
        elsewhere.find(concerns)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::reach::internet_gateway::tests::{OUT4, World, step};
    use crate::reach::{StepKind, Verdict};

    /// A world in which a table routes what comes in by the internet gateway.
    fn world(routes: &Value) -> World {
        let mut world = World::new();
        let table = json!({"RouteTableId": "rtb-edge", "VpcId": "vpc-1", "Routes": routes,
            "Associations": [{"GatewayId": "igw-1", "AssociationState": {"State": "associated"}}]});
        world.push("describe-route-tables", "/RouteTables", table);
        world
    }

    #[test]
    fn replies_by_way_of_an_appliance_are_left_open() {
        let world = world(&json!([
            {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
            {"DestinationCidrBlock": "10.0.1.0/24", "NetworkInterfaceId": "eni-9", "State": "active"}]));
        // Directly, and through the NAT gateway in that subnet.
        for from in ["10.0.1.4", "10.0.2.4"] {
            let trace = world.walk(from, OUT4);
            assert_eq!(trace.verdict(), Verdict::Unknown, "{from}");
            let why = &step(&trace, StepKind::ReturnRoute).summary;
            let told = trace.steps().any(|step| {
                step.summary
                    == "the way of replies from igw-1 through the appliance at eni-9 is not modelled"
            });
            assert!(told, "{from}: {why}");
        }
    }

    #[test]
    fn an_edge_table_with_local_routes_changes_nothing() {
        let world = world(&json!([
            {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}]));
        for from in ["10.0.1.4", "10.0.2.4"] {
            assert_eq!(
                world.walk(from, OUT4).verdict(),
                Verdict::Reachable,
                "{from}"
            );
        }
    }
}
