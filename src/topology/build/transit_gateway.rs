//! Transit gateways, what is attached to them, and their route tables.

use std::collections::BTreeMap;

use crate::snapshot::{Keyed, Observation, Observed, Source, ec2};
use crate::topology::{
    Link, Subnet, TransitAssociation, TransitAttachment, TransitAttachmentId, TransitGateway,
    TransitGatewayId, TransitHop, TransitPeering, TransitPeeringSide, TransitRoute,
    TransitRouteOrigin, TransitRouteState, TransitTable, TransitTableId, Vpc,
};

use super::Builder;
use super::read::{cidr, sorted};

/// The list in which every attachment of a VPC stands.
pub(super) const VPC_ATTACHMENTS: &str = "describe-transit-gateway-vpc-attachments";

/// The records about transit gateways.
#[derive(Debug)]
pub(super) struct TransitRecords {
    pub(super) gateways: Vec<Observed<ec2::TransitGateway>>,
    pub(super) attachments: Vec<Observed<ec2::TransitGatewayAttachment>>,
    pub(super) vpc_attachments: Vec<Observed<ec2::TransitGatewayVpcAttachment>>,
    pub(super) peerings: Vec<Observed<ec2::TransitGatewayPeeringAttachment>>,
    pub(super) tables: Vec<Observed<ec2::TransitGatewayRouteTable>>,
    pub(super) routes: Vec<Observed<Keyed<ec2::TransitGatewayRoute>>>,
    pub(super) associations: Vec<Observed<Keyed<ec2::TransitGatewayRouteTableAssociation>>>,
}

impl Builder {
    pub(super) fn add_transit_gateways(&mut self, records: TransitRecords) {
        for Observed { record, source } in self.settle(records.gateways).records {
            let options = record.options.as_ref();
            let gateway = TransitGateway {
                source,
                id: self.id(&record.transit_gateway_id),
                references: options.and_then(|options| {
                    enabled(options.security_group_referencing_support.as_deref())
                }),
                encryption: options.and_then(|options| {
                    options
                        .encryption_support
                        .as_ref()?
                        .encryption_state
                        .clone()
                }),
            };
            self.topology.graph.insert(gateway);
        }
        self.add_vpc_attachments(records.vpc_attachments);
        self.add_transit_peerings(records.peerings);
        self.add_transit_tables(records.tables, records.routes);
        self.add_associations_of_attachments(records.attachments);
        self.add_associations_of_tables(records.associations);
    }

    fn add_vpc_attachments(
        &mut self,
        attachments: Vec<Observed<ec2::TransitGatewayVpcAttachment>>,
    ) {
        let settled = self.settle(attachments);
        for lost in &settled.dropped {
            let vpc = self.maybe_id(lost.record.vpc_id.as_deref());
            let scope = self.scope(lost.source);
            self.coverage.doubt(vpc, scope, VPC_ATTACHMENTS);
        }
        for Observed { record, source } in settled.records {
            let options = record.options.unwrap_or_default();
            let attachment = TransitAttachment {
                source,
                id: self.id(&record.transit_gateway_attachment_id),
                gateway: self.maybe_id(record.transit_gateway_id.as_deref()),
                vpc: self.maybe_id(record.vpc_id.as_deref()),
                state: record.state,
                subnets: sorted(self.ids(record.subnet_ids.iter().map(String::as_str))),
                references: enabled(options.security_group_referencing_support.as_deref()),
                ipv6: enabled(options.ipv6_support.as_deref()),
                appliance_mode: enabled(options.appliance_mode_support.as_deref()),
            };
            if attachment.vpc.is_none() || attachment.gateway.is_none() {
                let scope = self.scope(source);
                let vpc = attachment.vpc.clone();
                self.coverage.doubt(vpc, scope, VPC_ATTACHMENTS);
            }
            self.link_attachment(&attachment);
            self.topology.graph.insert(attachment);
        }
    }

