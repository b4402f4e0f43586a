//! Where a trace starts.

use std::net::IpAddr;

use crate::snapshot::Source;
use crate::topology::{
    Cidr, Flow, Interface, Missing, PortSet, Protocol, SecurityGroupId, Subnet, SubnetId, VpcId,
};

use super::Subject;

/// Where a trace starts: an interface, or a subnet whose interface was not observed.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    place: Place<'a>,
    address: Cidr,
    client_groups: &'a [SecurityGroupId],
}

#[derive(Clone, Copy, Debug)]
enum Place<'a> {
    Interface(&'a Interface),
    Subnet(&'a Subnet, &'a [SecurityGroupId]),
}

impl<'a> Origin<'a> {
    /// An interface and the address of it that sends.
    pub fn interface(interface: &'a Interface, address: IpAddr) -> Self {
        Self {
            place: Place::Interface(interface),
            address: Cidr::host(address),
            client_groups: &[],
        }
    }

    /// Any address of a block of a subnet, on an interface that was not observed but carries these
    /// security groups.
    pub fn subnet(subnet: &'a Subnet, groups: &'a [SecurityGroupId], block: Cidr) -> Self {
        Self {
            place: Place::Subnet(subnet, groups),
            address: block,
            client_groups: &[],
        }
    }

    /// The same place, a load balancer that preserves the address of a client with these groups.
    /// [`Flow::source`] is the client's address then. References to the load balancer's groups
    /// match at the target; AWS does not say whether references to the client's groups do.
    /// <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html>
    pub fn on_behalf_of(self, client_groups: &'a [SecurityGroupId]) -> Self {
        Self {
            client_groups,
            ..self
        }
    }

    /// The flow from here: its source is this origin's own address.
    pub fn flow_to(
        &self,
        destination: IpAddr,
        port: u16,
        protocol: Protocol,
        client_ports: PortSet,
    ) -> Flow {
        Flow {
            source: self.address,
            client_ports,
            destination,
            port,
            protocol,
        }
    }

    /// The address of the interface that sends, or the block of its subnet.
    pub fn address(&self) -> Cidr {
        self.address
    }

    /// The interface, if it was observed.
    pub fn observed_interface(&self) -> Option<&'a Interface> {
        match self.place {
            Place::Interface(interface) => Some(interface),
            Place::Subnet(..) => None,
        }
    }

    /// The subnet of the interface.
    pub fn subnet_id(&self) -> &'a SubnetId {
        match self.place {
            Place::Interface(interface) => &interface.subnet,
            Place::Subnet(subnet, _) => &subnet.id,
        }
    }

    /// The VPC of the interface.
    pub fn vpc_id(&self) -> &'a VpcId {
        match self.place {
            Place::Interface(interface) => &interface.vpc,
            Place::Subnet(subnet, _) => &subnet.vpc,
        }
    }

    /// The security groups of the interface.
    pub fn groups(&self) -> &'a [SecurityGroupId] {
        match self.place {
            Place::Interface(interface) => &interface.groups,
            Place::Subnet(_, groups) => groups,
        }
    }

    /// The security groups, unless they are not known: every interface whose resource was not
    /// told any has a default group.
    pub(super) fn known_groups(&self) -> Result<&'a [SecurityGroupId], Missing> {
        match self.place {
            Place::Subnet(_, []) => Err(self.interface_missing()),
            _ => Ok(self.groups()),
        }
    }

    pub(super) fn interface_missing(&self) -> Missing {
        Missing::new(
            "ec2",
            "describe-network-interfaces",
            format!("the interface in {}", self.subnet_id()),
        )
    }

    pub(super) fn client_groups(&self) -> &'a [SecurityGroupId] {
        self.client_groups
    }

    pub(super) fn source(&self) -> Source {
        match self.place {
            Place::Interface(interface) => interface.source,
            Place::Subnet(subnet, _) => subnet.source,
        }
    }

    pub(super) fn subject(&self) -> Subject {
        match self.place {
            Place::Interface(interface) => Subject::new("network-interface", interface.id.as_str()),
            Place::Subnet(subnet, _) => Subject::new("subnet", subnet.id.as_str()),
        }
    }
}
