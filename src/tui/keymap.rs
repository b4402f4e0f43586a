//! Which key does what, and how keys are written.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use super::{Action, Pane};

/// A key with its modifiers. Shift is part of the letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Which.
    pub code: Code,
    /// Whether control is held.
    pub ctrl: bool,
    /// Whether alt is held.
    pub alt: bool,
}

/// A key without modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "keys carry their own names")]
pub enum Code {
    Char(char),
    F(u8),
    BackTab,
    Backspace,
    Delete,
    Down,
    End,
    Enter,
    Esc,
    Home,
    Left,
    PageDown,
    PageUp,
    Right,
    Tab,
    Up,
}

/// Keys with names, as `gatepath.toml` writes them.
const NAMES: [(&str, Code); 15] = [
    ("backspace", Code::Backspace),
    ("shift-tab", Code::BackTab),
    ("delete", Code::Delete),
    ("down", Code::Down),
    ("end", Code::End),
    ("enter", Code::Enter),
    ("esc", Code::Esc),
    ("home", Code::Home),
    ("left", Code::Left),
    ("pagedown", Code::PageDown),
    ("pageup", Code::PageUp),
    ("right", Code::Right),
    ("space", Code::Char(' ')),
    ("tab", Code::Tab),
    ("up", Code::Up),
];

/// A text that names no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no key; keys are written like \"q\", \"G\", \"ctrl-d\", \"alt-x\", \"f1\", \"enter\""
)]
pub struct UnknownKey(pub String);

impl Key {
    /// A key without modifiers.
    pub const fn plain(code: Code) -> Self {
        Self {
            code,
            ctrl: false,
            alt: false,
        }
    }

    /// How the footer shows it: short, with arrows where the terminal has them.
    pub fn short(self, ascii: bool) -> String {
        let arrow = match self.code {
            Code::Up => "↑",
            Code::Down => "↓",
            Code::Left => "←",
            Code::Right => "→",
            Code::Enter => "⏎",
            Code::Tab => "⇥",
            _ => return self.to_string(),
        };
        if ascii || self.ctrl || self.alt {
            return self.to_string();
        }
        arrow.to_owned()
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if self.alt {
            f.write_str("alt-")?;
        }
        if let Some((name, _)) = NAMES.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            Code::Char(letter) => write!(f, "{letter}"),
            Code::F(number) => write!(f, "f{number}"),
            _ => Ok(()),
        }
    }
}

impl FromStr for Key {
    type Err = UnknownKey;

    fn from_str(text: &str) -> Result<Self, UnknownKey> {
        let unknown = || UnknownKey(text.to_owned());
        let mut rest = text;
        let (mut ctrl, mut alt) = (false, false);
        loop {
            if let Some(after) = rest.strip_prefix("ctrl-") {
                (ctrl, rest) = (true, after);
            } else if let Some(after) = rest.strip_prefix("alt-") {
                (alt, rest) = (true, after);
            } else {
                break;
            }
        }
        let mut letters = rest.chars();
        let code = match (letters.next(), letters.next()) {
            (Some(letter), None) if !letter.is_control() => Code::Char(letter),
            _ => match NAMES.iter().find(|(name, _)| *name == rest) {
                Some((_, code)) => *code,
                None => rest
                    .strip_prefix('f')
                    .and_then(|number| number.parse().ok())
                    .filter(|number| (1..=24).contains(number))
                    .map(Code::F)
                    .ok_or_else(unknown)?,
            },
        };
        Ok(Self { code, ctrl, alt })
    }
}

/// Which key does what.
#[derive(Clone, Debug)]
pub struct Keymap(Vec<(Action, Vec<Key>)>);

/// A key that would do two things in one pane.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key} would do both {first:?} and {second:?} in the pane {pane}")]
pub struct KeyConflict {
    /// The key.
    pub key: String,
    /// The name of an action.
    pub first: &'static str,
    /// The name of another one.
    pub second: &'static str,
    /// The title of the pane.
    pub pane: &'static str,
}

