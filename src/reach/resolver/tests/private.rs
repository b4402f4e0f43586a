//! Names asked in the VPC.

use super::world::{ALB, NLB, VPC, a, alias, cname, record, source};
use super::{Asked, World, asked};
use crate::reach::Cause;
use crate::reach::resolver::{Family, HostRole};
use crate::topology::{DnsServers, Record, RecordData, RecordType};

#[test]
fn an_alias_in_a_private_zone_leads_to_the_nodes_of_the_load_balancer() {
    let mut world = World::new();
    world.zone("example.com", vec![alias("mcp.example.com", NLB)]);
    let resolution = world.ask("mcp.example.com");
    assert_eq!(
        asked(&resolution),
        Asked::answers(&["10.0.1.5", "10.0.2.5"])
    );
    // The record, the load balancer, its interface.
    assert_eq!(resolution.answers[0].evidence.len(), 3);
    assert_eq!(resolution.answers[0].evidence[0].part, "/AliasTarget");
}

#[test]
fn aliases_may_name_the_dual_stack_form() {
    let mut world = World::new();
    let target = format!("dualstack.{ALB}");
    world.zone("example.com", vec![alias("orders.example.com", &target)]);
    let expected = Asked::answers(&["10.0.1.6", "10.0.2.6"]);
    assert_eq!(asked(&world.ask("orders.example.com")), expected);
}

#[test]
fn cnames_lead_from_zone_to_zone() {
    let mut world = World::new();
    world.zone("a.com", vec![cname("x.a.com", "y.b.com")]);
    world.zone("b.com", vec![cname("*.b.com", "z.c.com")]);
    world.zone("c.com", vec![a("z.c.com", "10.0.9.9")]);
    assert_eq!(asked(&world.ask("x.a.com")), Asked::answers(&["10.0.9.9"]));
    assert_eq!(world.ask("x.a.com").answers[0].evidence.len(), 3);
}

#[test]
fn a_chain_that_bites_its_tail_answers_nothing() {
    let mut world = World::new();
    let records = vec![cname("a.x.com", "b.x.com"), cname("b.x.com", "a.x.com")];
    world.zone("x.com", records);
    assert_eq!(asked(&world.ask("a.x.com")), Asked::fails(Cause::CnameLoop));
}

#[test]
fn the_most_specific_zone_answers_alone() {
    let mut world = World::new();
    world.zone("example.com", vec![a("mcp.apps.example.com", "10.0.9.9")]);
    world.zone(
        "apps.example.com",
        vec![a("other.apps.example.com", "10.0.9.8")],
    );
    let shadowed = world.ask("mcp.apps.example.com");
    assert_eq!(asked(&shadowed), Asked::fails(Cause::ShadowedByZone));
    assert_eq!(shadowed.assumptions.len(), 1, "no fallback to public DNS");
    // `myexample.com` is no part of `example.com`.
    assert!(matches!(
        asked(&world.ask("mcp.myexample.com")),
        Asked::Unknown(_)
    ));
}

#[test]
fn attributes_of_the_vpc_decide_about_private_names() {
    let story = |support: Option<bool>, hostnames: Option<bool>| {
        let mut world = World::with_vpc(|vpc| {
            vpc.dns_support = support.map(|on| (on, source()));
            vpc.dns_hostnames = hostnames.map(|on| (on, source()));
        });
        world.zone("example.com", vec![a("mcp.example.com", "10.0.9.9")]);
        asked(&world.ask("mcp.example.com"))
    };
    assert_eq!(story(Some(true), Some(true)), Asked::answers(&["10.0.9.9"]));
    assert_eq!(
        story(Some(false), Some(true)),
        Asked::fails(Cause::DnsSupportOff)
    );
    assert_eq!(
        story(Some(true), Some(false)),
        Asked::fails(Cause::DnsHostnamesOff)
    );
    assert_eq!(
        story(Some(false), Some(false)),
        Asked::Fails(vec![Cause::DnsSupportOff, Cause::DnsHostnamesOff])
    );
    assert_eq!(
        story(None, Some(true)),
        Asked::unknown("describe-vpc-attribute")
    );
    assert_eq!(
        story(Some(true), None),
        Asked::unknown("describe-vpc-attribute")
    );
}

