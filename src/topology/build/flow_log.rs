//! Flow logs, and logs of gateways.

use std::collections::BTreeSet;

use crate::snapshot::{Observed, ec2, logs};
use crate::topology::FlowLog;

use super::Builder;

impl Builder {
    pub(super) fn add_flow_logs(&mut self, logs: Vec<Observed<ec2::FlowLog>>) {
        for Observed { record, source } in self.settle(logs).records {
            let Some(resource) = record.resource_id else {
                continue;
            };
            let log = FlowLog {
                source,
                id: record.flow_log_id,
                resource: resource.clone(),
                records_rejects: record.flow_log_status.as_deref() == Some("ACTIVE")
                    && record.traffic_type.as_deref() != Some("ACCEPT")
                    && record.deliver_logs_status.as_deref() != Some("FAILED"),
            };
            self.topology
                .flow_logs
                .entry(resource)
                .or_default()
                .push(log);
        }
        for logs in self.topology.flow_logs.values_mut() {
            logs.sort_by(|a, b| a.id.cmp(&b.id));
        }
    }

    /// Log deliveries and log groups of AgentCore.
    pub(super) fn add_core_logs(
        &mut self,
        sources: Vec<Observed<logs::DeliverySource>>,
        deliveries: Vec<Observed<logs::Delivery>>,
        groups: Vec<Observed<logs::LogGroup>>,
    ) {
        let joined: BTreeSet<String> = deliveries
            .into_iter()
            .filter_map(|delivery| delivery.record.delivery_source_name)
            .collect();
        for Observed { record, .. } in sources {
            let is_delivered = record.name.is_some_and(|name| joined.contains(&name));
            if is_delivered && record.log_type.as_deref() == Some("APPLICATION_LOGS") {
                self.topology.logged.extend(record.resource_arns);
            }
        }
        let names = groups
            .into_iter()
            .filter_map(|group| group.record.log_group_name);
        let own = names.filter(|name| name.starts_with(CORE_LOGS));
        self.topology.core_log_groups.extend(own);
    }
}

/// What the names of log groups for AgentCore begin with.
const CORE_LOGS: &str = "/aws/vendedlogs/bedrock-agentcore/";
