//! Records of `elbv2`, API version 2015-12-01.
//!
//! Member names and meanings: <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Types.html>.

#![expect(
    missing_docs,
    reason = "a field is the AWS member of the same name; each record links its page"
)]

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::snapshot::de;

/// An application, network or gateway load balancer.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancer.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct LoadBalancer {
    pub load_balancer_arn: String,
    #[serde(rename = "DNSName")]
    pub dns_name: Option<String>,
    pub canonical_hosted_zone_id: Option<String>,
    #[serde(default, with = "de::time")]
    pub created_time: Option<Timestamp>,
    pub load_balancer_name: Option<String>,
    pub scheme: Option<String>,
    pub vpc_id: Option<String>,
    pub state: Option<LoadBalancerState>,
    pub r#type: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub availability_zones: Vec<AvailabilityZone>,
    #[serde(default, deserialize_with = "de::list")]
    pub security_groups: Vec<String>,
    pub ip_address_type: Option<String>,
    pub enforce_security_group_inbound_rules_on_private_link_traffic: Option<String>,
    pub enable_prefix_for_ipv6_source_nat: Option<String>,
}

/// State of a load balancer; `active` works.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerState.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct LoadBalancerState {
    pub code: Option<String>,
    pub reason: Option<String>,
}

/// A zone in which a load balancer has a node.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AvailabilityZone.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AvailabilityZone {
    pub zone_name: Option<String>,
    pub subnet_id: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub load_balancer_addresses: Vec<LoadBalancerAddress>,
    #[serde(default, deserialize_with = "de::list")]
    pub source_nat_ipv6_prefixes: Vec<String>,
}

/// A static address of a network load balancer's node.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAddress.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct LoadBalancerAddress {
    pub ip_address: Option<String>,
    pub allocation_id: Option<String>,
    #[serde(rename = "PrivateIPv4Address")]
    pub private_ipv4_address: Option<String>,
    #[serde(rename = "IPv6Address")]
    pub ipv6_address: Option<String>,
}

/// A listener: a port and what happens to requests that arrive there.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Listener.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Listener {
    pub listener_arn: String,
    pub load_balancer_arn: Option<String>,
    pub port: Option<i64>,
    pub protocol: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub certificates: Vec<Certificate>,
    pub ssl_policy: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub default_actions: Vec<Action>,
    #[serde(default, deserialize_with = "de::list")]
    pub alpn_policy: Vec<String>,
    pub mutual_authentication: Option<MutualAuthentication>,
}

/// A certificate of a listener. Only the default one is in the listener itself.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Certificate.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Certificate {
    pub certificate_arn: Option<String>,
    pub is_default: Option<bool>,
}

/// Client-certificate settings of a listener.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_MutualAuthenticationAttributes.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MutualAuthentication {
    pub mode: Option<String>,
    pub trust_store_arn: Option<String>,
    pub ignore_client_certificate_expiry: Option<bool>,
    pub trust_store_association_status: Option<String>,
    pub advertise_trust_store_ca_names: Option<String>,
}

/// One action of a listener or rule.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Action.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Action {
    pub r#type: Option<String>,
    pub order: Option<i64>,
    pub target_group_arn: Option<String>,
    pub forward_config: Option<ForwardConfig>,
    pub redirect_config: Option<RedirectConfig>,
    pub fixed_response_config: Option<FixedResponseConfig>,
}

/// Where a `forward` action sends requests.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ForwardActionConfig.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ForwardConfig {
    #[serde(default, deserialize_with = "de::list")]
    pub target_groups: Vec<TargetGroupTuple>,
}

/// A target group and its share of the requests; weight 0 gets none.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupTuple.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TargetGroupTuple {
    pub target_group_arn: Option<String>,
    pub weight: Option<i64>,
}

/// Where a `redirect` action sends clients; `#{host}` and the like keep a part.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RedirectActionConfig.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RedirectConfig {
    pub protocol: Option<String>,
    pub port: Option<String>,
    pub host: Option<String>,
    pub path: Option<String>,
    pub query: Option<String>,
    pub status_code: Option<String>,
}

/// The answer of a `fixed-response` action.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_FixedResponseActionConfig.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FixedResponseConfig {
    pub status_code: Option<String>,
    pub content_type: Option<String>,
    pub message_body: Option<String>,
}

/// A rule of a listener; the lowest priority that matches decides.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Rule.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Rule {
    pub rule_arn: String,
    pub priority: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub conditions: Vec<RuleCondition>,
    #[serde(default, deserialize_with = "de::list")]
    pub actions: Vec<Action>,
    pub is_default: Option<bool>,
    #[serde(default, deserialize_with = "de::list")]
    pub transforms: Vec<RuleTransform>,
}

