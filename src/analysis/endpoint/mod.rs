//! VPCE: interface endpoints.

mod availability;
mod endpoint_policy;
mod private_dns;
mod reachability;

pub(super) use availability::EndpointNotAvailable;
pub(super) use endpoint_policy::EndpointPolicyDenies;
pub(super) use private_dns::PrivateDnsCaptures;
pub(super) use reachability::EndpointUnreachable;
