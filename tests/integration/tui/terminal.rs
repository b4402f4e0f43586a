//! The program in a real terminal: a pseudo-terminal with a screen behind it.

use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use gatepath::tui::{Collect, Ended, Message, Quote, Setup, Values};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::command::{DEMO, run};

/// Time for anything to appear. Machines that run tests are busy.
const PATIENCE: Duration = Duration::from_secs(30);

/// gatepath in a terminal.
pub(super) struct Terminal {
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    /// Everything that was written, for sequences that leave no trace on the screen.
    raw: Vec<u8>,
}

impl Terminal {
    fn start(arguments: &[&str], size: (u16, u16)) -> Self {
        Self::start_with(arguments, &[], size)
    }

    /// gatepath with some variables.
    pub(super) fn start_with(
        arguments: &[&str],
        variables: &[(&str, String)],
        size: (u16, u16),
    ) -> Self {
        Self::start_program(env!("CARGO_BIN_EXE_gatepath"), arguments, variables, size)
    }

    fn start_program(
        program: &str,
        arguments: &[&str],
        variables: &[(&str, String)],
        (columns, rows): (u16, u16),
    ) -> Self {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.cwd(env!("CARGO_MANIFEST_DIR"));
        command.args(arguments);
        for (name, value) in variables {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let (send, output) = mpsc::channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(read @ 1..) = reader.read(&mut buffer) {
                if send.send(buffer[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self {
            master: pair.master,
            child,
            keys,
            output,
            screen: vt100::Parser::new(positive(rows), positive(columns), 100),
            raw: Vec::new(),
        }
    }

    /// A test of this binary in a terminal of its own.
    fn test(name: &str, size: (u16, u16)) -> Self {
        let program = std::env::current_exe().unwrap();
        let arguments = ["--ignored", "--exact", "--nocapture", name];
        Self::start_program(program.to_str().unwrap(), &arguments, &[], size)
    }

    fn demo(size: (u16, u16)) -> Self {
        Self::start(&["tui", "--snapshot", DEMO, "--no-config"], size)
    }

    pub(super) fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    fn resize(&mut self, columns: u16, rows: u16) {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        self.master.resize(size).unwrap();
        self.screen
            .screen_mut()
            .set_size(positive(rows), positive(columns));
    }

    fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Waits until the screen holds all these texts.
    pub(super) fn shows(&mut self, texts: &[&str]) {
        let begun = Instant::now();
        while !texts.iter().all(|text| self.text().contains(text)) {
            let left = PATIENCE.saturating_sub(begun.elapsed());
            let Ok(bytes) = self.output.recv_timeout(left) else {
                panic!("{texts:?} did not appear:\n{}", self.text());
            };
            self.take(&bytes);
        }
    }

    /// Waits until the screen does not hold a text any more.
    #[cfg(feature = "aws")]
    pub(super) fn is_without(&mut self, text: &str) {
        let begun = Instant::now();
        while self.text().contains(text) {
            let left = PATIENCE.saturating_sub(begun.elapsed());
            let Ok(bytes) = self.output.recv_timeout(left) else {
                panic!("{text:?} did not go:\n{}", self.text());
            };
            self.take(&bytes);
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.screen.process(bytes);
        self.raw.extend(bytes);
    }

    /// Waits for the end, and gives the exit code.
    pub(super) fn ends(&mut self) -> u32 {
        let begun = Instant::now();
        loop {
            while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(20)) {
                self.take(&bytes);
            }
            if let Some(status) = self.child.try_wait().unwrap() {
                while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(100)) {
                    self.take(&bytes);
                }
                return status.exit_code();
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "it does not end:\n{}",
                self.text()
            );
        }
    }

    /// The terminal is as it was before.
    pub(super) fn is_given_back(&self) {
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen(), "the alternate screen is left");
        assert!(!screen.hide_cursor(), "the cursor is visible");
        assert_eq!(
            screen.mouse_protocol_mode(),
            vt100::MouseProtocolMode::None,
            "the mouse is free"
        );
    }

    fn raw_text(&self) -> String {
        String::from_utf8_lossy(&self.raw).into_owned()
    }
}

fn positive(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It has mostly ended before.
        let _ = self.child.kill();
    }
}

#[test]
fn from_start_to_copied_fix_in_a_terminal() {
    let mut terminal = Terminal::demo((80, 24));
    terminal.shows(&["✗ blocked", "tracking-mcp", "? help"]);
    terminal.press("\r");
    terminal.shows(&["SG003", "nearest miss", "y copy fix"]);
    terminal.press("y");
    terminal.shows(&["copied: proven fix, 1 command"]);
    // OSC 52 with the command in base64: "aws ec2 authorize-sec".
    assert!(
        terminal
            .raw_text()
            .contains("\u{1b}]52;c;YXdzIGVjMiBhdXRob3JpemUtc2Vj")
    );
    terminal.press("a");
    terminal.shows(&["in memory: blocked → reachable"]);
    terminal.press("qq");
    assert_eq!(terminal.ends(), 0);
    terminal.is_given_back();
    terminal.shows(&["5 targets: 1 blocked, 1 degraded, 1 unknown, 2 reachable"]);
}

#[test]
fn a_storm_of_sizes_ends_in_the_last_one() {
    let mut terminal = Terminal::demo((80, 24));
    terminal.shows(&["? help"]);
    for round in 0..40_u16 {
        terminal.resize(30 + (round * 37) % 150, 5 + (round * 13) % 50);
    }
    terminal.resize(130, 40);
    terminal.press("\r");
    // crossterm may leave a key that comes together with the signal of a new size unread until the
    // next key; redrawing is one that changes nothing.
    std::thread::sleep(Duration::from_millis(500));
    terminal.press("\u{c}");
    terminal.shows(&["SG out", "✗ blocked", "? help", "nearest miss"]);
    terminal.press("\u{3}");
    assert_eq!(terminal.ends(), 0);
    terminal.is_given_back();
}

#[cfg(unix)]
#[test]
fn signals_give_the_terminal_back() {
    for (name, code) in [("TERM", 130), ("HUP", 130), ("INT", 130)] {
        let mut terminal = Terminal::demo((80, 24));
        terminal.shows(&["? help"]);
        assert!(terminal.screen.screen().alternate_screen());
        signal(&terminal, name);
        assert_eq!(terminal.ends(), code, "{name}");
        terminal.is_given_back();
    }
}

#[cfg(unix)]
#[test]
fn it_goes_to_the_background_and_comes_back() {
    for suspend in [Suspend::Key, Suspend::Signal] {
        let mut terminal = Terminal::demo((80, 24));
        terminal.shows(&["? help"]);
        match suspend {
            Suspend::Key => terminal.press("\u{1a}"),
            Suspend::Signal => signal(&terminal, "TSTP"),
        }
        let begun = Instant::now();
        while state(&terminal) != Some('T') || terminal.screen.screen().alternate_screen() {
            if let Ok(bytes) = terminal.output.recv_timeout(Duration::from_millis(20)) {
                terminal.take(&bytes);
            }
            assert!(begun.elapsed() < PATIENCE, "it does not stop");
        }
        terminal.is_given_back();
        signal(&terminal, "CONT");
        terminal.shows(&["tracking-mcp", "? help"]);
        assert!(terminal.screen.screen().alternate_screen());
        terminal.press("q");
        assert_eq!(terminal.ends(), 0);
        terminal.is_given_back();
    }
}

#[cfg(unix)]
#[derive(Clone, Copy)]
enum Suspend {
    Key,
    Signal,
}

#[cfg(unix)]
fn signal(terminal: &Terminal, name: &str) {
    let id = terminal.child.process_id().unwrap().to_string();
    // The shell's own: not every machine has a program of that name.
    let sent = std::process::Command::new("sh")
        .args(["-c", &format!("kill -s {name} {id}")])
        .status();
    assert!(sent.unwrap().success());
}

/// The state of the process, such as `T` for stopped.
#[cfg(unix)]
fn state(terminal: &Terminal) -> Option<char> {
    let id = terminal.child.process_id().unwrap().to_string();
    // On Linux without any program: the state follows the name, which stands in parentheses.
    if let Ok(stat) = std::fs::read_to_string(format!("/proc/{id}/stat")) {
        let (_, after) = stat.rsplit_once(')').unwrap();
        return after.trim_start().chars().next();
    }
    let ps = std::process::Command::new("ps")
        .args(["-o", "state=", "-p", &id])
        .output();
    String::from_utf8_lossy(&ps.unwrap().stdout)
        .trim()
        .chars()
        .next()
}

/// Panics in the thread of the screen when the account is replaced.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(std::thread::panicking(), "the bomb goes off");
    }
}

