//! Text for terminals. Whatever reaches one goes through [`Text`], which makes texts from AWS safe
//! to print, and through [`Printer`], which wraps and colors.

use std::fmt::Write as _;
use std::io::{self, Write};

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use crate::snapshot::text::sanitize;

use super::{Color, View};

/// A line of styled text. Control characters in it are visible escapes.
#[derive(Clone, Debug, Default)]
pub struct Text(Vec<Span>);

#[derive(Clone, Debug)]
struct Span {
    text: String,
    style: Style,
}

impl Text {
    /// No text.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same text followed by plain text.
    pub fn plain(self, text: impl AsRef<str>) -> Self {
        self.styled(Style::new(), text)
    }

    /// The same text followed by text in a style.
    pub fn styled(mut self, style: Style, text: impl AsRef<str>) -> Self {
        let text = sanitize(text.as_ref()).into_owned();
        if !text.is_empty() {
            self.0.push(Span { text, style });
        }
        self
    }

    /// The same text followed by bold text.
    pub fn bold(self, text: impl AsRef<str>) -> Self {
        self.styled(Style::new().bold(), text)
    }

    /// The same text followed by text that matters less.
    pub fn dim(self, text: impl AsRef<str>) -> Self {
        self.styled(Style::new().dimmed(), text)
    }

    /// The same text followed by another one.
    pub fn joined(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The text without its styles.
    pub fn unstyled(&self) -> String {
        self.0.iter().map(|span| span.text.as_str()).collect()
    }

    /// Columns that it takes.
    pub fn width(&self) -> usize {
        self.0.iter().map(|span| span.text.width()).sum()
    }

    /// The text at line ends where it does not fit; words longer than `width` stay whole, so that
    /// ids and commands can be copied. The first line may have another width than the others.
    fn wrapped(&self, first_width: usize, width: usize) -> Vec<Self> {
        let mut lines = vec![Self::new()];
        let mut column = 0;
        for span in &self.0 {
            for word in span.text.split_inclusive(' ') {
                let needed = word.trim_end_matches(' ').width();
                let width = if lines.len() == 1 { first_width } else { width };
                if column > 0 && column + needed > width {
                    lines.push(Self::new());
                    column = 0;
                }
                column += word.width();
                if let Some(line) = lines.last_mut() {
                    line.push(word, span.style);
                }
            }
        }
        lines
    }

    fn push(&mut self, word: &str, style: Style) {
        match self.0.last_mut() {
            Some(last) if last.style == style => last.text.push_str(word),
            _ => self.0.push(Span {
                text: word.to_owned(),
                style,
            }),
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::new().plain(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::new().plain(text)
    }
}

/// Writes lines of text.
pub struct Printer<'a> {
    view: View,
    out: &'a mut dyn Write,
}

impl<'a> Printer<'a> {
    /// A printer of that view.
    pub fn new(view: View, out: &'a mut dyn Write) -> Self {
        Self { view, out }
    }

    /// The view.
    pub fn view(&self) -> View {
        self.view
    }

    /// Writes one line, however long.
    pub fn line(&mut self, text: &Text) -> io::Result<()> {
        let mut line = String::new();
        for (index, span) in text.0.iter().enumerate() {
            let is_last = index + 1 == text.0.len();
            let words = if is_last {
                span.text.trim_end()
            } else {
                &span.text
            };
            if self.view.color == Color::Always && span.style != Style::new() {
                // Writing to a `String` cannot fail.
                let _ = write!(line, "{}{words}{:#}", span.style, span.style);
            } else {
                line.push_str(words);
            }
        }
        writeln!(self.out, "{}", line.trim_end())
    }

    /// Writes a text that may need several lines; later ones are indented like its beginning.
    pub fn wrapped(&mut self, lead: &Text, body: &Text) -> io::Result<()> {
        self.hanging(lead, lead.width(), body)
    }

    /// Writes a text that may need several lines; later ones are indented by so many columns.
    pub fn hanging(&mut self, lead: &Text, indent: usize, body: &Text) -> io::Result<()> {
        let first_room = self.view.width.saturating_sub(lead.width()).max(NARROWEST);
        let room = self.view.width.saturating_sub(indent).max(NARROWEST);
        for (index, line) in body.wrapped(first_room, room).into_iter().enumerate() {
            let mut whole = if index == 0 {
                lead.clone()
            } else {
                " ".repeat(indent).into()
            };
            whole.0.extend(line.0);
            self.line(&whole)?;
        }
        Ok(())
    }

    /// Writes an empty line.
    pub fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }
}

/// Columns that text gets even where the lead leaves less.
const NARROWEST: usize = 24;

/// A text cut to a width, with an ellipsis if something is missing.
pub(super) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        if (kept.width() + letter.to_string().width() + 1) > width {
            break;
        }
        kept.push(letter);
    }
    kept + "…"
}

