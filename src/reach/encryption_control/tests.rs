use serde_json::{Value, json};

use super::{Feature, rule_on, rule_on_peering, rule_on_transit};
use crate::reach::internet_gateway::tests::{OUT4, World, step};
use crate::reach::{Outcome, StepKind, Verdict};
use crate::topology::{PeeringId, TransitGatewayId, VpcId};

const LIST: &str = "describe-vpc-encryption-controls";

/// Controls of a VPC: its mode, its state and what is excluded.
fn control(vpc: &str, mode: &str, state: &str, exclusions: &[&str]) -> Value {
    let members = ["InternetGateway", "NatGateway", "VpcPeering", "VpcLattice"];
    let states = members.map(|member| {
        let state = if exclusions.contains(&member) {
            "enabled"
        } else {
            "disabled"
        };
        (member.to_owned(), json!({"State": state}))
    });
    let states: serde_json::Map<String, Value> = states.into_iter().collect();
    json!({"VpcId": vpc, "VpcEncryptionControlId": format!("vpcec-{vpc}"), "Mode": mode,
        "State": state, "ResourceExclusions": states})
}

fn world(controls: &[Value]) -> World {
    let mut world = World::new();
    let vpc = json!({"VpcId": "vpc-2", "OwnerId": "111122223333", "CidrBlock": "10.2.0.0/16"});
    let first = json!({"VpcId": "vpc-1", "OwnerId": "111122223333", "CidrBlock": "10.0.0.0/16",
        "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": "2001:db8::/56",
            "Ipv6CidrBlockState": {"State": "associated"}}]});
    world.answer("describe-vpcs", json!({"Vpcs": [first, vpc]}));
    world.answer(LIST, json!({"VpcEncryptionControls": controls}));
    world
}

fn lattice(world: &World) -> Option<Verdict> {
    let vpc = VpcId::from("vpc-1");
    let ruling = rule_on(&world.topology(), &vpc, &[Feature::VpcLattice]);
    ruling.step.map(|step| step.outcome.verdict())
}

fn peering(world: &World) -> Option<Verdict> {
    let (one, other) = (VpcId::from("vpc-1"), VpcId::from("vpc-2"));
    let peering = PeeringId::from("pcx-1");
    let ruling = rule_on_peering(&world.topology(), &peering, &one, &other);
    ruling.step.map(|step| step.outcome.verdict())
}

#[test]
fn monitor_mode_blocks_nothing() {
    let world = world(&[control("vpc-1", "monitor", "available", &[])]);
    assert_eq!(lattice(&world), Some(Verdict::Reachable));
    assert_eq!(peering(&world), Some(Verdict::Reachable));
}

#[test]
fn enforce_mode_needs_an_exclusion_for_what_may_carry_cleartext() {
    let strict = world(&[control("vpc-1", "enforce", "available", &[])]);
    assert_eq!(lattice(&strict), Some(Verdict::Unknown));
    let excluded = world(&[control("vpc-1", "enforce", "available", &["VpcLattice"])]);
    assert_eq!(lattice(&excluded), Some(Verdict::Reachable));
    let nat = excluded.walk("10.0.2.4", OUT4);
    assert_eq!(nat.verdict(), Verdict::Unknown);
    let gateways = ["InternetGateway", "NatGateway"];
    let gateways = world(&[control("vpc-1", "enforce", "available", &gateways)]);
    assert_eq!(
        gateways.walk("10.0.2.4", OUT4).verdict(),
        Verdict::Reachable
    );
}

