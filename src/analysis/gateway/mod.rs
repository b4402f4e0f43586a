//! GW: the configuration of gateway and target.

mod authorization;
mod credential_prefix;
mod document;
mod inbound;
mod kind;
mod listing;
mod private_host;
mod request;
mod target_status;

pub(super) use authorization::PendingAuthorization;
pub(super) use credential_prefix::CredentialPrefix;
pub(super) use document::DocumentUnusable;
pub(super) use inbound::NoInboundAuthorization;
pub(super) use kind::KindUnfit;
pub(super) use listing::ListingUnfit;
pub(super) use private_host::PrivateHostWithoutEndpoint;
pub(super) use request::RequestRefused;
pub(super) use target_status::TargetNotReady;
