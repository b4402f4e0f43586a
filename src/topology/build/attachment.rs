//! What guards and routes each subnet: what it is associated with, else the VPC's default.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::topology::graph::Resource;
use crate::topology::{Link, Subnet, SubnetId, VpcId};

use super::Builder;

/// Which subnets the tables of one kind serve.
#[derive(Debug, Default)]
pub(super) struct Attachments {
    /// Subnets that have an association, or whose association is about to change.
    associated: HashSet<SubnetId>,
    /// What serves the other subnets of a VPC.
    defaults: HashMap<VpcId, Vec<Arc<str>>>,
}

impl Attachments {
    /// The subnet is not served by the default of its VPC.
    pub(super) fn claim(&mut self, subnet: SubnetId) {
        self.associated.insert(subnet);
    }

    /// It serves the subnets of the VPC that no other one serves.
    pub(super) fn serve_by_default(&mut self, vpc: VpcId, default: Arc<str>) {
        self.defaults.entry(vpc).or_default().push(default);
    }
}

impl Builder {
    /// Links each subnet without an association to the default of its VPC, if the list is known
    /// to hold everything in the VPC: else the association may be one that was not observed.
    pub(super) fn attach_defaults<T: Resource>(
        &mut self,
        attachments: &Attachments,
        link: Link,
        operation: &'static str,
    ) {
        let mut links = Vec::new();
        for subnet in self.topology.graph.all::<Subnet>() {
            if !attachments.associated.contains(&subnet.id)
                && let Some([default]) = attachments.defaults.get(&subnet.vpc).map(Vec::as_slice)
                && self.lists_all_of(&subnet.vpc, operation)
            {
                links.push((subnet.id.shared().clone(), default.clone()));
            }
        }
        for (subnet, default) in links {
            self.topology
                .graph
                .link::<Subnet, T>(&subnet, link, &default);
        }
    }
}
