//! The rows of the plan, in the order of a path.

use super::About::{Account as PerAccount, Each, EachVpc, Home, Region as PerRegion};
use super::Column::{Account, Detail, Key, Owner, Region, Test};
use super::Only::{
    Always, Everything, In, LabelOfName, SelectedGateways, SelectedTargets, ZoneOfName,
};
use super::{Column, From, Kind, Lead, Only, Row};

/// A lead that a query finds.
const fn lead(to: Kind, query: &'static str, columns: &'static [Column], only: Only) -> Lead {
    Lead {
        from: From::Query(query),
        columns,
        only,
        to,
    }
}

/// The hosts of all URLs.
const HOSTS: Lead = Lead {
    from: From::Urls,
    columns: &[Key],
    only: Always,
    to: Kind::Name,
};

/// Rows are `service operation: what about [+ fixed parts of the key], permission, rules that need
/// it [=> where it leads]`.
macro_rules! plan {
    ($($service:literal $operation:literal: $about:expr $(, + $fixed:literal)?, $action:literal,
       $needed_for:expr $(=> $lead:expr)*;)*) => {
        /// Every row.
        pub(in crate::collect) static TABLE: &[Row] = &[$(Row {
            service: $service,
            operation: $operation,
            about: $about,
            fixed: &[$($fixed)?],
            action: $action,
            needed_for: &$needed_for,
            leads: &[$($lead),*],
        }),*];
    };
}