#[test]
fn peering_needs_none_between_two_vpcs_that_enforce_without_exclusions() {
    let ours = |exclusions: &[&str]| control("vpc-1", "enforce", "available", exclusions);
    let theirs = |mode: &str, exclusions: &[&str]| control("vpc-2", mode, "available", exclusions);
    let both = world(&[ours(&[]), theirs("enforce", &[])]);
    assert_eq!(peering(&both), Some(Verdict::Reachable));
    let loose = world(&[ours(&[]), theirs("enforce", &["NatGateway"])]);
    assert_eq!(peering(&loose), Some(Verdict::Unknown));
    let ours_loose = world(&[ours(&["VpcLattice"]), theirs("enforce", &[])]);
    assert_eq!(peering(&ours_loose), Some(Verdict::Unknown));
    let monitors = world(&[ours(&[]), theirs("monitor", &[])]);
    assert_eq!(peering(&monitors), Some(Verdict::Unknown));
    let excluded = world(&[ours(&["VpcPeering"]), theirs("monitor", &[])]);
    assert_eq!(peering(&excluded), Some(Verdict::Reachable));
}

#[test]
fn a_control_in_motion_may_enforce_already_or_still() {
    for (mode, state, expected) in [
        ("monitor", "enforce-in-progress", Some(Verdict::Unknown)),
        ("enforce", "monitor-in-progress", Some(Verdict::Unknown)),
        ("monitor", "creating", Some(Verdict::Reachable)),
        ("enforce", "deleting", Some(Verdict::Unknown)),
        ("enforce", "deleted", None),
    ] {
        let world = world(&[control("vpc-1", mode, state, &[])]);
        assert_eq!(lattice(&world), expected, "{mode}, {state}");
    }
}

#[test]
fn a_vpc_without_controls_says_nothing_and_an_unseen_one_leaves_it_open() {
    let none = world(&[]);
    assert_eq!(lattice(&none), None);
    let mut elsewhere = world(&[]);
    elsewhere.forget(LIST);
    let vpc = VpcId::from("vpc-1");
    let ruling = rule_on(&elsewhere.topology(), &vpc, &[Feature::VpcLattice]);
    assert!(ruling.step.is_none());
    assert_eq!(
        ruling.assumption.as_deref(),
        Some("no VPC Encryption Control applies to vpc-1")
    );
    let other = format!("444455556666/eu-west-1/ec2.{LIST}");
    elsewhere.answer(&other, json!({"VpcEncryptionControls": []}));
    assert_eq!(lattice(&elsewhere), Some(Verdict::Unknown));
}

#[test]
fn what_the_vpc_itself_tells_stands_in_for_the_list() {
    let mut world = world(&[]);
    let told = control("vpc-1", "enforce", "available", &[]);
    world.set("describe-vpcs", "/Vpcs/0/EncryptionControl", told);
    world.forget(LIST);
    assert_eq!(lattice(&world), Some(Verdict::Unknown));
    let trace = world.walk("10.0.1.4", OUT4);
    let step = step(&trace, StepKind::EncryptionControl);
    assert!(matches!(step.outcome, Outcome::Unknown(_)));
    assert!(step.evidence[0].part.starts_with("/EncryptionControl"));
}

#[test]
fn a_transit_gateway_needs_encryption_support() {
    let id = TransitGatewayId::from("tgw-1");
    let vpc = VpcId::from("vpc-1");
    let verdict = |world: &World, peered: bool| {
        let ruling = rule_on_transit(&world.topology(), &id, peered, &vpc);
        ruling.step.map(|step| step.outcome.verdict())
    };
    let mut world = world(&[control("vpc-1", "enforce", "available", &[])]);
    assert_eq!(verdict(&world, false), Some(Verdict::Unknown), "not seen");
    for (state, expected) in [
        ("enabled", Verdict::Reachable),
        ("enabling", Verdict::Unknown),
        ("disabled", Verdict::Unknown),
    ] {
        let gateway = json!({"TransitGatewayId": "tgw-1",
            "Options": {"EncryptionSupport": {"EncryptionState": state}}});
        let list = json!({"TransitGateways": [gateway]});
        world.answer("describe-transit-gateways", list);
        assert_eq!(verdict(&world, false), Some(expected), "{state}");
        assert_eq!(verdict(&world, true), Some(Verdict::Unknown), "{state}");
    }
}
