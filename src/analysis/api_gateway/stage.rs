use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Finding, Fix, Rule};

/// APIGW004: API Gateway answers an unknown stage or path with 403 Missing Authentication Token.
///
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html>
pub(in crate::analysis) struct StageOrPathMissing;

impl Analyzer for StageOrPathMissing {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::APIGW004]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        case.report(Rule::APIGW004, |_| Fix {
            summary: format!(
                "correct the URL of the target so that it starts with https://{}/ and the name of \
                 a deployed stage",
                case.host()
            ),
            aws_cli: Vec::new(),
        })
    }
}
