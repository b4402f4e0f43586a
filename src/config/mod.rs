//! `gatepath.toml`: how the terminal UI looks, and its keys.
//!
//! Reading is strict: what gatepath does not know is an error with its line, and with what was
//! perhaps meant. Names of themes, roles and actions belong to whoever has them, and are given to
//! [`Config::parse`] as a [`Vocabulary`].

mod style;
mod template;

use std::ops::Range;

use anstyle::Style;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub use template::template;

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// `[tui] theme`
    pub theme: Option<String>,
    /// `[tui] ascii`
    pub ascii: Option<bool>,
    /// `[tui] mouse`
    pub mouse: Option<bool>,
    /// `[theme]`: roles and their styles.
    pub styles: Vec<(String, Style)>,
    /// `[keys]`: actions and their keys.
    pub keys: Vec<Binding>,
}

/// An action with its keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Name of the action.
    pub action: String,
    /// The keys, as they are written.
    pub keys: Vec<String>,
    /// Line of the file, beginning with 1.
    pub line: usize,
}

/// The names that a file may use.
#[derive(Clone, Copy, Debug)]
pub struct Vocabulary<'a> {
    /// Themes.
    pub themes: &'a [&'a str],
    /// What a style is for.
    pub roles: &'a [&'a str],
    /// What a key does.
    pub actions: &'a [&'a str],
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct ConfigError {
    /// Line of the file, beginning with 1.
    pub line: usize,
    /// What is wrong there.
    pub message: String,
}

impl Config {
    /// Reads the text of a file.
    pub fn parse(text: &str, vocabulary: &Vocabulary<'_>) -> Result<Self, ConfigError> {
        let document = DeTable::parse(text).map_err(|error| ConfigError {
            line: error.span().map_or(1, |span| line_of(text, &span)),
            message: error.message().to_owned(),
        })?;
        let reader = Reader { text, vocabulary };
        let mut config = Self::default();
        for (key, value) in document.get_ref() {
            let sections = ["tui", "theme", "keys"];
            let section = reader.known("section", key, &sections)?;
            let Some(table) = value.get_ref().as_table() else {
                return Err(
                    reader.error(&value.span(), format!("{section} is a table: [{section}]"))
                );
            };
            for (key, value) in table {
                match section {
                    "tui" => reader.tui(&mut config, key, value)?,
                    "theme" => reader.theme(&mut config, key, value)?,
                    _ => reader.keys(&mut config, key, value)?,
                }
            }
        }
        Ok(config)
    }
}

struct Reader<'a> {
    text: &'a str,
    vocabulary: &'a Vocabulary<'a>,
}

type Key<'t> = Spanned<std::borrow::Cow<'t, str>>;
type Value<'t> = Spanned<DeValue<'t>>;

