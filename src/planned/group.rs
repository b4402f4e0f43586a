//! Security groups, their rules, and routes.

use serde_json::{Map, Value, json};

use super::name;
use super::resource::{Kind, Resource};
use super::vocabulary::{list, number};

/// `AWS::EC2::SecurityGroup`. Without rules of its own it lets everything out.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html>
pub(super) fn of_template(address: &str, properties: &Map<String, Value>) -> Resource {
    let rules = |name: &str| -> Vec<Value> {
        let rules = list(properties.get(name)).into_iter();
        rules
            .filter_map(|rule| Some(permission(rule.as_object()?, address).into()))
            .collect()
    };
    let outbound = match properties.contains_key("SecurityGroupEgress") {
        true => rules("SecurityGroupEgress"),
        false => vec![everything()],
    };
    let group_name = properties.get("GroupName").cloned();
    group(
        address,
        &name::id(address),
        &group_name.unwrap_or_else(|| address.into()),
        properties.get("VpcId"),
        rules("SecurityGroupIngress"),
        outbound,
    )
}

/// `AWS::EC2::SecurityGroupIngress` and `SecurityGroupEgress`
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroupingress.html>
pub(super) fn rule_of_template(
    address: &str,
    properties: &Map<String, Value>,
    outbound: bool,
) -> Resource {
    let kind = Kind::Permission {
        group: properties.get("GroupId").cloned().unwrap_or(Value::Null),
        outbound,
        permission: permission(properties, address),
    };
    Resource {
        address: address.to_owned(),
        kind,
    }
}

/// A rule as CloudFormation has it, as the API prints it.
fn permission(rule: &Map<String, Value>, own: &str) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("IpProtocol".into(), protocol(rule.get("IpProtocol")));
    for name in ["FromPort", "ToPort"] {
        if let Some(port) = rule.get(name) {
            out.insert(name.into(), number(port));
        }
    }
    let peer = |names: [&str; 2]| names.iter().find_map(|name| rule.get(*name)).cloned();
    if let Some(cidr) = rule.get("CidrIp") {
        out.insert("IpRanges".into(), json!([{"CidrIp": cidr}]));
    }
    if let Some(cidr) = rule.get("CidrIpv6") {
        out.insert("Ipv6Ranges".into(), json!([{"CidrIpv6": cidr}]));
    }
    if let Some(group) = peer(["SourceSecurityGroupId", "DestinationSecurityGroupId"]) {
        out.insert("UserIdGroupPairs".into(), json!([{"GroupId": group}]));
    } else if let Some(name) = rule.get("SourceSecurityGroupName") {
        let unknown = super::unknown::unknown(format!("{own}: the group named {name}"));
        out.insert("UserIdGroupPairs".into(), json!([{"GroupId": unknown}]));
    }
    if let Some(list) = peer(["SourcePrefixListId", "DestinationPrefixListId"]) {
        out.insert("PrefixListIds".into(), json!([{"PrefixListId": list}]));
    }
    out
}

/// `aws_security_group`. Terraform removes the rule that AWS makes: what is not listed is not there.
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group>
pub(super) fn of_plan(address: &str, values: &Map<String, Value>, id: &str) -> Resource {
    let rules = |name: &str| -> Vec<Value> {
        let rules = list(values.get(name)).into_iter();
        let rules = rules.filter(|rule| super::unknown::name_of(rule).is_none());
        rules
            .filter_map(|rule| Some(permission_of_block(rule.as_object()?, id).into()))
            .collect()
    };
    let group_name = values
        .get("name")
        .filter(|value| value.is_string())
        .cloned();
    group(
        address,
        id,
        &group_name.unwrap_or_else(|| address.into()),
        values.get("vpc_id"),
        rules("ingress"),
        rules("egress"),
    )
}

