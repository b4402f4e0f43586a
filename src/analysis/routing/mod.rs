//! RT: routes there and back.

mod forward;
mod peering;
mod reply;

pub(super) use forward::RouteMissing;
pub(super) use peering::PeeringUnusable;
pub(super) use reply::NoReturnRoute;
