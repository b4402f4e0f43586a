//! The rows of the smaller tabs.

use crate::analysis::Rule;
use crate::report::v1::{Finding, Severity, Status, Step, Target};

use super::account::{Account, Proposal};

/// A row of the what-if tab.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// One that may be tried; whether it was proven, and whether it alone opens the target.
    Proposed {
        proposal: Proposal,
        proven: bool,
        sufficient: bool,
    },
    /// One that was made: an index.
    Applied(usize),
}

/// What may be tried for a target, then what was made.
pub(super) fn changes(account: &Account, target: &Target) -> Vec<Change> {
    let mut rows = Vec::new();
    let plan = target.plan.as_ref().filter(|plan| plan.steps.len() > 1);
    if let (Some(plan), Some(proposal)) = (plan, Proposal::plan(target)) {
        rows.push(Change::Proposed {
            proposal,
            proven: plan.verified,
            sufficient: plan.verified,
        });
    }
    for finding in &target.findings {
        if let Some(proposal) = Proposal::fix(finding) {
            rows.push(Change::Proposed {
                proposal,
                proven: finding.fix.verified,
                sufficient: finding.fix.sufficient,
            });
        }
    }
    rows.extend((0..account.applied().len()).map(Change::Applied));
    rows
}

/// A row of the names tab.
#[derive(Clone, Debug)]
pub(super) enum Name<'a> {
    /// How the name was resolved, step by step.
    Step(&'a Step),
    /// An address that it leads to.
    Address(&'a str),
}

/// The chain of names, then the addresses.
pub(super) fn names(target: &Target) -> Vec<Name<'_>> {
    let resolution = &target.name_resolution;
    let steps = resolution.steps.iter().map(Name::Step);
    let addresses = resolution.addresses.iter();
    steps
        .chain(addresses.map(|address| Name::Address(address)))
        .collect()
}

/// The steps about certificates, each resource and result once.
pub(super) fn certificates(target: &Target) -> Vec<&Step> {
    let mut found: Vec<&Step> = Vec::new();
    let steps = target.next_hops.iter().flat_map(|next| &next.steps);
    for step in steps.filter(|step| step.kind == "certificate") {
        if !found
            .iter()
            .any(|known| known.subject == step.subject && known.summary == step.summary)
        {
            found.push(step);
        }
    }
    found
}

/// The layers of the journey, in the order in which a request meets them.
const LAYERS: [(&str, &[&str]); 8] = [
    ("gateway and target", &["GW", "IAM", "IDP"]),
    ("VPC Lattice and subnets", &["LAT", "IP"]),
    ("names", &["DNS"]),
    (
        "security groups, network ACLs, routes",
        &["SG", "NACL", "RT"],
    ),
    ("endpoints and private APIs", &["VPCE", "APIGW"]),
    ("load balancers and backends", &["LB"]),
    ("certificates", &["TLS"]),
    ("protocol and operations", &["MCP", "OPS"]),
];

/// The layer of a finding: its place in the journey, and its name.
pub(super) fn layer(finding: &Finding) -> (usize, &'static str) {
    let family = finding
        .rule
        .parse::<Rule>()
        .map(|rule| rule.family().to_string());
    let family = family.unwrap_or_default();
    let found = LAYERS
        .iter()
        .position(|(_, families)| families.contains(&family.as_str()));
    let index = found.unwrap_or(LAYERS.len() - 1);
    (index, LAYERS[index].0)
}

/// The heading under which a finding stands.
pub(super) fn group(finding: &Finding, by_layer: bool) -> &'static str {
    if by_layer {
        return layer(finding).1;
    }
    match finding.severity {
        Severity::Error => "errors",
        Severity::Warning => "warnings",
        Severity::Info => "good to know",
    }
}

/// Which findings are shown, in which order.
pub(super) fn findings(
    target: &Target,
    by_layer: bool,
    least: Option<Severity>,
    filter: &str,
) -> Vec<usize> {
    let wanted = filter.to_lowercase();
    let keeps = |finding: &Finding| {
        let text = format!(
            "{} {} {}",
            finding.rule, finding.message, finding.subject.id
        );
        least.is_none_or(|least| finding.severity >= least)
            && wanted
                .split_whitespace()
                .all(|word| text.to_lowercase().contains(word))
    };
    let mut shown: Vec<usize> = (0..target.findings.len())
        .filter(|&index| keeps(&target.findings[index]))
        .collect();
    if by_layer {
        shown.sort_by_key(|&index| layer(&target.findings[index]).0);
    }
    shown
}

/// Which gaps are shown.
pub(super) fn gaps(account: &Account, filter: &str) -> Vec<usize> {
    let wanted = filter.to_lowercase();
    let gaps = account.report().gaps.iter().enumerate();
    gaps.filter(|(_, gap)| {
        let subject = gap.subject.as_deref().unwrap_or_default();
        let text = format!(
            "{} {subject} {} {}",
            gap.operation,
            gap.reason,
            gap.needed_for.join(" ")
        );
        wanted
            .split_whitespace()
            .all(|word| text.to_lowercase().contains(word))
    })
    .map(|(index, _)| index)
    .collect()
}

/// How a stage of a target looks that has no steps.
pub(super) fn is_empty_stage(stage: &crate::report::v1::Stage) -> bool {
    stage.status == Status::Skipped && stage.summary.is_empty()
}
