//! APIGW: the private REST API.

mod deployment;
mod host;
mod method;
mod resource_policy;
mod stage;
mod stream;
mod web_acl;

pub(super) use deployment::ChangeNotDeployed;
pub(super) use host::ApiHost;
pub(super) use method::MethodsRefuse;
pub(super) use resource_policy::ResourcePolicyDenies;
pub(super) use stage::StageOrPathMissing;
pub(super) use stream::StreamCutOff;
pub(super) use web_acl::{WebAclAttached, api_of};
