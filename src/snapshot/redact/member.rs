//! What the members of AWS's answers hold.

/// What a text is, told by where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An account id, or a service of AWS in its place.
    Account,
    /// Nothing is known but what the text looks like.
    Any,
    /// The value of an attribute of a load balancer, listener or target group.
    Attribute,
    /// The text of a certificate.
    Certificate,
    /// The description of an interface, by which it is identified.
    InterfaceDescription,
    /// `{name}-{unique}`.
    GatewayId,
    /// The explanation of a target's health, which AWS writes.
    HealthDescription,
    Host,
    /// A resource's id.
    Id,
    /// The name of an attribute, which AWS gives.
    Key,
    /// What AWS says about an error.
    Message,
    /// Names of a certificate's subject or issuer: `CN=…, O=…`.
    DistinguishedName,
    OpenApi,
    Path,
    Policy,
    /// What AWS says of a status.
    Reason,
    /// What stands before a credential, or the header that holds it.
    Scheme,
    /// A regular expression; gatepath reads none.
    Regex,
    /// One of the words by which AWS tells states, types and settings.
    Setting,
    TagKey,
    TagValue,
    Url,
    /// Any text at all, whatever it looks like.
    Word,
}

/// Where a text stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place<'a> {
    /// The member that holds the object.
    pub(super) parent: &'a str,
    /// The member of the object.
    pub(super) member: &'a str,
    /// What the object says of itself: its `Field` or `Key`.
    pub(super) about: &'a str,
}

impl Place<'_> {
    /// What the text is.
    pub(super) fn kind(self) -> Kind {
        self.by_parent().unwrap_or_else(|| self.by_member())
    }

    fn by_parent(self) -> Option<Kind> {
        Some(match (self.parent, self.member) {
            ("Tags" | "TagSet" | "TagList", "Key") => Kind::TagKey,
            ("Tags" | "TagSet" | "TagList", "Value") | ("tags", _) => Kind::TagValue,
            ("Attributes" | "DhcpConfigurations", "Key") => Kind::Key,
            ("Attributes", "Value") => Kind::Attribute,
            ("PolicyVersion", "Document") => Kind::Policy,
            ("HttpRequestMethodConfig", "Values")
            | ("KeyUsages" | "ExtendedKeyUsages", _)
            | ("State", "Name")
            | ("iamCredentialProvider", "service" | "region") => Kind::Setting,
            (
                "HostedZone"
                | "HostedZones"
                | "HostedZoneSummaries"
                | "ResourceRecord"
                | "ResourceRecordSets",
                "Name",
            )
            | ("HostHeaderConfig", "Values") => Kind::Host,
            ("TargetHealth" | "AdministrativeOverride" | "AnomalyDetection", "Description") => {
                Kind::HealthDescription
            }
            ("NetworkInterfaces", "Description") => Kind::InterfaceDescription,
            ("Conditions", "Values") => match self.about {
                "host-header" => Kind::Host,
                "path-pattern" => Kind::Path,
                "http-request-method" => Kind::Setting,
                _ => Kind::Any,
            },
            ("PathPatternConfig", "Values") => Kind::Path,
            ("Rewrites", _) => Kind::Regex,
            _ => return None,
        })
    }

    fn by_member(self) -> Kind {
        let member = self.member;
        if SETTINGS.binary_search(&member).is_ok() {
            return Kind::Setting;
        }
        match member {
            "gatewayId" | "gatewayIdentifier" => Kind::GatewayId,
            "SetIdentifier"
            | "userId"
            | "clientId"
            | "CallerReference"
            | "Comment"
            | "Description"
            | "comment"
            | "description"
            | "Serial"
            | "FailureMessage"
            | "FailureReason"
            | "StateMessage"
            | "StateReason"
            | "StatusMessage"
            | "statusMessage"
            | "failureReason"
            | "apiStatusMessage"
            | "domainNameStatusMessage"
            | "warnings"
            | "MessageBody"
            | "HttpHeaderName"
            | "MacAddress" => Kind::Word,
            "Issuer" | "Subject" => Kind::DistinguishedName,
            "Message" | "message" | "errorMessage" => Kind::Message,
            "Certificate" | "CertificateChain" => Kind::Certificate,
            "inlinePayload" => Kind::OpenApi,
            "AssumeRolePolicyDocument"
            | "Policy"
            | "PolicyDocument"
            | "policy"
            | "policyDocument" => Kind::Policy,
            "RegexValues" => Kind::Regex,
            "credentialParameterName" | "credentialPrefix" => Kind::Scheme,
            "statusReasons" => Kind::Reason,
            "authorizationEndpoint"
            | "authorization_endpoint"
            | "discoveryUrl"
            | "endpoint"
            | "issuer"
            | "jwks_uri"
            | "tokenEndpoint"
            | "token_endpoint"
            | "url" => Kind::Url,
            "HealthCheckPath" | "Path" | "basePath" | "path" | "pathPart" | "providerPath" => {
                Kind::Path
            }
            "UserId" | "RequesterId" | "createdBy" | "vpcEndpointOwner" | "OwningAccount"
            | "account" => Kind::Account,
            _ if is_account_member(member) => Kind::Account,
            _ if is_host_member(member) => Kind::Host,
            _ if is_id_member(member) => Kind::Id,
            _ => Kind::Any,
        }
    }
}

