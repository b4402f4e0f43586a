//! Plans of Terraform, as `terraform show -json` prints them.
//! <https://developer.hashicorp.com/terraform/internals/json-format>

mod reference;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::document::PlanError;
use super::resource::Resource;
use super::{Plan, elastic, group, lattice, target, zone};

use reference::References;

pub(super) fn read(file: &str, members: &Map<String, Value>) -> Result<Plan, PlanError> {
    let Some(Value::Array(changes)) = members.get("resource_changes") else {
        return Err(PlanError::Content {
            file: file.to_owned(),
            pointer: "/resource_changes".to_owned(),
            message: "a plan lists the changes of resources".to_owned(),
        });
    };
    let references = References::new(members, changes);
    let mut plan = Plan {
        name: file.to_owned(),
        resources: Vec::new(),
        notes: BTreeSet::new(),
    };
    for change in changes {
        let text = |name: &str| change.get(name).and_then(Value::as_str).unwrap_or_default();
        let (address, kind) = (text("address"), text("type"));
        if text("mode") == "data" {
            continue;
        }
        match action(change) {
            Action::Delete if is_known(kind) => {
                plan.notes.insert(format!(
                    "{file}: the plan deletes {address}; it is judged as if it stayed"
                ));
            }
            Action::None | Action::Delete => {}
            Action::Put => {
                let values = references.values(address, change);
                let read = of_type(kind, address, &values, &references);
                if read.is_empty() && matters(kind) {
                    plan.notes
                        .insert(format!("{file}: {address} is not laid over"));
                }
                plan.resources.extend(read);
            }
        }
    }
    Ok(plan)
}

enum Action {
    None,
    Put,
    Delete,
}

fn action(change: &Value) -> Action {
    let actions = change.pointer("/change/actions").and_then(Value::as_array);
    let has = |name: &str| actions.is_some_and(|actions| actions.iter().any(|one| one == name));
    if has("create") || has("update") {
        Action::Put
    } else if has("delete") {
        Action::Delete
    } else {
        Action::None
    }
}

fn is_known(kind: &str) -> bool {
    !of_type(kind, "", &Map::new(), &References::default()).is_empty()
}

fn of_type(
    kind: &str,
    address: &str,
    values: &Map<String, Value>,
    references: &References,
) -> Vec<Resource> {
    let id = |attribute: &str| -> String {
        let known = values
            .get(attribute)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty());
        let planned = || reference::planned(kind, address, attribute, values);
        known
            .map(str::to_owned)
            .or_else(planned)
            .unwrap_or_default()
    };
    let one = match kind {
        "aws_bedrockagentcore_gateway_target" => {
            let replaces = references.before(address, "target_id");
            target::of_plan(address, values, replaces)
        }
        "aws_bedrockagentcore_gateway" => {
            target::gateway_of_plan(address, values, &id("gateway_id"))
        }
        "aws_vpclattice_resource_gateway" => lattice::gateway_of_plan(address, values, &id("id")),
        "aws_vpclattice_resource_configuration" => {
            lattice::configuration_of_plan(address, values, &id("id"))
        }
        "aws_security_group" => group::of_plan(address, values, &id("id")),
        "aws_security_group_rule" => group::rule_of_plan(address, values),
        "aws_vpc_security_group_ingress_rule" => group::vpc_rule_of_plan(address, values, false),
        "aws_vpc_security_group_egress_rule" => group::vpc_rule_of_plan(address, values, true),
        "aws_route" => group::route_of_plan(address, values),
        "aws_route53_zone" => zone::of_plan(address, values, &id("zone_id")),
        "aws_route53_zone_association" => zone::association_of_plan(address, values),
        "aws_route53_record" => zone::record_of_plan(address, values),
        "aws_lb" | "aws_alb" => elastic::balancer_of_plan(address, values, &id("arn")),
        "aws_lb_listener" | "aws_alb_listener" => {
            elastic::listener_of_plan(address, values, &id("arn"))
        }
        "aws_lb_listener_rule" | "aws_alb_listener_rule" => {
            elastic::rule_of_plan(address, values, &id("arn"))
        }
        "aws_lb_listener_certificate" | "aws_alb_listener_certificate" => elastic::certificates(
            address,
            values.get("listener_arn"),
            super::vocabulary::list(values.get("certificate_arn")),
        ),
        "aws_lb_target_group" | "aws_alb_target_group" => {
            elastic::group_of_plan(address, values, &id("arn"))
        }
        _ => return Vec::new(),
    };
    vec![one]
}

