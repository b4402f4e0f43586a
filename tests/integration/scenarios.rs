//! Every scenario comes out as its story says.

use std::collections::BTreeSet;

use gatepath::analysis::{Rule, Severity, TargetDiagnosis};
use gatepath::reach::{Outcome, Verdict};

use crate::scenario::{Expected, Scenario};

#[test]
fn every_scenario_comes_out_as_expected() {
    let mut wrong = Vec::new();
    for scenario in Scenario::all() {
        let diagnosis = scenario.diagnose();
        for expected in &scenario.expected {
            let target = diagnosis.targets.iter().find(|target| {
                expected
                    .name
                    .as_ref()
                    .is_none_or(|name| *name == target.target_name)
            });
            match target {
                Some(target) => {
                    let problems = judge(target, expected);
                    if !problems.is_empty() {
                        wrong.push(format!("{}: {}", scenario.name, problems.join("; ")));
                    }
                }
                None => wrong.push(format!("{}: no target {:?}", scenario.name, expected.name)),
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} scenarios are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_rule_fires_in_one_scenario_and_is_silent_in_another() {
    let (mut firing, mut silent) = (BTreeSet::new(), BTreeSet::new());
    let planned = crate::preflight::Planned::all().into_iter();
    let planned = planned.flat_map(|planned| planned.targets());
    let observed = Scenario::all().into_iter();
    let observed = observed.flat_map(|scenario| scenario.diagnose().targets);
    for target in observed.chain(planned) {
        {
            let fired: BTreeSet<Rule> = target.findings.iter().map(|found| found.rule).collect();
            silent.extend(
                Rule::ALL
                    .iter()
                    .copied()
                    .filter(|rule| !fired.contains(rule)),
            );
            firing.extend(fired);
        }
    }
    let never: Vec<_> = Rule::ALL
        .iter()
        .filter(|rule| !firing.contains(rule))
        .collect();
    let always: Vec<_> = Rule::ALL
        .iter()
        .filter(|rule| !silent.contains(rule))
        .collect();
    assert!(
        never.is_empty() && always.is_empty(),
        "never fire: {never:?}; always: {always:?}"
    );
}

#[test]
fn every_finding_has_evidence_and_says_what_to_do() {
    for scenario in Scenario::all() {
        for finding in scenario
            .diagnose()
            .targets
            .iter()
            .flat_map(|target| &target.findings)
        {
            let name = &scenario.name;
            assert!(
                !finding.evidence.is_empty(),
                "{name}: {} has no evidence",
                finding.rule
            );
            assert!(
                !finding.message.is_empty(),
                "{name}: {} has no message",
                finding.rule
            );
            assert!(
                !finding.fix.summary.is_empty(),
                "{name}: {} has no fix",
                finding.rule
            );
            for command in &finding.fix.aws_cli {
                assert!(command.starts_with("aws "), "{name}: {command}");
                assert!(!command.contains("{}"), "{name}: {command} has a hole");
            }
        }
    }
}

pub(crate) fn judge(target: &TargetDiagnosis, expected: &Expected) -> Vec<String> {
    let mut problems = Vec::new();
    if target.journey.verdict.as_str() != expected.verdict {
        problems.push(format!(
            "{} instead of {}",
            target.journey.verdict, expected.verdict
        ));
    }
    let codes = |wanted: &dyn Fn(Severity) -> bool| -> BTreeSet<&str> {
        let found = target
            .findings
            .iter()
            .filter(|finding| wanted(finding.severity));
        found.map(|finding| finding.rule.code()).collect()
    };
    let serious = codes(&|severity| severity > Severity::Info);
    let all = codes(&|_| true);
    let known = |rule: &&str| !Rule::ALL.iter().any(|known| known.code() == *rule);
    let names = |list: &[String]| -> BTreeSet<String> { list.iter().cloned().collect() };
    for rule in names(&expected.rules) {
        if !serious.contains(rule.as_str()) && !known(&rule.as_str()) {
            problems.push(format!("{rule} missing"));
        }
    }
    for rule in &serious {
        let listed = |list: &[String]| list.iter().any(|code| code == rule);
        if !listed(&expected.rules) && !listed(&expected.maybe) {
            problems.push(format!("{rule} unexpected"));
        }
    }
    for rule in &expected.also {
        if !all.contains(rule.as_str()) {
            problems.push(format!("{rule} (info) missing"));
        }
    }
    for rule in &expected.silent {
        if all.contains(rule.as_str()) {
            problems.push(format!("{rule} fires and should be silent"));
        }
    }
    if let Some(hop) = &expected.blocked_hop {
        let fails = target.journey.steps().any(|step| {
            step.kind.as_str() == hop
                && matches!(step.outcome, Outcome::Fail(_) | Outcome::Partial { .. })
        });
        if !fails {
            problems.push(format!("hop {hop} is not blocked"));
        }
    }
    if let Some(paths) = &expected.blocked_paths {
        let all = &target.journey.paths;
        let blocked = all
            .iter()
            .filter(|path| path.verdict == Verdict::Blocked)
            .count();
        let found = format!("{blocked}/{}", all.len());
        if found != *paths {
            problems.push(format!("blocked paths {found} instead of {paths}"));
        }
    }
    problems
}
