//! What could not be observed, why, and what would help.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::report::v1::{Gap, Status};
use crate::tui::app::App;
use crate::tui::theme::Role;

use super::{ink, pane};

pub(super) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let ink = app.ink();
    let has_keys = !app.side && app.overlays.is_empty();
    let Some(account) = &app.account else {
        return;
    };
    let gaps = &account.report().gaps;
    let mut title = vec![ink.plain("Gaps "), ink.dim(format!("{}", gaps.len()))];
    if !app.gaps.filter.is_empty() {
        let text = format!("  /{}", ink.cut(&app.gaps.filter, 24));
        title.push(Span::styled(text, ink.role(Role::Accent)));
    }
    let inner = pane::framed(app, area, buffer, title, has_keys);
    let width = usize::from(inner.width);
    let (needed, reason) = if width >= 70 { (20, 18) } else { (0, 14) };
    let operation = width.saturating_sub(2 + needed + reason + 2);
    let row = |gap: [&str; 3]| {
        let [first, second, third] = gap;
        let mut text = format!("{} {}", ink.fit(first, operation), ink.fit(second, reason));
        if needed > 0 {
            text.push(' ');
            text.push_str(&ink.fit(third, needed));
        }
        text
    };
    let head = row(["what was not observed", "why", "needed for"]);
    pane::put(
        buffer,
        inner,
        inner.y,
        &Line::from(vec![Span::raw("  "), ink.dim(head)]),
    );
    let rows = usize::from(inner.height.saturating_sub(1));
    let shown = app.gaps.shown.iter().enumerate();
    for ((at, &index), y) in shown
        .skip(app.gaps.list.offset)
        .take(rows)
        .zip(inner.y + 1..)
    {
        let Some(gap) = gaps.get(index) else {
            continue;
        };
        let is_selected = at == app.gaps.list.selected;
        let lead = if is_selected { ink.pointer() } else { "  " };
        let text = row([&what(gap), &gap.reason, &gap.needed_for.join(", ")]);
        let line = Line::from(vec![Span::raw(lead.to_owned()), ink.plain(text)]);
        pane::row(app, buffer, (inner, y), &line, (is_selected, has_keys));
    }
    if app.gaps.shown.is_empty() {
        let text = if gaps.is_empty() {
            "nothing is missing"
        } else {
            "no gap matches; esc clears the filter"
        };
        pane::put(
            buffer,
            inner,
            inner.y + 1,
            &Line::from(vec![Span::raw("  "), ink.dim(text)]),
        );
    }
    let below = app
        .gaps
        .shown
        .len()
        .saturating_sub(app.gaps.list.offset + rows);
    pane::more(app, area, buffer, app.gaps.list.offset, below);
}

fn what(gap: &Gap) -> String {
    match &gap.subject {
        Some(subject) => format!("{} {subject}", gap.operation),
        None => gap.operation.clone(),
    }
}

pub(super) fn detail(app: &App, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let selected = app.gaps.shown.get(app.gaps.list.selected);
    let gaps = app.account.as_ref().map(|account| &account.report().gaps);
    let Some(gap) = selected
        .zip(gaps)
        .and_then(|(index, gaps)| gaps.get(*index))
    else {
        return Vec::new();
    };
    let mut lines = ink::wrap(
        [
            ink.status(Status::Unknown),
            ink.title(format!("  aws {}", gap.operation)),
        ],
        width,
        2,
    );
    let or = |text: &Option<String>, other: &str| text.clone().unwrap_or_else(|| other.to_owned());
    let rows = [
        ("about", or(&gap.subject, "everything of this kind")),
        ("account", or(&gap.account, "not known")),
        ("region", or(&gap.region, "not known")),
        ("why", gap.reason.clone()),
    ];
    lines.extend(rows.into_iter().flat_map(|(name, value)| {
        ink::wrap([ink.dim(format!("{name:<9}")), ink.plain(value)], width, 9)
    }));
    lines.push(Line::default());
    lines.push(Line::from(ink.title("What it leaves undecided")));
    if gap.needed_for.is_empty() {
        lines.extend(ink::wrap(
            [ink.plain("no path of these targets; findings may be missing")],
            width,
            0,
        ));
    } else {
        lines.extend(ink::wrap([ink.plain(gap.needed_for.join(", "))], width, 0));
    }
    lines.push(Line::default());
    lines.push(Line::from(ink.title("What would help")));
    let help = match &gap.action {
        Some(action) => vec![
            ink.plain("the permission "),
            Span::styled(action.clone(), ink.role(Role::Accent)),
            ink.dim("; gatepath iam-policy prints all that collecting needs"),
        ],
        None => vec![ink.plain("recording this call: docs/snapshot.md tells how")],
    };
    lines.extend(ink::wrap(help, width, 0));
    lines
}
