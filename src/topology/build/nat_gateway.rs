//! NAT gateways.

use crate::snapshot::{Observed, ec2};
use crate::topology::{Interface, Link, NatAddress, NatGateway};

use super::Builder;
use super::read::{address, sorted};

impl Builder {
    pub(super) fn add_nat_gateways(&mut self, gateways: Vec<Observed<ec2::NatGateway>>) {
        for Observed { record, source } in self.settle(gateways).records {
            let addresses = record.nat_gateway_addresses.iter();
            let interfaces = addresses.filter_map(|one| one.network_interface_id.as_deref());
            let interfaces = sorted(self.ids(interfaces));
            let addresses = record.nat_gateway_addresses.iter();
            let addresses = addresses.map(|one| NatAddress {
                private: address(one.private_ip.as_ref()),
                public: address(one.public_ip.as_ref()),
                status: one.status.clone(),
            });
            let gateway = NatGateway {
                source,
                id: self.id(&record.nat_gateway_id),
                vpc: self.maybe_id(record.vpc_id.as_deref()),
                subnet: self.maybe_id(record.subnet_id.as_deref()),
                state: record.state,
                private: record.connectivity_type.as_deref() == Some("private"),
                regional: record.availability_mode.as_deref() == Some("regional"),
                route_table: self.maybe_id(record.route_table_id.as_deref()),
                interfaces,
                addresses: addresses.collect(),
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
