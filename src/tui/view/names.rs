//! From the name of an endpoint to its addresses.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::report::v1::{Place, Step};
use crate::topology::{Interface, SecurityGroupId};
use crate::tui::app::App;
use crate::tui::items::{self, Name};

use super::{ink, pane, quoted};

pub(super) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let ink = app.ink();
    let has_keys = !app.side && app.overlays.is_empty();
    let Some(target) = app.current() else {
        return;
    };
    let host = &target.name_resolution.host;
    let mut title = vec![ink.plain(format!("Names of {} ", target.name))];
    title.push(ink.dim(host));
    let inner = pane::framed(app, area, buffer, title, has_keys);
    let rows = items::names(target);
    let mut lines: Vec<(Option<usize>, Line<'static>)> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let is_selected = at == app.names.selected;
        let lead = if is_selected { ink.pointer() } else { "  " };
        let room = usize::from(inner.width);
        match row {
            Name::Step(step) => {
                let mut spans = vec![
                    Span::raw(lead.to_owned()),
                    ink.status(step.status),
                    Span::raw("  "),
                ];
                let left = room.saturating_sub(ink::width(&spans));
                spans.push(ink.plain(ink.cut(&step.summary, left)));
                lines.push((Some(at), Line::from(spans)));
            }
            Name::Address(address) => {
                let is_first = !matches!(
                    at.checked_sub(1).and_then(|before| rows.get(before)),
                    Some(Name::Address(_))
                );
                if is_first {
                    let text = if target.name_resolution.complete {
                        "addresses"
                    } else {
                        "addresses; there may be others"
                    };
                    lines.push((None, Line::from(ink.dim(text))));
                }
                let owner = owner(app, address);
                let what = owner.map_or_else(
                    || "no interface that was observed".to_owned(),
                    |one| {
                        let zone = one.zone.as_deref().unwrap_or("zone unknown");
                        format!("{zone}  {}  {}", one.id, one.description)
                    },
                );
                let mut spans = vec![
                    Span::raw(lead.to_owned()),
                    ink.title(format!("{address:<16}")),
                ];
                let left = room.saturating_sub(ink::width(&spans));
                spans.push(ink.dim(ink.cut(&what, left)));
                lines.push((Some(at), Line::from(spans)));
            }
        }
    }
    if rows.is_empty() {
        lines.push((
            None,
            Line::from(ink.dim("  no name is looked up for this target")),
        ));
    }
    pane::list(
        app,
        (area, inner),
        buffer,
        &lines,
        (app.names.selected, has_keys),
    );
}

fn owner<'a>(app: &'a App, address: &str) -> Option<&'a Interface> {
    let topology = app.account.as_ref()?.topology();
    let owners = topology.owners_of(address.parse().ok()?);
    owners.first().copied()
}

fn selected(app: &App) -> Option<Name<'_>> {
    let rows = items::names(app.current()?);
    rows.into_iter().nth(app.names.selected)
}

fn evidence(step: &Step) -> &[Place] {
    &step.evidence
}

pub(super) fn places(app: &App) -> Vec<(String, String)> {
    match selected(app) {
        Some(Name::Step(step)) => quoted::places(evidence(step)),
        _ => Vec::new(),
    }
}

/// Where an answer came from, or who has an address.
pub(super) fn detail(app: &App, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let mut lines = Vec::new();
    match selected(app) {
        Some(Name::Step(step)) => {
            lines.push(Line::from(ink.status(step.status)));
            lines.extend(ink::wrap([ink.title(&step.summary)], width, 0));
            let reason = step
                .reason
                .as_deref()
                .filter(|reason| *reason != step.summary);
            if let Some(reason) = reason {
                lines.extend(ink::wrap(
                    [ink.dim("because "), ink.plain(reason)],
                    width,
                    2,
                ));
            }
            let noun = step.subject.kind.replace('-', " ");
            let name = step.subject.name.as_deref();
            let name = name.map_or_else(String::new, |name| format!(" ({name})"));
            lines.push(Line::default());
            lines.extend(ink::wrap(
                [
                    ink.dim(format!("{noun} ")),
                    ink.plain(format!("{}{name}", step.subject.id)),
                ],
                width,
                2,
            ));
            if !step.evidence.is_empty() {
                lines.push(Line::default());
                lines.push(Line::from(ink.title("Evidence")));
            }
            for place in evidence(step) {
                lines.extend(quoted::lines(app, &place.file, &place.pointer, width));
            }
        }
        Some(Name::Address(address)) => {
            lines.push(Line::from(ink.title(address)));
            match owner(app, address) {
                Some(interface) => lines.extend(interface_lines(app, interface, width)),
                None => lines.extend(ink::wrap(
                    [ink.plain("No interface that was observed has this address.")],
                    width,
                    0,
                )),
            }
        }
        None => {}
    }
    lines
}

fn interface_lines(app: &App, interface: &Interface, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let groups: Vec<&str> = interface
        .groups
        .iter()
        .map(SecurityGroupId::as_str)
        .collect();
    let rows = [
        ("interface", interface.id.to_string()),
        (
            "what",
            format!("{} {}", interface.kind, interface.description),
        ),
        (
            "zone",
            interface
                .zone
                .clone()
                .unwrap_or_else(|| "unknown".to_owned()),
        ),
        ("subnet", interface.subnet.to_string()),
        ("VPC", interface.vpc.to_string()),
        ("groups", groups.join(", ")),
    ];
    rows.into_iter()
        .flat_map(|(name, value)| {
            ink::wrap(
                [ink.dim(format!("{name:<11}")), ink.plain(value)],
                width,
                11,
            )
        })
        .collect()
}