/// One condition; all conditions of a rule must hold.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RuleCondition.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RuleCondition {
    pub field: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub values: Vec<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub regex_values: Vec<String>,
    pub host_header_config: Option<PatternConfig>,
    pub path_pattern_config: Option<PatternConfig>,
    pub http_header_config: Option<HttpHeaderConfig>,
    pub query_string_config: Option<QueryStringConfig>,
    pub http_request_method_config: Option<ValuesConfig>,
    pub source_ip_config: Option<SourceIpConfig>,
}

/// Patterns of a host or path condition.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_HostHeaderConditionConfig.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PatternConfig {
    #[serde(default, deserialize_with = "de::list")]
    pub values: Vec<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub regex_values: Vec<String>,
}

/// Patterns of a header condition.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_HttpHeaderConditionConfig.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct HttpHeaderConfig {
    pub http_header_name: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub values: Vec<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub regex_values: Vec<String>,
}

/// Pairs of a query-string condition.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_QueryStringConditionConfig.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct QueryStringConfig {
    #[serde(default, deserialize_with = "de::list")]
    pub values: Vec<QueryStringPair>,
}

/// A key and value pattern; without a key any key matches.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_QueryStringKeyValuePair.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct QueryStringPair {
    pub key: Option<String>,
    pub value: Option<String>,
}

/// Values of a request-method condition.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_HttpRequestMethodConditionConfig.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ValuesConfig {
    #[serde(default, deserialize_with = "de::list")]
    pub values: Vec<String>,
}

/// Ranges of a source-address condition.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_SourceIpConditionConfig.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SourceIpConfig {
    #[serde(default, deserialize_with = "de::list")]
    pub values: Vec<String>,
    pub ip_address_type: Option<String>,
}

/// A rewrite of host or URL before the request is forwarded.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RuleTransform.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RuleTransform {
    pub r#type: Option<String>,
    pub host_header_rewrite_config: Option<RewriteConfig>,
    pub url_rewrite_config: Option<RewriteConfig>,
}

/// Rewrites of one transform.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_HostHeaderRewriteConfig.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RewriteConfig {
    #[serde(default, deserialize_with = "de::list")]
    pub rewrites: Vec<Rewrite>,
}

/// A regular expression and what replaces its match.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RewriteConfig.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Rewrite {
    pub regex: Option<String>,
    pub replace: Option<String>,
}

/// A group of backends and how their health is checked.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroup.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TargetGroup {
    pub target_group_arn: String,
    pub target_group_name: Option<String>,
    pub protocol: Option<String>,
    pub protocol_version: Option<String>,
    pub port: Option<i64>,
    pub vpc_id: Option<String>,
    pub target_type: Option<String>,
    pub ip_address_type: Option<String>,
    #[serde(default, deserialize_with = "de::list")]
    pub load_balancer_arns: Vec<String>,
    pub health_check_enabled: Option<bool>,
    pub health_check_protocol: Option<String>,
    pub health_check_port: Option<String>,
    pub health_check_path: Option<String>,
    pub health_check_interval_seconds: Option<i64>,
    pub health_check_timeout_seconds: Option<i64>,
    pub healthy_threshold_count: Option<i64>,
    pub unhealthy_threshold_count: Option<i64>,
    pub matcher: Option<Matcher>,
}

/// Response codes that count as healthy.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Matcher {
    pub http_code: Option<String>,
    pub grpc_code: Option<String>,
}

/// A registered target and its health.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealthDescription.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TargetHealthDescription {
    pub target: TargetDescription,
    pub health_check_port: Option<String>,
    pub target_health: Option<TargetHealth>,
    pub anomaly_detection: Option<AnomalyDetection>,
    pub administrative_override: Option<AdministrativeOverride>,
}

/// A target: an instance id, an address, or the ARN of a function or load balancer.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TargetDescription {
    pub id: String,
    pub port: Option<i64>,
    pub availability_zone: Option<String>,
    pub quic_server_id: Option<String>,
}

/// Health of a target and, unless `healthy`, why.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TargetHealth {
    pub state: Option<String>,
    pub reason: Option<String>,
    pub description: Option<String>,
}

/// What anomaly detection thinks of a target.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AnomalyDetection.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AnomalyDetection {
    pub result: Option<String>,
    pub mitigation_in_effect: Option<String>,
}

/// A zonal shift that takes a target out of use.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AdministrativeOverride.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AdministrativeOverride {
    pub state: Option<String>,
    pub reason: Option<String>,
    pub description: Option<String>,
}

/// One attribute of a load balancer, target group or listener.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Attribute {
    pub key: Option<String>,
    pub value: Option<String>,
}