#[test]
#[ignore = "runs in the terminal of the test below"]
fn a_screen_that_panics() {
    let bomb = Arc::new(Bomb);
    let quote: Quote = Arc::new(move |_| {
        let _ = &bomb;
        Values::new()
    });
    let account = super::demo_with(quote);
    let collect: Collect = Arc::new(|send| {
        let quote: Quote = Arc::new(|_| Values::new());
        send(Message::Ready(Box::new(super::demo_with(quote))));
    });
    // It does not come back.
    let _ = gatepath::tui::run(Setup {
        options: super::options(),
        account: Some(account),
        collect,
    });
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_reported() {
    let mut terminal = Terminal::test("tui::terminal::a_screen_that_panics", (80, 24));
    terminal.shows(&["tracking-mcp", "? help"]);
    assert!(terminal.screen.screen().alternate_screen());
    terminal.press("r");
    assert_ne!(terminal.ends(), 0);
    terminal.is_given_back();
    assert!(
        terminal.text().contains("the bomb goes off"),
        "{}",
        terminal.text()
    );
}

#[test]
fn a_panic_in_the_background_is_told_on_the_screen() {
    let mut terminal = Terminal::test("tui::terminal::a_collection_that_panics", (80, 24));
    terminal.shows(&["tracking-mcp", "? help"]);
    terminal.press("r");
    terminal.shows(&["an internal error; please report it"]);
    assert!(terminal.screen.screen().alternate_screen());
    terminal.press("q");
    assert_eq!(terminal.ends(), 0);
    terminal.is_given_back();
}

#[test]
#[ignore = "runs in the terminal of the test above"]
fn a_collection_that_panics() {
    let quote: Quote = Arc::new(|_| Values::new());
    let ended = gatepath::tui::run(Setup {
        options: super::options(),
        account: Some(super::demo_with(quote)),
        collect: Arc::new(|_| panic!("collecting fails")),
    });
    assert_eq!(ended.unwrap(), Ended::Left);
}

#[test]
fn without_a_terminal_it_says_what_to_do() {
    let ran = run(&["tui", "--snapshot", DEMO]);
    assert_eq!(ran.code, 2);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("needs a terminal"), "{}", ran.stderr);
    assert!(ran.stderr.contains("gatepath diagnose"), "{}", ran.stderr);
}

