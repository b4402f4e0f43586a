use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Confidence, Finding, Fix, Rule};
use crate::reach::{Evidence, Subject};
use crate::topology::{PrivateEndpoint, ResourceGateway, SecurityGroupId, Target};

/// LAT010: AgentCore leaves a resource gateway behind when a target gets other subnets or groups, and
/// takes it away later.
///
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/vpc-egress-private-endpoints.html>
pub(in crate::analysis) struct LeftoverGateways;

impl Analyzer for LeftoverGateways {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::LAT010]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let targets = case.topology.targets();
        // A target that nobody looked at may use any of them.
        let all_known = case
            .topology
            .answered("bedrock-agentcore-control", "list-gateways")
            && targets.iter().all(|target| target.config.is_some());
        if !case.is_managed() || !all_known {
            return Vec::new();
        }
        let gateways = case.topology.resource_gateways().into_iter();
        let own_vpc = gateways.filter(|gateway| {
            gateway.managed
                && gateway.vpc.as_ref() == case.entry_vpc()
                && gateway.status.as_deref() == Some("ACTIVE")
        });
        let leftover =
            own_vpc.filter(|gateway| !targets.iter().any(|target| uses(target, gateway)));
        leftover.map(finding).collect()
    }
}

fn uses(target: &Target, gateway: &ResourceGateway) -> bool {
    let Some(config) = &target.config else {
        return false;
    };
    if !config.resource_gateways.is_empty() {
        return config.resource_gateways.contains(&gateway.id);
    }
    matches!(&config.private_endpoint, Some(PrivateEndpoint::Managed { vpc, .. })
        if gateway.vpc.as_ref() == Some(vpc))
}

fn finding(gateway: &ResourceGateway) -> Finding {
    let groups: Vec<&str> = gateway.groups.iter().map(SecurityGroupId::as_str).collect();
    Finding {
        rule: Rule::LAT010,
        severity: Rule::LAT010.severity(),
        confidence: Confidence::Medium,
        subject: Subject::new("resource-gateway", gateway.id.as_str()).named(gateway.name.clone()),
        message: format!(
            "{} serves no target and still holds addresses of {} subnets and the security groups {}",
            gateway.id,
            gateway.subnets.len(),
            groups.join(", ")
        ),
        evidence: vec![Evidence::record(gateway.source)],
        fix: Fix {
            summary: "wait for AgentCore to delete it: nobody else can, and its subnets, groups and VPC cannot be \
                      deleted before"
                .into(),
            aws_cli: vec![format!(
                "aws vpc-lattice get-resource-gateway --resource-gateway-identifier {}",
                quote(gateway.id.as_str())
            )],
        },
        assumption: Some("no private identity provider of a gateway uses it".into()),
    }
}
