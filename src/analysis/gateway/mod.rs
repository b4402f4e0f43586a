//! GW: the configuration of gateway and target.

mod private_host;
mod target_status;

pub(super) use private_host::PrivateHostWithoutEndpoint;
pub(super) use target_status::TargetNotReady;
