//! REST APIs, their stages and paths.

use std::collections::BTreeMap;

use crate::snapshot::{Keyed, Observed, apigateway, cloudtrail};
use crate::topology::{
    ApiDeployment, ApiEdit, ApiIntegration, ApiMethod, ApiPath, ApiStage, Link, RestApi,
    VpcEndpoint, VpcLink,
};

use super::Builder;

/// What was observed of REST APIs.
pub(super) struct ApiRecords {
    pub(super) apis: Vec<Observed<apigateway::RestApi>>,
    pub(super) stages: Vec<Observed<Keyed<apigateway::Stage>>>,
    pub(super) resources: Vec<Observed<Keyed<apigateway::Resource>>>,
    pub(super) deployments: Vec<Observed<Keyed<apigateway::Deployment>>>,
    pub(super) links: Vec<Observed<apigateway::VpcLink>>,
    pub(super) events: Vec<Observed<cloudtrail::Event>>,
}

impl Builder {
    pub(super) fn add_rest_apis(&mut self, records: ApiRecords) {
        let mut stages = self.answers(records.stages, "apigateway", "get-stages");
        let mut resources = self.answers(records.resources, "apigateway", "get-resources");
        let mut deployments = self.answers(records.deployments, "apigateway", "get-deployments");
        let edits = edits(records.events);
        for Observed { record, source } in self.settle(records.links).records {
            let link = VpcLink {
                source,
                balancers: self.ids(record.target_arns.iter().map(String::as_str)),
            };
            self.topology.vpc_links.insert(record.id, link);
        }
        for Observed { record, source } in self.settle(records.apis).records {
            let scope = self.scope(source);
            let endpoint = record.endpoint_configuration.unwrap_or_default();
            let api = RestApi {
                source,
                id: self.id(&record.id),
                account: scope.account.to_string(),
                region: scope.region.to_string(),
                name: record.name.unwrap_or_default(),
                types: endpoint.types,
                endpoints: self.ids(endpoint.vpc_endpoint_ids.iter().map(String::as_str)),
                policy: record.policy,
                key_source: record.api_key_source,
                deployments: deployments.take(&record.id).map(by_date),
                edits: edits.get(&record.id).cloned().unwrap_or_default(),
                default_endpoint_disabled: record.disable_execute_api_endpoint == Some(true),
                stages: stages.take(&record.id).map(by_name),
                paths: resources.take(&record.id).map(by_path),
            };
            for endpoint in &api.endpoints {
                self.topology.graph.link::<RestApi, VpcEndpoint>(
                    api.id.shared(),
                    Link::AssociatedWith,
                    endpoint.shared(),
                );
            }
            self.topology.graph.insert(api);
        }
    }
}

fn by_name(stages: Vec<Observed<apigateway::Stage>>) -> Vec<ApiStage> {
    let named = stages
        .into_iter()
        .map(|Observed { record, source }| ApiStage {
            source,
            name: record.stage_name,
            web_acl: record.web_acl_arn.filter(|arn| !arn.is_empty()),
            deployment: record.deployment_id,
        });
    let mut stages: Vec<ApiStage> = named.collect();
    stages.sort_by(|a, b| a.name.cmp(&b.name));
    stages
}

fn by_path(resources: Vec<Observed<apigateway::Resource>>) -> Vec<ApiPath> {
    let named = resources
        .into_iter()
        .filter_map(|Observed { record, source }| {
            Some(ApiPath {
                source,
                path: record.path?,
                methods: record.resource_methods.into_iter().map(method).collect(),
            })
        });
    let mut paths: Vec<ApiPath> = named.collect();
    paths.sort_by(|a, b| a.path.cmp(&b.path));
    paths
}

fn method((name, record): (String, apigateway::Method)) -> ApiMethod {
    ApiMethod {
        name,
        authorization: record.authorization_type,
        key_required: record.api_key_required,
        integration: record.method_integration.map(|integration| {
            let through_link = integration.connection_type.as_deref() == Some("VPC_LINK");
            ApiIntegration {
                vpc_link: integration.connection_id.filter(|_| through_link),
                timeout_millis: integration.timeout_in_millis,
                transfer_mode: integration.response_transfer_mode,
            }
        }),
    }
}

fn by_date(deployments: Vec<Observed<apigateway::Deployment>>) -> Vec<ApiDeployment> {
    let deployments = deployments.into_iter();
    let mut deployments: Vec<ApiDeployment> = deployments
        .map(|Observed { record, source }| ApiDeployment {
            source,
            id: record.id,
            created_at: record.created_date,
        })
        .collect();
    deployments.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
    deployments
}

/// Changes by API. Deployments and stages are no changes of what is deployed.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-create-attach.html>
fn edits(events: Vec<Observed<cloudtrail::Event>>) -> BTreeMap<String, Vec<ApiEdit>> {
    let mut edits: BTreeMap<String, Vec<ApiEdit>> = BTreeMap::new();
    for Observed { record, source } in events {
        let (Some(at), Some(name)) = (record.event_time, record.event_name) else {
            continue;
        };
        if name != "UpdateRestApi" && name != "PutRestApi" {
            continue;
        }
        let apis = record.resources.into_iter();
        let apis =
            apis.filter(|one| one.resource_type.as_deref() == Some("AWS::ApiGateway::RestApi"));
        for api in apis.filter_map(|one| one.resource_name) {
            let edit = ApiEdit {
                source,
                at,
                name: name.clone(),
            };
            edits.entry(api).or_default().push(edit);
        }
    }
    for list in edits.values_mut() {
        list.sort_by(|a, b| (a.at, &a.name).cmp(&(b.at, &b.name)));
    }
    edits
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::topology;

    #[test]
    fn stages_are_known_only_from_the_whole_list() {
        let api = (
            "apigateway.get-rest-api.a1",
            json!({"id": "a1", "name": "orders",
            "endpointConfiguration": {"types": ["PRIVATE"], "vpcEndpointIds": ["vpce-1"]}}),
        );
        let stages = |topology: &crate::topology::Topology| {
            let api = topology
                .rest_api(&"a1".into())
                .found()
                .expect("the API")
                .clone();
            assert!(api.is_private());
            Some(
                api.stages?
                    .into_iter()
                    .map(|stage| stage.name)
                    .collect::<Vec<_>>(),
            )
        };
        let list = (
            "apigateway.get-stages.a1",
            json!({"item": [{"stageName": "prod"}]}),
        );
        assert_eq!(
            stages(&topology(&[api.clone(), list])),
            Some(vec!["prod".to_owned()])
        );
        let one = ("apigateway.get-stage.a1.prod", json!({"stageName": "prod"}));
        assert_eq!(stages(&topology(&[api, one])), None, "there may be others");
    }
}
