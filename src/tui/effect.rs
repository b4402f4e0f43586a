//! What the terminal UI asks of the world: `update` only says so, and the loop does it.

use std::path::PathBuf;

use super::account::Pointers;

/// Something to be done outside of the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Put a text into the clipboard of the terminal.
    Copy(String),
    /// Leave.
    Quit,
    /// Read values of the evidence again.
    Quote(Pointers),
    /// Collect, or read the snapshot, again.
    Recollect,
    /// Draw everything anew.
    Redraw,
    /// Go to the background.
    Suspend,
    /// Write a file that must not exist yet.
    Write(PathBuf, String),
}
