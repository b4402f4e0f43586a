//! Names of load balancers, endpoints and APIs.

use super::world::{ALB, ENDPOINT, NLB, REGION, VPC, alias, source};
use super::{Asked, World, asked};
use crate::reach::resolver::HostRole;
use crate::reach::{Cause, Evidence};
use crate::topology::{
    Action, Health, Listener, LoadBalancerKind, RegisteredTarget, TargetGroup, TargetRef,
    TargetType, Threshold,
};

const GONE: &str = "gone-1.elb.eu-west-1.amazonaws.com";

#[test]
fn zonal_names_answer_with_one_node() {
    let world = World::new();
    let zonal = format!("eu-west-1b.{NLB}");
    let expected = Asked::warned(&["10.0.2.5"], &[Cause::ZonalName]);
    assert_eq!(asked(&world.ask(&zonal)), expected);
    let zonal = ENDPOINT.replace("b2.", "b2-eu-west-1a.");
    let expected = Asked::warned(&["10.0.1.7"], &[Cause::ZonalName]);
    assert_eq!(asked(&world.ask(&zonal)), expected);
    // In one zone, that is all one needs.
    let alone = world.ask_as(&zonal, |question| question.zones = &[]);
    assert_eq!(asked(&alone), Asked::answers(&["10.0.1.7"]));
}

#[test]
fn what_does_not_exist_has_no_address() {
    let mut world = World::new();
    world.zone("example.com", vec![alias("mcp.example.com", GONE)]);
    let ask =
        |world: &World, host, role| asked(&world.ask_as(host, |question| question.role = role));
    let routing = HostRole::RoutingDomain;
    let unresolvable = Asked::fails(Cause::RoutingDomainUnresolvable);
    let dangling = Asked::fails(Cause::DanglingName);
    assert_eq!(ask(&world, GONE, routing), unresolvable);
    assert_eq!(ask(&world, GONE, HostRole::ResourceConfiguration), dangling);
    assert_eq!(ask(&world, "mcp.example.com", routing), dangling);
    assert_eq!(
        world.ask(GONE).assumptions.len(),
        1,
        "no other account owns it"
    );
    let endpoint = "vpce-0ff-e1.execute-api.eu-west-1.vpce.amazonaws.com";
    assert_eq!(ask(&world, endpoint, routing), unresolvable);
    world.topology.forget_lists();
    assert_eq!(
        asked(&world.ask_publicly(GONE)),
        Asked::unknown("describe-load-balancers")
    );
    assert_eq!(
        asked(&world.ask_publicly(endpoint)),
        Asked::unknown("describe-vpc-endpoints")
    );
    // AWS makes no such name, whatever else exists.
    let by_hand = "vpce-0a1.execute-api.eu-west-1.vpce.amazonaws.com";
    assert_eq!(ask(&world, by_hand, routing), unresolvable);
}

#[test]
fn a_classic_load_balancer_is_not_missing() {
    let mut world = World::new();
    let classic = "internal-old-shop-99.eu-west-1.elb.amazonaws.com";
    assert_eq!(
        asked(&world.ask(classic)),
        Asked::fails(Cause::DanglingName)
    );
    let mut interface = world.topology.interfaces()[0].clone();
    interface.id = "eni-classic".into();
    interface.description = "ELB old-shop".to_owned();
    world.topology.add_interface(interface);
    let why = format!("the Classic Load Balancer {classic} is not modelled");
    assert_eq!(asked(&world.ask(classic)), Asked::unknown(&why));
}

#[test]
fn an_internet_facing_load_balancer_answers_with_public_addresses() {
    let mut world = World::with_vpc(|_| {});
    world.load_balancer(ALB, LoadBalancerKind::Application, 6, |load_balancer| {
        load_balancer.scheme = Some("internet-facing".to_owned());
    });
    assert_eq!(
        asked(&world.ask(ALB)),
        Asked::answers(&["203.0.113.1", "203.0.113.2"])
    );
}

#[test]
fn nodes_that_nobody_saw_are_missing_not_absent() {
    let mut world = World::with_vpc(|_| {});
    world.load_balancer(NLB, LoadBalancerKind::Network, 5, |load_balancer| {
        load_balancer.interfaces.truncate(1);
    });
    let resolution = world.ask(NLB);
    assert_eq!(
        asked(&resolution),
        Asked::unknown("describe-network-interfaces")
    );
    assert_eq!(resolution.answers.len(), 1);
    assert!(!resolution.complete);
}

/// A target group with one target per zone.
fn group(health: [Health; 2], cross_zone: &str) -> TargetGroup {
    let target = |zone: &str, health| RegisteredTarget {
        source: source(),
        target: TargetRef::Other("x".to_owned()),
        port: None,
        zone: Some(zone.to_owned()),
        health,
        reason: None,
        description: None,
    };
    TargetGroup {
        source: source(),
        arn: "arn:tg".into(),
        name: "tg".to_owned(),
        protocol: None,
        port: None,
        vpc: None,
        target_type: TargetType::Ip,
        load_balancers: Vec::new(),
        health_protocol: None,
        health_port: None,
        health_path: None,
        matcher: None,
        preserve_client_ip: None,
        cross_zone: Some(cross_zone.to_owned()),
        dns_failover: Threshold::default(),
        routing_failover: Threshold::default(),
        attributes_observed: true,
        targets: Some(vec![
            target("eu-west-1a", health[0]),
            target("eu-west-1b", health[1]),
        ]),
    }
}

