//! The plan as a shell script that needs the AWS CLI only.

use std::fmt::Write as _;

use super::plan::{About, Column, From, KEY_TYPES, Kind, Lead, Only, Row, TABLE};
use super::scope::Request;
use super::wire;

/// What every script does alike.
const RUNTIME: &str = include_str!("script/runtime.sh");

/// A POSIX shell script that makes the snapshot of a request with the AWS CLI, for the account of
/// its credentials. It makes the calls one after another, and some twice: once for the file and once
/// for the CLI's `--query`.
pub fn script(request: &Request) -> String {
    let mut out = format!(
        "#!/bin/sh\n\
         # Records AWS configuration for gatepath {version}, with the AWS CLI: sh SCRIPT DIRECTORY\n\
         # Every call only reads. Exit codes: 0 done, 2 could not run, 3 some call gave no answer.\n\
         # For further accounts run it again with their credentials and copy the folders together.\n\
         set -u\n\
         version={version}\n\
         gateways={gateways}\n\
         targets={targets}\n\
         vpcs={vpcs}\n\
         everything={everything}\n\
         named={named}\n\n",
        version = env!("CARGO_PKG_VERSION"),
        gateways = quote(&request.gateways.join(" ")),
        targets = quote(&request.targets.join(" ")),
        vpcs = quote(&request.vpcs.join(" ")),
        everything = if request.everything { "1" } else { "" },
        named = if request.wants_gateways() {
            "gateways"
        } else {
            "vpcs"
        },
    );
    out.push_str(RUNTIME);
    out.push_str("\n# The plan: a function per call.\n");
    for (index, row) in TABLE.iter().enumerate() {
        function(&mut out, index, row);
    }
    lists(&mut out, request);
    members(&mut out, request.everything);
    start(&mut out, request);
    out
}

/// `row_N ACCOUNT PLACE DETAIL KEY…`
fn function(out: &mut String, index: usize, row: &Row) {
    // Route 53 is asked in the account, about the VPC in its Region.
    let place = if row.is_global() { "global" } else { "$2" };
    let key: Vec<String> = row.fixed.iter().map(|&part| part.to_owned()).collect();
    let parts = wire::operation(row.service, row.operation).map_or(0, |op| op.options().len());
    let own = if key.len() >= parts {
        0
    } else {
        parts - key.len()
    };
    let own: Vec<String> = (0..own).map(|part| format!("${{{}-}}", part + 4)).collect();
    let is_narrowed = row.about == About::EachVpc;
    let key = [own, key].concat();
    let mut options = String::new();
    if let Some(operation) = wire::operation(row.service, row.operation) {
        for (option, part) in operation.options().iter().zip(&key) {
            let _ = match option.rsplit_once(' ') {
                Some((option, filter)) if is_narrowed => {
                    write!(options, " ${{4:+{option} {filter}$4}}")
                }
                Some((option, _)) => write!(options, " {option} \"{part}\""),
                None => Ok(()),
            };
        }
    }
    options.push_str(extra(row));
    let _ = writeln!(
        out,
        "row_{index}() {{\n  ask \"$1\" \"{place}\" {} {} {} \"{}\"{options} || return 0",
        row.service,
        row.operation,
        row.action,
        key.join(" "),
    );
    for lead in row.leads {
        let _ = writeln!(out, "  {}", leading(row, lead, &options));
    }
    out.push_str("}\n");
}

/// What a request says beyond what it asks about; `calls` does the same with the SDK.
fn extra(row: &Row) -> &'static str {
    match row.operation {
        "describe-network-interfaces" => " --include-managed-resources",
        "get-base-path-mappings" => " ${3:+--domain-name-id \"$3\"}",
        "get-resources" => " --embed methods",
        "list-certificates" => " --includes keyTypes=$key_types",
        "list-hosted-zones-by-vpc" => " --vpc-region \"$2\"",
        "search-transit-gateway-routes" => " --filters Name=type,Values=static,propagated",
        _ => "",
    }
}

