//! What goes into the clipboard.

use std::fmt::Write as _;

use crate::report::v1::{Finding, Status};
use crate::snapshot::text::sanitize;

use crate::tui::app::{App, Tab};
use crate::tui::effect::Effect;
use crate::tui::items::{self, Change, Name};

impl App {
    pub(super) fn copy(&mut self) -> Vec<Effect> {
        let Some((what, text)) = self.copied() else {
            self.tell(Status::Skipped, "there is nothing to copy here");
            return Vec::new();
        };
        self.tell(Status::Pass, format!("copied: {what}"));
        vec![Effect::Copy(text)]
    }

    pub(super) fn copy_markdown(&mut self) -> Vec<Effect> {
        let Some(text) = self.finding().map(markdown) else {
            self.tell(Status::Skipped, "no finding is selected");
            return Vec::new();
        };
        self.tell(Status::Pass, "copied: the finding as Markdown");
        vec![Effect::Copy(text)]
    }

    /// What it is, and the text.
    fn copied(&self) -> Option<(String, String)> {
        let target = self.current()?;
        match self.tab {
            Tab::Targets => Some(("the id of the target".to_owned(), target.target_id.clone())),
            Tab::Path => self.finding().and_then(commands).or_else(|| {
                let cell = self
                    .path
                    .journey
                    .cell(self.path.row.selected, self.path.cell)?;
                let step = crate::tui::journey::step(target, cell.place)?;
                Some((safe(&step.subject.id), safe(&step.subject.id)))
            }),
            Tab::Findings => {
                let finding = self.finding()?;
                commands(finding)
                    .or_else(|| Some(("what is wrong".to_owned(), safe(&finding.message))))
            }
            Tab::WhatIf => self.changes_as_commands(),
            Tab::Names => match items::names(target).get(self.names.selected)? {
                Name::Address(address) => Some(((*address).to_owned(), (*address).to_owned())),
                Name::Step(step) => Some((safe(&step.subject.id), safe(&step.subject.id))),
            },
            Tab::Certificates => {
                let steps = items::certificates(target);
                let id = safe(&steps.get(self.certificates.selected)?.subject.id);
                Some((id.clone(), id))
            }
            Tab::Gaps => {
                let gaps = &self.account.as_ref()?.report().gaps;
                let gap = gaps.get(*self.gaps.shown.get(self.gaps.list.selected)?)?;
                let text = gap.action.clone().unwrap_or_else(|| gap.operation.clone());
                Some((text.clone(), text))
            }
        }
    }

    /// Every change that was made; before there is any, the one that is selected.
    fn changes_as_commands(&self) -> Option<(String, String)> {
        let account = self.account.as_ref()?;
        let applied: Vec<&str> = account
            .applied()
            .iter()
            .flat_map(|one| &one.proposal.commands)
            .map(String::as_str)
            .collect();
        if !applied.is_empty() {
            let what = format!("{} of the applied changes", count(applied.len()));
            return Some((what, lines(&applied)));
        }
        let rows = items::changes(account, self.current()?);
        match rows.into_iter().nth(self.changes.selected)? {
            Change::Proposed { proposal, .. } => {
                let commands: Vec<&str> = proposal.commands.iter().map(String::as_str).collect();
                Some((count(commands.len()), lines(&commands)))
            }
            Change::Applied(_) => None,
        }
    }
}

/// The commands of a fix, if it has any.
fn commands(finding: &Finding) -> Option<(String, String)> {
    let commands: Vec<&str> = finding.fix.aws_cli.iter().map(String::as_str).collect();
    let proven = if finding.fix.verified {
        "proven fix, "
    } else {
        "fix, "
    };
    (!commands.is_empty()).then(|| {
        (
            format!("{proven}{}", count(commands.len())),
            lines(&commands),
        )
    })
}

/// Whoever pastes it must not be surprised.
fn safe(text: &str) -> String {
    sanitize(text).into_owned()
}

fn count(commands: usize) -> String {
    match commands {
        1 => "1 command".to_owned(),
        many => format!("{many} commands"),
    }
}

fn lines(commands: &[&str]) -> String {
    let mut text = commands.join("\n");
    text.push('\n');
    text
}

fn markdown(finding: &Finding) -> String {
    // Writing to a `String` cannot fail.
    let mut text = String::new();
    let _ = writeln!(
        text,
        "**{} {}** ({}) on `{}`\n\n{}\n\n{}",
        finding.rule,
        finding.name,
        finding.severity.as_str(),
        finding.subject.id,
        finding.message,
        finding.fix.summary,
    );
    if !finding.fix.aws_cli.is_empty() {
        let _ = writeln!(text, "\n```sh\n{}\n```", finding.fix.aws_cli.join("\n"));
    }
    for evidence in &finding.evidence {
        let _ = writeln!(text, "\n- `{}` `{}`", evidence.file, evidence.pointer);
    }
    text
}