/// `aws_security_group_rule`
pub(super) fn rule_of_plan(address: &str, values: &Map<String, Value>) -> Resource {
    let group = values
        .get("security_group_id")
        .cloned()
        .unwrap_or(Value::Null);
    let own = group.as_str().unwrap_or_default().to_owned();
    let mut block = values.clone();
    if let Some(source) = block
        .remove("source_security_group_id")
        .filter(|value| !value.is_null())
    {
        block.insert("security_groups".into(), json!([source]));
    }
    let kind = Kind::Permission {
        group,
        outbound: values.get("type").and_then(Value::as_str) == Some("egress"),
        permission: permission_of_block(&block, &own),
    };
    Resource {
        address: address.to_owned(),
        kind,
    }
}

/// `aws_vpc_security_group_ingress_rule` and `…_egress_rule`
pub(super) fn vpc_rule_of_plan(
    address: &str,
    values: &Map<String, Value>,
    outbound: bool,
) -> Resource {
    let some = |name: &str| values.get(name).filter(|value| !value.is_null()).cloned();
    let mut out = Map::new();
    out.insert("IpProtocol".into(), protocol(values.get("ip_protocol")));
    for (new, old) in [("FromPort", "from_port"), ("ToPort", "to_port")] {
        if let Some(port) = some(old) {
            out.insert(new.into(), number(&port));
        }
    }
    if let Some(cidr) = some("cidr_ipv4") {
        out.insert("IpRanges".into(), json!([{"CidrIp": cidr}]));
    }
    if let Some(cidr) = some("cidr_ipv6") {
        out.insert("Ipv6Ranges".into(), json!([{"CidrIpv6": cidr}]));
    }
    if let Some(group) = some("referenced_security_group_id") {
        out.insert("UserIdGroupPairs".into(), json!([{"GroupId": group}]));
    }
    if let Some(list) = some("prefix_list_id") {
        out.insert("PrefixListIds".into(), json!([{"PrefixListId": list}]));
    }
    let kind = Kind::Permission {
        group: values
            .get("security_group_id")
            .cloned()
            .unwrap_or(Value::Null),
        outbound,
        permission: out,
    };
    Resource {
        address: address.to_owned(),
        kind,
    }
}

/// A rule as Terraform's older resources have it.
fn permission_of_block(block: &Map<String, Value>, own: &str) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("IpProtocol".into(), protocol(block.get("protocol")));
    for (new, old) in [("FromPort", "from_port"), ("ToPort", "to_port")] {
        if let Some(port) = block.get(old).filter(|port| !port.is_null()) {
            out.insert(new.into(), number(port));
        }
    }
    let each = |name: &str, member: &str| -> Vec<Value> {
        let items = list(block.get(name)).into_iter();
        items.map(|item| json!({ member: item })).collect()
    };
    let mut groups = each("security_groups", "GroupId");
    if block.get("self").and_then(Value::as_bool) == Some(true) {
        groups.push(json!({"GroupId": own}));
    }
    for (name, list) in [
        ("IpRanges", each("cidr_blocks", "CidrIp")),
        ("Ipv6Ranges", each("ipv6_cidr_blocks", "CidrIpv6")),
        ("UserIdGroupPairs", groups),
        ("PrefixListIds", each("prefix_list_ids", "PrefixListId")),
    ] {
        if !list.is_empty() {
            out.insert(name.into(), list.into());
        }
    }
    out
}

/// The API prints `-1` for all protocols, and names for the usual ones.
fn protocol(value: Option<&Value>) -> Value {
    match value {
        Some(Value::Number(number)) => Value::String(number.to_string()),
        Some(Value::String(text)) => match text.to_ascii_lowercase().as_str() {
            "all" | "any" => "-1".into(),
            "6" => "tcp".into(),
            other => other.into(),
        },
        Some(other) => other.clone(),
        None => "-1".into(),
    }
}

