use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::{block, quote};
use crate::analysis::fault::Fault;
use crate::analysis::{Finding, Fix, Rule};
use crate::reach::{Cause, Path};
use crate::topology::{Cidr, RouteTableId};

/// RT004: the request arrives and the answer has no way back.
///
/// <https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html>
pub(in crate::analysis) struct NoReturnRoute;

impl Analyzer for NoReturnRoute {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::RT004]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        case.report(Rule::RT004, |fault| route_back(case, fault))
    }
}

/// A route to the resource gateway's subnets over the peering of the two VPCs.
fn route_back(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    let table = RouteTableId::from(fault.subject.id.as_str());
    let mut paths = fault.paths().into_iter();
    if paths.any(|path| leaves_public_node(case, path, &table)) {
        return Fix {
            summary: "put the load balancer into subnets whose route table leads the internet to \
                      an internet gateway, or make it internal"
                .into(),
            aws_cli: Vec::new(),
        };
    }
    let verb = match fault.cause() {
        // A route to that block exists and leads elsewhere.
        Some(Cause::Blackhole) => "replace-route",
        _ => "create-route",
    };
    let mut aws_cli: Vec<String> = Vec::new();
    for path in fault.paths() {
        let Some((peering, _)) = case.peering_to(Cidr::host(path.destination)) else {
            continue;
        };
        let command = format!(
            "aws ec2 {verb} --route-table-id {} --destination-cidr-block {} \
             --vpc-peering-connection-id {}",
            quote(table.as_str()),
            block(case.block_around(path.source)),
            quote(peering.id.as_str())
        );
        if !aws_cli.contains(&command) {
            aws_cli.push(command);
        }
    }
    Fix {
        summary:
            "add a route back to the subnets of the resource gateway in the route table of the \
                  destination"
                .into(),
        aws_cli,
    }
}

/// Whether a table is that of the subnet in which the public address at the end of a path stands.
fn leaves_public_node(case: &Case<'_>, path: &Path, table: &RouteTableId) -> bool {
    let node = case.topology.interface_with_public(path.destination);
    let own = node.and_then(|node| case.topology.route_table_of(&node.subnet).found());
    own.is_some_and(|own| own.id == *table)
}
