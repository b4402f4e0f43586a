//! `gatepath preflight`

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use serde_json::Value;

use crate::analysis::{Diagnosis, Selection, diagnose, prove};
#[cfg(feature = "aws")]
use crate::collect::{Planned, Request, Stop};
use crate::planned::{Laid, Plan};
use crate::report::{Printer, Report, Text, v1::Severity};
use crate::snapshot::{EvidenceReader, LoadOptions, Snapshot, text::sanitize};
use crate::topology::Topology;

use super::args::Preflight;
use super::diagnose::{exit, triage, write};
use super::error::Error;
use super::exit::Exit;
#[cfg(feature = "aws")]
use super::live::{Keep, record};
use super::term::Terminal;

/// Judges the targets of the files as if they existed. A file that cannot be read is told of, and
/// the others are judged all the same.
pub(super) fn run(args: &Preflight, terminal: &Terminal) -> Result<Exit, Error> {
    let parameters = parameters(args)?;
    let (plans, mut errors) = plans(args, &parameters);
    if plans.iter().any(Plan::has_targets) {
        let outcome = judge(args, &plans, terminal)?;
        print_notes(&plans, terminal);
        if errors.is_empty() {
            return Ok(outcome);
        }
    } else if errors.is_empty() {
        return Err(nothing_to_judge(args));
    }
    match errors.len() {
        1 => Err(errors.remove(0)),
        _ => {
            let last = errors.pop();
            for error in &errors {
                error.print(terminal);
            }
            last.map_or(Ok(Exit::CannotRun), Err)
        }
    }
}

/// What stands in the files and was not laid over: the verdict does not count with it.
fn print_notes(plans: &[Plan], terminal: &Terminal) {
    let mut out = io::stderr().lock();
    let mut printer = Printer::new(terminal.on_stderr(), &mut out);
    for note in plans.iter().flat_map(Plan::notes) {
        let lead = Text::new()
            .styled(Severity::Info.style(), "note")
            .bold(": ");
        // Nobody is left to tell when even this cannot be written.
        let _ = printer.wrapped(&lead, &sanitize(note).as_ref().into());
    }
}

fn nothing_to_judge(args: &Preflight) -> Error {
    let files = args.files.iter().map(|file| file.display().to_string());
    let files: Vec<String> = files.collect();
    Error::input(sanitize(&format!("{}: no gateway target stands there", files.join(", "))))
        .hint("preflight judges AWS::BedrockAgentCore::GatewayTarget and aws_bedrockagentcore_gateway_target")
}

/// The files that can be read, and why the others cannot.
fn plans(args: &Preflight, parameters: &BTreeMap<String, String>) -> (Vec<Plan>, Vec<Error>) {
    let (mut plans, mut errors) = (Vec::new(), Vec::new());
    for file in &args.files {
        let plan = bytes(file).and_then(|bytes| {
            let name = file.display().to_string();
            let name = if name == "-" {
                "standard input".to_owned()
            } else {
                name
            };
            let plan = Plan::read(&name, &bytes, parameters);
            plan.map_err(|error| Error::input(sanitize(&error.to_string())))
        });
        match plan {
            Ok(plan) => plans.push(plan),
            Err(error) => errors.push(error),
        }
    }
    (plans, errors)
}

fn bytes(file: &Path) -> Result<Vec<u8>, Error> {
    if file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    fs::read(file).map_err(|error| Error::file(file, &error))
}

/// Parameters of templates: those of the file, then those of the command line.
/// <https://docs.aws.amazon.com/cli/latest/reference/cloudformation/deploy/>
fn parameters(args: &Preflight) -> Result<BTreeMap<String, String>, Error> {
    let mut parameters = BTreeMap::new();
    if let Some(path) = &args.parameter_file {
        let value: Value = serde_json::from_slice(&bytes(path)?).map_err(|error| {
            Error::input(sanitize(&format!("{}: not JSON: {error}", path.display())))
        })?;
        let plain = |value: &Value| {
            value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned)
        };
        match value.get("Parameters").unwrap_or(&value) {
            Value::Object(map) => {
                parameters.extend(map.iter().map(|(name, value)| (name.clone(), plain(value))));
            }
            Value::Array(list) => parameters.extend(list.iter().filter_map(|one| match one {
                Value::String(text) => {
                    let (name, value) = text.split_once('=')?;
                    Some((name.to_owned(), value.to_owned()))
                }
                _ => Some((
                    one.get("ParameterKey")?.as_str()?.to_owned(),
                    plain(one.get("ParameterValue")?),
                )),
            })),
            _ => {
                return Err(Error::input(sanitize(&format!(
                    "{}: holds no parameters",
                    path.display()
                ))));
            }
        }
    }
    parameters.extend(args.parameters.iter().cloned());
    Ok(parameters)
}

