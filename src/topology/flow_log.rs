//! Flow logs: which packets are written down.

use crate::snapshot::Source;

use super::{Observation, Scope, Topology};

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

    /// Whether a list of everything was observed, complete, in an account and Region.
    pub fn is_listed(&self, scope: &Scope, service: &str, operation: &str) -> bool {
        let observation = self.calls.observed(scope, service, operation, &[]);
        matches!(observation, Observation::Complete(_))
    }
}
