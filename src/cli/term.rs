//! What the terminal can show: decided once, from flags, the environment and the streams.

use std::io::{self, IsTerminal};

use crate::report::{Color, Symbols, View};

use super::args::{ColorChoice, Display};

/// What was decided.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminal {
    stdout: View,
    stderr: View,
    #[cfg(feature = "aws")]
    is_watched: bool,
    /// For files: no color, Unicode, 100 columns unless flags say otherwise.
    file: View,
}

impl Terminal {
    /// The terminal of this process.
    pub(super) fn of_process(display: &Display) -> Self {
        let columns = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let view = |is_terminal: bool| {
            view(
                display,
                &environment,
                is_terminal,
                columns.filter(|_| is_terminal),
            )
        };
        Self {
            stdout: view(io::stdout().is_terminal()),
            stderr: view(io::stderr().is_terminal()),
            #[cfg(feature = "aws")]
            is_watched: io::stderr().is_terminal(),
            file: View {
                color: match display.color {
                    ColorChoice::Always => Color::Always,
                    ColorChoice::Auto | ColorChoice::Never => Color::Never,
                },
                symbols: if display.ascii {
                    Symbols::Ascii
                } else {
                    Symbols::Unicode
                },
                ..view(false)
            },
        }
    }

    /// Standard output.
    pub(super) fn on_stdout(&self) -> View {
        self.stdout
    }

    /// Standard error.
    pub(super) fn on_stderr(&self) -> View {
        self.stderr
    }

    /// Whether somebody watches standard error.
    #[cfg(feature = "aws")]
    pub(super) fn is_watched(&self) -> bool {
        self.is_watched
    }

    /// A file.
    pub(super) fn in_file(&self) -> View {
        self.file
    }
}

/// A variable of the environment; an empty one is none.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the environment"
)]
pub(super) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn view(
    display: &Display,
    environment: &dyn Fn(&str) -> Option<String>,
    is_terminal: bool,
    columns: Option<usize>,
) -> View {
    let is_ascii = display.ascii || !shows_unicode(environment);
    View {
        width: display
            .width
            .map(usize::from)
            .or(columns)
            .unwrap_or(100)
            .max(NARROWEST),
        symbols: if is_ascii {
            Symbols::Ascii
        } else {
            Symbols::Unicode
        },
        color: if colors(display.color, environment, is_terminal) {
            Color::Always
        } else {
            Color::Never
        },
        ..View::default()
    }
}

/// Below this nothing can be laid out.
const NARROWEST: usize = 40;

/// The flag, then `NO_COLOR`, `CLICOLOR_FORCE` and `FORCE_COLOR`, `CLICOLOR=0`, `TERM=dumb`, then
/// whether it is a terminal. <https://no-color.org>, <https://bixense.com/clicolors/>
fn colors(
    choice: ColorChoice,
    environment: &dyn Fn(&str) -> Option<String>,
    is_terminal: bool,
) -> bool {
    let is_on = |name| environment(name).is_some_and(|value| value != "0");
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if environment("NO_COLOR").is_some() => false,
        ColorChoice::Auto if is_on("CLICOLOR_FORCE") || is_on("FORCE_COLOR") => true,
        ColorChoice::Auto if environment("CLICOLOR").as_deref() == Some("0") => false,
        ColorChoice::Auto if environment("TERM").as_deref() == Some("dumb") => false,
        ColorChoice::Auto => is_terminal,
    }
}

/// A locale that is set and not UTF-8 cannot show Unicode; nor can the Linux console. Where no
/// locale is set, as in most containers, terminals are UTF-8 nowadays.
fn shows_unicode(environment: &dyn Fn(&str) -> Option<String>) -> bool {
    if matches!(environment("TERM").as_deref(), Some("dumb" | "linux")) {
        return false;
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(environment);
    locale.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &'static [(&str, &str)]) -> impl Fn(&str) -> Option<String> {
        |name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        }
    }

    #[test]
    fn color_goes_to_terminals_unless_somebody_objects() {
        let auto =
            |variables, is_terminal| colors(ColorChoice::Auto, &with(variables), is_terminal);
        assert!(auto(&[], true));
        assert!(!auto(&[], false));
        assert!(!auto(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], true));
        assert!(auto(&[("CLICOLOR_FORCE", "1")], false));
        assert!(auto(&[("FORCE_COLOR", "1"), ("TERM", "dumb")], false));
        assert!(!auto(&[("CLICOLOR", "0")], true));
        assert!(!auto(&[("TERM", "dumb")], true));
        assert!(colors(
            ColorChoice::Always,
            &with(&[("NO_COLOR", "1")]),
            false
        ));
    }

    #[test]
    fn ascii_where_the_locale_needs_it() {
        assert!(shows_unicode(&with(&[])));
        assert!(shows_unicode(&with(&[("LANG", "de_DE.UTF-8")])));
        assert!(!shows_unicode(&with(&[
            ("LC_ALL", "C"),
            ("LANG", "de_DE.UTF-8")
        ])));
        assert!(!shows_unicode(&with(&[("LANG", "de_DE.ISO-8859-1")])));
        assert!(!shows_unicode(&with(&[
            ("TERM", "linux"),
            ("LANG", "C.UTF-8")
        ])));
    }
}
