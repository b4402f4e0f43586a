//! The loop around state and screen.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use super::terminal::{Input, Screen, copy, heed_signals, listen};
use super::{Account, App, Effect, Event, Message, Options};

/// Collects an account, and says how far it is; the last message is `Ready` or `Failed`.
pub type Collect = Arc<dyn Fn(&mut dyn FnMut(Message)) + Send + Sync>;

/// What the terminal UI begins with.
pub struct Setup {
    /// How it looks.
    pub options: Options,
    /// What is looked at; without it, it is collected first.
    pub account: Option<Account>,
    /// Collects the account, or collects it again.
    pub collect: Collect,
}

/// How the terminal UI ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Somebody left it.
    Left,
    /// A signal asked for it.
    Interrupted,
}

/// Time for work between two looks at the keys.
const SLICE: Duration = Duration::from_millis(8);

/// While work goes on, the screen follows this often.
const FRAME: Duration = Duration::from_millis(100);

/// Shows the terminal UI until somebody leaves it. The terminal is given back on every way out.
pub fn run(setup: Setup) -> io::Result<Ended> {
    let (send, inputs) = mpsc::channel();
    let screen = Screen::take(setup.options.mouse)?;
    heed_signals(send.clone())?;
    listen(send.clone());
    let mut world = World {
        screen,
        app: App::new(setup.options, (0, 0)),
        collect: setup.collect,
        send,
    };
    let (width, height) = world.screen.size()?;
    world.take(Event::Resize(width, height))?;
    match setup.account {
        Some(account) => {
            world.take(Event::Message(Message::Ready(Box::new(account))))?;
        }
        None => {
            world.take(Event::Message(
                Message::Progress(super::Progress::default()),
            ))?;
            world.recollect();
        }
    }
    let ended = world.run(&inputs)?;
    let last_words = world.app.last_words();
    drop(world);
    writeln!(io::stdout(), "{last_words}")?;
    Ok(ended)
}

/// State and screen, and whatever else effects are about.
struct World {
    screen: Screen,
    app: App,
    collect: Collect,
    send: Sender<Input>,
}

impl World {
    fn run(&mut self, inputs: &Receiver<Input>) -> io::Result<Ended> {
        self.screen.draw(&self.app)?;
        loop {
            let Some(input) = self.wait(inputs)? else {
                return Ok(Ended::Interrupted);
            };
            // Whatever came in the meantime, such as a storm of sizes, is drawn once.
            let mut next = Some(input);
            while let Some(input) = next {
                if let Some(ended) = self.handle(input)? {
                    return Ok(ended);
                }
                next = inputs.try_recv().ok();
            }
            self.screen.draw(&self.app)?;
        }
    }

    /// The next input. Until it comes, work is done; `None` if nobody sends any more.
    fn wait(&mut self, inputs: &Receiver<Input>) -> io::Result<Option<Input>> {
        let mut drawn = Instant::now();
        while self.app.has_work() {
            if let Ok(input) = inputs.try_recv() {
                return Ok(Some(input));
            }
            let begun = Instant::now();
            while self.app.has_work() && begun.elapsed() < SLICE {
                self.app.work();
            }
            if drawn.elapsed() > FRAME || !self.app.has_work() {
                self.screen.draw(&self.app)?;
                drawn = Instant::now();
            }
        }
        loop {
            match inputs.recv_timeout(Duration::from_hours(1)) {
                Ok(input) => return Ok(Some(input)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
            }
        }
    }

    fn handle(&mut self, input: Input) -> io::Result<Option<Ended>> {
        match input {
            Input::Event(event) => return Ok(self.take(event)?.then_some(Ended::Left)),
            Input::Stop => self.suspend()?,
            Input::Continued => {
                self.screen.resume()?;
                let (width, height) = self.screen.size()?;
                self.take(Event::Resize(width, height))?;
            }
            Input::End => return Ok(Some(Ended::Interrupted)),
        }
        Ok(None)
    }

    /// Gives an event to the state, and does what that asks for; whether it is to leave.
    fn take(&mut self, event: Event) -> io::Result<bool> {
        for effect in self.app.update(event) {
            match effect {
                Effect::Quit => return Ok(true),
                Effect::Copy(text) => copy(&text)?,
                Effect::Redraw => self.screen.clear()?,
                Effect::Suspend => self.suspend()?,
                Effect::Recollect => self.recollect(),
                Effect::Quote(wanted) => {
                    if let Some(account) = &self.app.account {
                        let quote = account.quote();
                        self.spawn(move |send| send(Message::Quoted(quote(&wanted))));
                    }
                }
                Effect::Write(path, text) => {
                    self.spawn(move |send| send(Message::Written(write(&path, &text))));
                }
            }
        }
        Ok(false)
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.screen.suspend()?;
        let (width, height) = self.screen.size()?;
        self.take(Event::Resize(width, height))?;
        Ok(())
    }

    fn recollect(&self) {
        let collect = Arc::clone(&self.collect);
        self.spawn(move |send| collect(send));
    }

    /// Does something in the background. If it panics, that is said, and the screen stays.
    fn spawn(&self, work: impl FnOnce(&mut dyn FnMut(Message)) + Send + 'static) {
        let send = self.send.clone();
        thread::spawn(move || {
            let mut tell = |message: Message| {
                // Whoever has left does not listen.
                let _ = send.send(Input::Event(Event::Message(message)));
            };
            if catch_unwind(AssertUnwindSafe(|| work(&mut tell))).is_err() {
                tell(Message::Failed(
                    "an internal error; please report it".to_owned(),
                ));
            }
        });
    }
}

/// Writes a new file, with a number in its name if there is one already.
fn write(path: &Path, text: &str) -> Result<PathBuf, String> {
    for number in 1..1_000 {
        let path = numbered(path, number);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                let written = file.write_all(text.as_bytes());
                return match written {
                    Ok(()) => Ok(path),
                    Err(error) => Err(format!("{}: {error}", path.display())),
                };
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(format!("{}: {error}", path.display())),
        }
    }
    Err(format!("{}: there are too many such files", path.display()))
}

/// `name.txt`, `name-2.txt`, …
fn numbered(path: &Path, number: usize) -> PathBuf {
    if number == 1 {
        return path.to_owned();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}-{number}.{extension}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.txt");
        assert_eq!(write(&path, "one"), Ok(path.clone()));
        assert_eq!(write(&path, "two"), Ok(folder.path().join("report-2.txt")));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one");
        assert!(write(&folder.path().join("no/such/folder.txt"), "").is_err());
    }
}
