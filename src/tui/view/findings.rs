//! What is wrong with a target, and one finding in full.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use serde_json::Value;

use crate::report::command_lines;
use crate::report::v1::{Finding, Severity};
use crate::tui::app::App;
use crate::tui::items::group;
use crate::tui::theme::Role;

use super::targets::proof;
use super::{ink, pane, quoted};

/// A line of the list.
enum Listed<'a> {
    Heading(&'static str),
    /// The place in the list, and the finding.
    Finding(usize, &'a Finding),
}

pub(super) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let ink = app.ink();
    let has_keys = !app.side && app.overlays.is_empty();
    let inner = pane::framed(app, area, buffer, title(app), has_keys);
    let lines = listed(app);
    if lines.is_empty() {
        let text = match app.current() {
            Some(target) if target.findings.is_empty() => "nothing is wrong with this target",
            _ => "no finding matches; esc clears the filter, f the severity",
        };
        let room = usize::from(inner.width).saturating_sub(2);
        let line = Line::from(vec![Span::raw("  "), ink.dim(ink.cut(text, room))]);
        pane::put(buffer, inner, inner.y, &line);
        return;
    }
    let height = usize::from(inner.height);
    let selected = lines.iter().position(
        |line| matches!(line, Listed::Finding(at, _) if *at == app.findings.list.selected),
    );
    let most = lines.len().saturating_sub(height);
    let from = selected
        .map_or(0, |at| (at + 2).saturating_sub(height))
        .min(most);
    for (line, y) in lines.iter().skip(from).zip(inner.y..inner.bottom()) {
        match line {
            Listed::Heading(text) => {
                pane::put(buffer, inner, y, &Line::from(ink.dim(*text)));
            }
            Listed::Finding(at, finding) => {
                let is_selected = *at == app.findings.list.selected;
                let lead = if is_selected { ink.pointer() } else { "  " };
                let room = usize::from(inner.width);
                let mut spans = vec![
                    Span::raw(lead.to_owned()),
                    ink.severity(finding.severity),
                    ink.title(format!("  {:<8}", finding.rule)),
                ];
                let left = room.saturating_sub(ink::width(&spans));
                spans.push(ink.plain(ink.cut(&finding.message, left)));
                pane::row(
                    app,
                    buffer,
                    (inner, y),
                    &Line::from(spans),
                    (is_selected, has_keys),
                );
            }
        }
    }
    pane::more(
        app,
        area,
        buffer,
        from,
        lines.len().saturating_sub(from + height),
    );
}

fn listed(app: &App) -> Vec<Listed<'_>> {
    let Some(target) = app.current() else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    let mut heading = "";
    for (at, &index) in app.findings.shown.iter().enumerate() {
        let Some(finding) = target.findings.get(index) else {
            continue;
        };
        let own = group(finding, app.findings.by_layer);
        if own != heading {
            lines.push(Listed::Heading(own));
            heading = own;
        }
        lines.push(Listed::Finding(at, finding));
    }
    lines
}

fn title(app: &App) -> Vec<Span<'static>> {
    let ink = app.ink();
    let Some(target) = app.current() else {
        return vec![ink.plain("Findings")];
    };
    let mut title = vec![
        ink.plain(format!("Findings of {} ", target.name)),
        ink.verdict(target.verdict),
    ];
    match app.findings.least {
        None => {}
        Some(Severity::Error) => title.push(Span::styled("  errors only", ink.role(Role::Accent))),
        Some(_) => title.push(Span::styled(
            "  warnings and errors",
            ink.role(Role::Accent),
        )),
    }
    if !app.findings.filter.is_empty() {
        let text = format!("  /{}", ink.cut(&app.findings.filter, 24));
        title.push(Span::styled(text, ink.role(Role::Accent)));
    }
    title
}

/// Files and pointers whose values the report does not hold.
pub(super) fn places(app: &App) -> Vec<(String, String)> {
    let evidence = app.finding().map(|finding| &finding.evidence);
    evidence
        .into_iter()
        .flatten()
        .filter(|evidence| evidence.value == Value::Null)
        .map(|evidence| (evidence.file.clone(), evidence.pointer.clone()))
        .collect()
}

/// One finding: what is wrong, how to fix it, how that is known.
pub(super) fn detail(app: &App, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let Some(finding) = app.finding() else {
        return Vec::new();
    };
    let mut lines = ink::wrap(
        [
            ink.severity(finding.severity),
            ink.title(format!("  {} {}", finding.rule, finding.name)),
            ink.dim(format!("  confidence {}", finding.confidence.as_str())),
        ],
        width,
        2,
    );
    let noun = finding.subject.kind.replace('-', " ");
    let name = finding.subject.name.as_deref();
    let name = name.map_or_else(String::new, |name| format!(" ({name})"));
    lines.extend(ink::wrap(
        [ink.dim(format!("{noun} {}{name}", finding.subject.id))],
        width,
        2,
    ));
    lines.extend(ink::wrap([ink.plain(&finding.message)], width, 0));
    if let Some(assumption) = &finding.assumption {
        lines.extend(ink::wrap(
            [ink.dim("assuming that "), ink.plain(assumption)],
            width,
            2,
        ));
    }
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
    lines.extend(commands(app, &finding.fix.aws_cli, width));
    lines.push(Line::default());
    lines.push(Line::from(ink.title("Evidence")));
    for evidence in &finding.evidence {
        if evidence.value == Value::Null {
            lines.extend(quoted::lines(app, &evidence.file, &evidence.pointer, width));
        } else {
            let file = evidence.file.rsplit('/').next().unwrap_or_default();
            let place = vec![ink.plain(file), Span::raw(" "), ink.dim(&evidence.pointer)];
            lines.extend(ink::wrap(place, width, 2));
            lines.extend(quoted::value(app, &evidence.value, width));
        }
    }
    lines
}

/// Commands, broken between options; in one piece they go into the clipboard.
pub(super) fn commands(app: &App, commands: &[String], width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let style = ink.role(Role::Accent);
    let mut lines = Vec::new();
    for command in commands {
        for line in command_lines(command, width.saturating_sub(2)) {
            let spans = vec![Span::raw("  "), ink.styled(style, line)];
            lines.extend(ink::wrap(spans, width, 4));
        }
    }
    lines
}
