//! From an event to the next state, and to what is asked of the world.

mod copy;
mod motion;

use std::path::PathBuf;

use crate::report::v1::Status;

use super::account::{Account, Proposal};
use super::app::{App, ExportItem, Notice, Overlay, Tab};
use super::effect::Effect;
use super::event::{Event, Message};
use super::inspect::{Entry, Inspection};
use super::items::{self, Change};
use super::journey::{Journey, Way, hop_of};
use super::keymap::{Code, Key};
use super::targets::next_least;
use super::{Action, view};

impl App {
    /// Takes an event.
    pub fn update(&mut self, event: Event) -> Vec<Effect> {
        let mut effects = match event {
            Event::Key(key) => self.key(key),
            Event::Mouse(mouse) => self.mouse(mouse),
            Event::Resize(width, height) => {
                self.size = (width, height);
                Vec::new()
            }
            Event::Message(message) => self.message(message),
        };
        effects.extend(self.settle());
        effects
    }

    /// Judges some more targets with the changes in memory. Call it when there is time.
    pub fn work(&mut self) {
        let Some(account) = &mut self.account else {
            return;
        };
        account.work();
        if account.pending() == 0 {
            self.relearn();
        }
        // What is asked for here was asked for before.
        let _ = self.settle();
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        if self.typing {
            return self.type_key(key);
        }
        match self.options.keymap.action(self.pane(), key) {
            Some(action) => {
                self.notice = None;
                self.act(action)
            }
            None => Vec::new(),
        }
    }

    /// The keys while a filter is typed.
    fn type_key(&mut self, key: Key) -> Vec<Effect> {
        match key.code {
            Code::Char('c') if key.ctrl => return vec![Effect::Quit],
            Code::Char(letter) if !key.ctrl && !key.alt => {
                self.edit_filter(|text| text.push(letter));
            }
            Code::Backspace => self.edit_filter(|text| {
                text.pop();
            }),
            Code::Char('u') if key.ctrl => self.edit_filter(String::clear),
            Code::Enter => self.typing = false,
            Code::Esc => {
                self.typing = false;
                self.edit_filter(String::clear);
            }
            Code::Down => self.go_in_list(1),
            Code::Up => self.go_in_list(-1),
            _ => {}
        }
        Vec::new()
    }

    fn edit_filter(&mut self, edit: impl FnOnce(&mut String)) {
        let Some(text) = self.filter_mut() else {
            return;
        };
        edit(text);
        self.reorder();
    }