#[test]
fn a_routing_domain_of_aws_needs_no_attributes() {
    let mut world = World::with_vpc(|vpc| {
        vpc.dns_support = Some((false, source()));
        vpc.dns_servers = DnsServers::Custom(vec!["10.0.0.53".to_owned()], source());
    });
    world.load_balancer(NLB, crate::topology::LoadBalancerKind::Network, 5, |_| {});
    let ask = |role| world.ask_as(NLB, |question| question.role = role);
    let bypass = ask(HostRole::RoutingDomain);
    assert_eq!(asked(&bypass), Asked::answers(&["10.0.1.5", "10.0.2.5"]));
    assert_eq!(bypass.assumptions.len(), 1);
    let why = "vpc-1 asks its own DNS servers (10.0.0.53)";
    assert_eq!(asked(&ask(HostRole::UrlHost)), Asked::unknown(why));
}

#[test]
fn servers_of_the_customer_may_answer_anything() {
    let story = |servers: DnsServers| {
        let mut world = World::with_vpc(|vpc| {
            vpc.dns_servers = servers;
            // Custom servers do not need the resolver of the VPC.
            vpc.dns_support = Some((false, source()));
        });
        world.zone("example.com", vec![a("mcp.example.com", "10.0.9.9")]);
        asked(&world.ask("mcp.example.com"))
    };
    assert_eq!(
        story(DnsServers::Unknown),
        Asked::unknown("describe-dhcp-options")
    );
    let custom = DnsServers::Custom(vec!["10.0.0.53".to_owned()], source());
    assert!(matches!(story(custom), Asked::Unknown(_)));
}

#[test]
fn zones_that_nobody_listed_leave_the_answer_open() {
    let mut world = World::new();
    world.zone("example.com", vec![a("mcp.example.com", "10.0.9.9")]);
    world.topology.forget_zones_of(&VPC.into());
    let unknown = Asked::unknown("list-hosted-zones-by-vpc");
    assert_eq!(asked(&world.ask("mcp.example.com")), unknown);
    assert_eq!(asked(&world.ask("nowhere.example.com")), unknown);
    // Names of load balancers are the same everywhere.
    let alike = world.ask(NLB);
    assert_eq!(asked(&alike), Asked::answers(&["10.0.1.5", "10.0.2.5"]));
    assert_eq!(alike.assumptions.len(), 1);
}

#[test]
fn records_that_nobody_read_leave_the_answer_open() {
    let mut world = World::new();
    world.add_zone("example.com", Some(true), &[VPC], None);
    let unknown = Asked::unknown("list-resource-record-sets");
    assert_eq!(asked(&world.ask("mcp.example.com")), unknown);
}

#[test]
fn a_zone_of_another_vpc_does_not_help() {
    let mut world = World::new();
    let records = Some(vec![a("mcp.corp.example.com", "10.0.9.9")]);
    world.add_zone("corp.example.com", Some(true), &["vpc-2"], records);
    let fails = Asked::fails(Cause::ZoneNotAssociated);
    let resolution = world.ask("mcp.corp.example.com");
    assert_eq!(asked(&resolution), fails);
    assert_eq!(
        resolution.assumptions.len(),
        1,
        "nobody else answers publicly"
    );
    // The zone knows only one name: about others nothing is known.
    assert!(matches!(
        asked(&world.ask("x.corp.example.com")),
        Asked::Unknown(_)
    ));
    world.topology.forget_lists();
    assert!(matches!(
        asked(&world.ask("mcp.corp.example.com")),
        Asked::Unknown(_)
    ));
}

#[test]
fn a_private_name_that_no_zone_knows_exists_nowhere() {
    let world = World::new();
    assert_eq!(
        asked(&world.ask("mcp.corp.internal")),
        Asked::fails(Cause::NoSuchName)
    );
    let routing = world.ask_as("mcp.corp.internal", |question| {
        question.role = HostRole::RoutingDomain;
    });
    assert_eq!(
        asked(&routing),
        Asked::fails(Cause::RoutingDomainUnresolvable)
    );
    // The resolver makes these up.
    let ec2 = "ip-10-0-0-1.eu-west-1.compute.internal";
    assert!(matches!(asked(&world.ask(ec2)), Asked::Unknown(_)));
}

