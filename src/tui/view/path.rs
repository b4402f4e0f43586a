//! The path of a target: lanes from left to right, or the hops of one lane below each other.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::report::v1::{Status, Target, Verdict};
use crate::tui::app::{App, Tab};
use crate::tui::journey::{self, Cell, Place, Way, heading};
use crate::tui::layout::inside;
use crate::tui::theme::Role;

use super::{lanes, pane};

pub(super) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let has_keys = !app.side && app.overlays.is_empty();
    let inner = pane::framed(app, area, buffer, title(app), has_keys);
    if app.is_ladder() {
        ladder(app, inner, buffer, has_keys);
        return;
    }
    lanes::draw(app, inner, buffer);
    let (above, below) = lanes::hidden(app, usize::from(inner.height));
    pane::more(app, area, buffer, above, below);
}

/// Where there is much room below the lanes, the hops of the selected lane stand beside the
/// evidence: their area, if they have one, and that of the evidence.
pub(super) fn beside(app: &App, area: Rect) -> (Option<Rect>, Rect) {
    let is_roomy = area.width >= 150 && area.height >= 18;
    if app.tab != Tab::Path || app.zoomed || app.is_ladder() || !is_roomy {
        return (None, area);
    }
    let width = area.width * 2 / 5;
    let hops = Rect { width, ..area };
    let evidence = Rect {
        x: area.x + width,
        width: area.width - width,
        ..area
    };
    (Some(hops), evidence)
}

/// Every hop of the selected row with what was found.
pub(super) fn hops(app: &App, area: Rect, buffer: &mut Buffer) {
    let ink = app.ink();
    let Some(target) = app.current() else {
        return;
    };
    let lane = lanes::lane_beside(app);
    let inner = pane::framed(app, area, buffer, vec![ink.plain("Hop by hop")], false);
    let width = usize::from(inner.width);
    let mut lines: Vec<(bool, Line<'static>)> = Vec::new();
    let rows = [0, lane];
    for (index, &row) in rows.iter().enumerate() {
        if index > 0 && row == 0 {
            continue;
        }
        if row > 0 {
            lines.push((false, lane_line(app, row, width)));
        }
        let cells = app.path.journey.rows.get(row).map(|row| &row.cells);
        for (at, cell) in cells.into_iter().flatten().enumerate() {
            let is_selected = row == app.path.row.selected && at == app.path.cell;
            lines.push((is_selected, told(app, target, cell, is_selected, width)));
        }
    }
    let height = usize::from(inner.height);
    let selected = lines.iter().position(|(is_selected, _)| *is_selected);
    let most = lines.len().saturating_sub(height);
    let from = selected
        .map_or(0, |at| (at + 3).saturating_sub(height))
        .min(most);
    for ((_, line), y) in lines.iter().skip(from).zip(inner.y..inner.bottom()) {
        pane::put(buffer, inner, y, line);
    }
    pane::more(
        app,
        area,
        buffer,
        from,
        lines.len().saturating_sub(from + height),
    );
}

/// A hop with what was found, in one line.
fn told(app: &App, target: &Target, cell: &Cell, is_selected: bool, width: usize) -> Line<'static> {
    let ink = app.ink();
    let lead = if is_selected { ink.pointer() } else { "  " };
    let wide = if app.is_ascii() { 14 } else { 10 };
    let summary = match journey::step(target, cell.place) {
        Some(step) => ink.cut(&step.summary, width.saturating_sub(wide + 12)),
        None => detail(app, target, cell, width.saturating_sub(wide + 12)),
    };
    let status = ink.status(cell.status);
    Line::from(vec![
        Span::raw(lead.to_owned()),
        Span::styled(ink.fit(&status.content, wide), status.style),
        ink.title(ink.fit(heading(&cell.kind), 10)),
        if is_selected {
            ink.plain(summary)
        } else {
            ink.dim(summary)
        },
    ])
}

fn title(app: &App) -> Vec<Span<'static>> {
    let ink = app.ink();
    let Some(target) = app.current() else {
        return vec![ink.plain("Path")];
    };
    let way = match app.path.way {
        Way::There => "",
        Way::Back => "  way back",
    };
    let mut title = vec![
        ink.plain(format!("{} ", target.name)),
        ink.verdict(target.verdict),
        Span::styled(way, ink.role(Role::Accent)),
    ];
    if !app.is_ladder() {
        title.push(ink.dim(format!("  {}", target.endpoint)));
    }
    title
}

