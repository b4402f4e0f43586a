//! The journey in eight stages: the table at the top of a report.

use crate::report::v1::{NameResolution, NextHop, Path, Stage, StageName, Status, Step};

/// Every stage, in the order in which a request meets them.
pub(super) fn stages(
    steps: &[Step],
    name: &NameResolution,
    next_hops: &[NextHop],
    paths: &[Path],
) -> Vec<Stage> {
    let shared: Vec<&Step> = steps
        .iter()
        .chain(&name.steps)
        .chain(next_hops.iter().flat_map(|next_hop| &next_hop.steps))
        .collect();
    StageName::ALL
        .iter()
        .map(|&stage| {
            let shared = shared
                .iter()
                .copied()
                .filter(|step| StageName::of(step) == stage);
            let shared: Vec<&Step> = shared.collect();
            let each: Vec<Vec<&Step>> = paths.iter().map(|path| stage.steps_of(path)).collect();
            conclude(stage, &shared, &each)
        })
        .collect()
}

/// What is shared counts for all paths; what stops only some paths is a warning.
fn conclude(stage: StageName, shared: &[&Step], each: &[Vec<&Step>]) -> Stage {
    let mut status = worst(shared);
    let of_paths: Vec<Status> = each.iter().map(|steps| worst(steps)).collect();
    let on = |wanted| of_paths.iter().filter(|&&status| status == wanted).count();
    let (failed, unknown) = (on(Status::Fail), on(Status::Unknown));
    let all = of_paths.len();
    let over_paths = if all > 0 && failed == all {
        Status::Fail
    } else if unknown > 0 && failed + unknown == all {
        Status::Unknown
    } else if failed > 0 || on(Status::Warn) > 0 {
        Status::Warn
    } else if unknown > 0 {
        Status::Unknown
    } else if on(Status::Pass) > 0 {
        Status::Pass
    } else {
        Status::Skipped
    };
    if gravity(over_paths) > gravity(status) {
        status = over_paths;
    }
    let mut every: Vec<&Step> = shared.to_vec();
    every.extend(each.iter().flatten());
    // Of what passes the last step tells the result; of what fails the first one is the reason.
    let gravest = every.iter().map(|step| gravity(step.status)).max();
    let mut decisive = every
        .iter()
        .filter(|step| Some(gravity(step.status)) == gravest);
    let decisive = if status == Status::Pass {
        decisive.next_back()
    } else {
        decisive.next()
    };
    let mut summary = decisive
        .map(|step| step.summary.clone())
        .unwrap_or_default();
    if failed > 0 && failed < all {
        summary = format!("{summary} ({failed} of {all} paths)");
    }
    Stage {
        stage,
        status,
        summary,
    }
}

/// The worst status of steps that must all hold.
fn worst(steps: &[&Step]) -> Status {
    let statuses = steps.iter().map(|step| step.status);
    statuses
        .max_by_key(|&status| gravity(status))
        .unwrap_or(Status::Skipped)
}

fn gravity(status: Status) -> u8 {
    match status {
        Status::Skipped => 0,
        Status::Pass => 1,
        Status::Warn => 2,
        Status::Unknown => 3,
        Status::Fail => 4,
    }
}

impl StageName {
    /// Every stage, in the order in which a request meets them.
    pub const ALL: [Self; 8] = [
        Self::Gateway,
        Self::Lattice,
        Self::Name,
        Self::Network,
        Self::Endpoint,
        Self::Certificate,
        Self::Backend,
        Self::Return,
    ];

    fn of(step: &Step) -> Self {
        match step.kind.as_str() {
            "gateway" => Self::Gateway,
            "lattice" => Self::Lattice,
            "name" => Self::Name,
            "certificate" => Self::Certificate,
            "target-group" | "target-health" => Self::Backend,
            "return-route" | "return-network-acl-out" | "return-network-acl-in" => Self::Return,
            "endpoint" | "endpoint-policy" | "resource-policy" | "api" | "load-balancer"
            | "listener" | "listener-rule" => Self::Endpoint,
            _ => Self::Network,
        }
    }

    /// The steps of a path that belong to this stage. Targets that get no requests do not count,
    /// and neither does the way of the health checks: their result is in the target health.
    fn steps_of(self, path: &Path) -> Vec<&Step> {
        let walk = path.hops.iter().flat_map(|hop| &hop.steps);
        let walk = walk.filter(|step| Self::of(step) == self);
        if self != Self::Backend {
            return walk.collect();
        }
        let backends = path.backends.iter().filter(|backend| backend.in_rotation);
        let own = backends.flat_map(|backend| {
            let legs = backend.legs.iter();
            let legs = legs.filter(|leg| leg.leg == crate::report::v1::Leg::ToBackend);
            let hops = legs.flat_map(|leg| leg.hops.iter().flat_map(|hop| &hop.steps));
            backend.steps.iter().chain(hops)
        });
        walk.chain(own).collect()
    }
}
