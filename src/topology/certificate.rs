//! Certificates that somebody supplied, by the host that they are about.

use std::sync::Arc;

use super::{CertificateFile, Topology};

impl Topology {
    /// What the server of a host sends, if somebody supplied that.
    pub fn server_chain(&self, host: &str) -> Option<&Arc<CertificateFile>> {
        let own = self.server_chains.get(&Some(host.to_lowercase()));
        own.or_else(|| self.server_chains.get(&None))
    }

    /// The same, if it was supplied for this very host.
    pub fn own_server_chain(&self, host: &str) -> Option<&Arc<CertificateFile>> {
        self.server_chains.get(&Some(host.to_lowercase()))
    }

    /// The private authority for a host, if somebody supplied it. Whether one is registered, the
    /// configuration tells.
    pub fn ca_bundle(&self, host: &str) -> Option<&Arc<CertificateFile>> {
        let own = self.ca_bundles.get(&Some(host.to_lowercase()));
        own.or_else(|| self.ca_bundles.get(&None))
    }
}
