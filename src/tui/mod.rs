//! The terminal UI: where somebody sits when an invocation has just failed.
//!
//! State ([`App`]), actions, update and view, in the manner of Elm: [`App::update`] takes an
//! [`Event`] and says which [`Effect`]s it asks of the world, [`App::draw`] draws and changes
//! nothing, and [`run`] is the loop around both that owns the terminal. What is shown is the
//! [`Report`](crate::report::Report); changes that are tried are made to the topology in memory.

mod account;
mod action;
mod app;
mod chain;
mod clipboard;
mod effect;
mod event;
mod inspect;
mod items;
mod journey;
mod keymap;
mod layout;
mod list;
mod run;
mod session;
mod targets;
mod terminal;
mod theme;
mod update;
mod view;

pub use account::{Account, Pointers, Proposal, Quote, Values};
pub use action::{Action, Pane};
pub use app::{App, Options, Progress};
pub use effect::Effect;
pub use event::{Event, Message, Mouse, MouseAction};
pub use journey::Way;
pub use keymap::{Code, Key, KeyConflict, Keymap, UnknownKey, key_table};
pub use layout::Size;
pub use run::{Collect, Ended, Setup, run};
pub use session::Session;
pub use theme::{Role, Theme};
