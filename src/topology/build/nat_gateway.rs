//! NAT gateways.

use crate::snapshot::{Observed, ec2};
use crate::topology::{Interface, Link, NatGateway};

use super::Builder;
use super::read::sorted;

impl Builder {
    pub(super) fn add_nat_gateways(&mut self, gateways: Vec<Observed<ec2::NatGateway>>) {
        for Observed { record, source } in self.settle(gateways).records {
            let addresses = record.nat_gateway_addresses.iter();
            let interfaces = addresses.filter_map(|one| one.network_interface_id.as_deref());
            let interfaces = sorted(self.ids(interfaces));
            let gateway = NatGateway {
                source,
                id: self.id(&record.nat_gateway_id),
                vpc: self.maybe_id(record.vpc_id.as_deref()),
                subnet: self.maybe_id(record.subnet_id.as_deref()),
                state: record.state,
                private: record.connectivity_type.as_deref() == Some("private"),
                interfaces,
            };
            let graph = &mut self.topology.graph;
            for interface in &gateway.interfaces {
                graph.link::<NatGateway, Interface>(
                    gateway.id.shared(),
                    Link::Owns,
                    interface.shared(),
                );
            }
            graph.insert(gateway);
        }
    }
}
