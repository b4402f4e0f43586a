//! The operations whose answers are read, and into which tables.

use std::marker::PhantomData;

use crate::snapshot::{
    Snapshot,
    load::{
        keys,
        read::{Input, List, Nested, Object, Table, Told, bare, keyed, untold},
    },
    provenance::Shape,
};

/// How the answer of an operation is found and what the operation is about.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) service: &'static str,
    pub(super) name: &'static str,
    /// The top-level member with the records, or "" when the document is the record.
    pub(super) member: &'static str,
    pub(super) asks: Asks,
}

/// What a request of an operation may ask about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    /// Everything; a key, where there is one, narrows it.
    All,
    /// Several resources at once: not an answer of AWS, but many answers in one file.
    Many,
    /// One resource, which only the request names.
    One,
    /// One resource, named by this many identifiers, which the records name too.
    Told(usize),
}

use Asks::{All, Many, One, Told as Tells};

impl Operation {
    /// The operations of that name: one per member.
    pub(super) fn find(service: &str, name: &str) -> impl Iterator<Item = &'static Self> {
        OPERATIONS
            .iter()
            .filter(move |op| op.service == service && op.name == name)
    }

    /// The operation whose answers alone have that member.
    pub(super) fn by_member(member: &str) -> Option<&'static Self> {
        // `describe-certificate` and `get-certificate` have one of this name, with different types.
        // A `Policy` is a text elsewhere, in answers that are not read.
        if matches!(member, "" | "Certificate" | "Policy") {
            return None;
        }
        let mut found = OPERATIONS
            .iter()
            .filter(|op| op.member == member && op.asks != One);
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// The operation whose answer is a document with these members.
    pub(super) fn by_members(members: &[String]) -> Option<&'static Self> {
        let (name, _) = SIGNATURES
            .iter()
            .find(|(_, wanted)| wanted.iter().all(|name| members.iter().any(|m| m == name)))?;
        OPERATIONS.iter().find(|op| op.name == *name)
    }

    /// How many identifiers a file name may give.
    pub(super) fn key_parts(service: &str, name: &str) -> usize {
        match Self::find(service, name).next().map(|op| op.asks) {
            Some(Tells(parts)) => parts,
            // The VPC and its Region; the policy and its version; the bucket and the key.
            _ if matches!(
                name,
                "get-object" | "get-policy-version" | "list-hosted-zones-by-vpc"
            ) =>
            {
                2
            }
            _ => 1,
        }
    }

    /// Whether the document itself is the record.
    pub(super) fn is_document(&self) -> bool {
        self.member.is_empty()
    }
}

/// Members that tell what a document is the answer of.
const SIGNATURES: [(&str, &[&str]); 9] = [
    ("get-gateway-target", &["targetId", "targetConfiguration"]),
    ("get-gateway", &["gatewayId", "authorizerType"]),
    (
        "get-resource-configuration",
        &["id", "resourceConfigurationDefinition"],
    ),
    ("get-resource-gateway", &["id", "subnetIds", "vpcId"]),
    ("get-rest-api", &["id", "endpointConfiguration"]),
    ("get-hosted-zone", &["HostedZone", "VPCs"]),
    ("get-role-policy", &["RoleName", "PolicyDocument"]),
    ("describe-vpc-attribute", &["VpcId", "EnableDnsSupport"]),
    ("describe-vpc-attribute", &["VpcId", "EnableDnsHostnames"]),
];

