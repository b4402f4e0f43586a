//! The search for the smallest set of edits that opens a target.

use crate::analysis::registry::diagnose_one;
use crate::analysis::{Finding, Rule, Severity, TargetDiagnosis};
use crate::reach::{Outcome, Subject, Verdict};
use crate::topology::{Change, GatewayId, TargetId, Topology};

use super::{Edit, ManualStep, Proof, Remedy, RemedyStep, template};

/// Edits that one round reveals may be in front of others: this many rounds at most.
const ROUNDS: usize = 12;

pub(super) struct Found {
    pub(super) remedy: Remedy,
    /// For each finding of the target, in its order.
    pub(super) proofs: Vec<Proof>,
}

/// Judges one target of a topology as it is now.
pub fn rediagnose(
    topology: &Topology,
    gateway: &GatewayId,
    target: &TargetId,
) -> Option<TargetDiagnosis> {
    let owner = topology.gateway(gateway).found()?;
    let found = topology.target(gateway, target)?;
    Some(diagnose_one(topology, owner, found))
}

pub(super) fn plan(
    topology: &mut Topology,
    target: &TargetDiagnosis,
    others: &[(GatewayId, TargetId, Verdict)],
) -> Found {
    let proofs = target
        .findings
        .iter()
        .map(|finding| proof(topology, target, finding))
        .collect();
    let candidates = candidates(topology, target);
    let steps = smallest(topology, target, candidates);
    let mut edits: Vec<Edit> = steps.iter().map(|step| step.edit.clone()).collect();
    let mut left = with(topology, &edits, |topology| judge(topology, target));
    let recovering = recovering(target, &left);
    let mut assumptions = Vec::new();
    if !recovering.is_empty() {
        edits.extend(recovering);
        left = with(topology, &edits, |topology| judge(topology, target));
        assumptions
            .push("the targets pass their health checks once these can reach them".to_owned());
    }
    let harmed = match edits.iter().all(Edit::only_adds) {
        true => Vec::new(),
        false => with(topology, &edits, |topology| {
            harmed(topology, target, others)
        }),
    };
    let (manual, after) = (manual(&left), left.journey.verdict);
    Found {
        remedy: Remedy {
            steps,
            manual,
            assumptions,
            after,
            harmed,
        },
        proofs,
    }
}

/// Target groups that fail only because health checks could not reach them, and now can. Most
/// take the port of the requests.
fn recovering(before: &TargetDiagnosis, left: &TargetDiagnosis) -> Vec<Edit> {
    let is_stopped = |one: &TargetDiagnosis| {
        let backends = one.journey.paths.iter().flat_map(|path| &path.backends);
        let mut traces = backends.flat_map(|backend| &backend.traces);
        traces.any(|trace| trace.verdict() == Verdict::Blocked)
    };
    if !is_stopped(before) || is_stopped(left) {
        return Vec::new();
    }
    let unhealthy = left
        .findings
        .iter()
        .filter(|finding| finding.rule == Rule::LB001 && finding.subject.kind == "target-group");
    let edits = unhealthy.map(|finding| Edit::HealthRecovers {
        group: finding.subject.id.as_str().into(),
    });
    edits.collect()
}

/// What the fix of one finding does by itself.
fn proof(topology: &mut Topology, target: &TargetDiagnosis, finding: &Finding) -> Proof {
    let steps = steps_of(finding);
    if steps.is_empty() {
        return Proof::default();
    }
    let after = with(topology, &edits_of(&steps), |topology| {
        judge(topology, target)
    });
    let is_it = |other: &Finding| other.rule == finding.rule && other.subject == finding.subject;
    let worse = rank(after.journey.verdict) < rank(target.journey.verdict);
    Proof {
        verified: !worse && !after.findings.iter().any(is_it),
        sufficient: after.journey.verdict == Verdict::Reachable,
    }
}

/// Every edit that findings ask for, round by round: one that is made may reveal others behind it.
fn candidates(topology: &mut Topology, target: &TargetDiagnosis) -> Vec<RemedyStep> {
    let mut steps: Vec<RemedyStep> = Vec::new();
    for _ in 0..ROUNDS {
        let now = with(topology, &edits_of(&steps), |topology| {
            judge(topology, target)
        });
        if now.journey.verdict == Verdict::Reachable {
            break;
        }
        let before = steps.len();
        for step in now.findings.iter().flat_map(steps_of) {
            let is_new = !steps.iter().any(|known| known.edit == step.edit);
            if is_new && step.edit.change(topology).is_some() {
                steps.push(step);
            }
        }
        if steps.len() == before {
            break;
        }
    }
    steps
}

