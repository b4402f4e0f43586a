//! The certificates that are served: who issued them, for which names, and until when.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::report::v1::{Status, Step};
use crate::topology::{Certificate, CertificateArn, CertificateKind};
use crate::tui::app::App;
use crate::tui::chain::{self, Link};
use crate::tui::items;
use crate::tui::theme::Role;

use super::{ink, pane};

pub(super) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let ink = app.ink();
    let has_keys = !app.side && app.overlays.is_empty();
    let Some(target) = app.current() else {
        return;
    };
    let title = vec![
        ink.plain(format!("Certificates of {} ", target.name)),
        ink.dim(&target.name_resolution.host),
    ];
    let inner = pane::framed(app, area, buffer, title, has_keys);
    let steps = items::certificates(target);
    if steps.is_empty() {
        let text =
            "no certificate was judged: TLS ends elsewhere, or nothing that serves one is known";
        for (line, y) in ink::wrap([ink.dim(text)], usize::from(inner.width), 0)
            .iter()
            .zip(inner.y..)
        {
            pane::put(buffer, inner, y, line);
        }
    }
    for ((at, step), y) in steps.iter().enumerate().zip(inner.y..inner.bottom()) {
        let is_selected = at == app.certificates.selected;
        let lead = if is_selected { ink.pointer() } else { "  " };
        let mut spans = vec![
            Span::raw(lead.to_owned()),
            ink.status(step.status),
            Span::raw("  "),
        ];
        let left = usize::from(inner.width).saturating_sub(ink::width(&spans));
        // Ids of certificates say little, and stand at the side.
        let summary = step.summary.replace(&step.subject.id, "the certificate");
        spans.push(ink.plain(ink.cut(&summary, left)));
        pane::row(
            app,
            buffer,
            (inner, y),
            &Line::from(spans),
            (is_selected, has_keys),
        );
    }
}

pub(super) fn detail(app: &App, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let Some(target) = app.current() else {
        return Vec::new();
    };
    let steps = items::certificates(target);
    let Some(step) = steps.get(app.certificates.selected) else {
        return Vec::new();
    };
    let mut lines = vec![Line::from(vec![
        ink.status(step.status),
        ink.title(match step.status {
            Status::Pass => "  the gateway accepts it",
            Status::Fail => "  the gateway refuses it",
            Status::Warn => "  the gateway accepts it, with a reservation",
            Status::Unknown | Status::Skipped => "  it is not known whether the gateway accepts it",
        }),
    ])];
    let summary = step.summary.replace(&step.subject.id, "the certificate");
    lines.extend(ink::wrap([ink.plain(summary)], width, 0));
    if let Some(reason) = step
        .reason
        .as_deref()
        .filter(|reason| *reason != step.summary)
    {
        lines.extend(ink::wrap(
            [ink.dim("because "), ink.plain(reason)],
            width,
            2,
        ));
    }
    lines.push(Line::default());
    let topology = app
        .account
        .as_ref()
        .map(super::super::account::Account::topology);
    let arn = CertificateArn::from(step.subject.id.as_str());
    match topology.and_then(|topology| topology.certificate(&arn).found()) {
        Some(certificate) => {
            lines.extend(record(
                app,
                certificate,
                &target.name_resolution.host,
                width,
            ));
        }
        None => lines.extend(no_record(app, step, width)),
    }
    lines
}

fn no_record(app: &App, step: &Step, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let text = if step.subject.kind == "certificate" {
        "The certificate itself was not observed."
    } else {
        "AWS serves this certificate; it is no resource of the account."
    };
    ink::wrap([ink.dim(text)], width, 0)
}

