//! Names that Resolver rules, DNS Firewall and Profiles decide about.

use proptest::prelude::*;

use super::world::{NLB, VPC, a, cname, source};
use super::{Asked, World, asked};
use crate::reach::Cause;
use crate::topology::{
    DnsControl, DnsControlKind, DnsControls, DnsServer, FirewallDomains, FirewallRule, ProfileRank,
    ResolverAddress, ResolverEndpoint, ResolverRule, VpcId,
};

const HOST: &str = "mcp.example.com";

/// A world whose zone `example.com` knows the host.
fn world() -> World {
    let mut world = World::new();
    let records = vec![
        a(HOST, "10.0.9.9"),
        cname("lb.example.com", NLB),
        cname("c.example.com", HOST),
    ];
    world.zone("example.com", records);
    world
}

fn control(id: &str, kind: DnsControlKind) -> DnsControl {
    DnsControl {
        source: source(),
        vpc: VPC.into(),
        id: id.to_owned(),
        profile: None,
        settled: true,
        kind,
    }
}

fn rule(domain: &str, rule_type: &str, servers: &[&str]) -> DnsControlKind {
    let server = |text: &&str| DnsServer {
        address: text.parse().unwrap(),
        port: 53,
        https: false,
    };
    DnsControlKind::ResolverRule(ResolverRule {
        source: Some(source()),
        domain: Some(domain.to_owned()),
        rule_type: Some(rule_type.to_owned()),
        servers: servers.iter().map(server).collect(),
        endpoint: Some("rslvr-out-1".to_owned()),
    })
}

fn endpoint(id: &str, direction: &str, vpc: &str, address: &str) -> (String, ResolverEndpoint) {
    let address = ResolverAddress {
        source: source(),
        address: address.parse().unwrap(),
        status: Some("ATTACHED".to_owned()),
    };
    let endpoint = ResolverEndpoint {
        source: source(),
        id: id.to_owned(),
        name: None,
        direction: Some(direction.to_owned()),
        vpc: Some(vpc.into()),
        status: Some("OPERATIONAL".to_owned()),
        groups: Vec::new(),
        addresses: Some(vec![address]),
    };
    (id.to_owned(), endpoint)
}

/// The controls, with an outbound endpoint that works.
fn controls(in_force: Vec<DnsControl>) -> DnsControls {
    DnsControls {
        in_force,
        endpoints: [endpoint("rslvr-out-1", "OUTBOUND", VPC, "10.0.1.53")].into(),
        ..DnsControls::default()
    }
}

#[test]
fn rules_count_unless_a_zone_is_more_specific() {
    let story = |domain: &str, rule_type: &str| {
        let mut world = world();
        let kind = rule(domain, rule_type, &["10.200.0.53"]);
        world
            .topology
            .control_dns(controls(vec![control("rslvr-rr-1", kind)]));
        world
    };
    let answers = Asked::answers(&["10.0.9.9"]);
    let unknown = Asked::unknown("what the DNS servers 10.200.0.53 answer for mcp.example.com");
    let ask = |world: World| asked(&world.ask(HOST));
    assert_eq!(ask(story("example.com", "FORWARD")), unknown);
    assert_eq!(ask(story(HOST, "FORWARD")), unknown);
    assert_eq!(ask(story("", "FORWARD")), answers);
    assert_eq!(ask(story("com", "FORWARD")), answers);
    assert_eq!(ask(story("other.com", "FORWARD")), answers);
    assert_eq!(ask(story("example.com", "SYSTEM")), answers);
    assert_eq!(ask(story("", "RECURSIVE")), answers);
    assert_eq!(ask(story("example.com", "DELEGATE")), answers);
    // Every DNS server gives the same answer for a load balancer.
    let resolution = story("", "FORWARD").ask("lb.example.com");
    assert_eq!(
        asked(&resolution),
        Asked::answers(&["10.0.1.5", "10.0.2.5"])
    );
    assert_eq!(resolution.assumptions.len(), 1);
}

