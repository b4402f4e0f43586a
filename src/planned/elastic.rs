//! Load balancers, listeners, rules and target groups.

use serde_json::{Map, Value, json};

use super::name;
use super::resource::{Kind, Resource};
use super::vocabulary::{list, number};

/// `AWS::ElasticLoadBalancingV2::LoadBalancer`
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-loadbalancer.html>
pub(super) fn balancer_of_template(address: &str, properties: &Map<String, Value>) -> Resource {
    let mappings = list(properties.get("SubnetMappings"));
    let mut zones: Vec<Value> = mappings
        .iter()
        .map(|one| zone(one.get("SubnetId"), one.get("PrivateIPv4Address")))
        .collect();
    zones.extend(
        list(properties.get("Subnets"))
            .iter()
            .map(|subnet| zone(Some(subnet), None)),
    );
    let kind = properties
        .get("Type")
        .and_then(Value::as_str)
        .unwrap_or("application");
    balancer(
        address,
        &name::load_balancer(address, kind),
        kind,
        properties.get("Scheme").and_then(Value::as_str) == Some("internal"),
        zones,
        list(properties.get("SecurityGroups")),
    )
}

/// `aws_lb`
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb>
pub(super) fn balancer_of_plan(address: &str, values: &Map<String, Value>, arn: &str) -> Resource {
    let mappings = list(values.get("subnet_mapping"))
        .into_iter()
        .filter(Value::is_object);
    let mut zones: Vec<Value> = mappings
        .filter(|one| super::unknown::name_of(one).is_none())
        .map(|one| zone(one.get("subnet_id"), one.get("private_ipv4_address")))
        .collect();
    if zones.is_empty() {
        zones.extend(
            list(values.get("subnets"))
                .iter()
                .map(|subnet| zone(Some(subnet), None)),
        );
    }
    balancer(
        address,
        arn,
        values
            .get("load_balancer_type")
            .and_then(Value::as_str)
            .unwrap_or("application"),
        values.get("internal").and_then(Value::as_bool) == Some(true),
        zones,
        list(values.get("security_groups")),
    )
}

fn zone(subnet: Option<&Value>, address: Option<&Value>) -> Value {
    let mut zone = Map::new();
    zone.insert("SubnetId".into(), subnet.cloned().unwrap_or(Value::Null));
    if let Some(address) = address.filter(|address| !address.is_null()) {
        zone.insert(
            "LoadBalancerAddresses".into(),
            json!([{"PrivateIPv4Address": address}]),
        );
    }
    zone.into()
}

fn balancer(
    address: &str,
    arn: &str,
    kind: &str,
    internal: bool,
    zones: Vec<Value>,
    groups: Vec<Value>,
) -> Resource {
    let mut body = Map::new();
    body.insert("LoadBalancerArn".into(), arn.into());
    body.insert("LoadBalancerName".into(), address.into());
    body.insert("DNSName".into(), name::load_balancer_host(address).into());
    body.insert("Type".into(), kind.into());
    let scheme = if internal {
        "internal"
    } else {
        "internet-facing"
    };
    body.insert("Scheme".into(), scheme.into());
    body.insert("State".into(), json!({"Code": "active"}));
    body.insert("AvailabilityZones".into(), zones.into());
    body.insert("IpAddressType".into(), "ipv4".into());
    if !groups.is_empty() {
        body.insert("SecurityGroups".into(), groups.into());
    }
    Resource {
        address: address.to_owned(),
        kind: Kind::LoadBalancer { body },
    }
}

/// `AWS::ElasticLoadBalancingV2::Listener`
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-listener.html>
pub(super) fn listener_of_template(address: &str, properties: &Map<String, Value>) -> Resource {
    let mut body = Map::new();
    for name in [
        "LoadBalancerArn",
        "Protocol",
        "DefaultActions",
        "SslPolicy",
        "Certificates",
        "MutualAuthentication",
    ] {
        if let Some(value) = properties.get(name) {
            body.insert(name.into(), value.clone());
        }
    }
    if let Some(port) = properties.get("Port") {
        body.insert("Port".into(), number(port));
    }
    body.insert(
        "ListenerArn".into(),
        name::elastic("listener", address).into(),
    );
    Resource {
        address: address.to_owned(),
        kind: Kind::Listener { body },
    }
}

