//! Planned targets, and what AgentCore will make for them.
//! <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/vpc-egress-private-endpoints.html>

use serde_json::{Map, Value, json};

use crate::snapshot::{Call, Scope, agentcore, lattice::ResourceGateway};

use super::{Draft, Laid, PlannedTarget, relevant, text};
use crate::planned::resource::{Kind, Resource, Target};
use crate::planned::vocabulary::list;
use crate::planned::{name, unknown};

impl Draft<'_> {
    pub(super) fn targets(&mut self, laid: &mut Laid) {
        let plan = self.plan;
        for resource in &plan.resources {
            if let Kind::Target(target) = &resource.kind {
                laid.targets.push(self.target(resource, target));
            }
        }
    }

    fn target(&mut self, resource: &Resource, target: &Target) -> PlannedTarget {
        let (gateway, scope) = self.gateway_of(resource, target);
        let own_name = unknown::text(&target.body, "name").filter(|name| !name.is_empty());
        let replaced = self.replaced(&gateway, own_name, target);
        let id = replaced
            .clone()
            .or(target.replaces.clone())
            .unwrap_or_else(|| own_name.map_or_else(|| "new-target".to_owned(), str::to_owned));
        if let Some(old) = replaced {
            self.forgotten.push((gateway.clone(), old));
        }
        let related = relevant::to(resource, &self.plan.resources);
        let mut open: Vec<String> = resource.unknown();
        open.extend(related.iter().flat_map(|one| one.unknown()));
        open.extend(
            related
                .iter()
                .filter_map(|one| self.open.get(&one.address).cloned()),
        );
        open.sort();
        open.dedup();
        let mut assumptions: Vec<String> = related
            .iter()
            .filter_map(|one| self.assumed.get(&one.address).cloned())
            .collect();
        assumptions.push("the target becomes READY once it is created".to_owned());
        let mut body = Map::new();
        for member in [
            "name",
            "description",
            "targetConfiguration",
            "credentialProviderConfigurations",
            "metadataConfiguration",
            "privateEndpoint",
            "certificateConfigurations",
        ] {
            if let Some(value) = target.body.get(member) {
                body.insert(member.to_owned(), value.clone());
            }
        }
        // A list without what is not known yet would say something else.
        let endpoint_is_open = target
            .body
            .get("privateEndpoint")
            .is_some_and(|endpoint| !unknown::names_in(endpoint).is_empty());
        if endpoint_is_open {
            body.insert("privateEndpoint".into(), json!({}));
        }
        body.insert("targetId".into(), id.as_str().into());
        body.insert("status".into(), "READY".into());
        let endpoint = Value::Object(target.body.clone());
        if let Some(Value::Object(managed)) =
            endpoint.pointer("/privateEndpoint/managedVpcResource")
        {
            let is_readable =
                serde_json::from_value::<agentcore::ManagedVpcResource>(managed.clone().into())
                    .is_ok();
            if open.is_empty() && is_readable {
                let made = self.managed(resource, &id, managed, &mut assumptions);
                body.insert("privateEndpointManagedResources".into(), json!([made]));
            }
        } else if let Some(configuration) = endpoint
            .pointer("/privateEndpoint/selfManagedLatticeResource/resourceConfigurationIdentifier")
            .and_then(Value::as_str)
        {
            self.associate(resource, configuration, &mut assumptions);
        }
        let faults: Vec<Value> = target
            .faults
            .iter()
            .map(|fault| json!({"pointer": fault.pointer, "message": fault.message}))
            .collect();
        body.insert("requestFaults".into(), faults.into());
        body.insert("unknownUntilApply".into(), open.into());
        body.insert("name".into(), own_name.unwrap_or(&id).into());
        let body = readable(body);
        let path = self.path(&[&resource.address]);
        let call = Call::new(
            "bedrock-agentcore-control",
            "get-gateway-target",
            &[&gateway, &id],
        );
        self.answer(&path, scope, call, &Value::Object(body));
        assumptions.sort();
        assumptions.dedup();
        PlannedTarget {
            gateway,
            target: id,
            assumptions,
        }
    }

    /// The id of the gateway and where it is. One that was not observed is at least known by name.
    fn gateway_of(&mut self, resource: &Resource, target: &Target) -> (String, Scope) {
        let named = target.gateway.as_str().unwrap_or_default();
        let id = named.rsplit('/').next().unwrap_or(named);
        let gateways = self.snapshot.gateways.iter();
        let observed = gateways.map(|one| (&one.record.gateway_id, one.source));
        let summaries = self.snapshot.gateway_summaries.iter();
        let mut observed =
            observed.chain(summaries.map(|one| (&one.record.gateway_id, one.source)));
        if let Some((id, source)) = observed.find(|(own, _)| *own == id) {
            return (id.clone(), self.scope_of(source));
        }
        let id = if id.is_empty() { "unnamed-gateway" } else { id };
        let planned = self.plan.resources.iter().any(|one| {
            matches!(&one.kind, Kind::Gateway { body } if text(body, "gatewayId").as_deref() == Some(id))
        });
        if !planned {
            let path = format!("{} (gateway)", self.path(&[&resource.address]));
            let call = Call::new("bedrock-agentcore-control", "list-gateways", &[]);
            let body = json!({"items": [{"gatewayId": id, "name": id}]});
            self.answer(&path, self.home.clone(), call, &body);
        }
        (id.to_owned(), self.home.clone())
    }

    /// The observed target that this one takes the place of: by id, else by its name.
    fn replaced(&self, gateway: &str, own_name: Option<&str>, target: &Target) -> Option<String> {
        let described = self.snapshot.gateway_targets.iter();
        let described = described.map(|one| {
            (
                &*one.record.key,
                &one.record.record.target_id,
                &one.record.record.name,
            )
        });
        let listed = self.snapshot.target_summaries.iter();
        let listed = listed.map(|one| {
            (
                &*one.record.key,
                &one.record.record.target_id,
                &one.record.record.name,
            )
        });
        let mut own = described.chain(listed).filter(|(key, ..)| *key == gateway);
        own.find(|(_, id, name)| match &target.replaces {
            Some(replaced) => *id == replaced,
            None => own_name.is_some() && name.as_deref() == own_name,
        })
        .map(|(_, id, _)| id.clone())
    }

    /// The resource gateway of a managed target: one that exists already for the same VPC, subnets,
    /// security groups and IP type, else a new one.
    fn managed(
        &mut self,
        resource: &Resource,
        target: &str,
        managed: &Map<String, Value>,
        assumptions: &mut Vec<String>,
    ) -> Value {
        let gateways = self.snapshot.resource_gateways.iter();
        let mut fitting: Vec<_> = gateways
            .filter(|one| self.fits(&one.record, managed))
            .collect();
        fitting.sort_by_key(|one| {
            (
                one.record.status.as_deref() != Some("ACTIVE"),
                one.record.id.clone(),
            )
        });
        if let Some(found) = fitting.first() {
            let id = &found.record.id;
            assumptions.push(format!(
                "AgentCore uses resource gateway {id} again, which has the same VPC, subnets, \
                 security groups and IP type"
            ));
            let arn = found.record.arn.clone();
            return json!({"resourceGatewayArn": arn.unwrap_or_else(|| id.clone())});
        }
        let subnets = list(managed.get("subnetIds"));
        assumptions.push(format!(
            "AgentCore makes a resource gateway with one interface in each of {} subnets, which \
             resolves names as the VPC does",
            subnets.len()
        ));
        let id = name::id(&format!("resource-gateway-of-{target}"));
        let mut body = Map::new();
        body.insert("id".into(), id.as_str().into());
        body.insert("status".into(), "ACTIVE".into());
        body.insert("serviceManaged".into(), true.into());
        body.insert("resourceConfigDnsResolution".into(), "IN_VPC".into());
        for (new, old) in [
            ("vpcId", "vpcIdentifier"),
            ("subnetIds", "subnetIds"),
            ("securityGroupIds", "securityGroupIds"),
            ("ipAddressType", "endpointIpAddressType"),
        ] {
            if let Some(value) = managed.get(old) {
                body.insert(new.into(), value.clone());
            }
        }
        let scope = self.scope_in(managed.get("vpcIdentifier"));
        let path = format!("{} (resource gateway)", self.path(&[&resource.address]));
        let call = Call::new("vpc-lattice", "get-resource-gateway", &[&id]);
        self.answer(&path, scope, call, &Value::Object(body));
        json!({ "resourceGatewayArn": id })
    }

    /// Whether AgentCore would use a resource gateway again.
    fn fits(&self, gateway: &ResourceGateway, managed: &Map<String, Value>) -> bool {
        let made_for_targets = self.snapshot.gateway_targets.iter().any(|one| {
            let made = one.record.record.private_endpoint_managed_resources.iter();
            let mut arns = made.filter_map(|made| made.resource_gateway_arn.as_deref());
            let is_managed = one.record.record.private_endpoint.as_ref();
            is_managed.is_some_and(|endpoint| endpoint.managed_vpc_resource.is_some())
                && arns.any(|arn| arn.rsplit('/').next() == Some(&gateway.id))
        });
        let is_managed = gateway.service_managed == Some(true)
            || gateway.managed_by.is_some()
            || made_for_targets;
        let texts = |name: &str| -> Vec<String> {
            let mut texts: Vec<String> = list(managed.get(name))
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect();
            texts.sort();
            texts.dedup();
            texts
        };
        let sorted = |list: &[String]| {
            let mut list = list.to_vec();
            list.sort();
            list.dedup();
            list
        };
        let groups = texts("securityGroupIds");
        let default = self.default_group(unknown::text(managed, "vpcIdentifier"));
        let same_groups = match groups.is_empty() {
            true => {
                gateway.security_group_ids.is_empty()
                    || default == sorted(&gateway.security_group_ids)
            }
            false => groups == sorted(&gateway.security_group_ids),
        };
        let ip_type = unknown::text(managed, "endpointIpAddressType");
        is_managed
            && gateway.vpc_id.as_deref() == unknown::text(managed, "vpcIdentifier")
            && texts("subnetIds") == sorted(&gateway.subnet_ids)
            && same_groups
            && gateway
                .ip_address_type
                .as_deref()
                .is_none_or(|own| Some(own) == ip_type)
    }

    fn default_group(&self, vpc: Option<&str>) -> Vec<String> {
        let groups = self.snapshot.security_groups.iter();
        let default = groups.filter(|one| {
            one.record.vpc_id.as_deref() == vpc
                && one.record.group_name.as_deref() == Some("default")
        });
        default
            .map(|one| one.record.group_id.clone())
            .take(1)
            .collect()
    }

    /// The association of a resource configuration with AgentCore's service network, which
    /// targets share: AgentCore makes it unless there is one.
    fn associate(
        &mut self,
        resource: &Resource,
        configuration: &str,
        assumptions: &mut Vec<String>,
    ) {
        let id = configuration.rsplit('/').next().unwrap_or(configuration);
        let mut known = self.snapshot.service_network_resource_associations.iter();
        let exists = known.any(|one| {
            let own = one.record.resource_configuration_id.as_deref();
            let arn = one.record.resource_configuration_arn.as_deref();
            own == Some(id) || arn.is_some_and(|arn| arn.rsplit('/').next() == Some(id))
        });
        if exists {
            return;
        }
        assumptions.push(format!(
            "AgentCore associates resource configuration {id} with its service network"
        ));
        let association = name::id(&format!("association-of-{id}"));
        let body = json!({
            "id": association, "status": "ACTIVE", "resourceConfigurationId": id,
            "isManagedAssociation": true,
        });
        let path = format!("{} (association)", self.path(&[&resource.address]));
        let call = Call::new(
            "vpc-lattice",
            "get-service-network-resource-association",
            &[&association],
        );
        self.answer(&path, self.home.clone(), call, &body);
    }
}

/// The same without members of a wrong type: what is wrong with them is told as a fault, and the rest
/// can be judged.
fn readable(mut body: Map<String, Value>) -> Map<String, Value> {
    let is_readable = |body: &Map<String, Value>| {
        serde_json::from_value::<agentcore::GatewayTarget>(body.clone().into()).is_ok()
    };
    for member in [
        "metadataConfiguration",
        "description",
        "certificateConfigurations",
        "credentialProviderConfigurations",
        "privateEndpoint",
        "targetConfiguration",
    ] {
        if is_readable(&body) {
            break;
        }
        if body.remove(member).is_some() && member == "privateEndpoint" {
            body.insert(member.to_owned(), json!({}));
        }
    }
    body
}
