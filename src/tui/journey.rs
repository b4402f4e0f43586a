//! The journey of a target as rows of cells: what all paths share, then a lane per path.

use crate::report::v1::{Backend, Path, Status, Step, Target, Verdict};

/// Which way is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// From the gateway to the backends.
    #[default]
    There,
    /// The replies.
    Back,
}

/// The rows of a journey. The first is what all paths share.
#[derive(Clone, Debug, Default)]
pub(super) struct Journey {
    pub(super) rows: Vec<Row>,
    /// What stands in which column of the lanes, in the order of travel.
    pub(super) columns: Vec<Column>,
}

/// A column of the lanes: the kind of its steps, and the how many-th of that kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) kind: String,
    nth: usize,
}

/// A row: the trunk, or the lane of a path.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// The path, unless it is the trunk.
    pub(super) path: Option<usize>,
    pub(super) cells: Vec<Cell>,
    /// The first cell that stops everything.
    pub(super) stopped: Option<usize>,
}

/// A check, or the backends of a lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) place: Place,
    pub(super) kind: String,
    pub(super) status: Status,
    /// The column of a lane's cell.
    pub(super) column: usize,
}

/// Where a cell's step stands in the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Step of the target.
    Common(usize),
    /// Step of the resolution of the name.
    Name(usize),
    /// Path, hop, step.
    Hop(usize, usize, usize),
    /// Path, and step of what answers.
    Endpoint(usize, usize),
    /// The backends of a path.
    Backends(usize),
}

/// The kind of the cell that stands for all backends.
pub(super) const BACKENDS: &str = "backends";

impl Journey {
    pub(super) fn new(target: &Target, way: Way) -> Self {
        let common = target.steps.iter().enumerate();
        let common = common.map(|(index, step)| cell(Place::Common(index), step));
        let names = target.name_resolution.steps.iter().enumerate();
        let names = names.map(|(index, step)| cell(Place::Name(index), step));
        let trunk = Row::new(None, common.chain(names).collect());
        let mut columns: Vec<Column> = Vec::new();
        let lanes = target.paths.iter().enumerate().map(|(index, path)| {
            let mut cells = lane(target, index, path, way);
            place(&mut cells, &mut columns);
            Row::new(Some(index), cells)
        });
        let mut rows: Vec<Row> = std::iter::once(trunk).chain(lanes).collect();
        // Columns may have moved since a lane was placed.
        for row in rows.iter_mut().skip(1) {
            place(&mut row.cells, &mut columns);
        }
        Self { rows, columns }
    }

    /// A cell, if it is there.
    pub(super) fn cell(&self, row: usize, cell: usize) -> Option<&Cell> {
        self.rows.get(row)?.cells.get(cell)
    }

    /// The first cell that is not in order, the worst kind of trouble first.
    pub(super) fn first_problem(&self) -> Option<(usize, usize)> {
        let of = |wanted: Status| {
            let rows = self.rows.iter().enumerate();
            rows.flat_map(|(at, row)| (0..row.cells.len()).map(move |cell| (at, cell)))
                .find(|&(row, cell)| self.rows[row].cells[cell].status == wanted)
        };
        of(Status::Fail)
            .or_else(|| of(Status::Warn))
            .or_else(|| of(Status::Unknown))
    }

    /// The next cell after (or before) one that is not in order, going around at the end.
    pub(super) fn next_problem(
        &self,
        from: (usize, usize),
        forward: bool,
    ) -> Option<(usize, usize)> {
        let all: Vec<(usize, usize)> = self
            .rows
            .iter()
            .enumerate()
            .flat_map(|(at, row)| {
                let cells = row.cells.iter().enumerate();
                cells
                    .filter(|(_, cell)| is_problem(cell.status))
                    .map(move |(index, _)| (at, index))
            })
            .collect();
        match forward {
            true => all.iter().find(|at| **at > from).or_else(|| all.first()),
            false => all.iter().rfind(|at| **at < from).or_else(|| all.last()),
        }
        .copied()
    }

    /// The first cell of which a step is as wanted.
    pub(super) fn find(
        &self,
        target: &Target,
        wanted: &dyn Fn(&Step) -> bool,
    ) -> Option<(usize, usize)> {
        self.rows.iter().enumerate().find_map(|(at, row)| {
            let mut cells = row.cells.iter();
            let index = cells.position(|cell| steps(target, cell.place).into_iter().any(wanted))?;
            Some((at, index))
        })
    }
}

/// The hop that a finding is about: the first that breaks its rule, else the first about its
/// subject; there or back.
pub(super) fn hop_of(target: &Target, rule: &str, subject: &str) -> Option<(Way, usize, usize)> {
    let journeys = [Way::There, Way::Back].map(|way| (way, Journey::new(target, way)));
    let breaks = |step: &Step| step.rule.as_deref() == Some(rule);
    let about = |step: &Step| step.subject.id == subject;
    let wanted: [&dyn Fn(&Step) -> bool; 4] = [
        &|step| breaks(step) && about(step),
        &breaks,
        &|step| about(step) && is_problem(step.status),
        &about,
    ];
    wanted.into_iter().find_map(|wanted| {
        journeys.iter().find_map(|(way, journey)| {
            let (row, cell) = journey.find(target, wanted)?;
            Some((*way, row, cell))
        })
    })
}

impl Row {
    fn new(path: Option<usize>, cells: Vec<Cell>) -> Self {
        let stopped = cells.iter().position(|cell| cell.status == Status::Fail);
        Self {
            path,
            cells,
            stopped,
        }
    }

