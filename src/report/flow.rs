//! The answer to a question about one flow.

use std::io;

use serde::Serialize;
use serde_json::Value;

use crate::analysis::{FlowAnswer, FlowQuestion};
use crate::topology::Topology;

use super::build::{ports, walk_hops};
use super::v1::{ClientPorts, Hop, Step, Verdict};
use super::{Printer, Text, human};

/// An answer, as `trace --format json` writes it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FlowReport {
    /// What the question called itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Value>,
    /// The conclusion over all addresses of the destination.
    pub verdict: Verdict,
    /// Why it could not be decided at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The same by client port: open to every address, stopped to some, and the others.
    pub client_ports: ClientPorts,
    /// Codes of the rules that stop it.
    pub blockers: Vec<String>,
    /// How the name was resolved.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub name_resolution: Vec<Step>,
    /// The walk to the address that fares worst.
    pub hops: Vec<Hop>,
    /// Every walk, if the destination has several addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub traces: Vec<AddressTrace>,
}

/// The walk to one of several addresses.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AddressTrace {
    /// The address.
    pub destination: String,
    /// The conclusion for it.
    pub verdict: Verdict,
    /// The same by client port.
    pub client_ports: ClientPorts,
    /// Stop by stop, forward and then back.
    pub hops: Vec<Hop>,
}

impl FlowReport {
    /// The report of an answer.
    pub fn new(id: Option<Value>, answer: &FlowAnswer, topology: &Topology) -> Self {
        let mut traces: Vec<AddressTrace> = answer
            .traces
            .iter()
            .map(|(address, trace)| AddressTrace {
                destination: address.to_string(),
                verdict: trace.verdict().into(),
                client_ports: trace.into(),
                hops: walk_hops(topology, trace, *address),
            })
            .collect();
        let worst = traces.iter().min_by_key(|trace| human::order_of(trace.verdict));
        let hops = worst.map(|trace| trace.hops.clone()).unwrap_or_default();
        if traces.len() < 2 {
            traces.clear();
        }
        Self {
            id,
            verdict: answer.verdict.into(),
            reason: answer.reason.clone(),
            client_ports: ClientPorts {
                reachable: ports(&answer.open()),
                blocked: ports(&answer.blocked()),
                undecided: ports(&answer.undecided_ports()),
            },
            blockers: answer.blockers.iter().map(|rule| rule.code().to_owned()).collect(),
            name_resolution: super::build::name_steps(topology, &answer.resolution),
            hops,
            traces,
        }
    }

    /// Writes the ladder.
    pub fn write_ladder(
        &self,
        question: &FlowQuestion,
        printer: &mut Printer<'_>,
    ) -> io::Result<()> {
        printer.wrapped(&Text::new(), &self.header(question, printer))?;
        if let Some(reason) = &self.reason {
            printer.wrapped(&"  ".into(), &reason.as_str().into())?;
        }
        human::steps(&self.name_resolution, printer)?;
        if self.traces.is_empty() {
            human::ladder(&self.hops, printer)?;
        }
        for trace in &self.traces {
            let status = trace.verdict.status();
            let lead = Text::from("  ")
                .styled(status.style(), status.symbol(printer.view().symbols))
                .plain(" ");
            let text = Text::new().bold(&trace.destination).plain("  ");
            printer.wrapped(&lead, &text.styled(status.style(), trace.verdict.as_str()))?;
            human::ladder(&trace.hops, printer)?;
        }
        let stopped = human::ranges(&self.client_ports.blocked);
        if self.verdict == Verdict::Degraded && !stopped.is_empty() {
            printer.wrapped(&"  ".into(), &format!("client ports {stopped} are stopped").into())?;
        }
        for code in &self.blockers {
            printer.wrapped(&"  = note: ".into(), &format!("gatepath explain {code}").into())?;
        }
        Ok(())
    }

    /// Writes one line.
    pub fn write_line(&self, question: &FlowQuestion, printer: &mut Printer<'_>) -> io::Result<()> {
        let mut header = self.header(question, printer);
        if !self.blockers.is_empty() {
            header = header.plain(format!("  {}", self.blockers.join(" ")));
        }
        if let Some(reason) = &self.reason {
            header = header.dim(format!("  {reason}"));
        }
        printer.line(&header)
    }

    fn header(&self, question: &FlowQuestion, printer: &Printer<'_>) -> Text {
        let status = self.verdict.status();
        let symbols = printer.view().symbols;
        let arrow = printer.view().arrow();
        let id = match &self.id {
            Some(Value::String(id)) => format!("{id}  "),
            Some(id) => format!("{id}  "),
            None => String::new(),
        };
        Text::new()
            .styled(status.style(), status.symbol(symbols))
            .plain(" ")
            .styled(status.style().bold(), self.verdict.as_str())
            .plain("  ")
            .bold(id)
            .plain(format!("{} {arrow} {} {}", question.from, question.to, question.protocol))
    }
}
