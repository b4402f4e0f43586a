//! Interface VPC endpoints and the private REST APIs behind them.

#![expect(
    missing_docs,
    reason = "members carry AWS's own names; the types say where they come from"
)]

use crate::snapshot::Source;
use crate::topology::{
    EndpointId, InterfaceId, LoadBalancerArn, RestApiId, SecurityGroupId, SubnetId, VpcId,
};

/// A VPC endpoint of type Interface.
#[derive(Clone, Debug)]
pub struct VpcEndpoint {
    pub source: Source,
    pub id: EndpointId,
    pub vpc: Option<VpcId>,
    pub owner: Option<String>,
    /// Such as `com.amazonaws.eu-west-1.execute-api`.
    pub service: String,
    /// `VpcEndpointType`, such as `Interface`.
    pub kind: String,
    /// `State`, lower case.
    pub state: Option<String>,
    /// JSON text of the endpoint policy; absent when none was printed.
    pub policy: Option<String>,
    pub private_dns: bool,
    pub subnets: Vec<SubnetId>,
    pub groups: Vec<SecurityGroupId>,
    pub interfaces: Vec<InterfaceId>,
    pub dns_names: Vec<EndpointDnsName>,
}

/// A name of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointDnsName {
    /// Lower case, without the final dot.
    pub name: String,
    /// The Availability Zone, if the name answers with the interface of that zone only.
    pub zone: Option<String>,
}

/// A REST API of API Gateway.
#[derive(Clone, Debug)]
pub struct RestApi {
    pub source: Source,
    pub id: RestApiId,
    pub account: String,
    pub region: String,
    pub name: String,
    /// `endpointConfiguration.types`.
    pub types: Vec<String>,
    /// `endpointConfiguration.vpcEndpointIds`.
    pub endpoints: Vec<EndpointId>,
    /// The resource policy as API Gateway prints it: JSON, its quotes possibly escaped.
    pub policy: Option<String>,
    pub default_endpoint_disabled: bool,
    /// `HEADER` or `AUTHORIZER`: where API keys come from.
    pub key_source: Option<String>,
    /// `None` if the stages were not observed.
    pub stages: Option<Vec<ApiStage>>,
    /// `None` if the resources were not observed.
    pub paths: Option<Vec<ApiPath>>,
    /// By date, the oldest first; `None` if they were not observed.
    pub deployments: Option<Vec<ApiDeployment>>,
    /// When API Gateway was asked to change the API, as CloudTrail tells, the oldest first.
    pub edits: Vec<ApiEdit>,
}

impl RestApi {
    /// Whether the API answers only through VPC endpoints.
    pub fn is_private(&self) -> bool {
        self.types.iter().any(|kind| kind == "PRIVATE")
    }
}

/// A stage of a REST API.
#[derive(Clone, Debug)]
pub struct ApiStage {
    pub source: Source,
    pub name: String,
    /// The web ACL in front of it.
    pub web_acl: Option<String>,
    /// The deployment that it serves.
    pub deployment: Option<String>,
}

/// A deployment of a REST API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiDeployment {
    pub source: Source,
    pub id: String,
    pub created_at: Option<jiff::Timestamp>,
}

/// A change of a REST API, which a stage serves from its next deployment on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiEdit {
    pub source: Source,
    pub at: jiff::Timestamp,
    /// Such as `UpdateRestApi`.
    pub name: String,
}

/// A link of API Gateway to Network Load Balancers.
/// <https://docs.aws.amazon.com/apigateway/latest/api/API_VpcLink.html>
#[derive(Clone, Debug)]
pub struct VpcLink {
    pub source: Source,
    pub balancers: Vec<LoadBalancerArn>,
}

/// A resource of a REST API.
#[derive(Clone, Debug)]
pub struct ApiPath {
    pub source: Source,
    /// Such as `/orders/{id}`.
    pub path: String,
    pub methods: Vec<ApiMethod>,
}

/// A method of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiMethod {
    /// Such as `GET`, or `ANY`.
    pub name: String,
    /// `NONE`, `AWS_IAM`, `CUSTOM` (a Lambda function decides) or `COGNITO_USER_POOLS`; absent when
    /// the answer does not embed methods.
    pub authorization: Option<String>,
    /// Whether calls need an API key; absent like `authorization`.
    pub key_required: Option<bool>,
    /// What the method calls, if that was told.
    pub integration: Option<ApiIntegration>,
}

/// What a method calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiIntegration {
    /// The link that it takes, for connections of type `VPC_LINK`.
    pub vpc_link: Option<String>,
    pub timeout_millis: Option<i64>,
    /// `BUFFERED` or `STREAM`.
    pub transfer_mode: Option<String>,
}
