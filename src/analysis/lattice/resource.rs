use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Confidence, Finding, Fix, Rule};
use crate::reach::{Evidence, Subject};
use crate::topology::{
    Interface, PrivateEndpoint, ResourceConfiguration, ResourceConfigurationId, ResourceDefinition,
};

/// LAT008 and LAT009: what a resource configuration allows, and an address that will not stay.
///
/// <https://docs.aws.amazon.com/vpc-lattice/latest/ug/resource-configuration.html>
pub(in crate::analysis) struct ResourceUnsteady;

impl Analyzer for ResourceUnsteady {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::LAT008, Rule::LAT009]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let Some(configuration) = configuration(case) else {
            return Vec::new();
        };
        let findings = [not_shareable(configuration), ephemeral(case, configuration)];
        findings.into_iter().flatten().collect()
    }
}

/// The resource configuration of a self-managed target, if it was observed.
fn configuration<'a>(case: &Case<'a>) -> Option<&'a ResourceConfiguration> {
    let endpoint = case.config()?.private_endpoint.as_ref()?;
    let PrivateEndpoint::SelfManaged {
        resource_configuration,
    } = endpoint
    else {
        return None;
    };
    let id = resource_configuration.rsplit('/').next()?;
    case.topology
        .resource_configuration(&ResourceConfigurationId::from(id))
        .found()
}

fn subject(configuration: &ResourceConfiguration) -> Subject {
    Subject::new("resource-configuration", configuration.id.as_str())
        .named(configuration.name.clone())
}

/// Judged by the value read: which default holds is disputed.
fn not_shareable(configuration: &ResourceConfiguration) -> Option<Finding> {
    (configuration.shareable == Some(false)).then(|| Finding {
        rule: Rule::LAT008,
        severity: Rule::LAT008.severity(),
        confidence: Confidence::Medium,
        subject: subject(configuration),
        message: format!(
            "{} may not be associated with shareable service networks",
            configuration.id
        ),
        evidence: vec![Evidence::part(
            configuration.source,
            "/allowAssociationToShareableServiceNetwork",
        )],
        fix: Fix {
            summary: "allow the association with shareable service networks".into(),
            aws_cli: vec![format!(
                "aws vpc-lattice update-resource-configuration --resource-configuration-identifier {} \
                 --allow-association-to-shareable-service-network",
                quote(configuration.id.as_str())
            )],
        },
        assumption: Some(
            "AgentCore's service network counts as shareable; AWS documents the member for shareable service \
             networks in general"
                .into(),
        ),
    })
}

/// Addresses of load balancers, tasks and pods come and go with them; those of a Network Load
/// Balancer stay.
fn ephemeral(case: &Case<'_>, configuration: &ResourceConfiguration) -> Option<Finding> {
    let Some(ResourceDefinition::Ip(address)) = configuration.definition else {
        return None;
    };
    let own = case
        .entry_vpc()
        .and_then(|vpc| case.topology.interface_at(vpc, address).found());
    let interface = own.or_else(|| match case.topology.claimants_of(address)[..] {
        [only] => Some(only),
        _ => None,
    })?;
    let owner = mover(interface)?;
    Some(Finding {
        rule: Rule::LAT009,
        severity: Rule::LAT009.severity(),
        confidence: Confidence::High,
        subject: subject(configuration),
        message: format!(
            "{address} belongs to {owner}, which gets another address when it is replaced"
        ),
        evidence: vec![
            Evidence::part(
                configuration.source,
                "/resourceConfigurationDefinition/ipResource/ipAddress",
            ),
            Evidence::part(interface.source, "/Description"),
        ],
        fix: Fix {
            summary: "make a resource configuration for the name instead (dnsResource.domainName)"
                .into(),
            aws_cli: Vec::new(),
        },
        assumption: None,
    })
}

/// Whose interface it is, if that is somebody who replaces interfaces.
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html>
fn mover(interface: &Interface) -> Option<&'static str> {
    let description = interface.description.as_str();
    if description.starts_with("ELB app/") {
        Some("an Application Load Balancer")
    } else if description.starts_with("ELB ") && !description.starts_with("ELB net/") {
        Some("a Classic Load Balancer")
    } else if description.starts_with("aws-K8S-") || description.starts_with("Amazon EKS ") {
        Some("an EKS cluster")
    } else if description.starts_with("RDSNetworkInterface") {
        Some("an RDS instance")
    } else if description.contains(":ecs:") || description.starts_with("AWS ECS") {
        Some("an ECS task")
    } else {
        None
    }
}
