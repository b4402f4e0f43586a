//! Flow logs.

use crate::snapshot::{Observed, ec2};
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
}
