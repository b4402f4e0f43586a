//! What loading is measured against: serde_json alone, into the same records.
//!
//! One struct per operation, whole files in memory, one thread; no provenance, no calls, no gaps.

use gatepath::snapshot::{acm, agentcore, apigateway, ec2, elbv2, lattice, route53};
use serde::Deserialize;

/// Declares an answer per operation: lists in a member, records in a member, and documents.
macro_rules! answers {
    (
        lists { $($list:literal $list_member:literal $list_name:ident: $element:ty;)* }
        records { $($single:literal $single_member:literal $single_name:ident: $record:ty;)* }
        documents { $($whole:literal $whole_name:ident: $document:ty;)* }
    ) => {
        /// The answer of an operation.
        #[expect(dead_code, reason = "what counts is that records are kept")]
        pub(crate) enum Answer {
            $($list_name($list_name),)*
            $($single_name($single_name),)*
            $($whole_name(Box<$document>),)*
        }

        $(
            #[derive(Deserialize)]
            pub(crate) struct $list_name {
                #[serde(rename = $list_member)]
                records: Vec<$element>,
            }
        )*

        $(
            #[derive(Deserialize)]
            pub(crate) struct $single_name {
                #[serde(rename = $single_member)]
                #[expect(dead_code, reason = "what counts is that records are kept")]
                record: Box<$record>,
            }
        )*

        /// Parses the answer of `service.operation`; `None` for any other file.
        pub(crate) fn parse(operation: &str, json: &[u8]) -> serde_json::Result<Option<Answer>> {
            Ok(Some(match operation {
                $($list => Answer::$list_name(serde_json::from_slice(json)?),)*
                $($single => Answer::$single_name(serde_json::from_slice(json)?),)*
                $($whole => Answer::$whole_name(serde_json::from_slice(json)?),)*
                _ => return Ok(None),
            }))
        }

        impl Answer {
            /// How many records it holds.
            pub(crate) fn len(&self) -> usize {
                match self {
    $(Self::$list_name(answer) => answer.records.len(),)*
                    $(Self::$single_name(_) => 1,)*
                    $(Self::$whole_name(_) => 1,)*
                }
            }
        }
    };
}

answers! {
    lists {
        "acm.list-certificates" "CertificateSummaryList" Certificates: acm::CertificateSummary;
        "apigateway.get-resources" "items" ApiResources: apigateway::Resource;
        "apigateway.get-rest-apis" "items" RestApis: apigateway::RestApi;
        "apigateway.get-stages" "item" Stages: apigateway::Stage;
        "bedrock-agentcore-control.list-gateway-targets" "items" Targets: agentcore::TargetSummary;
        "bedrock-agentcore-control.list-gateways" "items" Gateways: agentcore::GatewaySummary;
        "ec2.describe-availability-zones" "AvailabilityZones" Zones: ec2::AvailabilityZone;
        "ec2.describe-dhcp-options" "DhcpOptions" DhcpOptions: ec2::DhcpOptions;
        "ec2.describe-internet-gateways" "InternetGateways" InternetGateways: ec2::InternetGateway;
        "ec2.describe-managed-prefix-lists" "PrefixLists" PrefixLists: ec2::ManagedPrefixList;
        "ec2.describe-nat-gateways" "NatGateways" NatGateways: ec2::NatGateway;
        "ec2.describe-network-acls" "NetworkAcls" NetworkAcls: ec2::NetworkAcl;
        "ec2.describe-network-interfaces" "NetworkInterfaces" Interfaces: ec2::NetworkInterface;
        "ec2.describe-route-tables" "RouteTables" RouteTables: ec2::RouteTable;
        "ec2.describe-security-groups" "SecurityGroups" SecurityGroups: ec2::SecurityGroup;
        "ec2.describe-subnets" "Subnets" Subnets: ec2::Subnet;
        "ec2.describe-vpc-endpoints" "VpcEndpoints" Endpoints: ec2::VpcEndpoint;
        "ec2.describe-vpc-peering-connections" "VpcPeeringConnections" Peerings: ec2::VpcPeeringConnection;
        "ec2.describe-vpcs" "Vpcs" Vpcs: ec2::Vpc;
        "ec2.get-managed-prefix-list-entries" "Entries" Entries: ec2::PrefixListEntry;
        "elbv2.describe-listener-certificates" "Certificates" ListenerCertificates: elbv2::Certificate;
        "elbv2.describe-listeners" "Listeners" Listeners: elbv2::Listener;
        "elbv2.describe-load-balancer-attributes" "Attributes" LoadBalancerAttributes: elbv2::Attribute;
        "elbv2.describe-load-balancers" "LoadBalancers" LoadBalancers: elbv2::LoadBalancer;
        "elbv2.describe-rules" "Rules" Rules: elbv2::Rule;
        "elbv2.describe-target-group-attributes" "Attributes" TargetGroupAttributes: elbv2::Attribute;
        "elbv2.describe-target-groups" "TargetGroups" TargetGroups: elbv2::TargetGroup;
        "elbv2.describe-target-health" "TargetHealthDescriptions" Health: elbv2::TargetHealthDescription;
        "route53.list-hosted-zones" "HostedZones" HostedZones: route53::HostedZone;
        "route53.list-hosted-zones-by-vpc" "HostedZoneSummaries" ZonesByVpc: route53::HostedZoneSummary;
        "route53.list-resource-record-sets" "ResourceRecordSets" Records: route53::ResourceRecordSet;
        "vpc-lattice.list-resource-configurations" "items" Configurations: lattice::ResourceConfiguration;
        "vpc-lattice.list-resource-gateways" "items" ResourceGateways: lattice::ResourceGateway;
        "vpc-lattice.list-service-network-resource-associations" "items" Associations: lattice::ServiceNetworkResourceAssociation;
    }
    records {
        "acm.describe-certificate" "Certificate" Certificate: acm::CertificateDetail;
    }
    documents {
        "apigateway.get-rest-api" RestApi: apigateway::RestApi;
        "bedrock-agentcore-control.get-gateway" Gateway: agentcore::Gateway;
        "bedrock-agentcore-control.get-gateway-target" Target: agentcore::GatewayTarget;
        "ec2.describe-vpc-attribute" VpcAttribute: ec2::VpcAttribute;
        "route53.get-hosted-zone" HostedZone: route53::HostedZoneDetail;
        "vpc-lattice.get-resource-configuration" Configuration: lattice::ResourceConfiguration;
        "vpc-lattice.get-resource-gateway" ResourceGateway: lattice::ResourceGateway;
    }
}

/// The operation that a path names: `ec2.describe-vpcs`.
pub(crate) fn operation(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let end = name
        .match_indices('.')
        .nth(1)
        .map_or(name.len(), |(at, _)| at);
    &name[..end]
}
