//! What stands around every tab: what is looked at, counts, tabs, keys.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::report::v1::{Status, Verdict};
use crate::tui::app::{App, Tab};
use crate::tui::layout::Size;
use crate::tui::theme::Role;
use crate::tui::{Action, Pane};

use super::{ink, pane};

pub(super) fn draw(app: &App, buffer: &mut Buffer) {
    let frame = app.frame();
    header(app, frame.header, buffer);
    if frame.tabs.height > 0 {
        tabs(app, frame.tabs, buffer);
    }
    footer(app, frame.footer, buffer);
}

/// What is shown before there is an account.
pub(super) fn waiting(app: &App, area: Rect, buffer: &mut Buffer) {
    let inner = pane::framed(app, area, buffer, Vec::new(), false);
    let ink = app.ink();
    let width = usize::from(inner.width.saturating_sub(2));
    let mut lines: Vec<Line<'static>> = Vec::new();
    if let Some(progress) = &app.collecting {
        lines.push(Line::from(ink.title("Collecting the evidence")));
        lines.push(Line::default());
        lines.push(Line::from(bar(
            app,
            progress.made,
            progress.planned,
            width.min(60),
        )));
        lines.push(Line::default());
        lines.push(Line::from(ink.dim(ink.cut(&progress.last, width))));
    } else if let Some(why) = &app.failure {
        lines.push(Line::from(vec![
            ink.mark(Status::Fail),
            ink.title(" Nothing was collected"),
        ]));
        lines.push(Line::default());
        for line in why.lines() {
            lines.extend(ink::wrap([ink.plain(line)], width, 2));
        }
    }
    let top = inner.y
        + inner
            .height
            .saturating_sub(u16::try_from(lines.len()).unwrap_or(0))
            / 3;
    let left = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(1),
        ..inner
    };
    for (line, y) in lines.iter().zip(top..inner.bottom()) {
        pane::put(buffer, left, y, line);
    }
}

/// A bar of progress, with its numbers.
fn bar(app: &App, made: usize, planned: usize, width: usize) -> Vec<Span<'static>> {
    let ink = app.ink();
    let numbers = format!(" {made} of {planned} calls");
    let room = width.saturating_sub(numbers.len());
    let full = (room * made).checked_div(planned.max(made)).unwrap_or(0);
    let (on, off) = if app.is_ascii() {
        ("#", ".")
    } else {
        ("█", "░")
    };
    vec![
        Span::styled(on.repeat(full), ink.role(Role::Accent)),
        ink.dim("").style(ink.role(Role::Dim)),
        Span::styled(off.repeat(room - full), ink.role(Role::Dim)),
        ink.plain(numbers),
    ]
}

fn header(app: &App, area: Rect, buffer: &mut Buffer) {
    let ink = app.ink();
    let width = usize::from(area.width);
    let right = cut_left(counts(app), width);
    let room = width.saturating_sub(ink::width(&right) + 1);
    let mut left = vec![
        Span::raw(" "),
        Span::styled("gatepath", ink.role(Role::Accent)),
        Span::raw("  "),
    ];
    if app.size_class() == Size::Small {
        left = vec![Span::raw(" "), ink.title(app.tab.pane().title())];
    } else {
        left.push(ink.plain(&app.options.title));
        for part in origin(app) {
            let part = ink.dim(format!("  {part}"));
            if ink::width(&left) + ink::width(std::slice::from_ref(&part)) <= room {
                left.push(part);
            }
        }
    }
    let left = pane::cut_spans(app, left, room);
    pane::put(buffer, area, area.y, &Line::from(left));
    let start = width.saturating_sub(ink::width(&right));
    let right_area = Rect {
        x: area.x + u16::try_from(start).unwrap_or(0),
        width: area.width - u16::try_from(start).unwrap_or(0),
        ..area
    };
    pane::put(buffer, right_area, area.y, &Line::from(right));
}

/// Account, Region, time.
fn origin(app: &App) -> Vec<String> {
    let Some(account) = &app.account else {
        return Vec::new();
    };
    let snapshot = &account.report().snapshot;
    let list = |names: &[String]| match names {
        [] => None,
        [one] => Some(one.clone()),
        [one, rest @ ..] => Some(format!("{one} +{}", rest.len())),
    };
    let time = snapshot.captured_at.as_deref().map(|time| {
        let minutes = time.get(..16).unwrap_or(time);
        format!("{} UTC", minutes.replace('T', " "))
    });
    let parts = [list(&snapshot.accounts), list(&snapshot.regions), time];
    parts.into_iter().flatten().collect()
}