/// Whether the names in an object are the customer's own.
pub(super) fn has_own_names(member: &str) -> bool {
    matches!(
        member,
        "customQueryParameters"
            | "metadata"
            | "methodSettings"
            | "requestParameters"
            | "requestTemplates"
            | "responseParameters"
            | "stageVariableOverrides"
            | "tags"
            | "variables"
    )
}

fn is_account_member(member: &str) -> bool {
    let ends = ["OwnerId", "AccountId", "ownerId", "accountId"];
    ends.iter().any(|end| member.ends_with(end))
}

fn is_host_member(member: &str) -> bool {
    let ends = ["DomainName", "DnsName", "DNSName", "domainName"];
    ends.iter().any(|end| member.ends_with(end)) || HOSTS.contains(&member)
}

fn is_id_member(member: &str) -> bool {
    let ends = ["Id", "Ids", "Identifier", "Identifiers"];
    ends.iter().any(|end| member.ends_with(end)) || matches!(member, "id" | "SecurityGroups")
}

const HOSTS: &[&str] = &[
    "BlockOverrideDomain",
    "DelegationRecord",
    "Domains",
    "Host",
    "NameServers",
    "PrivateDnsSpecifiedDomains",
    "ServerNameIndication",
    "SubjectAlternativeNameSummaries",
    "SubjectAlternativeNames",
    "ValidationDomain",
    "domain",
    "groupDomain",
    "routingDomain",
];

