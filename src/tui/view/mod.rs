//! From the state to the screen. Drawing changes nothing.

mod certificates;
mod chrome;
mod findings;
mod gaps;
mod hop;
mod ink;
pub(super) mod lanes;
mod names;
mod overlay;
mod page;
mod pane;
mod path;
mod quoted;
mod targets;
mod whatif;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Widget, Wrap};

use super::app::{App, Tab};
use super::layout::Size;
use ink::Ink;

pub(super) use chrome::tab_at;
pub(super) use overlay::lines as overlay_lines;

impl App {
    /// Draws everything.
    pub fn draw(&self, frame: &mut Frame<'_>) {
        let area = frame.area();
        if (area.width, area.height) == self.size {
            draw(self, frame.buffer_mut());
            return;
        }
        // The terminal has got another size, and the event that says so is still to come.
        let mut buffer = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
        draw(self, &mut buffer);
        let common = area.intersection(buffer.area);
        for position in common.positions() {
            frame.buffer_mut()[position] = buffer[position].clone();
        }
    }
}

/// What is on the screen, as text.
pub(super) fn text(app: &App) -> String {
    let mut buffer = Buffer::empty(Rect::new(0, 0, app.size.0, app.size.1));
    draw(app, &mut buffer);
    buffer_text(&buffer)
}

/// The text of a buffer, without the spaces at the ends of its lines.
pub(super) fn buffer_text(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        let mut covered = 0;
        for x in 0..buffer.area.width {
            if covered > 0 {
                covered -= 1;
                continue;
            }
            let symbol = buffer.cell((x, y)).map_or(" ", |cell| cell.symbol());
            line.push_str(symbol);
            // A wide character covers the cell after it.
            covered = unicode_width::UnicodeWidthStr::width(symbol).saturating_sub(1);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// The number of lines of the pane at the side.
pub(super) fn side_lines(app: &App) -> usize {
    let area = app.split().side.unwrap_or_default();
    let (_, area) = path::beside(app, area);
    side(app, usize::from(area.width.saturating_sub(2))).len()
}

/// Files and pointers of the evidence that is shown with its values.
pub(super) fn evidence_on_screen(app: &App) -> Vec<(String, String)> {
    match app.tab {
        Tab::Path => quoted::places(&app.path.inspection.evidence),
        Tab::Findings => findings::places(app),
        Tab::Names => names::places(app),
        Tab::Targets | Tab::WhatIf | Tab::Certificates | Tab::Gaps => Vec::new(),
    }
}

/// Draws everything into a buffer of the size of the screen.
fn draw(app: &App, buffer: &mut Buffer) {
    let area = buffer.area;
    if Size::of(area.width, area.height) == Size::TooSmall || app.size_class() == Size::TooSmall {
        let words = "gatepath needs at least 40×10 columns and rows";
        let text = app.ink().plain(words);
        Paragraph::new(Line::from(text))
            .wrap(Wrap { trim: true })
            .render(area, buffer);
        return;
    }
    chrome::draw(app, buffer);
    let split = app.split();
    if app.account.is_none() {
        chrome::waiting(app, app.frame().body, buffer);
    } else {
        if let Some(area) = split.main {
            main(app, area, buffer);
        }
        if let Some(area) = split.side {
            side_pane(app, area, buffer);
        }
    }
    overlay::draw(app, buffer);
}

fn main(app: &App, area: Rect, buffer: &mut Buffer) {
    match app.tab {
        Tab::Targets => targets::draw(app, area, buffer),
        Tab::Path => path::draw(app, area, buffer),
        Tab::Findings => findings::draw(app, area, buffer),
        Tab::WhatIf => whatif::draw(app, area, buffer),
        Tab::Names => names::draw(app, area, buffer),
        Tab::Certificates => certificates::draw(app, area, buffer),
        Tab::Gaps => gaps::draw(app, area, buffer),
    }
}

/// The lines of the pane at the side.
fn side(app: &App, width: usize) -> Vec<Line<'static>> {
    match app.tab {
        Tab::Targets => targets::preview(app, width),
        Tab::Path => hop::lines(app, width),
        Tab::Findings => findings::detail(app, width),
        Tab::WhatIf => whatif::effect(app, width),
        Tab::Names => names::detail(app, width),
        Tab::Certificates => certificates::detail(app, width),
        Tab::Gaps => gaps::detail(app, width),
    }
}

fn side_pane(app: &App, area: Rect, buffer: &mut Buffer) {
    let (hops, area) = path::beside(app, area);
    if let Some(hops) = hops {
        path::hops(app, hops, buffer);
    }
    let title = match app.tab {
        Tab::Targets => "Target",
        Tab::Path => "Evidence",
        Tab::Findings => "Finding",
        Tab::WhatIf => "Effect",
        Tab::Names => "Where it comes from",
        Tab::Certificates => "Certificate",
        Tab::Gaps => "Gap",
    };
    let width = usize::from(area.width.saturating_sub(2));
    let lines = side(app, width);
    let title = vec![Span::raw(title)];
    // The selected rule stays on the screen.
    let height = usize::from(area.height.saturating_sub(2));
    let least = match app.tab {
        Tab::Path if app.side => hop::selected_line(app, width),
        _ => None,
    };
    let least = least.map_or(0, |line| (line + 2).saturating_sub(height));
    let scroll = app.side.then_some(app.scroll.max(least));
    pane::scrolled(app, area, buffer, title, lines, scroll);
}

impl App {
    fn ink(&self) -> Ink<'_> {
        Ink {
            theme: &self.options.theme,
            symbols: self.options.symbols,
        }
    }
}
