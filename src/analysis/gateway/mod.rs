//! GW: the configuration of gateway and target.

mod authorization;
mod private_host;
mod target_status;

pub(super) use authorization::PendingAuthorization;
pub(super) use private_host::PrivateHostWithoutEndpoint;
pub(super) use target_status::TargetNotReady;
