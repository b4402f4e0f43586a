//! RT: routes there and back.

mod forward;
mod inspection;
mod middlebox;
mod overlap;
mod peering;
mod reply;
mod transit;

pub(super) use forward::RouteMissing;
pub(super) use inspection::InspectionAsymmetric;
pub(super) use middlebox::MiddleboxUnevaluated;
pub(super) use overlap::OverlappingBlocks;
pub(super) use peering::PeeringUnusable;
pub(super) use reply::NoReturnRoute;
pub(super) use transit::TransitIncomplete;