#[test]
fn a_system_rule_takes_a_name_out_of_a_forwarding_rule() {
    let mut world = world();
    world.topology.control_dns(controls(vec![
        control(
            "rslvr-rr-1",
            rule("example.com", "FORWARD", &["10.200.0.53"]),
        ),
        control("rslvr-rr-2", rule(HOST, "SYSTEM", &[])),
    ]));
    assert_eq!(asked(&world.ask(HOST)), Asked::answers(&["10.0.9.9"]));
}

#[test]
fn a_rule_is_of_no_use_without_its_endpoint() {
    let story = |change: &dyn Fn(&mut ResolverEndpoint)| {
        let mut world = world();
        let kind = rule("", "FORWARD", &["10.200.0.53"]);
        let mut controls = controls(vec![control("rslvr-rr-1", kind)]);
        change(controls.endpoints.get_mut("rslvr-out-1").unwrap());
        world.topology.control_dns(controls);
        asked(&world.ask("lb.example.com"))
    };
    let broken = Asked::fails(Cause::ForwardingBroken);
    assert_eq!(story(&|_| {}), Asked::answers(&["10.0.1.5", "10.0.2.5"]));
    assert_eq!(
        story(&|one| one.status = Some("DELETING".to_owned())),
        broken
    );
    let detached = |one: &mut ResolverEndpoint| {
        for address in one.addresses.iter_mut().flatten() {
            address.status = Some("FAILED_CREATION".to_owned());
        }
    };
    assert_eq!(story(&detached), broken);
    assert!(matches!(
        story(&|one| one.addresses = None),
        Asked::Unknown(_)
    ));
}

#[test]
fn queries_to_an_inbound_endpoint_are_followed_on_the_network() {
    let mut world = World::new();
    world.topology.add_vpc(crate::topology::Vpc {
        source: source(),
        id: "vpc-hub".into(),
        name: None,
        owner: None,
        cidrs: vec!["10.9.0.0/16".parse().unwrap()],
        dns_support: Some((true, source())),
        dns_hostnames: Some((true, source())),
        dns_servers: crate::topology::DnsServers::AmazonProvided,
        public_access_mode: None,
    });
    world
        .topology
        .observe_all(super::world::REGION, &[VpcId::from("vpc-hub")]);
    world.add_zone(
        "example.com",
        Some(true),
        &["vpc-hub"],
        Some(vec![a(HOST, "10.9.0.9")]),
    );
    let kind = rule("example.com", "FORWARD", &["10.9.1.53"]);
    let mut controls = controls(vec![control("rslvr-rr-1", kind)]);
    controls
        .endpoints
        .extend([endpoint("rslvr-in-1", "INBOUND", "vpc-hub", "10.9.1.53")]);
    world.topology.control_dns(controls);
    // Nobody saw the interface that sends: whether queries arrive is not known.
    assert_eq!(
        asked(&world.ask(HOST)),
        Asked::unknown("describe-network-interfaces")
    );
}

#[test]
fn what_a_profile_brings_is_unknown_until_it_is_observed() {
    let mut world = world();
    let profile = control("rp-1", DnsControlKind::Profile);
    world.topology.control_dns(controls(vec![profile]));
    assert_eq!(
        asked(&world.ask(HOST)),
        Asked::unknown("list-profile-resource-associations")
    );
    // Public DNS does not care.
    assert_eq!(
        asked(&world.ask_publicly(NLB)),
        Asked::answers(&["10.0.1.5", "10.0.2.5"])
    );
}

