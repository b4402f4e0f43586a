//! APIGW: the private REST API.

mod host;
mod resource_policy;
mod stage;

pub(super) use host::ApiHost;
pub(super) use resource_policy::ResourcePolicyDenies;
pub(super) use stage::StageOrPathMissing;
