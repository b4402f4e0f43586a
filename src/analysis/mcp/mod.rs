//! MCP: what configuration tells of the protocol; the rest needs a probe.

mod tool_list;
mod versions;

pub(super) use tool_list::ToolListStale;
pub(super) use versions::VersionsDiffer;