#[test]
fn the_zone_of_the_vpc_wins_against_one_of_the_same_name_in_a_profile() {
    let story = |names: &[(&str, &str, i64)], own: bool| {
        let mut world = if own { world() } else { World::new() };
        let mut brought = Vec::new();
        for (index, (name, address, priority)) in names.iter().enumerate() {
            let vpc = format!("vpc-{}", index + 7);
            world.add_zone(name, Some(true), &[&vpc], Some(vec![a(HOST, address)]));
            let zone = format!("Z-{name}-Some(true)-{vpc}");
            let mut control = control(&zone, DnsControlKind::HostedZone(zone.as_str().into()));
            control.profile = Some(ProfileRank {
                priority: Some(*priority),
                id: format!("rp-{index}"),
            });
            brought.push(control);
        }
        world.topology.control_dns(controls(brought));
        asked(&world.ask(HOST))
    };
    let parent = ("example.com", "10.7.0.1", 200);
    assert_eq!(story(&[parent], false), Asked::answers(&["10.7.0.1"]));
    assert_eq!(story(&[parent], true), Asked::answers(&["10.0.9.9"]));
    let closer = (HOST, "10.7.0.2", 900);
    assert_eq!(
        story(&[parent, closer], true),
        Asked::answers(&["10.7.0.2"])
    );
    let first = ("example.com", "10.7.0.3", 100);
    assert_eq!(
        story(&[parent, first], false),
        Asked::answers(&["10.7.0.3"])
    );
}

#[test]
fn controls_that_nobody_looked_for_are_assumed_off() {
    let mut world = world();
    world.topology.control_dns(DnsControls {
        assumed_off: vec!["DNS Firewall rule group", "Resolver rule"],
        ..DnsControls::default()
    });
    let assumptions = world.ask(HOST).assumptions;
    assert_eq!(
        assumptions,
        ["no DNS Firewall rule group or Resolver rule applies to vpc-1"]
    );
}

fn firewall_rule(priority: i64, action: &str, domains: &[&str]) -> FirewallRule {
    let listed = domains.iter().map(|name| ((*name).to_owned(), source()));
    FirewallRule {
        source: source(),
        name: Some(format!("rule-{priority}")),
        priority: Some(priority),
        action: Some(action.to_owned()),
        response: None,
        query_type: None,
        trusts_redirection: false,
        domains: FirewallDomains::Listed(listed.collect()),
    }
}

fn group(id: &str, priority: i64, rules: Option<Vec<FirewallRule>>) -> DnsControl {
    let kind = DnsControlKind::FirewallRuleGroup {
        priority: Some(priority),
        rules: rules.map(Into::into),
    };
    control(id, kind)
}

fn screened(groups: Vec<DnsControl>, host: &str) -> Asked {
    let mut world = world();
    world.topology.control_dns(controls(groups));
    asked(&world.ask(host))
}

#[test]
fn the_first_rule_of_the_firewall_that_is_about_a_name_decides() {
    let answers = Asked::answers(&["10.0.9.9"]);
    let blocked = Asked::fails(Cause::DnsFirewallBlocks);
    let all = || firewall_rule(200, "BLOCK", &["*"]);
    let one = |rules| screened(vec![group("rslvr-frg-1", 101, Some(rules))], HOST);
    assert_eq!(one(vec![all()]), blocked);
    assert_eq!(
        one(vec![firewall_rule(100, "ALLOW", &["*.example.com"]), all()]),
        answers
    );
    assert_eq!(
        one(vec![firewall_rule(100, "ALERT", &[HOST]), all()]),
        answers
    );
    assert_eq!(
        one(vec![firewall_rule(100, "ALLOW", &["example.com"]), all()]),
        blocked
    );
    assert_eq!(
        one(vec![firewall_rule(200, "BLOCK", &["*.mcp.example.com"])]),
        answers
    );
    let mut of_type = all();
    of_type.query_type = Some("AAAA".to_owned());
    assert_eq!(one(vec![of_type]), answers);
}

