use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Confidence, Finding, Fix, Rule};
use crate::reach::permission::denied;
use crate::reach::{Evidence, Mode, Subject};
use crate::topology::Simulated;

/// IAM004: AgentCore makes a private endpoint with the rights of whoever makes the target.
///
/// Who that is does not show in the configuration: every principal of which the policy simulator
/// was asked counts, but the gateway's own role.
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/vpc-egress-private-endpoints.html>
pub(in crate::analysis) struct CallerNotAllowed;

const MANAGED: [&str; 5] = [
    "ec2:CreateNetworkInterface",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
    "iam:CreateServiceLinkedRole",
];

const SELF_MANAGED: [&str; 5] = [
    "vpc-lattice:AssociateViaAWSService",
    "vpc-lattice:CreateServiceNetworkResourceAssociation",
    "vpc-lattice:GetResourceConfiguration",
    "vpc-lattice:GetServiceNetworkResourceAssociation",
    "vpc-lattice:ListServiceNetworkResourceAssociations",
];

impl Analyzer for CallerNotAllowed {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::IAM004]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let actions: &[&str] = match case.journey.mode {
            Mode::Managed => &MANAGED,
            Mode::SelfManaged => &SELF_MANAGED,
            Mode::Public => return Vec::new(),
        };
        let own = case.gateway.role.as_deref();
        let others = case
            .topology
            .simulations()
            .filter(|(arn, _)| own != Some(*arn));
        others
            .filter_map(|(arn, answers)| finding(arn, answers, actions))
            .collect()
    }
}

fn finding(arn: &str, answers: &[Simulated], actions: &[&str]) -> Option<Finding> {
    let missing: Vec<(&str, &Simulated)> = actions
        .iter()
        .filter_map(|action| Some((*action, denied(answers, action)?)))
        .collect();
    if missing.is_empty() {
        return None;
    }
    let names: Vec<&str> = missing.iter().map(|(action, _)| *action).collect();
    Some(Finding {
        rule: Rule::IAM004,
        severity: Rule::IAM004.severity(),
        confidence: Confidence::Medium,
        subject: Subject::new("iam-principal", arn),
        message: format!(
            "{arn} cannot make or update such a target: it lacks {}",
            names.join(", ")
        ),
        evidence: missing
            .iter()
            .map(|(_, answer)| Evidence::part(answer.source, "/EvalDecision"))
            .collect(),
        fix: Fix {
            // A principal may be a role or a user, and its policies may come from elsewhere.
            summary: format!("allow {} to {arn}", names.join(", ")),
            aws_cli: Vec::new(),
        },
        assumption: Some(format!("{arn} is who makes or updates the target")),
    })
}
