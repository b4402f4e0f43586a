//! Who reaches a destination.

use std::io;
use std::net::IpAddr;

use crate::analysis::{Client, ClientsOfGateway, WhoAnswer, WhoQuestion};
use crate::report::build::ports;
use crate::report::v1::reverse::{ClientInterface, GatewayClients, Who, WhoSummary};
use crate::report::v1::{ClientPorts, Report, Verdict};
use crate::report::{Printer, Text, human};
use crate::topology::Topology;

use super::{Reasons, step, trouble, vpcs, write_marked, write_reasons, write_unobserved, zone_of};

impl Who {
    /// The report of an answer, with the interfaces that are blocked only on request.
    pub fn new(
        question: &WhoQuestion,
        answer: &WhoAnswer<'_>,
        topology: &Topology,
        every: bool,
    ) -> Self {
        let to = answer.addresses.first().copied();
        let mut summary = WhoSummary {
            other_family: answer.other_family,
            ..WhoSummary::default()
        };
        let mut reasons = Reasons::default();
        let mut counted = std::collections::BTreeSet::new();
        let in_gateways = answer.gateways.iter().flat_map(|gateway| &gateway.clients);
        for client in in_gateways.chain(&answer.others) {
            // An interface may belong to several resource gateways.
            let id = client.from.interface().map(|interface| &interface.id);
            if id.is_some_and(|id| !counted.insert(id)) {
                continue;
            }
            let verdict: Verdict = client.verdict.into();
            *match verdict {
                Verdict::Reachable => &mut summary.reachable,
                Verdict::Degraded => &mut summary.degraded,
                Verdict::Blocked => &mut summary.blocked,
                Verdict::Unknown => &mut summary.unknown,
            } += 1;
            if verdict == Verdict::Blocked {
                reasons.add(client.trouble.as_deref(), || handle(client));
            }
        }
        let listed = answer
            .others
            .iter()
            .filter(|client| every || Verdict::from(client.verdict) != Verdict::Blocked);
        Self {
            schema_version: Report::SCHEMA_VERSION.to_owned(),
            to: question.to.to_string(),
            protocol: question.protocol.to_string(),
            addresses: answer.addresses.iter().map(ToString::to_string).collect(),
            owners: answer
                .owners
                .iter()
                .map(|owner| owner.id.to_string())
                .collect(),
            summary,
            unobserved_vpcs: vpcs(&answer.unobserved),
            resource_gateways: answer
                .gateways
                .iter()
                .map(|gateway| clients_of(gateway, topology, to))
                .collect(),
            interfaces: listed
                .map(|client| interface(client, topology, to))
                .collect(),
            blocked_by: reasons.into_report(),
        }
    }

    /// Whether evidence is missing that could show more senders.
    pub fn is_undecided(&self) -> bool {
        let nobody = self.summary == WhoSummary::default() && self.owners.is_empty();
        nobody || self.summary.unknown > 0 || !self.unobserved_vpcs.is_empty()
    }

    /// Writes it for people: resource gateways first, then the others by VPC and subnet.
    pub fn write_human(&self, printer: &mut Printer<'_>) -> io::Result<()> {
        let verdict = if self.summary.reachable + self.summary.degraded > 0 {
            Verdict::Reachable
        } else if self.is_undecided() {
            Verdict::Unknown
        } else {
            Verdict::Blocked
        };
        write_marked(verdict, "", &self.header(), printer)?;
        if !self.addresses.is_empty() {
            printer.wrapped(&"  ".into(), &Text::new().dim(self.whereabouts()))?;
        }
        for gateway in &self.resource_gateways {
            write_gateway(gateway, printer)?;
        }
        for of_vpc in self.interfaces.chunk_by(|one, next| one.vpc == next.vpc) {
            write_vpc(of_vpc, printer)?;
        }
        let reasons = (self.summary.blocked, self.blocked_by.as_slice());
        write_reasons(reasons, "blocked", printer)?;
        if self.summary.other_family > 0 {
            let count = human::count(self.summary.other_family, "interface");
            let text = format!("{count} without an address of that family");
            printer.wrapped(&"  ".into(), &Text::new().dim(text))?;
        }
        write_unobserved(&self.unobserved_vpcs, "others may reach it", printer)
    }

    fn header(&self) -> Text {
        let WhoSummary {
            reachable,
            degraded,
            blocked,
            unknown,
            ..
        } = self.summary;
        let mut text = Text::new()
            .bold(&self.to)
            .plain(format!(
                " {}  {} reach it",
                self.protocol,
                human::count(reachable, "interface")
            ))
            .plain(if degraded > 0 {
                format!(", {degraded} in part")
            } else {
                String::new()
            });
        if unknown > 0 {
            text = text.plain(format!(", {unknown} unknown"));
        }
        text.plain(format!(", {blocked} blocked"))
    }

    fn whereabouts(&self) -> String {
        let addresses: Vec<&str> = self.addresses.iter().map(String::as_str).collect();
        let owners: Vec<&str> = self.owners.iter().map(String::as_str).collect();
        match owners.is_empty() {
            true => format!("{}: no interface that was observed", human::few(&addresses)),
            false => format!("{}: {}", human::few(&addresses), human::few(&owners)),
        }
    }

    /// Writes one line per interface.
    pub fn write_lines(&self, printer: &mut Printer<'_>) -> io::Result<()> {
        for gateway in &self.resource_gateways {
            for one in &gateway.interfaces {
                write_line(one, &gateway.id, printer)?;
            }
        }
        for one in &self.interfaces {
            write_line(one, "-", printer)?;
        }
        Ok(())
    }
}

