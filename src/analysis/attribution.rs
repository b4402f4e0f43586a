//! Which rule a fault belongs to: the one table between causes and codes.

use std::net::IpAddr;

use crate::reach::{Cause, Leg, Outcome, Step, StepKind, Trace};
use crate::topology::Cidr;

use super::Rule;

/// The rule that a step breaks, if it does and a rule covers it.
///
/// `destination` is the address that the leg goes to: without a usable route, a public address
/// is another mistake than a private one.
pub fn rule_for(leg: Leg, step: &Step, destination: IpAddr) -> Option<Rule> {
    let cause = cause_of(&step.outcome)?;
    match step.kind {
        StepKind::SecurityGroupOut | StepKind::SecurityGroupIn => {
            security_group(leg, step.kind, cause)
        }
        StepKind::NetworkAclOut => Some(Rule::NACL001),
        StepKind::ReturnNetworkAclIn => Some(Rule::NACL002),
        StepKind::NetworkAclIn => Some(Rule::NACL003),
        StepKind::ReturnNetworkAclOut => Some(Rule::NACL004),
        StepKind::Route | StepKind::Nat | StepKind::BlockPublicAccess => {
            Some(route(cause, destination))
        }
        StepKind::Peering => Some(Rule::RT005),
        StepKind::TransitGateway
        | StepKind::TransitRoute
        | StepKind::ReturnTransitGateway
        | StepKind::ReturnTransitRoute => Some(transit(cause)),
        StepKind::ReturnRoute => Some(Rule::RT004),
        StepKind::EndpointPolicy => Some(Rule::VPCE002),
        StepKind::ResourcePolicy => Some(Rule::APIGW001),
        _ => elsewhere(cause),
    }
}

