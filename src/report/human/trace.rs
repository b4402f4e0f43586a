//! The ladder: the way that was walked, with paths that fare alike shown once.

use std::io;

use crate::report::v1::{
    Backend, ClientPorts, Hop, Leg, Path, Status, Step, Subject, Target, Verdict,
};
use crate::report::{Printer, Text};

use super::count;
use super::finding::{handle, name};

/// Backends and addresses that are listed before the rest is only counted.
const FEW: usize = 3;

/// Writes what all paths share, then each group of paths that fare alike.
pub(super) fn write(target: &Target, printer: &mut Printer<'_>) -> io::Result<()> {
    let shared = [target.steps.as_slice(), &target.name_resolution.steps].concat();
    write_steps(&shared, "  ", printer)?;
    for group in groups(&target.paths) {
        write_group(target, &group, printer)?;
    }
    Ok(())
}

/// Writes the hops of one walk.
pub(in crate::report) fn ladder(hops: &[Hop], printer: &mut Printer<'_>) -> io::Result<()> {
    write_stops(&stops(hops), "    ", printer)
}

/// Writes steps that belong to no hop.
pub(in crate::report) fn steps(steps: &[Step], printer: &mut Printer<'_>) -> io::Result<()> {
    write_steps(steps, "  ", printer)
}

/// Each text once, in the order in which it comes first.
pub(super) fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen: Vec<&str> = Vec::new();
    for text in texts {
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    seen
}

/// Paths whose steps end alike, the worst first.
fn groups(paths: &[Path]) -> Vec<Vec<&Path>> {
    let mut groups: Vec<Vec<&Path>> = Vec::new();
    for path in paths {
        let alike = groups.iter_mut().find(|group| {
            group
                .first()
                .is_some_and(|first| Fate::of(first) == Fate::of(path))
        });
        match alike {
            Some(group) => group.push(path),
            None => groups.push(vec![path]),
        }
    }
    groups.sort_by_key(|group| group.first().map(|path| super::order_of(path.verdict)));
    groups
}

/// What paths must have in common for one of them to stand for all.
#[derive(PartialEq)]
struct Fate<'a> {
    verdict: Verdict,
    next_hop: Option<usize>,
    client_ports: &'a ClientPorts,
    /// Kind, status and rule of each step that does not simply pass.
    troubles: Vec<(&'a str, Status, Option<&'a str>)>,
}

impl<'a> Fate<'a> {
    fn of(path: &'a Path) -> Self {
        let walk = path.hops.iter().flat_map(|hop| &hop.steps);
        let troubled = walk.filter(|step| step.status != Status::Pass);
        let trouble = |step: &'a Step| (step.kind.as_str(), step.status, step.rule.as_deref());
        Self {
            verdict: path.verdict,
            next_hop: path.next_hop,
            client_ports: &path.client_ports,
            troubles: troubled.map(trouble).collect(),
        }
    }
}

fn write_group(target: &Target, group: &[&Path], printer: &mut Printer<'_>) -> io::Result<()> {
    let Some(first) = group.first() else {
        return Ok(());
    };
    let verbose = printer.view().verbose;
    let status = first.verdict.status();
    let froms: Vec<String> = group.iter().map(|path| from(path)).collect();
    let froms = distinct(froms.iter().map(String::as_str));
    let tos = distinct(group.iter().map(|path| path.destination.as_str()));
    let port = first
        .port
        .map(|port| format!(" port {port}"))
        .unwrap_or_default();
    let arrow = printer.view().arrow();
    let lead = Text::from("  ")
        .styled(status.style(), status.symbol(printer.view().symbols))
        .plain(" ");
    let all = target.paths.len();
    let header = Text::new()
        .bold(format!(
            "{} of {} {}",
            group.len(),
            count(all, "path"),
            first.verdict.as_str()
        ))
        .plain(format!(": {} {arrow} {}{port}", few(&froms), few(&tos)));
    printer.wrapped(&lead, &header)?;
    if first.verdict == Verdict::Reachable && !verbose {
        return Ok(());
    }
    if group.len() > 1 {
        let example = format!(
            "one of them: {} {arrow} {}",
            first.source, first.destination
        );
        printer.line(&Text::from("    ").dim(example))?;
    }
    if first.verdict == Verdict::Degraded {
        let blocked = ranges(&first.client_ports.blocked);
        printer.wrapped(
            &"    ".into(),
            &format!("client ports {blocked} are stopped").into(),
        )?;
    }
    let mut stops = stops(&first.hops);
    let next_hop = first.next_hop.and_then(|index| target.next_hops.get(index));
    stops.extend(next_hop.map(|next_hop| (&next_hop.subject, next_hop.steps.as_slice())));
    write_stops(&stops, "    ", printer)?;
    write_backends(group, printer)
}

