use std::collections::BTreeSet;

use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Confidence, Finding, Fix, Rule};
use crate::reach::{Evidence, Outcome, StepKind, Unknown};
use crate::topology::TransitAttachmentId;

/// RT008: without appliance mode a transit gateway keeps each direction of a flow in the zone that
/// it comes from, so that two appliances see one half each.
///
/// <https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-appliance-scenario.html>
pub(in crate::analysis) struct InspectionAsymmetric;

impl Analyzer for InspectionAsymmetric {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::RT008]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let zones: BTreeSet<&str> = case
            .journey
            .paths
            .iter()
            .filter_map(|path| path.zone.as_deref())
            .collect();
        if zones.len() < 2 {
            return Vec::new();
        }
        // An attachment whose subnets hand packets to something that is not evaluated.
        let behind = case.journey.steps().filter(|step| {
            let is_exit = matches!(
                step.kind,
                StepKind::TransitGateway | StepKind::ReturnTransitGateway
            );
            let inspects = matches!(&step.outcome, Outcome::Unknown(Unknown::Unmodelled(what))
                if what.contains("firewall") || what.contains("appliance"));
            is_exit && inspects
        });
        let attachments: BTreeSet<&str> = behind.map(|step| step.subject.id.as_str()).collect();
        let split = attachments.into_iter().filter_map(|id| {
            let id = TransitAttachmentId::from(id);
            let attachment = case.topology.transit_attachment(&id).found()?;
            (attachment.appliance_mode == Some(false)).then_some(attachment)
        });
        let findings = split.map(|attachment| Finding {
            rule: Rule::RT008,
            severity: Rule::RT008.severity(),
            confidence: Confidence::Medium,
            subject: crate::reach::Subject::new(
                "transit-gateway-attachment",
                attachment.id.as_str(),
            ),
            message: format!(
                "{} leads to an inspection without appliance mode: between {} its two directions \
                 may meet different appliances",
                attachment.id,
                zones.iter().copied().collect::<Vec<_>>().join(" and ")
            ),
            evidence: vec![Evidence::part(
                attachment.source,
                "/Options/ApplianceModeSupport",
            )],
            fix: Fix {
                summary: "turn appliance mode on at the attachment of the inspection VPC".into(),
                aws_cli: vec![format!(
                    "aws ec2 modify-transit-gateway-vpc-attachment \
                     --transit-gateway-attachment-id {} --options ApplianceModeSupport=enable",
                    quote(attachment.id.as_str())
                )],
            },
            assumption: Some("what inspects keeps state for each flow".to_owned()),
        });
        findings.collect()
    }
}
