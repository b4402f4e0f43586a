//! VPCE: interface endpoints.

mod availability;
mod endpoint_policy;
mod reachability;

pub(super) use availability::EndpointNotAvailable;
pub(super) use endpoint_policy::EndpointPolicyDenies;
pub(super) use reachability::EndpointUnreachable;