    fn link_attachment(&mut self, attachment: &TransitAttachment) {
        let graph = &mut self.topology.graph;
        let id = attachment.id.shared();
        if let Some(vpc) = &attachment.vpc {
            graph.link::<TransitAttachment, Vpc>(id, Link::InVpc, vpc.shared());
        }
        if let Some(gateway) = &attachment.gateway {
            graph.link::<TransitAttachment, TransitGateway>(id, Link::AttachedTo, gateway.shared());
        }
        for subnet in &attachment.subnets {
            graph.link::<TransitAttachment, Subnet>(id, Link::InSubnet, subnet.shared());
        }
    }

    fn add_transit_peerings(
        &mut self,
        peerings: Vec<Observed<ec2::TransitGatewayPeeringAttachment>>,
    ) {
        for Observed { record, source } in self.settle(peerings).records {
            let id: TransitAttachmentId = self.id(&record.transit_gateway_attachment_id);
            let accepter = record.accepter_transit_gateway_attachment_id.as_deref();
            let accepter = self.maybe_id(accepter).unwrap_or_else(|| id.clone());
            let peering = TransitPeering {
                source,
                state: record.state,
                requester: self.transit_side(id.clone(), record.requester_tgw_info),
                accepter: self.transit_side(accepter, record.accepter_tgw_info),
                id,
            };
            for side in [&peering.requester, &peering.accepter] {
                if let Some(gateway) = &side.gateway {
                    self.topology.graph.link::<TransitPeering, TransitGateway>(
                        peering.id.shared(),
                        Link::PeersWith,
                        gateway.shared(),
                    );
                }
            }
            self.topology.graph.insert(peering);
        }
    }

    fn transit_side(
        &mut self,
        attachment: TransitAttachmentId,
        info: Option<ec2::PeeringTgwInfo>,
    ) -> TransitPeeringSide {
        let info = info.unwrap_or_default();
        if let (Some(owner), Some(region)) = (&info.owner_id, &info.region) {
            self.coverage.saw_peer(owner, region);
        }
        TransitPeeringSide {
            attachment,
            gateway: self.maybe_id(info.transit_gateway_id.as_deref()),
        }
    }

    /// Tables are known by their list, or by the answer that holds their routes.
    fn add_transit_tables(
        &mut self,
        tables: Vec<Observed<ec2::TransitGatewayRouteTable>>,
        routes: Vec<Observed<Keyed<ec2::TransitGatewayRoute>>>,
    ) {
        let mut known: BTreeMap<String, (Source, Option<String>)> = BTreeMap::new();
        for route in &routes {
            known
                .entry(route.record.key.to_string())
                .or_insert((Source::document(route.source.file()), None));
        }
        for Observed { record, source } in self.settle(tables).records {
            let gateway = record.transit_gateway_id;
            known.insert(record.transit_gateway_route_table_id, (source, gateway));
        }
        let search = "search-transit-gateway-routes";
        let mut holding: BTreeMap<String, Source> = BTreeMap::new();
        for (_, call, observation) in self.calls.iter() {
            if let (Observation::Complete(file), Some(table)) = (observation, call.key.first())
                && call.service == "ec2"
                && call.operation == search
            {
                holding
                    .entry(table.clone())
                    .or_insert(Source::document(file));
            }
        }
        let mut answers = self.answers(routes, "ec2", search);
        for (id, (source, gateway)) in known {
            let routes = answers.take(&id).map(|routes| {
                let routes = routes.into_iter();
                routes.map(|route| self.transit_route(route)).collect()
            });
            let table = TransitTable {
                source,
                id: self.id(&id),
                gateway: self.maybe_id(gateway.as_deref()),
                answer: holding.get(&id).copied(),
                routes,
            };
            self.topology.graph.insert(table);
        }
    }