/// The steps without those that can be left out, and what they come to. The last ones go first: they
/// answer what earlier ones revealed.
fn smallest(
    topology: &mut Topology,
    target: &TargetDiagnosis,
    mut steps: Vec<RemedyStep>,
) -> Vec<RemedyStep> {
    let best = with(topology, &edits_of(&steps), |topology| {
        judge(topology, target)
    });
    // Without one step another may have become needless.
    loop {
        let before = steps.len();
        for index in (0..steps.len()).rev() {
            let mut fewer = steps.clone();
            fewer.remove(index);
            let now = with(topology, &edits_of(&fewer), |topology| {
                judge(topology, target)
            });
            if is_as_good(&now, &best) {
                steps = fewer;
            }
        }
        if steps.len() == before {
            break;
        }
    }
    steps
}

fn edits_of(steps: &[RemedyStep]) -> Vec<Edit> {
    steps.iter().map(|step| step.edit.clone()).collect()
}

/// Whether a target fares as well: by verdict and open paths, and nothing else is wrong with it.
fn is_as_good(now: &TargetDiagnosis, best: &TargetDiagnosis) -> bool {
    let measure = |one: &TargetDiagnosis| (rank(one.journey.verdict), open_paths(one));
    let faults = |one: &TargetDiagnosis| {
        let faults = one.journey.steps();
        faults
            .filter(|step| matches!(step.outcome, Outcome::Fail(_) | Outcome::Partial { .. }))
            .count()
    };
    measure(now) >= measure(best) && faults(now) <= faults(best)
}

/// Errors, and whatever else keeps the target from being reachable, that are left.
fn manual(left: &TargetDiagnosis) -> Vec<ManualStep> {
    let is_open = left.journey.verdict == Verdict::Reachable;
    let errors = left
        .findings
        .iter()
        .filter(|finding| match finding.severity {
            Severity::Error => true,
            Severity::Warning => !is_open,
            Severity::Info => false,
        });
    let steps = errors.map(|finding| ManualStep {
        rule: finding.rule,
        subject: finding.subject.clone(),
        summary: finding.fix.summary.clone(),
    });
    steps.collect()
}

/// Other targets that come to less.
fn harmed(
    topology: &Topology,
    target: &TargetDiagnosis,
    others: &[(GatewayId, TargetId, Verdict)],
) -> Vec<String> {
    let own = (&target.journey.gateway, &target.journey.target);
    let worse = others
        .iter()
        .filter(|(gateway, id, _)| (gateway, id) != own);
    let worse = worse.filter_map(|(gateway, id, before)| {
        let after = rediagnose(topology, gateway, id)?;
        (rank(after.journey.verdict) < rank(*before)).then_some(after.target_name)
    });
    let mut names: Vec<String> = worse.collect();
    names.sort();
    names
}

fn steps_of(finding: &Finding) -> Vec<RemedyStep> {
    let commands = &finding.fix.aws_cli;
    // An update of a target reads with one command and writes with the next.
    let pairs = commands.windows(2).map(|pair| pair.join("\n"));
    let edits = commands
        .iter()
        .cloned()
        .chain(pairs)
        .filter_map(|command| Some((Edit::of(&command)?, command)));
    let steps = edits.map(|(edit, command)| step(finding.rule, &finding.subject, &command, edit));
    steps.collect()
}

fn step(rule: Rule, subject: &Subject, command: &str, edit: Edit) -> RemedyStep {
    RemedyStep {
        rule,
        subject: subject.clone(),
        terraform: template::terraform(&edit),
        cloudformation: template::cloudformation(&edit),
        aws_cli: command.to_owned(),
        edit,
    }
}

/// Runs `ask` on the topology with the edits made, and takes them back.
fn with<T>(topology: &mut Topology, edits: &[Edit], ask: impl FnOnce(&Topology) -> T) -> T {
    let mut undo: Vec<Change> = Vec::new();
    for edit in edits {
        if let Some(change) = edit.change(topology)
            && let Ok(before) = topology.apply(change)
        {
            undo.push(before);
        }
    }
    let answer = ask(topology);
    for change in undo.into_iter().rev() {
        // What was just replaced is there.
        let _ = topology.apply(change);
    }
    answer
}

/// The target as the topology has it now; it does not vanish by edits of other resources.
fn judge(topology: &Topology, target: &TargetDiagnosis) -> TargetDiagnosis {
    rediagnose(topology, &target.journey.gateway, &target.journey.target)
        .unwrap_or_else(|| target.clone())
}

fn open_paths(target: &TargetDiagnosis) -> usize {
    let paths = target.journey.paths.iter();
    paths
        .filter(|path| path.verdict == Verdict::Reachable)
        .count()
}

/// Better is more.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Blocked => 0,
        Verdict::Degraded => 1,
        Verdict::Unknown => 2,
        Verdict::Reachable => 3,
    }
}
