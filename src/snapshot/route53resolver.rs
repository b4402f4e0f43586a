//! Records of `route53resolver` (2018-04-01) and `route53profiles` (2018-05-10).
//!
//! Member names and meanings: <https://docs.aws.amazon.com/Route53/latest/APIReference/API_Types_Amazon_Route_53_Resolver.html>.

#![expect(
    missing_docs,
    reason = "a field is the AWS member of the same name; each record links its page"
)]

use serde::{Deserialize, Serialize};

use crate::snapshot::de;

/// A rule that sends queries for a domain somewhere else.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_ResolverRule.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResolverRule {
    pub id: String,
    pub arn: Option<String>,
    pub name: Option<String>,
    pub domain_name: Option<String>,
    pub rule_type: Option<String>,
    pub status: Option<String>,
    pub status_message: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub target_ips: Vec<TargetAddress>,
    pub resolver_endpoint_id: Option<String>,
    pub owner_id: Option<String>,
    pub share_status: Option<String>,
    pub delegation_record: Option<String>,
}

/// A DNS server that a rule forwards to.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_TargetAddress.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TargetAddress {
    pub ip: Option<String>,
    pub ipv6: Option<String>,
    pub port: Option<i64>,
    pub protocol: Option<String>,
    pub server_name_indication: Option<String>,
}

/// A VPC whose queries a rule applies to.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_ResolverRuleAssociation.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResolverRuleAssociation {
    pub id: String,
    pub name: Option<String>,
    pub resolver_rule_id: Option<String>,
    #[serde(rename = "VPCId")]
    pub vpc_id: Option<String>,
    pub status: Option<String>,
    pub status_message: Option<String>,
}

/// A way for queries into or out of a VPC.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_ResolverEndpoint.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResolverEndpoint {
    pub id: String,
    pub arn: Option<String>,
    pub name: Option<String>,
    pub direction: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub security_group_ids: Vec<String>,
    #[serde(rename = "HostVPCId")]
    pub host_vpc_id: Option<String>,
    pub ip_address_count: Option<i64>,
    pub status: Option<String>,
    pub status_message: Option<String>,
    pub resolver_endpoint_type: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub protocols: Vec<String>,
}

/// An address of a Resolver endpoint.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_IpAddressResponse.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResolverEndpointAddress {
    pub ip_id: Option<String>,
    pub subnet_id: Option<String>,
    pub ip: Option<String>,
    pub ipv6: Option<String>,
    pub status: Option<String>,
    pub status_message: Option<String>,
}

/// A group of DNS Firewall rules in force for a VPC.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_FirewallRuleGroupAssociation.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FirewallRuleGroupAssociation {
    pub id: String,
    pub arn: Option<String>,
    pub name: Option<String>,
    pub firewall_rule_group_id: Option<String>,
    pub vpc_id: Option<String>,
    pub priority: Option<i64>,
    pub mutation_protection: Option<String>,
    pub managed_owner_name: Option<String>,
    pub status: Option<String>,
    pub status_message: Option<String>,
}

/// A DNS Firewall rule.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_FirewallRule.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FirewallRule {
    pub firewall_rule_group_id: Option<String>,
    pub firewall_domain_list_id: Option<String>,
    pub firewall_threat_protection_id: Option<String>,
    pub name: Option<String>,
    pub priority: Option<i64>,
    pub action: Option<String>,
    pub block_response: Option<String>,
    pub block_override_domain: Option<String>,
    pub block_override_dns_type: Option<String>,
    pub firewall_domain_redirection_action: Option<String>,
    pub qtype: Option<String>,
    pub dns_threat_protection: Option<String>,
    pub confidence_threshold: Option<String>,
}

/// What DNS Firewall does for a VPC when it cannot decide.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_FirewallConfig.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FirewallConfig {
    pub id: String,
    pub resource_id: Option<String>,
    pub owner_id: Option<String>,
    pub firewall_fail_open: Option<String>,
}

/// A Route 53 Profile in force for a VPC.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53profiles_ProfileAssociation.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ProfileAssociation {
    pub id: String,
    pub name: Option<String>,
    pub owner_id: Option<String>,
    pub profile_id: Option<String>,
    pub resource_id: Option<String>,
    pub priority: Option<i64>,
    pub status: Option<String>,
    pub status_message: Option<String>,
}

/// A zone, rule or endpoint that a Profile brings along.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53profiles_ProfileResourceAssociation.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ProfileResourceAssociation {
    pub id: String,
    pub name: Option<String>,
    pub owner_id: Option<String>,
    pub profile_id: Option<String>,
    pub resource_arn: Option<String>,
    pub resource_type: Option<String>,
    pub resource_properties: Option<String>,
    pub status: Option<String>,
    pub status_message: Option<String>,
}
