//! The rule table: the one place that gives each rule its code, name, severity and summary.
//!
//! Codes and names are an API: they never change their meaning and are never used again.

use std::fmt;
use std::str::FromStr;

macro_rules! declare_rules {
    ($($code:ident $name:literal $severity:ident $since:literal $summary:literal;)*) => {
        /// A rule, named by its code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $(#[doc = $summary] $code,)*
        }

        impl Rule {
            /// Every rule, in the order in which a request meets them.
            pub const ALL: &[Self] = &[$(Self::$code,)*];

            /// The code, such as `SG001`.
            pub fn code(self) -> &'static str {
                match self { $(Self::$code => stringify!($code),)* }
            }

            /// The name, such as `rg-egress-missing`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$code => $name,)* }
            }

            /// The severity that its findings have unless a condition lowers or raises it.
            pub fn severity(self) -> Severity {
                match self { $(Self::$code => Severity::$severity,)* }
            }

            /// The version that introduced the rule.
            pub fn since(self) -> &'static str {
                match self { $(Self::$code => $since,)* }
            }

            /// One clause that says what a finding means.
            pub fn summary(self) -> &'static str {
                match self { $(Self::$code => $summary,)* }
            }

            /// The page about the rule, in Markdown: `docs/rules/CODE.md`.
            pub fn page(self) -> &'static str {
                match self {
                    $(Self::$code => include_str!(concat!(
                        "../../docs/rules/", stringify!($code), ".md"
                    )),)*
                }
            }
        }
    };
}

