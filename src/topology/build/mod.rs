//! From recorded answers to the graph: every record is read once, and its texts move over.

mod answers;
mod attachment;
mod certificate;
mod coverage;
mod dns;
mod dns_controls;
mod encryption;
mod endpoint;
mod flow_log;
mod gateway;
mod identity;
mod interface;
mod internet;
mod lattice;
mod listener;
mod load_balancer;
mod nat_gateway;
mod network_acl;
mod openapi;
mod peering;
mod prefix_list;
mod read;
mod rest_api;
mod role;
mod route_table;
mod security_group;
mod settle;
mod share;
mod target;
mod target_group;
#[cfg(test)]
pub(super) mod testing;
mod transit_gateway;
mod vpc;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::snapshot::{Calls, File, Gap, GapReason, Manifest, Scope, Snapshot, Source};

use super::{InterfaceId, Topology};

use coverage::Coverage;
use dns_controls::DnsControlRecords;
use rest_api::ApiRecords;
use role::RoleRecords;
use transit_gateway::TransitRecords;

impl Topology {
    /// Builds the graph of everything that a snapshot holds.
    ///
    /// Resources that are described twice, differently, are left out: [`Topology::gaps`] names them.
    #[expect(clippy::too_many_lines, reason = "a list: one line for each table")]
    pub fn build(snapshot: Snapshot) -> Self {
        let mut builder = Builder {
            files: snapshot.files,
            calls: snapshot.calls,
            gaps: snapshot.gaps,
            ..Builder::default()
        };
        builder.add_vpcs(
            snapshot.vpcs,
            snapshot.vpc_attributes,
            snapshot.dhcp_options,
        );
        builder.add_subnets(snapshot.subnets, snapshot.availability_zones);
        builder.add_interfaces(snapshot.network_interfaces);
        builder.add_security_groups(
            snapshot.security_groups,
            snapshot.security_group_vpc_associations,
        );
        builder.add_network_acls(snapshot.network_acls);
        builder.add_route_tables(snapshot.route_tables);
        builder.add_prefix_lists(snapshot.managed_prefix_lists, snapshot.prefix_list_entries);
        builder.add_peerings(snapshot.vpc_peering_connections);
        builder.add_nat_gateways(snapshot.nat_gateways);
        builder.add_transit_gateways(TransitRecords {
            gateways: snapshot.transit_gateways,
            attachments: snapshot.transit_gateway_attachments,
            vpc_attachments: snapshot.transit_gateway_vpc_attachments,
            peerings: snapshot.transit_gateway_peering_attachments,
            tables: snapshot.transit_gateway_route_tables,
            routes: snapshot.transit_gateway_routes,
            associations: snapshot.transit_gateway_route_table_associations,
        });
        builder.add_internet_gateways(
            snapshot.internet_gateways,
            snapshot.egress_only_internet_gateways,
        );
        builder.add_public_access(
            snapshot.vpc_block_public_access_options,
            snapshot.vpc_block_public_access_exclusions,
        );
        builder.add_encryption_controls(snapshot.vpc_encryption_controls);
        builder.add_endpoints(snapshot.vpc_endpoints);
        builder.add_rest_apis(ApiRecords {
            apis: snapshot.rest_apis,
            stages: snapshot.stages,
            resources: snapshot.api_resources,
            deployments: snapshot.api_deployments,
            links: snapshot.vpc_links,
            events: snapshot.cloudtrail_events,
        });
        builder.add_certificates(
            snapshot.certificates,
            snapshot.certificate_summaries,
            snapshot.certificate_bodies,
        );
        builder.add_listeners(
            snapshot.listeners,
            snapshot.listener_certificates,
            snapshot.listener_rules,
        );
        builder.add_load_balancers(snapshot.load_balancers, snapshot.load_balancer_attributes);
        builder.add_target_groups(
            snapshot.target_groups,
            snapshot.target_group_attributes,
            snapshot.target_health,
        );
        builder.add_hosted_zones(
            snapshot.hosted_zones,
            snapshot.hosted_zone_details,
            snapshot.hosted_zones_by_vpc,
            snapshot.resource_record_sets,
        );
        builder.add_dns_controls(DnsControlRecords {
            rules: snapshot.resolver_rules,
            rule_associations: snapshot.resolver_rule_associations,
            endpoints: snapshot.resolver_endpoints,
            endpoint_addresses: snapshot.resolver_endpoint_addresses,
            firewall_associations: snapshot.firewall_rule_group_associations,
            firewall_rules: snapshot.firewall_rules,
            firewall_domains: snapshot.firewall_domains,
            profile_associations: snapshot.profile_associations,
            profile_resources: snapshot.profile_resource_associations,
        });
        builder.add_new_connections(snapshot.new_connections);
        builder.add_shares(
            snapshot.share_invitations,
            snapshot.shared_resources,
            snapshot.share_permissions,
            snapshot.permissions,
        );
        builder.add_flow_logs(snapshot.flow_logs);
        builder.add_core_logs(
            snapshot.log_delivery_sources,
            snapshot.log_deliveries,
            snapshot.log_groups,
        );
        builder.add_roles(RoleRecords {
            roles: snapshot.roles,
            own_names: snapshot.role_policy_names,
            own: snapshot.role_policies,
            attached: snapshot.attached_role_policies,
            managed: snapshot.managed_policies,
            versions: snapshot.managed_policy_versions,
            simulated: snapshot.simulated_policies,
        });
        builder.add_objects(snapshot.objects);
        builder.add_supplied(snapshot.supplied);
        builder.add_discovery_documents(snapshot.discovery_documents);
        builder.add_oauth2_providers(snapshot.oauth2_providers);
        builder.add_gateways(snapshot.gateways, snapshot.gateway_summaries);
        builder.add_targets(snapshot.gateway_targets, snapshot.target_summaries);
        builder.add_resource_gateways(snapshot.resource_gateways);
        builder.add_resource_configurations(snapshot.resource_configurations);
        builder.add_resource_associations(snapshot.service_network_resource_associations);
        builder.finish(snapshot.manifest.as_ref())
    }
}