/// Whether a resource that is not laid over may be on the way of a request.
fn matters(kind: &str) -> bool {
    let prefixes = [
        "aws_vpc",
        "aws_subnet",
        "aws_network_acl",
        "aws_nat_gateway",
        "aws_route",
        "aws_api_gateway",
        "aws_acm_certificate",
        "aws_ec2_transit_gateway",
        "aws_networkfirewall",
        "aws_lb_target_group_attachment",
    ];
    prefixes.iter().any(|prefix| kind.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::planned::{resource::Kind, unknown::names_in};

    #[test]
    fn references_between_planned_resources_are_followed() {
        let plan = json!({
            "format_version": "1.2", "planned_values": {},
            "resource_changes": [
                {"address": "aws_security_group.gw", "mode": "managed", "type": "aws_security_group", "name": "gw",
                 "change": {"actions": ["create"], "after": {"name": "gw", "vpc_id": "vpc-1"},
                    "after_unknown": {"id": true, "arn": true, "ingress": true, "egress": true}}},
                {"address": "module.m.aws_bedrockagentcore_gateway_target.t[0]", "mode": "managed",
                 "type": "aws_bedrockagentcore_gateway_target", "name": "t",
                 "change": {"actions": ["create"],
                    "after": {"name": "orders", "gateway_identifier": "gw-1",
                        "target_configuration": [{"mcp": [{"mcp_server": [{"endpoint": "https://a.example.com"}]}]}],
                        "private_endpoint": [{"managed_vpc_resource": [{"vpc_identifier": "vpc-1",
                            "subnet_ids": ["subnet-1"], "endpoint_ip_address_type": "IPV4"}]}]},
                    "after_unknown": {"target_id": true, "private_endpoint": [{"managed_vpc_resource": [
                        {"security_group_ids": true, "routing_domain": true}]}]}}},
            ],
            "configuration": {"root_module": {
                "resources": [{"address": "aws_security_group.gw", "expressions": {}}],
                "module_calls": {"m": {
                    "expressions": {"groups": {"references": ["aws_security_group.gw.id", "aws_security_group.gw"]}},
                    "module": {"resources": [{"address": "aws_bedrockagentcore_gateway_target.t", "expressions": {
                        "private_endpoint": [{"managed_vpc_resource": [{
                            "security_group_ids": {"references": ["var.groups"]},
                            "routing_domain": {"references": ["local.host"]}}]}]}}]}}}}},
        });
        let plan = read("plan.json", plan.as_object().unwrap()).unwrap();
        let Kind::Target(target) = &plan.resources[1].kind else {
            panic!("the target")
        };
        let managed = &target.body["privateEndpoint"]["managedVpcResource"];
        assert_eq!(
            managed["securityGroupIds"],
            json!(["planned:aws-security-group-gw"])
        );
        let address = "module.m.aws_bedrockagentcore_gateway_target.t[0]";
        assert_eq!(
            names_in(managed),
            [format!(
                "{address}.private_endpoint.managed_vpc_resource.routing_domain"
            )]
        );
        let Kind::SecurityGroup { body } = &plan.resources[0].kind else {
            panic!("the group")
        };
        assert_eq!(body["GroupId"], "planned:aws-security-group-gw");
        assert_eq!(body["IpPermissionsEgress"], json!([]));
    }
}
