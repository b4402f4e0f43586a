//! Styles as people write them: `bold #d55e00`, `bright-blue`, `dim`.

use anstyle::{Ansi256Color, AnsiColor, Color, RgbColor, Style};

const COLORS: [(&str, AnsiColor); 8] = [
    ("black", AnsiColor::Black),
    ("red", AnsiColor::Red),
    ("green", AnsiColor::Green),
    ("yellow", AnsiColor::Yellow),
    ("blue", AnsiColor::Blue),
    ("magenta", AnsiColor::Magenta),
    ("cyan", AnsiColor::Cyan),
    ("white", AnsiColor::White),
];

/// Reads a style: words for effects, and at most one color, and `on COLOR` for the background.
pub(super) fn parse(text: &str) -> Result<Style, String> {
    let mut style = Style::new();
    let mut is_background = false;
    for word in text.split_whitespace() {
        style = match word {
            "plain" => style,
            "bold" => style.bold(),
            "dim" => style.dimmed(),
            "italic" => style.italic(),
            "underline" => style.underline(),
            "reverse" => style.invert(),
            "on" => {
                is_background = true;
                continue;
            }
            word => {
                let color = color(word).ok_or_else(|| {
                    format!(
                        "{word:?} is no style: a style is made of bold, dim, italic, underline, \
                         reverse and a color, such as blue, bright-blue, 208 or #d55e00"
                    )
                })?;
                if is_background {
                    style.bg_color(Some(color))
                } else {
                    style.fg_color(Some(color))
                }
            }
        };
    }
    Ok(style)
}

fn color(word: &str) -> Option<Color> {
    if let Some(digits) = word.strip_prefix('#') {
        let is_hex = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)?;
        let [_, red, green, blue] = number.to_be_bytes();
        return Some(RgbColor(red, green, blue).into());
    }
    if let Ok(number) = word.parse::<u8>() {
        return Some(Ansi256Color(number).into());
    }
    let (name, is_bright) = match word.strip_prefix("bright-") {
        Some(name) => (name, true),
        None => (word, false),
    };
    let (_, color) = COLORS.iter().find(|(known, _)| *known == name)?;
    Some(color.bright(is_bright).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_are_read_word_by_word() {
        let bold = Style::new().bold();
        assert_eq!(
            parse("bold #d55e00"),
            Ok(bold.fg_color(Some(RgbColor(0xd5, 0x5e, 0x00).into())))
        );
        assert_eq!(
            parse("bright-blue on 208"),
            Ok(Style::new()
                .fg_color(Some(AnsiColor::BrightBlue.into()))
                .bg_color(Some(Ansi256Color(208).into())))
        );
        assert_eq!(parse("plain"), Ok(Style::new()));
        for bad in ["#12345", "#+12345", "256", "bold purple"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