/// Declares what is read. A row is
/// `service operation member [/ inner-list of identifier], what it asks about;
///  how it is read, kind of entry, table, keys that a record tells`.
macro_rules! operations {
    ($($service:literal $name:literal $member:literal $(/ $inner:literal of $id:literal)?, $asks:expr;
       $how:ident $wrap:ident $table:ident $keys:path;)*) => {
        static OPERATIONS: &[Operation] = &[
            $(Operation { service: $service, name: $name, member: $member, asks: $asks }),*
        ];

        /// Reads the value of the operation's member, or the whole document, into its table.
        pub(super) fn read<'de, I: Input<'de>>(
            op: &Operation,
            input: I,
            part: &mut Snapshot,
            told: &mut Told,
        ) -> Result<(), I::Error> {
            match (op.service, op.name, op.member) {
                $(($service, $name, $member) => input.read($how(Table {
                    entries: &mut part.$table,
                    shape: &Shape { member: $member, inner: concat!("", $($inner)?) },
                    id: concat!("", $($id)?),
                    told,
                    keys: $keys,
                    wrap: $wrap,
                    record: PhantomData,
                })),)*
                _ => unreachable!("operations come from the table above"),
            }
        }
    };
}

operations! {
    "ec2" "describe-vpcs" "Vpcs", All; List bare vpcs untold;
    "ec2" "describe-vpc-attribute" "", Tells(2); Object bare vpc_attributes keys::of_vpc_attribute;
    "ec2" "describe-vpc-attribute" "VpcAttributes", Many; List bare vpc_attributes keys::of_vpc_attribute;
    "ec2" "describe-subnets" "Subnets", All; List bare subnets untold;
    "ec2" "describe-network-interfaces" "NetworkInterfaces", All; List bare network_interfaces untold;
    "ec2" "describe-instances" "Reservations" / "Instances" of "", All; Nested bare instances untold;
    "ec2" "get-managed-resource-visibility" "Visibility", All; Object bare managed_resource_visibility untold;
    "ec2" "describe-security-groups" "SecurityGroups", All; List bare security_groups untold;
    "ec2" "describe-security-group-rules" "SecurityGroupRules", All; List bare security_group_rules untold;
    "ec2" "describe-security-group-vpc-associations" "SecurityGroupVpcAssociations", All; List bare security_group_vpc_associations untold;
    "ec2" "describe-network-acls" "NetworkAcls", All; List bare network_acls untold;
    "ec2" "describe-managed-prefix-lists" "PrefixLists", All; List bare managed_prefix_lists untold;
    "ec2" "get-managed-prefix-list-entries" "Entries", One; List keyed prefix_list_entries untold;
    "ec2" "get-managed-prefix-list-entries" "ManagedPrefixListEntries" / "Entries" of "PrefixListId", Many; Nested keyed prefix_list_entries untold;
    "ec2" "describe-route-tables" "RouteTables", All; List bare route_tables untold;
    "ec2" "describe-vpc-peering-connections" "VpcPeeringConnections", All; List bare vpc_peering_connections untold;
    "ec2" "describe-nat-gateways" "NatGateways", All; List bare nat_gateways untold;
    "ec2" "describe-internet-gateways" "InternetGateways", All; List bare internet_gateways untold;
    "ec2" "describe-egress-only-internet-gateways" "EgressOnlyInternetGateways", All; List bare egress_only_internet_gateways untold;
    "ec2" "describe-vpn-gateways" "VpnGateways", All; List bare vpn_gateways untold;
    "ec2" "describe-vpc-endpoints" "VpcEndpoints", All; List bare vpc_endpoints untold;
    "ec2" "describe-dhcp-options" "DhcpOptions", All; List bare dhcp_options untold;
    "ec2" "describe-availability-zones" "AvailabilityZones", All; List bare availability_zones untold;
    "ec2" "describe-transit-gateways" "TransitGateways", All; List bare transit_gateways untold;
    "ec2" "describe-transit-gateway-attachments" "TransitGatewayAttachments", All; List bare transit_gateway_attachments untold;
    "ec2" "describe-transit-gateway-vpc-attachments" "TransitGatewayVpcAttachments", All; List bare transit_gateway_vpc_attachments untold;
    "ec2" "describe-transit-gateway-peering-attachments" "TransitGatewayPeeringAttachments", All; List bare transit_gateway_peering_attachments untold;
    "ec2" "describe-transit-gateway-route-tables" "TransitGatewayRouteTables", All; List bare transit_gateway_route_tables untold;
    "ec2" "search-transit-gateway-routes" "Routes", One; List keyed transit_gateway_routes untold;
    "ec2" "search-transit-gateway-routes" "TransitGatewayRoutes" / "Routes" of "TransitGatewayRouteTableId", Many; Nested keyed transit_gateway_routes untold;
    "ec2" "get-transit-gateway-route-table-associations" "Associations", One; List keyed transit_gateway_route_table_associations untold;
    "ec2" "get-transit-gateway-route-table-associations" "TransitGatewayAssociations" / "Associations" of "TransitGatewayRouteTableId", Many; Nested keyed transit_gateway_route_table_associations untold;
    "ec2" "get-transit-gateway-route-table-propagations" "TransitGatewayRouteTablePropagations", One; List keyed transit_gateway_route_table_propagations untold;
    "ec2" "get-transit-gateway-route-table-propagations" "TransitGatewayPropagations" / "TransitGatewayRouteTablePropagations" of "TransitGatewayRouteTableId", Many; Nested keyed transit_gateway_route_table_propagations untold;
    "ec2" "describe-vpc-encryption-controls" "VpcEncryptionControls", All; List bare vpc_encryption_controls untold;
    "ec2" "describe-vpc-block-public-access-options" "VpcBlockPublicAccessOptions", All; Object bare vpc_block_public_access_options untold;
    "ec2" "describe-vpc-block-public-access-exclusions" "VpcBlockPublicAccessExclusions", All; List bare vpc_block_public_access_exclusions untold;
    "ec2" "describe-flow-logs" "FlowLogs", All; List bare flow_logs untold;
    "elbv2" "describe-load-balancers" "LoadBalancers", All; List bare load_balancers untold;
    "elbv2" "describe-load-balancer-attributes" "Attributes", One; List keyed load_balancer_attributes untold;
    "elbv2" "describe-load-balancer-attributes" "LoadBalancerAttributes" / "Attributes" of "LoadBalancerArn", Many; Nested keyed load_balancer_attributes untold;
    "elbv2" "describe-listeners" "Listeners", Tells(1); List bare listeners keys::of_listener;
    "elbv2" "describe-listeners" "LoadBalancerListeners" / "Listeners" of "LoadBalancerArn", Many; Nested bare listeners untold;
    "elbv2" "describe-listener-attributes" "Attributes", One; List keyed listener_attributes untold;
    "elbv2" "describe-listener-attributes" "ListenerAttributes" / "Attributes" of "ListenerArn", Many; Nested keyed listener_attributes untold;
    "elbv2" "describe-listener-certificates" "Certificates", One; List keyed listener_certificates untold;
    "elbv2" "describe-listener-certificates" "ListenerCertificates" / "Certificates" of "ListenerArn", Many; Nested keyed listener_certificates untold;
    "elbv2" "describe-rules" "Rules", Tells(1); List keyed listener_rules keys::of_rule;
    "elbv2" "describe-rules" "ListenerRules" / "Rules" of "ListenerArn", Many; Nested keyed listener_rules untold;
    "elbv2" "describe-rules" "LoadBalancerRules" / "Rules" of "ListenerArn", Many; Nested keyed listener_rules untold;
    "elbv2" "describe-target-groups" "TargetGroups", All; List bare target_groups untold;
    "elbv2" "describe-target-group-attributes" "Attributes", One; List keyed target_group_attributes untold;
    "elbv2" "describe-target-group-attributes" "TargetGroupAttributes" / "Attributes" of "TargetGroupArn", Many; Nested keyed target_group_attributes untold;
    "elbv2" "describe-target-health" "TargetHealthDescriptions", One; List keyed target_health untold;
    "elbv2" "describe-target-health" "LoadBalancerTargetHealth" / "TargetHealthDescriptions" of "TargetGroupArn", Many; Nested keyed target_health untold;
    "route53" "list-hosted-zones" "HostedZones", All; List bare hosted_zones untold;
    "route53" "get-hosted-zone" "", Tells(1); Object bare hosted_zone_details keys::of_hosted_zone;
    "route53" "list-hosted-zones-by-vpc" "HostedZoneSummaries", One; List keyed hosted_zones_by_vpc untold;
    "route53" "list-resource-record-sets" "ResourceRecordSets", One; List keyed resource_record_sets untold;
    "route53" "list-resource-record-sets" "HostedZoneResourceRecordSets" / "ResourceRecordSets" of "HostedZoneId", Many; Nested keyed resource_record_sets untold;
    "route53resolver" "list-resolver-rules" "ResolverRules", All; List bare resolver_rules untold;
    "route53resolver" "list-resolver-rule-associations" "ResolverRuleAssociations", All; List bare resolver_rule_associations untold;
    "route53resolver" "list-resolver-endpoints" "ResolverEndpoints", All; List bare resolver_endpoints untold;
    "route53resolver" "list-resolver-endpoint-ip-addresses" "IpAddresses", One; List keyed resolver_endpoint_addresses untold;
    "route53resolver" "list-firewall-rule-group-associations" "FirewallRuleGroupAssociations", All; List bare firewall_rule_group_associations untold;
    "route53resolver" "list-firewall-rules" "FirewallRules", Tells(1); List keyed firewall_rules keys::of_firewall_rule;
    "route53resolver" "list-firewall-domains" "Domains", One; List keyed firewall_domains untold;
    "route53resolver" "list-firewall-configs" "FirewallConfigs", All; List bare firewall_configs untold;
    "route53resolver" "get-firewall-config" "FirewallConfig", Tells(1); Object bare firewall_configs keys::of_firewall_config;
    "route53profiles" "list-profile-associations" "ProfileAssociations", All; List bare profile_associations untold;
    "route53profiles" "list-profile-resource-associations" "ProfileResourceAssociations", Tells(1); List keyed profile_resource_associations keys::of_profile_resource;
    "acm" "list-certificates" "CertificateSummaryList", All; List bare certificate_summaries untold;
    "acm" "describe-certificate" "Certificate", Tells(1); Object bare certificates keys::of_certificate;
    "acm" "get-certificate" "", One; Object keyed certificate_bodies untold;
    "apigateway" "get-rest-apis" "items", All; List bare rest_apis untold;
    "apigateway" "get-rest-api" "", Tells(1); Object bare rest_apis keys::of_rest_api;
    "apigateway" "get-stages" "item", One; List keyed stages untold;
    "apigateway" "get-stage" "", Tells(2); Object keyed stages untold;
    "apigateway" "get-resources" "items", One; List keyed api_resources untold;
    "apigateway" "get-deployments" "items", One; List keyed api_deployments untold;
    "apigateway" "get-domain-names" "items", All; List bare api_domain_names untold;
    "apigateway" "get-domain-name" "", Tells(1); Object bare api_domain_names keys::of_domain_name;
    "apigateway" "get-domain-name-access-associations" "items", All; List bare api_domain_name_access_associations untold;
    "apigateway" "get-base-path-mappings" "items", One; List keyed base_path_mappings untold;
    "apigateway" "get-vpc-links" "items", All; List bare vpc_links untold;
    "apigateway" "get-vpc-link" "", Tells(1); Object bare vpc_links keys::of_vpc_link;
    "logs" "describe-delivery-sources" "deliverySources", All; List bare log_delivery_sources untold;
    "logs" "describe-deliveries" "deliveries", All; List bare log_deliveries untold;
    "logs" "describe-log-groups" "logGroups", All; List bare log_groups untold;
    "s3api" "get-object" "", One; Object keyed objects untold;
    "iam" "get-role" "Role", Tells(1); Object bare roles keys::of_role;
    "iam" "list-role-policies" "PolicyNames", One; List keyed role_policy_names untold;
    "iam" "get-role-policy" "", Tells(2); Object keyed role_policies keys::of_role_policy;
    "iam" "list-attached-role-policies" "AttachedPolicies", One; List keyed attached_role_policies untold;
    "iam" "get-policy" "Policy", Tells(1); Object bare managed_policies keys::of_policy;
    "iam" "get-policy-version" "PolicyVersion", One; Object keyed managed_policy_versions untold;
    "iam" "simulate-principal-policy" "EvaluationResults", One; List keyed simulated_policies untold;
    "bedrock-agentcore-control" "list-gateways" "items", All; List bare gateway_summaries untold;
    "bedrock-agentcore-control" "get-gateway" "", Tells(1); Object bare gateways keys::of_gateway;
    "bedrock-agentcore-control" "list-gateway-targets" "items", One; List keyed target_summaries untold;
    "bedrock-agentcore-control" "get-gateway-target" "", Tells(2); Object keyed gateway_targets keys::of_target;
    "bedrock-agentcore-control" "get-oauth2-credential-provider" "", Tells(1); Object bare oauth2_providers keys::of_oauth2_provider;
    "ram" "get-resource-share-invitations" "resourceShareInvitations", All; List bare share_invitations untold;
    "ram" "list-resources" "resources", One; List keyed shared_resources untold;
    "ram" "list-resource-share-permissions" "permissions", One; List keyed share_permissions untold;
    "ram" "get-permission" "permission", Tells(1); Object bare permissions keys::of_permission;
    "cloudwatch" "get-metric-statistics" "Datapoints", One; List keyed new_connections untold;
    "cloudtrail" "lookup-events" "Events", All; List bare cloudtrail_events untold;
    "openid" "get-configuration" "", One; Object keyed discovery_documents untold;
    "vpc-lattice" "list-resource-gateways" "items", All; List bare resource_gateways untold;
    "vpc-lattice" "get-resource-gateway" "", Tells(1); Object bare resource_gateways keys::of_resource_gateway;
    "vpc-lattice" "list-resource-configurations" "items", All; List bare resource_configurations untold;
    "vpc-lattice" "get-resource-configuration" "", Tells(1); Object bare resource_configurations keys::of_resource_configuration;
    "vpc-lattice" "list-service-network-resource-associations" "items", All; List bare service_network_resource_associations untold;
    "vpc-lattice" "get-service-network-resource-association" "", Tells(1); Object bare service_network_resource_associations keys::of_association;
    "vpc-lattice" "list-resource-endpoint-associations" "items", One; List bare resource_endpoint_associations untold;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::load::read::Document;

    #[test]
    fn every_row_is_the_only_one_of_its_kind() {
        let mut rows: Vec<_> = OPERATIONS
            .iter()
            .map(|op| (op.service, op.name, op.member))
            .collect();
        rows.sort_unstable();
        let count = rows.len();
        rows.dedup();
        assert_eq!(rows.len(), count);
    }

    #[test]
    fn every_row_can_be_read() {
        for op in OPERATIONS {
            let (mut part, mut told) = (Snapshot::default(), Told::default());
            read(op, Document("null"), &mut part, &mut told).unwrap();
            assert!(told.is_null, "{op:?}");
            assert_eq!(part.record_count(), 0, "{op:?}");
        }
    }

    #[test]
    fn members_that_several_answers_have_tell_nothing() {
        for member in [
            "items",
            "item",
            "Attributes",
            "Certificates",
            "Certificate",
            "",
            "Unknown",
        ] {
            assert!(Operation::by_member(member).is_none(), "{member}");
        }
        assert_eq!(Operation::by_member("Vpcs").unwrap().name, "describe-vpcs");
        assert_eq!(
            Operation::by_member("Rules").unwrap().name,
            "describe-rules"
        );
    }

    #[test]
    fn signatures_name_documents() {
        for (name, members) in SIGNATURES {
            let members: Vec<String> = members.iter().map(|&m| m.to_owned()).collect();
            let op = Operation::by_members(&members).unwrap();
            assert_eq!(op.name, name);
            assert!(op.is_document(), "{name}");
        }
    }
}
