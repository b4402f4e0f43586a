//! Target groups and the health of their targets.

use serde_json::{Value, json};

use super::{
    ACCOUNT, REGION, World,
    address::Tier,
    interface::Interface,
    security_group::{Group, Peer, Rule, anywhere},
    vpc::{Vpc, ZONES},
    workload,
};

/// Pods on Kubernetes nodes behind a network load balancer; the ARN.
pub(crate) fn add_network(
    world: &mut World,
    vpc: &Vpc,
    load_balancer: &str,
    index: usize,
) -> String {
    let targets = (0..3)
        .map(|zone| {
            let pod = world.random.pick(&vpc.pods[zone]);
            json!({ "Id": pod, "Port": 8080, "AvailabilityZone": ZONES[zone] })
        })
        .collect();
    let name = format!("k8s-{}-{index}-mcp", vpc.number);
    add(
        world,
        vpc,
        load_balancer,
        &name,
        ("TCP", 8080),
        "ip",
        targets,
        index,
    )
}

/// Tasks or instances behind an application load balancer; the ARN.
pub(crate) fn add_application(
    world: &mut World,
    vpc: &mut Vpc,
    load_balancer: &str,
    frontend: &Group,
    number: usize,
    index: usize,
) -> String {
    let name = format!("app-{}-{index}-{number}", vpc.number);
    let group = Group::new(world, format!("{name}-tasks"));
    let admitted = [
        Rule::tcp(8000, [Peer::Group(frontend.id.clone())]),
        Rule::tcp(9090, [Peer::Group(vpc.node_group.id.clone())]),
    ];
    group.add(world, vpc, &admitted, &[Rule::everything(anywhere())]);
    let is_instance = index % 4 == 1;
    let targets = (0..3)
        .map(|zone| {
            let subnet = vpc.subnet(Tier::App, zone);
            let groups = vec![group.clone()];
            if is_instance {
                let id = world.random.id("i");
                let description = "Primary network interface".to_owned();
                Interface::of_instance(id.clone(), description, groups).add(world, vpc, subnet);
                json!({ "Id": id, "Port": 8000 })
            } else {
                let task = workload::task(world, groups).add(world, vpc, subnet);
                json!({ "Id": task.address, "Port": 8000, "AvailabilityZone": ZONES[zone] })
            }
        })
        .collect();
    let kind = if is_instance { "instance" } else { "ip" };
    add(
        world,
        vpc,
        load_balancer,
        &name,
        ("HTTP", 8000),
        kind,
        targets,
        index,
    )
}

#[expect(
    clippy::too_many_arguments,
    reason = "one per thing that a target group is made of"
)]
fn add(
    world: &mut World,
    vpc: &Vpc,
    load_balancer: &str,
    name: &str,
    (protocol, port): (&str, u16),
    kind: &str,
    targets: Vec<Value>,
    index: usize,
) -> String {
    let arn = format!(
        "arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:targetgroup/{name}/{}",
        world.random.hex(16)
    );
    let mut record = json!({
        "TargetGroupArn": arn, "TargetGroupName": name, "Protocol": protocol, "Port": port,
        "VpcId": vpc.id, "HealthCheckProtocol": "HTTP", "HealthCheckPort": "traffic-port",
        "HealthCheckEnabled": true, "HealthCheckIntervalSeconds": 15,
        "HealthCheckTimeoutSeconds": 5, "HealthyThresholdCount": 3, "UnhealthyThresholdCount": 2,
        "HealthCheckPath": "/health", "Matcher": { "HttpCode": "200" },
        "LoadBalancerArns": [load_balancer], "TargetType": kind, "IpAddressType": "ipv4",
    });
    if protocol == "HTTP" {
        record["ProtocolVersion"] = json!("HTTP1");
    }
    world
        .answers
        .push("elbv2.describe-target-groups", &[], &record);

    let attributes = [
        ("deregistration_delay.timeout_seconds", "300"),
        ("stickiness.enabled", "false"),
        (
            "load_balancing.cross_zone.enabled",
            "use_load_balancer_configuration",
        ),
    ];
    let own: &[_] = match protocol {
        "TCP" => &[
            ("stickiness.type", "source_ip"),
            ("proxy_protocol_v2.enabled", "false"),
            ("preserve_client_ip.enabled", "false"),
            (
                "deregistration_delay.connection_termination.enabled",
                "false",
            ),
        ],
        _ => &[
            ("stickiness.type", "lb_cookie"),
            ("stickiness.lb_cookie.duration_seconds", "86400"),
            ("slow_start.duration_seconds", "0"),
            (
                "load_balancing.algorithm.type",
                "least_outstanding_requests",
            ),
        ],
    };
    let attributes = attributes.iter().chain(own).copied().map(attribute);
    let operation = "elbv2.describe-target-group-attributes";
    world
        .answers
        .full_list(operation, &[&arn], "Attributes", attributes);

    // Every seventeenth service is down, every fifth has lost one target.
    let health = targets.into_iter().enumerate().map(|(number, target)| {
        let is_down = index % 17 == 5 || (index % 5 == 3 && number == 0);
        json!({
            "Target": target, "HealthCheckPort": port.to_string(),
            "TargetHealth": if is_down {
                json!({
                    "State": "unhealthy", "Reason": "Target.FailedHealthChecks",
                    "Description": "Health checks failed",
                })
            } else {
                json!({ "State": "healthy" })
            },
            "AdministrativeOverride": {
                "State": "no_override", "Reason": "AdministrativeOverride.NoOverride",
                "Description": "No override is currently active on target",
            },
        })
    });
    let operation = "elbv2.describe-target-health";
    world
        .answers
        .full_list(operation, &[&arn], "TargetHealthDescriptions", health);
    arn
}

/// An attribute of a load balancer or target group.
pub(crate) fn attribute((key, value): (&str, &str)) -> Value {
    json!({ "Key": key, "Value": value })
}
