//! The state. Nothing here draws, waits, reads or writes.

use std::collections::BTreeMap;

use ratatui::layout::Rect;
use serde_json::Value;

use crate::report::Symbols;
use crate::report::v1::{Finding, Severity, Status, Target};

use super::account::Account;
use super::inspect::Inspection;
use super::items;
use super::journey::{Journey, Way};
use super::layout::{Frame, Size, Split, inside};
use super::list::List;
use super::targets::Targets;
use super::theme::Theme;
use super::{Keymap, Pane};

/// How the terminal UI looks and where its evidence comes from.
#[derive(Clone, Debug)]
pub struct Options {
    /// Colors.
    pub theme: Theme,
    /// The characters of marks and borders.
    pub symbols: Symbols,
    /// Keys.
    pub keymap: Keymap,
    /// Whether the mouse is taken.
    pub mouse: bool,
    /// What is looked at: the path of the snapshot, or whose account.
    pub title: String,
    /// Whether the evidence comes from AWS, so that collecting again costs calls.
    pub live: bool,
}

/// The state of the terminal UI.
#[derive(Debug)]
pub struct App {
    pub(super) options: Options,
    pub(super) size: (u16, u16),
    pub(super) account: Option<Account>,
    /// How far a collection is, while there is one.
    pub(super) collecting: Option<Progress>,
    /// Why there is no account, or no new one.
    pub(super) failure: Option<String>,
    pub(super) tab: Tab,
    /// Whether the pane at the side has the keys.
    pub(super) side: bool,
    pub(super) zoomed: bool,
    pub(super) overlays: Vec<Overlay>,
    /// The text that is being typed after `/`.
    pub(super) typing: bool,
    pub(super) targets: Targets,
    /// The target that is looked at: an index into the report.
    pub(super) target: usize,
    pub(super) path: PathView,
    pub(super) findings: FindingsView,
    pub(super) changes: List,
    pub(super) names: List,
    pub(super) certificates: List,
    pub(super) gaps: GapsView,
    /// The first line of the side pane that is visible.
    pub(super) scroll: usize,
    pub(super) notice: Option<Notice>,
    /// Values of the evidence that were read, by file and pointer; `None` while they are awaited.
    pub(super) quotes: BTreeMap<(String, String), Option<Value>>,
}

/// How far a collection is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Calls that were made.
    pub made: usize,
    /// Calls that are known to be needed.
    pub planned: usize,
    /// What was answered last.
    pub last: String,
}

/// The screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tab {
    #[default]
    Targets,
    Path,
    Findings,
    WhatIf,
    Names,
    Certificates,
    Gaps,
}

impl Tab {
    pub(super) const ALL: [Self; 7] = [
        Self::Targets,
        Self::Path,
        Self::Findings,
        Self::WhatIf,
        Self::Names,
        Self::Certificates,
        Self::Gaps,
    ];

    /// The pane of its list.
    pub(super) fn pane(self) -> Pane {
        match self {
            Self::Targets => Pane::Targets,
            Self::Path => Pane::Path,
            Self::Findings => Pane::Findings,
            Self::WhatIf => Pane::WhatIf,
            Self::Names => Pane::Names,
            Self::Certificates => Pane::Certificates,
            Self::Gaps => Pane::Gaps,
        }
    }
}

/// What lies over the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Overlay {
    /// Every key of a pane.
    Help { of: Pane, scroll: usize },
    /// The page of a rule.
    Explain { rule: String, scroll: usize },
    /// What to export.
    Export { selected: usize },
    /// Whether to collect again.
    Recollect,
}

/// The lanes, and the hop that is looked at.
#[derive(Debug, Default)]
pub(super) struct PathView {
    pub(super) way: Way,
    pub(super) row: List,
    pub(super) cell: usize,
    pub(super) journey: Journey,
    /// The rule that is selected among those that decided the hop.
    pub(super) entry: usize,
    pub(super) inspection: Inspection,
}

/// The findings of a target.
#[derive(Debug, Default)]
pub(super) struct FindingsView {
    pub(super) list: List,
    pub(super) by_layer: bool,
    pub(super) least: Option<Severity>,
    pub(super) filter: String,
    /// Indexes into the findings of the target, in the order in which they are shown.
    pub(super) shown: Vec<usize>,
}

/// Missing evidence.
#[derive(Debug, Default)]
pub(super) struct GapsView {
    pub(super) list: List,
    pub(super) filter: String,
    /// Indexes into the gaps of the report.
    pub(super) shown: Vec<usize>,
}

/// A line about what just happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Notice {
    pub(super) status: Status,
    pub(super) text: String,
}