/// A topology under construction.
#[derive(Debug, Default)]
struct Builder {
    topology: Topology,
    files: Vec<File>,
    calls: Calls,
    gaps: Vec<Gap>,
    coverage: Coverage,
    names: HashSet<Arc<str>, RandomState>,
    /// Interfaces of load balancers, by the tail of the ARN that their description names.
    balancer_interfaces: HashMap<String, Vec<InterfaceId>>,
    /// The device index of the interface that stands for each instance.
    device_indexes: HashMap<String, i64>,
    /// Resource configurations with an association that cannot be relied on.
    odd_associations: HashSet<String>,
    /// Load balancers with a listener that cannot be read or relied on.
    odd_listeners: HashSet<String>,
    /// Objects in S3, as texts, by their URI; `None` where two answers differ.
    objects: HashMap<String, Option<(Source, String)>>,
    /// What identity providers publish.
    documents: identity::Documents,
    /// Objects in S3 that somebody asked for, by their URI.
    objects_sought: HashSet<String>,
    /// Resource gateways that AgentCore made, as targets tell.
    managed_gateways: HashSet<String>,
}

impl Builder {
    /// The identifier; equal ones share their text.
    fn id<T: From<Arc<str>>>(&mut self, text: &str) -> T {
        if let Some(known) = self.names.get(text) {
            return known.clone().into();
        }
        let new: Arc<str> = text.into();
        self.names.insert(new.clone());
        new.into()
    }

    /// Identifiers, in order.
    fn ids<'a, T: From<Arc<str>>>(&mut self, texts: impl IntoIterator<Item = &'a str>) -> Vec<T> {
        texts.into_iter().map(|text| self.id(text)).collect()
    }

    /// The identifier, if there is one.
    fn maybe_id<T: From<Arc<str>>>(&mut self, text: Option<&str>) -> Option<T> {
        text.map(|text| self.id(text))
    }

    fn file(&self, source: Source) -> Option<&File> {
        self.files.get(source.file().index())
    }

    fn scope(&self, source: Source) -> Scope {
        self.file(source)
            .map(|file| file.scope.clone())
            .unwrap_or_default()
    }

    /// Reports that a resource is described twice, differently.
    fn report_contradiction(&mut self, id: &str, source: Source) {
        let file = self.file(source).cloned().unwrap_or_default();
        self.gaps.push(Gap {
            scope: file.scope,
            call: file.call.unwrap_or_default(),
            reason: GapReason::Contradictory { id: id.to_owned() },
            file: Some(file.path),
        });
    }

    fn finish(mut self, manifest: Option<&Manifest>) -> Topology {
        self.topology.observed = self.observed();
        #[expect(
            clippy::iter_over_hash_type,
            reason = "each list is put in order by itself"
        )]
        for owners in self.topology.delegated.values_mut() {
            owners.sort();
        }
        self.topology.graph.settle_order();
        for blocks in self.topology.subnet_blocks.values_mut() {
            blocks.sort();
        }
        self.gaps.sort();
        self.gaps.dedup();
        let known = |word: &Arc<str>| **word != *Scope::UNKNOWN && **word != *Scope::GLOBAL;
        let scopes = || self.files.iter().map(|file| &file.scope);
        let accounts: BTreeSet<_> = scopes()
            .map(|scope| scope.account.clone())
            .filter(known)
            .collect();
        let regions: BTreeSet<_> = scopes()
            .map(|scope| scope.region.clone())
            .filter(known)
            .collect();
        Topology {
            accounts: accounts.into_iter().collect(),
            regions: regions.into_iter().collect(),
            captured_at: manifest.and_then(|manifest| manifest.captured_at),
            files: self.files,
            calls: self.calls,
            gaps: self.gaps,
            ..self.topology
        }
    }
}
