//! Flow logs, and logs of gateways: what is written down.

use crate::snapshot::Source;

use super::{Gateway, Observation, Scope, Topology};

/// A flow log.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html>
#[derive(Clone, Debug)]
pub struct FlowLog {
    /// The record.
    pub source: Source,
    /// Its id.
    pub id: String,
    /// The VPC, subnet, interface or transit gateway whose packets it records.
    pub resource: String,
    /// Whether it records and delivers what is dropped.
    pub records_rejects: bool,
}

impl Topology {
    /// The flow logs of a resource, by id.
    pub fn flow_logs_of(&self, resource: &str) -> &[FlowLog] {
        self.flow_logs.get(resource).map_or(&[], Vec::as_slice)
    }

    /// Whether logs of a gateway are kept; `None` if nobody looked.
    ///
    /// A delivery joins a source, which names the gateway, with a destination. Where those were not
    /// observed, the log group that the console makes tells.
    /// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/observability-configure.html>
    pub fn keeps_logs(&self, gateway: &Gateway) -> Option<bool> {
        let scope = Scope::new(&gateway.account, &gateway.region);
        let is_listed = |operation| self.is_listed(&scope, "logs", operation);
        if is_listed("describe-delivery-sources") && is_listed("describe-deliveries") {
            return Some(self.logged.contains(gateway.arn.as_ref()?));
        }
        is_listed("describe-log-groups").then(|| {
            let id = gateway.id.as_str();
            self.core_log_groups.iter().any(|name| name.contains(id))
        })
    }

    /// Whether a list of everything was observed, complete, in an account and Region.
    pub fn is_listed(&self, scope: &Scope, service: &str, operation: &str) -> bool {
        let observation = self.calls.observed(scope, service, operation, &[]);
        matches!(observation, Observation::Complete(_))
    }
}