#[test]
fn zones_without_a_healthy_target_leave_the_answer() {
    let story = |health, cross_zone| {
        let mut world = World::new();
        world.topology.add_target_group(group(health, cross_zone));
        world.topology.add_listener(Listener {
            source: source(),
            arn: "arn:listener".into(),
            load_balancer: format!("arn:{NLB}").as_str().into(),
            port: 443,
            protocol: "TCP".to_owned(),
            default_certificate: None,
            sni_certificates: None,
            default_actions: vec![Action::Forward(vec![("arn:tg".into(), 1)])],
            rules: None,
            client_certificates: None,
        });
        asked(&world.ask(NLB))
    };
    let both = Asked::answers(&["10.0.1.5", "10.0.2.5"]);
    let by_default = "use_load_balancer_configuration";
    assert_eq!(
        story([Health::Healthy, Health::Unhealthy], by_default),
        Asked::answers(&["10.0.1.5"])
    );
    assert_eq!(story([Health::Healthy, Health::Unhealthy], "true"), both);
    assert_eq!(
        story([Health::Healthy, Health::Unavailable], by_default),
        both
    );
    // Fail-open: all zones stay.
    assert_eq!(
        story([Health::Unhealthy, Health::Unhealthy], by_default),
        both
    );
}

const API: &str = "a1b2.execute-api.eu-west-1.amazonaws.com";
const API_WITH_ENDPOINT: &str = "a1b2-vpce-0a1.execute-api.eu-west-1.amazonaws.com";

#[test]
fn a_name_of_api_and_endpoint_needs_the_association() {
    let mut world = World::new();
    let ask = |world: &World| {
        let answers = [
            world.ask(API_WITH_ENDPOINT),
            world.ask_publicly(API_WITH_ENDPOINT),
        ];
        assert_eq!(asked(&answers[0]), asked(&answers[1]));
        asked(&answers[0])
    };
    assert_eq!(ask(&world), Asked::unknown("get-rest-apis"));
    world.api("a1b2", "PRIVATE", &["vpce-0a1"]);
    assert_eq!(ask(&world), Asked::answers(&["10.0.1.7", "10.0.2.7"]));
    let mut world = World::new();
    world.api("a1b2", "PRIVATE", &["vpce-0ff"]);
    assert_eq!(ask(&world), Asked::fails(Cause::ApiNotAssociated));
}

#[test]
fn the_name_of_a_private_api_alone_needs_private_dns() {
    let mut world = World::new();
    world.api("a1b2", "PRIVATE", &["vpce-0a1"]);
    let private = Asked::fails(Cause::PrivateNameAskedPublicly);
    assert_eq!(asked(&world.ask(API)), private);
    assert_eq!(asked(&world.ask_publicly(API)), private);

    let mut world = World::with_vpc(|_| {});
    world.endpoint(|endpoint| endpoint.private_dns = true);
    // AWS's own zone for the endpoint is listed without records.
    let zone = format!("execute-api.{REGION}.amazonaws.com");
    world.add_zone(&zone, Some(true), &[VPC], None);
    world.api("a1b2", "PRIVATE", &["vpce-0a1"]);
    assert_eq!(
        asked(&world.ask(API)),
        Asked::answers(&["10.0.1.7", "10.0.2.7"])
    );
    assert_eq!(asked(&world.ask_publicly(API)), private);
}

#[test]
fn private_dns_needs_both_attributes() {
    let mut world = World::with_vpc(|vpc| vpc.dns_hostnames = Some((false, source())));
    world.endpoint(|endpoint| endpoint.private_dns = true);
    world.api("a1b2", "PRIVATE", &["vpce-0a1"]);
    assert_eq!(asked(&world.ask(API)), Asked::fails(Cause::DnsHostnamesOff));
}

#[test]
fn a_public_api_has_addresses_that_no_snapshot_holds() {
    let mut world = World::new();
    world.api("a1b2", "REGIONAL", &[]);
    assert!(matches!(asked(&world.ask(API)), Asked::Unknown(_)));
    // Endpoints that nobody listed might answer for the name.
    world.topology.forget_lists();
    world.topology.observe_all("us-east-1", &[VPC.into()]);
    assert_eq!(
        asked(&world.ask(API)),
        Asked::unknown("describe-vpc-endpoints")
    );
}

#[test]
fn the_evidence_starts_where_the_name_is_written() {
    let world = World::new();
    for host in [GONE, NLB] {
        let resolution = world.ask_as(host, |question| {
            question.named_at = Some(Evidence::part(source(), "/routingDomain"));
        });
        let last = resolution.steps.last().unwrap();
        assert_eq!(last.evidence[0].part, "/routingDomain");
    }
}