/// How many targets came to what, the worst first.
fn counts(app: &App) -> Vec<Span<'static>> {
    let ink = app.ink();
    let mut spans = Vec::new();
    if let Some(progress) = &app.collecting {
        let text = format!(" collecting {}/{} ", progress.made, progress.planned);
        spans.push(Span::styled(text, ink.role(Role::Accent)));
    }
    let Some(account) = &app.account else {
        return spans;
    };
    let changes = account.applied().len();
    if changes > 0 {
        let text = format!(" what-if: {changes} ");
        spans.push(Span::styled(text, ink.role(Role::Selected)));
        spans.push(Span::raw(" "));
    }
    let is_small = app.size_class() == Size::Small;
    for verdict in [
        Verdict::Blocked,
        Verdict::Degraded,
        Verdict::Unknown,
        Verdict::Reachable,
    ] {
        let count = app.targets.count(verdict);
        let mark = verdict.status().symbol(app.options.symbols);
        let word = if is_small { "" } else { verdict.as_str() };
        let text = format!(" {mark} {count} {word}");
        let style = if count == 0 {
            ink.role(Role::Dim)
        } else {
            ink.theme.verdict(verdict)
        };
        spans.push(Span::styled(text.trim_end().to_owned() + " ", style));
    }
    spans
}

/// What fits from the right.
fn cut_left(mut spans: Vec<Span<'static>>, room: usize) -> Vec<Span<'static>> {
    while ink::width(&spans) > room && !spans.is_empty() {
        spans.remove(0);
    }
    spans
}

/// The texts of the tabs with the columns at which they begin.
fn tab_texts(app: &App) -> Vec<(Tab, String, usize)> {
    let keymap = &app.options.keymap;
    let gap = if app.size.0 >= 100 { 3 } else { 1 };
    let mut column = 1;
    let mut texts = Vec::new();
    for tab in Tab::ALL {
        let action = match tab {
            Tab::Targets => Action::ShowTargets,
            Tab::Path => Action::ShowPath,
            Tab::Findings => Action::ShowFindings,
            Tab::WhatIf => Action::ShowWhatIf,
            Tab::Names => Action::ShowNames,
            Tab::Certificates => Action::ShowCertificates,
            Tab::Gaps => Action::ShowGaps,
        };
        let key = keymap.keys(action).first();
        let key = key.map_or_else(String::new, |key| format!("{key} "));
        let text = format!("{key}{}", tab.pane().title());
        let wide = text.chars().count();
        texts.push((tab, text, column));
        column += wide + gap;
    }
    texts
}

/// The tab at a column.
pub(in crate::tui) fn tab_at(app: &App, column: u16) -> Option<Tab> {
    let column = usize::from(column);
    tab_texts(app)
        .into_iter()
        .find(|(_, text, start)| (*start..start + text.chars().count()).contains(&column))
        .map(|(tab, ..)| tab)
}

fn tabs(app: &App, area: Rect, buffer: &mut Buffer) {
    let ink = app.ink();
    for (tab, text, column) in tab_texts(app) {
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        if column >= area.width {
            break;
        }
        let style = match tab == app.tab {
            true => ink.role(Role::Accent).patch(ink.role(Role::Selected)),
            false => Style::new(),
        };
        let room = usize::from(area.width - column);
        buffer.set_stringn(area.x + column, area.y, text, room, style);
    }
}

/// What just happened, then the keys of the pane, as many as fit; the way to all of them always.
fn footer(app: &App, area: Rect, buffer: &mut Buffer) {
    let ink = app.ink();
    let width = usize::from(area.width);
    if app.typing {
        pane::put(buffer, area, area.y, &Line::from(typing(app)));
        return;
    }
    let mut spans: Vec<Span<'static>> = vec![Span::raw(" ")];
    if let Some(notice) = &app.notice {
        let text = format!(
            "{} {}",
            notice.status.symbol(app.options.symbols),
            notice.text
        );
        let text = ink.cut(&text, width.saturating_sub(12));
        spans.push(Span::styled(text, ink.theme.status(notice.status)));
        spans.push(Span::raw("   "));
    }
    let help = hint(app, Action::Help);
    let room = width.saturating_sub(ink::width(&help) + 1);
    let mut used = ink::width(&spans);
    // What matters most is chosen first, and shown in the order of the table.
    let mut chosen: Vec<Action> = Vec::new();
    for action in by_importance(app) {
        let wide = ink::width(&hint(app, action));
        if wide > 0 && used + wide <= room {
            used += wide;
            chosen.push(action);
        }
    }
    for action in Action::ALL.iter().filter(|action| chosen.contains(action)) {
        spans.extend(hint(app, *action));
    }
    spans.extend(help);
    pane::put(buffer, area, area.y, &Line::from(spans));
}

/// The actions that the footer tells of, the most important first.
fn by_importance(app: &App) -> Vec<Action> {
    let mut actions: Vec<Action> = Action::ALL
        .iter()
        .copied()
        .filter(|action| {
            is_hinted(*action) && action.applies(app.pane()) && is_useful(app, *action)
        })
        .collect();
    actions.sort_by_key(|action| match action {
        Action::Open | Action::Copy | Action::Undo => 0,
        Action::TryFix | Action::Toggle | Action::Explain | Action::Filter | Action::Quit => 1,
        Action::NextPane | Action::NextProblem | Action::Sort | Action::Layer => 2,
        Action::Direction | Action::Severity | Action::NextTarget => 3,
        _ => 4,
    });
    actions
}

fn typing(app: &App) -> Vec<Span<'static>> {
    let ink = app.ink();
    let (text, shown, all) = match app.tab {
        Tab::Findings => (
            &app.findings.filter,
            app.findings.shown.len(),
            app.current().map_or(0, |target| target.findings.len()),
        ),
        Tab::Gaps => (
            &app.gaps.filter,
            app.gaps.shown.len(),
            app.account
                .as_ref()
                .map_or(0, |account| account.report().gaps.len()),
        ),
        _ => (
            &app.targets.filter,
            app.targets.shown.len(),
            app.account
                .as_ref()
                .map_or(0, super::super::account::Account::len),
        ),
    };
    let cursor = if app.is_ascii() { "_" } else { "▏" };
    let key = |code| super::super::Key::plain(code).short(app.is_ascii());
    vec![
        Span::styled(" /", ink.role(Role::Accent)),
        ink.plain(ink.cut(text, usize::from(app.size.0) / 2)),
        Span::styled(cursor, ink.role(Role::Accent)),
        ink.dim(format!("  {shown} of {all}   ")),
        ink.title(key(super::super::keymap::Code::Enter)),
        ink.dim(" keep  "),
        ink.title(key(super::super::keymap::Code::Esc)),
        ink.dim(" clear"),
    ]
}

