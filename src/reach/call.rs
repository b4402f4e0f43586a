//! What the gateway asks of an endpoint.

use crate::topology::{Cidr, TargetConfig, TargetKind, Url};

/// The calls of one target, as far as its configuration tells.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// SNI and Host are the host of this URL, whatever name the address came from.
    pub url: &'a Url,
    /// Paths below that of the URL are called, too.
    pub subpaths: bool,
    /// Which ones, such as `/orders/{id}`; empty if they are not known.
    pub operations: &'a [String],
    /// The target has a private authority registered.
    pub private_ca: bool,
    /// Addresses that the calls may come from; empty if they are not known.
    pub sources: &'a [Cidr],
}

impl<'a> Call<'a> {
    /// The calls of a target; `None` if its URL cannot be read.
    ///
    /// An MCP server has one path for everything, OpenAPI operations and passed-through requests
    /// have theirs below the URL.
    /// <https://modelcontextprotocol.io/specification/2025-06-18/basic/transports>
    pub fn of(target: &'a TargetConfig, sources: &'a [Cidr]) -> Option<Self> {
        Some(Self {
            url: target.url.as_ref().ok()?,
            subpaths: target.kind != TargetKind::McpServer,
            operations: &target.operations,
            private_ca: target.private_ca,
            sources,
        })
    }
}