fn record(app: &App, certificate: &Certificate, host: &str, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let kind = match certificate.kind {
        CertificateKind::AmazonIssued => "issued by Amazon",
        CertificateKind::Imported => "imported into ACM",
        CertificateKind::Private => "issued by AWS Private CA",
        CertificateKind::Unknown => "of unknown origin",
    };
    let unknown = || "not observed".to_owned();
    let rows = [
        ("certificate", certificate.arn.to_string()),
        ("kind", kind.to_owned()),
        ("status", certificate.status.clone().unwrap_or_else(unknown)),
        (
            "subject",
            certificate.subject.clone().unwrap_or_else(unknown),
        ),
        ("issuer", certificate.issuer.clone().unwrap_or_else(unknown)),
    ];
    let mut lines: Vec<Line<'static>> = rows
        .into_iter()
        .flat_map(|(name, value)| {
            ink::wrap(
                [ink.dim(format!("{name:<13}")), ink.plain(value)],
                width,
                13,
            )
        })
        .collect();
    for (index, name) in certificate.names.iter().enumerate() {
        let label = if index == 0 { "names" } else { "" };
        let covers = chain::covers(name, host);
        let mut spans = vec![ink.dim(format!("{label:<13}"))];
        spans.push(ink.plain(name));
        if covers {
            let mark = Status::Pass.symbol(app.options.symbols);
            spans.push(Span::styled(
                format!("  {mark} covers {host}"),
                ink.theme.status(Status::Pass),
            ));
        }
        lines.extend(ink::wrap(spans, width, 13));
    }
    lines.push(Line::default());
    lines.extend(validity(app, certificate, width));
    if let Some(pem) = &certificate.pem {
        let links = chain::read(&pem.certificate, pem.chain.as_deref());
        lines.push(Line::default());
        lines.push(Line::from(ink.title("Chain, as it is served")));
        for (depth, link) in links.iter().enumerate() {
            lines.extend(link_lines(app, link, depth, width));
        }
    }
    lines
}

fn link_lines(app: &App, link: &Link, depth: usize, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let corner = match (depth, app.is_ascii()) {
        (0, _) => String::new(),
        (depth, true) => format!("{}`- ", "  ".repeat(depth - 1)),
        (depth, false) => format!("{}└─ ", "  ".repeat(depth - 1)),
    };
    let until = link.not_after.as_deref().unwrap_or("unknown");
    let own = if link.is_self_signed {
        ", signed by itself"
    } else {
        ""
    };
    ink::wrap(
        [
            ink.dim(corner),
            ink.plain(&link.subject),
            ink.dim(format!("  by {}, until {until}{own}", link.issuer)),
        ],
        width,
        4,
    )
}

/// A bar from the first day to the last, with the day of the snapshot.
fn validity(app: &App, certificate: &Certificate, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let (Some(from), Some(to)) = (certificate.not_before, certificate.not_after) else {
        return vec![Line::from(ink.dim("validity     not observed"))];
    };
    let topology = app
        .account
        .as_ref()
        .map(super::super::account::Account::topology);
    let at = topology.and_then(crate::topology::Topology::captured_at);
    let day = |time: Timestamp| time.to_string().chars().take(10).collect::<String>();
    let ends = format!("{}  {}", day(from), day(to));
    let room = width.saturating_sub(13 + ends.len() + 1).clamp(8, 40);
    let mut spans = vec![
        ink.dim("validity     "),
        ink.plain(day(from)),
        Span::raw(" "),
    ];
    let (on, off) = if app.is_ascii() {
        ("#", ".")
    } else {
        ("█", "░")
    };
    let Some(at) = at else {
        spans.push(ink.dim(off.repeat(room)));
        spans.push(ink.plain(format!(" {}", day(to))));
        return ink::wrap(spans, width, 13);
    };
    let whole = (to.as_second() - from.as_second()).max(1);
    let gone = (at.as_second() - from.as_second()).clamp(0, whole);
    let full = usize::try_from(i128::from(gone) * room as i128 / i128::from(whole)).unwrap_or(0);
    let days = (to.as_second() - at.as_second()) / 86_400;
    let status = if at < from || at > to {
        Status::Fail
    } else if days < 30 {
        Status::Warn
    } else {
        Status::Pass
    };
    spans.push(Span::styled(on.repeat(full), ink.theme.status(status)));
    spans.push(Span::styled(off.repeat(room - full), ink.role(Role::Dim)));
    spans.push(ink.plain(format!(" {}", day(to))));
    let mut lines = ink::wrap(spans, width, 13);
    let text = if at < from {
        format!("not valid yet when the evidence was taken, {}", day(at))
    } else if at > to {
        format!(
            "expired {} days before the evidence was taken, {}",
            -days,
            day(at)
        )
    } else {
        format!("{days} days left when the evidence was taken, {}", day(at))
    };
    lines.extend(ink::wrap(
        [
            Span::raw(" ".repeat(13)),
            ink.mark(status),
            ink.plain(format!(" {text}")),
        ],
        width,
        13,
    ));
    lines
}