fn clients_of(
    gateway: &ClientsOfGateway<'_>,
    topology: &Topology,
    to: Option<IpAddr>,
) -> GatewayClients {
    GatewayClients {
        id: gateway.gateway.id.to_string(),
        name: gateway.gateway.name.clone(),
        verdict: gateway.verdict.into(),
        interfaces: gateway
            .clients
            .iter()
            .map(|client| interface(client, topology, to))
            .collect(),
    }
}

fn interface(client: &Client<'_>, topology: &Topology, to: Option<IpAddr>) -> ClientInterface {
    let from = &client.from;
    ClientInterface {
        interface: from.interface().map(|interface| interface.id.to_string()),
        vpc: from.vpc(topology).ok().map(ToString::to_string),
        subnet: from.subnet().to_string(),
        availability_zone: zone_of(topology, from),
        addresses: from
            .addresses(topology)
            .iter()
            .map(ToString::to_string)
            .collect(),
        verdict: client.verdict.into(),
        client_ports: ClientPorts {
            reachable: ports(&client.open),
            blocked: ports(&client.blocked),
            undecided: ports(&client.undecided),
        },
        stopped_by: client
            .trouble
            .as_deref()
            .map(|trouble| step(topology, trouble, to)),
    }
}

fn handle(client: &Client<'_>) -> String {
    match client.from.interface() {
        Some(interface) => interface.id.to_string(),
        None => format!("any address of {}", client.from.subnet()),
    }
}

/// The interface, or that any address of the subnet is meant.
fn place(one: &ClientInterface) -> String {
    match &one.interface {
        Some(interface) => interface.clone(),
        None => format!("any address of {}", one.subnet),
    }
}

fn subnet(one: &ClientInterface) -> String {
    match &one.availability_zone {
        Some(zone) => format!("{} ({zone})", one.subnet),
        None => one.subnet.clone(),
    }
}

/// What stops it, or which client ports are.
fn why(one: &ClientInterface) -> Text {
    let mut text = Text::new();
    if one.verdict == Verdict::Degraded {
        let stopped = human::ranges(&one.client_ports.blocked);
        text = text.plain(match one.client_ports.reachable.is_empty() {
            true => "not from or to every address: ".to_owned(),
            false => format!("client ports {stopped} are stopped: "),
        });
    }
    match &one.stopped_by {
        Some(step) => text.joined(trouble(step)),
        None => text,
    }
}

fn write_gateway(gateway: &GatewayClients, printer: &mut Printer<'_>) -> io::Result<()> {
    let style = gateway.verdict.style();
    let name = gateway.name.as_ref();
    let header = Text::new()
        .plain("resource gateway ")
        .bold(&gateway.id)
        .plain(name.map(|name| format!(" ({name})")).unwrap_or_default())
        .plain("  ")
        .styled(style, gateway.verdict.as_str());
    write_marked(gateway.verdict, "  ", &header, printer)?;
    for one in &gateway.interfaces {
        let text = Text::new()
            .plain(format!("{}  ", place(one)))
            .dim(format!("{}  ", subnet(one)))
            .joined(why(one));
        write_marked(one.verdict, "    ", &text, printer)?;
    }
    Ok(())
}

/// The interfaces of a VPC: those of a subnet that fare alike in one line.
fn write_vpc(interfaces: &[ClientInterface], printer: &mut Printer<'_>) -> io::Result<()> {
    let vpc = interfaces.first().and_then(|one| one.vpc.as_deref());
    printer.line(&Text::from("  ").bold(vpc.unwrap_or("-")))?;
    for of_subnet in interfaces.chunk_by(|one, next| one.subnet == next.subnet) {
        let mut rest: Vec<&ClientInterface> = of_subnet.iter().collect();
        while let Some(&first) = rest.first() {
            let (alike, others): (Vec<_>, Vec<_>) =
                rest.into_iter().partition(|one| fares_like(one, first));
            write_alike(&alike, printer)?;
            rest = others;
        }
    }
    Ok(())
}

/// Whether showing the trouble of one of them is enough.
fn fares_like(one: &ClientInterface, other: &ClientInterface) -> bool {
    let key = |one: &ClientInterface| {
        let step = one.stopped_by.clone();
        step.map(|step| (step.kind, step.subject))
    };
    one.verdict == other.verdict && one.client_ports == other.client_ports && key(one) == key(other)
}

fn write_alike(alike: &[&ClientInterface], printer: &mut Printer<'_>) -> io::Result<()> {
    let Some(first) = alike.first() else {
        return Ok(());
    };
    let names: Vec<String> = alike.iter().map(|one| place(one)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let shown = if printer.view().verbose {
        names.join(", ")
    } else {
        human::few(&names)
    };
    let mut text = Text::new()
        .plain(format!("{}  ", subnet(first)))
        .plain(format!(
            "{}: {shown}",
            human::count(alike.len(), "interface")
        ));
    let why = why(first);
    if why.width() > 0 {
        text = text.plain("  ").joined(why);
    }
    write_marked(first.verdict, "    ", &text, printer)
}

fn write_line(one: &ClientInterface, gateway: &str, printer: &mut Printer<'_>) -> io::Result<()> {
    let verdict = format!("{:9}", one.verdict.as_str());
    let text = Text::new()
        .styled(one.verdict.style(), verdict)
        .plain(format!(
            "  {}  {}  {}  {gateway}  ",
            place(one),
            one.vpc.as_deref().unwrap_or("-"),
            one.subnet
        ))
        .joined(why(one));
    printer.line(&text)
}
