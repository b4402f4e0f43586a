//! What happens to the terminal UI.

use std::path::PathBuf;

use super::Key;
use super::account::{Account, Values};
use super::app::Progress;

/// Something that happened.
#[derive(Debug)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// The mouse was used.
    Mouse(Mouse),
    /// The terminal has another size: columns and rows.
    Resize(u16, u16),
    /// Something that was asked for is there.
    Message(Message),
}

/// What the world answers.
#[derive(Debug)]
pub enum Message {
    /// A collection went on.
    Progress(Progress),
    /// A collection has ended, and its answers were judged.
    Ready(Box<Account>),
    /// A collection has failed; why.
    Failed(String),
    /// Values of the evidence.
    Quoted(Values),
    /// A file was written, or why it was not.
    Written(Result<PathBuf, String>),
}

/// A use of the mouse, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// What was done.
    pub what: MouseAction,
    /// Column, from the left, beginning with 0.
    pub column: u16,
    /// Row, from the top, beginning with 0.
    pub row: u16,
}

/// What was done with the mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseAction {
    /// A button was pressed.
    Press,
    /// The wheel went down.
    ScrollDown,
    /// The wheel went up.
    ScrollUp,
}
