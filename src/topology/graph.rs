//! The graph of resources. Node indices never leave this module.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::Arc;

use petgraph::Direction::{Incoming, Outgoing};
use petgraph::stable_graph::{NodeIndex, StableDiGraph};

use super::node::{
    Certificate, Gateway, HostedZone, Interface, Listener, LoadBalancer, NatGateway, NetworkAcl,
    Peering, PrefixList, ResourceAssociation, ResourceConfiguration, ResourceGateway, RestApi,
    RouteTable, SecurityGroup, Subnet, Target, TargetGroup, Vpc, VpcEndpoint,
};
use super::{GatewayId, InterfaceId, Link, SubnetId, TargetId, VpcId};

/// Resources and their relations, by id.
#[derive(Debug, Default)]
pub(super) struct Graph {
    nodes: StableDiGraph<Node, Link>,
    index: HashMap<Kind, HashMap<Arc<str>, NodeIndex>>,
    addresses: HashMap<(VpcId, IpAddr), NodeIndex>,
}

macro_rules! nodes {
    ($($name:ident($type:ty) $id:expr;)*) => {
        /// A resource.
        #[derive(Debug)]
        pub(super) enum Node { $($name(Box<$type>),)* }

        /// What a resource is; ids of different kinds never collide.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(super) enum Kind { $($name,)* }

        $(impl Resource for $type {
            const KIND: Kind = Kind::$name;

            fn key(&self) -> Arc<str> {
                let id: fn(&$type) -> Cow<'_, str> = $id;
                Arc::from(id(self))
            }

            fn of(node: &Node) -> Option<&Self> {
                if let Node::$name(resource) = node { Some(resource) } else { None }
            }

            fn into_node(self) -> Node {
                Node::$name(Box::new(self))
            }
        })*
    };
}

/// A type of resource that the graph holds.
pub(super) trait Resource: Sized {
    /// Its kind.
    const KIND: Kind;
    /// Its id, unique within its kind.
    fn key(&self) -> Arc<str>;
    /// The resource in `node`, if it is of this type.
    fn of(node: &Node) -> Option<&Self>;
    /// The resource as a node.
    fn into_node(self) -> Node;
}

nodes! {
    Certificate(Certificate) |node| node.arn.as_str().into();
    Gateway(Gateway) |node| node.id.as_str().into();
    HostedZone(HostedZone) |node| node.id.as_str().into();
    Interface(Interface) |node| node.id.as_str().into();
    Listener(Listener) |node| node.arn.as_str().into();
    LoadBalancer(LoadBalancer) |node| node.arn.as_str().into();
    NatGateway(NatGateway) |node| node.id.as_str().into();
    NetworkAcl(NetworkAcl) |node| node.id.as_str().into();
    Peering(Peering) |node| node.id.as_str().into();
    PrefixList(PrefixList) |node| node.id.as_str().into();
    ResourceAssociation(ResourceAssociation) |node| (&node.id).into();
    ResourceConfiguration(ResourceConfiguration) |node| node.id.as_str().into();
    ResourceGateway(ResourceGateway) |node| node.id.as_str().into();
    RestApi(RestApi) |node| node.id.as_str().into();
    RouteTable(RouteTable) |node| node.id.as_str().into();
    SecurityGroup(SecurityGroup) |node| node.id.as_str().into();
    Subnet(Subnet) |node| node.id.as_str().into();
    Target(Target) |node| target_key(&node.gateway, &node.id).into();
    TargetGroup(TargetGroup) |node| node.arn.as_str().into();
    Vpc(Vpc) |node| node.id.as_str().into();
    VpcEndpoint(VpcEndpoint) |node| node.id.as_str().into();
}

/// The key of a target: its id is unique within its gateway only.
pub(super) fn target_key(gateway: &GatewayId, target: &TargetId) -> String {
    format!("{gateway}/{target}")
}

impl Graph {
    /// Adds a resource. The first one with an id stays; `false` says that this one was not added.
    pub(super) fn insert<T: Resource>(&mut self, resource: T) -> bool {
        let Entry::Vacant(entry) = self.index.entry(T::KIND).or_default().entry(resource.key())
        else {
            return false;
        };
        entry.insert(self.nodes.add_node(resource.into_node()));
        true
    }

    /// Adds a relation if both ends were observed.
    pub(super) fn link<A: Resource, B: Resource>(&mut self, from: &str, link: Link, to: &str) {
        if let (Some(from), Some(to)) = (self.find::<A>(from), self.find::<B>(to)) {
            self.nodes.add_edge(from, to, link);
        }
    }

    /// Makes the interface the owner of an address of a VPC; the first owner stays.
    pub(super) fn own_address(&mut self, vpc: &VpcId, address: IpAddr, interface: &InterfaceId) {
        if let Some(index) = self.find::<Interface>(interface.as_str()) {
            self.addresses
                .entry((vpc.clone(), address))
                .or_insert(index);
        }
    }

    /// The resource with this id.
    pub(super) fn get<T: Resource>(&self, id: &str) -> Option<&T> {
        T::of(&self.nodes[self.find::<T>(id)?])
    }

    /// The interface that owns an address of a VPC.
    pub(super) fn interface_at(&self, vpc: &VpcId, address: IpAddr) -> Option<&Interface> {
        Interface::of(&self.nodes[*self.addresses.get(&(vpc.clone(), address))?])
    }

    /// Every resource of one type, by id.
    pub(super) fn all<T: Resource>(&self) -> Vec<&T> {
        let mut all: Vec<&T> = self.nodes.node_weights().filter_map(T::of).collect();
        all.sort_by_cached_key(|resource| resource.key());
        all
    }

    /// Resources of type `B` that `from` relates to by `link`, by id.
    pub(super) fn following<A: Resource, B: Resource>(&self, from: &str, link: Link) -> Vec<&B> {
        self.neighbors::<A, B>(from, link, Outgoing)
    }

    /// Resources of type `B` that relate to `to` by `link`, by id.
    pub(super) fn leading_to<A: Resource, B: Resource>(&self, to: &str, link: Link) -> Vec<&B> {
        self.neighbors::<A, B>(to, link, Incoming)
    }

    /// Interfaces in a subnet, by id.
    pub(super) fn interfaces_in(&self, subnet: &SubnetId) -> Vec<&Interface> {
        self.leading_to::<Subnet, Interface>(subnet.as_str(), Link::InSubnet)
    }

    fn find<T: Resource>(&self, id: &str) -> Option<NodeIndex> {
        self.index.get(&T::KIND)?.get(id).copied()
    }

    fn neighbors<A: Resource, B: Resource>(
        &self,
        id: &str,
        link: Link,
        direction: petgraph::Direction,
    ) -> Vec<&B> {
        use petgraph::visit::EdgeRef;
        let Some(index) = self.find::<A>(id) else {
            return Vec::new();
        };
        let mut found: Vec<&B> = self
            .nodes
            .edges_directed(index, direction)
            .filter(|edge| *edge.weight() == link)
            .filter_map(|edge| {
                let other = if direction == Outgoing {
                    edge.target()
                } else {
                    edge.source()
                };
                B::of(&self.nodes[other])
            })
            .collect();
        found.sort_by_cached_key(|resource| resource.key());
        found
    }
}