/// A row of the ladder.
enum Rung<'a> {
    /// Marks of all lanes.
    Overview,
    /// Where the lane begins and ends.
    Lane(usize),
    /// A hop: row and cell of the journey.
    Hop(usize, usize, &'a Cell),
}

fn rungs(app: &App) -> Vec<Rung<'_>> {
    let rows = &app.path.journey.rows;
    let lane = lanes::lane_beside(app);
    let hops = |row: usize| {
        let cells = rows.get(row).map(|row| row.cells.iter().enumerate());
        cells
            .into_iter()
            .flatten()
            .map(move |(index, cell)| Rung::Hop(row, index, cell))
    };
    let mut rungs: Vec<Rung<'_>> = Vec::new();
    if rows.len() > 2 {
        rungs.push(Rung::Overview);
    }
    rungs.extend(hops(0));
    if lane > 0 {
        rungs.push(Rung::Lane(lane));
        rungs.extend(hops(lane));
    }
    rungs
}

/// The first rung below the overview that is visible, so that the selected one is.
fn offset(app: &App, rungs: &[Rung<'_>], height: usize) -> usize {
    let selected = rungs.iter().position(|rung| {
        matches!(rung, Rung::Hop(row, cell, _)
            if *row == app.path.row.selected && *cell == app.path.cell)
    });
    let last = rungs.len().saturating_sub(height);
    selected
        .map_or(0, |at| (at + 3).saturating_sub(height))
        .min(last)
}

/// The hop at a row of the screen.
pub(super) fn cell_at(app: &App, y: u16) -> Option<(usize, usize)> {
    let area = inside(app.split().main?);
    let rungs = rungs(app);
    let (pinned, rest) = pinned(&rungs);
    let line = usize::from(y.checked_sub(area.y)?).checked_sub(pinned)?;
    let height = usize::from(area.height).saturating_sub(pinned);
    match rest.get(line + offset(app, rest, height))? {
        Rung::Hop(row, cell, _) => Some((*row, *cell)),
        Rung::Lane(row) => Some((*row, 0)),
        Rung::Overview => None,
    }
}

/// The overview stays on the screen.
fn pinned<'a, 'b>(rungs: &'a [Rung<'b>]) -> (usize, &'a [Rung<'b>]) {
    match rungs {
        [Rung::Overview, rest @ ..] => (1, rest),
        rest => (0, rest),
    }
}

fn ladder(app: &App, area: Rect, buffer: &mut Buffer, has_keys: bool) {
    let Some(target) = app.current() else {
        return;
    };
    let all = rungs(app);
    let (pinned, rest) = pinned(&all);
    if pinned > 0 {
        pane::put(
            buffer,
            area,
            area.y,
            &overview(app, usize::from(area.width)),
        );
    }
    let top = area.y + u16::try_from(pinned).unwrap_or(0);
    let height = usize::from(area.height).saturating_sub(pinned);
    let from = offset(app, rest, height);
    let mut stopped = false;
    for (index, rung) in rest.iter().enumerate() {
        let y = index
            .checked_sub(from)
            .and_then(|at| u16::try_from(at).ok());
        let y = y.map(|at| top + at).filter(|y| *y < area.bottom());
        let line = match rung {
            Rung::Overview => Line::default(),
            Rung::Lane(row) => lane_line(app, *row, usize::from(area.width)),
            Rung::Hop(row, _, cell) => {
                let line = hop_line(
                    app,
                    target,
                    cell,
                    (*row > 0, stopped),
                    usize::from(area.width),
                );
                stopped |= cell.status == Status::Fail;
                line
            }
        };
        let is_selected = matches!(rung, Rung::Hop(row, cell, _)
            if *row == app.path.row.selected && *cell == app.path.cell);
        if let Some(y) = y {
            let mut line = line;
            if is_selected {
                line.spans[0] = Span::raw(app.ink().pointer().to_owned());
            }
            pane::row(app, buffer, (area, y), &line, (is_selected, has_keys));
        }
    }
    let whole = Rect {
        x: area.x - 1,
        y: area.y - 1,
        width: area.width + 2,
        height: area.height + 2,
    };
    pane::more(
        app,
        whole,
        buffer,
        from,
        rest.len().saturating_sub(from + height),
    );
}