/// What can be written to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ExportItem {
    /// What is on the screen, as text.
    Screen,
    /// The report in a format.
    Report(crate::report::Format),
}

impl ExportItem {
    pub(super) const ALL: [Self; 4] = [
        Self::Screen,
        Self::Report(crate::report::Format::Human),
        Self::Report(crate::report::Format::Short),
        Self::Report(crate::report::Format::Json),
    ];

    /// What it is, and the file that it goes to.
    pub(super) fn describe(self) -> (&'static str, &'static str) {
        use crate::report::Format;
        match self {
            Self::Screen => ("this screen, as text", "gatepath-screen.txt"),
            Self::Report(Format::Human) => ("the report, for people", "gatepath-report.txt"),
            Self::Report(Format::Short) => {
                ("the report, one line per target", "gatepath-targets.txt")
            }
            Self::Report(Format::Json) => ("the report, as JSON", "gatepath-report.json"),
        }
    }
}

impl App {
    /// A terminal UI of a size that waits for an account.
    pub fn new(options: Options, size: (u16, u16)) -> Self {
        Self {
            options,
            size,
            account: None,
            collecting: None,
            failure: None,
            tab: Tab::default(),
            side: false,
            zoomed: false,
            overlays: Vec::new(),
            typing: false,
            targets: Targets::default(),
            target: 0,
            path: PathView::default(),
            findings: FindingsView::default(),
            changes: List::default(),
            names: List::default(),
            certificates: List::default(),
            gaps: GapsView::default(),
            scroll: 0,
            notice: None,
            quotes: BTreeMap::new(),
        }
    }

    /// Whether targets are still to be judged with the changes in memory.
    pub fn has_work(&self) -> bool {
        self.account
            .as_ref()
            .is_some_and(|account| account.pending() > 0)
    }

    /// Whether a collection is under way.
    pub fn is_collecting(&self) -> bool {
        self.collecting.is_some()
    }

    /// The line that stays on the terminal once gatepath has left it.
    pub fn last_words(&self) -> String {
        let Some(account) = &self.account else {
            return "nothing was collected".to_owned();
        };
        let summary = &account.report().summary;
        format!(
            "{} targets: {} blocked, {} degraded, {} unknown, {} reachable",
            summary.targets, summary.blocked, summary.degraded, summary.unknown, summary.reachable
        )
    }

    /// Checks what always holds: what is selected exists, and is on the screen.
    pub fn check(&self) -> Result<(), String> {
        let targets = self.account.as_ref().map_or(0, Account::len);
        let lists = [
            ("targets", self.targets.list, self.targets.shown.len()),
            ("lanes", self.path.row, self.path.journey.rows.len()),
            ("findings", self.findings.list, self.findings.shown.len()),
            ("gaps", self.gaps.list, self.gaps.shown.len()),
        ];
        for (name, list, len) in lists {
            if list.selected >= len.max(1) || list.offset > list.selected {
                return Err(format!("{name}: {list:?} of {len}"));
            }
        }
        if self.target >= targets.max(1) {
            return Err(format!("target {} of {targets}", self.target));
        }
        if let Some(&index) = self.targets.shown.get(self.targets.list.selected)
            && index != self.target
        {
            return Err(format!(
                "row {index} is selected, and target {} shown",
                self.target
            ));
        }
        let cells = self.path.journey.rows.get(self.path.row.selected);
        let cells = cells.map_or(0, |row| row.cells.len());
        if self.path.cell >= cells.max(1) {
            return Err(format!("cell {} of {cells}", self.path.cell));
        }
        Ok(())
    }

    pub(super) fn size_class(&self) -> Size {
        Size::of(self.size.0, self.size.1)
    }

    pub(super) fn frame(&self) -> Frame {
        Frame::of(self.size.0, self.size.1)
    }

    pub(super) fn is_ascii(&self) -> bool {
        self.options.symbols == Symbols::Ascii
    }

    /// The pane that has the keys.
    pub(super) fn pane(&self) -> Pane {
        match self.overlays.last() {
            Some(Overlay::Help { .. } | Overlay::Explain { .. }) => Pane::Page,
            Some(Overlay::Export { .. } | Overlay::Recollect) => Pane::Menu,
            None if self.side && self.tab == Tab::Path => Pane::Evidence,
            None => self.tab.pane(),
        }
    }

    /// The target that is looked at, with the changes in memory.
    pub(super) fn current(&self) -> Option<&Target> {
        self.account.as_ref()?.target(self.target)
    }

