use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Confidence, Finding, Fix, Rule, Severity};
use crate::reach::{Subject, Verdict};
use crate::topology::{PrivateEndpoint, SecurityGroup};

/// SG002: without `securityGroupIds` the VPC's default group is in force, which people forget.
///
/// Legitimate while that group lets the traffic through; fatal once it was hardened.
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/vpc-egress-private-endpoints.html>
pub(in crate::analysis) struct DefaultGroup;

impl Analyzer for DefaultGroup {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::SG002]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let endpoint = case
            .config()
            .and_then(|config| config.private_endpoint.as_ref());
        let Some(PrivateEndpoint::Managed { vpc, groups, .. }) = endpoint else {
            return Vec::new();
        };
        if !groups.is_empty() {
            return Vec::new();
        }
        let group = case.topology.default_group_of(vpc).found();
        let mut evidence = vec![case.private_endpoint_evidence()];
        evidence.extend(group.map(|group| crate::reach::Evidence::record(group.source)));
        let subject = match group {
            Some(SecurityGroup { id, name, .. }) => {
                Subject::new("security-group", id.as_str()).named(name.clone())
            }
            None => Subject::new("gateway-target", case.target.id.as_str())
                .named(case.target.name.clone()),
        };
        let id = group.map_or_else(|| "not observed".to_owned(), |group| group.id.to_string());
        vec![Finding {
            rule: Rule::SG002,
            severity: severity(case),
            confidence: Confidence::High,
            subject,
            message: format!(
                "the target names no security group, so the default group of {vpc} ({id}) is in force"
            ),
            evidence,
            fix: Fix {
                summary: "make a group for this resource gateway, name it in securityGroupIds \
                          and admit it at the next hop"
                    .into(),
                aws_cli: Vec::new(),
            },
            assumption: None,
        }]
    }
}

/// As bad as what the group does to the paths.
fn severity(case: &Case<'_>) -> Severity {
    let stopped = case
        .faults
        .iter()
        .filter(|fault| matches!(fault.rule, Rule::SG001 | Rule::SG003));
    if let Some(worst) = stopped.map(|fault| fault.severity).max() {
        return worst;
    }
    let open = case
        .journey
        .paths
        .iter()
        .any(|path| path.verdict == Verdict::Reachable);
    if open {
        Severity::Info
    } else {
        Rule::SG002.severity()
    }
}
