use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::fault::Fault;
use crate::analysis::{Finding, Fix, Rule};

/// RT009: the address belongs to another network, but the VPC's own block covers it, too.
///
/// <https://docs.aws.amazon.com/vpc/latest/peering/invalid-peering-configurations.html>
pub(in crate::analysis) struct OverlappingBlocks;

impl Analyzer for OverlappingBlocks {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::RT009]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        case.report(Rule::RT009, |fault| enter_there(case, fault))
    }
}

/// A resource gateway in the VPC that the address is in.
fn enter_there(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    let mut aws_cli: Vec<String> = Vec::new();
    for path in fault.paths() {
        let [owner] = case.topology.claimants_of(path.destination)[..] else {
            continue;
        };
        let command = format!(
            "aws vpc-lattice create-resource-gateway --name agents --vpc-identifier {} \
             --subnet-ids {}",
            quote(owner.vpc.as_str()),
            quote(owner.subnet.as_str())
        );
        if !aws_cli.contains(&command) {
            aws_cli.push(command);
        }
    }
    // One gateway serves all addresses of the VPC.
    aws_cli.truncate(1);
    Fix {
        summary: format!(
            "no route can tell the two networks apart: enter with a resource gateway in the VPC that \
             holds {}",
            fault.destinations()
        ),
        aws_cli,
    }
}
