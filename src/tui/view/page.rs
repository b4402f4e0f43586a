//! The page of a rule, from Markdown.

use ratatui::text::{Line, Span};

use crate::analysis::Rule;
use crate::report::{Color, Printer, Symbols, View, write_page};
use crate::tui::app::App;
use crate::tui::theme::Role;

/// The lines of a rule's page at a width.
pub(super) fn lines(app: &App, rule: &str, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let Ok(rule) = rule.parse::<Rule>() else {
        return vec![Line::from(ink.plain("there is no page about this rule"))];
    };
    let page = rule.page();
    let view = View {
        width,
        symbols: if app.is_ascii() {
            Symbols::Ascii
        } else {
            Symbols::Unicode
        },
        color: Color::Never,
        ..View::default()
    };
    let mut out = Vec::new();
    // Writing to memory cannot fail.
    let _ = write_page(page, &mut Printer::new(view, &mut out));
    let headings: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| line.trim_start_matches('#').trim())
        .collect();
    let text = String::from_utf8_lossy(&out);
    text.lines()
        .map(|line| {
            if headings.contains(&line) {
                Line::from(Span::styled(line.to_owned(), ink.role(Role::Accent)))
            } else {
                Line::from(ink.plain(ink.cut(line, width)))
            }
        })
        .collect()
}
