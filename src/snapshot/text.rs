//! Makes text from evidence safe to print.

use std::{borrow::Cow, fmt::Write as _};

/// Replaces whatever could steer a terminal or disguise other text by a visible `\u{..}`.
///
/// That is: control characters (C0, DEL, C1, so every escape sequence, tab and line end), marks
/// that change the direction of text, and characters that have no width. Everything else, of
/// any language, stays as it is.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find(is_unsafe) else {
        return Cow::Borrowed(text);
    };
    let (safe, rest) = text.split_at(first);
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(safe);
    for c in rest.chars() {
        if is_unsafe(c) {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "{}", c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}'                   // Arabic letter mark
            | '\u{200b}'..='\u{200f}'   // zero width, left-to-right and right-to-left marks
            | '\u{2028}'..='\u{202e}'   // line separators, embeddings and overrides
            | '\u{2060}'..='\u{206f}'   // word joiner, isolates, deprecated format characters
            | '\u{feff}'                // byte order mark
            | '\u{fff9}'..='\u{fffb}'   // interlinear annotation
            | '\u{e0000}'..='\u{e007f}' // tags
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_borrowed() {
        for text in ["", "sg-0a1 \"web\"", "Größe, 大きさ, 🚦"] {
            assert!(matches!(sanitize(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn what_steers_a_terminal_becomes_visible() {
        assert_eq!(
            sanitize("a\u{1b}[31mred\u{1b}[0m"),
            r"a\u{1b}[31mred\u{1b}[0m"
        );
        assert_eq!(sanitize("one\r\ntwo\tthree"), r"one\u{d}\u{a}two\u{9}three");
        assert_eq!(sanitize("\u{7f}\u{9b}2J"), r"\u{7f}\u{9b}2J");
    }

    #[test]
    fn what_disguises_text_becomes_visible() {
        assert_eq!(sanitize("user\u{202e}txt.exe"), r"user\u{202e}txt.exe");
        assert_eq!(sanitize("sg\u{200b}-1\u{2066}"), r"sg\u{200b}-1\u{2066}");
    }
}
