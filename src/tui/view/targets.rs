//! All targets, and the one that is selected in brief.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::report::v1::{Severity, Stage, Status, Target, Verdict};
use crate::topology::SubnetId;
use crate::tui::app::App;
use crate::tui::items::is_empty_stage;
use crate::tui::layout::Size;
use crate::tui::theme::Role;

use super::ink::{self, GLUE};
use super::pane;

/// The columns of the table, as wide as the pane allows; those without a width are left out.
struct Columns {
    verdict: usize,
    name: usize,
    gateway: usize,
    mode: usize,
    vpc: usize,
    endpoint: usize,
    paths: usize,
    worst: usize,
}

impl Columns {
    fn of(app: &App, width: usize) -> Self {
        let mark = if app.is_ascii() { 3 } else { 0 };
        let mut columns = Self {
            verdict: 11 + mark,
            name: 0,
            gateway: 0,
            mode: 0,
            vpc: 0,
            endpoint: 0,
            paths: 0,
            worst: 0,
        };
        // Two columns stand before, and one after each.
        let mut left = width.saturating_sub(columns.verdict + 3);
        let mut take = |column: &mut usize, wanted: usize, least: usize| {
            if left > wanted + least {
                *column = wanted;
                left -= wanted + 1;
            }
        };
        take(&mut columns.worst, 8 + mark, 14);
        take(&mut columns.paths, 14, 14);
        take(&mut columns.gateway, 14, 14);
        take(&mut columns.mode, 12, 16);
        take(&mut columns.vpc, 21, 24);
        take(&mut columns.endpoint, 36, 28);
        columns.name = left.min(48);
        columns.endpoint += if columns.endpoint > 0 {
            left - columns.name
        } else {
            0
        };
        columns
    }
}

pub(super) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let ink = app.ink();
    let list = &app.targets;
    let has_keys = !app.side && app.overlays.is_empty();
    let inner = pane::framed(app, area, buffer, title(app), has_keys);
    let columns = Columns::of(app, usize::from(inner.width));
    let head = vec![
        Span::raw("  "),
        ink.dim(ink.fit("verdict", columns.verdict + 1)),
        ink.dim(cell(app, "target", columns.name)),
        ink.dim(cell(app, "gateway", columns.gateway)),
        ink.dim(cell(app, "mode", columns.mode)),
        ink.dim(cell(app, "VPC", columns.vpc)),
        ink.dim(cell(app, "endpoint", columns.endpoint)),
        ink.dim(cell(app, "open blk unk", columns.paths)),
        ink.dim(cell(app, "worst", columns.worst)),
    ];
    pane::put(buffer, inner, inner.y, &Line::from(head));
    let rows = usize::from(inner.height.saturating_sub(1));
    let shown = list
        .shown
        .iter()
        .enumerate()
        .skip(list.list.offset)
        .take(rows);
    for ((row, &index), y) in shown.zip(inner.y + 1..) {
        let Some(target) = app
            .account
            .as_ref()
            .and_then(|account| account.target(index))
        else {
            continue;
        };
        let is_selected = row == list.list.selected;
        let line = self::row(app, target, &columns, is_selected);
        pane::row(app, buffer, (inner, y), &line, (is_selected, has_keys));
    }
    if list.shown.is_empty() {
        let text = if list.filter.is_empty() && list.least.is_none() {
            "no targets"
        } else {
            "no target matches; esc clears the filter, f the severity"
        };
        let line = Line::from(vec![
            Span::raw("  "),
            ink.dim(ink.cut(text, usize::from(inner.width).saturating_sub(2))),
        ]);
        pane::put(buffer, inner, inner.y + 1, &line);
    }
    let below = list.shown.len().saturating_sub(list.list.offset + rows);
    pane::more(app, area, buffer, list.list.offset, below);
}

fn title(app: &App) -> Vec<Span<'static>> {
    let ink = app.ink();
    let list = &app.targets;
    let all = app
        .account
        .as_ref()
        .map_or(0, crate::tui::account::Account::len);
    let mut title = vec![ink.plain("Targets ")];
    let count = match list.shown.len() {
        shown if shown == all => format!("{all}"),
        shown => format!("{shown} of {all}"),
    };
    title.push(ink.dim(count));
    let order = if list.reversed { ", reversed" } else { "" };
    title.push(ink.dim(format!("  by {}{order}", list.sort.as_str())));
    if let Some(least) = list.least {
        let text = match least {
            Severity::Error => "  errors only",
            Severity::Warning | Severity::Info => "  warnings and errors",
        };
        title.push(Span::styled(text, ink.role(Role::Accent)));
    }
    if !list.filter.is_empty() {
        title.push(Span::styled(
            format!("  /{}", ink.cut(&list.filter, 24)),
            ink.role(Role::Accent),
        ));
    }
    title
}