/// Members with states, types and settings: in order.
const SETTINGS: &[&str] = &[
    "Action",
    "AddressFamily",
    "AdvertiseTrustStoreCaNames",
    "AlpnPolicy",
    "ApplianceModeSupport",
    "AutoAcceptSharedAttachments",
    "AvailabilityMode",
    "AvailabilityZone",
    "AvailabilityZoneId",
    "AwsRegion",
    "BlockOverrideDnsType",
    "BlockResponse",
    "CertificateKeyPairOrigin",
    "CertificateTransparencyLoggingPreference",
    "Code",
    "ConfidenceThreshold",
    "ConnectivityType",
    "ContentType",
    "ContinentCode",
    "CountryCode",
    "DefaultRouteTableAssociation",
    "DefaultRouteTablePropagation",
    "DefaultVisibility",
    "DeliverLogsStatus",
    "Direction",
    "DnsRecordIpType",
    "DnsSupport",
    "DnsThreatProtection",
    "EnablePrefixForIpv6SourceNat",
    "EncryptionState",
    "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic",
    "EvalActionName",
    "EvalDecision",
    "EventName",
    "EventSource",
    "ExclusionsAllowed",
    "Failover",
    "FailureCode",
    "Field",
    "FirewallDomainRedirectionAction",
    "FirewallFailOpen",
    "FlowLogStatus",
    "GrpcCode",
    "HealthCheckPort",
    "HealthCheckProtocol",
    "HostnameType",
    "HttpCode",
    "InstanceTenancy",
    "InterfaceType",
    "InternetGatewayBlockMode",
    "InternetGatewayExclusionMode",
    "IpAddressType",
    "IpProtocol",
    "Ipv6Support",
    "KeyAlgorithm",
    "LogDestinationType",
    "MaxItems",
    "MitigationInEffect",
    "Mode",
    "MutationProtection",
    "NetworkBorderGroup",
    "OptInStatus",
    "Origin",
    "ParentZoneId",
    "ParentZoneName",
    "PeeringStatus",
    "Port",
    "Priority",
    "PrivateDnsPreference",
    "Protocol",
    "ProtocolVersion",
    "Protocols",
    "Qtype",
    "ReadOnly",
    "Reason",
    "Region",
    "RegionName",
    "RenewalEligibility",
    "ResolverEndpointType",
    "ResourceType",
    "Result",
    "RevocationReason",
    "RuleAction",
    "RuleType",
    "Scheme",
    "SecurityGroupReferencingSupport",
    "ServiceRegion",
    "ShareStatus",
    "SignatureAlgorithm",
    "SslPolicy",
    "State",
    "Status",
    "StatusCode",
    "SubdivisionCode",
    "TargetType",
    "TrafficType",
    "TrustStoreAssociationStatus",
    "Type",
    "VPCRegion",
    "ValidationMethod",
    "ValidationStatus",
    "VpcEndpointType",
    "ZoneId",
    "ZoneName",
    "ZoneType",
    "accessAssociationSourceType",
    "apiKeySource",
    "apiStatus",
    "authorizationType",
    "authorizerType",
    "cacheClusterStatus",
    "connectionType",
    "credentialLocation",
    "credentialProviderType",
    "deliveryDestinationType",
    "domainNameStatus",
    "domainVerificationStatus",
    "endpointAccessMode",
    "endpointIpAddressType",
    "exceptionLevel",
    "failureCode",
    "grantType",
    "httpMethod",
    "interceptionPoints",
    "ipAddressType",
    "listingMode",
    "logGroupClass",
    "logType",
    "portRanges",
    "protocol",
    "protocolType",
    "resourceConfigDnsResolution",
    "responseTransferMode",
    "routingMode",
    "searchType",
    "securityPolicy",
    "status",
    "supportedVersions",
    "targetType",
    "type",
    "types",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(parent: &str, member: &str) -> Kind {
        let about = "path-pattern";
        Place {
            parent,
            member,
            about,
        }
        .kind()
    }

    #[test]
    fn settings_can_be_searched() {
        assert!(SETTINGS.is_sorted());
    }

    #[test]
    fn a_place_tells_what_stands_there() {
        for (parent, member, expected) in [
            ("Tags", "Value", Kind::TagValue),
            ("tags", "team", Kind::TagValue),
            ("Vpcs", "OwnerId", Kind::Account),
            ("Vpcs", "VpcId", Kind::Id),
            ("Vpcs", "Unheard", Kind::Any),
            ("ResourceRecordSets", "Name", Kind::Host),
            ("Gateways", "Name", Kind::Any),
            ("State", "Name", Kind::Setting),
            ("Conditions", "Values", Kind::Path),
            ("NetworkInterfaces", "Status", Kind::Setting),
            (
                "NetworkInterfaces",
                "Description",
                Kind::InterfaceDescription,
            ),
            ("SecurityGroups", "Description", Kind::Word),
        ] {
            assert_eq!(kind(parent, member), expected, "{parent} {member}");
        }
    }
}
