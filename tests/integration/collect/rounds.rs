//! As many calls as possible are made together.

use super::machine::{collect, serve};
use crate::replay::Behavior;
use crate::scenario::Scenario;

/// Calls are answered in rounds: all that were asked together at once. There are as many rounds as
/// the longest chain of calls that need each other's answers.
#[test]
fn rounds_are_as_many_as_calls_depend_on_each_other() {
    for (name, everything, chain) in [
        (
            "alb-managed",
            false,
            // The target names the VPC, whose load balancers are already listed.
            &[
                "list-gateways",
                "list-gateway-targets",
                "get-gateway-target",
                "describe-listeners",
                "describe-certificate",
            ][..],
        ),
        (
            "alb-self-managed",
            false,
            &[
                "list-gateways",
                "list-gateway-targets",
                "get-gateway-target",
                "get-resource-configuration",
                "get-resource-gateway",
                "describe-listeners",
                "describe-certificate",
            ],
        ),
        (
            "alb-managed",
            true,
            // Nothing waits for a gateway: load balancers are listed, and all are looked at. Only the
            // role that managed targets need is looked for where there is such a target.
            &[
                "list-gateways",
                "list-gateway-targets",
                "get-gateway-target",
                "get-role",
            ],
        ),
    ] {
        let scenario = Scenario::named(name);
        let behavior = Behavior {
            rounds: true,
            ..Behavior::default()
        };
        let replay = serve(&scenario.files, behavior);
        let arguments: &[&str] = if everything { &["--all"] } else { &[] };
        collect(&replay, &scenario.files, arguments);
        let calls = replay.log().len();
        assert!(calls > 40, "{name}: {calls} calls");
        assert_eq!(replay.rounds(), chain.len(), "{name}, {calls} calls");
        let mut calls = replay.log().into_iter().map(|seen| seen.operation);
        assert!(
            chain.iter().all(|link| calls.any(|call| call == *link)),
            "{name}"
        );
    }
}

#[test]
fn no_call_is_made_twice() {
    let scenario = Scenario::named("nlb-self-managed");
    let replay = serve(&scenario.files, Behavior::default());
    collect(&replay, &scenario.files, &[]);
    let mut calls = replay.log();
    calls.sort();
    let count = calls.len();
    calls.dedup();
    assert_eq!(calls.len(), count);
}
