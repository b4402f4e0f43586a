//! The lanes from left to right: geometry and drawing.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::report::v1::{Path, Status};
use crate::tui::app::App;
use crate::tui::journey::{Row, heading};
use crate::tui::layout::inside;
use crate::tui::theme::Role;

use super::pane;

/// Columns of what stands before the first hop of a lane.
const LABEL: usize = 24;

/// Columns of the verdict at the end of a lane.
const VERDICT: usize = 12;

/// Columns by which hops are moved apart at most.
const WIDEST_GAP: usize = 5;

/// A line of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Drawn {
    /// The interface that the lanes below begin at: the row of the first of them.
    Interface(usize),
    /// A lane: its row; and whether it is the last of its interface.
    Lane(usize, bool),
}

/// Lines that the picture needs.
pub(in crate::tui) fn height(app: &App) -> usize {
    2 + drawn(app).len()
}

/// The least columns that the picture needs.
pub(in crate::tui) fn width(app: &App) -> usize {
    let columns: usize = widths(app, Words::OfTrouble).iter().sum();
    LABEL + columns + VERDICT
}

/// The lane that is shown beside the trunk: the one that most needs a look.
pub(in crate::tui) fn lane_beside(app: &App) -> usize {
    if app.path.row.selected > 0 {
        return app.path.row.selected;
    }
    let rows = &app.path.journey.rows;
    let of = |wanted: Status| rows.iter().skip(1).position(|row| row.status() == wanted);
    let found = of(Status::Fail)
        .or_else(|| of(Status::Warn))
        .or_else(|| of(Status::Unknown))
        .unwrap_or(0);
    (found + 1).min(rows.len().saturating_sub(1))
}

/// The hop at a place of the screen: row and cell.
pub(in crate::tui) fn cell_at(app: &App, column: u16, y: u16) -> Option<(usize, usize)> {
    if app.is_ladder() {
        return super::path::cell_at(app, y);
    }
    let area = inside(app.split().main?);
    let line = usize::from(y.checked_sub(area.y)?);
    let column = usize::from(column.checked_sub(area.x)?);
    if line == 0 {
        let mut start = 2;
        let cells = &app.path.journey.rows.first()?.cells;
        for (index, cell) in cells.iter().enumerate() {
            let end = start + trunk_cell(app, cell.status, &cell.kind).width() + 3;
            if (start..end).contains(&column) {
                return Some((0, index));
            }
            start = end;
        }
        return None;
    }
    let height = usize::from(area.height).saturating_sub(2);
    let lines = drawn(app);
    let at = line.checked_sub(2)? + offset(app, &lines, height);
    let Drawn::Lane(row, _) = *lines.get(at)? else {
        return None;
    };
    let widths = spread(app, usize::from(area.width));
    let mut start = LABEL;
    let mut found = None;
    for (index, wide) in widths.iter().enumerate() {
        if (start..start + wide).contains(&column) {
            found = Some(index);
        }
        start += wide;
    }
    let cells = &app.path.journey.rows.get(row)?.cells;
    let index = cells.iter().position(|cell| Some(cell.column) == found);
    Some((row, index.unwrap_or(0)))
}

pub(super) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let lines = drawn(app);
    let words = words(app, usize::from(area.width));
    let widths = spread(app, usize::from(area.width));
    trunk(app, area, buffer, !lines.is_empty());
    if lines.is_empty() {
        let ink = app.ink();
        let text = "no path could be walked from here";
        pane::put(
            buffer,
            area,
            area.y + 2,
            &Line::from(vec![Span::raw("  "), ink.dim(text)]),
        );
        return;
    }
    if area.height > 1 {
        head(app, area, buffer, &widths);
    }
    let height = usize::from(area.height).saturating_sub(2);
    let from = offset(app, &lines, height);
    for (line, y) in lines.iter().skip(from).zip(area.y + 2..area.bottom()) {
        match *line {
            Drawn::Interface(row) => interface(app, (area, y), buffer, row),
            Drawn::Lane(row, is_last) => {
                lane(app, (area, y), buffer, (row, is_last), (&widths, words));
            }
        }
    }
}

/// Lines above and below that do not fit.
pub(super) fn hidden(app: &App, height: usize) -> (usize, usize) {
    let lines = drawn(app);
    let height = height.saturating_sub(2);
    let from = offset(app, &lines, height);
    (from, lines.len().saturating_sub(from + height))
}

