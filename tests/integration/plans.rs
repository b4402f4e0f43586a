//! Plans open what configuration can open, and hold nothing that can be left out.

use std::collections::BTreeSet;

use gatepath::analysis::{
    Edit, Remedy, Rule, Selection, TargetDiagnosis, diagnose, prove, rediagnose,
};
use gatepath::reach::{Outcome, Verdict};
use gatepath::topology::{Change, Topology};

use crate::scenario::Scenario;

/// Rules whose faults are left to people, and why no command of this program mends them.
const LEFT_TO_PEOPLE: [(&str, &str); 49] = [
    (
        "DNS012",
        "which addresses are wanted, only the owner of the record knows",
    ),
    ("IP003", "which subnets to use is a choice"),
    ("LB011", "other clients depend on it"),
    ("LB012", "other clients depend on it"),
    ("VPCE004", "other clients depend on it"),
    ("APIGW003", "the URL is part of the OpenAPI document"),
    ("APIGW004", "the URL is part of the OpenAPI document"),
    ("DNS004", "which record is wanted, only its owner knows"),
    (
        "DNS005",
        "which endpoint or load balancer is meant, only its owner knows",
    ),
    (
        "APIGW006",
        "credentials are not part of the model's changes",
    ),
    (
        "APIGW007",
        "who else uses the load balancer, only its owner knows",
    ),
    ("LAT006", "a person has to accept the share"),
    (
        "DNS007",
        "Resolver endpoints are not part of the model's changes",
    ),
    (
        "DNS008",
        "which names may pass, only who runs DNS Firewall knows",
    ),
    (
        "DNS009",
        "what the record should point at, only its owner knows",
    ),
    (
        "DNS010",
        "which addresses the name should have, only its owner knows",
    ),
    (
        "GW001",
        "the status of a target follows from other faults, or from AWS",
    ),
    ("GW002", "a person has to authorize the target"),
    ("GW003", "VPC, subnets and groups are a choice"),
    ("GW004", "the kind of the target is a choice"),
    ("GW005", "the kind of the target is a choice"),
    ("GW006", "how callers authenticate is a choice"),
    ("GW007", "the document has to be corrected"),
    ("GW011", "the gateway's protocol is a choice"),
    ("IAM001", "roles are not part of the model's changes"),
    ("IAM002", "roles are not part of the model's changes"),
    ("IAM003", "AWS makes the role"),
    ("IAM004", "whose permissions these are is a guess"),
    ("IAM005", "roles are not part of the model's changes"),
    (
        "IP001",
        "somebody has to free addresses or choose another subnet",
    ),
    ("LAT001", "AWS makes resource gateways"),
    ("LAT002", "AWS makes resource configurations"),
    ("LAT003", "AWS makes associations"),
    ("LAT005", "another resource configuration has to be made"),
    ("LB001", "servers have to be started or repaired"),
    ("LB002", "servers have to be registered"),
    (
        "LB003",
        "certificate and target group of a listener are a choice",
    ),
    ("LB004", "no certificate for the host is known"),
    (
        "LB005",
        "a command would replace conditions that other callers need",
    ),
    ("LB006", "another load balancer has to be made"),
    ("LB009", "AWS makes load balancers"),
    ("MCP003", "the server has to be upgraded"),
    ("MCP006", "the server has to answer"),
    (
        "RT002",
        "an Elastic IP address or an exclusion has to be made",
    ),
    ("RT003", "where the route should lead, only its owner knows"),
    ("RT005", "a peering connection has to be made"),
    (
        "RT006",
        "transit gateways are not part of the model's changes",
    ),
    (
        "RT007",
        "transit gateways are not part of the model's changes",
    ),
    ("RT009", "a block has to be given up"),
];

/// The same, for whole families.
const FAMILIES_LEFT: [(&str, &str); 2] = [
    (
        "IDP",
        "the identity provider is not part of the model's changes",
    ),
    ("TLS", "a certificate has to be issued"),
];

