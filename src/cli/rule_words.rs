//! Rules as people name them: by code, name or family.

use crate::analysis::Rule;

use super::error::Error;
use super::nearest::nearest;

/// The rules of a code, a name or a family.
pub(super) fn named(text: &str) -> Result<Vec<Rule>, Error> {
    let is_named = |rule: &&Rule| {
        let family = rule.family().to_string();
        [rule.code(), rule.name(), &family]
            .iter()
            .any(|name| name.eq_ignore_ascii_case(text))
    };
    let found: Vec<Rule> = Rule::ALL.iter().filter(is_named).copied().collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let words = Rule::ALL.iter().flat_map(|rule| [rule.code(), rule.name()]);
    let error = Error::usage(format!(
        "no rule or family is called \"{}\"",
        text.escape_debug()
    ));
    Err(match nearest(text, words) {
        Some(word) => error.hint(format!("did you mean {word}?")),
        None => error.hint("gatepath rules lists them"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_selected_by_code_name_or_family() {
        assert_eq!(named("sg001").unwrap(), [Rule::SG001]);
        assert_eq!(named("rg-egress-missing").unwrap(), [Rule::SG001]);
        assert!(named("SG").unwrap().len() > 5);
        assert!(named("SG01").is_err());
    }
}
