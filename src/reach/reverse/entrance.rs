//! The interfaces through which resource gateways send.

use std::net::IpAddr;

use crate::reach::lattice::{self, Door};
use crate::reach::{Origin, Unknown};
use crate::topology::{
    Cidr, Interface, Lookup, PrivateEndpoint, ResourceGateway, SecurityGroupId, SubnetId, Target,
    Topology, VpcId,
};

/// Where packets come from.
#[derive(Clone, Debug)]
pub enum Entrance<'t> {
    /// An interface.
    Interface(&'t Interface),
    /// An interface of a resource gateway that was not observed: any address of its subnet.
    Subnet(SubnetId, Vec<SecurityGroupId>),
}

impl<'t> Entrance<'t> {
    /// The interface, if it was observed.
    pub fn interface(&self) -> Option<&'t Interface> {
        match self {
            Self::Interface(interface) => Some(interface),
            Self::Subnet(..) => None,
        }
    }

    /// The subnet that it stands in.
    pub fn subnet(&self) -> &SubnetId {
        match self {
            Self::Interface(interface) => &interface.subnet,
            Self::Subnet(subnet, _) => subnet,
        }
    }

    /// Its security groups.
    pub fn groups(&self) -> &[SecurityGroupId] {
        match self {
            Self::Interface(interface) => &interface.groups,
            Self::Subnet(_, groups) => groups,
        }
    }

    /// The VPC of an interface that was not observed is that of its subnet.
    pub fn vpc(&self, topology: &'t Topology) -> Result<&'t VpcId, Unknown> {
        match self {
            Self::Interface(interface) => Ok(&interface.vpc),
            Self::Subnet(id, _) => match topology.subnet(id) {
                Lookup::Found(subnet) => Ok(&subnet.vpc),
                Lookup::Unknown(missing) => Err(Unknown::Missing(missing)),
                Lookup::Absent => Err(Unknown::Undecidable(format!("{id} does not exist"))),
            },
        }
    }

    /// Every address that it may send from, and the whole blocks of the subnet where it was not
    /// observed.
    pub fn addresses(&self, topology: &Topology) -> Vec<Cidr> {
        match self {
            Self::Interface(interface) => {
                let own = interface.addresses.iter();
                own.copied().map(Cidr::host).collect()
            }
            Self::Subnet(id, _) => {
                let subnet = topology.subnet(id).found();
                subnet.map_or_else(Vec::new, |subnet| subnet.cidrs.clone())
            }
        }
    }

    /// A trace that starts here, from one of [`Self::addresses`].
    pub fn origin<'a>(&'a self, topology: &'a Topology, address: Cidr) -> Option<Origin<'a>> {
        match self {
            Self::Interface(interface) => Some(Origin::interface(interface, address.first())),
            Self::Subnet(id, groups) => {
                let subnet = topology.subnet(id).found()?;
                Some(Origin::subnet(subnet, groups, address))
            }
        }
    }

    /// The traces that start here and may get to an address of that family.
    pub fn origins<'a>(&'a self, topology: &'a Topology, to: IpAddr) -> Vec<Origin<'a>> {
        let addresses = self.addresses(topology).into_iter();
        let fit = addresses.filter(|address| address.is_ipv6() == to.is_ipv6());
        fit.filter_map(|address| self.origin(topology, address))
            .collect()
    }
}

impl<'t> From<Door<'t>> for Entrance<'t> {
    fn from(door: Door<'t>) -> Self {
        match door.interface {
            Some(interface) => Self::Interface(interface),
            None => Self::Subnet(door.subnet, door.groups),
        }
    }
}

/// The interfaces of a resource gateway, by subnet.
pub fn entrances_of_gateway<'t>(
    topology: &'t Topology,
    gateway: &ResourceGateway,
) -> Vec<Entrance<'t>> {
    let of_subnet = || {
        let mut subnets = gateway.subnets.iter();
        subnets.find_map(|subnet| Some(&topology.subnet(subnet).found()?.vpc))
    };
    // Only for the default group of the VPC, which takes effect where no group is named.
    let unknown = VpcId::from("");
    let vpc = gateway.vpc.as_ref().or_else(of_subnet).unwrap_or(&unknown);
    let doors = lattice::doors(topology, vpc, &gateway.subnets, &gateway.groups);
    doors.into_iter().map(Entrance::from).collect()
}

/// The interfaces through which the private endpoint of a target is called.
pub fn entrances_of_target<'t>(topology: &'t Topology, target: &'t Target) -> Vec<Entrance<'t>> {
    let Some(config) = &target.config else {
        return Vec::new();
    };
    let (Some(endpoint), Ok(url)) = (&config.private_endpoint, &config.url) else {
        return Vec::new();
    };
    let entry = match endpoint {
        PrivateEndpoint::Managed { .. } => {
            lattice::managed(topology, target, config, endpoint, url)
        }
        PrivateEndpoint::SelfManaged {
            resource_configuration,
        } => lattice::self_managed(topology, target, config, resource_configuration, url),
        PrivateEndpoint::Unreadable => return Vec::new(),
    };
    entry.doors.into_iter().map(Entrance::from).collect()
}
