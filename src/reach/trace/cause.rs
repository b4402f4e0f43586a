//! Why a step does not simply pass: the vocabulary that rules are written in.

#![expect(
    missing_docs,
    reason = "a cause whose name says it all has no further comment"
)]

/// A reason, independent of the words that report it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    // Gateway and target.
    /// The target's status says that it does not serve.
    TargetNotReady,
    /// The last update failed or has been running for long; the previous configuration serves.
    TargetUpdateFailed,
    /// A user has to authorize the target first.
    PendingAuthorization,
    /// The API would not take the request that makes the target.
    RequestRefused,
    /// A private host, but no `privateEndpoint`.
    NoPrivateEndpoint,
    /// The gateway's own status says that it does not serve.
    GatewayNotReady,
    /// The gateway's last update failed or has been running for long.
    GatewayUpdateFailed,
    /// A `privateEndpoint` on a kind of target that cannot use one.
    PrivateEndpointUnsupported,
    /// A native API Gateway target that names a private API.
    NativeTargetOnPrivateApi,
    /// Inbound authorization NONE with a private endpoint and without an interceptor.
    NoInboundAuthorization,
    /// No operation of the OpenAPI document can be called.
    DocumentUnusable,
    /// Some operations of the OpenAPI document cannot be called.
    DocumentPartlyUnusable,
    /// The prefix of the credential spoils it.
    CredentialPrefix,
    /// A DYNAMIC listing on a gateway that searches tools.
    DynamicListingWithSearch,
    /// An HTTP target on a gateway that takes MCP only.
    HttpTargetOnMcpGateway,
    /// The gateway's role may not fetch the credential of the target.
    CredentialDenied,
    /// The gateway cannot assume its role.
    RoleNotAssumable,
    /// The service-linked role that makes private endpoints does not exist.
    ServiceRoleMissing,
    /// The gateway's role may not read the certificates of the private authority.
    CaBundleDenied,
    /// The versions of MCP that the gateway is held to are none that it knows.
    ProtocolVersions,

    // Identity providers.
    /// The audience is checked, and Cognito's access tokens have none.
    AudienceWithoutAud,
    /// The certificate of an identity provider is not trusted.
    IdentityProviderUntrusted,
    /// The private endpoint does not lead to the identity provider.
    IdentityProviderUnreachable,
    /// The issuer or the scheme of what an identity provider publishes does not fit.
    IssuerMismatch,
    /// A private identity provider without a private endpoint.
    PrivateIdentityProvider,
    /// A host that an identity provider refers to has no private endpoint.
    UncoveredIdentityHost,

    // VPC Lattice.
    AssociationNotActive,
    /// A subnet or security group of another VPC.
    OtherVpc,
    /// A subnet that another account shares, in managed mode.
    SharedSubnet,
    /// A subnet in which no interface of the resource gateway can be made.
    NoFreeAddress,
    PortOutsideRanges,
    ResourceConfigurationNotActive,
    ResourceConfigurationUnusable,
    ResourceGatewayNotActive,
    /// Another account owns the resource configuration, and its share was not accepted.
    ShareNotAccepted,
    /// A subnet in a Local Zone, a Wavelength Zone or on an Outpost.
    UnsupportedSubnet,

    // Names.
    /// A CNAME chain that comes back to itself or grows without end.
    CnameLoop,
    /// An alias or name of a load balancer or endpoint that does not exist.
    DanglingName,
    /// A rule of DNS Firewall blocks the name.
    DnsFirewallBlocks,
    DnsHostnamesOff,
    DnsSupportOff,
    /// Only addresses of the other IP family.
    FamilyMismatch,
    /// A Resolver rule sends the name to other DNS servers.
    ForwardedElsewhere,
    /// A Resolver rule captures the name, but its endpoint cannot send anything on.
    ForwardingBroken,
    /// No DNS server that applies knows the name.
    NoSuchName,
    /// Public DNS is asked for a name that only private zones know.
    PrivateNameAskedPublicly,
    /// The routing domain has no address.
    RoutingDomainUnresolvable,
    /// The most specific private zone has no record for the name.
    ShadowedByZone,
    /// A name that answers with one zone only.
    ZonalName,
    /// The private zone that knows the name is not associated with the VPC.
    ZoneNotAssociated,

    // Security groups.
    /// Rules name single addresses, which change.
    AllowsSingleAddresses,
    /// The only matching rules name a group that is not valid across this path.
    InvalidGroupReference,
    /// No rule matches.
    NoRule,

    // Network ACLs.
    AclDenies,

    // Routes.
    Blackhole,
    /// An internet gateway serves only interfaces with a public address.
    InternetGatewayWithoutPublicAddress,
    NatUnavailable,
    NoRoute,
    /// The address is not in a block of the peer VPC: peering has no transit.
    NotInPeerVpc,
    PeeringNotActive,
    /// VPC Block Public Access keeps the VPC or subnet from the internet.
    PublicAccessBlocked,
    /// The reply takes another way than the request came.
    ReturnsElsewhere,
    /// An interface that only takes what is for itself, because of its source/destination check.
    SourceDestinationCheck,
    /// The route of a transit gateway's table is a blackhole.
    TransitBlackhole,
    /// No route table of the transit gateway routes what the attachment sends.
    TransitNotAssociated,
    /// The VPC has no attachment to the transit gateway that works.
    TransitNotAttached,
    /// The table of a transit gateway has no route to the address.
    TransitNoRoute,
    /// The attachment has no subnet in the Availability Zone.
    TransitZoneNotAttached,

    // Delivery.
    /// The VPC's own block covers the address of an interface in another VPC.
    AddressElsewhere,
    /// No interface owns the address.
    NoSuchAddress,

    // Interface endpoints and private APIs.
    ApiNotAssociated,
    DefaultEndpointDisabled,
    EndpointNameAsHost,
    EndpointNotAvailable,
    EndpointWrongService,
    /// A load balancer behind the API turns its VPC link away.
    LinkNotAdmitted,
    /// The methods do not take calls with the credential of the target.
    MethodRefuses,
    NoResourcePolicy,
    NoStage,
    PolicyDenies,

    // Load balancers.
    /// A target that cannot answer an address that is not the load balancer's.
    ClientAddressLost,
    ClientCertificateRequired,
    /// Every target fails its health checks, and the load balancer sends requests to all of them.
    FailOpen,
    /// The target is the client whose address the load balancer preserves.
    Hairpin,
    InternetFacing,
    ListenerWithoutTls,
    LoadBalancerImpaired,
    LoadBalancerNotActive,
    NoHealthyTargets,
    NoListener,
    NoMatchingRule,
    NoTargets,
    /// The rule that matches sends clients elsewhere or to a login.
    RedirectsOrAuthenticates,
    /// A node may send to targets of its own zone only, and none there serves.
    ZoneWithoutTargets,

    // Certificates.
    /// The registered private authority cannot serve as one.
    CaBundleInvalid,
    CertificateExpired,
    CertificateExpiring,
    CertificateNotIssued,
    CertificateNotYetValid,
    /// A certificate is used for what it does not allow: as authority, for servers, for a name.
    CertificateUsage,
    /// The server sends its certificates in an order that leads from none to the next.
    ChainDisordered,
    /// The chain does not end in the registered private authority.
    ChainOutsideCa,
    HostCannotHavePublicCertificate,
    /// The server does not send a certificate that leads to an authority.
    IntermediateMissing,
    NameMismatch,
    PublicChainWithPrivateCa,
    SelfSigned,
    UntrustedAuthority,
    /// A key or signature that clients refuse, or will.
    WeakCertificate,
    /// Another certificate of the listener covers the host, or an older one shadows it.
    WrongCertificateServed,
}
