//! AgentCore gateways.

use std::collections::BTreeSet;

use crate::snapshot::{Observed, Scope, Source, agentcore};
use crate::topology::Gateway;

use super::Builder;

impl Builder {
    pub(super) fn add_gateways(
        &mut self,
        gateways: Vec<Observed<agentcore::Gateway>>,
        summaries: Vec<Observed<agentcore::GatewaySummary>>,
    ) {
        let gateways = self.settle(gateways);
        let contradictory = gateways.dropped.iter().map(|lost| lost.gateway_id.clone());
        let contradictory: BTreeSet<String> = contradictory.collect();
        for Observed { record, source } in gateways.records {
            let (account, region) = self.home(source, record.gateway_arn.as_deref());
            let identity = self.authorizer(source, record.authorizer_configuration);
            let mcp = record.protocol_configuration.and_then(|own| own.mcp);
            let gateway = Gateway {
                source,
                id: self.id(&record.gateway_id),
                account,
                region,
                arn: record.gateway_arn,
                name: record.name.unwrap_or_default(),
                status: record.status,
                status_reasons: record.status_reasons,
                updated_at: record.updated_at,
                authorizer: record.authorizer_type,
                identity,
                has_interceptor: Some(!record.interceptor_configurations.is_empty()),
                protocol: record.protocol_type,
                search: mcp.as_ref().and_then(|mcp| mcp.search_type.clone()),
                mcp_versions: mcp.map(|mcp| mcp.supported_versions).unwrap_or_default(),
                role: record.role_arn,
                described: true,
                exception_level: record.exception_level,
            };
            self.topology.graph.insert(gateway);
        }
        for Observed { record, source } in self.settle(summaries).records {
            if contradictory.contains(&record.gateway_id) {
                continue;
            }
            let (account, region) = self.home(source, None);
            let gateway = Gateway {
                source,
                id: self.id(&record.gateway_id),
                account,
                region,
                arn: None,
                name: record.name.unwrap_or_default(),
                status: record.status,
                status_reasons: Vec::new(),
                updated_at: record.updated_at,
                authorizer: record.authorizer_type,
                identity: None,
                has_interceptor: None,
                protocol: record.protocol_type,
                search: None,
                mcp_versions: Vec::new(),
                role: None,
                described: false,
                exception_level: None,
            };
            // One that was described stays.
            self.topology.graph.insert(gateway);
        }
    }

    /// Account and Region of a gateway: those that answered, else those in its ARN.
    fn home(&self, source: Source, arn: Option<&str>) -> (String, String) {
        let scope = self.scope(source);
        let mut parts = arn.into_iter().flat_map(|arn| arn.split(':')).skip(3);
        let (region, account) = (parts.next(), parts.next());
        let known = |told: &str, named: Option<&str>| match (told, named) {
            (Scope::UNKNOWN, Some(named)) => named.to_owned(),
            _ => told.to_owned(),
        };
        (known(&scope.account, account), known(&scope.region, region))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::topology;

    #[test]
    fn the_description_outdoes_the_list() {
        let list = (
            "bedrock-agentcore-control.list-gateways",
            json!({"items": [
            {"gatewayId": "gw-1", "name": "one", "status": "UPDATING"},
            {"gatewayId": "gw-2", "name": "two", "status": "READY"}]}),
        );
        let one = (
            "bedrock-agentcore-control.get-gateway.gw-1",
            json!({
            "gatewayId": "gw-1", "name": "one", "status": "READY", "authorizerType": "AWS_IAM",
            "gatewayArn": "arn:aws:bedrock-agentcore:eu-west-1:111122223333:gateway/gw-1"}),
        );
        let topology = topology(&[list, one]);
        let told: Vec<_> = topology
            .gateways()
            .iter()
            .map(|one| {
                (
                    one.id.to_string(),
                    one.status.clone().unwrap_or_default(),
                    one.described,
                )
            })
            .collect();
        let expected = [("gw-1", "READY", true), ("gw-2", "READY", false)];
        assert_eq!(
            told,
            expected.map(|(id, status, d)| (id.to_owned(), status.to_owned(), d))
        );
        assert_eq!(topology.gateways()[0].account, "111122223333");
    }
}