/// A mark for each lane; the one that is shown stands out.
fn overview(app: &App, width: usize) -> Line<'static> {
    let ink = app.ink();
    let rows = &app.path.journey.rows;
    let shown = lanes::lane_beside(app);
    let count = rows.len() - 1;
    let mut spans = vec![ink.dim(format!("  lane {shown} of {count}  "))];
    let wide = if app.is_ascii() { 5 } else { 2 };
    let room = (width.saturating_sub(super::ink::width(&spans)) / wide).max(1);
    let first = shown.saturating_sub(room).max(1);
    for (index, row) in rows.iter().enumerate().skip(first).take(room) {
        let status = row.status();
        let style = match index == shown {
            true => ink.role(Role::Selected),
            false => ink.theme.status(status),
        };
        spans.push(Span::styled(status.symbol(app.options.symbols), style));
        spans.push(Span::raw(" "));
    }
    Line::from(spans)
}

fn lane_line(app: &App, row: usize, width: usize) -> Line<'static> {
    let ink = app.ink();
    let index = app.path.journey.rows.get(row).and_then(|row| row.path);
    let path = index.and_then(|index| app.current()?.paths.get(index));
    let Some(path) = path else {
        return Line::default();
    };
    let zone = path.availability_zone.as_deref().unwrap_or("zone ?");
    let interface = path.interface.as_deref().unwrap_or("not observed");
    let arrow = ink.way(app.path.way);
    let branch = if app.is_ascii() { "  +-" } else { "  ├─" };
    let fixed =
        branch.chars().count() + zone.len() + path.destination.len() + arrow.chars().count() + 4;
    // Where there is no room for both, the destination tells more.
    let interface = match width.saturating_sub(fixed + 1) {
        room @ 8.. => format!("{} ", ink.cut_middle(interface, room)),
        _ => String::new(),
    };
    Line::from(vec![
        ink.dim(format!("{branch} ")),
        ink.title(zone),
        ink.plain(format!(" {interface}")),
        ink.dim(arrow),
        ink.title(format!(" {}", path.destination)),
    ])
}

fn hop_line(
    app: &App,
    target: &Target,
    cell: &Cell,
    (is_lane, stopped): (bool, bool),
    width: usize,
) -> Line<'static> {
    let ink = app.ink();
    let bar = match (is_lane, stopped, app.is_ascii()) {
        (false, ..) | (true, true, _) => "  ",
        (true, false, true) => "| ",
        (true, false, false) => "│ ",
    };
    let mark = cell.status.symbol(app.options.symbols);
    let word = cell.status.as_str();
    let status = if app.is_ascii() {
        format!("{mark:<5}")
    } else {
        format!("{mark} {word:<8}")
    };
    let style = if stopped {
        ink.role(Role::Dim)
    } else {
        ink.theme.status(cell.status)
    };
    let name = ink.fit(heading(&cell.kind), 9);
    let used = 4 + status.chars().count() + 9;
    let detail = detail(app, target, cell, width.saturating_sub(used));
    Line::from(vec![
        Span::raw("  "),
        ink.dim(bar),
        Span::styled(status, style),
        if stopped {
            ink.dim(name)
        } else {
            ink.plain(name)
        },
        ink.dim(detail),
    ])
}

/// The resource of a hop, in so many columns.
fn detail(app: &App, target: &Target, cell: &Cell, room: usize) -> String {
    let ink = app.ink();
    if let Place::Backends(path) = cell.place {
        let backends = target
            .paths
            .get(path)
            .map_or(&[][..], |path| &path.backends);
        let open = backends
            .iter()
            .filter(|one| one.verdict == Verdict::Reachable)
            .count();
        return ink.cut(&format!("{open} of {} open", backends.len()), room);
    }
    let Some(step) = journey::step(target, cell.place) else {
        return String::new();
    };
    let subject = &step.subject;
    match &subject.name {
        Some(name) => ink.cut(name, room),
        // Ids differ at their ends.
        None => ink.cut_middle(
            subject.id.rsplit(['/', ':']).next().unwrap_or_default(),
            room,
        ),
    }
}