fn stops(hops: &[Hop]) -> Vec<(&Subject, &[Step])> {
    hops.iter()
        .map(|hop| (&hop.subject, hop.steps.as_slice()))
        .collect()
}

/// `eni-0a1 (eu-west-1a)`, or the subnet if the interface was not observed.
fn from(path: &Path) -> String {
    let place = match &path.interface {
        Some(interface) => interface.clone(),
        None => format!("any address of {}", path.subnet),
    };
    match &path.availability_zone {
        Some(zone) => format!("{place} ({zone})"),
        None => place,
    }
}

pub(in crate::report) fn few(items: &[&str]) -> String {
    let shown = items
        .iter()
        .take(FEW)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    match items.len().saturating_sub(FEW) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Stops in order; those where all is well share a line with their neighbors.
fn write_stops(
    stops: &[(&Subject, &[Step])],
    indent: &str,
    printer: &mut Printer<'_>,
) -> io::Result<()> {
    let is_fine = |steps: &[Step]| steps.iter().all(|step| step.status == Status::Pass);
    let mut rest = stops;
    while let Some((subject, steps)) = rest.first() {
        let run = rest.iter().take_while(|(_, steps)| is_fine(steps)).count();
        if run == 0 || printer.view().verbose {
            printer.wrapped(&indent.into(), &name(subject))?;
            write_steps(steps, &format!("{indent}  "), printer)?;
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        let (fine, others) = rest.split_at(run);
        let lead = mark(Status::Pass, indent, printer);
        let mut line = Text::new();
        for (index, (subject, steps)) in fine.iter().enumerate() {
            let arrow = if index == 0 {
                String::new()
            } else {
                format!(" {} ", printer.view().arrow())
            };
            line = line
                .plain(arrow)
                .plain(handle(subject))
                .dim(format!(" ({})", labels(*steps)));
        }
        printer.wrapped(&lead, &line)?;
        rest = others;
    }
    Ok(())
}

/// What the steps looked at, each once.
fn labels<'a>(steps: impl IntoIterator<Item = &'a Step>) -> String {
    let kinds = distinct(steps.into_iter().map(|step| step.kind.as_str()));
    kinds.into_iter().map(label).collect::<Vec<_>>().join(", ")
}

/// `network-acl-in` in words.
pub(in crate::report) fn label(kind: &str) -> String {
    let words = kind.split('-').map(|word| match word {
        "acl" => "ACL",
        "api" => "API",
        other => other,
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The steps, those that pass folded into one line with their neighbors.
fn write_steps(steps: &[Step], indent: &str, printer: &mut Printer<'_>) -> io::Result<()> {
    let verbose = printer.view().verbose;
    let folds = |status| !verbose && matches!(status, Status::Pass | Status::Skipped);
    for run in steps.chunk_by(|a, b| a.status == b.status && folds(a.status)) {
        match run {
            [step, ..] if folds(step.status) => {
                let note = if step.status == Status::Skipped {
                    " (not reached)"
                } else {
                    ""
                };
                let text = Text::new().plain(labels(run)).dim(note);
                printer.wrapped(&mark(step.status, indent, printer), &text)?;
            }
            _ => run
                .iter()
                .try_for_each(|step| write_step(step, indent, printer))?,
        }
    }
    Ok(())
}

fn write_step(step: &Step, indent: &str, printer: &mut Printer<'_>) -> io::Result<()> {
    let lead = mark(step.status, indent, printer);
    let mut text = Text::new()
        .styled(step.status.style(), label(&step.kind))
        .plain("  ");
    if let Some(rule) = &step.rule {
        text = text.styled(step.status.style(), rule).plain(" ");
    }
    text = text.plain(&step.summary);
    if let Some(reason) = step
        .reason
        .as_ref()
        .filter(|reason| !step.summary.contains(*reason))
    {
        text = text.dim(format!(": {reason}"));
    }
    printer.wrapped(&lead, &text)
}

fn mark(status: Status, indent: &str, printer: &Printer<'_>) -> Text {
    Text::from(indent)
        .styled(status.style(), status.symbol(printer.view().symbols))
        .plain(" ")
}

/// One line if all backends in rotation are reachable, else a line for each that is not.
fn write_backends(group: &[&Path], printer: &mut Printer<'_>) -> io::Result<()> {
    let mut backends: Vec<&Backend> = Vec::new();
    for backend in group.iter().flat_map(|path| &path.backends) {
        let known = backends.iter().any(|known| {
            (&known.label, &known.subject, known.verdict)
                == (&backend.label, &backend.subject, backend.verdict)
        });
        if backend.in_rotation && !known {
            backends.push(backend);
        }
    }
    if backends.is_empty() {
        return Ok(());
    }
    let troubled: Vec<&&Backend> = backends
        .iter()
        .filter(|backend| backend.verdict != Verdict::Reachable)
        .collect();
    if troubled.is_empty() {
        let labels: Vec<&str> = backends
            .iter()
            .map(|backend| backend.label.as_str())
            .collect();
        let lead = mark(Status::Pass, "    ", printer);
        let text = Text::new()
            .plain(count(backends.len(), "backend"))
            .dim(format!("  {}", few(&labels)));
        return printer.wrapped(&lead, &text);
    }
    let header = format!("{} of {}", troubled.len(), count(backends.len(), "backend"));
    printer.line(&format!("    {header} not reachable").into())?;
    for backend in troubled.iter().take(FEW) {
        write_backend(backend, printer)?;
    }
    if troubled.len() > FEW {
        printer.line(&format!("      and {} more", troubled.len() - FEW).into())?;
    }
    Ok(())
}

/// A backend with the first steps that stop it.
fn write_backend(backend: &Backend, printer: &mut Printer<'_>) -> io::Result<()> {
    let zone = backend
        .availability_zone
        .as_ref()
        .map(|zone| format!(" ({zone})"));
    let lead = mark(backend.verdict.status(), "      ", printer);
    let text = Text::new()
        .plain(&backend.label)
        .plain(zone.unwrap_or_default())
        .dim(format!("  {}", handle(&backend.subject)));
    printer.wrapped(&lead, &text)?;
    let legs = backend.legs.iter().filter(|leg| leg.leg == Leg::ToBackend);
    let walked = legs.flat_map(|leg| leg.hops.iter().flat_map(|hop| &hop.steps));
    let steps: Vec<&Step> = backend
        .steps
        .iter()
        .chain(walked)
        .filter(|step| !matches!(step.status, Status::Pass | Status::Skipped))
        .collect();
    steps
        .iter()
        .try_for_each(|step| write_step(step, "        ", printer))
}

/// `1024-2047,5000`.
pub(in crate::report) fn ranges(ranges: &[[u16; 2]]) -> String {
    let range = |&[first, last]: &[u16; 2]| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}-{last}")
        }
    };
    ranges.iter().map(range).collect::<Vec<_>>().join(",")
}
