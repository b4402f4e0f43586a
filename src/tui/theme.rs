//! Colors. State is told by shape and word as well, so that a theme without any works too.

use anstyle::{AnsiColor, Color as Ansi, Effects, RgbColor, Style as AnsiStyle};
use ratatui::style::{Color, Modifier, Style};

use crate::report::v1::{Severity, Status, Verdict};

/// What a style is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// What works.
    Pass,
    /// What works with a reservation.
    Warn,
    /// What stops everything.
    Fail,
    /// What could not be decided.
    Unknown,
    /// What matters less.
    Dim,
    /// Keys, the active tab, the focused border.
    Accent,
    /// Titles.
    Title,
    /// The row that is selected.
    Selected,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 8] = [
        Self::Pass,
        Self::Warn,
        Self::Fail,
        Self::Unknown,
        Self::Dim,
        Self::Accent,
        Self::Title,
        Self::Selected,
    ];

    /// Its name in the `[theme]` table of `gatepath.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
            Self::Dim => "dim",
            Self::Accent => "accent",
            Self::Title => "title",
            Self::Selected => "selected",
        }
    }
}

/// A style for each role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme([Style; Role::ALL.len()]);

impl Theme {
    /// The names of the themes that come with gatepath.
    pub const NAMES: [&'static str; 3] = ["default", "colorblind", "mono"];

    /// A theme by its name.
    pub fn named(name: &str) -> Option<Self> {
        let bold = |color: Color| Style::new().fg(color).add_modifier(Modifier::BOLD);
        let plain = |color: Color| Style::new().fg(color);
        let dim = Style::new().add_modifier(Modifier::DIM);
        let title = Style::new().add_modifier(Modifier::BOLD);
        let selected = Style::new().add_modifier(Modifier::REVERSED);
        Some(Self(match name {
            // The 16 colors of the terminal, without pairs of red and green.
            "default" => [
                // Plain blue is too dark on most dark screens.
                plain(Color::LightBlue),
                bold(Color::Yellow),
                bold(Color::Magenta),
                plain(Color::Cyan),
                dim,
                bold(Color::Cyan),
                title,
                selected,
            ],
            // Okabe and Ito: https://jfly.uni-koeln.de/color/
            "colorblind" => [
                plain(Color::Rgb(0, 158, 115)),
                bold(Color::Rgb(230, 159, 0)),
                bold(Color::Rgb(213, 94, 0)),
                plain(Color::Rgb(86, 180, 233)),
                dim,
                bold(Color::Rgb(86, 180, 233)),
                title,
                selected,
            ],
            "mono" => [
                Style::new(),
                title,
                title.add_modifier(Modifier::UNDERLINED),
                Style::new().add_modifier(Modifier::ITALIC),
                dim,
                title,
                title,
                selected,
            ],
            _ => return None,
        }))
    }

    /// Gives a role another style.
    pub fn set(&mut self, role: Role, style: AnsiStyle) {
        self.0[role as usize] = style_of(style);
    }

    pub(super) fn get(&self, role: Role) -> Style {
        self.0[role as usize]
    }

    pub(super) fn status(&self, status: Status) -> Style {
        self.get(match status {
            Status::Pass => Role::Pass,
            Status::Warn => Role::Warn,
            Status::Fail => Role::Fail,
            Status::Unknown => Role::Unknown,
            Status::Skipped => Role::Dim,
        })
    }

    pub(super) fn verdict(&self, verdict: Verdict) -> Style {
        self.status(verdict.status())
    }

    pub(super) fn severity(&self, severity: Severity) -> Style {
        self.status(severity_status(severity))
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self::named("default").unwrap_or(Self([Style::new(); Role::ALL.len()]))
    }
}

/// The status that looks like a severity.
pub(super) fn severity_status(severity: Severity) -> Status {
    match severity {
        Severity::Error => Status::Fail,
        Severity::Warning => Status::Warn,
        Severity::Info => Status::Skipped,
    }
}

fn style_of(style: AnsiStyle) -> Style {
    let mut out = Style::new();
    if let Some(color) = style.get_fg_color() {
        out = out.fg(color_of(color));
    }
    if let Some(color) = style.get_bg_color() {
        out = out.bg(color_of(color));
    }
    for (effect, modifier) in [
        (Effects::BOLD, Modifier::BOLD),
        (Effects::DIMMED, Modifier::DIM),
        (Effects::ITALIC, Modifier::ITALIC),
        (Effects::UNDERLINE, Modifier::UNDERLINED),
        (Effects::INVERT, Modifier::REVERSED),
    ] {
        if style.get_effects().contains(effect) {
            out = out.add_modifier(modifier);
        }
    }
    out
}

fn color_of(color: Ansi) -> Color {
    match color {
        Ansi::Ansi(color) => match color {
            AnsiColor::Black => Color::Black,
            AnsiColor::Red => Color::Red,
            AnsiColor::Green => Color::Green,
            AnsiColor::Yellow => Color::Yellow,
            AnsiColor::Blue => Color::Blue,
            AnsiColor::Magenta => Color::Magenta,
            AnsiColor::Cyan => Color::Cyan,
            AnsiColor::White => Color::Gray,
            AnsiColor::BrightBlack => Color::DarkGray,
            AnsiColor::BrightRed => Color::LightRed,
            AnsiColor::BrightGreen => Color::LightGreen,
            AnsiColor::BrightYellow => Color::LightYellow,
            AnsiColor::BrightBlue => Color::LightBlue,
            AnsiColor::BrightMagenta => Color::LightMagenta,
            AnsiColor::BrightCyan => Color::LightCyan,
            AnsiColor::BrightWhite => Color::White,
        },
        Ansi::Ansi256(color) => Color::Indexed(color.0),
        Ansi::Rgb(RgbColor(red, green, blue)) => Color::Rgb(red, green, blue),
    }
}
