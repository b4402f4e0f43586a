//! What if a rule were different: resources that take the place of those that were observed.

use super::graph::{Graph, Resource};
use super::{NetworkAcl, RouteTable, SecurityGroup, Topology};

/// A resource as it might be. It keeps its id, and what it guards or routes stays the same.
#[derive(Clone, Debug)]
pub enum Change {
    /// With other rules.
    SecurityGroup(Box<SecurityGroup>),
    /// With other entries.
    NetworkAcl(Box<NetworkAcl>),
    /// With other routes.
    RouteTable(Box<RouteTable>),
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
            Change::SecurityGroup(new) => swap(graph, *new, Change::SecurityGroup),
            Change::NetworkAcl(new) => swap(graph, *new, Change::NetworkAcl),
            Change::RouteTable(new) => swap(graph, *new, Change::RouteTable),
        }
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