plan! {
    // The gateway and its targets.
    "bedrock-agentcore-control" "list-gateways": Home, "bedrock-agentcore:ListGateways", [""]
        => lead(Kind::Gateway, "items[].[gatewayId, gatewayId, name]", &[Key, Test, Test], SelectedGateways);
    "bedrock-agentcore-control" "get-gateway": Each(Kind::Gateway), "bedrock-agentcore:GetGateway", [""]
        => lead(Kind::Role, "[[roleArn, roleArn]]", &[Key, Owner], Always)
        => lead(Kind::Configuration, "[[authorizerConfiguration.customJWTAuthorizer.privateEndpoint.selfManagedLatticeResource.resourceConfigurationIdentifier]]", &[Key], Always)
        => lead(Kind::GatewayVpc, "[[authorizerConfiguration.customJWTAuthorizer.privateEndpoint.managedVpcResource.vpcIdentifier]]", &[Key], Always)
        => lead(Kind::Configuration, "authorizerConfiguration.customJWTAuthorizer.privateEndpointOverrides[].[privateEndpoint.selfManagedLatticeResource.resourceConfigurationIdentifier]", &[Key], Always)
        => lead(Kind::GatewayVpc, "authorizerConfiguration.customJWTAuthorizer.privateEndpointOverrides[].[privateEndpoint.managedVpcResource.vpcIdentifier]", &[Key], Always)
        => HOSTS;
    "bedrock-agentcore-control" "list-gateway-targets": Each(Kind::Gateway), "bedrock-agentcore:ListGatewayTargets", [""]
        => lead(Kind::Target, "items[].[targetId, targetId, name]", &[Key, Test, Test], SelectedTargets);
    "bedrock-agentcore-control" "get-gateway-target": Each(Kind::Target), "bedrock-agentcore:GetGatewayTarget", [""]
        => lead(Kind::Configuration, "[[privateEndpoint.selfManagedLatticeResource.resourceConfigurationIdentifier]]", &[Key], Always)
        => lead(Kind::GatewayVpc, "[[privateEndpoint.managedVpcResource.vpcIdentifier]]", &[Key], Always)
        => lead(Kind::ResourceGateway, "privateEndpointManagedResources[].[resourceGatewayArn, resourceGatewayArn]", &[Key, Owner], Always)
        => lead(Kind::Association, "privateEndpointManagedResources[].[resourceAssociationArn]", &[Key], Always)
        => lead(Kind::ServiceRole, "[[privateEndpoint.managedVpcResource && 'AWSServiceRoleForBedrockAgentCoreGatewayNetwork']]", &[Key], Always)
        => lead(Kind::Api, "[[targetConfiguration.mcp.apiGateway.restApiId]]", &[Key], Always)
        => lead(Kind::Oauth2Provider, "credentialProviderConfigurations[].[credentialProvider.oauthCredentialProvider.providerArn]", &[Key], Always)
        => lead(Kind::Name, "[[privateEndpoint.managedVpcResource.routingDomain]]", &[Key], Always)
        => HOSTS;
    "bedrock-agentcore-control" "get-oauth2-credential-provider": Each(Kind::Oauth2Provider), "bedrock-agentcore:GetOauth2CredentialProvider", ["IDP"]
        => lead(Kind::Configuration, "oauth2ProviderConfigOutput.customOauth2ProviderConfig.[[privateEndpoint.selfManagedLatticeResource.resourceConfigurationIdentifier]]", &[Key], Always)
        => lead(Kind::GatewayVpc, "oauth2ProviderConfigOutput.customOauth2ProviderConfig.[[privateEndpoint.managedVpcResource.vpcIdentifier]]", &[Key], Always)
        => HOSTS;

    // VPC Lattice.
    "vpc-lattice" "list-resource-gateways": PerRegion, "vpc-lattice:ListResourceGateways", [""]
        => lead(Kind::ResourceGateway, "items[].[vpcIdentifier, id]", &[Test, Key], In(Kind::GatewayVpc))
        => lead(Kind::Tagged, "items[].[vpcIdentifier, arn]", &[Test, Key], In(Kind::GatewayVpc));
    "vpc-lattice" "get-resource-gateway": Each(Kind::ResourceGateway), "vpc-lattice:GetResourceGateway", [""]
        => lead(Kind::GatewayVpc, "[[vpcId]]", &[Key], Always);
    "vpc-lattice" "list-resource-configurations": PerRegion, "vpc-lattice:ListResourceConfigurations", [""]
        => lead(Kind::Configuration, "items[].[resourceGatewayId, id]", &[Test, Key], In(Kind::ResourceGateway));
    "vpc-lattice" "get-resource-configuration": Each(Kind::Configuration), "vpc-lattice:GetResourceConfiguration", [""]
        => lead(Kind::ResourceGateway, "[[resourceGatewayId, arn]]", &[Key, Owner], Always)
        => lead(Kind::Name, "[[resourceConfigurationDefinition.dnsResource.domainName]]", &[Key], Always);
    "vpc-lattice" "list-service-network-resource-associations": Each(Kind::Configuration), "vpc-lattice:ListServiceNetworkResourceAssociations", ["LAT"];
    "vpc-lattice" "get-service-network-resource-association": Each(Kind::Association), "vpc-lattice:GetServiceNetworkResourceAssociation", ["LAT"];
    "vpc-lattice" "list-resource-endpoint-associations": Each(Kind::Configuration), "vpc-lattice:ListResourceEndpointAssociations", ["LAT"];
    "vpc-lattice" "list-tags-for-resource": Each(Kind::Tagged), "vpc-lattice:ListTagsForResource", ["LAT010"];
    "ram" "get-resource-share-invitations": Home, "ram:GetResourceShareInvitations", ["LAT006"];
    "ram" "get-resource-share-associations": Home, + "RESOURCE", "ram:GetResourceShareAssociations", ["LAT006"];
    "ram" "list-resources": Home, + "OTHER-ACCOUNTS", "ram:ListResources", ["LAT006"]
        => lead(Kind::ResourceShare, "resources[?type=='vpc-lattice:ResourceConfiguration'].[resourceShareArn]", &[Key], Always);
    "ram" "list-resource-share-permissions": Each(Kind::ResourceShare), "ram:ListResourceSharePermissions", ["LAT007"]
        => lead(Kind::SharePermission, "permissions[?resourceType=='vpc-lattice:ResourceConfiguration'].[arn]", &[Key], Always);
    "ram" "get-permission": Each(Kind::SharePermission), "ram:GetPermission", ["LAT007"];

    // The VPCs that a path may lead through.
    "ec2" "describe-vpcs": PerRegion, "ec2:DescribeVpcs", [""]
        => lead(Kind::Vpc, "Vpcs[].[VpcId, VpcId, OwnerId]", &[Test, Key, Account], In(Kind::Vpc));
    "ec2" "describe-vpc-peering-connections": PerRegion, "ec2:DescribeVpcPeeringConnections", ["SG", "NACL", "RT", "LB", "VPCE", "DNS"]
        => lead(Kind::Vpc, "VpcPeeringConnections[].[RequesterVpcInfo.VpcId, AccepterVpcInfo.VpcId, AccepterVpcInfo.OwnerId, AccepterVpcInfo.Region]", &[Test, Key, Account, Region], In(Kind::GatewayVpc))
        => lead(Kind::Vpc, "VpcPeeringConnections[].[AccepterVpcInfo.VpcId, RequesterVpcInfo.VpcId, RequesterVpcInfo.OwnerId, RequesterVpcInfo.Region]", &[Test, Key, Account, Region], In(Kind::GatewayVpc));
    "ec2" "describe-transit-gateway-attachments": PerRegion, "ec2:DescribeTransitGatewayAttachments", ["RT", "SG006"]
        => lead(Kind::TransitGateway, "TransitGatewayAttachments[?ResourceType=='vpc'].[ResourceId, TransitGatewayId, TransitGatewayOwnerId]", &[Test, Key, Account], In(Kind::GatewayVpc))
        => lead(Kind::Vpc, "TransitGatewayAttachments[?ResourceType=='vpc'].[TransitGatewayId, ResourceId, ResourceOwnerId]", &[Test, Key, Account], In(Kind::TransitGateway));
    "ec2" "describe-transit-gateway-peering-attachments": PerRegion, "ec2:DescribeTransitGatewayPeeringAttachments", ["RT"]
        => lead(Kind::TransitGateway, "TransitGatewayPeeringAttachments[].[RequesterTgwInfo.TransitGatewayId, AccepterTgwInfo.TransitGatewayId, AccepterTgwInfo.OwnerId, AccepterTgwInfo.Region]", &[Test, Key, Account, Region], In(Kind::TransitGateway))
        => lead(Kind::TransitGateway, "TransitGatewayPeeringAttachments[].[AccepterTgwInfo.TransitGatewayId, RequesterTgwInfo.TransitGatewayId, RequesterTgwInfo.OwnerId, RequesterTgwInfo.Region]", &[Test, Key, Account, Region], In(Kind::TransitGateway));
    "ec2" "describe-transit-gateways": PerRegion, "ec2:DescribeTransitGateways", ["RT", "SG006"]
        => lead(Kind::TransitGateway, "TransitGateways[].[TransitGatewayId, TransitGatewayId, OwnerId]", &[Test, Key, Account], In(Kind::TransitGateway));
    "ec2" "describe-transit-gateway-vpc-attachments": PerRegion, "ec2:DescribeTransitGatewayVpcAttachments", ["RT", "SG006"];
    "ec2" "describe-transit-gateway-route-tables": PerRegion, "ec2:DescribeTransitGatewayRouteTables", ["RT"]
        => lead(Kind::TransitGatewayRouteTable, "TransitGatewayRouteTables[].[TransitGatewayId, TransitGatewayRouteTableId]", &[Test, Key], In(Kind::TransitGateway));
    "ec2" "get-transit-gateway-route-table-associations": Each(Kind::TransitGatewayRouteTable), "ec2:GetTransitGatewayRouteTableAssociations", ["RT"];
    "ec2" "get-transit-gateway-route-table-propagations": Each(Kind::TransitGatewayRouteTable), "ec2:GetTransitGatewayRouteTablePropagations", ["RT"];
    "ec2" "search-transit-gateway-routes": Each(Kind::TransitGatewayRouteTable), "ec2:SearchTransitGatewayRoutes", ["RT"];
    "ec2" "describe-subnets": EachVpc, "ec2:DescribeSubnets", [""];
    "ec2" "describe-network-interfaces": EachVpc, "ec2:DescribeNetworkInterfaces", [""];
    "ec2" "describe-security-groups": EachVpc, "ec2:DescribeSecurityGroups", ["SG", "RT", "LB", "VPCE", "DNS"]
        => lead(Kind::PrefixList, "SecurityGroups[].[IpPermissions, IpPermissionsEgress][][].PrefixListIds[].[PrefixListId]", &[Key], Always);
    "ec2" "describe-network-acls": EachVpc, "ec2:DescribeNetworkAcls", ["NACL", "RT", "LB", "VPCE", "DNS"];
    "ec2" "describe-route-tables": EachVpc, "ec2:DescribeRouteTables", ["RT", "NACL", "SG", "LB", "VPCE", "DNS"]
        => lead(Kind::TransitGateway, "RouteTables[].[VpcId, Routes[?TransitGatewayId].TransitGatewayId | [0]]", &[Test, Key], In(Kind::GatewayVpc))
        => lead(Kind::PrefixList, "RouteTables[].Routes[].[DestinationPrefixListId]", &[Key], Always);
    "ec2" "describe-nat-gateways": EachVpc, "ec2:DescribeNatGateways", ["RT"];
    "ec2" "describe-internet-gateways": PerRegion, "ec2:DescribeInternetGateways", ["RT"];
    "ec2" "describe-egress-only-internet-gateways": PerRegion, "ec2:DescribeEgressOnlyInternetGateways", ["RT"];
    "ec2" "describe-vpn-gateways": PerRegion, "ec2:DescribeVpnGateways", ["RT"];
    "ec2" "describe-managed-prefix-lists": PerRegion, "ec2:DescribeManagedPrefixLists", ["SG", "RT"]
        => lead(Kind::PrefixList, "PrefixLists[].[PrefixListId]", &[Key], Everything);
    "ec2" "get-managed-prefix-list-entries": Each(Kind::PrefixList), "ec2:GetManagedPrefixListEntries", ["SG", "RT"];
    "ec2" "describe-security-group-vpc-associations": PerRegion, "ec2:DescribeSecurityGroupVpcAssociations", ["SG", "IP005"];
    "ec2" "describe-availability-zones": PerRegion, "ec2:DescribeAvailabilityZones", ["IP", "DNS006", "LB"];
    "ec2" "get-managed-resource-visibility": PerRegion, "ec2:GetManagedResourceVisibility", [""];
    "ec2" "describe-vpc-encryption-controls": PerRegion, "ec2:DescribeVpcEncryptionControls", ["RT", "LAT"];
    "ec2" "describe-vpc-block-public-access-options": PerRegion, "ec2:DescribeVpcBlockPublicAccessOptions", ["RT"];
    "ec2" "describe-vpc-block-public-access-exclusions": PerRegion, "ec2:DescribeVpcBlockPublicAccessExclusions", ["RT"];
    "ec2" "describe-flow-logs": PerRegion, "ec2:DescribeFlowLogs", ["OPS002"];

    // Names.
    "ec2" "describe-vpc-attribute": Each(Kind::Vpc), + "enableDnsSupport", "ec2:DescribeVpcAttribute", ["DNS"];
    "ec2" "describe-vpc-attribute": Each(Kind::Vpc), + "enableDnsHostnames", "ec2:DescribeVpcAttribute", ["DNS"];
    "ec2" "describe-dhcp-options": PerRegion, "ec2:DescribeDhcpOptions", ["DNS"];
    "route53" "list-hosted-zones": PerAccount, "route53:ListHostedZones", ["DNS"]
        => lead(Kind::Zone, "HostedZones[].[Name, Id]", &[Test, Key], ZoneOfName);
    "route53" "list-hosted-zones-by-vpc": Each(Kind::Vpc), "route53:ListHostedZonesByVPC", ["DNS"]
        => lead(Kind::Zone, "HostedZoneSummaries[?Owner.OwningAccount].[Name, HostedZoneId, Owner.OwningAccount]", &[Test, Key, Account], ZoneOfName);
    "route53" "get-hosted-zone": Each(Kind::Zone), "route53:GetHostedZone", ["DNS"];
    "route53" "list-resource-record-sets": Each(Kind::Zone), "route53:ListResourceRecordSets", ["DNS"]
        => lead(Kind::Name, "ResourceRecordSets[?AliasTarget].[AliasTarget.DNSName]", &[Key], Always)
        => lead(Kind::Name, "ResourceRecordSets[?Type=='CNAME'].ResourceRecords[].[Value]", &[Key], Always);
    "route53resolver" "list-resolver-rules": PerRegion, "route53resolver:ListResolverRules", ["DNS"]
        => lead(Kind::ResolverEndpoint, "ResolverRules[?ResolverEndpointId].[ResolverEndpointId]", &[Key], Always);
    "route53resolver" "list-resolver-rule-associations": PerRegion, "route53resolver:ListResolverRuleAssociations", ["DNS"];
    "route53resolver" "list-resolver-endpoints": PerRegion, "route53resolver:ListResolverEndpoints", ["DNS"]
        => lead(Kind::ResolverEndpoint, "ResolverEndpoints[?Direction=='INBOUND'].[Id]", &[Key], Always);
    "route53resolver" "list-resolver-endpoint-ip-addresses": Each(Kind::ResolverEndpoint), "route53resolver:ListResolverEndpointIpAddresses", ["DNS"];
    "route53resolver" "list-firewall-configs": PerRegion, "route53resolver:ListFirewallConfigs", ["DNS"];
    "route53resolver" "list-firewall-rule-group-associations": PerRegion, "route53resolver:ListFirewallRuleGroupAssociations", ["DNS"]
        => lead(Kind::FirewallRuleGroup, "FirewallRuleGroupAssociations[].[VpcId, FirewallRuleGroupId]", &[Test, Key], In(Kind::Vpc));
    "route53resolver" "list-firewall-rules": Each(Kind::FirewallRuleGroup), "route53resolver:ListFirewallRules", ["DNS"]
        => lead(Kind::DomainList, "FirewallRules[?FirewallDomainListId].[FirewallDomainListId]", &[Key], Always);
    "route53resolver" "list-firewall-domains": Each(Kind::DomainList), "route53resolver:ListFirewallDomains", ["DNS"];
    "route53profiles" "list-profile-associations": PerRegion, "route53profiles:ListProfileAssociations", ["DNS"]
        => lead(Kind::Profile, "ProfileAssociations[].[ResourceId, ProfileId]", &[Test, Key], In(Kind::Vpc));
    "route53profiles" "list-profile-resource-associations": Each(Kind::Profile), "route53profiles:ListProfileResourceAssociations", ["DNS"]
        => lead(Kind::Zone, "ProfileResourceAssociations[?contains(ResourceArn, ':hostedzone/')].[ResourceArn, OwnerId]", &[Key, Account], Always)
        => lead(Kind::FirewallRuleGroup, "ProfileResourceAssociations[?contains(ResourceArn, ':firewall-rule-group/')].[ResourceArn]", &[Key], Always);

    // Interface endpoints and private REST APIs.
    "ec2" "describe-vpc-endpoints": PerRegion, "ec2:DescribeVpcEndpoints", ["VPCE", "APIGW", "DNS", "RT"];
    "apigateway" "get-rest-apis": PerRegion, "apigateway:GET", ["APIGW", "GW", "VPCE"]
        => lead(Kind::Api, "items[].[id, id]", &[Test, Key], LabelOfName);
    "apigateway" "get-rest-api": Each(Kind::Api), "apigateway:GET", ["APIGW", "GW", "VPCE"];
    "apigateway" "get-stages": Each(Kind::Api), "apigateway:GET", ["APIGW"];
    "apigateway" "get-resources": Each(Kind::Api), "apigateway:GET", ["APIGW"];
    "apigateway" "get-deployments": Each(Kind::Api), "apigateway:GET", ["APIGW009"];
    "apigateway" "get-domain-names": PerRegion, "apigateway:GET", ["APIGW"]
        => lead(Kind::CustomDomain, "items[].[domainName, domainName, domainNameId]", &[Test, Key, Detail], In(Kind::Name))
        => lead(Kind::Certificate, "items[].[domainName, certificateArn]", &[Test, Key], In(Kind::Name))
        => lead(Kind::Certificate, "items[].[domainName, regionalCertificateArn]", &[Test, Key], In(Kind::Name));
    "apigateway" "get-base-path-mappings": Each(Kind::CustomDomain), "apigateway:GET", ["APIGW"]
        => lead(Kind::Api, "items[].[restApiId]", &[Key], Always);
    "apigateway" "get-domain-name-access-associations": PerRegion, "apigateway:GET", ["APIGW"];
    "apigateway" "get-vpc-links": PerRegion, "apigateway:GET", ["APIGW007"];

    // Load balancers.
    "elbv2" "describe-load-balancers": PerRegion, "elasticloadbalancing:DescribeLoadBalancers", ["LB", "TLS", "SG", "DNS"]
        => lead(Kind::LoadBalancer, "LoadBalancers[].[VpcId, LoadBalancerArn]", &[Test, Key], In(Kind::Vpc));
    "elbv2" "describe-load-balancer-attributes": Each(Kind::LoadBalancer), "elasticloadbalancing:DescribeLoadBalancerAttributes", ["LB", "SG", "DNS"];
    "elbv2" "describe-listeners": Each(Kind::LoadBalancer), "elasticloadbalancing:DescribeListeners", ["LB", "TLS", "SG"]
        => lead(Kind::Listener, "Listeners[].[ListenerArn]", &[Key], Always)
        => lead(Kind::TlsListener, "Listeners[?Protocol=='HTTPS' || Protocol=='TLS'].[ListenerArn]", &[Key], Always)
        => lead(Kind::Certificate, "Listeners[].Certificates[?contains(CertificateArn, ':acm:')][].[CertificateArn]", &[Key], Always)
        => lead(Kind::ServerCertificate, "Listeners[].Certificates[?contains(CertificateArn, ':server-certificate/')][].[CertificateArn]", &[Key], Always);
    "elbv2" "describe-listener-attributes": Each(Kind::Listener), "elasticloadbalancing:DescribeListenerAttributes", ["LB010"];
    "elbv2" "describe-listener-certificates": Each(Kind::TlsListener), "elasticloadbalancing:DescribeListenerCertificates", ["TLS"]
        => lead(Kind::Certificate, "Certificates[?contains(CertificateArn, ':acm:')].[CertificateArn]", &[Key], Always)
        => lead(Kind::ServerCertificate, "Certificates[?contains(CertificateArn, ':server-certificate/')].[CertificateArn]", &[Key], Always);
    "elbv2" "describe-rules": Each(Kind::Listener), "elasticloadbalancing:DescribeRules", ["LB", "SG"];
    "elbv2" "describe-target-groups": PerRegion, "elasticloadbalancing:DescribeTargetGroups", ["LB", "SG"]
        => lead(Kind::TargetGroup, "TargetGroups[].[LoadBalancerArns[0], TargetGroupArn]", &[Test, Key], In(Kind::LoadBalancer))
        => lead(Kind::TargetGroup, "TargetGroups[].[VpcId, TargetGroupArn]", &[Test, Key], In(Kind::Vpc));
    "elbv2" "describe-target-group-attributes": Each(Kind::TargetGroup), "elasticloadbalancing:DescribeTargetGroupAttributes", ["LB", "SG"];
    "elbv2" "describe-target-health": Each(Kind::TargetGroup), "elasticloadbalancing:DescribeTargetHealth", ["LB", "SG"];

    // Certificates and roles.
    "acm" "list-certificates": PerRegion, "acm:ListCertificates", ["TLS"]
        => lead(Kind::Certificate, "CertificateSummaryList[].[CertificateArn]", &[Key], Everything);
    "acm" "describe-certificate": Each(Kind::Certificate), "acm:DescribeCertificate", ["TLS"];
    "acm" "get-certificate": Each(Kind::Certificate), "acm:GetCertificate", ["TLS"];
    "iam" "get-server-certificate": Each(Kind::ServerCertificate), "iam:GetServerCertificate", ["TLS"];
    "iam" "get-role": Each(Kind::Role), "iam:GetRole", ["IAM"]
        => lead(Kind::Policy, "[[Role.PermissionsBoundary.PermissionsBoundaryArn]]", &[Key], Always);
    "iam" "get-role": Each(Kind::ServiceRole), "iam:GetRole", ["IAM"];
    "iam" "list-role-policies": Each(Kind::Role), "iam:ListRolePolicies", ["IAM"]
        => lead(Kind::RolePolicy, "PolicyNames[].[@]", &[Key], Always);
    "iam" "get-role-policy": Each(Kind::RolePolicy), "iam:GetRolePolicy", ["IAM"];
    "iam" "list-attached-role-policies": Each(Kind::Role), "iam:ListAttachedRolePolicies", ["IAM"]
        => lead(Kind::Policy, "AttachedPolicies[].[PolicyArn]", &[Key], Always);
    "iam" "get-policy": Each(Kind::Policy), "iam:GetPolicy", ["IAM"]
        => lead(Kind::PolicyVersion, "[[Policy.DefaultVersionId]]", &[Key], Always);
    "iam" "get-policy-version": Each(Kind::PolicyVersion), "iam:GetPolicyVersion", ["IAM"];
}
