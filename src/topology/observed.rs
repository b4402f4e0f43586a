//! Which lists were observed completely, so that what they do not hold is known to be absent.

use std::collections::BTreeSet;

use super::{ResourceConfigurationId, Topology, VpcId};

/// The scopes in which a complete list was observed.
#[derive(Debug, Default)]
pub(super) struct Observed {
    /// VPCs whose interfaces are all known.
    pub(super) interfaces: BTreeSet<VpcId>,
    /// VPCs whose route tables are all known.
    pub(super) route_tables: BTreeSet<VpcId>,
    /// VPCs whose attachments to transit gateways are all known.
    pub(super) transit_attachments: BTreeSet<VpcId>,
    /// VPCs whose private hosted zones are all known.
    pub(super) zones_of_vpc: BTreeSet<VpcId>,
    /// Regions whose load balancers are all known, in every account of the snapshot.
    pub(super) load_balancers: BTreeSet<String>,
    /// Regions whose VPC endpoints are all known, in every account of the snapshot.
    pub(super) endpoints: BTreeSet<String>,
    /// Whether the hosted zones of every account of the snapshot are known.
    pub(super) hosted_zones: bool,
    /// Resource configurations whose associations are all known.
    pub(super) associations: BTreeSet<ResourceConfigurationId>,
}

impl Topology {
    /// Whether every interface of a VPC is known.
    pub fn interfaces_observed(&self, vpc: &VpcId) -> bool {
        self.observed.interfaces.contains(vpc)
    }

    /// Whether every route table of a VPC is known.
    pub fn route_tables_observed(&self, vpc: &VpcId) -> bool {
        self.observed.route_tables.contains(vpc)
    }

    /// Whether every attachment of a VPC to a transit gateway is known.
    pub fn transit_attachments_observed(&self, vpc: &VpcId) -> bool {
        self.observed.transit_attachments.contains(vpc)
    }

    /// Whether every private hosted zone that a VPC sees is known.
    pub fn zones_of_vpc_observed(&self, vpc: &VpcId) -> bool {
        self.observed.zones_of_vpc.contains(vpc)
    }

    /// Whether the hosted zones of every account of the snapshot are known, public ones included.
    pub fn hosted_zones_observed(&self) -> bool {
        self.observed.hosted_zones
    }

    /// Whether every association of a resource configuration is known.
    pub fn associations_observed(&self, configuration: &ResourceConfigurationId) -> bool {
        self.observed.associations.contains(configuration)
    }

    /// Whether every load balancer of the Region in an ELB name is known.
    pub fn load_balancers_observed(&self, dns_name: &str) -> bool {
        self.observed
            .load_balancers
            .iter()
            .any(|region| names_region(dns_name, region))
    }

    /// Whether every endpoint of the Region in an endpoint name is known.
    pub fn endpoints_observed(&self, dns_name: &str) -> bool {
        self.observed
            .endpoints
            .iter()
            .any(|region| names_region(dns_name, region))
    }
}

/// Whether one label of `name` is the Region: `app-1.eu-west-1.elb.amazonaws.com`.
fn names_region(name: &str, region: &str) -> bool {
    name.split('.').any(|label| label == region)
}
