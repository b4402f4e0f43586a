//! `gatepath tui`

use std::io::{self, IsTerminal as _};
use std::sync::Arc;

use crate::analysis::{Selection, diagnose, prove};
use crate::report::Report;
use crate::snapshot::{EvidenceReader, text::sanitize};
use crate::topology::Topology;
use crate::tui::{Account, Ended, Message, Setup, run as show};

use super::args::Tui;
use super::diagnose::nothing_to_judge;
use super::error::Error;
use super::exit::Exit;
use super::settings::options;
use super::term::Terminal;

/// Shows the terminal UI.
pub(super) fn run(args: &Tui, terminal: &Terminal) -> Result<Exit, Error> {
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        return Err(Error::usage("gatepath tui needs a terminal")
            .hint("gatepath diagnose writes the same to files and pipes"));
    }
    let selection = args.chosen.selection();
    let setup = match &args.input.snapshot {
        Some(path) => {
            let title = path.display().to_string();
            let options = options(args, terminal, sanitize(&title).into_owned(), false)?;
            // What is wrong with a snapshot is said before the screen changes.
            let account = recorded(&args.input, &args.certificates, &selection)?;
            let (input, certificates) = (args.input.clone(), args.certificates.clone());
            Setup {
                options,
                account: Some(account),
                collect: Arc::new(move |send| {
                    send(message(recorded(&input, &certificates, &selection)));
                }),
            }
        }
        None => live(args, terminal, selection)?,
    };
    match show(setup)? {
        Ended::Left => Ok(Exit::Done),
        Ended::Interrupted => Ok(Exit::Interrupted),
    }
}

fn message(account: Result<Account, Error>) -> Message {
    match account {
        Ok(account) => Message::Ready(Box::new(account)),
        Err(error) => Message::Failed(error.to_string()),
    }
}

/// The account of a snapshot.
pub(super) fn recorded(
    input: &super::args::Input,
    certificates: &super::args::Certificates,
    selection: &Selection,
) -> Result<Account, Error> {
    let supplied = certificates.read()?;
    let mut snapshot = input.snapshot()?;
    let reader = EvidenceReader::open(input.path()?)?.beside(&supplied);
    snapshot.supply(supplied);
    account(Topology::build(snapshot), reader, selection)
}

/// Judges every selected target.
fn account(
    mut topology: Topology,
    reader: EvidenceReader,
    selection: &Selection,
) -> Result<Account, Error> {
    let mut diagnosis = diagnose(&topology, selection)
        .map_err(|unknown| Error::usage(sanitize(&unknown.to_string())))?;
    if diagnosis.targets.is_empty() {
        return Err(nothing_to_judge(&topology));
    }
    prove(&mut topology, &mut diagnosis);
    let mut report = Report::new(&diagnosis, &topology);
    report.quote(|wanted| reader.read(wanted))?;
    // Values that cannot be read again are not shown.
    let quote = move |wanted: &_| reader.read(wanted).unwrap_or_default();
    Ok(Account::new(report, topology, Arc::new(quote)))
}

#[cfg(feature = "aws")]
fn live(args: &Tui, terminal: &Terminal, selection: Selection) -> Result<Setup, Error> {
    use crate::snapshot::{LoadOptions, Snapshot};
    use crate::tui::{Collect, Progress};

    use super::live::{Keep, Watch, record_watched};

    /// Passes the progress of a collection on to the screen.
    struct Teller<'a>(&'a mut dyn FnMut(Message));

    impl Watch for Teller<'_> {
        fn progress(&mut self, progress: &crate::collect::Progress<'_>) {
            (self.0)(Message::Progress(Progress {
                made: progress.made,
                planned: progress.planned,
                last: progress.last.unwrap_or_default().to_owned(),
            }));
        }
    }

    let title = args.live.profile.clone();
    let title = title.map_or_else(|| "live".to_owned(), |profile| format!("live, {profile}"));
    let options = options(args, terminal, title, true)?;
    let live = args.live.clone();
    let supplied = args.certificates.read()?;
    let load = LoadOptions {
        allow_incomplete: args.input.allow_incomplete,
    };
    let request = args.chosen.request();
    let collect: Collect = Arc::new(move |send| {
        let keep = Keep {
            folder: None,
            redaction: None,
        };
        let account =
            record_watched(&live, &request, keep, &mut Teller(send)).and_then(|recorded| {
                let reader = EvidenceReader::from_files(recorded.files.clone()).beside(&supplied);
                let mut snapshot = Snapshot::from_files(recorded.files, &load)?;
                snapshot.supply(supplied.iter().cloned());
                account(Topology::build(snapshot), reader, &selection)
            });
        send(message(account));
    });
    Ok(Setup {
        options,
        account: None,
        collect,
    })
}

#[cfg(not(feature = "aws"))]
fn live(args: &Tui, _: &Terminal, _: Selection) -> Result<Setup, Error> {
    // Says what to do.
    args.input.path()?;
    Err(Error::usage("no snapshot given"))
}