fn leading(row: &Row, lead: &Lead, options: &str) -> String {
    let only = match lead.only {
        Only::Always => "Always".to_owned(),
        Only::Everything => "Everything".to_owned(),
        Only::In(kind) => format!("In:{kind:?}"),
        Only::LabelOfName => "LabelOfName".to_owned(),
        Only::SelectedGateways => "SelectedGateways".to_owned(),
        Only::SelectedTargets => "SelectedTargets".to_owned(),
        Only::ZoneOfName => "ZoneOfName".to_owned(),
    };
    let columns = lead.columns.iter().map(|column| match column {
        Column::Account => "account",
        Column::Detail => "detail",
        Column::Key => "key",
        Column::Owner => "owner",
        Column::Region => "region",
        Column::Test => "test",
    });
    let columns: Vec<&str> = columns.collect();
    let flag = |is: bool| if is { "1" } else { "\"\"" };
    format!(
        "lead {:?} {only} \"{}\" {} {} {} \"{}\" {} {}{options}",
        lead.to,
        columns.join(" "),
        flag(lead.to.is_global()),
        flag(lead.to.is_named_by_last_segment()),
        if lead.to.extends() { "\"$4\"" } else { "\"\"" },
        match lead.from {
            From::Query(query) => query,
            From::Urls => "URLS",
        },
        row.service,
        row.operation,
    )
}

/// The functions that ask for the lists of a place.
fn lists(out: &mut String, request: &Request) {
    type Fits = fn(&Row, bool) -> bool;
    let places: [(&str, Fits); 4] = [
        ("lists_of_region", |row, everything| {
            row.about == About::Region || (row.about == About::EachVpc && everything)
        }),
        ("lists_of_account", |row, _| row.about == About::Account),
        ("lists_of_home", |row, _| {
            row.about == About::Home && !row.is_global()
        }),
        ("lists_of_home_account", |row, _| {
            row.about == About::Home && row.is_global()
        }),
    ];
    for (name, fits) in places {
        let _ = writeln!(out, "{name}() {{\n  :");
        for (index, row) in TABLE.iter().enumerate() {
            let is_wanted = request.wants_gateways() || !row.is_about_gateways();
            if fits(row, request.everything) && is_wanted {
                let _ = writeln!(out, "  row_{index} \"$1\" \"$2\" \"\"");
            }
        }
        out.push_str("}\n");
    }
}

/// `about KEY…`: the calls about a member.
fn members(out: &mut String, everything: bool) {
    out.push_str("about() {\n  case $member_kind in\n");
    let mut kinds: Vec<Kind> = TABLE
        .iter()
        .filter_map(|row| row.kind(everything))
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    for kind in kinds {
        let _ = writeln!(out, "  {kind:?})");
        for (index, row) in TABLE.iter().enumerate() {
            if row.kind(everything) == Some(kind) {
                let _ = writeln!(
                    out,
                    "    row_{index} \"$member_who\" \"$member_place\" \"$member_detail\" \"$@\""
                );
            }
        }
        out.push_str("    ;;\n");
    }
    out.push_str("  esac\n}\n");
}

fn start(out: &mut String, request: &Request) {
    let _ = writeln!(out, "\nkey_types={}", KEY_TYPES.join(","));
    out.push_str("enter \"$account\" \"$region\"\n");
    let mut seed = |kind: Kind, key: &str| {
        let _ = writeln!(
            out,
            "printf '%s\\t%s\\t%s\\t%s\\t-\\tAlways\\t-\\n' {kind:?} \"$account\" \"$region\" {} >> \"$work/rows\"",
            quote(key)
        );
    };
    for (kind, key) in request.seeds() {
        seed(kind, &key);
    }
    out.push_str("follow\nfinish\n");
}

/// A text as one word of a shell.
fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_the_command_line_are_words_and_no_code() {
        let request = Request {
            gateways: vec!["'; rm -rf / #".to_owned()],
            ..Request::default()
        };
        let script = script(&request);
        assert!(script.contains(r"gateways=''\''; rm -rf / #'"));
    }

    #[test]
    fn every_call_is_made_somewhere() {
        for everything in [false, true] {
            let script = script(&Request {
                everything,
                ..Request::default()
            });
            for index in 0..TABLE.len() {
                let calls = script.matches(&format!("row_{index} \"$")).count();
                assert!(calls >= 1, "row {index}, everything: {everything}");
            }
        }
    }
}
