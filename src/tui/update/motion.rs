//! Moving around: by keys and by mouse.

use crate::report::v1::Status;

use crate::tui::Action;
use crate::tui::app::{App, ExportItem, Overlay, Tab};
use crate::tui::effect::Effect;
use crate::tui::event::{Mouse, MouseAction};
use crate::tui::layout::inside;
use crate::tui::list::Move;
use crate::tui::view;

impl App {
    pub(super) fn show(&mut self, tab: Tab) {
        if self.tab == tab {
            return;
        }
        self.tab = tab;
        self.side = false;
        self.zoomed = false;
        self.scroll = 0;
    }

    /// Takes a movement to whatever has the keys.
    pub(super) fn go(&mut self, action: Action) {
        if !self.overlays.is_empty() {
            self.go_in_overlay(action);
        } else if self.tab == Tab::Path && !self.side {
            self.go_on_path(action);
        } else if self.side {
            self.go_at_side(action);
        } else {
            let page = isize::try_from(self.list_height() / 2).unwrap_or(1).max(1);
            match movement(action, page) {
                Some(to) => self.go_to(to),
                None => self.side = action == Action::Right,
            }
        }
    }

    pub(super) fn go_in_list(&mut self, by: isize) {
        self.go_to(Move::By(by));
    }

    fn go_to(&mut self, to: Move) {
        self.scroll = 0;
        let (changes, names, certificates) = self.lengths();
        match self.tab {
            Tab::Targets => {
                self.targets.list.go(to, self.targets.shown.len());
                self.follow_selection();
            }
            Tab::Path => self.path.row.go(to, self.path.journey.rows.len()),
            Tab::Findings => self.findings.list.go(to, self.findings.shown.len()),
            Tab::WhatIf => self.changes.go(to, changes),
            Tab::Names => self.names.go(to, names),
            Tab::Certificates => self.certificates.go(to, certificates),
            Tab::Gaps => self.gaps.list.go(to, self.gaps.shown.len()),
        }
    }

    fn go_in_overlay(&mut self, action: Action) {
        let page = isize::try_from(self.size.1 / 2).unwrap_or(1).max(1);
        let Some(to) = movement(action, page) else {
            return;
        };
        let lines = view::overlay_lines(self);
        match self.overlays.last_mut() {
            Some(Overlay::Help { scroll, .. } | Overlay::Explain { scroll, .. }) => {
                *scroll = moved(*scroll, to, lines);
            }
            Some(Overlay::Export { selected }) => {
                *selected = moved(*selected, to, ExportItem::ALL.len());
            }
            Some(Overlay::Recollect) | None => {}
        }
    }

    /// Lanes are rows and hops columns; on a ladder it is the other way around.
    fn go_on_path(&mut self, action: Action) {
        self.scroll = 0;
        self.path.entry = usize::MAX;
        let is_ladder = self.is_ladder();
        let (row, cell) = match (action, is_ladder) {
            (Action::Up, false) | (Action::Left, true) => (-1, 0),
            (Action::Down, false) | (Action::Right, true) => (1, 0),
            (Action::Left, false) | (Action::Up, true) => (0, -1),
            (Action::Right, false) | (Action::Down, true) => (0, 1),
            (Action::PageUp, _) => (-4, 0),
            (Action::PageDown, _) => (4, 0),
            (Action::First, _) => (0, isize::MIN),
            (Action::Last, _) => (0, isize::MAX),
            _ => return,
        };
        if row != 0 {
            self.go_to_lane(row);
        }
        if is_ladder && self.step_over(cell) {
            return;
        }
        let cells = self.path.journey.rows.get(self.path.row.selected);
        let last = cells.map_or(0, |row| row.cells.len().saturating_sub(1));
        self.path.cell = self.path.cell.saturating_add_signed(cell).min(last);
    }

    /// On a ladder the lane goes on where the trunk ends: from its last hop down into a lane, and
    /// up again.
    fn step_over(&mut self, by: isize) -> bool {
        let rows = &self.path.journey.rows;
        let row = self.path.row.selected;
        let last = rows
            .get(row)
            .map_or(0, |row| row.cells.len().saturating_sub(1));
        if by == 1 && row == 0 && self.path.cell == last && rows.len() > 1 {
            self.path.row.selected = view::lanes::lane_beside(self);
            self.path.cell = 0;
            return true;
        }
        if by == -1 && row > 0 && self.path.cell == 0 {
            let trunk = rows.first().map_or(0, |row| row.cells.len());
            if trunk > 0 {
                self.path.row.selected = 0;
                self.path.cell = trunk - 1;
                return true;
            }
        }
        false
    }