/// A text in at most so many lines, with an ellipsis if something is missing.
pub(super) fn cut_lines(text: &str, width: usize, lines: usize) -> Vec<String> {
    let wrapped = Text::from(text).wrapped(width, width);
    let mut shown: Vec<String> = wrapped
        .iter()
        .take(lines)
        .map(|line| cut(line.unstyled().trim_end(), width))
        .collect();
    if wrapped.len() > lines
        && let Some(last) = shown.pop()
    {
        shown.push(cut(&(last + " …"), width));
    }
    shown
}

/// A shell command over several lines, broken only where a space stands outside of quotes.
pub fn command_lines(command: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for argument in arguments(command) {
        let indent = if lines.is_empty() { 0 } else { CONTINUED.len() };
        // Options stay with their value: a line never ends in one.
        let fits = indent + line.width() + 1 + argument.width() + " \\".len() <= width;
        if !line.is_empty() && !fits {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&argument);
    }
    lines.push(line);
    let last = lines.len() - 1;
    let finish = |(index, line): (usize, String)| {
        let indent = if index == 0 { "" } else { CONTINUED };
        let end = if index == last { "" } else { " \\" };
        format!("{indent}{line}{end}")
    };
    lines.into_iter().enumerate().map(finish).collect()
}

const CONTINUED: &str = "  ";

/// The arguments as written, quotes included; an option comes with its values.
fn arguments(command: &str) -> Vec<String> {
    let mut arguments: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut quoted: Option<char> = None;
    let mut finish = |word: &mut String| {
        let word = std::mem::take(word);
        match arguments.last_mut() {
            Some(last) if last.starts_with("--") && !word.starts_with("--") && word != "|" => {
                last.push(' ');
                last.push_str(&word);
            }
            _ if word.is_empty() => {}
            _ => arguments.push(word),
        }
    };
    for letter in command.chars() {
        match quoted {
            None if letter == ' ' => finish(&mut word),
            None if letter == '\'' || letter == '"' => {
                quoted = Some(letter);
                word.push(letter);
            }
            Some(quote) if letter == quote => {
                quoted = None;
                word.push(letter);
            }
            _ => word.push(letter),
        }
    }
    finish(&mut word);
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(view: View, lead: &str, body: &Text) -> String {
        let mut out = Vec::new();
        Printer::new(view, &mut out)
            .wrapped(&lead.into(), body)
            .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn lines_wrap_under_their_beginning() {
        let view = View {
            width: 30,
            ..View::default()
        };
        let body = Text::new()
            .plain("no ingress rule admits ")
            .bold("10.0.0.1");
        assert_eq!(
            printed(view, "  = ", &body),
            "  = no ingress rule admits\n    10.0.0.1\n"
        );
    }

    #[test]
    fn texts_cannot_steer_the_terminal() {
        let body = Text::from("a\u{1b}[2Jb\u{202e}c");
        assert_eq!(
            printed(View::default(), "", &body),
            "a\\u{1b}[2Jb\\u{202e}c\n"
        );
    }

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(cut("網路網路", 5), "網路…");
        assert_eq!(cut("abc", 3), "abc");
    }

    #[test]
    fn commands_break_between_options_only() {
        let command = "aws ec2 authorize-security-group-ingress --group-id sg-1 \
            --ip-permissions 'IpProtocol=tcp, FromPort=443'";
        assert_eq!(
            command_lines(command, 60),
            [
                r"aws ec2 authorize-security-group-ingress --group-id sg-1 \",
                "  --ip-permissions 'IpProtocol=tcp, FromPort=443'",
            ]
        );
        let whole = command_lines(command, 60)
            .join("\n")
            .replace(" \\\n  ", " ");
        assert_eq!(whole, command);
    }
}
