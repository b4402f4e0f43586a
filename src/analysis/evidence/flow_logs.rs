use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Confidence, Finding, Fix, Rule};
use crate::reach::{Evidence, Subject};
use crate::topology::Subnet;

/// OPS002: nobody writes down where packets die.
///
/// <https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html>
pub(in crate::analysis) struct FlowLogsMissing;

impl Analyzer for FlowLogsMissing {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::OPS002]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let topology = case.topology;
        let Some(vpc) = case.entry_vpc() else {
            return Vec::new();
        };
        // Flow logs of another account are not told.
        let is_listed = topology
            .home_of(vpc)
            .is_some_and(|home| topology.is_listed(&home, "ec2", "describe-flow-logs"));
        if !is_listed || is_recorded(case, vpc.as_str()) {
            return Vec::new();
        }
        let subnets = case.entry_subnets();
        let bare: Vec<&Subnet> = subnets
            .into_iter()
            .filter(|subnet| !is_recorded(case, subnet.id.as_str()))
            .filter(|subnet| !interfaces_are_recorded(case, subnet))
            .collect();
        if bare.is_empty() {
            return Vec::new();
        }
        let names: Vec<&str> = bare.iter().map(|subnet| subnet.id.as_str()).collect();
        vec![Finding {
            rule: Rule::OPS002,
            severity: Rule::OPS002.severity(),
            confidence: Confidence::High,
            subject: Subject::new("vpc", vpc.as_str()),
            message: format!(
                "no flow log records what is dropped in {}, where the resource gateway stands",
                names.join(", ")
            ),
            evidence: bare
                .iter()
                .map(|subnet| Evidence::record(subnet.source))
                .collect(),
            fix: Fix {
                // Where the logs go, and by which role, is the user's choice.
                summary: format!(
                    "create flow logs of traffic type REJECT or ALL for {}",
                    names.join(", ")
                ),
                aws_cli: Vec::new(),
            },
            assumption: None,
        }]
    }
}

/// Whether a flow log of the resource records what is dropped.
fn is_recorded(case: &Case<'_>, resource: &str) -> bool {
    let mut logs = case.topology.flow_logs_of(resource).iter();
    logs.any(|log| log.records_rejects)
}

/// Whether flow logs of single interfaces do for a subnet.
fn interfaces_are_recorded(case: &Case<'_>, subnet: &Subnet) -> bool {
    let interfaces = case.topology.interfaces_in(&subnet.id);
    let mut own = interfaces
        .iter()
        .filter(|interface| interface.lattice_managed)
        .peekable();
    own.peek().is_some() && own.all(|interface| is_recorded(case, interface.id.as_str()))
}