/// `aws_lb_listener`
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb_listener>
pub(super) fn listener_of_plan(address: &str, values: &Map<String, Value>, arn: &str) -> Resource {
    let mut body = Map::new();
    for (new, old) in [
        ("LoadBalancerArn", "load_balancer_arn"),
        ("Protocol", "protocol"),
        ("Port", "port"),
    ] {
        if let Some(value) = values.get(old).filter(|value| !value.is_null()) {
            body.insert(new.into(), value.clone());
        }
    }
    body.entry("Protocol").or_insert("HTTP".into());
    if let Some(arn) = values
        .get("certificate_arn")
        .filter(|value| !value.is_null())
    {
        body.insert("Certificates".into(), json!([{"CertificateArn": arn}]));
    }
    body.insert(
        "DefaultActions".into(),
        actions(values.get("default_action")),
    );
    body.insert("ListenerArn".into(), arn.into());
    Resource {
        address: address.to_owned(),
        kind: Kind::Listener { body },
    }
}

/// Actions as Terraform has them.
fn actions(blocks: Option<&Value>) -> Value {
    let actions = list(blocks).into_iter().map(|block| {
        let mut action = Map::new();
        let some = |name: &str| block.get(name).filter(|value| !value.is_null()).cloned();
        action.insert("Type".into(), some("type").unwrap_or(Value::Null));
        if let Some(arn) = some("target_group_arn") {
            action.insert("TargetGroupArn".into(), arn);
        }
        if let Some(forward) = list(block.get("forward")).first() {
            let groups = list(forward.get("target_group")).into_iter().map(|group| {
                json!({"TargetGroupArn": group.get("arn"), "Weight": group.get("weight").and_then(Value::as_i64).unwrap_or(1)})
            });
            let groups: Vec<Value> = groups.collect();
            action.insert("ForwardConfig".into(), json!({"TargetGroups": groups}));
        }
        if let Some(fixed) = list(block.get("fixed_response")).first() {
            let status = fixed.get("status_code").cloned();
            action.insert("FixedResponseConfig".into(), json!({"StatusCode": status}));
        }
        if let Some(redirect) = list(block.get("redirect")).first() {
            let of = |name: &str| redirect.get(name).filter(|value| value.is_string()).cloned();
            action.insert("RedirectConfig".into(), json!({
                "Protocol": of("protocol"), "Port": of("port"), "Host": of("host"),
                "Path": of("path"), "Query": of("query"), "StatusCode": of("status_code"),
            }));
        }
        Value::Object(action)
    });
    actions.collect()
}

/// `AWS::ElasticLoadBalancingV2::ListenerRule`
pub(super) fn rule_of_template(address: &str, properties: &Map<String, Value>) -> Resource {
    let mut body = Map::new();
    for name in ["Conditions", "Actions", "Transforms"] {
        if let Some(value) = properties.get(name) {
            body.insert(name.into(), value.clone());
        }
    }
    let priority = properties.get("Priority").cloned().unwrap_or(Value::Null);
    body.insert("Priority".into(), text(&priority));
    rule(
        address,
        properties.get("ListenerArn"),
        body,
        &name::elastic("listener-rule", address),
    )
}

