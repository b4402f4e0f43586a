//! The terminal: taken, given back whatever happens, and what comes from it.

use std::io::{self, Stdout, Write as _};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread;

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{
    self, DisableMouseCapture, EnableMouseCapture, KeyCode, KeyEvent, KeyEventKind, KeyModifiers,
    MouseEventKind,
};
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::crossterm::{cursor, execute};
use ratatui::layout::Rect;

use super::{App, Code, Event, Key, Mouse, MouseAction, clipboard};

/// Whether the terminal is in our hands, so that it has to be given back.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal, in our hands until this is dropped.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<Stdout>>,
    mouse: bool,
}

/// What the loop waits for.
#[derive(Debug)]
#[cfg_attr(
    not(unix),
    expect(dead_code, reason = "nobody stops or continues a program there")
)]
pub(super) enum Input {
    Event(Event),
    /// Whoever wants us to go to the background.
    Stop,
    /// We were continued, and the terminal may be in any state.
    Continued,
    /// Whoever wants us to end.
    End,
}

impl Screen {
    /// Takes the terminal. A panic of this thread gives it back before it is reported.
    pub(super) fn take(mouse: bool) -> io::Result<Self> {
        let ui = thread::current().id();
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            // Panics of other threads end up as messages.
            if thread::current().id() == ui {
                give_back();
                report(info);
            }
        }));
        let mut screen = Self {
            terminal: Terminal::new(CrosstermBackend::new(io::stdout()))?,
            mouse,
        };
        screen.enter()?;
        Ok(screen)
    }

    /// Columns and rows.
    pub(super) fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.terminal.size()?;
        Ok((size.width, size.height))
    }

    pub(super) fn draw(&mut self, app: &App) -> io::Result<()> {
        self.terminal.draw(|frame| app.draw(frame))?;
        Ok(())
    }

    /// Draws everything anew next time.
    pub(super) fn clear(&mut self) -> io::Result<()> {
        // `Terminal::clear` asks the terminal where the cursor is, and the answer would come among
        // the keys.
        let size = self.terminal.size()?;
        self.terminal
            .resize(Rect::new(0, 0, size.width, size.height))
    }

    /// Goes to the background; returns once somebody brings us back.
    #[cfg(unix)]
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        give_back();
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
        self.resume()
    }

    /// There is no background to go to.
    #[cfg(not(unix))]
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        self.clear()
    }

    /// Takes the terminal again after it was somebody else's.
    pub(super) fn resume(&mut self) -> io::Result<()> {
        self.enter()?;
        self.clear()
    }

    fn enter(&mut self) -> io::Result<()> {
        TAKEN.store(true, Ordering::SeqCst);
        enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, cursor::Hide)?;
        if self.mouse {
            execute!(io::stdout(), EnableMouseCapture)?;
        }
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Puts a text into the clipboard of the terminal.
pub(super) fn copy(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(clipboard::sequence(text).as_bytes())?;
    out.flush()
}

/// Leaves the terminal as it was found. Nothing can be done about errors here.
fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = execute!(
            io::stdout(),
            DisableMouseCapture,
            LeaveAlternateScreen,
            cursor::Show
        );
        let _ = disable_raw_mode();
    }
}

/// Sends keys, the mouse and sizes, for as long as anybody listens.
pub(super) fn listen(send: Sender<Input>) {
    thread::spawn(move || {
        loop {
            let input = match event::read() {
                Ok(event) => event_of(&event).map(Input::Event),
                // The terminal is gone.
                Err(_) => Some(Input::End),
            };
            let is_end = matches!(input, Some(Input::End));
            if input.is_some_and(|input| send.send(input).is_err()) || is_end {
                return;
            }
        }
    });
}

/// Sends what signals ask for.
#[cfg(unix)]
pub(super) fn heed_signals(send: Sender<Input>) -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};

    let mut signals =
        signal_hook::iterator::Signals::new([SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP])?;
    thread::spawn(move || {
        for signal in signals.forever() {
            let input = match signal {
                SIGTSTP => Input::Stop,
                SIGCONT => Input::Continued,
                _ => Input::End,
            };
            if send.send(input).is_err() {
                return;
            }
        }
    });
    Ok(())
}

/// Elsewhere there are no such signals.
#[cfg(not(unix))]
pub(super) fn heed_signals(_: Sender<Input>) -> io::Result<()> {
    Ok(())
}

fn event_of(event: &event::Event) -> Option<Event> {
    match event {
        event::Event::Key(key) if key.kind != KeyEventKind::Release => key_of(key).map(Event::Key),
        event::Event::Mouse(mouse) => {
            let what = match mouse.kind {
                MouseEventKind::Down(_) => MouseAction::Press,
                MouseEventKind::ScrollDown => MouseAction::ScrollDown,
                MouseEventKind::ScrollUp => MouseAction::ScrollUp,
                _ => return None,
            };
            Some(Event::Mouse(Mouse {
                what,
                column: mouse.column,
                row: mouse.row,
            }))
        }
        event::Event::Resize(width, height) => Some(Event::Resize(*width, *height)),
        _ => None,
    }
}

fn key_of(key: &KeyEvent) -> Option<Key> {
    let code = match key.code {
        KeyCode::Char(letter) => Code::Char(letter),
        KeyCode::F(number) => Code::F(number),
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Down => Code::Down,
        KeyCode::End => Code::End,
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Home => Code::Home,
        KeyCode::Left => Code::Left,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::Right => Code::Right,
        KeyCode::Tab if key.modifiers.contains(KeyModifiers::SHIFT) => Code::BackTab,
        KeyCode::Tab => Code::Tab,
        KeyCode::Up => Code::Up,
        _ => return None,
    };
    Some(Key {
        code,
        ctrl: key.modifiers.contains(KeyModifiers::CONTROL),
        alt: key.modifiers.contains(KeyModifiers::ALT),
    })
}
