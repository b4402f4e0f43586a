//! A list of which one row is selected and only some are visible.

/// What is selected, and the first row that is visible.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct List {
    pub(super) selected: usize,
    pub(super) offset: usize,
}

/// Where a selection goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    By(isize),
    First,
    Last,
}

impl List {
    /// Goes there, within a list of so many rows.
    pub(super) fn go(&mut self, to: Move, len: usize) {
        let last = len.saturating_sub(1);
        self.selected = match to {
            Move::By(by) => self.selected.saturating_add_signed(by).min(last),
            Move::First => 0,
            Move::Last => last,
        };
    }

    /// Keeps the selection in the list and on the screen.
    pub(super) fn settle(&mut self, len: usize, height: usize) {
        self.selected = self.selected.min(len.saturating_sub(1));
        let height = height.max(1);
        let lowest = len.saturating_sub(height);
        self.offset = self
            .offset
            .min(self.selected)
            .max((self.selected + 1).saturating_sub(height))
            .min(lowest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selection_stays_in_the_list_and_on_the_screen() {
        let mut list = List::default();
        list.go(Move::Last, 10_000);
        list.settle(10_000, 20);
        assert_eq!((list.selected, list.offset), (9_999, 9_980));
        list.go(Move::By(-5), 10_000);
        list.settle(10_000, 20);
        assert_eq!((list.selected, list.offset), (9_994, 9_980));
        list.settle(3, 20);
        assert_eq!((list.selected, list.offset), (2, 0));
        list.settle(0, 0);
        assert_eq!((list.selected, list.offset), (0, 0));
    }
}