/// Key and label of an action; nothing if it has no key.
fn hint(app: &App, action: Action) -> Vec<Span<'static>> {
    let ink = app.ink();
    let Some(key) = app.options.keymap.keys(action).first() else {
        return Vec::new();
    };
    vec![
        Span::styled(key.short(app.is_ascii()), ink.role(Role::Accent)),
        ink.plain(format!(" {}  ", label(app, action))),
    ]
}

/// What an action does right now, where that can be said more exactly.
fn label(app: &App, action: Action) -> &'static str {
    match (action, app.pane()) {
        (Action::Open, Pane::Targets) => "path",
        (Action::Open, Pane::Path) => "evidence",
        (Action::Open, Pane::Names | Pane::Certificates | Pane::Gaps) => "details",
        (Action::Open, Pane::Findings) => "hop",
        (Action::Open, Pane::WhatIf) => "apply/undo",
        (Action::Open, Pane::Menu)
            if matches!(
                app.overlays.last(),
                Some(super::super::app::Overlay::Recollect)
            ) =>
        {
            "collect"
        }
        (Action::Copy, Pane::Findings | Pane::Path | Pane::Evidence)
            if app
                .finding()
                .is_some_and(|finding| !finding.fix.aws_cli.is_empty()) =>
        {
            "copy fix"
        }
        (Action::Copy, Pane::WhatIf) => "copy commands",
        (Action::Copy, Pane::Gaps) => "copy permission",
        (Action::Direction, _) if app.path.way == super::super::journey::Way::Back => "way there",
        (Action::Layer, _) if app.findings.by_layer => "by severity",
        (Action::Zoom, _) if app.zoomed => "unzoom",
        (Action::Quit, pane) if pane != Pane::Targets => "back",
        (Action::Recollect, _) if !app.options.live => "re-read",
        _ => action.label(),
    }
}

/// Movements and tabs explain themselves, or stand elsewhere on the screen.
fn is_hinted(action: Action) -> bool {
    !matches!(
        action,
        Action::ShowTargets
            | Action::ShowPath
            | Action::ShowFindings
            | Action::ShowWhatIf
            | Action::ShowNames
            | Action::ShowCertificates
            | Action::ShowGaps
            | Action::Up
            | Action::Down
            | Action::Left
            | Action::Right
            | Action::First
            | Action::Last
            | Action::PageUp
            | Action::PageDown
            | Action::Help
            | Action::Back
            | Action::QuitNow
            | Action::Redraw
            | Action::Suspend
            | Action::CopyMarkdown
            | Action::PreviousPane
            | Action::PreviousProblem
            | Action::PreviousTarget
            | Action::Reverse
    )
}

/// Whether an action does something just now.
fn is_useful(app: &App, action: Action) -> bool {
    let account = app.account.as_ref();
    match action {
        Action::Undo => account.is_some_and(|account| !account.applied().is_empty()),
        Action::Redo => account.is_some_and(super::super::account::Account::can_redo),
        Action::Explain => app.finding().is_some(),
        Action::TryFix => {
            app.tab != Tab::WhatIf
                && app
                    .finding()
                    .is_some_and(|finding| super::super::account::Proposal::fix(finding).is_some())
        }
        Action::Toggle => !app.path.inspection.entries.is_empty(),
        Action::NextTarget => app.targets.shown.len() > 1,
        Action::Open if app.account.is_none() && app.overlays.is_empty() => false,
        _ => true,
    }
}
