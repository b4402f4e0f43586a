//! Names asked in public DNS, or nobody knows where.

use super::world::{ENDPOINT, NLB, VPC, a, alias, cname};
use super::{Asked, World, asked};
use crate::reach::resolver::HostRole;
use crate::reach::{Cause, Resolution};

#[test]
fn names_of_aws_lead_to_private_addresses_even_in_public_dns() {
    let world = World::new();
    assert_eq!(
        asked(&world.ask_publicly(NLB)),
        Asked::answers(&["10.0.1.5", "10.0.2.5"])
    );
    assert_eq!(
        asked(&world.ask_publicly(ENDPOINT)),
        Asked::answers(&["10.0.1.7", "10.0.2.7"])
    );
}

#[test]
fn a_name_of_a_private_zone_is_unknown_to_the_public() {
    let mut world = World::new();
    world.zone("example.com", vec![a("mcp.example.com", "10.0.9.9")]);
    let resolution = world.ask_publicly("mcp.example.com");
    assert_eq!(
        asked(&resolution),
        Asked::fails(Cause::PrivateNameAskedPublicly)
    );
    assert_eq!(
        resolution.assumptions.len(),
        1,
        "nobody else has a public zone"
    );
    world.topology.forget_lists();
    assert!(matches!(
        asked(&world.ask_publicly("mcp.example.com")),
        Asked::Unknown(_)
    ));
}

#[test]
fn the_public_zone_of_the_snapshot_answers() {
    let mut world = World::new();
    let public = vec![
        cname("lb.example.com", NLB),
        a("www.example.com", "203.0.113.9"),
    ];
    world.add_zone("example.com", Some(false), &[], Some(public));
    world.zone(
        "corp.example.com",
        vec![a("mcp.corp.example.com", "10.0.9.9")],
    );
    let ask = |host| asked(&world.ask_publicly(host));
    assert_eq!(ask("www.example.com"), Asked::answers(&["203.0.113.9"]));
    assert_eq!(
        ask("lb.example.com"),
        Asked::answers(&["10.0.1.5", "10.0.2.5"])
    );
    assert_eq!(
        ask("mcp.corp.example.com"),
        Asked::fails(Cause::PrivateNameAskedPublicly)
    );
    assert_eq!(ask("nobody.example.com"), Asked::fails(Cause::NoSuchName));
    let routing = world.ask_as("nobody.example.com", |question| {
        question.dns_resolution = Some(crate::topology::DnsResolution::Public);
        question.role = HostRole::RoutingDomain;
    });
    assert_eq!(
        asked(&routing),
        Asked::fails(Cause::RoutingDomainUnresolvable)
    );
    // Seen from the VPC, the public zone answers what the private ones do not cover.
    assert_eq!(
        asked(&world.ask("www.example.com")),
        Asked::answers(&["203.0.113.9"])
    );
}

#[test]
fn names_that_nobody_knows_are_not_judged() {
    let world = World::new();
    let why = "what public DNS answers for mcp.example.com is not part of a snapshot";
    assert_eq!(
        asked(&world.ask_publicly("mcp.example.com")),
        Asked::unknown(why)
    );
    assert_eq!(asked(&world.ask("mcp.example.com")), Asked::unknown(why));
}

#[test]
fn some_domains_are_never_public() {
    let mut world = World::new();
    world.topology.forget_lists();
    for host in [
        "mcp.corp.internal",
        "printer.local",
        "ip-10-0-0-1.ec2.internal",
    ] {
        let resolution = world.ask_publicly(host);
        assert_eq!(
            asked(&resolution),
            Asked::fails(Cause::PrivateNameAskedPublicly),
            "{host}"
        );
        assert!(resolution.assumptions.is_empty());
    }
}

#[test]
fn two_public_zones_of_one_name_leave_it_open_which_is_delegated() {
    let mut world = World::new();
    let zone = |address| Some(vec![a("www.example.com", address)]);
    world.add_zone("example.com", Some(false), &[], zone("203.0.113.9"));
    world.add_zone("example.com", None, &[], zone("203.0.113.8"));
    assert!(matches!(
        asked(&world.ask_publicly("www.example.com")),
        Asked::Unknown(_)
    ));
}

#[test]
fn a_split_horizon_is_worth_a_warning() {
    let mut world = World::new();
    let public = vec![
        a("mcp.example.com", "203.0.113.9"),
        alias("same.example.com", NLB),
    ];
    world.add_zone("example.com", Some(false), &[], Some(public));
    world.zone(
        "example.com",
        vec![
            a("mcp.example.com", "10.0.9.9"),
            alias("same.example.com", NLB),
        ],
    );
    assert_eq!(
        asked(&world.ask_publicly("mcp.example.com")),
        Asked::warned(&["203.0.113.9"], &[Cause::PrivateNameAskedPublicly])
    );
    let same = Asked::answers(&["10.0.1.5", "10.0.2.5"]);
    assert_eq!(asked(&world.ask_publicly("same.example.com")), same);
}

fn ask_nobody_knows_where(world: &World, host: &str) -> Resolution {
    world.ask_as(host, |question| question.dns_resolution = None)
}

#[test]
fn who_is_asked_matters_only_if_the_answers_differ() {
    let mut world = World::new();
    world.zone("example.com", vec![a("mcp.example.com", "10.0.9.9")]);
    let ask = |host| asked(&ask_nobody_knows_where(&world, host));
    assert_eq!(ask(NLB), Asked::answers(&["10.0.1.5", "10.0.2.5"]));
    assert_eq!(
        ask("mcp.example.com"),
        Asked::unknown("get-resource-gateway")
    );
    assert_eq!(ask("mcp.corp.internal"), Asked::fails(Cause::NoSuchName));
}

#[test]
fn without_a_vpc_there_is_nobody_to_ask() {
    let world = World::new();
    let ask = |host| asked(&world.ask_as(host, |question| question.vpc = None));
    assert_eq!(ask(NLB), Asked::unknown("get-resource-gateway"));
    let mut other = World::with_vpc(|_| {});
    other.topology.forget_zones_of(&VPC.into());
    assert_eq!(
        asked(&other.ask("x.example.com")),
        Asked::unknown("list-hosted-zones-by-vpc")
    );
}
