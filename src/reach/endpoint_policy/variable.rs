//! Variables in the texts of a policy.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use crate::reach::wildcard::Wildcard;

use super::{Asked, ContextValue};

/// A text without variables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Resolved {
    /// Letter by letter.
    pub(super) text: String,
    /// With its wildcards; those that a variable stands for are letters.
    pub(super) pattern: Wildcard,
}

/// Puts values in the place of variables; `None` if one is not known.
pub(super) fn resolve(text: &str, asked: &Asked<'_>) -> Option<Resolved> {
    let mut resolved = Resolved::default();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${").filter(|_| asked.has_variables) {
        let (name, after) = after.split_once('}')?;
        let value = value_of(name, asked)?;
        resolved = resolved.then_pattern(before).then(&value);
        rest = after;
    }
    Some(resolved.then_pattern(rest))
}

impl Resolved {
    fn then_pattern(mut self, text: &str) -> Self {
        self.text.push_str(text);
        Self {
            pattern: self.pattern.then_pattern(text),
            ..self
        }
    }

    fn then(mut self, text: &str) -> Self {
        self.text.push_str(text);
        Self {
            pattern: self.pattern.then(text),
            ..self
        }
    }
}

/// The value of `key` or `key, 'default'`, or a character that would be a wildcard otherwise.
fn value_of(name: &str, asked: &Asked<'_>) -> Option<String> {
    if ["*", "?", "$"].contains(&name) {
        return Some(name.to_owned());
    }
    let (key, default) = match name.split_once(", ") {
        Some((key, quoted)) => {
            let default = quoted.strip_prefix('\'')?.strip_suffix('\'')?;
            (key, Some(default))
        }
        None => (name, None),
    };
    match asked.request.context.get(key)? {
        [ContextValue::Text(text)] => Some(text.clone()),
        // Without a default, AWS says only that the statement may become invalid.
        [ContextValue::Absent] => default.map(str::to_owned),
        _ => None,
    }
}