#[test]
fn only_addresses_of_the_wanted_family_count() {
    let mut world = World::new();
    let records = vec![
        a("six.x.com", "fd00::1"),
        a("both.x.com", "fd00::2"),
        a("both.x.com", "10.0.9.9"),
    ];
    world.zone("x.com", records);
    assert_eq!(
        asked(&world.ask("six.x.com")),
        Asked::fails(Cause::FamilyMismatch)
    );
    let ask = |host, family| asked(&world.ask_as(host, |question| question.family = family));
    assert_eq!(
        ask("six.x.com", Family::Either),
        Asked::answers(&["fd00::1"])
    );
    assert_eq!(ask("both.x.com", Family::V4), Asked::answers(&["10.0.9.9"]));
    assert_eq!(ask("both.x.com", Family::V6), Asked::answers(&["fd00::2"]));
    assert_eq!(
        ask("both.x.com", Family::Either),
        Asked::answers(&["10.0.9.9", "fd00::2"])
    );
    assert_eq!(ask(NLB, Family::V6), Asked::fails(Cause::FamilyMismatch));
    assert_eq!(
        ask("10.0.0.1", Family::V6),
        Asked::fails(Cause::FamilyMismatch)
    );
    assert_eq!(ask("10.0.0.1", Family::V4), Asked::answers(&["10.0.0.1"]));
}

fn routed(record: Record, set: &str, weight: Option<i64>) -> Record {
    Record {
        set_identifier: Some(set.to_owned()),
        weight,
        ..record
    }
}

#[test]
fn any_of_several_record_sets_may_answer() {
    let mut world = World::new();
    let records = vec![
        routed(a("x.x.com", "10.0.9.1"), "blue", Some(90)),
        routed(a("x.x.com", "10.0.9.2"), "green", Some(10)),
        routed(a("x.x.com", "10.0.9.3"), "old", Some(0)),
        routed(a("y.x.com", "10.0.9.4"), "only", Some(0)),
    ];
    world.zone("x.com", records);
    assert_eq!(
        asked(&world.ask("x.x.com")),
        Asked::answers(&["10.0.9.1", "10.0.9.2"])
    );
    assert_eq!(asked(&world.ask("y.x.com")), Asked::answers(&["10.0.9.4"]));
}

#[test]
fn health_checks_are_not_believed() {
    let mut world = World::new();
    let mut primary = routed(a("x.x.com", "10.0.9.1"), "primary", None);
    primary.health_check = Some("hc-1".to_owned());
    let secondary = routed(a("x.x.com", "10.0.9.2"), "secondary", None);
    world.zone("x.com", vec![primary, secondary]);
    let resolution = world.ask("x.x.com");
    assert_eq!(
        asked(&resolution),
        Asked::answers(&["10.0.9.1", "10.0.9.2"])
    );
    assert_eq!(resolution.assumptions.len(), 1);
}

#[test]
fn one_dangling_record_set_of_two_is_a_reservation() {
    let mut world = World::new();
    let gone = alias("x.x.com", "gone-1.elb.eu-west-1.amazonaws.com");
    let records = vec![
        routed(gone, "a", Some(1)),
        routed(alias("x.x.com", NLB), "b", Some(1)),
    ];
    world.zone("x.com", records);
    let expected = Asked::warned(&["10.0.1.5", "10.0.2.5"], &[Cause::DanglingName]);
    assert_eq!(asked(&world.ask("x.x.com")), expected);
}

#[test]
fn a_delegation_leads_out_of_the_snapshot() {
    let mut world = World::new();
    let ns = |name| record(name, RecordType::Ns, RecordData::Unreadable);
    let records = vec![ns("x.com"), ns("sub.x.com"), a("a.x.com", "10.0.9.9")];
    world.zone("x.com", records);
    assert_eq!(asked(&world.ask("a.x.com")), Asked::answers(&["10.0.9.9"]));
    assert!(matches!(
        asked(&world.ask("a.sub.x.com")),
        Asked::Unknown(_)
    ));
}
