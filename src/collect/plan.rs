//! The plan: every operation that may be called, what it is asked about, and what its answer leads
//! to. The collector, `--dry-run`, `--script`, `iam-policy` and the documentation all read this one
//! table.

mod table;

pub(super) use table::TABLE;

use std::fmt;

/// A row: one operation, in the words of the AWS CLI.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) service: &'static str,
    pub(super) operation: &'static str,
    pub(super) about: About,
    /// Parts of the key that are always the same.
    pub(super) fixed: &'static [&'static str],
    /// The permission that the call needs.
    pub(super) action: &'static str,
    /// Rules and families of rules that need the answer; "" stands for all.
    pub(super) needed_for: &'static [&'static str],
    pub(super) leads: &'static [Lead],
}

/// What an operation is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// Once, in the account and Region where the collection starts.
    Home,
    /// Once in each account and Region that a path leads to.
    Region,
    /// Once in each account.
    Account,
    /// Each member of a set.
    Each(Kind),
    /// Each VPC, or with `--all` once in each account and Region, for all VPCs together.
    EachVpc,
}

/// The sets that answers fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Api,
    Association,
    Certificate,
    Configuration,
    CustomDomain,
    DomainList,
    FirewallRuleGroup,
    Gateway,
    /// The VPC of a resource gateway: where paths start.
    GatewayVpc,
    Listener,
    LoadBalancer,
    /// A host name that a path depends on.
    Name,
    /// An OAuth2 credential provider, by name.
    Oauth2Provider,
    /// A managed policy, by ARN.
    Policy,
    PolicyVersion,
    PrefixList,
    Profile,
    ResolverEndpoint,
    ResourceGateway,
    /// A resource share, by ARN.
    ResourceShare,
    /// What a share permits, by ARN.
    SharePermission,
    Role,
    RolePolicy,
    ServerCertificate,
    /// The role that AgentCore needs for targets in managed mode.
    ServiceRole,
    /// A listener that speaks TLS.
    TlsListener,
    /// A resource gateway's ARN, whose tags are read.
    Tagged,
    Target,
    TargetGroup,
    TransitGateway,
    TransitGatewayRouteTable,
    /// Every VPC that a path may lead through.
    Vpc,
    Zone,
}

/// Where an answer leads: rows of it become members of a set.
#[derive(Debug)]
pub(super) struct Lead {
    pub(super) from: From,
    /// What each value of a row is.
    pub(super) columns: &'static [Column],
    pub(super) only: Only,
    pub(super) to: Kind,
}

/// How rows are taken out of an answer.
#[derive(Clone, Copy, Debug)]
pub(super) enum From {
    /// By a JMESPath query, the language of the AWS CLI's `--query`, that gives a list of lists.
    Query(&'static str),
    /// The hosts of all URLs in all texts: a row each.
    Urls,
}

/// What a value of a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// What `Only` looks at.
    Test,
    /// A part of the key.
    Key,
    /// What a request needs beyond the key.
    Detail,
    /// The account that owns the member.
    Account,
    /// The Region of the member.
    Region,
    /// An ARN that tells account and Region of the member.
    Owner,
}

/// Which rows count. With `--all` every row does, but those of `Selected`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Only {
    /// All.
    Always,
    /// With `--all` only.
    Everything,
    /// Those whose test is in a set.
    In(Kind),
    /// Those whose test is a zone of a known name.
    ZoneOfName,
    /// Those whose test is the first label of a known name, or begins it (`{api}-{endpoint}`).
    LabelOfName,
    /// Gateways that were asked for.
    SelectedGateways,
    /// Targets that were asked for.
    SelectedTargets,
}

impl Row {
    /// The set whose members it is asked about, if it asks about members.
    pub(super) fn kind(&self, everything: bool) -> Option<Kind> {
        match self.about {
            About::Each(kind) => Some(kind),
            About::EachVpc if !everything => Some(Kind::Vpc),
            About::EachVpc | About::Home | About::Region | About::Account => None,
        }
    }

    /// Whether it is asked in accounts, not in Regions.
    pub(super) fn is_global(&self) -> bool {
        matches!(self.service, "route53" | "iam")
    }

    /// Whether it is about AgentCore's gateways, which are not looked for when VPCs were named.
    pub(super) fn is_about_gateways(&self) -> bool {
        self.service == "bedrock-agentcore-control"
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.service, self.operation)
    }
}

impl Kind {
    /// The noun for a member.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Api => "REST API",
            Self::Association => "resource association",
            Self::Certificate => "certificate",
            Self::Configuration => "resource configuration",
            Self::CustomDomain => "custom domain",
            Self::DomainList => "domain list",
            Self::FirewallRuleGroup => "DNS Firewall rule group",
            Self::Gateway => "gateway",
            Self::GatewayVpc => "VPC of a resource gateway",
            Self::Listener => "listener",
            Self::LoadBalancer => "load balancer",
            Self::Name => "host name",
            Self::Oauth2Provider => "OAuth2 credential provider",
            Self::Policy => "managed policy",
            Self::PolicyVersion => "version of a managed policy",
            Self::PrefixList => "prefix list",
            Self::Profile => "Route 53 Profile",
            Self::ResolverEndpoint => "Resolver endpoint",
            Self::ResourceGateway | Self::Tagged => "resource gateway",
            Self::ResourceShare => "resource share",
            Self::SharePermission => "permission of a resource share",
            Self::Role => "role",
            Self::ServiceRole => "service-linked role",
            Self::RolePolicy => "policy of a role",
            Self::ServerCertificate => "server certificate",
            Self::TlsListener => "TLS listener",
            Self::Target => "target",
            Self::TargetGroup => "target group",
            Self::TransitGateway => "transit gateway",
            Self::TransitGatewayRouteTable => "transit gateway route table",
            Self::Vpc => "VPC",
            Self::Zone => "hosted zone",
        }
    }

    /// Whether its members belong to an account, not to a Region.
    pub(super) fn is_global(self) -> bool {
        matches!(
            self,
            Self::Zone
                | Self::Policy
                | Self::PolicyVersion
                | Self::Role
                | Self::RolePolicy
                | Self::ServerCertificate
                | Self::ServiceRole
        )
    }

    /// Whether its key starts with the key of the member that led to it.
    pub(super) fn extends(self) -> bool {
        matches!(self, Self::PolicyVersion | Self::RolePolicy | Self::Target)
    }

    /// Whether an ARN or a path stands for the identifier at its end.
    pub(super) fn is_named_by_last_segment(self) -> bool {
        matches!(
            self,
            Self::Association
                | Self::Configuration
                | Self::FirewallRuleGroup
                | Self::Oauth2Provider
                | Self::ResourceGateway
                | Self::Role
                | Self::ServerCertificate
                | Self::Zone
        )
    }
}

/// Every kind of key that a certificate may have: by default ACM lists two of them.
/// <https://docs.aws.amazon.com/acm/latest/APIReference/API_Filters.html>
pub(super) const KEY_TYPES: [&str; 7] = [
    "RSA_1024",
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "EC_prime256v1",
    "EC_secp384r1",
    "EC_secp521r1",
];

#[cfg(test)]
mod tests;