fn drawn(app: &App) -> Vec<Drawn> {
    let Some(target) = app.current() else {
        return Vec::new();
    };
    let rows = &app.path.journey.rows;
    let path = |row: usize| {
        let index = rows.get(row)?.path?;
        target.paths.get(index)
    };
    let start = |path: &Path| {
        (
            path.interface.clone(),
            path.subnet.clone(),
            path.source.clone(),
        )
    };
    let mut lines = Vec::new();
    for row in 1..rows.len() {
        let own = path(row).map(start);
        if row == 1 || own != path(row - 1).map(start) {
            lines.push(Drawn::Interface(row));
        }
        let is_last = row + 1 >= rows.len() || own != path(row + 1).map(start);
        lines.push(Drawn::Lane(row, is_last));
    }
    lines
}

/// The first line below the heads that is visible, so that the selected lane is.
fn offset(app: &App, lines: &[Drawn], height: usize) -> usize {
    let selected = lines
        .iter()
        .position(|line| matches!(line, Drawn::Lane(row, _) if *row == app.path.row.selected));
    let last = lines.len().saturating_sub(height);
    selected
        .map_or(0, |at| (at + 2).saturating_sub(height))
        .min(last)
}

/// Which cells carry their word besides their mark.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    All,
    OfTrouble,
}

fn words(app: &App, room: usize) -> Words {
    let columns: usize = widths(app, Words::All).iter().sum();
    match LABEL + columns + VERDICT <= room {
        true => Words::All,
        false => Words::OfTrouble,
    }
}

fn cell_text(app: &App, status: Status, words: Words) -> String {
    let mark = status.symbol(app.options.symbols);
    match (words, status) {
        (Words::OfTrouble, Status::Pass) => mark.to_owned(),
        // The mark of ASCII is a word.
        _ if app.is_ascii() => mark.to_owned(),
        _ => format!("{mark} {}", status.as_str()),
    }
}

/// The columns of the picture, with a gap after each.
fn widths(app: &App, words: Words) -> Vec<usize> {
    let journey = &app.path.journey;
    let cells = |column: usize| {
        let rows = journey.rows.iter().skip(1).flat_map(|row| &row.cells);
        rows.filter(move |cell| cell.column == column)
            .map(|cell| cell_text(app, cell.status, words).width())
            .max()
            .unwrap_or(0)
    };
    journey
        .columns
        .iter()
        .enumerate()
        .map(|(index, column)| heading(&column.kind).width().max(cells(index)) + 1)
        .collect()
}

/// The columns of the picture, as far apart as there is room.
fn spread(app: &App, room: usize) -> Vec<usize> {
    let mut widths = widths(app, words(app, room));
    let used = LABEL + widths.iter().sum::<usize>() + VERDICT;
    let more = room.saturating_sub(used).checked_div(widths.len());
    for wide in &mut widths {
        *wide += more.unwrap_or(0).min(WIDEST_GAP);
    }
    widths
}

fn trunk_cell(app: &App, status: Status, kind: &str) -> String {
    format!("{} {}", status.symbol(app.options.symbols), heading(kind))
}

/// What all lanes share, from left to right.
fn trunk(app: &App, area: Rect, buffer: &mut Buffer, has_lanes: bool) {
    let ink = app.ink();
    let Some(row) = app.path.journey.rows.first() else {
        return;
    };
    let is_selected = app.path.row.selected == 0;
    let (line, branch) = if app.is_ascii() {
        ("---", "--+")
    } else {
        ("───", "──┐")
    };
    let mut spans = vec![Span::raw(
        if is_selected { ink.pointer() } else { "  " }.to_owned(),
    )];
    let room = usize::from(area.width).saturating_sub(4);
    let mut used = 2;
    for (index, cell) in row.cells.iter().enumerate() {
        let text = trunk_cell(app, cell.status, &cell.kind);
        used += text.width() + 3;
        if used > room {
            spans.push(ink.dim("..."));
            break;
        }
        let mut style = ink.theme.status(cell.status);
        if is_selected && app.path.cell == index {
            style = ink.role(Role::Selected);
        }
        spans.push(Span::styled(text, style));
        let is_last = index + 1 == row.cells.len();
        let flows = row.stopped.is_none_or(|stopped| index < stopped);
        let next = match (is_last, flows) {
            (false, true) => format!(" {} ", line.chars().next().map_or(' ', |c| c)),
            (true, true) if has_lanes => format!(" {branch}"),
            _ => "   ".to_owned(),
        };
        spans.push(ink.dim(next));
    }
    pane::put(buffer, area, area.y, &Line::from(spans));
}

