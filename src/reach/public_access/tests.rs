use proptest::prelude::*;
use serde_json::{Value, json};

use crate::reach::internet_gateway::tests::{OUT4, OUT6, World, step};
use crate::reach::{Cause, Outcome, StepKind, Verdict};

const OPTIONS: &str = "describe-vpc-block-public-access-options";
const EXCLUSIONS: &str = "describe-vpc-block-public-access-exclusions";

/// The address that packets come from, and where they go: through an internet gateway, an
/// egress-only one, or the NAT gateway of `subnet-a`.
const WAYS: [(&str, &str); 3] = [
    ("10.0.1.4", OUT4),
    ("2001:db8:0:2::4", OUT6),
    ("10.0.2.4", OUT4),
];

fn options(mode: &str) -> Value {
    json!({"VpcBlockPublicAccessOptions": {"AwsAccountId": "111122223333",
        "AwsRegion": "eu-west-1", "State": "update-complete", "InternetGatewayBlockMode": mode,
        "ExclusionsAllowed": "allowed"}})
}

fn exclusion(resource: &str, mode: &str, state: &str) -> Value {
    let kind = resource.split('-').next().unwrap_or_default();
    json!({"ExclusionId": format!("vpcbpa-exclude-{resource}"), "State": state,
        "InternetGatewayExclusionMode": mode,
        "ResourceArn": format!("arn:aws:ec2:eu-west-1:111122223333:{kind}/{resource}")})
}

fn world(mode: &str, exclusions: &[Value]) -> World {
    let mut world = World::new();
    world.answer(OPTIONS, options(mode));
    let list = json!({"VpcBlockPublicAccessExclusions": exclusions});
    world.answer(EXCLUSIONS, list);
    world
}

fn verdict(world: &World, way: (&str, &str)) -> Verdict {
    world.walk(way.0, way.1).verdict()
}

/// What the documentation says, case by case. `subnet` is the one that meets the gateway.
fn judge(mode: &str, way: usize, subnet: Option<&str>, vpc: Option<&str>) -> Verdict {
    let outbound_only = way != 0;
    if mode == "off" || mode == "block-ingress" && outbound_only {
        return Verdict::Reachable;
    }
    let opens = |exclusion: &str| {
        exclusion == "allow-bidirectional" || mode == "block-bidirectional" && outbound_only
    };
    match (subnet.map(opens), vpc.map(opens)) {
        (Some(true), Some(true) | None) | (None, Some(true)) => Verdict::Reachable,
        (Some(true), Some(false)) | (Some(false), Some(true)) => Verdict::Unknown,
        (Some(false) | None, Some(false) | None) => Verdict::Blocked,
    }
}

proptest! {
    #[test]
    fn modes_and_exclusions_do_as_documented(
        mode in prop::sample::select(&["off", "block-ingress", "block-bidirectional"][..]),
        way in 0..3_usize,
        subnet in prop::option::of(prop::sample::select(
            &["allow-egress", "allow-bidirectional"][..])),
        vpc in prop::option::of(prop::sample::select(
            &["allow-egress", "allow-bidirectional"][..])),
    ) {
        let gate = ["subnet-a", "subnet-b", "subnet-a"][way];
        let exclusions: Vec<Value> = [(gate, subnet), ("vpc-1", vpc)]
            .into_iter()
            .filter_map(|(resource, mode)| Some(exclusion(resource, mode?, "create-complete")))
            .collect();
        let world = world(mode, &exclusions);
        prop_assert_eq!(verdict(&world, WAYS[way]), judge(mode, way, subnet, vpc));
    }
}

#[test]
fn the_subnet_of_the_source_alone_decides_nothing_behind_a_nat_gateway() {
    let mode = "block-bidirectional";
    let own = exclusion("subnet-b", "allow-egress", "create-complete");
    assert_eq!(verdict(&world(mode, &[own]), WAYS[2]), Verdict::Unknown);
    let other = exclusion("subnet-a", "allow-egress", "create-complete");
    assert_eq!(verdict(&world(mode, &[other]), WAYS[1]), Verdict::Blocked);
}

#[test]
fn an_exclusion_in_motion_decides_nothing_and_one_that_is_gone_excludes_nothing() {
    let of = |state: &str| {
        let exclusion = exclusion("subnet-a", "allow-egress", state);
        verdict(&world("block-bidirectional", &[exclusion]), WAYS[2])
    };
    for state in ["create-failed", "delete-complete", "disable-complete"] {
        assert_eq!(of(state), Verdict::Blocked, "{state}");
    }
    let in_motion = [
        "create-in-progress",
        "update-in-progress",
        "update-failed",
        "delete-in-progress",
        "disable-in-progress",
    ];
    for state in in_motion {
        assert_eq!(of(state), Verdict::Unknown, "{state}");
    }
    assert_eq!(of("update-complete"), Verdict::Reachable);
}