fn row(app: &App, target: &Target, columns: &Columns, is_selected: bool) -> Line<'static> {
    let ink = app.ink();
    let verdict = verdict_text(app, target);
    let style = if target.not_applicable {
        ink.role(Role::Dim)
    } else {
        ink.theme.verdict(target.verdict)
    };
    let lead = if is_selected { ink.pointer() } else { "  " };
    let worst = target
        .findings
        .iter()
        .max_by_key(|finding| finding.severity);
    let worst = worst.filter(|finding| finding.severity > Severity::Info);
    let (worst, worst_style) = worst.map_or_else(
        || (String::new(), ink.role(Role::Dim)),
        |finding| (finding.rule.clone(), ink.theme.severity(finding.severity)),
    );
    let vpc = if columns.vpc > 0 {
        vpc(app, target)
    } else {
        None
    };
    Line::from(vec![
        Span::raw(lead.to_owned()),
        Span::styled(ink.fit(&verdict, columns.verdict + 1), style),
        ink.plain(cell(app, &target.name, columns.name)),
        ink.plain(cell(app, &target.gateway_name, columns.gateway)),
        ink.dim(cell(app, target.mode.as_str(), columns.mode)),
        ink.dim(id_cell(
            app,
            vpc.as_ref().map_or("-", |(id, _)| id),
            columns.vpc,
        )),
        ink.dim(cell(app, &target.endpoint, columns.endpoint)),
        ink.plain(cell(app, &counts(target), columns.paths)),
        Span::styled(cell(app, &worst, columns.worst), worst_style),
    ])
}

fn verdict_text(app: &App, target: &Target) -> String {
    if target.not_applicable {
        let mark = Status::Skipped.symbol(app.options.symbols);
        return format!("{mark} no path");
    }
    let mark = target.verdict.status().symbol(app.options.symbols);
    format!("{mark} {}", target.verdict.as_str())
}

/// Open, blocked and unknown paths, below the head of the column.
fn counts(target: &Target) -> String {
    let (open, blocked, unknown) = tally(target);
    format!("{open:>4} {blocked:>3} {unknown:>3}")
}

/// Paths that are open (if only for some ports), blocked, undecided.
fn tally(target: &Target) -> (usize, usize, usize) {
    let with = |wanted: &[Verdict]| {
        let paths = target.paths.iter();
        paths.filter(|path| wanted.contains(&path.verdict)).count()
    };
    (
        with(&[Verdict::Reachable, Verdict::Degraded]),
        with(&[Verdict::Blocked]),
        with(&[Verdict::Unknown]),
    )
}

/// The VPC that the paths begin in, and its name.
fn vpc(app: &App, target: &Target) -> Option<(String, Option<String>)> {
    let topology = app.account.as_ref()?.topology();
    let subnet = SubnetId::from(target.paths.first()?.subnet.as_str());
    let id = &topology.subnet(&subnet).found()?.vpc;
    let name = topology.vpc(id).found().and_then(|vpc| vpc.name.clone());
    Some((id.to_string(), name))
}

fn cell(app: &App, text: &str, width: usize) -> String {
    match width {
        0 => String::new(),
        width => app.ink().fit(text, width) + " ",
    }
}

fn id_cell(app: &App, text: &str, width: usize) -> String {
    match width {
        0 => String::new(),
        width => app.ink().fit_middle(text, width) + " ",
    }
}

/// The selected target in brief: verdict, journey, what is wrong, what to do.
pub(super) fn preview(app: &App, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let Some(target) = app.current().filter(|_| !app.targets.shown.is_empty()) else {
        return Vec::new();
    };
    let mut lines = head(app, target, width);
    let is_large = app.size_class() == Size::Large;
    if !is_large {
        lines.extend(ink::wrap(stages_in_a_row(app, target), width, 0));
    }
    lines.extend(trouble(app, target, width));
    if is_large {
        lines.push(Line::default());
        lines.push(Line::from(ink.title("Journey")));
        for stage in target.stages.iter().filter(|stage| !is_empty_stage(stage)) {
            lines.extend(stage_lines(app, stage, width));
        }
        if !target.assumptions.is_empty() {
            lines.push(Line::default());
            lines.push(Line::from(ink.title("Taken for granted")));
            for text in &target.assumptions {
                lines.extend(ink::wrap([ink.dim(text)], width, 2));
            }
        }
    }
    lines
}

