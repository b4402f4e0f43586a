use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Finding, Fix, Rule};

/// GW010: tools that are listed at each call are in no index that could be searched.
///
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-target-MCPservers.html>
pub(in crate::analysis) struct ListingUnfit;

impl Analyzer for ListingUnfit {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::GW010]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        case.report(Rule::GW010, |_| Fix {
            summary: "set listingMode to DEFAULT, or use a gateway without semantic search".into(),
            aws_cli: case
                .update_target(".targetConfiguration.mcp.mcpServer.listingMode = \"DEFAULT\""),
        })
    }
}
