//! The walls of the pipeline: who may import whom, which crate belongs to which module, and how
//! large a file may grow.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

/// What each module may import of this crate, besides itself.
const MODULES: [(&str, &[&str]); 11] = [
    ("snapshot", &[]),
    ("collect", &["snapshot"]),
    ("planned", &["snapshot"]),
    ("probe", &["snapshot"]),
    ("topology", &["snapshot"]),
    ("reach", &["topology", "snapshot"]),
    ("analysis", &["reach", "topology"]),
    ("report", &["analysis", "reach", "topology"]),
    ("tui", &["report", "analysis", "reach", "topology"]),
    ("config", &["analysis"]),
    (
        "cli",
        &[
            "analysis", "collect", "config", "planned", "probe", "reach", "report", "snapshot",
            "topology", "tui",
        ],
    ),
];

/// Single items that anybody may import, because they know nothing of the module they are in.
const COMMON: [&str; 1] = ["crate::snapshot::text::sanitize"];

/// Crates and types that only some modules may name.
const WALLS: [(&str, &[&str]); 15] = [
    ("aws_config", &["collect"]),
    ("aws_sdk_", &["collect"]),
    ("aws_smithy_", &["collect"]),
    ("clap", &["cli"]),
    ("clap_", &["cli"]),
    ("crossterm", &["tui"]),
    ("indicatif", &["cli"]),
    ("jmespath", &["collect"]),
    ("petgraph", &["topology", "reach"]),
    ("ratatui", &["tui"]),
    ("roxmltree", &["collect"]),
    ("signal_hook", &["tui"]),
    ("tokio", &["cli", "collect", "probe"]),
    ("TcpStream", &["probe"]),
    ("UdpSocket", &["probe"]),
];

/// Lines of a file.
const LONGEST: usize = 800;

