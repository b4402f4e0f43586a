//! What a source reaches.

use std::collections::BTreeMap;
use std::io;

use crate::analysis::{AllAnswer, AllQuestion, Reached, SourceOfAll};
use crate::report::v1::reverse::{All, AllSummary, Destination, Ports, SourceInterface};
use crate::report::v1::{Report, Verdict};
use crate::report::{Printer, Text, human};
use crate::topology::{InterfaceId, Topology};

use super::{
    Reasons, step, trouble, vpcs, write_marked, write_reasons, write_unobserved, zone_of,
    zone_of_interface,
};

impl All {
    /// The report of an answer, with the interfaces that are blocked only on request.
    pub fn new(
        question: &AllQuestion,
        answer: &AllAnswer<'_>,
        topology: &Topology,
        every: bool,
    ) -> Self {
        let mut verdicts: BTreeMap<&InterfaceId, Verdict> = BTreeMap::new();
        for reached in &answer.destinations {
            let verdict = verdict(&Ports::from(&reached.outcome.ports));
            let best = verdicts.entry(&reached.interface.id).or_insert(verdict);
            if rank(verdict) < rank(*best) {
                *best = verdict;
            }
        }
        let count = |wanted| {
            let verdicts = verdicts.values();
            verdicts.filter(|verdict| **verdict == wanted).count()
        };
        let mut reasons = Reasons::default();
        let mut last = None;
        for reached in &answer.destinations {
            let id = &reached.interface.id;
            if verdicts.get(id) == Some(&Verdict::Blocked) && last != Some(id) {
                reasons.add(reached.trouble.as_deref(), || id.to_string());
                last = Some(id);
            }
        }
        let listed = answer
            .destinations
            .iter()
            .filter(|reached| every || !reached.outcome.ports.is_blocked());
        Self {
            schema_version: Report::SCHEMA_VERSION.to_owned(),
            from: question.from.clone(),
            protocol: "tcp".to_owned(),
            sources: answer
                .sources
                .iter()
                .map(|one| source(one, topology))
                .collect(),
            summary: AllSummary {
                reachable: count(Verdict::Reachable),
                degraded: count(Verdict::Degraded),
                blocked: count(Verdict::Blocked),
                unknown: count(Verdict::Unknown),
                silent: answer.silent,
            },
            unobserved_vpcs: vpcs(&answer.unobserved),
            destinations: listed
                .map(|reached| destination(reached, topology))
                .collect(),
            blocked_by: reasons.into_report(),
        }
    }

    /// Whether evidence is missing that could show more destinations.
    pub fn is_undecided(&self) -> bool {
        self.destinations
            .iter()
            .any(|destination| !destination.ports.undecided.is_empty())
            || !self.unobserved_vpcs.is_empty()
            || self.sources.iter().any(|source| source.reason.is_some())
    }

    /// Writes it for people, by VPC and subnet.
    pub fn write_human(&self, printer: &mut Printer<'_>) -> io::Result<()> {
        let found = self.summary.reachable + self.summary.degraded;
        let verdict = if found > 0 {
            Verdict::Reachable
        } else if self.is_undecided() {
            Verdict::Unknown
        } else {
            Verdict::Blocked
        };
        write_marked(verdict, "", &self.header(), printer)?;
        for (number, source) in self.sources.iter().enumerate() {
            write_source(number, source, printer)?;
        }
        for of_vpc in self.destinations.chunk_by(|one, next| one.vpc == next.vpc) {
            let vpc = of_vpc.first().map_or("-", |one| one.vpc.as_str());
            printer.line(&Text::from("  ").bold(vpc))?;
            for of_subnet in of_vpc.chunk_by(|one, next| one.subnet == next.subnet) {
                write_subnet(of_subnet, printer)?;
            }
        }
        let reasons = (self.summary.blocked, self.blocked_by.as_slice());
        write_reasons(reasons, "blocked", printer)?;
        if self.summary.silent > 0 {
            let count = human::count(self.summary.silent, "interface");
            let text = format!("{count} on which nothing listens");
            printer.wrapped(&"  ".into(), &Text::new().dim(text))?;
        }
        write_unobserved(&self.unobserved_vpcs, "it may reach others", printer)
    }

