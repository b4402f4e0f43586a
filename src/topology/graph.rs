//! The graph of resources. Node indices never leave this module.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::mem;
use std::net::IpAddr;
use std::ptr;
use std::sync::Arc;

use foldhash::fast::RandomState;
use petgraph::Direction::{self, Incoming, Outgoing};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use super::node::{
    Certificate, Gateway, HostedZone, Interface, InternetGateway, Listener, LoadBalancer,
    NatGateway, NetworkAcl, Peering, PrefixList, ResourceAssociation, ResourceConfiguration,
    ResourceGateway, RestApi, RouteTable, SecurityGroup, Subnet, Target, TargetGroup,
    TransitAttachment, TransitGateway, TransitPeering, TransitTable, Vpc, VpcEndpoint,
};
use super::{GatewayId, InterfaceId, Link, TargetId, VpcId};

/// Resources and their relations, by id.
#[derive(Debug, Default)]
pub(super) struct Graph {
    /// `None`: other resources refer to it, but it was not observed itself.
    nodes: DiGraph<Option<Node>, Link>,
    index: BTreeMap<Kind, HashMap<Arc<str>, NodeIndex, RandomState>>,
    /// Who owns an address, in each VPC that uses it: mostly that is one.
    addresses: HashMap<IpAddr, Claims, RandomState>,
    /// The resources of a kind by id, once nothing is added any more.
    order: BTreeMap<Kind, Vec<NodeIndex>>,
    /// What relates to a crowded resource, by id, once nothing is added any more: of its thousands
    /// of relations few may be of one sort.
    incoming: HashMap<(NodeIndex, Link, Kind), Vec<NodeIndex>, RandomState>,
}

/// The owners of one address.
#[derive(Debug)]
enum Claims {
    One(VpcId, Owner),
    Several(Vec<(VpcId, Owner)>),
}

impl Claims {
    fn all(&self) -> impl Iterator<Item = (&VpcId, Owner)> {
        let (one, several) = match self {
            Self::One(vpc, owner) => (Some((vpc, *owner)), [].as_slice()),
            Self::Several(claims) => (None, claims.as_slice()),
        };
        let several = several.iter().map(|(vpc, owner)| (vpc, *owner));
        one.into_iter().chain(several)
    }

    fn add(&mut self, vpc: &VpcId, index: NodeIndex) {
        let owner_in = |known: &mut Owner| {
            if *known != Owner::One(index) {
                *known = Owner::Disputed;
            }
        };
        match self {
            Self::One(known, owner) if known == vpc => owner_in(owner),
            Self::One(known, owner) => {
                let first = (known.clone(), *owner);
                *self = Self::Several(vec![first, (vpc.clone(), Owner::One(index))]);
            }
            Self::Several(claims) => match claims.iter_mut().find(|(known, _)| known == vpc) {
                Some((_, owner)) => owner_in(owner),
                None => claims.push((vpc.clone(), Owner::One(index))),
            },
        }
    }
}

/// Who owns an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    One(NodeIndex),
    /// Several interfaces claim it, so the evidence contradicts itself.
    Disputed,
}

/// The answer to "which interface owns this address?".
#[derive(Debug)]
pub(super) enum Ownership<'a> {
    Disputed,
    Nobody,
    Owned(&'a Interface),
}

