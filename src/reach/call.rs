//! What the gateway asks of an endpoint.

use jiff::Timestamp;

use crate::topology::{Cidr, Url};

/// The calls of one target, as far as its configuration tells.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// SNI and Host are the host of this URL, whatever name the address came from.
    pub url: &'a Url,
    /// Paths below that of the URL are called, too: OpenAPI operations and passed-through requests
    /// have theirs there, while an MCP server has one path for everything.
    /// <https://modelcontextprotocol.io/specification/2025-06-18/basic/transports>
    pub subpaths: bool,
    /// Which ones, such as `/orders/{id}`; empty if they are not known.
    pub operations: &'a [String],
    /// The target has a private authority registered.
    pub private_ca: bool,
    /// Addresses that the calls may come from; empty if they are not known.
    pub sources: &'a [Cidr],
    /// When the configuration was observed, as which calls are judged.
    pub at: Option<Timestamp>,
}
