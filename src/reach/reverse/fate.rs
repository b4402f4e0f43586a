//! How a walk ended, and what stopped it first.

use std::sync::Arc;

use crate::reach::{Leg, Origin, Outcome, Step, StepKind, Trace, Verdict, walk};
use crate::topology::{Flow, InterfaceId, PortSet, Topology};

/// How a walk ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    /// The conclusion over all client ports.
    pub verdict: Verdict,
    /// Client ports that pass.
    pub open: PortSet,
    /// Client ports that are certainly stopped.
    pub blocked: PortSet,
    /// The others.
    pub undecided: PortSet,
    /// Unless all is open: the first step that decides the verdict.
    pub trouble: Option<Arc<Step>>,
    /// The interface at the destination, if it could be told.
    pub destination: Option<InterfaceId>,
    /// The first route that fails, or failure of the replies: other ports of the server would fare
    /// no better.
    pub on_every_port: Option<Arc<Step>>,
    /// Whether it is known for certain which way the packets take.
    pub way_known: bool,
}

impl Fate {
    /// Walks one flow.
    pub fn of(topology: &Topology, origin: &Origin<'_>, flow: &Flow) -> Self {
        walk(topology, origin, flow, Leg::ToEndpoint).into()
    }
}

impl From<Trace> for Fate {
    fn from(trace: Trace) -> Self {
        let verdict = trace.verdict();
        let on_every_port = trace
            .steps()
            .find(|step| matches!(step.outcome, Outcome::Fail(_)) && ignores_server_port(step.kind))
            .map(|step| Arc::new(step.clone()));
        let way_known = !trace
            .steps()
            .any(|step| matches!(step.outcome, Outcome::Unknown(_)) && !is_filter(step.kind));
        let trouble = first_trouble(verdict, trace.steps()).map(|step| Arc::new(step.clone()));
        Self {
            verdict,
            open: trace.open,
            blocked: trace.blocked,
            undecided: trace.undecided,
            trouble,
            destination: trace.destination,
            on_every_port,
            way_known,
        }
    }
}

/// The first step that decides a verdict, in the order of travel: one that stops everything comes
/// before those that stop a part.
pub fn first_trouble<'s>(
    verdict: Verdict,
    steps: impl Iterator<Item = &'s Step>,
) -> Option<&'s Step> {
    let (mut whole, mut part, mut unknown) = (None, None, None);
    for step in steps {
        let place = match &step.outcome {
            Outcome::Fail(_) => &mut whole,
            Outcome::Partial { .. } => &mut part,
            Outcome::Unknown(_) => &mut unknown,
            Outcome::Pass | Outcome::Skipped | Outcome::Warn(_) => continue,
        };
        place.get_or_insert(step);
    }
    match verdict {
        Verdict::Reachable => None,
        Verdict::Unknown => unknown,
        Verdict::Blocked | Verdict::Degraded => whole.or(part),
    }
}

/// What may be undecided without leaving it open which way the packets take.
fn is_filter(kind: StepKind) -> bool {
    matches!(
        kind,
        StepKind::SecurityGroupOut
            | StepKind::SecurityGroupIn
            | StepKind::NetworkAclOut
            | StepKind::NetworkAclIn
            | StepKind::ReturnNetworkAclOut
            | StepKind::ReturnNetworkAclIn
    )
}

/// Routes look at addresses only, and replies carry the server's port as their source, which no
/// filter looks at.
fn ignores_server_port(kind: StepKind) -> bool {
    matches!(
        kind,
        StepKind::Route
            | StepKind::Peering
            | StepKind::Nat
            | StepKind::Delivery
            | StepKind::ReturnRoute
            | StepKind::ReturnNetworkAclOut
            | StepKind::ReturnNetworkAclIn
    )
}
