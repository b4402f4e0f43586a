//! What does not exist yet, laid over what was observed.

use crate::snapshot::{
    Call, Calls, FileId, Keyed, Observation, Observed, Scope, Snapshot,
    load::{Problem, parse::Part},
    route53,
};

/// The answer that the AWS CLI would print if something planned existed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedAnswer {
    /// What reports call the file; it need not exist.
    pub path: String,
    /// The account and Region in which it will exist.
    pub scope: Scope,
    /// The call that it answers. A call with a key counts as answered completely; a list of
    /// everything does not, because what is planned is not all that there is.
    pub call: Call,
    /// JSON in the shape of the answer.
    pub json: Vec<u8>,
}

impl Snapshot {
    /// Puts planned resources in the place of observed ones with the same identifier, or beside
    /// all others. Nothing is laid over if an answer cannot be read: that comes back as a problem.
    pub fn lay_over(&mut self, answers: Vec<PlannedAnswer>) -> Result<(), Problem> {
        let mut parts = Vec::new();
        for answer in answers {
            let mut part = Part::of_call(answer.path, answer.scope, answer.call);
            part.read(answer.json);
            if let Some(reason) = part.problem {
                let file = part.file.path;
                return Err(Problem { file, reason });
            }
            parts.push(part);
        }
        for part in parts {
            let file = self.add_file(part.file.clone());
            if let Some(call) = part.file.call.filter(|call| !call.key.is_empty()) {
                self.forget_key(&call);
                self.answered(&part.file.scope, call, file);
            }
            self.forget(&part.records);
            self.absorb_tables(part.records, file);
        }
        Ok(())
    }

    /// Leaves out a target: what a plan deletes, or what is about to be described anew.
    pub fn forget_target(&mut self, gateway: &str, target: &str) {
        let is_it = |key: &str, id: &str| key == gateway && id == target;
        self.gateway_targets
            .retain(|one| !is_it(&one.record.key, &one.record.record.target_id));
        self.target_summaries
            .retain(|one| !is_it(&one.record.key, &one.record.record.target_id));
    }

    fn answered(&mut self, scope: &Scope, call: Call, file: FileId) {
        let known = self.calls.iter();
        let mut entries: std::collections::BTreeMap<_, _> = known
            .map(|(scope, call, observation)| ((scope.clone(), call.clone()), observation))
            .collect();
        entries.insert((scope.clone(), call), Observation::Complete(file));
        self.calls = Calls::new(entries);
    }

    /// Records that only the key of a call names are replaced as a whole.
    fn forget_key(&mut self, call: &Call) {
        fn drop_key<T>(table: &mut Vec<Observed<Keyed<T>>>, key: &str) {
            table.retain(|one| *one.record.key != *key);
        }
        let Some(key) = call.key.first() else { return };
        match call.operation.as_str() {
            "describe-rules" => drop_key(&mut self.listener_rules, key),
            "describe-listener-certificates" => drop_key(&mut self.listener_certificates, key),
            "describe-load-balancer-attributes" => {
                drop_key(&mut self.load_balancer_attributes, key);
            }
            "describe-listener-attributes" => drop_key(&mut self.listener_attributes, key),
            "describe-target-group-attributes" => drop_key(&mut self.target_group_attributes, key),
            "describe-target-health" => drop_key(&mut self.target_health, key),
            "list-resource-record-sets" => drop_key(&mut self.resource_record_sets, key),
            _ => {}
        }
    }

    /// Leaves out what planned records describe anew.
    fn forget(&mut self, planned: &Self) {
        macro_rules! forget {
            ($($table:ident by $id:expr;)*) => {$(
                let id = $id;
                self.$table.retain(|one| {
                    !planned.$table.iter().any(|new| id(&new.record) == id(&one.record))
                });
            )*};
        }
        forget! {
            vpcs by |one: &crate::snapshot::ec2::Vpc| one.vpc_id.clone();
            subnets by |one: &crate::snapshot::ec2::Subnet| one.subnet_id.clone();
            security_groups by |one: &crate::snapshot::ec2::SecurityGroup| one.group_id.clone();
            route_tables by |one: &crate::snapshot::ec2::RouteTable| one.route_table_id.clone();
            network_interfaces by
                |one: &crate::snapshot::ec2::NetworkInterface| one.network_interface_id.clone();
            load_balancers by
                |one: &crate::snapshot::elbv2::LoadBalancer| one.load_balancer_arn.clone();
            listeners by |one: &crate::snapshot::elbv2::Listener| one.listener_arn.clone();
            target_groups by
                |one: &crate::snapshot::elbv2::TargetGroup| one.target_group_arn.clone();
            hosted_zones by
                |one: &crate::snapshot::route53::HostedZone| one.zone_id().to_owned();
            gateways by |one: &crate::snapshot::agentcore::Gateway| one.gateway_id.clone();
            gateway_targets by
                |one: &Keyed<crate::snapshot::agentcore::GatewayTarget>| (one.key.clone(), one.record.target_id.clone());
            resource_gateways by
                |one: &crate::snapshot::lattice::ResourceGateway| one.id.clone();
            resource_configurations by
                |one: &crate::snapshot::lattice::ResourceConfiguration| one.id.clone();
            service_network_resource_associations by
                |one: &crate::snapshot::lattice::ServiceNetworkResourceAssociation| one.id.clone();
        }
        let new = |one: &route53::HostedZoneDetail| one.hosted_zone.zone_id().to_owned();
        self.hosted_zone_details.retain(|one| {
            let planned = &planned.hosted_zone_details;
            !planned
                .iter()
                .any(|other| new(&other.record) == new(&one.record))
        });
        // The separate list of rules would contradict a group that is described anew.
        self.security_group_rules.retain(|rule| {
            let groups = &planned.security_groups;
            !groups
                .iter()
                .any(|group| Some(&group.group_id) == rule.group_id.as_ref())
        });
    }
}