#[test]
fn a_block_names_the_subnet_and_what_decided() {
    let trace = world("block-bidirectional", &[]).walk("10.0.2.4", OUT4);
    let step = step(&trace, StepKind::BlockPublicAccess);
    assert_eq!(step.outcome, Outcome::Fail(Cause::PublicAccessBlocked));
    assert_eq!(step.subject.id, "subnet-a", "the NAT gateway's");
    assert_eq!(step.evidence[0].part, "/InternetGatewayBlockMode");
}

#[test]
fn what_is_missing_is_never_taken_for_open_or_shut() {
    let mut unlisted = world("block-bidirectional", &[]);
    unlisted.forget(EXCLUSIONS);
    assert_eq!(verdict(&unlisted, WAYS[2]), Verdict::Unknown);
    let mut changing = world("block-bidirectional", &[]);
    let state = "/VpcBlockPublicAccessOptions/State";
    changing.set(OPTIONS, state, json!("update-in-progress"));
    assert_eq!(verdict(&changing, WAYS[2]), Verdict::Unknown);
    let mut elsewhere = world("off", &[]);
    elsewhere.forget(OPTIONS);
    let other = format!("444455556666/eu-west-1/ec2.{OPTIONS}");
    let mut answer = options("off");
    answer["VpcBlockPublicAccessOptions"]["AwsAccountId"] = json!("444455556666");
    elsewhere.answer(&other, answer);
    assert_eq!(verdict(&elsewhere, WAYS[2]), Verdict::Unknown);
}

#[test]
fn a_control_that_nobody_looked_for_is_taken_as_off_and_said_to_be() {
    let trace = World::new().walk("10.0.2.4", OUT4);
    assert_eq!(trace.verdict(), Verdict::Reachable);
    let step = step(&trace, StepKind::BlockPublicAccess);
    assert_eq!(step.outcome, Outcome::Skipped);
    assert!(
        trace
            .assumptions
            .contains(&"no VPC Block Public Access applies to vpc-1".to_owned()),
        "{:?}",
        trace.assumptions
    );
}

#[test]
fn the_mode_that_a_subnet_shows_stands_in_for_the_options_and_must_not_contradict_them() {
    let shows = |world: &mut World, mode: &str| {
        let states = json!({"InternetGatewayBlockMode": mode});
        let pointer = "/Subnets/0/BlockPublicAccessStates";
        world.set("describe-subnets", pointer, states);
    };
    let mut alone = world("off", &[]);
    alone.forget(OPTIONS);
    for (mode, expected) in [
        ("off", Verdict::Reachable),
        ("block-ingress", Verdict::Reachable),
        ("block-bidirectional", Verdict::Blocked),
    ] {
        shows(&mut alone, mode);
        assert_eq!(verdict(&alone, WAYS[2]), expected, "{mode}");
    }
    for (told, shown) in [
        ("block-bidirectional", "off"),
        ("off", "block-bidirectional"),
    ] {
        let mut both = world(told, &[]);
        shows(&mut both, shown);
        assert_eq!(verdict(&both, WAYS[2]), Verdict::Unknown, "{told}, {shown}");
    }
    // How AWS shows the state of an excluded subnet is not documented; it makes no difference.
    let excluded = exclusion("subnet-a", "allow-egress", "create-complete");
    for shown in ["off", "block-bidirectional"] {
        let mut both = world("block-bidirectional", std::slice::from_ref(&excluded));
        shows(&mut both, shown);
        assert_eq!(verdict(&both, WAYS[2]), Verdict::Reachable, "{shown}");
    }
}

#[test]
fn a_public_address_of_ones_own_must_be_open_from_outside_too() {
    let mut world = world("block-ingress", &[]);
    let home = "/NetworkInterfaces/0/PrivateIpAddresses/0/Association";
    world.set(
        "describe-network-interfaces",
        home,
        json!({"PublicIp": OUT4}),
    );
    assert_eq!(verdict(&world, WAYS[2]), Verdict::Blocked, "out, not in");
    let both = exclusion("subnet-a", "allow-bidirectional", "create-complete");
    let list = json!({"VpcBlockPublicAccessExclusions": [both]});
    world.answer(EXCLUSIONS, list);
    assert_eq!(verdict(&world, WAYS[2]), Verdict::Reachable);
}
