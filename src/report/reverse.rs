//! The answers to questions asked backwards, in each format.

mod all;
mod who;

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr};

use crate::reach::reverse::{Entrance, PortFates};
use crate::reach::{Step, StepKind, Subject};
use crate::topology::{Interface, Topology, VpcId};

use super::build::{ports, walk_step};
use super::v1::reverse::{BlockedBy, Ports};
use super::v1::{self, Verdict};
use super::{Printer, Text, human};

/// Reasons that are listed before the rest is only counted.
const FEW: usize = 5;

/// What stops interfaces, while they are counted.
#[derive(Default)]
struct Reasons<'a> {
    index: HashMap<(StepKind, &'a Subject), usize>,
    found: Vec<Reason<'a>>,
}

/// A step that stops interfaces; the first of them is the example.
struct Reason<'a> {
    step: &'a Step,
    example: String,
    interfaces: usize,
}

impl<'a> Reasons<'a> {
    fn add(&mut self, step: Option<&'a Step>, example: impl FnOnce() -> String) {
        let Some(step) = step else {
            return;
        };
        let found = &mut self.found;
        let index = *self
            .index
            .entry((step.kind, &step.subject))
            .or_insert_with(|| {
                found.push(Reason {
                    step,
                    example: example(),
                    interfaces: 0,
                });
                found.len() - 1
            });
        if let Some(reason) = found.get_mut(index) {
            reason.interfaces += 1;
        }
    }

    /// The most frequent first.
    fn into_report(mut self) -> Vec<BlockedBy> {
        self.found
            .sort_by_key(|reason| std::cmp::Reverse(reason.interfaces));
        let report = |reason: Reason<'_>| BlockedBy {
            kind: reason.step.kind.as_str().to_owned(),
            subject: (&reason.step.subject).into(),
            interfaces: reason.interfaces,
            example: reason.example,
            summary: reason.step.summary.clone(),
        };
        self.found.into_iter().map(report).collect()
    }
}

/// A step about a way to an address, or to none in particular.
fn step(topology: &Topology, step: &Step, to: Option<IpAddr>) -> v1::Step {
    walk_step(topology, step, to.unwrap_or(Ipv4Addr::UNSPECIFIED.into()))
}

fn zone_of(topology: &Topology, from: &Entrance<'_>) -> Option<String> {
    let own = from.interface().and_then(|one| one.zone.clone());
    own.or_else(|| topology.subnet(from.subnet()).found()?.zone.clone())
}

fn zone_of_interface(topology: &Topology, interface: &Interface) -> Option<String> {
    let own = interface.zone.clone();
    own.or_else(|| topology.subnet(&interface.subnet).found()?.zone.clone())
}

fn vpcs(vpcs: &[VpcId]) -> Vec<String> {
    vpcs.iter().map(ToString::to_string).collect()
}

impl From<&PortFates> for Ports {
    fn from(fates: &PortFates) -> Self {
        Self {
            reachable: ports(&fates.reachable),
            degraded: ports(&fates.degraded),
            blocked: ports(&fates.blocked),
            undecided: ports(&fates.undecided),
        }
    }
}

/// A mark and a text behind it.
fn write_marked(
    verdict: Verdict,
    indent: &str,
    text: &Text,
    printer: &mut Printer<'_>,
) -> io::Result<()> {
    let status = verdict.status();
    let lead = Text::from(indent)
        .styled(status.style(), status.symbol(printer.view().symbols))
        .plain(" ");
    printer.wrapped(&lead, text)
}

/// What was found out by a step, in the words of a ladder.
fn trouble(step: &v1::Step) -> Text {
    let mut text = Text::new()
        .styled(step.status.style(), human::label(&step.kind))
        .plain("  ");
    if let Some(rule) = &step.rule {
        text = text.styled(step.status.style(), rule).plain(" ");
    }
    text.plain(&step.summary)
}

/// What stops most, and how many further reasons there are.
fn write_reasons(
    (total, all): (usize, &[BlockedBy]),
    what: &str,
    printer: &mut Printer<'_>,
) -> io::Result<()> {
    if total == 0 {
        return Ok(());
    }
    let header = format!("{} {what}", human::count(total, "interface"));
    write_marked(Verdict::Blocked, "  ", &Text::new().bold(header), printer)?;
    let shown = if printer.view().verbose {
        all.len()
    } else {
        FEW
    };
    for reason in all.iter().take(shown) {
        let text = Text::new()
            .plain(human::label(&reason.kind))
            .plain(format!("  {}", reason.summary))
            .dim(format!("  ({})", reason.example));
        let lead = format!("{:>8}  ", reason.interfaces);
        printer.wrapped(&lead.as_str().into(), &text)?;
    }
    if all.len() > shown {
        let more = human::count(all.len() - shown, "further reason");
        printer.line(&Text::from("          ").dim(more))?;
    }
    Ok(())
}

/// The VPCs that may hold more.
fn write_unobserved(vpcs: &[String], what: &str, printer: &mut Printer<'_>) -> io::Result<()> {
    if vpcs.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = vpcs.iter().map(String::as_str).collect();
    let text = format!(
        "not every interface of {} was observed: {what}",
        human::few(&names)
    );
    write_marked(Verdict::Unknown, "  ", &text.as_str().into(), printer)
}
