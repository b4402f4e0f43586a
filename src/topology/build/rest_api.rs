//! REST APIs, their stages and paths.

use crate::snapshot::{Keyed, Observed, apigateway};
use crate::topology::{ApiMethod, ApiPath, ApiStage, Link, RestApi, VpcEndpoint};

use super::Builder;

impl Builder {
    pub(super) fn add_rest_apis(
        &mut self,
        apis: Vec<Observed<apigateway::RestApi>>,
        stages: Vec<Observed<Keyed<apigateway::Stage>>>,
        resources: Vec<Observed<Keyed<apigateway::Resource>>>,
    ) {
        let mut stages = self.answers(stages, "apigateway", "get-stages");
        let mut resources = self.answers(resources, "apigateway", "get-resources");
        for Observed { record, source } in self.settle(apis).records {
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
    }
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
