//! Every screen at five sizes, in ASCII and without color.

use gatepath::report::Symbols;
use gatepath::tui::{Options, Session, Theme};

use super::{demo, options, session};

const SIZES: [(u16, u16); 5] = [(200, 60), (120, 30), (80, 24), (60, 20), (40, 10)];

/// Screens and the keys that lead to them from the start.
const SCREENS: [(&str, &str); 14] = [
    ("targets", ""),
    ("path", "enter"),
    ("path-of-the-degraded", "down enter"),
    ("path-back", "down enter v"),
    ("path-of-the-unknown", "down down enter"),
    ("evidence", "enter tab"),
    ("findings", "3"),
    ("what-if", "4"),
    ("what-if-applied", "4 enter"),
    ("names", "5"),
    ("certificates", "6"),
    ("gaps", "7"),
    ("help", "enter ?"),
    ("explain", "enter e"),
];

fn snapshot(name: &str, screen: &str) {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, screen);
    });
}

#[test]
fn every_screen_at_five_sizes() {
    for (name, keys) in SCREENS {
        for (width, height) in SIZES {
            let screen = session((width, height), keys).screen();
            snapshot(&format!("tui-{name}-{width}x{height}"), &screen);
        }
    }
}

#[test]
fn every_screen_in_ascii_and_mono() {
    let options = Options {
        theme: Theme::named("mono").unwrap(),
        symbols: Symbols::Ascii,
        ..options()
    };
    for (name, keys) in SCREENS {
        let mut session = Session::new(options.clone(), (100, 30)).showing(demo());
        session.press(keys).unwrap();
        let screen = session.screen();
        assert!(screen.is_ascii(), "{name} is not ASCII:\n{screen}");
        snapshot(&format!("tui-{name}-ascii"), &screen);
    }
}

#[test]
fn no_line_is_wider_than_the_screen() {
    for (name, keys) in SCREENS {
        for (width, height) in SIZES {
            let screen = session((width, height), keys).screen();
            assert_eq!(screen.lines().count(), usize::from(height), "{name}");
            for line in screen.lines() {
                let wide = unicode_width::UnicodeWidthStr::width(line);
                assert!(wide <= usize::from(width), "{name}: {line}");
            }
        }
    }
}

#[test]
fn without_color_nothing_is_colored() {
    use ratatui::style::Color;

    let options = Options {
        theme: Theme::named("mono").unwrap(),
        ..options()
    };
    for (name, keys) in SCREENS {
        let mut session = Session::new(options.clone(), (120, 30)).showing(demo());
        session.press(keys).unwrap();
        for cell in session.draw().content() {
            assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset), "{name}");
        }
    }
}

#[test]
fn state_is_told_by_word_in_every_theme() {
    for theme in Theme::NAMES {
        let options = Options {
            theme: Theme::named(theme).unwrap(),
            ..options()
        };
        let screen = Session::new(options, (120, 30)).showing(demo()).screen();
        for word in ["✗ blocked", "! degraded", "? unknown", "✓ reachable"] {
            assert!(screen.contains(word), "{theme}:\n{screen}");
        }
    }
}

#[test]
fn a_terminal_that_is_too_small_is_told_so() {
    let screen = session((39, 10), "").screen();
    assert!(screen.contains("needs at least 40×10"), "{screen}");
    assert!(session((1, 1), "").screen().len() <= 4);
}
