//! Questions about flows: from arguments, or from lines of JSON.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::analysis::{Destination, FlowQuestion, Sender};
use crate::report::v1::Status;
use crate::report::{Printer, Text, View};
use crate::topology::{PortSet, Protocol};

use super::args::{ReportFormat, Trace};

/// A question and what it calls itself.
#[derive(Debug, PartialEq)]
pub(super) struct Asked {
    /// Any JSON value; it comes back with the answer.
    pub(super) id: Option<Value>,
    /// The question.
    pub(super) question: FlowQuestion,
}

/// A line that asks nothing.
#[derive(Debug, PartialEq)]
pub(super) struct BadLine {
    id: Value,
    message: String,
}

impl Asked {
    /// The question that the arguments ask.
    pub(super) fn from_args(args: &Trace) -> Result<Self, String> {
        let (Some(from), Some(to)) = (&args.from, &args.to) else {
            return Err("both --from and --to are needed".to_owned());
        };
        let question = question(from, to, &args.protocol, &args.source_ports)?;
        Ok(Self { id: None, question })
    }

    /// The question of a line; what it leaves out is as the arguments say.
    pub(super) fn from_line(line: &[u8], args: &Trace) -> Result<Self, BadLine> {
        let bad = |id: Option<&Value>, message: String| BadLine {
            id: id.cloned().unwrap_or_default(),
            message,
        };
        let members: Map<String, Value> = serde_json::from_slice(line)
            .map_err(|error| bad(None, format!("not a JSON object: {}", within_line(&error))))?;
        let id = members.get("id");
        let text = |name: &str| match members.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(_) => Err(bad(id, format!("{name} must be text"))),
        };
        let required =
            |name: &str| text(name)?.ok_or_else(|| bad(id, format!("{name} is missing")));
        let protocol = text("protocol")?;
        let ports = text("source_ports")?;
        let question = question(
            &required("from")?,
            &required("to")?,
            protocol.as_deref().unwrap_or(&args.protocol),
            ports.as_deref().unwrap_or(&args.source_ports),
        )
        .map_err(|message| bad(id, message))?;
        Ok(Self {
            id: Some(id.cloned().unwrap_or_default()),
            question,
        })
    }
}

/// An error whose line is always the first of one.
fn within_line(error: &serde_json::Error) -> String {
    error
        .to_string()
        .replace(" at line 1 column ", " at column ")
}

/// Answers a bad line in its place.
pub(super) fn write_bad(
    bad: &BadLine,
    number: usize,
    format: ReportFormat,
    view: View,
    out: &mut dyn Write,
) -> io::Result<()> {
    let message = format!("line {number}: {}", bad.message);
    if format == ReportFormat::Json {
        return writeln!(out, "{}", json!({"id": bad.id, "error": message}));
    }
    let status = Status::Unknown;
    let text = Text::new()
        .styled(status.style(), status.symbol(view.symbols))
        .plain(" ")
        .styled(status.style(), "error")
        .plain(format!("  {message}"));
    Printer::new(view, out).line(&text)
}

fn question(from: &str, to: &str, protocol: &str, ports: &str) -> Result<FlowQuestion, String> {
    let (to, protocol) = destination(to, protocol)?;
    Ok(FlowQuestion {
        from: Sender::from(from),
        to,
        protocol,
        source_ports: port_set("source ports", ports)?,
    })
}

/// Reads where to, and by which protocol.
pub(super) fn destination(to: &str, protocol: &str) -> Result<(Destination, Protocol), String> {
    let to: Destination = to.parse().map_err(|error| format!("to: {error}"))?;
    let protocol: Protocol = protocol
        .parse()
        .map_err(|error| format!("protocol: {error}"))?;
    if protocol.has_ports() && to.port == 0 {
        return Err(format!("to: {protocol} needs a port, such as {to}:443"));
    }
    Ok((to, protocol))
}

/// Reads `1024-65535`, `443` and lists of them.
pub(super) fn port_set(what: &str, text: &str) -> Result<PortSet, String> {
    let error = || format!("{what}: expected ports such as 1024-65535,443, found {text:?}");
    let mut ranges = Vec::new();
    for range in text.split(',') {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let port = |text: &str| text.trim().parse::<u16>().map_err(|_| error());
        let (first, last) = (port(first)?, port(last)?);
        if first > last {
            return Err(error());
        }
        ranges.push(first..=last);
    }
    Ok(ranges.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::{Args, Verb};

    #[test]
    fn ports_are_ranges_and_lists() {
        let port_set = |text| port_set("source ports", text);
        assert_eq!(port_set("1024-65535"), Ok(PortSet::ephemeral()));
        assert_eq!(port_set("443, 1-2").unwrap().ranges(), [(1, 2), (443, 443)]);
        for text in ["", "2-1", "x", "70000", "1-"] {
            assert!(port_set(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_line_overrides_what_the_arguments_say() {
        let trace = trace(&["--flows", "-", "--source-ports", "5000"]);
        let read = |line: &str| Asked::from_line(line.as_bytes(), &trace);
        let asked =
            read(r#"{"id": 7, "from": "eni-1", "to": "10.0.0.1:443", "note": "x"}"#).unwrap();
        assert_eq!(asked.id, Some(json!(7)));
        assert_eq!(asked.question.source_ports.ranges(), [(5000, 5000)]);
        assert_eq!(asked.question.protocol, Protocol::TCP);
        let line =
            r#"{"from": "10.0.0.9", "to": "10.0.0.1:53", "protocol": "udp", "source_ports": 53}"#;
        let asked = read(line).unwrap();
        assert_eq!(asked.id, Some(Value::Null));
        assert_eq!(asked.question.from, Sender::Address([10, 0, 0, 9].into()));
        assert_eq!(asked.question.protocol, Protocol::UDP);
        assert_eq!(asked.question.source_ports.ranges(), [(53, 53)]);
    }

    #[test]
    fn a_bad_line_keeps_its_id() {
        let trace = trace(&["--flows", "-"]);
        let bad = |line: &str| Asked::from_line(line.as_bytes(), &trace).unwrap_err();
        for (line, id) in [
            (r#"{"id": "a", "from": "eni-1"}"#, json!("a")),
            (r#"{"id": 1, "from": "eni-1", "to": "nowhere"}"#, json!(1)),
            (
                r#"{"id": 2, "from": ["eni-1"], "to": "10.0.0.1:1"}"#,
                json!(2),
            ),
            ("[1]", Value::Null),
            (r#"{"id": 3"#, Value::Null),
        ] {
            assert_eq!(bad(line).id, id, "{line}");
        }
        assert!(bad("{").message.ends_with("at column 1"), "{:?}", bad("{"));
    }

    fn trace(arguments: &[&str]) -> Trace {
        let arguments = ["gatepath", "trace"].iter().chain(arguments);
        match Args::read(arguments.map(Into::into)).unwrap().verb {
            Verb::Trace(trace) => trace,
            other => panic!("{other:?} is no trace"),
        }
    }

    #[test]
    fn a_flow_of_tcp_needs_a_port() {
        assert!(question("eni-1", "10.0.0.1", "tcp", "1024-65535").is_err());
        assert!(question("eni-1", "10.0.0.1", "icmp", "1024-65535").is_ok());
    }
}