#[test]
fn every_broken_target_is_opened_as_far_as_configuration_can() {
    let (mut wrong, mut opened, mut broken) = (Vec::new(), 0, 0);
    each_plan(|name, _, target, remedy| {
        broken += 1;
        let fine = match remedy.after {
            Verdict::Reachable => {
                opened += 1;
                remedy.manual.is_empty() && remedy.is_verified()
            }
            // Evidence was missing before, and still is.
            Verdict::Unknown => remedy.manual.is_empty(),
            Verdict::Blocked | Verdict::Degraded => !remedy.manual.is_empty(),
        };
        let manual = remedy.manual.iter().map(|step| step.rule);
        let unexplained: BTreeSet<Rule> = manual.filter(|rule| !is_left_to_people(*rule)).collect();
        if !fine || !unexplained.is_empty() || !remedy.harmed.is_empty() {
            wrong.push(format!(
                "{name} {:?} -> {:?}: left {unexplained:?}, harms {:?}",
                target.journey.verdict, remedy.after, remedy.harmed
            ));
        }
    });
    assert!(broken > 150 && opened > 70, "{opened} of {broken}");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_step_of_a_plan_can_be_left_out() {
    let mut wrong = Vec::new();
    each_plan(|name, topology, target, remedy| {
        let edits: Vec<&Edit> = remedy.steps.iter().map(|step| &step.edit).collect();
        let all = measure(topology, target, &edits);
        for index in 0..edits.len() {
            let mut fewer = edits.clone();
            let left_out = fewer.remove(index);
            if measure(topology, target, &fewer) >= all {
                wrong.push(format!("{name}: {left_out:?}"));
            }
        }
    });
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn proving_leaves_everything_as_it_was() {
    for scenario in Scenario::all() {
        let mut topology = scenario.topology();
        let before = diagnose(&topology, &Selection::default()).unwrap();
        let mut proven = before.clone();
        prove(&mut topology, &mut proven);
        let after = diagnose(&topology, &Selection::default()).unwrap();
        for (before, after) in before.targets.iter().zip(&after.targets) {
            assert_eq!(before.findings, after.findings, "{}", scenario.name);
            assert_eq!(
                before.journey.verdict, after.journey.verdict,
                "{}",
                scenario.name
            );
        }
    }
}

#[test]
fn what_is_printed_for_a_finding_is_what_was_applied() {
    let mut proven = 0;
    each_plan(|name, _, target, remedy| {
        assert_eq!(target.proofs.len(), target.findings.len(), "{name}");
        for (finding, proof) in target.findings.iter().zip(&target.proofs) {
            proven += usize::from(proof.verified);
            let commands = &finding.fix.aws_cli;
            let pairs = commands.windows(2).map(|pair| pair.join("\n"));
            let applies = commands
                .iter()
                .cloned()
                .chain(pairs)
                .any(|command| Edit::of(&command).is_some());
            assert!(applies || !proof.verified, "{name}: {}", finding.rule);
        }
        for step in &remedy.steps {
            assert_eq!(Edit::of(&step.aws_cli).as_ref(), Some(&step.edit), "{name}");
        }
    });
    assert!(proven > 80, "{proven}");
}

/// Runs `check` on every target of every scenario that has a plan.
fn each_plan(mut check: impl FnMut(&str, &mut Topology, &TargetDiagnosis, &Remedy)) {
    for scenario in Scenario::all() {
        let mut topology = scenario.topology();
        let mut diagnosis = diagnose(&topology, &Selection::default()).unwrap();
        prove(&mut topology, &mut diagnosis);
        for target in &diagnosis.targets {
            if let Some(remedy) = &target.remedy {
                check(&scenario.name, &mut topology, target, remedy);
            }
        }
    }
}

fn is_left_to_people(rule: Rule) -> bool {
    let code = rule.code();
    LEFT_TO_PEOPLE.iter().any(|(left, _)| *left == code)
        || FAMILIES_LEFT.iter().any(|(family, _)| code.starts_with(family))
        // What stands in front of the same endpoint or path as a fault above.
        || matches!(code, "RT004" | "VPCE001" | "VPCE003")
}

/// How a target fares with some edits: the more the better.
fn measure(
    topology: &mut Topology,
    target: &TargetDiagnosis,
    edits: &[&Edit],
) -> (u8, usize, isize) {
    let mut undo: Vec<Change> = Vec::new();
    for edit in edits {
        let change = edit.change(topology).unwrap();
        undo.push(topology.apply(change).unwrap());
    }
    let now = rediagnose(topology, &target.journey.gateway, &target.journey.target).unwrap();
    for change in undo.into_iter().rev() {
        topology.apply(change).unwrap();
    }
    let rank = match now.journey.verdict {
        Verdict::Blocked => 0,
        Verdict::Degraded => 1,
        Verdict::Unknown => 2,
        Verdict::Reachable => 3,
    };
    let open = now
        .journey
        .paths
        .iter()
        .filter(|path| path.verdict == Verdict::Reachable);
    let faults = now.journey.steps();
    let faults =
        faults.filter(|step| matches!(step.outcome, Outcome::Fail(_) | Outcome::Partial { .. }));
    (
        rank,
        open.count(),
        -isize::try_from(faults.count()).unwrap(),
    )
}