impl Default for Keymap {
    fn default() -> Self {
        let keys = |action: &Action| {
            let keys = action.default_keys().iter();
            keys.filter_map(|key| key.parse().ok()).collect()
        };
        Self(
            Action::ALL
                .iter()
                .map(|action| (*action, keys(action)))
                .collect(),
        )
    }
}

impl Keymap {
    /// Gives an action other keys.
    pub fn bind(&mut self, action: Action, keys: Vec<Key>) {
        if let Some((_, bound)) = self.0.iter_mut().find(|(known, _)| *known == action) {
            *bound = keys;
        }
    }

    /// Whether each key does one thing in each pane.
    pub fn check(&self) -> Result<(), KeyConflict> {
        for pane in Pane::ALL {
            let mut seen: Vec<(Key, Action)> = Vec::new();
            for (action, keys) in self.0.iter().filter(|(action, _)| action.applies(pane)) {
                for &key in keys {
                    if let Some((_, first)) = seen.iter().find(|(known, _)| *known == key) {
                        return Err(KeyConflict {
                            key: key.to_string(),
                            first: first.name(),
                            second: action.name(),
                            pane: pane.title(),
                        });
                    }
                    seen.push((key, *action));
                }
            }
        }
        Ok(())
    }

    /// What a key does in a pane.
    pub fn action(&self, pane: Pane, key: Key) -> Option<Action> {
        let bound =
            |(action, keys): &&(Action, Vec<Key>)| action.applies(pane) && keys.contains(&key);
        self.0.iter().find(bound).map(|(action, _)| *action)
    }

    /// The keys of an action.
    pub fn keys(&self, action: Action) -> &[Key] {
        let bound = self.0.iter().find(|(known, _)| *known == action);
        bound.map_or(&[], |(_, keys)| keys)
    }
}

/// The table of `gatepath generate keys`: every action with its keys, in Markdown.
pub fn key_table() -> String {
    let mut page = String::from("| action | keys | in | does |\n|---|---|---|---|\n");
    for &action in Action::ALL {
        let keys: Vec<String> = action
            .default_keys()
            .iter()
            .map(|key| format!("`{key}`"))
            .collect();
        let panes = action.panes();
        let panes = if panes.len() == Pane::ALL.len() {
            "everywhere".to_owned()
        } else if panes.len() == Pane::ALL.len() - 2 {
            "every tab".to_owned()
        } else {
            let titles: Vec<&str> = panes.iter().map(|pane| pane.title()).collect();
            titles.join(", ")
        };
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            page,
            "| `{}` | {} | {panes} | {} |",
            action.name(),
            keys.join(" "),
            action.help()
        );
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_a_key_a_label_and_a_line_of_help() {
        let keymap = Keymap::default();
        for &action in Action::ALL {
            assert!(!keymap.keys(action).is_empty(), "{action:?} has no key");
            assert_eq!(
                keymap.keys(action).len(),
                action.default_keys().len(),
                "{action:?} has a key that cannot be read"
            );
            assert!(!action.label().is_empty() && action.label().len() <= 18);
            assert!(!action.help().is_empty() && action.help().len() <= 58);
            assert!(!action.panes().is_empty());
            assert_eq!(Action::named(action.name()), Some(action));
        }
    }

    #[test]
    fn no_key_does_two_things_in_one_pane() {
        assert_eq!(Keymap::default().check(), Ok(()));
        let mut keymap = Keymap::default();
        keymap.bind(Action::Sort, vec!["/".parse().unwrap()]);
        assert_eq!(keymap.check().unwrap_err().key, "/");
    }

    #[test]
    fn keys_are_read_as_they_are_written() {
        for text in [
            "q", "G", "?", "ctrl-d", "alt-x", "f12", "enter", "space", "-", "ctrl--",
        ] {
            assert_eq!(text.parse::<Key>().unwrap().to_string(), text);
        }
        for text in ["", "ctrl-", "f0", "f25", "return", "qq"] {
            assert!(text.parse::<Key>().is_err(), "{text:?}");
        }
    }
}