    fn transit_route(&mut self, observed: Observed<ec2::TransitGatewayRoute>) -> TransitRoute {
        let Observed { record, source } = observed;
        let hops = record.transit_gateway_attachments.into_iter();
        let attachments: Vec<TransitHop> = hops
            .map(|hop| TransitHop {
                attachment: self.maybe_id(hop.transit_gateway_attachment_id.as_deref()),
                kind: hop.resource_type.unwrap_or_default(),
                resource: hop.resource_id,
            })
            .collect();
        let origin = match (record.r#type.as_deref(), &record.prefix_list_id) {
            (Some("propagated"), _) => propagated(attachments.first()),
            (_, Some(_)) => TransitRouteOrigin::PrefixList,
            _ => TransitRouteOrigin::Static,
        };
        TransitRoute {
            source,
            destination: cidr(record.destination_cidr_block.as_ref()),
            state: match record.state.as_deref() {
                Some("active") => TransitRouteState::Active,
                Some("blackhole") => TransitRouteState::Blackhole,
                Some("deleting" | "deleted") => TransitRouteState::Gone,
                _ => TransitRouteState::Undecided,
            },
            origin,
            attachments,
        }
    }

    /// Associations as the attachments tell them. The owner of a transit gateway sees them all: an
    /// attachment without one has none.
    fn add_associations_of_attachments(
        &mut self,
        attachments: Vec<Observed<ec2::TransitGatewayAttachment>>,
    ) {
        for Observed { record, source } in self.settle(attachments).records {
            let Some(gateway) = record.transit_gateway_id.as_deref() else {
                continue;
            };
            let owner = record.transit_gateway_owner_id.as_deref();
            let is_owners = owner == Some(&*self.scope(source).account);
            let association = match record.association {
                Some(association) => TransitAssociation {
                    source,
                    associated: in_force(association.state.as_deref()),
                    table: self.maybe_id(association.transit_gateway_route_table_id.as_deref()),
                },
                None if is_owners => TransitAssociation {
                    source,
                    associated: Some(false),
                    table: None,
                },
                None => continue,
            };
            let gateway = self.id(gateway);
            let attachment = self.id(&record.transit_gateway_attachment_id);
            self.associate_attachment(gateway, attachment, association);
        }
    }

    /// Associations as the tables tell them.
    fn add_associations_of_tables(
        &mut self,
        associations: Vec<Observed<Keyed<ec2::TransitGatewayRouteTableAssociation>>>,
    ) {
        for Observed { record, source } in associations {
            let Keyed { key, record } = record;
            let attachment: TransitAttachmentId = self.id(&record.transit_gateway_attachment_id);
            let table: TransitTableId = self.id(&key);
            let graph = &self.topology.graph;
            let of_table = graph
                .get::<TransitTable>(table.as_str())
                .and_then(|table| table.gateway.clone());
            // A VPC is attached to one transit gateway by one attachment, a peering joins two.
            let gateway = of_table.or_else(|| {
                let attachment = graph.get::<TransitAttachment>(attachment.as_str());
                attachment.and_then(|attachment| attachment.gateway.clone())
            });
            if let Some(gateway) = gateway {
                let association = TransitAssociation {
                    source,
                    associated: in_force(record.state.as_deref()),
                    table: Some(table),
                };
                self.associate_attachment(gateway, attachment, association);
            }
        }
    }

    fn associate_attachment(
        &mut self,
        gateway: TransitGatewayId,
        attachment: TransitAttachmentId,
        association: TransitAssociation,
    ) {
        let known = self
            .topology
            .transit_associations
            .entry((gateway, attachment));
        known.or_default().push(association);
    }
}

/// Whether an association is in force; `None` while it changes.
fn in_force(state: Option<&str>) -> Option<bool> {
    match state {
        None | Some("associated") => Some(true),
        Some("disassociated") => Some(false),
        Some(_) => None,
    }
}

fn enabled(setting: Option<&str>) -> Option<bool> {
    match setting {
        Some("enable") => Some(true),
        Some("disable") => Some(false),
        _ => None,
    }
}

/// How a propagated route came into its table: by what it leads to.
fn propagated(hop: Option<&TransitHop>) -> TransitRouteOrigin {
    match hop.map(|hop| hop.kind.as_str()) {
        Some("vpc") => TransitRouteOrigin::PropagatedByVpc,
        Some("direct-connect-gateway") => TransitRouteOrigin::PropagatedByDirectConnect,
        Some("connect") => TransitRouteOrigin::PropagatedByConnect,
        Some("peering" | "tgw-peering") => TransitRouteOrigin::PropagatedByPeering,
        _ => TransitRouteOrigin::PropagatedByVpn,
    }
}
