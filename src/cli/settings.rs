//! How the terminal UI looks: flags, then variables, then `gatepath.toml`, then what fits the
//! terminal.

use std::path::{Path, PathBuf};

use crate::config::{Config, Vocabulary, template};
use crate::report::{Color, Symbols};
use crate::tui::{Action, Key, Keymap, Options, Role, Theme};

use super::args::Tui;
use super::error::Error;
use super::term::{Terminal, environment};

/// The name of the file.
const FILE: &str = "gatepath.toml";

/// Decides how the terminal UI looks.
pub(super) fn options(
    args: &Tui,
    terminal: &Terminal,
    title: String,
    live: bool,
) -> Result<Options, Error> {
    let config = config(args)?;
    let view = terminal.on_stdout();
    let without_color = (view.color == Color::Never).then(|| "mono".to_owned());
    let name = args.theme.clone().or(without_color);
    let name = name.or(config.theme.clone());
    let name = name.as_deref().unwrap_or("default");
    let mut theme = Theme::named(name).ok_or_else(|| {
        Error::usage(format!("there is no theme {name:?}"))
            .hint(format!("there are {}", Theme::NAMES.join(", ")))
    })?;
    // Whoever wants no color does not want these either.
    if name != "mono" {
        for (role, style) in &config.styles {
            let known = Role::ALL.into_iter().find(|known| known.name() == role);
            if let Some(role) = known {
                theme.set(role, *style);
            }
        }
    }
    let is_ascii = view.symbols == Symbols::Ascii || config.ascii == Some(true);
    Ok(Options {
        theme,
        symbols: if is_ascii {
            Symbols::Ascii
        } else {
            Symbols::Unicode
        },
        keymap: keymap(&config)?,
        mouse: !args.no_mouse && config.mouse != Some(false),
        title,
        live,
    })
}

/// The commented file with all defaults.
pub(super) fn config_template() -> String {
    let actions: Vec<(&str, &[&str], &str)> = Action::ALL
        .iter()
        .map(|action| (action.name(), action.default_keys(), action.help()))
        .collect();
    template(&Theme::NAMES, &actions)
}

fn config(args: &Tui) -> Result<Config, Error> {
    let path = match &args.config {
        _ if args.no_config => return Ok(Config::default()),
        Some(path) => path.clone(),
        None => match find() {
            Some(path) => path,
            None => return Ok(Config::default()),
        },
    };
    let text = std::fs::read_to_string(&path).map_err(|error| Error::file(&path, &error))?;
    let roles = Role::ALL.map(Role::name);
    let actions: Vec<&str> = Action::ALL.iter().map(|action| action.name()).collect();
    let vocabulary = Vocabulary {
        themes: &Theme::NAMES,
        roles: &roles,
        actions: &actions,
    };
    let config = Config::parse(&text, &vocabulary);
    let config = config.map_err(|error| in_file(&path, &error.to_string()))?;
    // Which keys there are, and whether they get into each other's way, is known here only.
    keymap(&config).map_err(|error| error.in_file(&path))?;
    Ok(config)
}

fn keymap(config: &Config) -> Result<Keymap, Error> {
    let mut keymap = Keymap::default();
    for binding in &config.keys {
        let Some(action) = Action::named(&binding.action) else {
            continue;
        };
        let keys = binding.keys.iter().map(|key| key.parse::<Key>());
        let keys: Result<Vec<Key>, _> = keys.collect();
        let keys = keys.map_err(|error| Error::usage(format!("line {}: {error}", binding.line)))?;
        keymap.bind(action, keys);
    }
    keymap
        .check()
        .map_err(|conflict| Error::usage(conflict.to_string()))?;
    Ok(keymap)
}

fn in_file(path: &Path, message: &str) -> Error {
    Error::usage(format!("{}: {message}", path.display()))
        .hint("gatepath generate config prints every setting; --no-config does without the file")
}

/// The file of this folder or one above it, up to the root of a repository; else the user's own.
fn find() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    for folder in here.ancestors() {
        let path = folder.join(FILE);
        if path.is_file() {
            return Some(path);
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    let home = environment("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(environment("HOME")?).join(".config")))?;
    let path = home.join("gatepath").join(FILE);
    path.is_file().then_some(path)
}
