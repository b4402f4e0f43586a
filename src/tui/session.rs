//! The terminal UI without a terminal: for tests, benchmarks and the pages that show screens.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

use super::{Account, App, Effect, Event, Key, Message, Options, UnknownKey, view};

/// A terminal UI that draws into memory. Evidence is read as it is asked for; all other effects
/// are kept, and nothing happens.
#[derive(Debug)]
pub struct Session {
    app: App,
    terminal: Terminal<TestBackend>,
    effects: Vec<Effect>,
}

impl Session {
    /// A session of so many columns and rows.
    pub fn new(options: Options, (width, height): (u16, u16)) -> Self {
        let backend = TestBackend::new(width, height);
        let Ok(terminal) = Terminal::new(backend);
        Self {
            app: App::new(options, (width, height)),
            terminal,
            effects: Vec::new(),
        }
    }

    /// The same session with an account.
    pub fn showing(mut self, account: Account) -> Self {
        self.send(Event::Message(Message::Ready(Box::new(account))));
        self
    }

    /// Presses keys that are separated by spaces.
    pub fn press(&mut self, keys: &str) -> Result<(), UnknownKey> {
        for key in keys.split_whitespace() {
            self.send(Event::Key(key.parse::<Key>()?));
        }
        Ok(())
    }

    /// Types letters, as into a filter.
    pub fn write(&mut self, text: &str) {
        for letter in text.chars() {
            self.send(Event::Key(Key::plain(super::Code::Char(letter))));
        }
    }

    /// Sends an event.
    pub fn send(&mut self, event: Event) {
        if let Event::Resize(width, height) = event {
            self.terminal.backend_mut().resize(width, height);
        }
        let mut effects = self.app.update(event);
        while let Some(effect) = effects.pop() {
            match effect {
                Effect::Quote(wanted) => {
                    let quote = self.app.account.as_ref().map(Account::quote);
                    if let Some(quote) = quote {
                        let values = quote(&wanted);
                        effects.extend(self.app.update(Event::Message(Message::Quoted(values))));
                    }
                }
                other => self.effects.push(other),
            }
        }
    }

    /// Does what is left to be done when there is time.
    pub fn rest(&mut self) {
        while self.app.has_work() {
            self.app.work();
        }
    }

    /// The state.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// What was asked of the world since the last time.
    pub fn effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Draws, and gives the cells of the screen.
    pub fn draw(&mut self) -> &Buffer {
        let app = &self.app;
        let Ok(_) = self.terminal.draw(|frame| app.draw(frame));
        self.terminal.backend().buffer()
    }

    /// Draws, and gives the text of the screen.
    pub fn screen(&mut self) -> String {
        view::buffer_text(self.draw())
    }
}