    /// The finding that is looked at: that of the list, or on the path that of the hop.
    pub(super) fn finding(&self) -> Option<&Finding> {
        let target = self.current()?;
        match self.tab {
            Tab::Path => self.finding_of_hop(target),
            Tab::Findings => {
                let index = self.findings.shown.get(self.findings.list.selected)?;
                target.findings.get(*index)
            }
            _ => target.findings.first(),
        }
    }

    fn finding_of_hop<'a>(&self, target: &'a Target) -> Option<&'a Finding> {
        let cell = self
            .path
            .journey
            .cell(self.path.row.selected, self.path.cell)?;
        let steps = super::journey::steps(target, cell.place);
        let fits = |finding: &&Finding| {
            steps.iter().any(|step| {
                step.rule.as_deref() == Some(finding.rule.as_str())
                    && step.subject.id == finding.subject.id
            })
        };
        let same_rule = |finding: &&Finding| {
            steps
                .iter()
                .any(|step| step.rule.as_deref() == Some(finding.rule.as_str()))
        };
        let about = |finding: &&Finding| {
            steps.iter().any(|step| {
                super::journey::is_problem(step.status) && step.subject.id == finding.subject.id
            })
        };
        let findings = &target.findings;
        findings
            .iter()
            .find(fits)
            .or_else(|| findings.iter().find(same_rule))
            .or_else(|| findings.iter().find(about))
    }

    /// The areas of the panes of this tab.
    pub(super) fn split(&self) -> Split {
        let body = self.frame().body;
        let size = self.size_class();
        if self.zoomed || size <= Size::Small {
            return Split::only(body, self.side);
        }
        let is_large = size == Size::Large;
        match self.tab {
            Tab::Path => self.path_split(body),
            Tab::Targets if is_large => Split::columns(body, body.width * 3 / 5),
            Tab::Targets => Split::rows(body, body.height.saturating_sub(11)),
            Tab::Findings | Tab::Gaps | Tab::WhatIf if is_large => {
                Split::columns(body, body.width * 2 / 5)
            }
            Tab::Names | Tab::Certificates if is_large => Split::columns(body, body.width / 2),
            // The list takes what it needs, and leaves most to what is selected.
            Tab::Findings => Split::rows(body, self.rows_for(self.findings.shown.len() + 2, 8)),
            Tab::Gaps => Split::rows(body, self.rows_for(self.gaps.shown.len() + 1, 11)),
            Tab::WhatIf | Tab::Names | Tab::Certificates => {
                let rows = self.lengths();
                let (rows, most) = match self.tab {
                    Tab::WhatIf => (rows.0 + 4, 10),
                    Tab::Names => (rows.1 + 1, 11),
                    _ => (rows.2, 6),
                };
                Split::rows(body, self.rows_for(rows, most))
            }
        }
    }

    /// Rows of a pane for so many lines, with its border, up to a limit.
    fn rows_for(&self, lines: usize, most: u16) -> u16 {
        let lines = u16::try_from(lines).unwrap_or(u16::MAX);
        let most = most + self.frame().body.height.saturating_sub(21) / 2;
        lines.saturating_add(2).clamp(4, most.max(4))
    }

    /// Rows of the lists of changes, names and certificates.
    pub(super) fn lengths(&self) -> (usize, usize, usize) {
        match (&self.account, self.current()) {
            (Some(account), Some(target)) => (
                items::changes(account, target).len(),
                items::names(target).len(),
                items::certificates(target).len(),
            ),
            _ => (0, 0, 0),
        }
    }

    /// Lanes above, evidence below; where lanes are too narrow to be drawn, the hops stand below
    /// each other beside the evidence.
    fn path_split(&self, body: Rect) -> Split {
        if self.is_ladder() {
            return Split::columns(body, (body.width * 9 / 20).min(60));
        }
        // The trunk, the heads of the columns, the lanes with a line for each interface.
        let lanes = super::view::lanes::height(self);
        let lanes = u16::try_from(lanes).unwrap_or(u16::MAX).saturating_add(2);
        Split::rows(body, lanes.clamp(6, body.height * 3 / 5))
    }

    /// Whether hops stand below each other.
    pub(super) fn is_ladder(&self) -> bool {
        self.size_class() < Size::Large
            || super::view::lanes::width(self) > usize::from(self.size.0.saturating_sub(2))
    }

    /// Rows of the list of this tab that are visible.
    pub(super) fn list_height(&self) -> usize {
        let main = self.split().main.unwrap_or_default();
        let rows = usize::from(inside(main).height);
        match self.tab {
            // The head of the table.
            Tab::Targets | Tab::Gaps => rows.saturating_sub(1),
            Tab::Path | Tab::Findings | Tab::WhatIf | Tab::Names | Tab::Certificates => rows,
        }
    }
}
