//! What lies over the screen: help, the page of a rule, a menu, a question.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

use crate::tui::app::{App, ExportItem, Overlay};
use crate::tui::theme::Role;
use crate::tui::{Action, Pane};

use super::{ink, page, pane};

pub(super) fn draw(app: &App, buffer: &mut Buffer) {
    let Some(overlay) = app.overlays.last() else {
        return;
    };
    let area = area(app, overlay);
    Clear.render(area, buffer);
    let ink = app.ink();
    let (title, scroll) = match overlay {
        Overlay::Help { of, scroll } => (format!("Keys: {}", of.title()), *scroll),
        Overlay::Explain { rule, scroll } => (rule.clone(), *scroll),
        Overlay::Export { .. } => ("Export to a file".to_owned(), 0),
        Overlay::Recollect => ("Collect again?".to_owned(), 0),
    };
    let lines = content(app, overlay, usize::from(area.width.saturating_sub(2)));
    pane::scrolled(
        app,
        area,
        buffer,
        vec![ink.plain(title)],
        lines,
        Some(scroll),
    );
}

/// How far the overlay can be scrolled.
pub(in crate::tui) fn lines(app: &App) -> usize {
    let Some(overlay) = app.overlays.last() else {
        return 0;
    };
    let area = area(app, overlay);
    let lines = content(app, overlay, usize::from(area.width.saturating_sub(2))).len();
    (lines + 1).saturating_sub(usize::from(area.height.saturating_sub(2)))
}

fn area(app: &App, overlay: &Overlay) -> Rect {
    let body = app.frame().body;
    let (wide, high) = match overlay {
        Overlay::Help { .. } => (78, u16::MAX),
        Overlay::Explain { .. } => (100, u16::MAX),
        Overlay::Export { .. } => (64, u16::try_from(ExportItem::ALL.len()).unwrap_or(4) + 4),
        Overlay::Recollect => (64, 6),
    };
    let width = body.width.min(wide);
    let height = body.height.min(high);
    Rect {
        x: body.x + (body.width - width) / 2,
        y: body.y + (body.height - height) / 2,
        width,
        height,
    }
}

fn content(app: &App, overlay: &Overlay, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    match overlay {
        Overlay::Help { of, .. } => help(app, *of, width),
        Overlay::Explain { rule, .. } => page::lines(app, rule, width),
        Overlay::Export { selected } => {
            let mut lines: Vec<Line<'static>> = ExportItem::ALL
                .iter()
                .enumerate()
                .map(|(index, item)| {
                    let (what, file) = item.describe();
                    let is_selected = index == *selected;
                    let lead = if is_selected { ink.pointer() } else { "  " };
                    let style = if is_selected { ink.role(Role::Selected) } else { Style::new() };
                    Line::from(vec![
                        Span::raw(lead.to_owned()),
                        Span::styled(ink.fit(what, 32), style),
                        ink.dim(format!("  {file}")),
                    ])
                })
                .collect();
            lines.push(Line::default());
            lines.push(Line::from(ink.dim("  No file is overwritten: a number is added.")));
            lines
        }
        Overlay::Recollect => ink::wrap(
            [ink.plain(
                "This asks AWS again, some hundred read-only calls. The changes in memory are given up.",
            )],
            width,
            0,
        ),
    }
}

/// Every key of a pane, what is special to it first.
fn help(app: &App, of: Pane, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let (own, common): (Vec<Action>, Vec<Action>) = Action::ALL
        .iter()
        .copied()
        .filter(|action| action.applies(of))
        .partition(|action| action.panes().len() <= 6);
    let mut lines = Vec::new();
    for (title, actions) in [("In this pane", own), ("Everywhere", common)] {
        if actions.is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(Line::from(ink.title(title)));
        for action in actions {
            let keys: Vec<String> = app
                .options
                .keymap
                .keys(action)
                .iter()
                .map(|key| key.short(app.is_ascii()))
                .collect();
            let keys = ink.fit(&keys.join(" "), 16);
            lines.extend(ink::wrap(
                [
                    Span::raw("  "),
                    Span::styled(keys, ink.role(Role::Accent)),
                    ink.plain(action.help()),
                ],
                width,
                18,
            ));
        }
    }
    lines.push(Line::default());
    lines.extend(ink::wrap(
        [ink.dim(
            "Keys are changed in the [keys] table of gatepath.toml: gatepath generate config",
        )],
        width,
        0,
    ));
    lines
}
