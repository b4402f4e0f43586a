use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::fault::Fault;
use crate::analysis::{Finding, Fix, Rule};
use crate::reach::Cause;
use crate::topology::PeeringId;

/// RT005: a peering connection carries traffic while it is active, between its two VPCs only.
///
/// <https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html>
pub(in crate::analysis) struct PeeringUnusable;

impl Analyzer for PeeringUnusable {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::RT005]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        case.report(Rule::RT005, |fault| mend(case, fault))
    }
}

fn mend(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    if fault.cause() == Some(Cause::NotInPeerVpc) {
        return Fix {
            summary: format!(
                "peering has no transit: peer the two VPCs directly, or put the resource gateway \
                 into the VPC that holds {}",
                fault.destinations()
            ),
            aws_cli: Vec::new(),
        };
    }
    let id = quote(&fault.subject.id);
    let peering = case
        .topology
        .peering(&PeeringId::from(fault.subject.id.as_str()))
        .found();
    match peering.and_then(|peering| peering.status.as_deref()) {
        Some("pending-acceptance") => Fix {
            summary: "accept the peering connection, as the owner of the accepter VPC".into(),
            aws_cli: vec![format!(
                "aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id {id}"
            )],
        },
        _ => Fix {
            summary: "make a new peering connection and point the routes of both sides at it"
                .into(),
            aws_cli: vec![format!(
                "aws ec2 describe-vpc-peering-connections --vpc-peering-connection-ids {id}"
            )],
        },
    }
}