#[test]
fn what_is_wrong_is_said_before_the_screen_changes() {
    let mut terminal = Terminal::start(&["tui", "--snapshot", "no/such/folder"], (80, 24));
    assert_eq!(terminal.ends(), 2);
    assert!(terminal.text().contains("error"), "{}", terminal.text());
    assert!(!terminal.raw_text().contains("\u{1b}[?1049h"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gatepath.toml");
    std::fs::write(&file, "[keys]\nqit = \"q\"\n").unwrap();
    let file = file.to_str().unwrap();
    let mut terminal = Terminal::start(&["tui", "--snapshot", DEMO, "--config", file], (120, 24));
    assert_eq!(terminal.ends(), 2);
    assert!(
        terminal.text().contains("did you mean quit?"),
        "{}",
        terminal.text()
    );
}

#[test]
fn keys_and_theme_come_from_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gatepath.toml");
    std::fs::write(&file, "[tui]\nascii = true\n[keys]\nquit = [\"ctrl-q\"]\n").unwrap();
    let file = file.to_str().unwrap();
    let mut terminal = Terminal::start(&["tui", "--snapshot", DEMO, "--config", file], (100, 30));
    terminal.shows(&["[XX] blocked", "ctrl-q quit"]);
    terminal.press("\u{11}");
    assert_eq!(terminal.ends(), 0);
}
