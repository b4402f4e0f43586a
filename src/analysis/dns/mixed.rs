use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Confidence, Finding, Fix, Rule};
use crate::reach::{Evidence, Subject, Verdict};

/// DNS012: the resource gateway takes any address of an answer and neither balances nor checks them.
///
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/resource-gateway.html>
pub(in crate::analysis) struct MixedAnswers;

impl Analyzer for MixedAnswers {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::DNS012]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut fates: BTreeMap<IpAddr, (usize, usize)> = BTreeMap::new();
        for path in &case.journey.paths {
            let (open, all) = fates.entry(path.destination).or_default();
            *all += 1;
            *open += usize::from(path.verdict != Verdict::Blocked);
        }
        let dead = fates.iter().filter(|(_, (open, _))| *open == 0);
        let dead = dead.map(|(address, _)| *address);
        let blocked: Vec<IpAddr> = dead.filter(|address| !is_node(case, *address)).collect();
        // Zones that cannot reach each other are another matter.
        let is_whole = |(open, all): &(usize, usize)| open == all;
        let some_open = fates.values().any(is_whole);
        let resolution = &case.journey.resolution;
        if blocked.is_empty() || !some_open {
            return Vec::new();
        }
        let answers = resolution
            .answers
            .iter()
            .filter(|answer| blocked.contains(&answer.address));
        let mut evidence: Vec<Evidence> = Vec::new();
        for piece in answers.flat_map(|answer| &answer.evidence) {
            if !evidence.contains(piece) {
                evidence.push(piece.clone());
            }
        }
        if evidence.is_empty() {
            return Vec::new();
        }
        let words: Vec<String> = blocked.iter().map(ToString::to_string).collect();
        vec![Finding {
            rule: Rule::DNS012,
            severity: Rule::DNS012.severity(),
            confidence: Confidence::High,
            subject: Subject::new("name", resolution.host.clone()),
            message: format!(
                "{} of {} addresses of {} cannot be reached: {}",
                blocked.len(),
                fates.len(),
                resolution.host,
                words.join(", ")
            ),
            evidence,
            fix: Fix {
                summary: "take the addresses out of the record, or open the way to them".into(),
                aws_cli: Vec::new(),
            },
            assumption: None,
        }]
    }
}

/// Nodes of load balancers come and go with their zones: what is wrong with one, other rules say.
fn is_node(case: &Case<'_>, address: IpAddr) -> bool {
    let claimants = case.topology.claimants_of(address);
    let mut nodes = claimants.into_iter();
    nodes.any(|node| case.topology.load_balancer_of(&node.id).is_some())
}