fn judge(args: &Preflight, plans: &[Plan], terminal: &Terminal) -> Result<Exit, Error> {
    let triage = triage(&args.judging)?;
    let supplied = args.certificates.read()?;
    let mut evidence = Evidence::of(args, plans, terminal)?;
    evidence.snapshot.supply(supplied.iter().cloned());
    let mut laid = Laid::default();
    for plan in plans {
        let own = plan.lay_over(&mut evidence.snapshot).map_err(|problem| {
            Error::input(sanitize(&format!("{}: {}", problem.file, problem.reason)))
        })?;
        laid.targets.extend(own.targets);
        laid.files.extend(own.files);
    }
    let mut topology = Topology::build(evidence.snapshot);
    let mut diagnosis = diagnosis(&topology, &laid)?;
    prove(&mut topology, &mut diagnosis);
    triage.apply(&mut diagnosis);
    let mut report = Report::new(&diagnosis, &topology);
    let planned = EvidenceReader::from_files(laid.files).beside(&supplied);
    report.quote(|wanted| {
        let mut values = evidence.reader.read(wanted)?;
        values.extend(planned.read(wanted)?);
        Ok::<_, crate::snapshot::LoadError>(values)
    })?;
    write(&report, &args.judging, terminal)?;
    if evidence.is_interrupted {
        return Ok(Exit::Interrupted);
    }
    Ok(exit(
        &report,
        args.judging.fail_on,
        args.input.allow_incomplete,
    ))
}

/// The planned targets, with what was taken for granted of them.
fn diagnosis(topology: &Topology, laid: &Laid) -> Result<Diagnosis, Error> {
    let selection = Selection {
        gateways: laid.targets.iter().map(|one| one.gateway.clone()).collect(),
        targets: laid.targets.iter().map(|one| one.target.clone()).collect(),
    };
    let mut diagnosis = diagnose(topology, &selection)
        .map_err(|unknown| Error::usage(sanitize(&unknown.to_string())))?;
    diagnosis.targets.retain_mut(|target| {
        let journey = &mut target.journey;
        let planned = laid.targets.iter().find(|one| {
            one.gateway == journey.gateway.as_str() && one.target == journey.target.as_str()
        });
        if let Some(planned) = planned {
            journey
                .assumptions
                .extend(planned.assumptions.iter().cloned());
            journey.assumptions.sort();
            journey.assumptions.dedup();
        }
        planned.is_some()
    });
    Ok(diagnosis)
}

/// What exists, and where its values can be read again.
struct Evidence {
    snapshot: Snapshot,
    reader: EvidenceReader,
    is_interrupted: bool,
}

impl Evidence {
    fn of(args: &Preflight, plans: &[Plan], terminal: &Terminal) -> Result<Self, Error> {
        #[cfg(feature = "aws")]
        if args.input.snapshot.is_none() {
            return Self::live(args, plans, terminal);
        }
        #[cfg(not(feature = "aws"))]
        let _ = (plans, terminal);
        let options = LoadOptions {
            allow_incomplete: args.input.allow_incomplete,
        };
        let path = args.input.path()?;
        Ok(Self {
            snapshot: Snapshot::load(path, &options)?,
            reader: EvidenceReader::open(path)?,
            is_interrupted: false,
        })
    }

    /// What AWS tells now of everything that the files name.
    #[cfg(feature = "aws")]
    fn live(args: &Preflight, plans: &[Plan], terminal: &Terminal) -> Result<Self, Error> {
        let mut request = Request::default();
        let mut planned = Planned::default();
        for named in plans.iter().map(Plan::named) {
            let exists = |id: &String| !id.starts_with("planned:");
            request
                .gateways
                .extend(named.gateways.into_iter().filter(exists));
            request.vpcs.extend(named.vpcs.into_iter().filter(exists));
            planned.names.extend(named.hosts);
            planned
                .configurations
                .extend(named.configurations.into_iter().filter(exists));
            planned
                .certificates
                .extend(named.certificates.into_iter().filter(exists));
        }
        request.planned = planned;
        let keep = Keep {
            folder: None,
            redaction: None,
        };
        let recorded = record(&args.live, &request, keep, terminal)?;
        let options = LoadOptions {
            allow_incomplete: args.input.allow_incomplete,
        };
        Ok(Self {
            reader: EvidenceReader::from_files(recorded.files.clone()),
            snapshot: Snapshot::from_files(recorded.files, &options)?,
            is_interrupted: recorded.stopped == Some(Stop::Interrupted),
        })
    }
}