    /// How the row as a whole ends.
    pub(super) fn status(&self) -> Status {
        let has = |status| self.cells.iter().any(|cell| cell.status == status);
        [Status::Fail, Status::Unknown, Status::Warn]
            .into_iter()
            .find(|&status| has(status))
            .unwrap_or(Status::Pass)
    }
}

/// Whether a status asks for attention.
pub(super) fn is_problem(status: Status) -> bool {
    matches!(status, Status::Fail | Status::Warn | Status::Unknown)
}

/// The step of a cell; `None` for backends, which have many.
pub(super) fn step(target: &Target, place: Place) -> Option<&Step> {
    match place {
        Place::Common(index) => target.steps.get(index),
        Place::Name(index) => target.name_resolution.steps.get(index),
        Place::Hop(path, hop, step) => {
            let hop = target.paths.get(path)?.hops.get(hop)?;
            hop.steps.get(step)
        }
        Place::Endpoint(path, step) => {
            let next = target.paths.get(path)?.next_hop?;
            target.next_hops.get(next)?.steps.get(step)
        }
        Place::Backends(_) => None,
    }
}

/// Every step of a cell.
pub(super) fn steps(target: &Target, place: Place) -> Vec<&Step> {
    let Place::Backends(path) = place else {
        return step(target, place).into_iter().collect();
    };
    let backends = target.paths.get(path).map(|path| &path.backends);
    backends
        .into_iter()
        .flatten()
        .flat_map(backend_steps)
        .collect()
}

/// Every step of a backend: its registration, then the ways to it.
pub(super) fn backend_steps(backend: &Backend) -> impl Iterator<Item = &Step> {
    let hops = backend.legs.iter().flat_map(|leg| &leg.hops);
    backend.steps.iter().chain(hops.flat_map(|hop| &hop.steps))
}

/// The words for a kind of step, short enough for the head of a column.
pub(super) fn heading(kind: &str) -> &str {
    match kind.strip_prefix("return-").unwrap_or(kind) {
        "gateway" => "target",
        "security-group-out" => "SG out",
        "network-acl-out" => "NACL out",
        "transit-gateway" => "TGW",
        "transit-route" => "TGW rt",
        "nat" => "NAT",
        "block-public-access" => "BPA",
        "encryption-control" => "encrypt",
        "network-acl-in" => "NACL in",
        "security-group-in" => "SG in",
        "delivery" => "arrive",
        "endpoint-policy" => "ep policy",
        "resource-policy" => "rs policy",
        "api" => "API",
        "load-balancer" => "LB",
        "certificate" => "TLS",
        "listener-rule" => "rule",
        "target-group" => "group",
        "target-health" => "health",
        other => other,
    }
}

/// The words for a kind of step, in full.
pub(super) fn title(kind: &str) -> String {
    match kind {
        "gateway" => "gateway target".to_owned(),
        "lattice" => "VPC Lattice".to_owned(),
        "name" => "name resolution".to_owned(),
        "delivery" => "delivery to the address".to_owned(),
        "certificate" => "TLS certificate".to_owned(),
        "api" => "private API".to_owned(),
        "nat" => "NAT gateway".to_owned(),
        kind => {
            let words = kind.replace("return-", "way back: ").replace('-', " ");
            words.replace("network acl", "network ACL")
        }
    }
}

fn cell(place: Place, step: &Step) -> Cell {
    Cell {
        place,
        kind: step.kind.clone(),
        status: step.status,
        column: 0,
    }
}

fn lane(target: &Target, index: usize, path: &Path, way: Way) -> Vec<Cell> {
    let hops = path.hops.iter().enumerate().flat_map(|(hop, stop)| {
        let steps = stop.steps.iter().enumerate();
        steps.map(move |(at, step)| cell(Place::Hop(index, hop, at), step))
    });
    let wanted = |cell: &Cell| cell.kind.starts_with("return-") == (way == Way::Back);
    let mut cells: Vec<Cell> = hops.filter(wanted).collect();
    if way == Way::Back {
        return cells;
    }
    let next = path.next_hop.and_then(|next| target.next_hops.get(next));
    let steps = next
        .into_iter()
        .flat_map(|next| next.steps.iter().enumerate());
    cells.extend(steps.map(|(at, step)| cell(Place::Endpoint(index, at), step)));
    if !path.backends.is_empty() {
        cells.push(Cell {
            place: Place::Backends(index),
            kind: BACKENDS.to_owned(),
            status: backends_status(&path.backends),
            column: 0,
        });
    }
    cells
}

fn backends_status(backends: &[Backend]) -> Status {
    let all = |verdict: Verdict| backends.iter().all(|backend| backend.verdict == verdict);
    let any = |verdict: Verdict| backends.iter().any(|backend| backend.verdict == verdict);
    if all(Verdict::Reachable) {
        Status::Pass
    } else if all(Verdict::Blocked) {
        Status::Fail
    } else if any(Verdict::Blocked) || any(Verdict::Degraded) {
        Status::Warn
    } else {
        Status::Unknown
    }
}

/// Gives each cell its column; kinds that have none yet get one after that of the cell before.
fn place(cells: &mut [Cell], columns: &mut Vec<Column>) {
    let mut after = 0;
    for index in 0..cells.len() {
        let kind = cells[index].kind.clone();
        let nth = cells[..index]
            .iter()
            .filter(|cell| cell.kind == kind)
            .count();
        let wanted = Column { kind, nth };
        // A lane only goes forward.
        let known = columns
            .iter()
            .skip(after)
            .position(|column| *column == wanted);
        if known.is_none() {
            columns.insert(after, wanted);
        }
        let at = after + known.unwrap_or(0);
        cells[index].column = at;
        after = at + 1;
    }
}
