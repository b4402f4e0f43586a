//! The evidence of a hop: what was found, the rules that were evaluated, where that stands.

use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use crate::analysis::Role as Part;
use crate::report::v1::Status;
use crate::tui::Action;
use crate::tui::app::App;
use crate::tui::inspect::{Entry, Finding};
use crate::tui::theme::Role;

use super::targets::proof;
use super::{findings, ink, quoted};

pub(super) fn lines(app: &App, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let inspection = &app.path.inspection;
    let mut lines = Vec::new();
    for (index, check) in inspection.checks.iter().enumerate() {
        if index > 0 && !check.subject.is_empty() {
            lines.push(Line::default());
        }
        lines.extend(self::check(app, check, width));
    }
    if !inspection.entries.is_empty() {
        lines.push(Line::default());
        lines.push(Line::from(ink.title("Rules that were evaluated")));
        for (index, entry) in inspection.entries.iter().enumerate() {
            let is_selected = app.side && index == app.path.entry;
            lines.extend(self::entry(app, entry, is_selected, width));
        }
    }
    if let Some(finding) = app.finding() {
        lines.push(Line::default());
        lines.extend(ink::wrap(
            [
                ink.title("Fix"),
                proof(app, finding.fix.verified, finding.fix.sufficient),
            ],
            width,
            2,
        ));
        lines.extend(ink::wrap([ink.plain(&finding.fix.summary)], width, 2));
        lines.extend(findings::commands(app, &finding.fix.aws_cli, width));
    }
    if !inspection.evidence.is_empty() {
        lines.push(Line::default());
        lines.push(Line::from(ink.title("Evidence")));
        for place in &inspection.evidence {
            lines.extend(quoted::lines(app, &place.file, &place.pointer, width));
        }
    }
    lines
}

/// The last line of the selected rule, once somebody has selected another than the first to look at.
pub(super) fn selected_line(app: &App, width: usize) -> Option<usize> {
    let inspection = &app.path.inspection;
    if inspection.entries.is_empty() || app.path.entry == inspection.first_entry() {
        return None;
    }
    let mut above: usize = 2;
    for (index, one) in inspection.checks.iter().enumerate() {
        above += usize::from(index > 0 && !one.subject.is_empty());
        above += check(app, one, width).len();
    }
    let entries = inspection.entries.iter().take(app.path.entry + 1);
    let entries = entries.map(|one| entry(app, one, false, width).len());
    Some((above + entries.sum::<usize>()).saturating_sub(1))
}

fn check(app: &App, check: &Finding, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let mut head = vec![
        ink.status(check.status),
        ink.title(format!("  {}", check.title)),
    ];
    if let Some(rule) = &check.rule {
        head.push(Span::styled(
            format!("  {rule}"),
            ink.theme.status(check.status),
        ));
    }
    // A backend says it all in one line.
    if check.subject.is_empty() {
        head.push(ink.dim(format!("  {}", check.summary)));
        return ink::wrap(head, width, 2);
    }
    let mut lines = ink::wrap(head, width, 2);
    lines.extend(ink::wrap([ink.dim(&check.subject)], width, 2));
    let style = if check.status == Status::Fail {
        ink.role(Role::Title)
    } else {
        Style::new()
    };
    lines.extend(ink::wrap([ink.styled(style, &check.summary)], width, 0));
    if let Some(reason) = &check.reason {
        lines.extend(ink::wrap(
            [ink.dim("because "), ink.plain(reason)],
            width,
            2,
        ));
    }
    if check.status == Status::Unknown {
        let key = app.options.keymap.keys(Action::ShowGaps).first();
        let key = key.map_or_else(String::new, |key| format!(" ({key})"));
        let text = format!("Gaps{key} tells which permission or record would help");
        lines.extend(ink::wrap([ink.dim(text)], width, 2));
    }
    if !check.blocked_ports.is_empty() {
        let ports: Vec<String> = check
            .blocked_ports
            .iter()
            .map(|[first, last]| format!("{first}-{last}"))
            .collect();
        lines.extend(ink::wrap(
            [ink.dim("stops client ports "), ink.plain(ports.join(", "))],
            width,
            2,
        ));
    }
    lines
}

/// A rule with what became of it: the one that decides is marked, the nearest miss named.
fn entry(app: &App, entry: &Entry, is_selected: bool, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let pointer = if is_selected { ink.pointer() } else { "  " };
    let ascii = app.is_ascii();
    let marked = ink.role(Role::Title);
    let (mark, mark_style, text, text_style, note, note_style) = match entry {
        Entry::TakenOut { text, .. } => (
            if ascii { "x" } else { "×" },
            ink.theme.status(Status::Warn),
            text.as_str(),
            ink.role(Role::Dim).add_modifier(Modifier::CROSSED_OUT),
            Some("taken out in memory".to_owned()),
            ink.theme.status(Status::Warn),
        ),
        Entry::There(one) => {
            let text = one.text.as_str();
            let decides = app.path.inspection.checks.first().map(|check| check.status);
            let style = decides.map_or_else(Style::new, |status| ink.theme.status(status));
            match &one.role {
                Part::Decides => (
                    if ascii { "*" } else { "●" },
                    style,
                    text,
                    marked,
                    Some("decides".to_owned()),
                    style,
                ),
                Part::Matches => (
                    if ascii { "*" } else { "○" },
                    ink.role(Role::Dim),
                    text,
                    Style::new(),
                    Some("matches too".to_owned()),
                    ink.role(Role::Dim),
                ),
                Part::Nearest(why) => (
                    if ascii { "~" } else { "≈" },
                    ink.theme.status(Status::Warn),
                    text,
                    marked,
                    Some(format!("nearest miss: {why}")),
                    ink.theme.status(Status::Warn),
                ),
                Part::Misses(why) => (
                    " ",
                    Style::new(),
                    text,
                    Style::new(),
                    why.clone(),
                    ink.role(Role::Dim),
                ),
                Part::NotReached => (
                    " ",
                    Style::new(),
                    text,
                    ink.role(Role::Dim),
                    Some("not reached".to_owned()),
                    ink.role(Role::Dim),
                ),
            }
        }
    };
    let selected = if is_selected {
        ink.role(Role::Selected)
    } else {
        Style::new()
    };
    let mut spans = vec![
        Span::raw(pointer.to_owned()),
        Span::styled(mark, mark_style),
        Span::raw(" "),
        ink.styled(text_style.patch(selected), text),
    ];
    if let Some(note) = note {
        spans.push(Span::raw("  "));
        spans.push(ink.styled(note_style, note));
    }
    ink::wrap(spans, width, 6)
}
