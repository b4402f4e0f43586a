//! Internal load balancers with listeners and rules.

use serde_json::{Value, json};

use super::{
    ACCOUNT, REGION, World,
    address::Tier,
    certificate,
    interface::Interface,
    plan::Plan,
    security_group::{Group, Peer, Rule},
    target_group,
    vpc::{PREFIX_LISTS, Vpc, ZONES},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Application,
    Network,
}

/// A load balancer.
#[derive(Clone)]
pub(crate) struct LoadBalancer {
    pub(crate) kind: Kind,
    pub(crate) dns_name: String,
    /// Where an alias record to it points.
    pub(crate) canonical_zone: &'static str,
    /// Names that its rules and its certificate know.
    pub(crate) hosts: Vec<String>,
}

/// Adds the load balancers of one VPC.
pub(crate) fn add(world: &mut World, vpc: &mut Vpc, plan: &Plan) {
    for index in 0..plan.load_balancers {
        let kind = if index % 2 == 0 {
            Kind::Network
        } else {
            Kind::Application
        };
        let load_balancer = add_one(world, vpc, kind, index);
        vpc.load_balancers.push(load_balancer);
    }
}

fn add_one(world: &mut World, vpc: &mut Vpc, kind: Kind, index: usize) -> LoadBalancer {
    let (path, type_word) = match kind {
        Kind::Application => ("app", "application"),
        Kind::Network => ("net", "network"),
    };
    let name = format!("{path}-{}-{index}", vpc.number);
    let tail = format!("{path}/{name}/{}", world.random.hex(16));
    let arn = format!("arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/{tail}");
    let (dns_name, canonical_zone) = match kind {
        Kind::Application => {
            let number = world.random.between(1_000_000_000, 2_000_000_000);
            (
                format!("internal-{name}-{number}.{REGION}.elb.amazonaws.com"),
                "Z32O12XQLNTSW2",
            )
        }
        Kind::Network => {
            let hash = &tail[tail.len() - 16..];
            (
                format!("{name}-{hash}.elb.{REGION}.amazonaws.com"),
                "Z2IFOLAFXWLO4F",
            )
        }
    };
    let hosts: Vec<_> = (0..2)
        .map(|host| format!("{name}-{host}.{}", vpc.domain()))
        .collect();
    let group = add_group(world, vpc, &name, index);
    let mut groups = vec![group.clone()];
    if kind == Kind::Network {
        groups.push(vpc.backend_group.clone());
    }
    for zone in 0..3 {
        let subnet = vpc.subnet(Tier::Balancer, zone);
        let interface_type = match kind {
            Kind::Application => "interface",
            Kind::Network => "network_load_balancer",
        };
        let description = format!("ELB {tail}");
        Interface::of_service(interface_type, "amazon-elb", description, groups.clone())
            .add(world, vpc, subnet);
    }
    let zones: Vec<_> = (0..3)
        .map(|zone| {
            let subnet = &vpc.subnets[vpc.subnet(Tier::Balancer, zone)].id;
            json!({ "ZoneName": ZONES[zone], "SubnetId": subnet, "LoadBalancerAddresses": [] })
        })
        .collect();
    let ids: Vec<_> = groups.iter().map(|group| &group.id).collect();
    let mut record = json!({
        "LoadBalancerArn": arn, "DNSName": dns_name, "CanonicalHostedZoneId": canonical_zone,
        "CreatedTime": "2026-05-19T14:02:47.510000+00:00", "LoadBalancerName": name,
        "Scheme": "internal", "VpcId": vpc.id, "State": { "Code": "active" }, "Type": type_word,
        "AvailabilityZones": zones, "SecurityGroups": ids, "IpAddressType": "ipv4",
    });
    if kind == Kind::Network {
        record["EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"] = json!("on");
        record["EnablePrefixForIpv6SourceNat"] = json!("off");
    }
    world
        .answers
        .push("elbv2.describe-load-balancers", &[], &record);
    add_attributes(world, kind, &arn);

    let names = match index % 3 {
        0 => vec![format!("*.{}", vpc.domain())],
        _ => hosts.clone(),
    };
    let certificate = certificate::add(world, &names, &arn);
    let target_groups: Vec<_> = match kind {
        Kind::Application => (0..2)
            .map(|number| target_group::add_application(world, vpc, &arn, &group, number, index))
            .collect(),
        Kind::Network => vec![target_group::add_network(world, vpc, &arn, index)],
    };
    add_listener(world, kind, &arn, &certificate, &hosts, &target_groups);
    LoadBalancer {
        kind,
        dns_name,
        canonical_zone,
        hosts,
    }
}