#[test]
fn imports_never_run_back_up() {
    let files = rust_files("src");
    assert!(files.len() > 100, "the scan must find the sources");
    let faults: Vec<String> = files
        .iter()
        .filter_map(|file| Some((file, module_of(file)?)))
        .flat_map(|(file, module)| faults(&module, &read(file), &file.display().to_string()))
        .collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn no_file_outgrows_its_subject() {
    for file in rust_files("src").into_iter().chain(rust_files("tests")) {
        let lines = read(&file).lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines", file.display());
    }
}

#[test]
fn every_module_has_its_place() {
    for file in rust_files("src") {
        if let Some(module) = module_of(&file) {
            let known = MODULES.iter().any(|(name, _)| *name == module);
            assert!(known, "{}: add {module} to MODULES", file.display());
        }
    }
}

#[test]
fn the_scan_sees_what_is_forbidden() {
    for (module, line) in [
        ("topology", "use crate::reach::Trace;"),
        (
            "snapshot",
            "    let port = crate::topology::PortSet::all();",
        ),
        ("report", "use crate::{cli::exit, topology::Topology};"),
        ("analysis", "pub(super) use crate::report::v1;"),
        ("report", "use crate::snapshot::{text::sanitize, Snapshot};"),
        ("report", "use clap::Parser;"),
        ("report", "use clap_complete::Shell;"),
        ("analysis", "use petgraph::graph::NodeIndex;"),
        ("snapshot", "let client = aws_sdk_ec2::Client::new();"),
        ("cli", "use aws_config::SdkConfig;"),
        ("analysis", "tokio::spawn(work)"),
        ("reach", "std::net::TcpStream::connect(address)"),
        ("tui", "use crate::collect::Request;"),
        ("tui", "use crate::config::Config;"),
        ("tui", "use crate::snapshot::Snapshot;"),
        ("tui", "tokio::spawn(work)"),
        ("cli", "use ratatui::Frame;"),
        ("cli", "signal_hook::low_level::raise(signal)"),
        ("config", "use crate::tui::Action;"),
    ] {
        assert_eq!(faults(module, line, "x.rs").len(), 1, "{module}: {line}");
    }
    let several =
        "use crate::{\n    report::{self, Report},\n    topology::Topology,\n    cli,\n};";
    assert_eq!(faults("analysis", several, "x.rs").len(), 2);
}

#[test]
fn the_scan_lets_pass_what_is_allowed() {
    for (module, line) in [
        ("topology", "use crate::snapshot::Source;"),
        ("topology", "use crate::topology::PortSet;"),
        ("topology", "use petgraph::Direction;"),
        ("report", "use crate::snapshot::text::sanitize;"),
        ("cli", "use clap::{Parser, Subcommand};"),
        ("tui", "use crate::report::v1::Target;"),
        ("tui", "use crate::analysis::rediagnose;"),
        ("cli", "use crate::{config::Config, tui::Options};"),
        ("snapshot", "/// See [`crate::topology`] and clap."),
        ("snapshot", "let eclapsed = 1; // use crate::cli::run"),
        (
            "analysis",
            "use crate::{reach::Trace, topology::{Cidr, PortSet}};",
        ),
    ] {
        assert_eq!(faults(module, line, "x.rs"), [""; 0], "{module}: {line}");
    }
}

/// What a text of a module imports and must not, each with its place.
fn faults(module: &str, text: &str, file: &str) -> Vec<String> {
    let allowed = MODULES
        .iter()
        .find(|(name, _)| *name == module)
        .map_or(&[][..], |(_, allowed)| *allowed);
    let code: Vec<&str> = text.lines().map(without_comment).collect();
    let place = |line: usize| format!("{file}:{}", line + 1);
    let imports = imported(&code).into_iter().filter_map(|(line, name)| {
        let is_module = MODULES.iter().any(|(known, _)| *known == name);
        let is_allowed = name == module || allowed.contains(&name.as_str());
        (is_module && !is_allowed)
            .then(|| format!("{}: {module} must not import {name}", place(line)))
    });
    let words = code.iter().enumerate().flat_map(|(line, code)| {
        WALLS
            .iter()
            .filter(move |(word, owners)| !owners.contains(&module) && names(code, word))
            .map(move |(word, owners)| (line, word, owners))
    });
    let words = words.map(|(line, word, owners)| {
        format!("{}: {word} belongs to {}", place(line), owners.join(", "))
    });
    imports.chain(words).collect()
}

/// The modules that `crate::…` leads to, with their lines: `crate::X`, and each branch of
/// `crate::{X::…, Y}` over as many lines as it takes.
fn imported(code: &[&str]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (line, text) in code.iter().enumerate() {
        for (at, root) in text.match_indices("crate::") {
            let is_common = COMMON.iter().any(|item| text[at..].starts_with(item));
            if is_common || text[..at].ends_with(is_word) {
                continue;
            }
            let rest = &text[at + root.len()..];
            match rest.strip_prefix('{') {
                Some(rest) => found.extend(branches(rest, &code[line + 1..], line)),
                None => found.push((line, first_word(rest))),
            }
        }
    }
    found
}

/// The first word of each branch up to the brace that closes the group.
fn branches(rest: &str, following: &[&str], line: usize) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut depth = 1;
    let mut starts = true;
    for (offset, text) in [rest].iter().chain(following).enumerate() {
        for (at, c) in text.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => starts = true,
                c if is_word(c) && starts => {
                    found.push((line + offset, first_word(&text[at..])));
                    starts = false;
                }
                _ => {}
            }
            if depth == 0 {
                return found;
            }
        }
    }
    found
}

/// Whether code names an identifier that is `word`, or begins with it if it ends in `_`.
fn names(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let after = &code[at + word.len()..];
        !code[..at].ends_with(is_word) && (word.ends_with('_') || !after.starts_with(is_word))
    })
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|&c| is_word(c)).collect()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A line up to its comment. `://` in a text is not taken for one.
fn without_comment(line: &str) -> &str {
    let comment = line
        .match_indices("//")
        .find(|(at, _)| !line[..*at].ends_with(':'));
    comment.map_or(line, |(at, _)| &line[..at])
}

/// The module of a source file; `lib.rs` and `main.rs` belong to none.
fn module_of(file: &Path) -> Option<String> {
    let inside = file.strip_prefix(root().join("src")).ok()?;
    let first = inside.iter().next()?.to_str()?;
    let module = first.strip_suffix(".rs").unwrap_or(first);
    (!matches!(module, "lib" | "main")).then(|| module.to_owned())
}

/// Every `.rs` file below a folder, sorted.
fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