impl Reader<'_> {
    fn tui(
        &self,
        config: &mut Config,
        key: &Key<'_>,
        value: &Value<'_>,
    ) -> Result<(), ConfigError> {
        match self.known("setting", key, &["theme", "ascii", "mouse"])? {
            "theme" => {
                let name = self.string(value)?;
                let themes = self.vocabulary.themes;
                config.theme = Some(self.named("theme", name, &value.span(), themes)?.to_owned());
            }
            "ascii" => config.ascii = Some(self.boolean(value)?),
            _ => config.mouse = Some(self.boolean(value)?),
        }
        Ok(())
    }

    fn theme(
        &self,
        config: &mut Config,
        key: &Key<'_>,
        value: &Value<'_>,
    ) -> Result<(), ConfigError> {
        let role = self.known("role", key, self.vocabulary.roles)?;
        let style = style::parse(self.string(value)?)
            .map_err(|message| self.error(&value.span(), message))?;
        config.styles.push((role.to_owned(), style));
        Ok(())
    }

    fn keys(
        &self,
        config: &mut Config,
        key: &Key<'_>,
        value: &Value<'_>,
    ) -> Result<(), ConfigError> {
        let action = self.known("action", key, self.vocabulary.actions)?;
        let keys = match value.get_ref() {
            DeValue::Array(list) => list
                .iter()
                .map(|key| self.string(key).map(str::to_owned))
                .collect::<Result<_, _>>()?,
            _ => vec![self.string(value)?.to_owned()],
        };
        config.keys.push(Binding {
            action: action.to_owned(),
            keys,
            line: line_of(self.text, &key.span()),
        });
        Ok(())
    }

    fn known<'k>(
        &self,
        noun: &str,
        key: &Key<'_>,
        names: &[&'k str],
    ) -> Result<&'k str, ConfigError> {
        self.named(noun, key.get_ref(), &key.span(), names)
    }

    fn named<'k>(
        &self,
        noun: &str,
        name: &str,
        span: &Range<usize>,
        names: &[&'k str],
    ) -> Result<&'k str, ConfigError> {
        if let Some(known) = names.iter().find(|known| **known == name) {
            return Ok(known);
        }
        let nearest = names.iter().min_by_key(|known| distance(name, known));
        let nearest = nearest.filter(|known| distance(name, known) <= 1 + name.len() / 3);
        let advice = match nearest {
            Some(known) => format!("did you mean {known}?"),
            None if names.len() <= 10 => format!("there are {}", names.join(", ")),
            None => "gatepath generate config lists them".to_owned(),
        };
        Err(self.error(span, format!("there is no {noun} {name:?}; {advice}")))
    }

    fn string<'v>(&self, value: &'v Value<'_>) -> Result<&'v str, ConfigError> {
        let text = value.get_ref().as_str();
        text.ok_or_else(|| self.error(&value.span(), "a text in quotes is expected"))
    }

    fn boolean(&self, value: &Value<'_>) -> Result<bool, ConfigError> {
        let flag = value.get_ref().as_bool();
        flag.ok_or_else(|| self.error(&value.span(), "true or false is expected"))
    }

    fn error(&self, span: &Range<usize>, message: impl Into<String>) -> ConfigError {
        ConfigError {
            line: line_of(self.text, span),
            message: message.into(),
        }
    }
}

fn line_of(text: &str, span: &Range<usize>) -> usize {
    let before = text.get(..span.start).unwrap_or(text);
    before.matches('\n').count() + 1
}

/// How many letters differ (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (at, known) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *known);
            diagonal = row[at + 1];
            row[at + 1] = replaced.min(diagonal + 1).min(row[at] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: Vocabulary<'_> = Vocabulary {
        themes: &["default", "mono"],
        roles: &["pass", "fail"],
        actions: &["open", "quit", "undo"],
    };

    fn fault(text: &str) -> String {
        Config::parse(text, &WORDS).unwrap_err().to_string()
    }

    #[test]
    fn everything_that_may_be_said_is_read() {
        let text = "[tui]\ntheme = \"mono\"\nascii = true\nmouse = false\n\
            [theme]\nfail = \"bold #ff0000\"\n[keys]\nopen = \"o\"\nquit = [\"q\", \"ctrl-q\"]\n";
        let config = Config::parse(text, &WORDS).unwrap();
        assert_eq!(config.theme.as_deref(), Some("mono"));
        assert_eq!((config.ascii, config.mouse), (Some(true), Some(false)));
        assert_eq!(config.styles.len(), 1);
        assert_eq!(config.keys[1].keys, ["q", "ctrl-q"]);
        assert_eq!(config.keys[1].line, 9);
        assert_eq!(Config::parse("", &WORDS).unwrap(), Config::default());
    }

    #[test]
    fn what_is_not_known_is_an_error_with_its_line() {
        assert_eq!(
            fault("[tui]\n\nthem = \"mono\"\n"),
            "line 3: there is no setting \"them\"; did you mean theme?"
        );
        assert_eq!(
            fault("[tui]\ntheme = \"solarized\"\n"),
            "line 2: there is no theme \"solarized\"; there are default, mono"
        );
        assert_eq!(
            fault("[keys]\nqit = \"q\"\n"),
            "line 2: there is no action \"qit\"; did you mean quit?"
        );
        assert_eq!(
            fault("[key]\n"),
            "line 1: there is no section \"key\"; did you mean keys?"
        );
        assert_eq!(fault("tui = 1\n"), "line 1: tui is a table: [tui]");
        assert_eq!(
            fault("[tui]\nmouse = \"no\"\n"),
            "line 2: true or false is expected"
        );
        assert!(fault("[tui\n").starts_with("line 1: "));
        assert!(fault("[theme]\npass = \"purplish\"\n").starts_with("line 2: "));
    }
}
