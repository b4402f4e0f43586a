//! RT: routes there and back.

mod forward;
mod peering;
mod reply;
mod transit;

pub(super) use forward::RouteMissing;
pub(super) use peering::PeeringUnusable;
pub(super) use reply::NoReturnRoute;
pub(super) use transit::TransitIncomplete;
