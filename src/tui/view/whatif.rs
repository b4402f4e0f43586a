//! Changes in memory: what may be tried, what was made, and what comes of it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::report::v1::{Path, Target, Verdict};
use crate::tui::app::App;
use crate::tui::items::{self, Change};
use crate::tui::theme::Role;

use super::targets::proof;
use super::{findings, ink, pane};

pub(super) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let ink = app.ink();
    let has_keys = !app.side && app.overlays.is_empty();
    let name = app.current().map_or("", |target| target.name.as_str());
    let title = vec![
        ink.plain(format!("What if, for {name} ")),
        ink.dim(" AWS is never touched"),
    ];
    let inner = pane::framed(app, area, buffer, title, has_keys);
    let lines = lines(app, usize::from(inner.width));
    pane::list(
        app,
        (area, inner),
        buffer,
        &lines,
        (app.changes.selected, has_keys),
    );
}

/// Lines of the list, each with the row that it is.
fn lines(app: &App, width: usize) -> Vec<(Option<usize>, Line<'static>)> {
    let ink = app.ink();
    let (Some(account), Some(target)) = (&app.account, app.current()) else {
        return Vec::new();
    };
    let rows = items::changes(account, target);
    let mut lines = Vec::new();
    let proposed = rows
        .iter()
        .filter(|row| matches!(row, Change::Proposed { .. }))
        .count();
    lines.push((None, Line::from(ink.dim("proposed"))));
    if proposed == 0 {
        let text = match target.verdict {
            Verdict::Reachable => "  nothing: every path is open",
            _ => "  nothing that can be tried in memory",
        };
        lines.push((None, Line::from(ink.dim(text))));
    }
    for (at, row) in rows.iter().enumerate() {
        let lead = if at == app.changes.selected {
            ink.pointer()
        } else {
            "  "
        };
        let (text, mark) = match row {
            Change::Proposed {
                proposal,
                proven,
                sufficient,
            } => (
                proposal.label.clone(),
                match (proven, sufficient) {
                    (true, true) => "proven, opens every path",
                    (true, false) => "proven, others are left",
                    (false, _) => "not proven",
                },
            ),
            Change::Applied(index) => {
                if *index == 0 {
                    lines.push((None, Line::from(ink.dim("applied in memory"))));
                }
                let label = account
                    .applied()
                    .get(*index)
                    .map(|one| one.proposal.label.clone());
                (
                    format!("{}. {}", index + 1, label.unwrap_or_default()),
                    "applied",
                )
            }
        };
        let room = width.saturating_sub(mark.len() + 5);
        lines.push((
            Some(at),
            Line::from(vec![
                Span::raw(lead.to_owned()),
                ink.plain(ink.fit(&text, room)),
                ink.dim(format!("  {mark}")),
            ]),
        ));
    }
    if account.applied().is_empty() {
        lines.push((None, Line::from(ink.dim("applied in memory"))));
        lines.push((None, Line::from(ink.dim("  nothing yet"))));
    }
    lines
}

/// Verdict and lanes before and after, then the commands.
pub(super) fn effect(app: &App, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let (Some(account), Some(now)) = (&app.account, app.current()) else {
        return Vec::new();
    };
    let Some(before) = account.observed(app.target) else {
        return Vec::new();
    };
    let mut lines = ink::wrap(
        [
            ink.title(format!("{}  ", now.name)),
            ink.verdict(before.verdict),
            ink.dim(format!(" {} ", ink.arrow())),
            ink.verdict(now.verdict),
        ],
        width,
        2,
    );
    lines.extend(others(app, width));
    lines.push(Line::default());
    lines.extend(paths(app, before, now, width));
    let rows = items::changes(account, now);
    match rows.get(app.changes.selected) {
        Some(Change::Proposed {
            proposal,
            proven,
            sufficient,
        }) => {
            lines.push(Line::default());
            lines.extend(ink::wrap(
                [ink.title("Proposed"), proof(app, *proven, *sufficient)],
                width,
                2,
            ));
            lines.extend(ink::wrap([ink.plain(&proposal.label)], width, 2));
            lines.extend(findings::commands(app, &proposal.commands, width));
        }
        Some(Change::Applied(_)) | None => {}
    }
    if !account.applied().is_empty() {
        lines.push(Line::default());
        lines.push(Line::from(ink.title("The applied changes as commands")));
        for one in account.applied() {
            lines.extend(findings::commands(app, &one.proposal.commands, width));
        }
    }
    lines
}

/// What the changes do to the other targets.
fn others(app: &App, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let Some(account) = app
        .account
        .as_ref()
        .filter(|account| !account.applied().is_empty())
    else {
        return Vec::new();
    };
    let rank = |verdict: Verdict| match verdict {
        Verdict::Blocked => 0,
        Verdict::Degraded => 1,
        Verdict::Unknown => 2,
        Verdict::Reachable => 3,
    };
    let (mut better, mut worse) = (0, Vec::new());
    for (index, now) in account.targets().enumerate() {
        let before = account.observed(index).map(|target| rank(target.verdict));
        let after = Some(rank(now.verdict));
        if index == app.target || before == after {
            continue;
        }
        if after > before {
            better += 1;
        } else {
            worse.push(now.name.as_str());
        }
    }
    let mut spans = vec![ink.dim(format!(
        "other targets: {better} better, {} worse",
        worse.len()
    ))];
    if let Some(name) = worse.first() {
        let more = if worse.len() > 1 { ", …" } else { "" };
        spans.push(Span::styled(
            format!(" ({name}{more})"),
            ink.theme.status(crate::report::v1::Status::Warn),
        ));
    }
    if account.pending() > 0 {
        spans.push(Span::styled(
            format!(", {} still to judge", account.pending()),
            ink.role(Role::Accent),
        ));
    }
    ink::wrap(spans, width, 2)
}

/// Every lane before and after.
fn paths(app: &App, before: &Target, now: &Target, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let wide = if app.is_ascii() { 15 } else { 12 };
    let label = width.saturating_sub(2 * wide + 2).min(52);
    let mut lines = vec![Line::from(ink.dim(format!(
        "{}{}what-if",
        ink.fit("lane", label),
        ink.fit("observed", wide)
    )))];
    for path in &now.paths {
        let place = |other: &&Path| {
            (&other.interface, &other.source, &other.destination)
                == (&path.interface, &path.source, &path.destination)
        };
        let zone = path.availability_zone.as_deref().unwrap_or("zone ?");
        let interface = path.interface.as_deref().unwrap_or("not observed");
        let fixed = zone.len() + path.destination.len() + 5;
        let interface = ink.cut_middle(interface, label.saturating_sub(fixed + 1));
        let text = format!("{zone} {interface} {} {}", ink.arrow(), path.destination);
        let was = before.paths.iter().find(place).map(|path| path.verdict);
        let was = was.map_or_else(
            || ink.dim(ink.fit("-", wide)),
            |verdict| {
                let span = ink.verdict(verdict);
                let text = ink.fit(&span.content, wide);
                Span::styled(text, span.style)
            },
        );
        lines.push(Line::from(vec![
            ink.plain(ink.fit(&text, label)),
            was,
            ink.verdict(path.verdict),
        ]));
    }
    if now.paths.is_empty() {
        lines.push(Line::from(ink.dim("no path could be walked")));
    }
    lines
}