/// The group of a load balancer; what it admits varies, and one in twelve forgot a zone.
fn add_group(world: &mut World, vpc: &Vpc, name: &str, index: usize) -> Group {
    let group = Group::new(world, format!("{name}-frontend"));
    let mut peers: Vec<_> = match index % 3 {
        _ if index % 12 == 7 => {
            let blocks = vpc
                .subnets_of(Tier::Lattice)
                .filter(|subnet| subnet.zone < 2);
            blocks.map(|subnet| Peer::Cidr(subnet.cidr())).collect()
        }
        0 => vpc
            .subnets_of(Tier::Lattice)
            .map(|subnet| Peer::Cidr(subnet.cidr()))
            .collect(),
        1 => vec![Peer::PrefixList(PREFIX_LISTS[0].0)],
        _ => {
            let gateways = vpc.resource_gateways.iter();
            gateways
                .map(|gateway| Peer::Group(gateway.group.id.clone()))
                .collect()
        }
    };
    if let Some(peering) = &vpc.peering {
        peers.push(Peer::Cidr(format!("10.{}.216.0/22", peering.number)));
    }
    let admitted = [
        Rule::tcp(443, peers),
        Rule::tcp(443, [Peer::Cidr("192.168.0.0/16".to_owned())]),
        Rule::tcp(443, [Peer::Group(vpc.node_group.id.clone())]),
    ];
    group.add(
        world,
        vpc,
        &admitted,
        &[Rule::ports(8000, 8999, [Peer::Cidr(vpc.cidr())])],
    );
    group
}

fn add_listener(
    world: &mut World,
    kind: Kind,
    load_balancer: &str,
    certificate: &str,
    hosts: &[String],
    target_groups: &[String],
) {
    let arn = format!(
        "{}/{}",
        load_balancer.replace(":loadbalancer/", ":listener/"),
        world.random.hex(16)
    );
    let default = match kind {
        Kind::Application => json!({
            "Type": "fixed-response",
            "FixedResponseConfig": {
                "MessageBody": "Not found", "StatusCode": "404", "ContentType": "text/plain",
            },
        }),
        Kind::Network => forward(&target_groups[0]),
    };
    let mut listener = json!({
        "ListenerArn": arn, "LoadBalancerArn": load_balancer, "Port": 443,
        "Certificates": [{ "CertificateArn": certificate }],
        "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06", "DefaultActions": [default],
    });
    match kind {
        Kind::Application => {
            listener["Protocol"] = json!("HTTPS");
            listener["MutualAuthentication"] = json!({ "Mode": "off" });
        }
        Kind::Network => {
            listener["Protocol"] = json!("TLS");
            listener["AlpnPolicy"] = json!(["None"]);
        }
    }
    let operation = "elbv2.describe-listeners";
    world
        .answers
        .full_list(operation, &[load_balancer], "Listeners", [listener]);
    let certificates = [json!({ "CertificateArn": certificate, "IsDefault": true })];
    let operation = "elbv2.describe-listener-certificates";
    world
        .answers
        .full_list(operation, &[&arn], "Certificates", certificates);

    let mut rules = Vec::new();
    let rule_arn = arn.replace(":listener/", ":listener-rule/");
    let mut rule = |priority: String, conditions: Value, action: &Value| {
        rules.push(json!({
            "RuleArn": format!("{rule_arn}/{}", world.random.hex(16)),
            "IsDefault": priority == "default", "Priority": priority, "Conditions": conditions,
            "Actions": [action], "Transforms": [],
        }));
    };
    if kind == Kind::Application {
        for (index, (host, group)) in hosts.iter().zip(target_groups).enumerate() {
            let conditions = json!([
                { "Field": "host-header", "HostHeaderConfig": { "Values": [host] } },
                { "Field": "path-pattern", "PathPatternConfig": { "Values": ["/v1/*", "/health"] } },
            ]);
            rule((index * 10 + 5).to_string(), conditions, &forward(group));
        }
    }
    rule("default".to_owned(), json!([]), &default);
    world
        .answers
        .full_list("elbv2.describe-rules", &[&arn], "Rules", rules);
}

fn forward(target_group: &str) -> Value {
    json!({
        "Type": "forward", "TargetGroupArn": target_group,
        "ForwardConfig": {
            "TargetGroups": [{ "TargetGroupArn": target_group, "Weight": 1 }],
            "TargetGroupStickinessConfig": { "Enabled": false },
        },
    })
}

fn add_attributes(world: &mut World, kind: Kind, arn: &str) {
    let shared = [
        ("deletion_protection.enabled", "true"),
        ("access_logs.s3.enabled", "false"),
        ("access_logs.s3.bucket", ""),
        ("access_logs.s3.prefix", ""),
        ("load_balancing.cross_zone.enabled", "true"),
        ("zonal_shift.config.enabled", "false"),
    ];
    let own: &[_] = match kind {
        Kind::Application => &[
            ("idle_timeout.timeout_seconds", "1200"),
            ("client_keep_alive.seconds", "3600"),
            ("routing.http2.enabled", "true"),
            ("routing.http.drop_invalid_header_fields.enabled", "false"),
            ("routing.http.desync_mitigation_mode", "defensive"),
            ("routing.http.xff_header_processing.mode", "append"),
            ("routing.http.preserve_host_header.enabled", "false"),
            ("waf.fail_open.enabled", "false"),
        ],
        Kind::Network => &[("dns_record.client_routing_policy", "any_availability_zone")],
    };
    let attributes = shared
        .iter()
        .chain(own)
        .copied()
        .map(target_group::attribute);
    let operation = "elbv2.describe-load-balancer-attributes";
    world
        .answers
        .full_list(operation, &[arn], "Attributes", attributes);
}
