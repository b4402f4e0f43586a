use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Finding, Fix, Rule};
use crate::reach::Cause;

/// VPCE001: an endpoint that is not available, or that is for another service.
///
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html>
pub(in crate::analysis) struct EndpointNotAvailable;

impl Analyzer for EndpointNotAvailable {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::VPCE001]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        case.report(Rule::VPCE001, |fault| Fix {
            summary: match fault.cause() {
                Some(Cause::EndpointWrongService) => {
                    "point the name at an endpoint for execute-api".into()
                }
                _ => "look up State and LastError; an endpoint that was rejected, failed or \
                      expired has to be made again"
                    .into(),
            },
            aws_cli: vec![format!(
                "aws ec2 describe-vpc-endpoints --vpc-endpoint-ids {}",
                quote(&fault.subject.id)
            )],
        })
    }
}