    /// The filter of this tab, if it has one.
    fn filter_mut(&mut self) -> Option<&mut String> {
        match self.tab {
            Tab::Targets => Some(&mut self.targets.filter),
            Tab::Findings => Some(&mut self.findings.filter),
            Tab::Gaps => Some(&mut self.gaps.filter),
            Tab::Path | Tab::WhatIf | Tab::Names | Tab::Certificates => None,
        }
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Quit => return self.leave(),
            Action::QuitNow => return vec![Effect::Quit],
            Action::Redraw => return vec![Effect::Redraw],
            Action::Suspend => return vec![Effect::Suspend],
            Action::Recollect => return self.recollect(),
            Action::Copy => return self.copy(),
            Action::CopyMarkdown => return self.copy_markdown(),
            Action::Open => return self.open(),
            Action::Back => self.back(),
            Action::Help => self.help(),
            Action::Export => self.overlays.push(Overlay::Export { selected: 0 }),
            Action::Explain => self.explain(),
            Action::Filter => {
                self.side = false;
                self.typing = true;
            }
            Action::Severity => {
                match self.tab {
                    Tab::Findings => self.findings.least = next_least(self.findings.least),
                    _ => self.targets.least = next_least(self.targets.least),
                }
                self.reorder();
            }
            Action::Sort => {
                self.targets.sort = self.targets.sort.next();
                self.reorder();
            }
            Action::Reverse => {
                self.targets.reversed = !self.targets.reversed;
                self.reorder();
            }
            Action::Layer => self.findings.by_layer = !self.findings.by_layer,
            Action::TryFix => self.try_fix(),
            Action::Toggle => self.toggle_rule(),
            Action::Undo => self.undo(),
            Action::Redo => self.redo(),
            Action::Direction => {
                self.path.way = match self.path.way {
                    Way::There => Way::Back,
                    Way::Back => Way::There,
                };
                self.path.cell = 0;
                self.path.entry = usize::MAX;
            }
            Action::NextProblem => self.go_to_problem(true),
            Action::PreviousProblem => self.go_to_problem(false),
            Action::NextPane | Action::PreviousPane => {
                self.side = !self.side;
                self.scroll = 0;
            }
            Action::NextTarget => self.go_to_target(1),
            Action::PreviousTarget => self.go_to_target(-1),
            Action::Zoom => self.zoomed = !self.zoomed,
            Action::ShowTargets => self.show(Tab::Targets),
            Action::ShowPath => self.show(Tab::Path),
            Action::ShowFindings => self.show(Tab::Findings),
            Action::ShowWhatIf => self.show(Tab::WhatIf),
            Action::ShowNames => self.show(Tab::Names),
            Action::ShowCertificates => self.show(Tab::Certificates),
            Action::ShowGaps => self.show(Tab::Gaps),
            Action::Up
            | Action::Down
            | Action::Left
            | Action::Right
            | Action::First
            | Action::Last
            | Action::PageUp
            | Action::PageDown => self.go(action),
        }
        Vec::new()
    }

    fn message(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Progress(progress) => self.collecting = Some(progress),
            Message::Ready(account) => self.take(*account),
            Message::Failed(why) => {
                self.collecting = None;
                self.notice = Some(Notice {
                    status: Status::Fail,
                    text: why.lines().next().unwrap_or_default().to_owned(),
                });
                self.failure = Some(why);
            }
            Message::Quoted(values) => {
                for (file, values) in values {
                    for (pointer, value) in values {
                        self.quotes.insert((file.clone(), pointer), Some(value));
                    }
                }
            }
            Message::Written(Ok(path)) => {
                self.tell(Status::Pass, format!("written: {}", path.display()));
            }
            Message::Written(Err(why)) => self.tell(Status::Fail, why),
        }
        Vec::new()
    }

    /// Shows another account; what was selected stays selected if it is still there.
    fn take(&mut self, account: Account) {
        let wanted = self
            .current()
            .map(|target| (target.gateway_id.clone(), target.target_id.clone()));
        let had_account = self.account.is_some();
        self.collecting = None;
        self.failure = None;
        self.quotes.clear();
        self.targets.reset(&account);
        let found = wanted.and_then(|(gateway, id)| {
            let targets = &account.report().targets;
            targets
                .iter()
                .position(|target| target.gateway_id == gateway && target.target_id == id)
        });
        self.target = found.unwrap_or(0);
        self.account = Some(account);
        self.reorder();
        if !had_account || found.is_none() {
            self.targets.list.selected = 0;
            self.follow_selection();
        }
        self.find_problem();
    }

    pub(super) fn tell(&mut self, status: Status, text: impl Into<String>) {
        self.notice = Some(Notice {
            status,
            text: text.into(),
        });
    }

    fn leave(&mut self) -> Vec<Effect> {
        if self.overlays.pop().is_some() {
            return Vec::new();
        }
        if self.tab == Tab::Targets {
            return vec![Effect::Quit];
        }
        self.show(Tab::Targets);
        Vec::new()
    }

    /// Never leaves gatepath.
    fn back(&mut self) {
        if self.overlays.pop().is_some() {
            return;
        }
        if self.filter_mut().is_some_and(|text| !text.is_empty()) {
            self.edit_filter(String::clear);
        } else if self.side {
            self.side = false;
        } else if self.zoomed {
            self.zoomed = false;
        } else {
            self.show(Tab::Targets);
        }
    }

    fn help(&mut self) {
        if let Some(Overlay::Help { .. }) = self.overlays.last() {
            self.overlays.pop();
            return;
        }
        let of = self.pane();
        self.overlays.push(Overlay::Help { of, scroll: 0 });
    }

    fn explain(&mut self) {
        match self.finding().map(|finding| finding.rule.clone()) {
            Some(rule) => self.overlays.push(Overlay::Explain { rule, scroll: 0 }),
            None => self.tell(Status::Skipped, "no rule is broken here"),
        }
    }

    fn recollect(&mut self) -> Vec<Effect> {
        if self.collecting.is_some() {
            self.tell(Status::Skipped, "a collection is under way");
            return Vec::new();
        }
        if self.options.live {
            self.overlays.push(Overlay::Recollect);
            return Vec::new();
        }
        self.start_collection()
    }

    fn start_collection(&mut self) -> Vec<Effect> {
        self.failure = None;
        self.collecting = Some(super::app::Progress::default());
        vec![Effect::Recollect]
    }

    fn open(&mut self) -> Vec<Effect> {
        match self.overlays.last() {
            Some(Overlay::Export { selected }) => {
                let item = ExportItem::ALL.get(*selected).copied();
                self.overlays.pop();
                return item.map_or_else(Vec::new, |item| self.export(item));
            }
            Some(Overlay::Recollect) => {
                self.overlays.pop();
                return self.start_collection();
            }
            Some(_) => return Vec::new(),
            None => {}
        }
        match self.tab {
            Tab::Targets => self.show(Tab::Path),
            Tab::Findings => self.open_hop(),
            Tab::WhatIf => self.try_fix(),
            Tab::Path | Tab::Names | Tab::Certificates | Tab::Gaps => {
                self.side = true;
                self.scroll = 0;
            }
        }
        Vec::new()
    }

    /// From a finding to the hop that it is about.
    fn open_hop(&mut self) {
        let Some((rule, subject)) = self
            .finding()
            .map(|finding| (finding.rule.clone(), finding.subject.id.clone()))
        else {
            return;
        };
        let Some(target) = self.current() else {
            return;
        };
        if let Some((way, row, cell)) = hop_of(target, &rule, &subject) {
            self.show(Tab::Path);
            self.path.way = way;
            self.path.row.selected = row;
            self.path.cell = cell;
            self.path.entry = usize::MAX;
            return;
        }
        self.tell(
            Status::Skipped,
            format!("{rule} is about no hop of the path"),
        );
    }

    fn export(&mut self, item: ExportItem) -> Vec<Effect> {
        let (_, name) = item.describe();
        let text = match item {
            ExportItem::Screen => view::text(self),
            ExportItem::Report(format) => {
                let Some(account) = &self.account else {
                    return Vec::new();
                };
                let mut out = Vec::new();
                let view = crate::report::View {
                    symbols: self.options.symbols,
                    verbose: true,
                    ..crate::report::View::default()
                };
                // Writing to memory cannot fail.
                let _ = account.report().write(format, view, &mut out);
                String::from_utf8_lossy(&out).into_owned()
            }
        };
        vec![Effect::Write(PathBuf::from(name), text)]
    }

    fn try_fix(&mut self) {
        let Some(target) = self.current() else {
            return;
        };
        if self.tab == Tab::WhatIf {
            let Some(account) = &self.account else {
                return;
            };
            let rows = items::changes(account, target);
            match rows.into_iter().nth(self.changes.selected) {
                Some(Change::Proposed { proposal, .. }) => self.apply(proposal),
                Some(Change::Applied(index)) => self.take_back(index),
                None => self.tell(Status::Skipped, "no change is proposed for this target"),
            }
            return;
        }
        let Some(finding) = self.finding() else {
            self.tell(Status::Skipped, "nothing is to be fixed here");
            return;
        };
        match Proposal::fix(finding) {
            Some(proposal) => self.apply(proposal),
            None => self.tell(Status::Skipped, "this fix cannot be tried in memory"),
        }
    }

    /// Takes the selected rule out, or puts it back.
    fn toggle_rule(&mut self) {
        match self.path.inspection.entries.get(self.path.entry) {
            Some(Entry::There(rule)) => match Proposal::removal(rule) {
                Some(proposal) => self.apply(proposal),
                None => self.tell(Status::Skipped, "AWS lets nobody take this one out"),
            },
            Some(Entry::TakenOut { applied, .. }) => self.take_back(*applied),
            None => self.tell(Status::Skipped, "this hop has no rules to take out"),
        }
    }

    fn apply(&mut self, proposal: Proposal) {
        let before = self.current().map(|target| target.verdict);
        let target = self.target;
        let Some(account) = &mut self.account else {
            return;
        };
        if !account.apply(proposal, target) {
            self.tell(
                Status::Skipped,
                "the evidence does not hold what this changes",
            );
            return;
        }
        self.relearn();
        self.tell_verdict("in memory", before);
    }

    fn undo(&mut self) {
        let before = self.current().map(|target| target.verdict);
        let target = self.target;
        let undone = self
            .account
            .as_mut()
            .and_then(|account| account.undo(target));
        self.relearn();
        match undone {
            Some(_) => self.tell_verdict("taken back", before),
            None => self.tell(Status::Skipped, "there is no change to take back"),
        }
    }

    fn redo(&mut self) {
        let before = self.current().map(|target| target.verdict);
        let target = self.target;
        let redone = self
            .account
            .as_mut()
            .and_then(|account| account.redo(target));
        self.relearn();
        match redone {
            Some(_) => self.tell_verdict("made again", before),
            None => self.tell(Status::Skipped, "there is no change to make again"),
        }
    }

    fn take_back(&mut self, index: usize) {
        let before = self.current().map(|target| target.verdict);
        let target = self.target;
        let taken = self
            .account
            .as_mut()
            .and_then(|account| account.take_back(index, target));
        self.relearn();
        if taken.is_some() {
            self.tell_verdict("taken back", before);
        }
    }

    /// Says what a change did to the target that is looked at.
    fn tell_verdict(&mut self, what: &str, before: Option<crate::report::v1::Verdict>) {
        let after = self.current().map(|target| target.verdict);
        if let (Some(before), Some(after)) = (before, after) {
            let arrow = if self.is_ascii() { "->" } else { "→" };
            let text = if before == after {
                format!("{what}: still {}", after.as_str())
            } else {
                format!("{what}: {} {arrow} {}", before.as_str(), after.as_str())
            };
            self.tell(after.status(), text);
        }
    }

    /// Chooses and orders the targets anew.
    pub(super) fn reorder(&mut self) {
        self.targets.refresh(self.target);
        self.follow_selection();
    }

    /// The same once verdicts have changed.
    fn relearn(&mut self) {
        if let Some(account) = &self.account {
            self.targets.learn(account);
        }
        self.reorder();
    }

    /// The target that is looked at is the one that is selected.
    fn follow_selection(&mut self) {
        if let Some(&index) = self.targets.shown.get(
            self.targets
                .list
                .selected
                .min(self.targets.shown.len().saturating_sub(1)),
        ) && index != self.target
        {
            self.target = index;
            self.find_problem();
        }
    }

    /// Selects the hop that deserves a look first.
    fn find_problem(&mut self) {
        self.findings.list.selected = 0;
        self.changes.selected = 0;
        self.names.selected = 0;
        self.certificates.selected = 0;
        self.scroll = 0;
        let Some(target) = self.current() else {
            return;
        };
        let ways = [Way::There, Way::Back];
        let found = ways.into_iter().find_map(|way| {
            let problem = Journey::new(target, way).first_problem()?;
            Some((way, problem))
        });
        let (way, (row, cell)) = found.unwrap_or_default();
        self.path.way = way;
        self.path.row.selected = row;
        self.path.cell = cell;
        self.path.entry = usize::MAX;
    }

    /// Brings everything that depends on the selection up to date, and keeps it within its limits.
    fn settle(&mut self) -> Vec<Effect> {
        let Some(account) = &self.account else {
            return Vec::new();
        };
        let Some(target) = account.target(self.target) else {
            self.path.journey = Journey::default();
            self.path.inspection = Inspection::default();
            return Vec::new();
        };
        self.path.journey = Journey::new(target, self.path.way);
        let rows = self.path.journey.rows.len();
        self.path.row.selected = self.path.row.selected.min(rows.saturating_sub(1));
        let row = self.path.journey.rows.get(self.path.row.selected);
        let cells = row.map_or(0, |row| row.cells.len());
        self.path.cell = self.path.cell.min(cells.saturating_sub(1));
        self.path.inspection = match row.and_then(|row| Some((row, row.cells.get(self.path.cell)?)))
        {
            Some((row, cell)) => Inspection::new(account, target, row, cell),
            None => Inspection::default(),
        };
        let entries = self.path.inspection.entries.len();
        if self.path.entry == usize::MAX {
            self.path.entry = self.path.inspection.first_entry();
        }
        self.path.entry = self.path.entry.min(entries.saturating_sub(1));
        self.findings.shown = items::findings(
            target,
            self.findings.by_layer,
            self.findings.least,
            &self.findings.filter,
        );
        self.gaps.shown = items::gaps(account, &self.gaps.filter);
        let lengths = self.lengths();
        self.settle_lists(rows, lengths);
        self.ask_for_quotes()
    }

    fn settle_lists(&mut self, rows: usize, (changes, names, certificates): (usize, usize, usize)) {
        let height = self.list_height();
        let of = |app: &Self, tab: Tab| if app.tab == tab { height } else { usize::MAX };
        let (targets, gaps) = (of(self, Tab::Targets), of(self, Tab::Gaps));
        // A list that is not on the screen keeps its place.
        if targets != usize::MAX {
            self.targets.list.settle(self.targets.shown.len(), targets);
        }
        let shown = self.targets.shown.len();
        let list = &mut self.targets.list;
        list.selected = list.selected.min(shown.saturating_sub(1));
        list.offset = list.offset.min(list.selected);
        self.gaps.list.settle(self.gaps.shown.len(), gaps);
        self.path.row.settle(rows, rows.max(1));
        let findings = self.findings.shown.len();
        self.findings.list.settle(findings, findings.max(1));
        self.changes.settle(changes, changes.max(1));
        self.names.settle(names, names.max(1));
        self.certificates.settle(certificates, certificates.max(1));
    }

    /// The values of the evidence that is on the screen and was not read yet.
    fn ask_for_quotes(&mut self) -> Vec<Effect> {
        let mut wanted = super::account::Pointers::new();
        for place in view::evidence_on_screen(self) {
            if self.quotes.contains_key(&place) {
                continue;
            }
            self.quotes.insert(place.clone(), None);
            wanted.entry(place.0).or_default().insert(place.1);
        }
        if wanted.is_empty() {
            return Vec::new();
        }
        vec![Effect::Quote(wanted)]
    }
}