    fn header(&self) -> Text {
        let AllSummary {
            reachable,
            degraded,
            blocked,
            unknown,
            ..
        } = self.summary;
        let mut text = Text::new().bold(&self.from).plain(format!(
            " {}  reaches {}",
            self.protocol,
            human::count(reachable, "interface")
        ));
        if degraded > 0 {
            text = text.plain(format!(", {degraded} in part"));
        }
        if unknown > 0 {
            text = text.plain(format!(", {unknown} unknown"));
        }
        text.plain(format!(", {blocked} blocked"))
    }

    /// Writes one line per destination.
    pub fn write_lines(&self, printer: &mut Printer<'_>) -> io::Result<()> {
        for one in &self.destinations {
            let verdict = verdict(&one.ports);
            let text = Text::new()
                .styled(verdict.style(), format!("{:9}", verdict.as_str()))
                .plain(format!(
                    "  {}  {}  {}  {}",
                    one.interface,
                    one.vpc,
                    one.subnet,
                    one.addresses.join(",")
                ))
                .plain("  ")
                .joined(port_list(&one.ports))
                .dim(format!("  {}", services(one)));
            printer.line(&text)?;
        }
        Ok(())
    }
}

/// The most open first.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Reachable => 0,
        Verdict::Degraded => 1,
        Verdict::Unknown => 2,
        Verdict::Blocked => 3,
    }
}

/// What the ports amount to: some are open, or may be.
fn verdict(ports: &Ports) -> Verdict {
    if !ports.reachable.is_empty() {
        Verdict::Reachable
    } else if !ports.degraded.is_empty() {
        Verdict::Degraded
    } else if !ports.undecided.is_empty() {
        Verdict::Unknown
    } else {
        Verdict::Blocked
    }
}

fn source(source: &SourceOfAll<'_>, topology: &Topology) -> SourceInterface {
    let from = &source.from;
    let vpc = from.vpc(topology);
    SourceInterface {
        interface: from.interface().map(|interface| interface.id.to_string()),
        reason: match &vpc {
            Err(why) => Some(why.to_string()),
            Ok(_) if source.addresses.is_empty() => {
                Some(format!("{} shows no address", from.subnet()))
            }
            Ok(_) => None,
        },
        vpc: vpc.ok().map(ToString::to_string),
        subnet: from.subnet().to_string(),
        availability_zone: zone_of(topology, from),
        addresses: source.addresses.iter().map(ToString::to_string).collect(),
    }
}

fn destination(reached: &Reached<'_>, topology: &Topology) -> Destination {
    let interface = reached.interface;
    let trouble = reached.trouble.as_deref();
    let to = interface.addresses.first().copied();
    let several = reached.outcome.by_source.len() > 1;
    Destination {
        interface: interface.id.to_string(),
        vpc: interface.vpc.to_string(),
        subnet: interface.subnet.to_string(),
        availability_zone: zone_of_interface(topology, interface),
        addresses: reached.addresses.clone(),
        services: reached.services.iter().map(Into::into).collect(),
        listeners_known: reached.listeners_known,
        ports: (&reached.outcome.ports).into(),
        by_source: if several {
            reached.outcome.by_source.iter().map(Into::into).collect()
        } else {
            Vec::new()
        },
        stopped_by: trouble.map(|trouble| step(topology, trouble, to)),
    }
}

fn write_source(
    number: usize,
    source: &SourceInterface,
    printer: &mut Printer<'_>,
) -> io::Result<()> {
    let place = match &source.interface {
        Some(interface) => interface.clone(),
        None => format!("any address of {}", source.subnet),
    };
    let zone = source.availability_zone.as_ref();
    let zone = zone.map(|zone| format!(" ({zone})")).unwrap_or_default();
    let text = Text::new()
        .plain(format!("from {place}{zone}"))
        .dim(format!("  {}", source.addresses.join(", ")));
    match &source.reason {
        Some(reason) => {
            let text = text.plain(format!("  {reason}"));
            write_marked(Verdict::Unknown, "  ", &text, printer)
        }
        None => {
            let lead = format!("  {}. ", number + 1);
            printer.wrapped(&lead.as_str().into(), &text)
        }
    }
}

