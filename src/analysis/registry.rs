//! Every analyzer, and the run of all of them over the targets of a topology.

use std::collections::BTreeMap;

use crate::reach::{Outcome, Step, Unknown, Verdict, journey, parallel};
use crate::topology::{Gateway, Missing, Target, Topology};

use super::analyzer::{Analyzer, Case};
use super::{Diagnosis, Finding, Selection, Severity, TargetDiagnosis, UnknownSelection};
use super::{
    api_gateway, dns, endpoint, evidence, gateway, identity, lattice, load_balancer, mcp,
    network_acl, permission, routing, security_group, subnet, tls,
};

/// In the order in which a request meets what they judge.
const ALL: &[&dyn Analyzer] = &[
    &gateway::TargetNotReady,
    &gateway::PendingAuthorization,
    &gateway::PrivateHostWithoutEndpoint,
    &gateway::KindUnfit,
    &gateway::NoInboundAuthorization,
    &gateway::DocumentUnusable,
    &gateway::CredentialPrefix,
    &gateway::ListingUnfit,
    &gateway::RequestRefused,
    &identity::ProviderUnfit,
    &identity::ProviderUnreachable,
    &permission::CredentialDenied,
    &permission::RoleNotAssumable,
    &permission::ServiceRoleMissing,
    &permission::CallerNotAllowed,
    &permission::CaBundleUnreadable,
    &lattice::ResourceGatewayNotActive,
    &lattice::ResourceConfigurationUnfit,
    &lattice::AssociationNotActive,
    &lattice::ShareUnfit,
    &lattice::ResourceUnsteady,
    &lattice::LeftoverGateways,
    &subnet::AddressesExhausted,
    &subnet::SingleZone,
    &subnet::SubnetUnfit,
    &subnet::PortsExhausted,
    &dns::DnsAttributesOff,
    &dns::PublicResolution,
    &dns::ZoneNotAssociated,
    &dns::RecordsUnfit,
    &dns::RoutingDomain,
    &dns::RuleCaptures,
    &dns::FirewallBlocks,
    &dns::CustomServers,
    &dns::MixedAnswers,
    &security_group::EntryNotAdmitted,
    &security_group::DefaultGroup,
    &security_group::PartialCoverage,
    &security_group::BackendNotAdmitted,
    &security_group::InvalidReference,
    &network_acl::NetworkAclDenies,
    &routing::RouteMissing,
    &routing::NoReturnRoute,
    &routing::PeeringUnusable,
    &routing::TransitIncomplete,
    &routing::InspectionAsymmetric,
    &routing::OverlappingBlocks,
    &routing::MiddleboxUnevaluated,
    &endpoint::EndpointNotAvailable,
    &endpoint::EndpointPolicyDenies,
    &endpoint::EndpointUnreachable,
    &endpoint::PrivateDnsCaptures,
    &api_gateway::ResourcePolicyDenies,
    &api_gateway::ApiHost,
    &api_gateway::StageOrPathMissing,
    &api_gateway::MethodsRefuse,
    &api_gateway::WebAclAttached,
    &api_gateway::ChangeNotDeployed,
    &api_gateway::StreamCutOff,
    &load_balancer::TargetGroupUnfit,
    &load_balancer::ListenerUnfit,
    &load_balancer::InternetFacing,
    &load_balancer::ZoneWithoutTargets,
    &load_balancer::ClientAddress,
    &load_balancer::LoadBalancerNotActive,
    &load_balancer::IdleTimeout,
    &tls::CertificateTrust,
    &tls::CertificateChain,
    &tls::RegisteredAuthority,
    &tls::CertificateNames,
    &tls::CertificateValidity,
    &tls::CertificateNotIssued,
    &mcp::VersionsDiffer,
    &mcp::ToolListStale,
    &evidence::NoFailureEvidence,
    &evidence::FlowLogsMissing,
    &evidence::ReadyNotProof,
];

/// Diagnoses the selected targets.
pub fn diagnose(topology: &Topology, selection: &Selection) -> Result<Diagnosis, UnknownSelection> {
    let targets = selection.apply(topology)?;
    let targets = parallel::map(&targets, 4, |&(gateway, target)| {
        diagnose_one(topology, gateway, target)
    });
    let missing = missing(&targets);
    Ok(Diagnosis {
        targets,
        missing,
        left_out: 0,
    })
}

pub(super) fn diagnose_one(
    topology: &Topology,
    gateway: &Gateway,
    target: &Target,
) -> TargetDiagnosis {
    let journey = journey(topology, gateway, target);
    let case = Case::new(topology, gateway, target, &journey);
    let mut findings: Vec<Finding> = ALL
        .iter()
        .flat_map(|analyzer| analyzer.analyze(&case))
        .collect();
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| (std::cmp::Reverse(finding.severity), finding.rule);
        key(a).cmp(&key(b)).then_with(|| a.subject.cmp(&b.subject))
    });
    TargetDiagnosis {
        gateway_name: gateway.name.clone(),
        target_name: target.name.clone(),
        endpoint: journey
            .url
            .as_ref()
            .map_or_else(|| "-".to_owned(), ToString::to_string),
        findings,
        remedy: None,
        proofs: Vec::new(),
        journey,
    }
}

/// What stops a case, by the rules about the way itself.
pub(super) fn errors_of(case: &Case<'_>) -> Vec<Finding> {
    let is_of_way = |analyzer: &&&dyn Analyzer| {
        let families = ["GW", "IAM", "IDP", "MCP", "OPS"];
        let mut rules = analyzer.rules().iter();
        !rules.any(|rule| families.contains(&rule.family().to_string().as_str()))
    };
    let findings = ALL.iter().filter(is_of_way);
    let findings = findings.flat_map(|analyzer| analyzer.analyze(case));
    let mut errors: Vec<Finding> = findings
        .filter(|finding| finding.severity >= Severity::Warning)
        .filter(|finding| {
            finding.severity == Severity::Error || case.journey.verdict == Verdict::Degraded
        })
        .collect();
    errors.sort_by(|a, b| (a.rule, &a.subject).cmp(&(b.rule, &b.subject)));
    errors
}

/// What decisions lacked, with the targets that lacked it.
fn missing(targets: &[TargetDiagnosis]) -> Vec<(Missing, Vec<String>)> {
    let mut needed: BTreeMap<Missing, Vec<String>> = BTreeMap::new();
    for target in targets {
        for step in target.journey.steps() {
            let Step {
                outcome: Outcome::Unknown(Unknown::Missing(missing)),
                ..
            } = step
            else {
                continue;
            };
            let names = needed.entry(missing.clone()).or_default();
            if names.last() != Some(&target.target_name) {
                names.push(target.target_name.clone());
            }
        }
    }
    needed.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Rule;

    #[test]
    fn every_rule_has_exactly_one_analyzer() {
        for rule in Rule::ALL {
            let owners = ALL
                .iter()
                .filter(|analyzer| analyzer.rules().contains(rule))
                .count();
            assert_eq!(owners, 1, "{rule} has {owners} analyzers");
        }
    }
}