    /// Another lane, at the hop in the same column if it has one there.
    fn go_to_lane(&mut self, by: isize) {
        let journey = &self.path.journey;
        let from = journey.cell(self.path.row.selected, self.path.cell);
        let column = from.map_or(0, |cell| cell.column);
        let was_trunk = self.path.row.selected == 0;
        self.path.row.go(Move::By(by), journey.rows.len());
        let Some(row) = journey.rows.get(self.path.row.selected) else {
            return;
        };
        self.path.cell = if was_trunk || self.path.row.selected == 0 {
            row.stopped.unwrap_or(0)
        } else {
            let same = row.cells.iter().position(|cell| cell.column >= column);
            same.unwrap_or(row.cells.len().saturating_sub(1))
        };
    }

    fn go_at_side(&mut self, action: Action) {
        let page = isize::try_from(self.frame().body.height / 2)
            .unwrap_or(1)
            .max(1);
        let Some(to) = movement(action, page) else {
            self.side = action != Action::Left;
            return;
        };
        let entries = self.path.inspection.entries.len();
        if self.tab == Tab::Path && entries > 0 && matches!(to, Move::By(-1 | 1)) {
            let before = self.path.entry;
            self.path.entry = moved(before, to, entries);
            // Beyond the last rule stands the evidence.
            let is_back = to == Move::By(-1) && self.scroll > 0;
            if self.path.entry != before && !is_back {
                return;
            }
            if is_back {
                self.path.entry = before;
            }
        }
        let lines = view::side_lines(self);
        self.scroll = moved(self.scroll, to, lines);
    }

    pub(super) fn go_to_problem(&mut self, forward: bool) {
        let from = (self.path.row.selected, self.path.cell);
        match self.path.journey.next_problem(from, forward) {
            Some((row, cell)) => {
                self.path.row.selected = row;
                self.path.cell = cell;
                self.path.entry = usize::MAX;
                self.scroll = 0;
            }
            None => self.tell(Status::Pass, "every hop passes, in this direction"),
        }
    }

    pub(super) fn go_to_target(&mut self, by: isize) {
        self.targets.list.go(Move::By(by), self.targets.shown.len());
        self.follow_selection();
    }

    pub(super) fn mouse(&mut self, mouse: Mouse) -> Vec<Effect> {
        match mouse.what {
            MouseAction::ScrollDown => self.scroll_at(mouse, Action::Down),
            MouseAction::ScrollUp => self.scroll_at(mouse, Action::Up),
            MouseAction::Press => self.press(mouse),
        }
        Vec::new()
    }

    /// Scrolls the pane under the pointer, without giving it the keys.
    fn scroll_at(&mut self, mouse: Mouse, action: Action) {
        let side = self.split().side.filter(|area| holds(*area, mouse));
        let had_keys = self.side;
        self.side = side.is_some();
        self.go(action);
        self.side = had_keys;
    }

    fn press(&mut self, mouse: Mouse) {
        if !self.overlays.is_empty() {
            self.overlays.pop();
            return;
        }
        let frame = self.frame();
        if holds(frame.tabs, mouse) {
            if let Some(tab) = view::tab_at(self, mouse.column) {
                self.show(tab);
            }
            return;
        }
        let split = self.split();
        if split.side.is_some_and(|area| holds(area, mouse)) {
            self.side = true;
            return;
        }
        let Some(main) = split.main.filter(|area| holds(*area, mouse)) else {
            return;
        };
        self.side = false;
        let row = usize::from(mouse.row.saturating_sub(inside(main).y));
        match self.tab {
            Tab::Targets if row > 0 => {
                let at = self.targets.list.offset + row - 1;
                if at < self.targets.shown.len() {
                    self.targets.list.selected = at;
                    self.follow_selection();
                }
            }
            Tab::Gaps if row > 0 => {
                let at = self.gaps.list.offset + row - 1;
                self.gaps.list.selected = at.min(self.gaps.shown.len().saturating_sub(1));
            }
            Tab::Path => {
                if let Some((row, cell)) = view::lanes::cell_at(self, mouse.column, mouse.row) {
                    self.path.row.selected = row;
                    self.path.cell = cell;
                    self.path.entry = usize::MAX;
                }
            }
            _ => {}
        }
    }
}

fn holds(area: ratatui::layout::Rect, mouse: Mouse) -> bool {
    area.contains(ratatui::layout::Position::new(mouse.column, mouse.row))
}

/// Where a movement leads in a list; `None` for movements to the side.
fn movement(action: Action, page: isize) -> Option<Move> {
    Some(match action {
        Action::Up => Move::By(-1),
        Action::Down => Move::By(1),
        Action::PageUp => Move::By(-page),
        Action::PageDown => Move::By(page),
        Action::First => Move::First,
        Action::Last => Move::Last,
        _ => return None,
    })
}

fn moved(from: usize, to: Move, len: usize) -> usize {
    let last = len.saturating_sub(1);
    match to {
        Move::By(by) => from.saturating_add_signed(by).min(last),
        Move::First => 0,
        Move::Last => last,
    }
}
