//! Where everything stands, for each size of the terminal.

use ratatui::layout::Rect;

/// What fits on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// Nothing: less than 40×10.
    TooSmall,
    /// One pane at a time.
    Small,
    /// Two panes: at least 80×24.
    Medium,
    /// Everything: at least 120×30.
    Large,
}

impl Size {
    /// Of so many columns and rows.
    pub fn of(width: u16, height: u16) -> Self {
        match (width, height) {
            (120.., 30..) => Self::Large,
            (80.., 24..) => Self::Medium,
            (40.., 10..) => Self::Small,
            _ => Self::TooSmall,
        }
    }
}

/// The frame around every tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) header: Rect,
    /// Empty where there is no room for it.
    pub(super) tabs: Rect,
    pub(super) body: Rect,
    pub(super) footer: Rect,
}

impl Frame {
    pub(super) fn of(width: u16, height: u16) -> Self {
        let tabs = u16::from(Size::of(width, height) > Size::Small);
        let row = |y: u16, rows: u16| Rect::new(0, y, width, rows);
        Self {
            header: row(0, 1),
            tabs: row(1, tabs),
            body: row(1 + tabs, height.saturating_sub(2 + tabs)),
            footer: row(height.saturating_sub(1), 1),
        }
    }
}

/// The two panes of a tab: the list and what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Split {
    pub(super) main: Option<Rect>,
    pub(super) side: Option<Rect>,
}

impl Split {
    /// One pane only.
    pub(super) fn only(body: Rect, is_side: bool) -> Self {
        match is_side {
            true => Self {
                main: None,
                side: Some(body),
            },
            false => Self {
                main: Some(body),
                side: None,
            },
        }
    }

    /// One beside the other.
    pub(super) fn columns(body: Rect, main: u16) -> Self {
        let main = main.min(body.width);
        Self {
            main: Some(Rect {
                width: main,
                ..body
            }),
            side: Some(Rect {
                x: body.x + main,
                width: body.width - main,
                ..body
            }),
        }
    }

    /// One above the other.
    pub(super) fn rows(body: Rect, main: u16) -> Self {
        let main = main.min(body.height);
        Self {
            main: Some(Rect {
                height: main,
                ..body
            }),
            side: Some(Rect {
                y: body.y + main,
                height: body.height - main,
                ..body
            }),
        }
    }
}

/// Rows inside of a border.
pub(super) fn inside(area: Rect) -> Rect {
    Rect {
        x: area.x.saturating_add(1),
        y: area.y.saturating_add(1),
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    }
}
