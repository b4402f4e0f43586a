use std::collections::BTreeMap;

use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::fault::Fault;
use crate::analysis::{Confidence, Finding, Fix, Rule, Severity};
use crate::reach::{Evidence, Outcome, Path, StepKind, Subject};
use crate::topology::{Peer, SecurityGroup, SecurityGroupId, SecurityGroupRule};

use super::entry::{authorize, let_out, once};

/// SG004: rules that admit some interfaces of the resource gateway and not others, or that list
/// single addresses, which VPC Lattice may replace.
///
/// <https://docs.aws.amazon.com/vpc-lattice/latest/ug/resource-gateway.html>
pub(in crate::analysis) struct PartialCoverage;

impl Analyzer for PartialCoverage {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::SG004]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings = single_addresses(case);
        // The same fault as SG001 or SG003, but other paths do without it.
        let uneven = case.faults.iter().filter(|fault| {
            matches!(fault.rule, Rule::SG001 | Rule::SG003) && fault.severity < Severity::Error
        });
        findings.extend(uneven.map(|fault| Finding {
            rule: Rule::SG004,
            ..case.finding(fault, fix(case, fault))
        }));
        findings
    }
}

/// Groups of the next hop that admit the resource gateway by single addresses only.
fn single_addresses(case: &Case<'_>) -> Vec<Finding> {
    let mut found: BTreeMap<&SecurityGroupId, (Vec<Evidence>, Vec<String>)> = BTreeMap::new();
    for path in &case.journey.paths {
        let mut steps = path.trace.steps();
        let Some(step) = steps
            .find(|step| step.kind == StepKind::SecurityGroupIn && step.outcome == Outcome::Pass)
        else {
            continue;
        };
        let rules: Vec<_> = step
            .evidence
            .iter()
            .filter_map(|piece| rule_at(case, path, piece))
            .collect();
        let single = |(_, rule): &(&SecurityGroup, &SecurityGroupRule)| matches!(rule.peer, Peer::Cidr(cidr) if cidr.only().is_some());
        if rules.is_empty() || !rules.iter().all(single) {
            continue;
        }
        for ((group, _), piece) in rules.iter().zip(&step.evidence) {
            let (evidence, commands) = found.entry(&group.id).or_default();
            if !evidence.contains(piece) {
                evidence.push(piece.clone());
            }
            let to = case.grant_source(path);
            let command = authorize("ingress", &group.id, case.port(), &to);
            if !commands.contains(&command) {
                commands.push(command);
            }
        }
    }
    let findings = found.into_iter().map(|(id, (evidence, aws_cli))| Finding {
        rule: Rule::SG004,
        severity: Severity::Warning,
        confidence: Confidence::High,
        subject: Subject::new("security-group", id.as_str()),
        message: format!(
            "{id} admits the resource gateway by single addresses, which VPC Lattice may replace"
        ),
        evidence,
        fix: Fix {
            summary: ADMIT_GROUP.into(),
            aws_cli,
        },
        assumption: None,
    });
    findings.collect()
}

/// The inbound rule that a piece of evidence points at, and its group.
fn rule_at<'a>(
    case: &Case<'a>,
    path: &Path,
    piece: &Evidence,
) -> Option<(&'a SecurityGroup, &'a SecurityGroupRule)> {
    let groups = case.interface_at_end(path)?.groups.iter();
    let mut groups = groups.filter_map(|id| case.topology.security_group(id).found());
    let group = groups.find(|group| group.source == piece.source)?;
    let rule = group
        .inbound
        .iter()
        .find(|rule| rule.part.to_string() == piece.part)?;
    Some((group, rule))
}

const ADMIT_GROUP: &str =
    "admit the resource gateway's group, or all of its subnets, instead of single addresses";

fn fix(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    match fault.rule {
        Rule::SG001 => let_out(case, fault),
        _ => admit_group(case, fault),
    }
}

fn admit_group(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    let commands = fault.paths().into_iter().filter_map(|path| {
        let group = case.interface_at_end(path)?.groups.first()?.clone();
        Some(authorize(
            "ingress",
            &group,
            case.port(),
            &case.grant_source(path),
        ))
    });
    Fix {
        summary: ADMIT_GROUP.into(),
        aws_cli: once(commands),
    }
}