#[test]
fn what_cannot_be_listed_may_be_the_last_word() {
    let managed = |priority, action: &str| FirewallRule {
        domains: FirewallDomains::Unlisted("rslvr-fdl-1".to_owned()),
        ..firewall_rule(priority, action, &[])
    };
    let one = |rules| screened(vec![group("rslvr-frg-1", 101, Some(rules))], HOST);
    assert!(matches!(
        one(vec![managed(100, "BLOCK")]),
        Asked::Unknown(_)
    ));
    let allowed = firewall_rule(50, "ALLOW", &["*.example.com"]);
    assert_eq!(
        one(vec![allowed, managed(100, "BLOCK")]),
        Asked::answers(&["10.0.9.9"])
    );
    assert_eq!(
        one(vec![managed(100, "ALERT")]),
        Asked::answers(&["10.0.9.9"])
    );
    let all = firewall_rule(200, "BLOCK", &["*"]);
    assert!(matches!(
        one(vec![managed(100, "ALLOW"), all]),
        Asked::Unknown(_)
    ));
    assert!(matches!(
        screened(vec![group("rslvr-frg-1", 101, None)], HOST),
        Asked::Unknown(_)
    ));
}

#[test]
fn groups_of_one_priority_have_no_order() {
    let allow = || vec![firewall_rule(100, "ALLOW", &[HOST])];
    let block = || vec![firewall_rule(100, "BLOCK", &["*"])];
    let both = |priority| {
        let groups = [
            group("rslvr-frg-1", 101, Some(allow())),
            group("rslvr-frg-2", priority, Some(block())),
        ];
        screened(groups.into(), HOST)
    };
    assert_eq!(both(102), Asked::answers(&["10.0.9.9"]));
    assert_eq!(both(100), Asked::fails(Cause::DnsFirewallBlocks));
    assert!(matches!(both(101), Asked::Unknown(_)));
}

#[test]
fn a_chain_of_names_is_inspected_unless_the_rule_trusts_it() {
    let blocked = Asked::fails(Cause::DnsFirewallBlocks);
    let block = || firewall_rule(200, "BLOCK", &[HOST]);
    let rules = |first: FirewallRule| vec![group("rslvr-frg-1", 101, Some(vec![first, block()]))];
    let allow = || firewall_rule(100, "ALLOW", &["c.example.com"]);
    assert_eq!(screened(rules(allow()), "c.example.com"), blocked);
    let trusting = FirewallRule {
        trusts_redirection: true,
        ..allow()
    };
    assert_eq!(
        screened(rules(trusting), "c.example.com"),
        Asked::answers(&["10.0.9.9"])
    );
}

proptest! {
    /// The naive oracle sorts all rules and takes the first that lists the name.
    #[test]
    fn the_firewall_agrees_with_a_sorted_list(
        rules in prop::collection::btree_map(
            (0_i64..3, 0_i64..6),
            (prop::sample::select(vec!["ALLOW", "ALERT", "BLOCK"]),
             prop::sample::select(vec!["*", "*.example.com", "example.com", HOST, "*.com", "other.com"])),
            0..8,
        ),
    ) {
        let lists = |pattern: &str| match pattern {
            "*" => true,
            _ => match pattern.strip_prefix("*.") {
                Some(parent) => HOST.ends_with(&format!(".{parent}")),
                None => pattern == HOST,
            },
        };
        let first = rules.values().find(|(_, pattern)| lists(pattern));
        let expected = match first {
            Some(("BLOCK", _)) => Asked::fails(Cause::DnsFirewallBlocks),
            _ => Asked::answers(&["10.0.9.9"]),
        };
        let of_group = |wanted: i64| {
            let own = rules.iter().filter(move |((group, _), _)| *group == wanted);
            own.map(|((_, rule), (action, pattern))| firewall_rule(*rule, action, &[pattern])).collect()
        };
        // The names of the groups run against their priorities.
        let groups = (0..3).map(|n| group(&format!("rslvr-frg-{}", 9 - n), n, Some(of_group(n))));
        prop_assert_eq!(screened(groups.collect(), HOST), expected);
    }
}
