//! Load balancers: `aws elbv2 …`.

#![expect(
    missing_docs,
    reason = "members carry AWS's own names; the types say where they come from"
)]

use std::net::IpAddr;

use crate::snapshot::Source;
use crate::topology::{
    CertificateArn, Cidr, InterfaceId, ListenerArn, LoadBalancerArn, SecurityGroupId, SubnetId,
    TargetGroupArn, VpcId,
};

/// A load balancer and the interfaces of its nodes.
#[derive(Clone, Debug)]
pub struct LoadBalancer {
    pub source: Source,
    pub arn: LoadBalancerArn,
    pub name: String,
    /// Lower case, without the final dot.
    pub dns_name: String,
    /// Hosted zone that aliases to this load balancer name.
    pub canonical_zone: Option<String>,
    pub kind: LoadBalancerKind,
    /// `internal` or `internet-facing`.
    pub scheme: Option<String>,
    pub state: Option<String>,
    pub state_reason: Option<String>,
    pub vpc: Option<VpcId>,
    /// Enabled zones: name and subnet.
    pub zones: Vec<(String, SubnetId)>,
    pub groups: Vec<SecurityGroupId>,
    /// Requester-managed interfaces whose description names this load balancer.
    pub interfaces: Vec<InterfaceId>,
    /// `load_balancing.cross_zone.enabled`, if the attributes were observed, and where.
    pub cross_zone: Option<(bool, Source)>,
    /// `idle_timeout.timeout_seconds`, if the attributes were observed, and where.
    pub idle_timeout: Option<(u64, Source)>,
    /// `EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic`, and where it was observed.
    pub enforces_groups_on_private_link: Option<(bool, Source)>,
    /// Whether `describe-listeners` was observed for this load balancer.
    pub listeners_observed: bool,
}

/// How many connections were opened to a load balancer, over one period of a metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NewConnections {
    pub source: Source,
    pub at: jiff::Timestamp,
    pub count: f64,
}

/// The type of a load balancer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadBalancerKind {
    Application,
    Network,
    Other,
}

/// A listener.
#[derive(Clone, Debug)]
pub struct Listener {
    pub source: Source,
    pub arn: ListenerArn,
    pub load_balancer: LoadBalancerArn,
    pub port: u16,
    /// Such as `HTTPS`.
    pub protocol: String,
    pub default_certificate: Option<CertificateArn>,
    /// Further certificates, chosen by SNI, and where each was observed;
    /// `None` if `describe-listener-certificates` was not observed.
    pub sni_certificates: Option<Vec<(CertificateArn, Source)>>,
    pub default_actions: Vec<Action>,
    /// By priority, without the default rule; `None` if `describe-rules` was not observed.
    pub rules: Option<Vec<ListenerRule>>,
    /// `MutualAuthentication.Mode`.
    pub client_certificates: Option<String>,
}

/// A rule of an ALB listener.
#[derive(Clone, Debug)]
pub struct ListenerRule {
    pub source: Source,
    pub arn: String,
    pub priority: u32,
    /// All must hold.
    pub conditions: Vec<Condition>,
    pub actions: Vec<Action>,
    pub rewrites: bool,
}

/// A condition of a listener rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    Host(PatternList),
    Path(PatternList),
    /// One of these methods, letter by letter.
    Method(Vec<String>),
    /// An address of one of these blocks.
    Source(Vec<Cidr>),
    /// Depends on the request (header, query string) or cannot be read: `Field` and the values.
    Other {
        field: String,
        values: Vec<String>,
    },
}

/// Patterns of which one must match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PatternList {
    /// `*` stands for any text, `?` for one character.
    pub wildcards: Vec<String>,
    /// Regular expressions.
    pub regexes: Vec<String>,
}

/// What a listener does with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Target groups and their weights.
    Forward(Vec<(TargetGroupArn, u32)>),
    FixedResponse {
        status: Option<String>,
    },
    Redirect,
    /// `authenticate-oidc` or `authenticate-cognito`.
    Authenticate(String),
    /// `jwt-validation` or a type gatepath does not know.
    Other(String),
}

/// A target group.
#[derive(Clone, Debug)]
pub struct TargetGroup {
    pub source: Source,
    pub arn: TargetGroupArn,
    pub name: String,
    pub protocol: Option<String>,
    pub port: Option<u16>,
    pub vpc: Option<VpcId>,
    pub target_type: TargetType,
    pub load_balancers: Vec<LoadBalancerArn>,
    pub health_protocol: Option<String>,
    /// `None` stands for `traffic-port`.
    pub health_port: Option<u16>,
    pub health_path: Option<String>,
    pub matcher: Option<String>,
    /// `preserve_client_ip.enabled`, if the attributes were observed, and where.
    pub preserve_client_ip: Option<(bool, Source)>,
    /// `load_balancing.cross_zone.enabled` of the group: `true`, `false`, `use_load_balancer_configuration`.
    pub cross_zone: Option<String>,
    /// What `target_group_health.dns_failover` demands of a zone that is in DNS.
    pub dns_failover: Threshold,
    /// What `target_group_health.unhealthy_state_routing` demands, or unhealthy targets get
    /// requests as well.
    pub routing_failover: Threshold,
    /// Whether the attributes were observed.
    pub attributes_observed: bool,
    /// `None` if `describe-target-health` was not observed.
    pub targets: Option<Vec<RegisteredTarget>>,
}

/// How many targets must be healthy; by default one.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    pub count: usize,
    /// Of the registered targets.
    pub percentage: Option<usize>,
}

impl Default for Threshold {
    fn default() -> Self {
        Self {
            count: 1,
            percentage: None,
        }
    }
}

impl Threshold {
    /// Whether this many targets are enough. If count and percentage are given, both must be met.
    pub fn is_met(self, healthy: usize, registered: usize) -> bool {
        let share = self.percentage.unwrap_or(0);
        healthy >= self.count && healthy * 100 >= share * registered
    }
}

/// `TargetType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetType {
    Instance,
    Ip,
    Lambda,
    Alb,
    Unknown,
}

/// A registered target and its health.
#[derive(Clone, Debug)]
pub struct RegisteredTarget {
    pub source: Source,
    pub target: TargetRef,
    pub port: Option<u16>,
    pub zone: Option<String>,
    pub health: Health,
    /// Such as `Target.Timeout`.
    pub reason: Option<String>,
    pub description: Option<String>,
}

impl std::fmt::Display for RegisteredTarget {
    /// Its address or id.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.target {
            TargetRef::Address(address) => address.fmt(f),
            TargetRef::Instance(id) | TargetRef::Other(id) => f.write_str(id),
        }
    }
}

/// What a registered target is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TargetRef {
    Address(IpAddr),
    Instance(String),
    /// ARN of a load balancer or function, or an id that gatepath cannot read.
    Other(String),
}

/// `TargetHealth.State`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    Healthy,
    Unhealthy,
    Initial,
    Draining,
    Unused,
    /// Health checks are off, or the state could not be determined.
    Unavailable,
    Unknown,
}
