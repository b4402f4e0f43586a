//! APIGW: the private REST API.

mod host;
mod resource_policy;
mod stage;
mod web_acl;

pub(super) use host::ApiHost;
pub(super) use resource_policy::ResourcePolicyDenies;
pub(super) use stage::StageOrPathMissing;
pub(super) use web_acl::{WebAclAttached, api_of};