/// `aws_lb_listener_rule`
pub(super) fn rule_of_plan(address: &str, values: &Map<String, Value>, arn: &str) -> Resource {
    let conditions = list(values.get("condition")).into_iter().flat_map(|block| {
        let values_of = |name: &str| {
            list(
                list(block.get(name))
                    .first()
                    .and_then(|one| one.get("values")),
            )
        };
        let mut conditions = Vec::new();
        for (block_name, field, member) in [
            ("host_header", "host-header", "HostHeaderConfig"),
            ("path_pattern", "path-pattern", "PathPatternConfig"),
            ("source_ip", "source-ip", "SourceIpConfig"),
            (
                "http_request_method",
                "http-request-method",
                "HttpRequestMethodConfig",
            ),
        ] {
            let values = values_of(block_name);
            if !values.is_empty() {
                conditions.push(json!({"Field": field, member: {"Values": values}}));
            }
        }
        for (block_name, field) in [
            ("http_header", "http-header"),
            ("query_string", "query-string"),
        ] {
            if !list(block.get(block_name)).is_empty() {
                conditions.push(json!({"Field": field}));
            }
        }
        conditions
    });
    let mut body = Map::new();
    body.insert("Conditions".into(), conditions.collect());
    body.insert("Actions".into(), actions(values.get("action")));
    body.insert(
        "Priority".into(),
        text(values.get("priority").unwrap_or(&Value::Null)),
    );
    rule(address, values.get("listener_arn"), body, arn)
}

fn rule(
    address: &str,
    listener: Option<&Value>,
    mut body: Map<String, Value>,
    arn: &str,
) -> Resource {
    body.insert("RuleArn".into(), arn.into());
    body.insert("IsDefault".into(), false.into());
    let listener = listener.cloned().unwrap_or(Value::Null);
    Resource {
        address: address.to_owned(),
        kind: Kind::ListenerRule { listener, body },
    }
}

/// Certificates of a listener beside its default one.
pub(super) fn certificates(
    address: &str,
    listener: Option<&Value>,
    certificates: Vec<Value>,
) -> Resource {
    let kind = Kind::ListenerCertificates {
        listener: listener.cloned().unwrap_or(Value::Null),
        certificates,
    };
    Resource {
        address: address.to_owned(),
        kind,
    }
}

/// `AWS::ElasticLoadBalancingV2::TargetGroup`
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-targetgroup.html>
pub(super) fn group_of_template(address: &str, properties: &Map<String, Value>) -> Resource {
    let mut body = Map::new();
    for name in [
        "Protocol",
        "VpcId",
        "TargetType",
        "HealthCheckPort",
        "HealthCheckProtocol",
        "HealthCheckPath",
        "IpAddressType",
    ] {
        if let Some(value) = properties.get(name) {
            body.insert(name.into(), value.clone());
        }
    }
    if let Some(port) = properties.get("Port") {
        body.insert("Port".into(), number(port));
    }
    let attributes = list(properties.get("TargetGroupAttributes"))
        .into_iter()
        .filter_map(|one| {
            Some((
                one.get("Key")?.as_str()?.to_owned(),
                one.get("Value")?.clone(),
            ))
        });
    let attributes = attributes.collect();
    group(
        address,
        &name::elastic("targetgroup", address),
        body,
        attributes,
    )
}

/// `aws_lb_target_group`
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb_target_group>
pub(super) fn group_of_plan(address: &str, values: &Map<String, Value>, arn: &str) -> Resource {
    let mut body = Map::new();
    for (new, old) in [
        ("Protocol", "protocol"),
        ("VpcId", "vpc_id"),
        ("TargetType", "target_type"),
        ("Port", "port"),
    ] {
        if let Some(value) = values.get(old).filter(|value| !value.is_null()) {
            body.insert(new.into(), value.clone());
        }
    }
    let mut attributes = Vec::new();
    if let Some(preserve) = values
        .get("preserve_client_ip")
        .filter(|value| value.is_string() || value.is_boolean())
    {
        attributes.push(("preserve_client_ip.enabled".to_owned(), text(preserve)));
    }
    group(address, arn, body, attributes)
}

fn group(
    address: &str,
    arn: &str,
    mut body: Map<String, Value>,
    attributes: Vec<(String, Value)>,
) -> Resource {
    body.insert("TargetGroupArn".into(), arn.into());
    body.insert("TargetGroupName".into(), address.into());
    body.entry("TargetType").or_insert("instance".into());
    Resource {
        address: address.to_owned(),
        kind: Kind::TargetGroup { body, attributes },
    }
}

/// A number or a truth as a text.
fn text(value: &Value) -> Value {
    match value {
        Value::Number(number) => number.to_string().into(),
        Value::Bool(truth) => truth.to_string().into(),
        other => other.clone(),
    }
}
