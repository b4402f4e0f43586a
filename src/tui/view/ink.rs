//! Text for the screen: safe to print, measured in columns, cut and wrapped on purpose only.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::report::Symbols;
use crate::report::v1::{Severity, Status, Verdict};
use crate::snapshot::text::sanitize;
use crate::tui::journey::Way;
use crate::tui::theme::{Role, Theme, severity_status};

/// How text is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ink<'a> {
    pub(super) theme: &'a Theme,
    pub(super) symbols: Symbols,
}

impl Ink<'_> {
    pub(super) fn is_ascii(self) -> bool {
        self.symbols == Symbols::Ascii
    }

    pub(super) fn role(self, role: Role) -> Style {
        self.theme.get(role)
    }

    /// Plain text.
    pub(super) fn plain(self, text: impl AsRef<str>) -> Span<'static> {
        self.styled(Style::new(), text)
    }

    /// Text that matters less.
    pub(super) fn dim(self, text: impl AsRef<str>) -> Span<'static> {
        self.styled(self.role(Role::Dim), text)
    }

    /// A title.
    pub(super) fn title(self, text: impl AsRef<str>) -> Span<'static> {
        self.styled(self.role(Role::Title), text)
    }

    /// Text in a style. Whatever AWS wrote is made safe here.
    pub(super) fn styled(self, style: Style, text: impl AsRef<str>) -> Span<'static> {
        let text = sanitize(text.as_ref());
        let text = if self.is_ascii() {
            ascii(&text)
        } else {
            text.into_owned()
        };
        Span::styled(text, style)
    }

    /// The mark of a status: `✓`, or `[ok]`.
    pub(super) fn mark(self, status: Status) -> Span<'static> {
        Span::styled(status.symbol(self.symbols), self.theme.status(status))
    }

    /// Mark and word of a status.
    pub(super) fn status(self, status: Status) -> Span<'static> {
        let text = format!("{} {}", status.symbol(self.symbols), status.as_str());
        Span::styled(text, self.theme.status(status))
    }

    /// Mark and word of a verdict.
    pub(super) fn verdict(self, verdict: Verdict) -> Span<'static> {
        let mark = verdict.status().symbol(self.symbols);
        Span::styled(
            format!("{mark} {}", verdict.as_str()),
            self.theme.verdict(verdict),
        )
    }

    /// Mark and word of a severity.
    pub(super) fn severity(self, severity: Severity) -> Span<'static> {
        let mark = match severity {
            Severity::Info if self.is_ascii() => "[i]",
            Severity::Info => "i",
            other => severity_status(other).symbol(self.symbols),
        };
        Span::styled(
            format!("{mark} {}", severity.as_str()),
            self.theme.severity(severity),
        )
    }

    /// `→`, or `->`.
    pub(super) fn arrow(self) -> &'static str {
        if self.is_ascii() { "->" } else { "→" }
    }

    /// An arrow there or back.
    pub(super) fn way(self, way: Way) -> &'static str {
        match (way, self.is_ascii()) {
            (Way::There, _) => self.arrow(),
            (Way::Back, true) => "<-",
            (Way::Back, false) => "←",
        }
    }

    /// What points at the selected row of a pane without the keys.
    pub(super) fn pointer(self) -> &'static str {
        if self.is_ascii() { "> " } else { "▸ " }
    }

    fn ellipsis(self) -> &'static str {
        if self.is_ascii() { "..." } else { "…" }
    }

    /// A text cut at its end to so many columns.
    pub(super) fn cut(self, text: &str, width: usize) -> String {
        let text = self.safe(text);
        if text.width() <= width {
            return text;
        }
        let ellipsis = self.ellipsis();
        let Some(room) = width.checked_sub(ellipsis.width()) else {
            return take(&text, width).to_owned();
        };
        format!("{}{ellipsis}", take(&text, room).trim_end())
    }

    /// A text cut in the middle, for ids whose ends tell them apart.
    pub(super) fn cut_middle(self, text: &str, width: usize) -> String {
        let text = self.safe(text);
        if text.width() <= width {
            return text;
        }
        let ellipsis = self.ellipsis();
        let Some(room) = width.checked_sub(ellipsis.width()) else {
            return take(&text, width).to_owned();
        };
        let head = take(&text, room.div_ceil(2));
        let tail: Vec<char> = text.chars().rev().collect();
        let tail: String = tail.iter().collect();
        let tail = take(&tail, room / 2);
        let tail: String = tail.chars().rev().collect();
        format!("{head}{ellipsis}{tail}")
    }

    /// A text cut or filled to exactly so many columns.
    pub(super) fn fit(self, text: &str, width: usize) -> String {
        pad(self.cut(text, width), width)
    }

    /// The same for ids.
    pub(super) fn fit_middle(self, text: &str, width: usize) -> String {
        pad(self.cut_middle(text, width), width)
    }

    fn safe(self, text: &str) -> String {
        let text = sanitize(text);
        if self.is_ascii() {
            ascii(&text)
        } else {
            text.into_owned()
        }
    }
}