fn everything() -> Value {
    json!({"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]})
}

fn group(
    address: &str,
    id: &str,
    group_name: &Value,
    vpc: Option<&Value>,
    inbound: Vec<Value>,
    outbound: Vec<Value>,
) -> Resource {
    let mut body = Map::new();
    body.insert("GroupId".into(), id.into());
    body.insert("GroupName".into(), group_name.clone());
    body.insert("VpcId".into(), vpc.cloned().unwrap_or(Value::Null));
    body.insert("IpPermissions".into(), inbound.into());
    body.insert("IpPermissionsEgress".into(), outbound.into());
    Resource {
        address: address.to_owned(),
        kind: Kind::SecurityGroup { body },
    }
}

/// `AWS::EC2::Route`
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html>
pub(super) fn route_of_template(address: &str, properties: &Map<String, Value>) -> Resource {
    let mut route = properties.clone();
    let table = route.remove("RouteTableId").unwrap_or(Value::Null);
    // The API prints endpoints under the name of gateways.
    if let Some(endpoint) = route.remove("VpcEndpointId") {
        route.insert("GatewayId".into(), endpoint);
    }
    route_to(address, table, route)
}

/// `aws_route`
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route>
pub(super) fn route_of_plan(address: &str, values: &Map<String, Value>) -> Resource {
    let mut route = Map::new();
    for (new, old) in [
        ("DestinationCidrBlock", "destination_cidr_block"),
        ("DestinationIpv6CidrBlock", "destination_ipv6_cidr_block"),
        ("DestinationPrefixListId", "destination_prefix_list_id"),
        ("GatewayId", "gateway_id"),
        ("GatewayId", "vpc_endpoint_id"),
        ("NatGatewayId", "nat_gateway_id"),
        ("NetworkInterfaceId", "network_interface_id"),
        ("TransitGatewayId", "transit_gateway_id"),
        ("VpcPeeringConnectionId", "vpc_peering_connection_id"),
        ("EgressOnlyInternetGatewayId", "egress_only_gateway_id"),
        ("CoreNetworkArn", "core_network_arn"),
        ("LocalGatewayId", "local_gateway_id"),
        ("CarrierGatewayId", "carrier_gateway_id"),
    ] {
        let set = values
            .get(old)
            .filter(|value| !value.is_null() && value.as_str() != Some(""));
        if let Some(value) = set {
            route.insert(new.into(), value.clone());
        }
    }
    route_to(
        address,
        values.get("route_table_id").cloned().unwrap_or(Value::Null),
        route,
    )
}

fn route_to(address: &str, table: Value, mut route: Map<String, Value>) -> Resource {
    route.insert("Origin".into(), "CreateRoute".into());
    route.insert("State".into(), "active".into());
    Resource {
        address: address.to_owned(),
        kind: Kind::Route { table, route },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }

    #[test]
    fn template_and_plan_give_the_same_rule() {
        let template = rule_of_template(
            "R",
            &map(
                json!({"GroupId": "sg-1", "IpProtocol": "tcp", "FromPort": "443", "ToPort": 443,
                "SourceSecurityGroupId": "sg-2"}),
            ),
            false,
        );
        let plan = vpc_rule_of_plan(
            "R",
            &map(
                json!({"security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 443,
                "to_port": 443, "referenced_security_group_id": "sg-2", "cidr_ipv4": null}),
            ),
            false,
        );
        let old = rule_of_plan(
            "R",
            &map(
                json!({"type": "ingress", "security_group_id": "sg-1", "protocol": "tcp",
                "from_port": 443, "to_port": 443, "source_security_group_id": "sg-2",
                "cidr_blocks": null, "self": false}),
            ),
        );
        let rule = |resource: Resource| match resource.kind {
            Kind::Permission { permission, .. } => Value::Object(permission),
            _ => Value::Null,
        };
        let template = rule(template);
        assert_eq!(template, rule(plan));
        assert_eq!(template, rule(old));
    }

    #[test]
    fn a_group_without_rules_lets_all_out_unless_terraform_makes_it() {
        let outbound = |resource: Resource| match resource.kind {
            Kind::SecurityGroup { body } => body["IpPermissionsEgress"].clone(),
            _ => Value::Null,
        };
        assert_eq!(
            outbound(of_template("G", &Map::new())),
            json!([everything()])
        );
        assert_eq!(outbound(of_plan("g", &Map::new(), "sg")), json!([]));
    }
}