declare_rules! {
    GW001    "target-not-ready" Error "0.1.0" "the target is not READY, so the gateway does not serve it";
    GW002    "pending-authorization" Error "0.1.0" "the target waits for a user to authorize it";
    GW003    "private-host-without-private-endpoint" Error "0.1.0" "the host is private, but the target has no private endpoint";
    GW004    "private-endpoint-on-unsupported-type" Error "0.1.0" "the target has a private endpoint, which its kind cannot use";
    GW005    "native-target-on-private-api" Error "0.1.0" "a native API Gateway target names a private API";
    GW006    "no-inbound-auth-with-private-target" Error "0.1.0" "inbound authorization is NONE on a gateway with a private endpoint";
    GW007    "openapi-document-unusable" Error "0.1.0" "the OpenAPI document cannot be used";
    GW008    "credential-prefix-malformed" Error "0.1.0" "the prefix of the API key spoils the credential";
    GW009    "legacy-field-names" Error "0.1.0" "the request has members that the API does not take, or lacks some that it requires";
    GW010    "dynamic-listing-with-semantic-search" Error "0.1.0" "DYNAMIC listing on a gateway with semantic search";
    GW011    "http-target-on-mcp-gateway" Error "0.1.0" "an HTTP target on a gateway of protocol MCP";
    IAM001   "outbound-credential-denied" Error "0.1.0" "the gateway's role may not fetch the credential of the target";
    IAM002   "gateway-role-not-assumable" Error "0.1.0" "the gateway cannot assume its role";
    IAM003   "service-linked-role-missing" Error "0.1.0" "the service-linked role that makes private endpoints does not exist";
    IAM004   "caller-permission-missing" Warning "0.1.0" "whoever makes the target lacks a permission for it";
    IAM005   "ca-bundle-unreadable" Error "0.1.0" "the gateway's role may not read the certificates of the private authority";
    LAT001   "resource-gateway-not-active" Error "0.1.0" "the resource gateway is not ACTIVE";
    LAT002   "resource-configuration-not-active" Error "0.1.0" "the resource configuration is not ACTIVE";
    LAT003   "association-not-active" Error "0.1.0" "the association with the service network is missing or not ACTIVE";
    LAT004   "port-outside-port-ranges" Error "0.1.0" "the port of the URL is not in the port ranges of the resource configuration";
    LAT005   "resource-configuration-type-unusable" Error "0.1.0" "the type or definition of the resource configuration cannot serve a target";
    LAT006   "ram-share-not-accepted" Error "0.1.0" "another account owns the resource configuration, and its share was not accepted";
    LAT007   "ram-permission-lacks-associate" Warning "0.1.0" "the permission of the share does not let services associate";
    LAT008   "shareable-association-disabled" Warning "0.1.0" "the resource configuration may not join shareable service networks";
    LAT009   "ephemeral-ip-resource" Warning "0.1.0" "the address of the resource configuration may move";
    LAT010   "leftover-managed-resource-gateways" Warning "0.1.0" "a resource gateway that AgentCore made serves no target any more";
    IP001    "subnet-addresses-exhausted" Error "0.1.0" "a subnet has no free address left for the resource gateway";
    IP002    "single-availability-zone" Warning "0.1.0" "the resource gateway stands in one Availability Zone only";
    IP003    "unsupported-subnet-kind" Error "0.1.0" "a subnet of the resource gateway is of a kind that cannot hold it";
    IP004    "port-exhaustion-risk" Warning "0.1.0" "new connections may use up the ports of the resource gateway's addresses";
    IP005    "subnet-or-group-in-wrong-vpc" Error "0.1.0" "a subnet or security group of the target belongs to another VPC";
    DNS001   "vpc-dns-attributes-off" Error "0.1.0" "the DNS attributes of the VPC are off";
    DNS002   "public-resolution-of-private-name" Error "0.1.0" "the resource gateway asks public DNS for a private name";
    DNS003   "hosted-zone-not-associated" Error "0.1.0" "the private hosted zone is not associated with the VPC of the resource gateway";
    DNS004   "hosted-zone-shadows-name" Error "0.1.0" "a private hosted zone covers the name but has no record for it";
    DNS005   "routing-domain-unresolvable" Error "0.1.0" "the routing domain does not resolve";
    DNS006   "zonal-dns-name" Warning "0.1.0" "the name answers with one Availability Zone only";
    DNS007   "resolver-rule-captures-name" Error "0.1.0" "a Resolver rule sends the name to other DNS servers";
    DNS008   "dns-firewall-blocks-name" Error "0.1.0" "DNS Firewall blocks the name";
    DNS009   "dangling-dns-record" Error "0.1.0" "a record points at something that no longer exists";
    DNS010   "ip-family-mismatch" Error "0.1.0" "the name has no address of the IP family in use";
    DNS011   "custom-dhcp-dns-servers" Warning "0.1.0" "the VPC asks DNS servers of its own";
    DNS012   "mixed-dns-answers" Warning "0.1.0" "the name leads to addresses of which only some can be reached";
    SG001    "rg-egress-missing" Error "0.1.0" "no egress rule of the resource gateway's security groups lets the flow out";
    SG002    "default-security-group-in-force" Warning "0.1.0" "no security group was given, so the default group of the VPC is in force";
    SG003    "next-hop-ingress-missing" Error "0.1.0" "no ingress rule of the next hop admits the resource gateway";
    SG004    "partial-security-group-coverage" Warning "0.1.0" "security groups admit only some addresses of the resource gateway";
    SG005    "load-balancer-cannot-reach-targets" Error "0.1.0" "security groups keep the load balancer from its own targets";
    SG006    "invalid-cross-vpc-reference" Error "0.1.0" "the only matching rule names a security group that is not valid across this path";
    SG007    "client-ip-preservation-not-admitted" Error "0.1.0" "the target must admit the client's address, because the load balancer preserves it";
    NACL001  "rg-subnet-outbound-denied" Error "0.1.0" "the network ACL of the resource gateway's subnet denies the request";
    NACL002  "rg-subnet-return-denied" Error "0.1.0" "the network ACL of the resource gateway's subnet denies the reply";
    NACL003  "target-subnet-inbound-denied" Error "0.1.0" "the network ACL of the destination's subnet denies the request";
    NACL004  "target-subnet-return-denied" Error "0.1.0" "the network ACL of the destination's subnet denies the reply";
    RT001    "no-route-to-target" Error "0.1.0" "no route leads to the destination";
    RT002    "public-target-without-nat" Error "0.1.0" "the address is public and no usable NAT gateway leads there";
    RT003    "blackhole-route" Error "0.1.0" "the route to the destination is a blackhole";
    RT004    "no-return-route" Error "0.1.0" "no route leads the reply back";
    RT005    "peering-unusable" Error "0.1.0" "the peering connection cannot carry the flow";
    RT006    "transit-gateway-path-incomplete" Error "0.1.0" "the transit gateway does not carry the flow";
    RT007    "zone-without-tgw-attachment" Error "0.1.0" "the transit gateway is not attached in this Availability Zone";
    RT008    "asymmetric-inspection-path" Warning "0.1.0" "a transit gateway sends the two directions of a flow to different appliances";
    RT009    "overlapping-cidrs" Error "0.1.0" "the VPC's own block covers an address of another network";
    RT010    "unevaluated-middlebox" Info "0.1.0" "a firewall, an appliance or another network on the way is not evaluated";
    VPCE001  "endpoint-not-available" Error "0.1.0" "the interface endpoint is not available";
    VPCE002  "endpoint-policy-denies-invoke" Error "0.1.0" "the endpoint policy does not allow the call";
    VPCE003  "endpoint-unreachable-from-rg" Error "0.1.0" "the interfaces of the endpoint cannot be reached";
    VPCE004  "private-dns-captures-public-apis" Warning "0.1.0" "private DNS of an endpoint captures the names of public APIs";
    APIGW001 "resource-policy-denies-endpoint" Error "0.1.0" "the resource policy of the API does not allow the call";
    APIGW002 "endpoint-not-associated" Error "0.1.0" "the endpoint in the host name is not associated with the API";
    APIGW003 "vpce-name-as-target-host" Error "0.1.0" "the URL host is an endpoint name, from which API Gateway cannot tell the API";
    APIGW004 "stage-or-path-missing" Error "0.1.0" "the stage or path of the URL does not exist";
    APIGW005 "default-endpoint-disabled" Error "0.1.0" "the default execute-api endpoint of the API is disabled";
    APIGW006 "method-auth-mismatch" Error "0.1.0" "the methods of the API do not take calls with the credential of the target";
    APIGW007 "vpc-link-nlb-enforces-sg" Error "0.1.0" "the load balancer behind the API applies its security groups to the VPC link";
    APIGW008 "waf-attached" Info "0.1.0" "a web ACL is attached to the stage";
    APIGW009 "undeployed-change" Warning "0.1.0" "the stage serves an older deployment than the last change";
    APIGW010 "mcp-stream-through-rest-api" Warning "0.1.0" "a REST API in front of an MCP server buffers or cuts off its answers";
    LB001    "no-healthy-targets" Error "0.1.0" "no target of the load balancer is healthy";
    LB002    "empty-or-orphan-target-group" Error "0.1.0" "the target group is empty or not in use";
    LB003    "no-listener-on-port" Error "0.1.0" "no listener on the port of the URL";
    LB004    "listener-without-tls" Error "0.1.0" "the listener does not speak TLS";
    LB005    "no-matching-listener-rule" Error "0.1.0" "no listener rule forwards requests for this host and path";
    LB006    "internet-facing-load-balancer" Error "0.1.0" "the load balancer is internet-facing and is reached at public addresses";
    LB007    "zone-without-healthy-targets" Error "0.1.0" "a node of the load balancer has no healthy target that it may send to";
    LB008    "client-ip-preservation-return-path" Error "0.1.0" "the target cannot answer the client whose address the load balancer preserves";
    LB009    "load-balancer-not-active" Error "0.1.0" "the load balancer is not active";
    LB010    "idle-timeout-below-pool-lifetime" Info "0.1.0" "the load balancer closes idle connections before the gateway gives them up";
    LB011    "client-certificate-required" Error "0.1.0" "the listener demands a client certificate";
    LB012    "redirect-or-authenticate-action" Error "0.1.0" "the listener rule redirects or demands a login instead of forwarding";
    TLS001   "untrusted-ca" Error "0.1.0" "the certificate is not publicly trusted and no private authority is registered";
    TLS002   "self-signed-certificate" Error "0.1.0" "the certificate is self-signed";
    TLS003   "san-mismatch" Error "0.1.0" "no name of the certificate covers the URL host";
    TLS004   "wrong-certificate-served" Error "0.1.0" "the listener serves another certificate than the one meant for the host";
    TLS005   "certificate-validity" Error "0.1.0" "the certificate is expired, not yet valid or about to expire";
    TLS006   "missing-intermediate" Error "0.1.0" "the server does not send the certificates that lead to the authority, in their order";
    TLS007   "invalid-ca-bundle" Error "0.1.0" "the registered private authority cannot be used";
    TLS008   "chain-not-under-registered-ca" Error "0.1.0" "the chain of the server does not end in the registered private authority";
    TLS009   "certificate-not-issued" Error "0.1.0" "the certificate is not issued";
    TLS010   "host-cannot-have-public-certificate" Error "0.1.0" "no public authority issues certificates for this host";
    TLS011   "public-chain-with-private-ca" Warning "0.1.0" "a private authority is registered, but the certificate is publicly trusted";
    TLS012   "weak-certificate" Error "0.1.0" "a key or signature of the chain is so weak that clients refuse it";
    TLS013   "certificate-usage" Error "0.1.0" "a certificate of the chain is used for what it does not allow";
    MCP003   "protocol-version-mismatch" Error "0.1.0" "the MCP protocol versions of gateway and server do not overlap";
    MCP006   "stale-or-truncated-tool-list" Warning "0.1.0" "the tools of the MCP server were not listed since the target changed";
    IDP001   "private-discovery-without-private-endpoint" Error "0.1.0" "the identity provider is private, and nothing leads to it";
    IDP002   "jwks-or-token-host-uncovered" Error "0.1.0" "a host that the identity provider refers to has no private endpoint";
    IDP003   "issuer-mismatch" Error "0.1.0" "issuer or scheme of the identity provider do not fit its discovery URL";
    IDP004   "audience-check-without-aud" Warning "0.1.0" "the audience is checked, and access tokens of Cognito have none";
    IDP005   "idp-certificate-untrusted" Error "0.1.0" "the certificate of the identity provider is not trusted";
    IDP006   "idp-unreachable" Error "0.1.0" "the private endpoint does not lead to the identity provider";
    OPS001   "no-failure-evidence" Info "0.1.0" "failures leave no evidence: the gateway hides their cause";
    OPS002   "flow-logs-missing" Info "0.1.0" "no flow log records the packets of the resource gateway";
    OPS003   "ready-not-proof" Info "0.1.0" "READY was never tested: nothing contacted the endpoint at creation";
}

impl Rule {
    /// The family: the letters of the code.
    pub fn family(self) -> Family {
        let code = self.code();
        Family(code.trim_end_matches(|c: char| c.is_ascii_digit()))
    }
}

impl FromStr for Rule {
    type Err = UnknownRule;

    /// Reads a code (any case) or a name.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|rule| rule.code().eq_ignore_ascii_case(text) || rule.name() == text)
            .ok_or(UnknownRule)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Neither a code nor a name of a rule.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("no rule has this code or name")]
pub struct UnknownRule;

/// A family of rules: one layer, such as `SG`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Family(&'static str);

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know.
    Info,
    /// May fail for some paths, zones or times.
    Warning,
    /// The invocation fails on the paths concerned.
    Error,
}

impl Severity {
    /// The word for it, the same in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}
