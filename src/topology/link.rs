//! Relations between resources: the edges of the graph.

/// A typed relation. It reads from the node it leaves to the node it enters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Link {
    /// Hosted zone → VPC that sees it; private API → endpoint it is associated with.
    AssociatedWith,
    /// Attachment of a VPC → transit gateway.
    AttachedTo,
    /// Listener → certificate.
    Certifies,
    /// Listener → target group.
    ForwardsTo,
    /// Interface, load balancer, endpoint or resource gateway → security group; subnet → network ACL.
    GuardedBy,
    /// Interface, load balancer, endpoint, resource gateway, transit gateway attachment → subnet.
    InSubnet,
    /// Subnet, security group, route table, … → VPC.
    InVpc,
    /// Load balancer → listener.
    Listens,
    /// Load balancer, endpoint, resource gateway, NAT gateway → interface.
    Owns,
    /// Peering connection → VPC; peering of transit gateways → transit gateway.
    PeersWith,
    /// Target group → interface of a registered target.
    Registers,
    /// Route table → peering connection, NAT gateway, transit gateway, …
    RoutesTo,
    /// Subnet → route table.
    RoutedBy,
    /// Gateway → target.
    Serves,
    /// Target → resource gateway or resource configuration; configuration → resource gateway.
    Through,
    /// Security group or route table → group or prefix list that a rule of it names.
    Uses,
}
