//! docs/tui.md: the terminal UI, with its screens as they are drawn for the demo account.

use std::fmt::Write as _;
use std::path::Path;

use crate::analysis::Selection;
use crate::cli::args::{Certificates, Input};
use crate::cli::error::Error;
use crate::cli::settings::config_template;
use crate::cli::tui::recorded;
use crate::report::Symbols;
use crate::tui::{Keymap, Options, Session, Theme, key_table};

use super::GENERATED;

/// The account whose screens are shown, below the root of the repository.
const DEMO: &str = "fixtures/demo";

const INTRODUCTION: &str = "\
# The terminal UI

```sh
gatepath tui --snapshot fixtures/demo    # the recorded account that comes with gatepath
gatepath tui --snapshot DIR              # any recorded account
gatepath tui --gateway NAME              # live: collects with your AWS credentials, then judges
```

`gatepath tui` is where to sit when an invocation has just failed: every target with its verdict, every path
hop by hop with the rules and records that decided it, and what would fix it. It changes nothing in AWS.
Standard output must be a terminal; `gatepath diagnose` writes the same for files, pipes and screen readers.

The line at the bottom tells the keys that matter now, and `?` all of them. What is shown below is what
gatepath draws for the demo account, at 120 columns and 30 rows unless a heading says otherwise.
";

/// A screen: its heading, what it is about, the keys that lead to it, columns and rows, ASCII.
struct Screen {
    heading: &'static str,
    text: &'static str,
    keys: &'static str,
    size: (u16, u16),
    is_ascii: bool,
}

const WIDE: (u16, u16) = (120, 30);

const SCREENS: [Screen; 10] = [
    Screen {
        heading: "Targets",
        text: "Every target, the worst first, and the selected one in brief. `/` filters by name, gateway, endpoint, \
            verdict or rule; `f` leaves only what has warnings or errors; `s` sorts.",
        keys: "",
        size: WIDE,
        is_ascii: false,
    },
    Screen {
        heading: "Path",
        text: "Enter shows the path. On top is what all lanes share; then each interface of the resource gateway with \
            its zone, and a lane to each address of the endpoint. A lane is joined as far as requests come, and \
            ends at a wall where they are stopped; what lies beyond is pale. Below stand the rules that the \
            selected hop was judged by: the one that decides is marked, and where none does, the nearest miss is \
            named with what it misses by. `n` goes to the next problem, `v` shows the way back, `y` copies the \
            fix, `a` tries it.",
        keys: "enter",
        size: (140, 36),
        is_ascii: false,
    },
    Screen {
        heading: "Path, at 80 columns and 24 rows",
        text: "Where lanes do not fit, the hops of one lane stand below each other; left and right change the lane.",
        keys: "enter",
        size: (80, 24),
        is_ascii: false,
    },
    Screen {
        heading: "The way back",
        text: "Replies take the routes and network ACLs of the return direction.",
        keys: "down enter",
        size: WIDE,
        is_ascii: false,
    },
    Screen {
        heading: "Findings",
        text: "What is wrong, by severity, or with `b` by layer of the journey. Enter goes to the hop, `e` shows the \
            page of the rule, `y` copies the commands of the fix and `Y` the finding as Markdown.",
        keys: "3",
        size: WIDE,
        is_ascii: false,
    },
    Screen {
        heading: "What-if",
        text: "Enter applies a proposed fix, in memory only: verdict and lanes follow at once, and all other targets are \
            judged again as there is time. In the evidence of a hop, space takes a single rule out. `u` takes the \
            last change back, and `y` copies all changes as commands of the AWS CLI.",
        keys: "4 enter",
        size: WIDE,
        is_ascii: false,
    },
    Screen {
        heading: "Names",
        text: "From the name of the endpoint to its addresses, and where each answer came from.",
        keys: "5 down",
        size: WIDE,
        is_ascii: false,
    },
    Screen {
        heading: "Certificates",
        text: "What is served, who issued it, for which names and until when, and whether the gateway accepts it.",
        keys: "6",
        size: WIDE,
        is_ascii: false,
    },
    Screen {
        heading: "Gaps",
        text: "What could not be observed, what it leaves undecided, and the permission that would help.",
        keys: "7",
        size: WIDE,
        is_ascii: false,
    },
    Screen {
        heading: "ASCII, at 80 columns and 24 rows",
        text: "Where the locale is not UTF-8, on the Linux console, and with `--ascii`.",
        keys: "enter",
        size: (80, 24),
        is_ascii: true,
    },
];

const SETTINGS: &str = "
## Colors, shapes and sizes

State is always a shape and a word, and color only repeats it. `--theme colorblind` takes the palette of Okabe
and Ito, `--theme mono` no color at all; `NO_COLOR` and `--color never` choose mono by themselves. Below 120
columns and 30 rows there are fewer panes, below 80 and 24 one at a time (Tab goes to the other), and 40 by 10
are needed. The mouse selects and scrolls, and is never needed; `--no-mouse` leaves it to the terminal.

Copying uses the clipboard of the terminal (OSC 52), which works over SSH; in tmux it needs
`set -g set-clipboard on`. `x` writes the screen, or the whole report in any format, to a file in the current
folder, and overwrites none.
";

/// The page; `None` where there is no demo account.
pub(super) fn page(root: &Path) -> Result<Option<String>, Error> {
    let demo = root.join(DEMO);
    if !demo.is_dir() {
        return Ok(None);
    }
    let input = Input {
        snapshot: Some(demo),
        allow_incomplete: false,
    };
    let mut page = format!("{GENERATED}\n{INTRODUCTION}");
    for screen in &SCREENS {
        let drawn = draw(&input, screen)?;
        // Writing to a `String` cannot fail.
        let _ = write!(
            page,
            "\n## {}\n\n{}\n\n```text\n{}\n```\n",
            screen.heading,
            screen.text,
            drawn.trim_end()
        );
    }
    let _ = write!(
        page,
        "{SETTINGS}\n## Keys\n\n{}\n## gatepath.toml\n\n\
         `gatepath generate config` prints this file, `gatepath generate keys` the table above. The first one \
         found counts: that of `--config`, of this folder, of one above it up to the root of the repository, of \
         `~/.config/gatepath`. What gatepath does not know is an error with its line.\n\n```toml\n{}```\n",
        key_table(),
        config_template(),
    );
    Ok(Some(page))
}

fn draw(input: &Input, screen: &Screen) -> Result<String, Error> {
    let options = Options {
        theme: Theme::default(),
        symbols: if screen.is_ascii {
            Symbols::Ascii
        } else {
            Symbols::Unicode
        },
        keymap: Keymap::default(),
        mouse: true,
        title: DEMO.to_owned(),
        live: false,
    };
    let account = recorded(input, &Certificates::default(), &Selection::default())?;
    let mut session = Session::new(options, screen.size).showing(account);
    let pressed = session.press(screen.keys);
    pressed.map_err(|unknown| Error::usage(unknown.to_string()))?;
    session.rest();
    Ok(session.screen())
}