/// The same text in ASCII, as far as it is gatepath's own; other letters become question marks.
fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '→' => out.push_str("->"),
            '←' => out.push_str("<-"),
            '…' => out.push_str("..."),
            GLUE => out.push(GLUE),
            '×' => out.push('x'),
            '·' | '–' => out.push('-'),
            letter if letter.is_ascii() => out.push(letter),
            _ => out.push('?'),
        }
    }
    out
}

/// As much of a text as fits into so many columns.
fn take(text: &str, width: usize) -> &str {
    let mut used = 0;
    for (at, letter) in text.char_indices() {
        used += letter.width().unwrap_or(0);
        if used > width {
            return &text[..at];
        }
    }
    text
}

fn pad(text: String, width: usize) -> String {
    let missing = width.saturating_sub(text.width());
    text + &" ".repeat(missing)
}

/// The columns of some spans.
pub(super) fn width(spans: &[Span<'_>]) -> usize {
    spans.iter().map(|span| span.content.width()).sum()
}

/// Spans over as many lines as they need; lines after the first begin with an indent. Words are
/// broken only if they are longer than a line.
pub(super) fn wrap(
    spans: impl AsRef<[Span<'static>]>,
    columns: usize,
    indent: usize,
) -> Vec<Line<'static>> {
    let columns = columns.max(1);
    let indent = if indent * 2 > columns { 0 } else { indent };
    let mut page = Page {
        columns,
        indent,
        ..Page::default()
    };
    for token in tokens(spans.as_ref()) {
        match token {
            Token::Space(text, style) => page.space(text, style),
            Token::Word(parts) => page.word(&parts),
        }
    }
    page.lines()
}

/// A space at which no line ends.
pub(super) const GLUE: char = '\u{a0}';

/// A piece of text between which lines may end.
enum Token<'a> {
    Space(&'a str, Style),
    /// It may be made of several styles.
    Word(Vec<(&'a str, Style)>),
}

fn tokens<'a>(spans: &'a [Span<'static>]) -> Vec<Token<'a>> {
    let mut tokens = Vec::new();
    for span in spans {
        for word in words(&span.content) {
            if word.starts_with(' ') {
                tokens.push(Token::Space(word, span.style));
            } else if let Some(Token::Word(parts)) = tokens.last_mut() {
                parts.push((word, span.style));
            } else {
                tokens.push(Token::Word(vec![(word, span.style)]));
            }
        }
    }
    tokens
}

/// Lines that fill up.
#[derive(Default)]
struct Page<'a> {
    columns: usize,
    indent: usize,
    done: Vec<Line<'static>>,
    line: Vec<Span<'static>>,
    used: usize,
    /// Spaces that count only if a word follows on the same line.
    spaces: Vec<(&'a str, Style)>,
    has_words: bool,
}

impl<'a> Page<'a> {
    fn space(&mut self, text: &'a str, style: Style) {
        // A continued line does not begin with a space.
        if self.has_words || self.done.is_empty() {
            self.spaces.push((text, style));
        }
    }

    fn word(&mut self, parts: &[(&'a str, Style)]) {
        let wide: usize = parts.iter().map(|(text, _)| text.width()).sum();
        let gap: usize = self.spaces.iter().map(|(text, _)| text.width()).sum();
        if self.used + gap + wide > self.columns {
            let is_too_long = wide > self.columns - self.indent;
            let room = self.columns.saturating_sub(self.used + gap);
            if !(is_too_long && (room >= 12 || !self.has_words)) {
                self.end_line();
            }
        }
        for (text, style) in std::mem::take(&mut self.spaces) {
            if self.used + text.width() <= self.columns {
                self.put(text, style);
            }
        }
        for (text, style) in parts {
            self.broken(text, *style);
        }
        self.has_words = true;
    }

    /// Writes a text, over several lines if it is longer than one.
    fn broken(&mut self, text: &str, style: Style) {
        let mut rest = text;
        while self.used + rest.width() > self.columns {
            let mut head = take(rest, self.columns - self.used);
            if head.is_empty() && self.used <= self.indent {
                head = first_letter(rest);
            }
            self.put(head, style);
            rest = &rest[head.len()..];
            self.end_line();
        }
        self.put(rest, style);
    }

    fn put(&mut self, text: &str, style: Style) {
        self.used += text.width();
        push(&mut self.line, text, style);
    }

    fn end_line(&mut self) {
        self.done.push(finish(&mut self.line));
        self.spaces.clear();
        self.used = 0;
        self.put(&" ".repeat(self.indent), Style::new());
        self.has_words = false;
    }

    fn lines(mut self) -> Vec<Line<'static>> {
        if self.has_words || self.done.is_empty() {
            self.done.push(finish(&mut self.line));
        }
        self.done
    }
}

fn finish(line: &mut Vec<Span<'static>>) -> Line<'static> {
    let mut spans = std::mem::take(line);
    // Spaces that held words together have done so.
    for span in spans.iter_mut().filter(|span| span.content.contains(GLUE)) {
        *span.content.to_mut() = span.content.replace(GLUE, " ");
    }
    if let Some(last) = spans.last_mut() {
        let kept = last.content.trim_end().len();
        if kept < last.content.len() {
            last.content.to_mut().truncate(kept);
        }
    }
    Line::from(spans)
}

fn push(line: &mut Vec<Span<'static>>, text: &str, style: Style) {
    if text.is_empty() {
        return;
    }
    match line.last_mut() {
        Some(last) if last.style == style => last.content.to_mut().push_str(text),
        _ => line.push(Span::styled(text.to_owned(), style)),
    }
}

fn first_letter(text: &str) -> &str {
    let end = text.chars().next().map_or(0, char::len_utf8);
    &text[..end]
}

/// Words and the spaces between them.
fn words(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_space = first == ' ';
        let end = rest
            .find(|letter: char| (letter == ' ') != is_space)
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        found.push(word);
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, columns: usize, indent: usize) -> Vec<String> {
        let lines = wrap(vec![Span::raw(text.to_owned())], columns, indent);
        lines.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn words_stay_whole_unless_they_are_longer_than_a_line() {
        assert_eq!(
            lines("no inbound rule admits it", 12, 2),
            ["no inbound", "  rule", "  admits it"]
        );
        assert_eq!(
            lines("arn:aws:acm:eu-west-1", 10, 0),
            ["arn:aws:ac", "m:eu-west-", "1"]
        );
        assert_eq!(lines("網路網路", 5, 0), ["網路", "網路"]);
        assert_eq!(lines("", 5, 0), [""]);
        assert_eq!(lines("網", 1, 0).concat(), "網");
    }

    #[test]
    fn cut_texts_fit_and_say_that_they_are_cut() {
        let theme = Theme::default();
        let ink = Ink {
            theme: &theme,
            symbols: Symbols::Unicode,
        };
        assert_eq!(ink.cut("tracking-mcp", 8), "trackin…");
        assert_eq!(ink.cut_middle("eni-0f0d86835fe38f72d", 12), "eni-0f…8f72d");
        assert_eq!(ink.fit("網路網", 5), "網路…");
        assert_eq!(ink.fit("ab", 4), "ab  ");
        assert_eq!(ink.cut("a\u{1b}[2J", 20), "a\\u{1b}[2J");
        let ascii = Ink {
            theme: &theme,
            symbols: Symbols::Ascii,
        };
        assert_eq!(ascii.cut("tracking-mcp", 8), "track...");
        assert_eq!(ascii.cut("abc", 2), "ab");
    }
}