/// What stands in which column.
fn head(app: &App, area: Rect, buffer: &mut Buffer, widths: &[usize]) {
    let ink = app.ink();
    let mut text = " ".repeat(LABEL);
    for (column, wide) in app.path.journey.columns.iter().zip(widths) {
        text.push_str(&ink.fit(heading(&column.kind), *wide));
    }
    pane::put(buffer, area, area.y + 1, &Line::from(ink.dim(text)));
}

fn path_of(app: &App, row: usize) -> Option<&Path> {
    let index = app.path.journey.rows.get(row)?.path?;
    app.current()?.paths.get(index)
}

/// Zone, id and address of an interface.
fn interface(app: &App, (area, y): (Rect, u16), buffer: &mut Buffer, row: usize) {
    let ink = app.ink();
    let Some(path) = path_of(app, row) else {
        return;
    };
    let lead = if app.is_ascii() { "  +- " } else { "  ├─ " };
    let zone = path.availability_zone.as_deref().unwrap_or("zone unknown");
    let interface = path
        .interface
        .as_deref()
        .unwrap_or("an interface that was not observed");
    let spans = vec![
        ink.dim(lead),
        ink.title(zone),
        ink.plain(format!("  {interface}")),
        ink.dim(format!("  {}  {}", path.source, path.subnet)),
    ];
    pane::put(buffer, area, y, &Line::from(spans));
}

fn lane(
    app: &App,
    (area, y): (Rect, u16),
    buffer: &mut Buffer,
    (index, is_last): (usize, bool),
    (widths, words): (&[usize], Words),
) {
    let ink = app.ink();
    let (Some(row), Some(path)) = (app.path.journey.rows.get(index), path_of(app, index)) else {
        return;
    };
    let is_selected = app.path.row.selected == index;
    let (branch, line) = match (app.is_ascii(), is_last) {
        (true, true) => ("`-", "-"),
        (true, false) => ("|-", "-"),
        (false, true) => ("└─", "─"),
        (false, false) => ("├─", "─"),
    };
    let bar = if app.is_ascii() { "|" } else { "│" };
    let lead = match is_selected {
        true => ink.pointer(),
        false => "  ",
    };
    let room = LABEL - 9 - usize::from(app.is_ascii());
    let place = ink.cut_middle(&path.destination, room);
    let used = 2 + 3 + 2 + ink.arrow().width() + 1 + place.width() + 1;
    let mut spans = vec![
        Span::raw(lead.to_owned()),
        ink.dim(format!("{bar}  {branch}{} ", ink.way(app.path.way))),
        if is_selected {
            ink.title(place)
        } else {
            ink.plain(place)
        },
        Span::raw(" "),
        ink.dim(line.repeat(LABEL.saturating_sub(used + 1))),
        Span::raw(" "),
    ];
    spans.extend(cells(app, row, is_selected, (widths, words), line));
    spans.push(ink.verdict(path.verdict));
    pane::put(buffer, area, y, &Line::from(spans));
}

/// The hops of a lane: joined as far as requests come, and pale beyond.
fn cells(
    app: &App,
    row: &Row,
    is_selected: bool,
    (widths, words): (&[usize], Words),
    line: &str,
) -> Vec<Span<'static>> {
    let ink = app.ink();
    let mut spans = Vec::new();
    let mut stopped = false;
    for (column, wide) in widths.iter().enumerate() {
        let found = row.cells.iter().position(|cell| cell.column == column);
        let Some((index, cell)) = found.and_then(|index| Some((index, row.cells.get(index)?)))
        else {
            let is_between = row.cells.iter().any(|cell| cell.column > column);
            let fill = if stopped || !is_between { " " } else { line };
            spans.push(ink.dim(fill.repeat(*wide)));
            continue;
        };
        let text = cell_text(app, cell.status, words);
        let is_here = is_selected && app.path.cell == index;
        let style = if is_here {
            ink.role(Role::Selected)
        } else if stopped {
            ink.role(Role::Dim)
        } else {
            ink.theme.status(cell.status)
        };
        let is_last = index + 1 == row.cells.len();
        let fill = wide.saturating_sub(text.width());
        spans.push(Span::styled(text, style));
        let was_stopped = stopped;
        stopped |= cell.status == Status::Fail;
        // A wall behind the hop that stops requests.
        let wall = if app.is_ascii() { "|" } else { "┤" };
        let rest = if cell.status == Status::Fail && !was_stopped {
            ink.fit(wall, fill)
        } else if stopped || is_last {
            " ".repeat(fill)
        } else {
            line.repeat(fill)
        };
        let rest_style = match cell.status {
            Status::Fail if !was_stopped => ink.theme.status(Status::Fail),
            _ => ink.role(Role::Dim),
        };
        spans.push(Span::styled(rest, rest_style));
    }
    spans
}
