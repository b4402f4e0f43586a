//! How much memory the stages take, in relation to the JSON that they read.
//!
//! ```text
//! cargo bench --bench memory -- write 100000 DIR     generates an account
//! cargo bench --bench memory -- STAGE DIR            parse, load, build or diagnose
//! ```
//!
//! Each run measures one stage in a process of its own, because the peak of a process never
//! falls. The peak is Linux's `VmHWM`: everything that was resident, the program itself included.

#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

mod account;
mod baseline;

use std::{
    collections::BTreeMap,
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use account::Account;
use gatepath::{
    analysis::{Selection, diagnose},
    snapshot::{LoadOptions, Snapshot},
    topology::Topology,
};

fn main() -> Result<(), Box<dyn Error>> {
    // `cargo bench` adds an argument of its own.
    let arguments: Vec<_> = env::args().skip(1).filter(|a| a != "--bench").collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["write", interfaces, folder] => write(interfaces.parse()?, Path::new(folder)),
        [stage, folder] => measure(stage, Path::new(folder)),
        _ => {
            println!("usage: write INTERFACES DIR | parse|load|build|diagnose DIR");
            Ok(())
        }
    }
}

fn write(interfaces: usize, folder: &Path) -> Result<(), Box<dyn Error>> {
    let account = Account::generate(interfaces);
    for (path, bytes) in &account.files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, bytes)?;
    }
    println!("{} bytes in {} files", account.bytes(), account.files.len());
    Ok(())
}

fn measure(stage: &str, folder: &Path) -> Result<(), Box<dyn Error>> {
    let load = || Snapshot::load(folder, &LoadOptions::default());
    let records = match stage {
        "parse" => parse(folder)?.iter().map(baseline::Answer::len).sum(),
        "load" => load()?.record_count(),
        "build" => Topology::build(load()?).interfaces().len(),
        "diagnose" => verdicts(&Topology::build(load()?))?,
        _ => return Err(format!("{stage} is no stage").into()),
    };
    let json: u64 = files_below(folder)?.iter().map(|(_, size)| size).sum();
    match peak() {
        Some(peak) => println!(
            "{stage}: {} percent of {json} bytes",
            peak * 100 / json.max(1)
        ),
        None => println!("{stage}: {records} records; this system does not tell the peak"),
    }
    Ok(())
}

/// Diagnoses all targets, and tells how they fare.
fn verdicts(topology: &Topology) -> Result<usize, Box<dyn Error>> {
    let diagnosis = diagnose(topology, &Selection::default())?;
    let mut verdicts = BTreeMap::new();
    for target in &diagnosis.targets {
        *verdicts.entry(target.journey.verdict.as_str()).or_insert(0) += 1;
    }
    println!("{verdicts:?}");
    Ok(diagnosis.targets.len())
}

/// Reads and parses one file after the other, as a program without a loader would.
fn parse(folder: &Path) -> Result<Vec<baseline::Answer>, Box<dyn Error>> {
    let mut answers = Vec::new();
    for (path, _) in files_below(folder)? {
        let name = path.to_string_lossy();
        answers.extend(baseline::parse(
            baseline::operation(&name),
            &fs::read(&path)?,
        )?);
    }
    Ok(answers)
}

/// Files below a folder and their sizes.
fn files_below(folder: &Path) -> Result<Vec<(PathBuf, u64)>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files.extend(files_below(&entry.path())?);
        } else {
            files.push((entry.path(), entry.metadata()?.len()));
        }
    }
    Ok(files)
}

/// The most bytes that were resident at once.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}
