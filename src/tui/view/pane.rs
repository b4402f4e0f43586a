//! Borders, and what stands inside of them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::border;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Widget};

use crate::tui::app::App;
use crate::tui::layout::inside;
use crate::tui::theme::Role;

use super::ink;

const ASCII: border::Set<'_> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

/// Draws a border with a title, and gives what is inside.
pub(super) fn framed(
    app: &App,
    area: Rect,
    buffer: &mut Buffer,
    title: Vec<Span<'static>>,
    has_keys: bool,
) -> Rect {
    let ink = app.ink();
    let (set, role) = match (app.is_ascii(), has_keys) {
        (true, true) => (ASCII, Role::Accent),
        (true, false) => (ASCII, Role::Dim),
        (false, true) => (border::THICK, Role::Accent),
        (false, false) => (border::ROUNDED, Role::Dim),
    };
    let room = usize::from(area.width.saturating_sub(4));
    let mut title = cut_spans(app, title, room);
    if !title.is_empty() {
        title.insert(0, Span::raw(" "));
        title.push(Span::raw(" "));
    }
    Block::bordered()
        .border_set(set)
        .border_style(ink.role(role))
        .title(Line::from(title).style(ink.role(Role::Title)))
        .render(area, buffer);
    inside(area)
}

/// Lines in a border, from one of them on; a mark tells that there are more.
pub(super) fn scrolled(
    app: &App,
    area: Rect,
    buffer: &mut Buffer,
    title: Vec<Span<'static>>,
    lines: Vec<Line<'static>>,
    scroll: Option<usize>,
) {
    let inner = framed(app, area, buffer, title, scroll.is_some());
    let height = usize::from(inner.height);
    let most = lines.len().saturating_sub(height);
    let from = scroll.unwrap_or(app.scroll).min(most);
    let below = lines.len().saturating_sub(from + height);
    for (line, y) in lines.into_iter().skip(from).zip(inner.y..inner.bottom()) {
        put(buffer, inner, y, &line);
    }
    more(app, area, buffer, from, below);
}

/// Rows of a list and lines between them, from where the selected row is on the screen.
pub(super) fn list(
    app: &App,
    (area, inner): (Rect, Rect),
    buffer: &mut Buffer,
    lines: &[(Option<usize>, Line<'static>)],
    (selected, has_keys): (usize, bool),
) {
    let is_it = |(at, _): &(Option<usize>, Line<'static>)| *at == Some(selected);
    let height = usize::from(inner.height);
    let most = lines.len().saturating_sub(height);
    let from = lines
        .iter()
        .position(is_it)
        .map_or(0, |at| (at + 2).saturating_sub(height))
        .min(most);
    for (one, y) in lines.iter().skip(from).zip(inner.y..inner.bottom()) {
        row(app, buffer, (inner, y), &one.1, (is_it(one), has_keys));
    }
    let below = lines.len().saturating_sub(from + height);
    more(app, area, buffer, from, below);
}

/// Tells on the lower border that there is more above and below.
pub(super) fn more(app: &App, area: Rect, buffer: &mut Buffer, above: usize, below: usize) {
    let (up, down) = if app.is_ascii() {
        ("^", "v")
    } else {
        ("↑", "↓")
    };
    let text = match (above, below) {
        (0, 0) => return,
        (0, below) => format!(" {below} more {down} "),
        (above, 0) => format!(" {above} more {up} "),
        (above, below) => format!(" {above} {up} {below} {down} "),
    };
    let width = u16::try_from(text.chars().count()).unwrap_or(0);
    if area.width > width + 4 && area.height > 1 {
        let style = app.ink().role(Role::Dim);
        buffer.set_string(area.right() - width - 2, area.bottom() - 1, text, style);
    }
}

/// A row of a list: the selected one stands out over its whole width.
pub(super) fn row(
    app: &App,
    buffer: &mut Buffer,
    (area, y): (Rect, u16),
    line: &Line<'static>,
    (is_selected, has_keys): (bool, bool),
) {
    if !is_selected || !has_keys {
        put(buffer, area, y, line);
        return;
    }
    let style = app.ink().role(Role::Selected);
    let text: String = line
        .spans
        .iter()
        .map(|span| span.content.as_ref())
        .collect();
    let whole = Rect {
        y,
        height: 1,
        ..area
    };
    buffer.set_style(whole, Style::reset());
    let text = app.ink().fit(text.trim_end(), usize::from(area.width));
    buffer.set_stringn(area.x, y, text, usize::from(area.width), style);
}

/// Writes a line at a row of an area, and nothing outside of it.
pub(super) fn put(buffer: &mut Buffer, area: Rect, y: u16, line: &Line<'_>) {
    if y >= area.y && y < area.bottom() {
        buffer.set_line(area.x, y, line, area.width);
    }
}

/// Spans cut to so many columns, with an ellipsis if something is missing.
pub(super) fn cut_spans(app: &App, spans: Vec<Span<'static>>, room: usize) -> Vec<Span<'static>> {
    if ink::width(&spans) <= room {
        return spans;
    }
    let mut left = room;
    let mut kept = Vec::new();
    for span in spans {
        let wide = ink::width(std::slice::from_ref(&span));
        if wide <= left {
            left -= wide;
            kept.push(span);
        } else {
            kept.push(Span::styled(
                app.ink().cut(&format!("{}   ", span.content), left),
                span.style,
            ));
            break;
        }
    }
    kept
}