/// Every rule that a trace breaks, each once, in the order of the table.
pub fn blockers(trace: &Trace, destination: IpAddr) -> Vec<Rule> {
    let mut rules: Vec<Rule> = trace
        .steps()
        .filter_map(|step| rule_for(trace.leg, step, destination))
        .collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// Why a step does not simply pass, if it does not.
pub(super) fn cause_of(outcome: &Outcome) -> Option<Cause> {
    match outcome {
        Outcome::Fail(cause) | Outcome::Warn(cause) | Outcome::Partial { cause, .. } => {
            Some(*cause)
        }
        Outcome::Pass | Outcome::Unknown(_) | Outcome::Skipped => None,
    }
}

fn security_group(leg: Leg, kind: StepKind, cause: Cause) -> Option<Rule> {
    match (cause, leg, kind) {
        (Cause::AllowsSingleAddresses, ..) => Some(Rule::SG004),
        (Cause::InvalidGroupReference, ..) => Some(Rule::SG006),
        (Cause::NoRule, Leg::ToBackend | Leg::HealthCheck, _) => Some(Rule::SG005),
        (Cause::NoRule, Leg::ToEndpoint, StepKind::SecurityGroupOut) => Some(Rule::SG001),
        (Cause::NoRule, Leg::ToEndpoint, _) => Some(Rule::SG003),
        _ => None,
    }
}

fn route(cause: Cause, destination: IpAddr) -> Rule {
    match cause {
        Cause::Blackhole | Cause::SourceDestinationCheck => Rule::RT003,
        Cause::PeeringNotActive | Cause::NotInPeerVpc => Rule::RT005,
        Cause::NoRoute if is_private(destination) => Rule::RT001,
        _ => Rule::RT002,
    }
}

fn transit(cause: Cause) -> Rule {
    match cause {
        Cause::TransitZoneNotAttached => Rule::RT007,
        Cause::ReturnsElsewhere => Rule::RT004,
        _ => Rule::RT006,
    }
}

fn elsewhere(cause: Cause) -> Option<Rule> {
    Some(match cause {
        Cause::TargetNotReady
        | Cause::TargetUpdateFailed
        | Cause::GatewayNotReady
        | Cause::GatewayUpdateFailed => Rule::GW001,
        Cause::PendingAuthorization => Rule::GW002,
        Cause::NoPrivateEndpoint => Rule::GW003,
        Cause::PrivateEndpointUnsupported => Rule::GW004,
        Cause::NativeTargetOnPrivateApi => Rule::GW005,
        Cause::NoInboundAuthorization => Rule::GW006,
        Cause::DocumentUnusable | Cause::DocumentPartlyUnusable => Rule::GW007,
        Cause::CredentialPrefix => Rule::GW008,
        Cause::DynamicListingWithSearch => Rule::GW010,
        Cause::HttpTargetOnMcpGateway => Rule::GW011,
        Cause::CredentialDenied => Rule::IAM001,
        Cause::RoleNotAssumable => Rule::IAM002,
        Cause::ServiceRoleMissing => Rule::IAM003,
        Cause::CaBundleDenied => Rule::IAM005,
        Cause::ProtocolVersions => Rule::MCP003,
        Cause::RequestRefused => Rule::GW009,

        Cause::PrivateIdentityProvider => Rule::IDP001,
        Cause::UncoveredIdentityHost => Rule::IDP002,
        Cause::IssuerMismatch => Rule::IDP003,
        Cause::AudienceWithoutAud => Rule::IDP004,
        Cause::IdentityProviderUntrusted => Rule::IDP005,
        Cause::IdentityProviderUnreachable => Rule::IDP006,

        Cause::NoFreeAddress => Rule::IP001,
        Cause::SharedSubnet | Cause::UnsupportedSubnet => Rule::IP003,
        Cause::ShareNotAccepted => Rule::LAT006,
        Cause::OtherVpc => Rule::IP005,
        Cause::ResourceGatewayNotActive => Rule::LAT001,
        Cause::ResourceConfigurationNotActive => Rule::LAT002,
        Cause::AssociationNotActive => Rule::LAT003,
        Cause::PortOutsideRanges => Rule::LAT004,
        Cause::ResourceConfigurationUnusable => Rule::LAT005,

        Cause::DnsSupportOff | Cause::DnsHostnamesOff => Rule::DNS001,
        Cause::PrivateNameAskedPublicly => Rule::DNS002,
        Cause::ZoneNotAssociated => Rule::DNS003,
        Cause::ShadowedByZone | Cause::CnameLoop | Cause::NoSuchName => Rule::DNS004,
        Cause::RoutingDomainUnresolvable => Rule::DNS005,
        Cause::ZonalName => Rule::DNS006,
        Cause::ForwardedElsewhere | Cause::ForwardingBroken => Rule::DNS007,
        Cause::DnsFirewallBlocks => Rule::DNS008,
        Cause::AddressElsewhere => Rule::RT009,
        Cause::DanglingName | Cause::NoSuchAddress => Rule::DNS009,
        Cause::FamilyMismatch => Rule::DNS010,

        Cause::EndpointNotAvailable | Cause::EndpointWrongService => Rule::VPCE001,
        Cause::NoResourcePolicy => Rule::APIGW001,
        Cause::ApiNotAssociated => Rule::APIGW002,
        Cause::EndpointNameAsHost => Rule::APIGW003,
        Cause::NoStage => Rule::APIGW004,
        Cause::DefaultEndpointDisabled => Rule::APIGW005,
        Cause::MethodRefuses => Rule::APIGW006,
        Cause::LinkNotAdmitted => Rule::APIGW007,

        Cause::NoHealthyTargets | Cause::FailOpen => Rule::LB001,
        Cause::NoTargets => Rule::LB002,
        Cause::NoListener => Rule::LB003,
        Cause::ListenerWithoutTls => Rule::LB004,
        Cause::NoMatchingRule => Rule::LB005,
        Cause::ClientCertificateRequired => Rule::LB011,
        Cause::RedirectsOrAuthenticates => Rule::LB012,
        Cause::InternetFacing => Rule::LB006,
        Cause::ZoneWithoutTargets => Rule::LB007,
        Cause::ClientAddressLost | Cause::Hairpin => Rule::LB008,
        Cause::LoadBalancerImpaired | Cause::LoadBalancerNotActive => Rule::LB009,

        Cause::UntrustedAuthority => Rule::TLS001,
        Cause::SelfSigned => Rule::TLS002,
        Cause::NameMismatch => Rule::TLS003,
        Cause::WrongCertificateServed => Rule::TLS004,
        Cause::CertificateExpired | Cause::CertificateExpiring | Cause::CertificateNotYetValid => {
            Rule::TLS005
        }
        Cause::ChainDisordered | Cause::IntermediateMissing => Rule::TLS006,
        Cause::CaBundleInvalid => Rule::TLS007,
        Cause::ChainOutsideCa => Rule::TLS008,
        Cause::CertificateNotIssued => Rule::TLS009,
        Cause::HostCannotHavePublicCertificate => Rule::TLS010,
        Cause::PublicChainWithPrivateCa => Rule::TLS011,
        Cause::WeakCertificate => Rule::TLS012,
        Cause::CertificateUsage => Rule::TLS013,

        _ => return None,
    })
}

/// Addresses that only private networks route: RFC 1918, RFC 6598 and their IPv6 counterparts.
pub(super) fn is_private(address: IpAddr) -> bool {
    const BLOCKS: [&str; 6] = [
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "fc00::/7",
        "fe80::/10",
    ];
    BLOCKS
        .iter()
        .filter_map(|block| block.parse::<Cidr>().ok())
        .any(|block| block.holds(address))
}
