//! LB: load balancers, listeners, target groups and their health.

mod client_address;
mod idle;
mod listener;
mod scheme;
mod state;
mod target_group;
mod zone;

pub(super) use client_address::ClientAddress;
pub(super) use idle::IdleTimeout;
pub(super) use listener::ListenerUnfit;
pub(super) use scheme::InternetFacing;
pub(super) use state::LoadBalancerNotActive;
pub(super) use target_group::TargetGroupUnfit;
pub(super) use zone::ZoneWithoutTargets;