/// Destinations of a subnet, those that fare alike and serve the same in one line.
fn write_subnet(destinations: &[Destination], printer: &mut Printer<'_>) -> io::Result<()> {
    let mut rest: Vec<&Destination> = destinations.iter().collect();
    while let Some(&first) = rest.first() {
        let (alike, others): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|one| fares_like(one, first));
        write_alike(&alike, printer)?;
        rest = others;
    }
    Ok(())
}

fn fares_like(one: &Destination, other: &Destination) -> bool {
    one.ports == other.ports
        && one.by_source == other.by_source
        && one.services == other.services
        && one.listeners_known == other.listeners_known
}

fn write_alike(alike: &[&Destination], printer: &mut Printer<'_>) -> io::Result<()> {
    let Some(first) = alike.first() else {
        return Ok(());
    };
    let names: Vec<String> = alike.iter().map(|one| name(one)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let shown = if printer.view().verbose {
        names.join(", ")
    } else {
        human::few(&names)
    };
    let zone = first.availability_zone.as_ref();
    let zone = zone.map(|zone| format!(" ({zone})")).unwrap_or_default();
    let mut text = Text::new().plain(format!("{}{zone}  {shown}", first.subnet));
    for part in [
        Text::new().dim(services(first)),
        port_list(&first.ports),
        from_where(first),
    ] {
        if part.width() > 0 {
            text = text.plain("  ").joined(part);
        }
    }
    let verdict = verdict(&first.ports);
    if verdict != Verdict::Reachable
        && let Some(step) = &first.stopped_by
    {
        text = text.plain("  ").joined(trouble(step));
    }
    write_marked(verdict, "    ", &text, printer)
}

/// `eni-0a1 10.0.0.1`; of several addresses the first.
fn name(one: &Destination) -> String {
    let first = one.addresses.first().map_or("", String::as_str);
    match one.addresses.len() {
        0 | 1 => format!("{} {first}", one.interface),
        several => format!("{} {first} and {} more", one.interface, several - 1),
    }
}

/// What listens there.
fn services(one: &Destination) -> String {
    let names: Vec<String> = one
        .services
        .iter()
        .map(|service| {
            let noun = service.kind.replace('-', " ");
            let name = service.name.as_deref();
            let name = name.filter(|name| *name != human::handle(service));
            let name = name.map(|name| format!(" ({name})")).unwrap_or_default();
            format!("{noun} {}{name}", human::handle(service))
        })
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    human::few(&names)
}

/// The ports that are open, open in part, or undecided.
fn port_list(ports: &Ports) -> Text {
    let mut text = Text::new();
    for (set, verdict) in [
        (&ports.reachable, Verdict::Reachable),
        (&ports.degraded, Verdict::Degraded),
        (&ports.undecided, Verdict::Unknown),
    ] {
        if set.is_empty() {
            continue;
        }
        if text.width() > 0 {
            text = text.plain("; ");
        }
        let what = match verdict {
            Verdict::Reachable => String::new(),
            Verdict::Degraded => "in part ".to_owned(),
            Verdict::Blocked | Verdict::Unknown => "unknown ".to_owned(),
        };
        text = text
            .plain(what)
            .styled(verdict.style(), format!("tcp {}", human::ranges(set)));
    }
    text
}

/// Which of several sources get there, if not all fare alike.
fn from_where(one: &Destination) -> Text {
    let [first, rest @ ..] = one.by_source.as_slice() else {
        return Text::new();
    };
    if rest.iter().all(|other| other == first) {
        return Text::new();
    }
    let open = one
        .by_source
        .iter()
        .enumerate()
        .filter(|(_, ports)| !ports.reachable.is_empty() || !ports.degraded.is_empty());
    let numbers: Vec<String> = open.map(|(number, _)| (number + 1).to_string()).collect();
    if numbers.is_empty() {
        return Text::new();
    }
    Text::new().dim(format!("from {}", numbers.join(", ")))
}