fn stages_in_a_row(app: &App, target: &Target) -> Vec<Span<'static>> {
    let ink = app.ink();
    let stages = target.stages.iter().filter(|stage| !is_empty_stage(stage));
    let spans = stages.flat_map(|stage| {
        [
            ink.mark(stage.status),
            // The mark stays with its word.
            Span::raw(GLUE.to_string()),
            ink.plain(stage.stage.as_str()),
            Span::raw("  "),
        ]
    });
    spans.collect()
}

/// A stage: in one line if it is in order.
fn stage_lines(app: &App, stage: &Stage, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let mark = ink.status(stage.status);
    let wide = if app.is_ascii() { 13 } else { 10 };
    let pad = " ".repeat(wide - ink::width(std::slice::from_ref(&mark)));
    let mut spans = vec![
        mark,
        Span::raw(pad),
        ink.title(format!("{:<12}", stage.stage.as_str())),
    ];
    if stage.status == Status::Pass {
        let room = width.saturating_sub(wide + 12);
        spans.push(ink.dim(ink.cut(&stage.summary, room)));
        return vec![Line::from(spans)];
    }
    spans.push(ink.plain(&stage.summary));
    ink::wrap(spans, width, wide + 12)
}

/// What is wrong, with its fix, or what is not known.
fn trouble(app: &App, target: &Target, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let is_large = app.size_class() == Size::Large;
    let most = if is_large { 6 } else { 1 };
    let mut lines = Vec::new();
    let worth_telling = target
        .findings
        .iter()
        .filter(|finding| finding.severity > Severity::Info);
    for finding in worth_telling.take(most) {
        if is_large {
            lines.push(Line::default());
        }
        lines.extend(ink::wrap(
            [
                ink.severity(finding.severity),
                ink.title(format!("  {}  ", finding.rule)),
                ink.plain(&finding.message),
            ],
            width,
            2,
        ));
        lines.extend(ink::wrap(
            [
                ink.dim("  fix  "),
                ink.plain(&finding.fix.summary),
                proof(app, finding.fix.verified, finding.fix.sufficient),
            ],
            width,
            7,
        ));
    }
    if target.verdict == Verdict::Unknown && !target.not_applicable {
        let steps = target.steps.iter().chain(&target.name_resolution.steps);
        let undecided = steps.filter(|step| step.status == Status::Unknown);
        for step in undecided.take(3) {
            lines.push(Line::default());
            lines.extend(ink::wrap(
                [
                    ink.status(Status::Unknown),
                    ink.plain(format!("  {}", step.summary)),
                ],
                width,
                2,
            ));
        }
    }
    lines
}

/// What was proven of a fix.
pub(super) fn proof(app: &App, verified: bool, sufficient: bool) -> Span<'static> {
    let ink = app.ink();
    let mark = Status::Pass.symbol(app.options.symbols);
    match (verified, sufficient) {
        (true, true) => Span::styled(
            format!("  {mark}{GLUE}proven: this alone opens every path"),
            ink.theme.status(Status::Pass),
        ),
        (true, false) => Span::styled(
            format!("  {mark}{GLUE}proven: it removes this fault, others are left"),
            ink.theme.status(Status::Pass),
        ),
        (false, _) => Span::raw(""),
    }
}

/// Name, verdict, endpoint and counts.
fn head(app: &App, target: &Target, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let (open, blocked, unknown) = tally(target);
    let mut lines = ink::wrap(
        [
            ink.verdict(target.verdict),
            ink.title(format!("  {}", target.name)),
            ink.dim(format!("  {}", target.endpoint)),
        ],
        width,
        2,
    );
    lines.extend(ink::wrap(
        [
            ink.dim("paths: "),
            ink.plain(format!("{open} open, {blocked} blocked, {unknown} unknown")),
            ink.dim(format!("; {}, gateway ", target.mode.as_str())),
            ink.plain(&target.gateway_name),
        ],
        width,
        2,
    ));
    if app.size_class() == Size::Large
        && let Some((id, name)) = vpc(app, target)
    {
        let name = name.map_or_else(String::new, |name| format!(" ({name})"));
        lines.extend(ink::wrap(
            [ink.dim("VPC "), ink.plain(id), ink.dim(name)],
            width,
            2,
        ));
    }
    lines
}
