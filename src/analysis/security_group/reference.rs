use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::GrantTo;
use crate::analysis::fault::Fault;
use crate::analysis::{Finding, Fix, Rule};
use crate::reach::StepKind;

use super::entry::{authorize, once};

/// SG006: a reference to a group of another VPC holds only over an active peering in one Region.
///
/// <https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html>
pub(in crate::analysis) struct InvalidReference;

impl Analyzer for InvalidReference {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::SG006]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        case.report(Rule::SG006, |fault| by_address(case, fault))
    }
}

/// Addresses hold where references do not.
fn by_address(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    let outbound = fault.first().step.kind == StepKind::SecurityGroupOut;
    let commands = fault.paths().into_iter().filter_map(|path| {
        if outbound {
            let group = case.groups_at_start(path).into_iter().next()?;
            let to = GrantTo::Cidr(case.block_around(path.destination.into()));
            Some(authorize("egress", &group, case.port(), &to))
        } else {
            let group = case.interface_at_end(path)?.groups.first()?.clone();
            let to = GrantTo::Cidr(case.block_around(path.source));
            Some(authorize("ingress", &group, case.port(), &to))
        }
    });
    Fix {
        summary: "name the other side by its subnets: the reference does not hold across this path"
            .into(),
        aws_cli: once(commands),
    }
}
