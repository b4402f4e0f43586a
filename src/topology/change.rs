//! What if a rule were different: resources that take the place of those that were observed.

use super::graph::{Graph, Resource};
use super::{
    HostedZone, Link, Listener, LoadBalancer, NetworkAcl, Peering, ResourceConfiguration,
    ResourceGateway, RestApi, RouteTable, SecurityGroup, Target, TargetGroup, Topology, Vpc,
    VpcEndpoint,
};

/// A resource as it might be. It keeps its id, and what it guards, routes or belongs to stays the
/// same, but for the VPCs of a hosted zone.
#[derive(Clone, Debug)]
pub enum Change {
    /// With other VPCs or records.
    HostedZone(Box<HostedZone>),
    /// With other certificates, actions or rules.
    Listener(Box<Listener>),
    /// With other attributes.
    LoadBalancer(Box<LoadBalancer>),
    /// With other entries.
    NetworkAcl(Box<NetworkAcl>),
    /// With another status.
    Peering(Box<Peering>),
    /// With other ports.
    ResourceConfiguration(Box<ResourceConfiguration>),
    /// With another way to resolve names.
    ResourceGateway(Box<ResourceGateway>),
    /// With another policy or other endpoints.
    RestApi(Box<RestApi>),
    /// With other routes.
    RouteTable(Box<RouteTable>),
    /// With other rules.
    SecurityGroup(Box<SecurityGroup>),
    /// With another configuration; its gateway and its id stay.
    Target(Box<Target>),
    /// With other attributes.
    TargetGroup(Box<TargetGroup>),
    /// With other DNS attributes.
    Vpc(Box<Vpc>),
    /// With another policy.
    VpcEndpoint(Box<VpcEndpoint>),
}

impl Topology {
    /// Puts a resource in the place of the one with its id, and returns that: applied in turn, it
    /// undoes the change. Of a resource that was not observed nothing is known, so that nothing
    /// can be changed: the change comes back as an error.
    pub fn apply(&mut self, change: Change) -> Result<Change, Change> {
        fn swap<T: Resource>(
            graph: &mut Graph,
            new: T,
            wrap: fn(Box<T>) -> Change,
        ) -> Result<Change, Change> {
            let swapped = graph.replace(new);
            let wrap = |resource| wrap(Box::new(resource));
            swapped.map(wrap).map_err(wrap)
        }
        let graph = &mut self.graph;
        match change {
            Change::HostedZone(new) => self.swap_zone(*new),
            Change::Listener(new) => swap(graph, *new, Change::Listener),
            Change::LoadBalancer(new) => swap(graph, *new, Change::LoadBalancer),
            Change::NetworkAcl(new) => swap(graph, *new, Change::NetworkAcl),
            Change::Peering(new) => swap(graph, *new, Change::Peering),
            Change::ResourceConfiguration(new) => swap(graph, *new, Change::ResourceConfiguration),
            Change::ResourceGateway(new) => swap(graph, *new, Change::ResourceGateway),
            Change::RestApi(new) => swap(graph, *new, Change::RestApi),
            Change::RouteTable(new) => swap(graph, *new, Change::RouteTable),
            Change::SecurityGroup(new) => swap(graph, *new, Change::SecurityGroup),
            Change::Target(new) => swap(graph, *new, Change::Target),
            Change::TargetGroup(new) => swap(graph, *new, Change::TargetGroup),
            Change::Vpc(new) => swap(graph, *new, Change::Vpc),
            Change::VpcEndpoint(new) => swap(graph, *new, Change::VpcEndpoint),
        }
    }

    /// VPCs find their zones by relations, so these change as well.
    fn swap_zone(&mut self, new: HostedZone) -> Result<Change, Change> {
        let id = new.id.clone();
        let wanted = new.vpcs.clone();
        let old = self
            .graph
            .replace(new)
            .map_err(|new| Change::HostedZone(Box::new(new)))?;
        let is_in =
            |list: &[(super::VpcId, _)], vpc: &super::VpcId| list.iter().any(|(own, _)| own == vpc);
        for (vpc, _) in wanted.iter().filter(|(vpc, _)| !is_in(&old.vpcs, vpc)) {
            self.graph
                .link::<HostedZone, Vpc>(id.shared(), Link::AssociatedWith, vpc.shared());
        }
        for (vpc, _) in old.vpcs.iter().filter(|(vpc, _)| !is_in(&wanted, vpc)) {
            self.graph
                .unlink::<HostedZone, Vpc>(id.as_str(), Link::AssociatedWith, vpc.as_str());
        }
        self.graph.settle_order();
        Ok(Change::HostedZone(Box::new(old)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::build::testing::topology;
    use super::*;
    use crate::topology::SecurityGroupId;

    #[test]
    fn a_change_is_undone_by_what_it_returns() {
        let groups = json!({"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "one",
            "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]}]});
        let mut topology = topology(&[("ec2.describe-security-groups", groups)]);
        let id = SecurityGroupId::from("sg-1");
        let rules = |topology: &Topology| {
            let group = topology.security_group(&id).found();
            group.expect("the group").inbound.len()
        };
        let group = topology.security_group(&id).found().expect("the group");
        let closed = SecurityGroup {
            inbound: Vec::new(),
            ..group.clone()
        };
        let before = topology
            .apply(Change::SecurityGroup(Box::new(closed.clone())))
            .expect("the group is there");
        assert_eq!(rules(&topology), 0);
        assert!(topology.apply(before).is_ok());
        assert_eq!(rules(&topology), 1);
        let other = SecurityGroup {
            id: "sg-2".into(),
            ..closed
        };
        assert!(
            topology
                .apply(Change::SecurityGroup(Box::new(other)))
                .is_err()
        );
    }
}
