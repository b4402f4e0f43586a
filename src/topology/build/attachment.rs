//! What guards and routes each subnet: the one associated with it, else the VPC's default.

use std::collections::{HashMap, HashSet};

use crate::topology::graph::Resource;
use crate::topology::{Link, SubnetId, VpcId};
use crate::topology::node::Subnet;

use super::Builder;

/// Associations of subnets with network ACLs or route tables.
#[derive(Debug)]
pub(super) struct Attachments<T> {
    explicit: HashMap<SubnetId, Vec<T>>,
    /// Subnets whose association is about to change.
    unsettled: HashSet<SubnetId>,
    defaults: HashMap<VpcId, Vec<T>>,
}

impl<T> Default for Attachments<T> {
    fn default() -> Self {
        Self {
            explicit: HashMap::new(),
            unsettled: HashSet::new(),
            defaults: HashMap::new(),
        }
    }
}

impl<T> Attachments<T> {
    /// The subnet is associated with it.
    pub(super) fn attach(&mut self, subnet: SubnetId, to: T) {
        self.explicit.entry(subnet).or_default().push(to);
    }

    /// It serves the subnets of the VPC that are associated with none.
    pub(super) fn serve_by_default(&mut self, vpc: VpcId, default: T) {
        self.defaults.entry(vpc).or_default().push(default);
    }

    /// What serves the subnet cannot be told.
    pub(super) fn unsettle(&mut self, subnet: SubnetId) {
        self.unsettled.insert(subnet);
    }
}

impl Builder {
    /// Links every subnet to what serves it. The default counts only if the list is known to hold
    /// everything of the VPC: an association may stand in a part that was not observed.
    pub(super) fn attach_subnets<T: Resource>(
        &mut self,
        attachments: &Attachments<std::sync::Arc<str>>,
        link: Link,
        operation: &'static str,
    ) {
        let subnets: Vec<(SubnetId, VpcId)> = self
            .topology
            .graph
            .all::<Subnet>()
            .into_iter()
            .map(|subnet| (subnet.id.clone(), subnet.vpc.clone()))
            .collect();
        let mut links = Vec::new();
        todo!()
    }
}
