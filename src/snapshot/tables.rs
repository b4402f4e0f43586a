//! The tables of a snapshot: one per noun.

use crate::snapshot::{
    Calls, File, FileId, Gap, GapId, Keyed, Manifest, Observed, Scope, Source, acm, agentcore,
    apigateway, cloudtrail, cloudwatch, ec2, elbv2, iam, identity, lattice, logs, ram, route53,
    route53resolver,
};

/// Declares [`Snapshot`] and, from the same list, what adds one snapshot to another.
macro_rules! snapshot {
    ($($(#[$doc:meta])* $table:ident: $record:ty,)*) => {
        /// Recorded AWS configuration: everything that was observed, and what is missing.
        ///
        /// Each noun has a table. Its records stand in the order of files and, in a file, as AWS
        /// gave them; nothing is sorted, merged or checked. A resource may therefore occur twice:
        /// when two files hold it, or when both a `list-…` and a `get-…` answer do. Names of
        /// files sort `describe-` and `get-` before `list-`, so the first is the richest.
        #[derive(Clone, Debug, Default)]
        pub struct Snapshot {
            /// Every JSON file but the manifest, sorted by path, whether or not records were read
            /// from it.
            pub files: Vec<File>,
            /// `manifest.json`, where there is one.
            pub manifest: Option<Manifest>,
            /// Which calls have answers.
            pub calls: Calls,
            /// What is missing, sorted.
            pub gaps: Vec<Gap>,
            $($(#[$doc])* pub $table: Vec<Observed<$record>>,)*
        }

        impl Snapshot {
            /// Appends the records of one file, which so far think they are of another.
            pub(super) fn absorb_tables(&mut self, part: Self, file: FileId) {
                $(absorb(&mut self.$table, part.$table, file);)*
            }

            /// How many records there are in all tables.
            pub fn record_count(&self) -> usize {
                [$(self.$table.len()),*].iter().sum()
            }
        }
    };
}

snapshot! {
    /// `ec2 describe-vpcs`
    vpcs: ec2::Vpc,
    /// `ec2 describe-vpc-attribute`, keyed by VPC and attribute: one record per attribute
    vpc_attributes: ec2::VpcAttribute,
    /// `ec2 describe-subnets`
    subnets: ec2::Subnet,
    /// `ec2 describe-network-interfaces`
    network_interfaces: ec2::NetworkInterface,
    /// `ec2 describe-instances`
    instances: ec2::Instance,
    /// `ec2 get-managed-resource-visibility`
    managed_resource_visibility: ec2::ManagedResourceVisibility,
    /// `ec2 describe-security-groups`
    security_groups: ec2::SecurityGroup,
    /// `ec2 describe-security-group-rules`
    security_group_rules: ec2::SecurityGroupRule,
    /// `ec2 describe-security-group-vpc-associations`
    security_group_vpc_associations: ec2::SecurityGroupVpcAssociation,
    /// `ec2 describe-network-acls`
    network_acls: ec2::NetworkAcl,
    /// `ec2 describe-managed-prefix-lists`
    managed_prefix_lists: ec2::ManagedPrefixList,
    /// `ec2 get-managed-prefix-list-entries`, keyed by prefix list
    prefix_list_entries: Keyed<ec2::PrefixListEntry>,
    /// `ec2 describe-route-tables`
    route_tables: ec2::RouteTable,
    /// `ec2 describe-vpc-peering-connections`
    vpc_peering_connections: ec2::VpcPeeringConnection,
    /// `ec2 describe-nat-gateways`
    nat_gateways: ec2::NatGateway,
    /// `ec2 describe-internet-gateways`
    internet_gateways: ec2::InternetGateway,
    /// `ec2 describe-egress-only-internet-gateways`
    egress_only_internet_gateways: ec2::EgressOnlyInternetGateway,
    /// `ec2 describe-vpn-gateways`
    vpn_gateways: ec2::VpnGateway,
    /// `ec2 describe-vpc-endpoints`
    vpc_endpoints: ec2::VpcEndpoint,
    /// `ec2 describe-dhcp-options`
    dhcp_options: ec2::DhcpOptions,
    /// `ec2 describe-availability-zones`
    availability_zones: ec2::AvailabilityZone,
    /// `ec2 describe-transit-gateways`
    transit_gateways: ec2::TransitGateway,
    /// `ec2 describe-transit-gateway-attachments`
    transit_gateway_attachments: ec2::TransitGatewayAttachment,
    /// `ec2 describe-transit-gateway-vpc-attachments`
    transit_gateway_vpc_attachments: ec2::TransitGatewayVpcAttachment,
    /// `ec2 describe-transit-gateway-peering-attachments`
    transit_gateway_peering_attachments: ec2::TransitGatewayPeeringAttachment,
    /// `ec2 describe-transit-gateway-route-tables`
    transit_gateway_route_tables: ec2::TransitGatewayRouteTable,
    /// `ec2 search-transit-gateway-routes`, keyed by transit gateway route table
    transit_gateway_routes: Keyed<ec2::TransitGatewayRoute>,
    /// `ec2 get-transit-gateway-route-table-associations`, keyed by transit gateway route table
    transit_gateway_route_table_associations: Keyed<ec2::TransitGatewayRouteTableAssociation>,
    /// `ec2 get-transit-gateway-route-table-propagations`, keyed by transit gateway route table
    transit_gateway_route_table_propagations: Keyed<ec2::TransitGatewayRouteTablePropagation>,
    /// `ec2 describe-vpc-encryption-controls`
    vpc_encryption_controls: ec2::VpcEncryptionControl,
    /// `ec2 describe-vpc-block-public-access-options`
    vpc_block_public_access_options: ec2::VpcBlockPublicAccessOptions,
    /// `ec2 describe-vpc-block-public-access-exclusions`
    vpc_block_public_access_exclusions: ec2::VpcBlockPublicAccessExclusion,
    /// `ec2 describe-flow-logs`
    flow_logs: ec2::FlowLog,
    /// `elbv2 describe-load-balancers`
    load_balancers: elbv2::LoadBalancer,
    /// `elbv2 describe-load-balancer-attributes`, keyed by load balancer ARN
    load_balancer_attributes: Keyed<elbv2::Attribute>,
    /// `elbv2 describe-listeners`; each call is about one load balancer
    listeners: elbv2::Listener,
    /// `elbv2 describe-listener-attributes`, keyed by listener ARN
    listener_attributes: Keyed<elbv2::Attribute>,
    /// `elbv2 describe-listener-certificates`, keyed by listener ARN
    listener_certificates: Keyed<elbv2::Certificate>,
    /// `elbv2 describe-rules`, keyed by listener ARN
    listener_rules: Keyed<elbv2::Rule>,
    /// `elbv2 describe-target-groups`
    target_groups: elbv2::TargetGroup,
    /// `elbv2 describe-target-group-attributes`, keyed by target group ARN
    target_group_attributes: Keyed<elbv2::Attribute>,
    /// `elbv2 describe-target-health`, keyed by target group ARN
    target_health: Keyed<elbv2::TargetHealthDescription>,
    /// `route53 list-hosted-zones`
    hosted_zones: route53::HostedZone,
    /// `route53 get-hosted-zone`
    hosted_zone_details: route53::HostedZoneDetail,
    /// `route53 list-hosted-zones-by-vpc`, keyed by VPC
    hosted_zones_by_vpc: Keyed<route53::HostedZoneSummary>,
    /// `route53 list-resource-record-sets`, keyed by hosted zone (`Z0123`)
    resource_record_sets: Keyed<route53::ResourceRecordSet>,
    /// `route53resolver list-resolver-rules`
    resolver_rules: route53resolver::ResolverRule,
    /// `route53resolver list-resolver-rule-associations`
    resolver_rule_associations: route53resolver::ResolverRuleAssociation,
    /// `route53resolver list-resolver-endpoints`
    resolver_endpoints: route53resolver::ResolverEndpoint,
    /// `route53resolver list-resolver-endpoint-ip-addresses`, keyed by Resolver endpoint
    resolver_endpoint_addresses: Keyed<route53resolver::ResolverEndpointAddress>,
    /// `route53resolver list-firewall-rule-group-associations`
    firewall_rule_group_associations: route53resolver::FirewallRuleGroupAssociation,
    /// `route53resolver list-firewall-rules`, keyed by rule group
    firewall_rules: Keyed<route53resolver::FirewallRule>,
    /// `route53resolver list-firewall-domains`, keyed by domain list
    firewall_domains: Keyed<String>,
    /// `route53resolver list-firewall-configs` and `get-firewall-config`
    firewall_configs: route53resolver::FirewallConfig,
    /// `route53profiles list-profile-associations`
    profile_associations: route53resolver::ProfileAssociation,
    /// `route53profiles list-profile-resource-associations`, keyed by Profile
    profile_resource_associations: Keyed<route53resolver::ProfileResourceAssociation>,
    /// `acm list-certificates`
    certificate_summaries: acm::CertificateSummary,
    /// `acm describe-certificate`
    certificates: acm::CertificateDetail,
    /// `acm get-certificate`, keyed by certificate ARN
    certificate_bodies: Keyed<acm::CertificateBody>,
    /// `apigateway get-rest-api` and `get-rest-apis`
    rest_apis: apigateway::RestApi,
    /// `apigateway get-stage` and `get-stages`, keyed by API
    stages: Keyed<apigateway::Stage>,
    /// `apigateway get-resources`, keyed by API
    api_resources: Keyed<apigateway::Resource>,
    /// `apigateway get-deployments`, keyed by API
    api_deployments: Keyed<apigateway::Deployment>,
    /// `apigateway get-domain-name` and `get-domain-names`
    api_domain_names: apigateway::DomainName,
    /// `apigateway get-domain-name-access-associations`
    api_domain_name_access_associations: apigateway::DomainNameAccessAssociation,
    /// `apigateway get-base-path-mappings`, keyed by domain name
    base_path_mappings: Keyed<apigateway::BasePathMapping>,
    /// `apigateway get-vpc-link` and `get-vpc-links`
    vpc_links: apigateway::VpcLink,
    /// `logs describe-delivery-sources`
    log_delivery_sources: logs::DeliverySource,
    /// `logs describe-deliveries`
    log_deliveries: logs::Delivery,
    /// `logs describe-log-groups`
    log_groups: logs::LogGroup,
    /// `s3api get-object`, keyed by bucket: documents that somebody supplied
    objects: Keyed<serde_json::Value>,
    /// Files of certificates that somebody supplied; no API gives them
    supplied: crate::snapshot::SuppliedFile,
    /// `iam get-role`
    roles: iam::Role,
    /// `iam list-role-policies`, keyed by role
    role_policy_names: Keyed<String>,
    /// `iam get-role-policy`, keyed by role
    role_policies: Keyed<iam::RolePolicy>,
    /// `iam list-attached-role-policies`, keyed by role
    attached_role_policies: Keyed<iam::AttachedPolicy>,
    /// `iam get-policy`
    managed_policies: iam::Policy,
    /// `iam get-policy-version`, keyed by policy ARN
    managed_policy_versions: Keyed<iam::PolicyVersion>,
    /// `iam simulate-principal-policy`, keyed by the ARN of the principal
    simulated_policies: Keyed<iam::EvaluationResult>,
    /// `bedrock-agentcore-control list-gateways`
    gateway_summaries: agentcore::GatewaySummary,
    /// `bedrock-agentcore-control get-gateway`
    gateways: agentcore::Gateway,
    /// `bedrock-agentcore-control list-gateway-targets`, keyed by gateway id
    target_summaries: Keyed<agentcore::TargetSummary>,
    /// `bedrock-agentcore-control get-gateway-target`, keyed by gateway id
    gateway_targets: Keyed<agentcore::GatewayTarget>,
    /// `ram get-resource-share-invitations`
    share_invitations: ram::Invitation,
    /// `ram list-resources`, keyed by `SELF` or `OTHER-ACCOUNTS`
    shared_resources: Keyed<ram::Resource>,
    /// `ram list-resource-share-permissions`, keyed by share
    share_permissions: Keyed<ram::PermissionSummary>,
    /// `ram get-permission`
    permissions: ram::Permission,
    /// `cloudwatch get-metric-statistics` of new connections, keyed by load balancer ARN
    new_connections: Keyed<cloudwatch::Datapoint>,
    /// `cloudtrail lookup-events`
    cloudtrail_events: cloudtrail::Event,
    /// `bedrock-agentcore-control get-oauth2-credential-provider`
    oauth2_providers: identity::Oauth2CredentialProvider,
    /// What identity providers publish, keyed by the URL: `openid.get-configuration.<url>`
    discovery_documents: Keyed<identity::DiscoveryDocument>,
    /// `vpc-lattice get-resource-gateway` and `list-resource-gateways`
    resource_gateways: lattice::ResourceGateway,
    /// `vpc-lattice get-resource-configuration` and `list-resource-configurations`
    resource_configurations: lattice::ResourceConfiguration,
    /// `vpc-lattice get-service-network-resource-association` and its list
    service_network_resource_associations: lattice::ServiceNetworkResourceAssociation,
    /// `vpc-lattice list-resource-endpoint-associations`, each about one resource configuration
    resource_endpoint_associations: lattice::ResourceEndpointAssociation,
}

impl Snapshot {
    /// The file of that id.
    ///
    /// # Panics
    ///
    /// When the id is of another snapshot.
    pub fn file(&self, id: FileId) -> &File {
        &self.files[id.index()]
    }

    /// The account and Region of a record.
    ///
    /// # Panics
    ///
    /// When the source is of another snapshot.
    pub fn scope(&self, source: Source) -> &Scope {
        &self.file(source.file()).scope
    }

    /// The gap of that id.
    ///
    /// # Panics
    ///
    /// When the id is of another snapshot.
    pub fn gap(&self, id: GapId) -> &Gap {
        &self.gaps[id.index()]
    }

    /// Adds a file that was not part of the snapshot, such as a request to judge, so that records
    /// may be added that name it as their source.
    ///
    /// # Panics
    ///
    /// When there are four thousand million files already.
    pub fn add_file(&mut self, file: File) -> FileId {
        let id = u32::try_from(self.files.len()).expect("a snapshot has fewer than 2^32 files");
        self.files.push(file);
        FileId(id)
    }
}

/// Moves records to their table; a table that was empty takes the others' memory over.
fn absorb<T>(table: &mut Vec<Observed<T>>, mut part: Vec<Observed<T>>, file: FileId) {
    for observed in &mut part {
        observed.source.set_file(file);
    }
    if table.is_empty() {
        *table = part;
    } else {
        table.append(&mut part);
    }
}