macro_rules! nodes {
    ($($name:ident($type:ty) $id:expr;)*) => {
        /// A resource.
        #[derive(Debug)]
        pub(super) enum Node { $($name(Box<$type>),)* }

        impl Node {
            fn kind(&self) -> Kind {
                match self { $(Self::$name(_) => Kind::$name,)* }
            }
        }

        /// What a resource is; ids of different kinds never collide.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(super) enum Kind { $($name,)* }

        $(impl Resource for $type {
            const KIND: Kind = Kind::$name;

            fn key(&self) -> Arc<str> {
                let id: fn(&$type) -> Arc<str> = $id;
                id(self)
            }

            fn of(node: &Node) -> Option<&Self> {
                if let Node::$name(resource) = node { Some(resource) } else { None }
            }

            fn of_mut(node: &mut Node) -> Option<&mut Self> {
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
    /// The same, to be changed.
    fn of_mut(node: &mut Node) -> Option<&mut Self>;
    /// The resource as a node.
    fn into_node(self) -> Node;
}

nodes! {
    Certificate(Certificate) |node| node.arn.shared().clone();
    Gateway(Gateway) |node| node.id.shared().clone();
    HostedZone(HostedZone) |node| node.id.shared().clone();
    Interface(Interface) |node| node.id.shared().clone();
    InternetGateway(InternetGateway) |node| node.id.as_str().into();
    Listener(Listener) |node| node.arn.shared().clone();
    LoadBalancer(LoadBalancer) |node| node.arn.shared().clone();
    NatGateway(NatGateway) |node| node.id.shared().clone();
    NetworkAcl(NetworkAcl) |node| node.id.shared().clone();
    Peering(Peering) |node| node.id.shared().clone();
    PrefixList(PrefixList) |node| node.id.shared().clone();
    ResourceAssociation(ResourceAssociation) |node| node.id.as_str().into();
    ResourceConfiguration(ResourceConfiguration) |node| node.id.shared().clone();
    ResourceGateway(ResourceGateway) |node| node.id.shared().clone();
    RestApi(RestApi) |node| node.id.shared().clone();
    RouteTable(RouteTable) |node| node.id.shared().clone();
    SecurityGroup(SecurityGroup) |node| node.id.shared().clone();
    Subnet(Subnet) |node| node.id.shared().clone();
    Target(Target) |node| target_key(&node.gateway, &node.id).into();
    TargetGroup(TargetGroup) |node| node.arn.shared().clone();
    TransitAttachment(TransitAttachment) |node| node.id.shared().clone();
    TransitGateway(TransitGateway) |node| node.id.shared().clone();
    TransitPeering(TransitPeering) |node| node.id.shared().clone();
    TransitTable(TransitTable) |node| node.id.shared().clone();
    Vpc(Vpc) |node| node.id.shared().clone();
    VpcEndpoint(VpcEndpoint) |node| node.id.shared().clone();
}

/// The key of a target: its id is unique within its gateway only.
pub(super) fn target_key(gateway: &GatewayId, target: &TargetId) -> String {
    format!("{gateway}/{target}")
}

impl Graph {
    /// Adds a resource. The first one with an id stays.
    pub(super) fn insert<T: Resource>(&mut self, resource: T) {
        let index = self.node::<T>(&resource.key());
        if let Some(node @ None) = self.nodes.node_weight_mut(index) {
            *node = Some(resource.into_node());
        }
    }

    /// Puts a resource in the place of the observed one with its id, and returns that; the new one
    /// if there is none.
    pub(super) fn replace<T: Resource>(&mut self, resource: T) -> Result<T, T> {
        let index = self.find::<T>(&resource.key());
        let node = index.and_then(|index| self.nodes.node_weight_mut(index)?.as_mut());
        match node.and_then(T::of_mut) {
            Some(slot) => Ok(mem::replace(slot, resource)),
            None => Err(resource),
        }
    }

    /// Adds a relation. Neither end needs to have been observed.
    pub(super) fn link<A: Resource, B: Resource>(
        &mut self,
        from: &Arc<str>,
        link: Link,
        to: &Arc<str>,
    ) {
        let (from, to) = (self.node::<A>(from), self.node::<B>(to));
        self.forget_order();
        self.nodes.add_edge(from, to, link);
    }

    /// Takes a relation away, if it is there.
    pub(super) fn unlink<A: Resource, B: Resource>(&mut self, from: &str, link: Link, to: &str) {
        let (Some(from), Some(to)) = (self.find::<A>(from), self.find::<B>(to)) else {
            return;
        };
        let mut edges = self.nodes.edges_connecting(from, to);
        let edge = edges
            .find(|edge| *edge.weight() == link)
            .map(|edge| edge.id());
        if let Some(edge) = edge {
            self.forget_order();
            self.nodes.remove_edge(edge);
        }
    }

    /// Makes the interface the owner of an address of a VPC.
    pub(super) fn own_address(&mut self, vpc: &VpcId, address: IpAddr, interface: &InterfaceId) {
        let index = self.node::<Interface>(interface.shared());
        match self.addresses.entry(address) {
            Entry::Vacant(entry) => {
                entry.insert(Claims::One(vpc.clone(), Owner::One(index)));
            }
            Entry::Occupied(entry) => entry.into_mut().add(vpc, index),
        }
    }

    /// Remembers the order of the resources, and what relates to VPCs and subnets, now that
    /// nothing is added any more.
    #[expect(
        clippy::iter_over_hash_type,
        reason = "each list is put in order by itself"
    )]
    pub(super) fn settle_order(&mut self) {
        let mut ranks = vec![0; self.nodes.node_count()];
        for (&kind, ids) in &self.index {
            let mut ids: Vec<_> = ids.iter().collect();
            ids.sort_unstable();
            let order: Vec<NodeIndex> = ids.into_iter().map(|(_, index)| *index).collect();
            for (rank, index) in order.iter().enumerate() {
                ranks[index.index()] = rank;
            }
            self.order.insert(kind, order);
        }
        for kind in Self::CROWDED {
            let targets = self.order.get(&kind).into_iter().flatten();
            for &target in targets {
                for edge in self.nodes.edges_directed(target, Incoming) {
                    if let Some(Some(source)) = self.nodes.node_weight(edge.source()) {
                        let key = (target, *edge.weight(), source.kind());
                        self.incoming.entry(key).or_default().push(edge.source());
                    }
                }
            }
        }
        for sources in self.incoming.values_mut() {
            sources.sort_unstable_by_key(|source| ranks[source.index()]);
            sources.dedup();
        }
    }

    /// Kinds that thousands of others relate to.
    const CROWDED: [Kind; 2] = [Kind::Subnet, Kind::Vpc];

    fn forget_order(&mut self) {
        self.order.clear();
        self.incoming.clear();
    }

    /// The resource with this id.
    pub(super) fn get<T: Resource>(&self, id: &str) -> Option<&T> {
        self.resource(self.find::<T>(id)?)
    }

    /// The interface that owns an address of a VPC.
    pub(super) fn owner_of(&self, vpc: &VpcId, address: IpAddr) -> Ownership<'_> {
        let claims = self.addresses.get(&address).into_iter();
        let mut own = claims.flat_map(Claims::all).filter(|(own, _)| *own == vpc);
        match own.next().map(|(_, owner)| owner) {
            Some(Owner::One(index)) => self
                .resource(index)
                .map_or(Ownership::Nobody, Ownership::Owned),
            Some(Owner::Disputed) => Ownership::Disputed,
            None => Ownership::Nobody,
        }
    }

    /// The VPCs in which somebody owns an address.
    pub(super) fn vpcs_with(&self, address: IpAddr) -> impl Iterator<Item = &VpcId> {
        let claims = self.addresses.get(&address).into_iter();
        claims.flat_map(Claims::all).map(|(vpc, _)| vpc)
    }

    /// Every resource of one type, by id.
    pub(super) fn all<T: Resource>(&self) -> Vec<&T> {
        if let Some(order) = self.order.get(&T::KIND) {
            let resources = order.iter().filter_map(|index| self.resource(*index));
            return resources.collect();
        }
        let nodes = self
            .index
            .get(&T::KIND)
            .into_iter()
            .flat_map(HashMap::values);
        sorted(nodes.filter_map(|node| self.resource(*node)).collect())
    }

    /// Resources of type `B` that `from` relates to by `link`, by id.
    pub(super) fn following<A: Resource, B: Resource>(&self, from: &str, link: Link) -> Vec<&B> {
        self.neighbors::<A, B>(from, link, Outgoing)
    }

    /// Resources of type `B` that relate to `to` by `link`, by id.
    pub(super) fn leading_to<A: Resource, B: Resource>(&self, to: &str, link: Link) -> Vec<&B> {
        if self.order.is_empty() || !Self::CROWDED.contains(&A::KIND) {
            return self.neighbors::<A, B>(to, link, Incoming);
        }
        let sources = self
            .find::<A>(to)
            .and_then(|to| self.incoming.get(&(to, link, B::KIND)));
        let sources = sources.into_iter().flatten();
        sources
            .filter_map(|source| self.resource(*source))
            .collect()
    }

    /// The node of that id; a new one is not yet observed.
    fn node<T: Resource>(&mut self, id: &Arc<str>) -> NodeIndex {
        let ids = self.index.entry(T::KIND).or_default();
        if let Some(index) = ids.get(id) {
            return *index;
        }
        self.order.clear();
        self.incoming.clear();
        let index = self.nodes.add_node(None);
        ids.insert(id.clone(), index);
        index
    }

    fn find<T: Resource>(&self, id: &str) -> Option<NodeIndex> {
        self.index.get(&T::KIND)?.get(id).copied()
    }

    fn resource<T: Resource>(&self, index: NodeIndex) -> Option<&T> {
        T::of(self.nodes.node_weight(index)?.as_ref()?)
    }

    fn neighbors<A: Resource, B: Resource>(
        &self,
        id: &str,
        link: Link,
        direction: Direction,
    ) -> Vec<&B> {
        let Some(index) = self.find::<A>(id) else {
            return Vec::new();
        };
        let edges = self.nodes.edges_directed(index, direction);
        let others = edges
            .filter(|edge| *edge.weight() == link)
            .map(|edge| match direction {
                Outgoing => edge.target(),
                Incoming => edge.source(),
            });
        sorted(others.filter_map(|other| self.resource(other)).collect())
    }
}

/// By id, each once: two relations may lead to the same resource.
fn sorted<T: Resource>(mut resources: Vec<&T>) -> Vec<&T> {
    resources.sort_by_cached_key(|resource| resource.key());
    resources.dedup_by(|a, b| ptr::eq(*a, *b));
    resources
}
