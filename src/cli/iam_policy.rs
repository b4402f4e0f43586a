//! `gatepath iam-policy`

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

use serde_json::{Value, json};

use crate::collect::{Permission, permissions};

use super::args::IamPolicy;
use super::error::{Error, finish};
use super::exit::Exit;
use super::rule_words::named;

/// Prints the policy.
pub(super) fn run(args: &IamPolicy) -> Result<Exit, Error> {
    let mut codes = Vec::new();
    for text in &args.select {
        codes.extend(named(text)?.iter().map(|rule| rule.code()));
    }
    let policy = policy(&permissions(&codes));
    let mut out = BufWriter::new(io::stdout().lock());
    let written = writeln!(out, "{policy:#}");
    finish(&mut out, written)?;
    Ok(Exit::Done)
}

/// One statement per service and kind of resource. Every call of gatepath only reads.
fn policy(permissions: &[Permission]) -> Value {
    let mut statements: BTreeMap<(&str, &[&str]), Vec<&str>> = BTreeMap::new();
    for permission in permissions {
        let service = permission.action.split(':').next().unwrap_or_default();
        let key = (service, permission.resources);
        statements.entry(key).or_default().push(permission.action);
    }
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let statements = statements
        .into_iter()
        .map(|((service, resources), actions)| {
            let number = numbers.entry(service).or_default();
            *number += 1;
            let number = if *number > 1 {
                number.to_string()
            } else {
                String::new()
            };
            json!({
                "Sid": format!("{}{number}", sid(service)),
                "Effect": "Allow",
                "Action": actions,
                "Resource": match resources {
                    [one] => json!(one),
                    many => json!(many),
                },
            })
        });
    json!({"Version": "2012-10-17", "Statement": statements.collect::<Vec<_>>()})
}

/// Letters and digits only, which is all that a statement id may hold.
fn sid(service: &str) -> String {
    let words = service.split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + rest
    });
    format!("Read{}", words.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statement_ids_are_unique_words() {
        let policy = policy(&permissions(&[]));
        let statements = policy["Statement"].as_array().unwrap();
        let mut sids: Vec<&str> = statements
            .iter()
            .filter_map(|s| s["Sid"].as_str())
            .collect();
        assert!(
            sids.iter()
                .all(|sid| sid.bytes().all(|b| b.is_ascii_alphanumeric()))
        );
        sids.sort_unstable();
        let count = sids.len();
        sids.dedup();
        assert_eq!(sids.len(), count);
    }
}
