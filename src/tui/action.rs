//! Everything that a key can do: one table, from which the keymap, the footer, the help screen and
//! `gatepath generate keys` come.

/// A part of the screen that has the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pane {
    /// The list of targets.
    Targets,
    /// The lanes of a target.
    Path,
    /// The rules and records that decided a hop.
    Evidence,
    /// What is wrong.
    Findings,
    /// Changes in memory.
    WhatIf,
    /// Names and addresses.
    Names,
    /// Certificates.
    Certificates,
    /// Missing evidence.
    Gaps,
    /// A text over everything else: help, a rule's page.
    Page,
    /// A list over everything else: what to export.
    Menu,
}

impl Pane {
    /// Every pane, in the order of the help screen.
    pub const ALL: [Self; 10] = [
        Self::Targets,
        Self::Path,
        Self::Evidence,
        Self::Findings,
        Self::WhatIf,
        Self::Names,
        Self::Certificates,
        Self::Gaps,
        Self::Page,
        Self::Menu,
    ];

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Targets => "Targets",
            Self::Path => "Path",
            Self::Evidence => "Evidence",
            Self::Findings => "Findings",
            Self::WhatIf => "What-if",
            Self::Names => "Names",
            Self::Certificates => "Certificates",
            Self::Gaps => "Gaps",
            Self::Page => "Page",
            Self::Menu => "Export",
        }
    }
}

use Pane::{Certificates, Evidence, Findings, Gaps, Menu, Names, Path, Targets, WhatIf};

/// Panes of the tabs: everything but what lies over them.
const TABS: &[Pane] = &[
    Targets,
    Path,
    Evidence,
    Findings,
    WhatIf,
    Names,
    Certificates,
    Gaps,
];

/// Panes that are about one target.
const OF_A_TARGET: &[Pane] = &[Path, Evidence, Findings, WhatIf, Names, Certificates];

/// Every pane.
const EVERYWHERE: &[Pane] = &Pane::ALL;

/// Makes the enum and its table from one list.
macro_rules! actions {
    ($($action:ident $name:literal $keys:expr, $panes:expr, $label:literal, $help:literal;)*) => {
        /// What a key does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Action {
            $(#[doc = $help] $action,)*
        }

        impl Action {
            /// Every action, in the order of the help screen.
            pub const ALL: &'static [Self] = &[$(Self::$action,)*];

            /// Its name in the `[keys]` table of `gatepath.toml`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$action => $name,)* }
            }

            /// One or two words for the footer.
            pub fn label(self) -> &'static str {
                match self { $(Self::$action => $label,)* }
            }

            /// One line for the help screen.
            pub fn help(self) -> &'static str {
                match self { $(Self::$action => $help,)* }
            }

            /// The keys that do it, unless `gatepath.toml` says otherwise.
            pub fn default_keys(self) -> &'static [&'static str] {
                match self { $(Self::$action => &$keys,)* }
            }

            /// The panes in which it does something.
            pub fn panes(self) -> &'static [Pane] {
                match self { $(Self::$action => $panes,)* }
            }
        }
    };
}

actions! {
    Open "open" ["enter"], &[Targets, Path, Findings, WhatIf, Names, Certificates, Gaps, Menu], "open",
        "open what is selected: a path, a hop, its evidence";
    TryFix "try-fix" ["a"], &[Path, Evidence, Findings, WhatIf], "try fix",
        "apply the proposed fix in memory; AWS is never touched";
    Toggle "toggle" ["space"], &[Evidence], "toggle rule",
        "take the selected rule out in memory, or put it back";
    Copy "copy" ["y"], TABS, "copy",
        "copy what is selected: a fix as commands, an id";
    CopyMarkdown "copy-markdown" ["Y"], OF_A_TARGET, "copy as Markdown",
        "copy the finding as Markdown";
    Explain "explain" ["e"], &[Path, Evidence, Findings, WhatIf], "explain",
        "show the page of the rule";
    Filter "filter" ["/"], &[Targets, Findings, Gaps], "filter",
        "show only what holds a text";
    Severity "severity" ["f"], &[Targets, Findings], "severity",
        "show everything, warnings and worse, or errors only";
    Sort "sort" ["s"], &[Targets], "sort",
        "sort by verdict, name, gateway or findings";
    Reverse "reverse" ["S"], &[Targets], "reverse",
        "reverse the order";
    Layer "group" ["b"], &[Findings], "by layer",
        "group by severity, or by layer of the journey";
    Undo "undo" ["u"], TABS, "undo",
        "take back the last change in memory";
    Redo "redo" ["U", "ctrl-r"], TABS, "redo",
        "make the change again that was taken back";
    NextProblem "next-problem" ["n"], &[Path, Evidence], "next problem",
        "go to the next hop that does not pass";
    PreviousProblem "previous-problem" ["N"], &[Path, Evidence], "previous problem",
        "go to the previous hop that does not pass";
    Direction "direction" ["v"], &[Path, Evidence], "way back",
        "show the way there, or the way back";
    NextPane "next-pane" ["tab"], TABS, "next pane",
        "go to the next pane";
    PreviousPane "previous-pane" ["shift-tab"], TABS, "previous pane",
        "go to the previous pane";
    NextTarget "next-target" ["]"], OF_A_TARGET, "next target",
        "show the next target";
    PreviousTarget "previous-target" ["["], OF_A_TARGET, "previous target",
        "show the previous target";
    Zoom "zoom" ["z", "+"], TABS, "zoom",
        "give the pane the whole screen, or take it back";
    ShowTargets "targets" ["1"], TABS, "targets",
        "show the targets";
    ShowPath "path" ["2"], TABS, "path",
        "show the path of the target, hop by hop";
    ShowFindings "findings" ["3"], TABS, "findings",
        "show what is wrong with the target";
    ShowWhatIf "what-if" ["4"], TABS, "what-if",
        "show the changes in memory and what they do";
    ShowNames "names" ["5"], TABS, "names",
        "show how the name leads to addresses";
    ShowCertificates "certificates" ["6"], TABS, "certificates",
        "show the certificates that are served";
    ShowGaps "gaps" ["7"], TABS, "gaps",
        "show what could not be observed";
    Up "up" ["up", "k"], EVERYWHERE, "up",
        "go up";
    Down "down" ["down", "j"], EVERYWHERE, "down",
        "go down";
    Left "left" ["left", "h"], TABS, "left",
        "go left";
    Right "right" ["right", "l"], TABS, "right",
        "go right";
    First "first" ["home", "g"], EVERYWHERE, "first",
        "go to the beginning";
    Last "last" ["end", "G"], EVERYWHERE, "last",
        "go to the end";
    PageUp "page-up" ["pageup", "ctrl-u"], EVERYWHERE, "page up",
        "go up by half a page";
    PageDown "page-down" ["pagedown", "ctrl-d"], EVERYWHERE, "page down",
        "go down by half a page";
    Export "export" ["x"], TABS, "export",
        "write this screen or the report to a file";
    Recollect "recollect" ["r"], TABS, "re-collect",
        "collect again from AWS, or read the snapshot again";
    Help "help" ["?", "f1"], EVERYWHERE, "help",
        "show every key of this pane";
    Back "back" ["esc"], EVERYWHERE, "back",
        "close what lies on top, clear the filter, or go back";
    Quit "quit" ["q"], EVERYWHERE, "quit",
        "go back; leave from the list of targets";
    QuitNow "quit-now" ["ctrl-c"], EVERYWHERE, "quit now",
        "leave at once";
    Redraw "redraw" ["ctrl-l"], EVERYWHERE, "redraw",
        "draw the screen anew";
    Suspend "suspend" ["ctrl-z"], EVERYWHERE, "suspend",
        "put gatepath in the background; fg brings it back";
}

impl Action {
    /// The action of a name, as `gatepath.toml` writes it.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|action| action.name() == name)
    }

    /// Whether it does something in a pane.
    pub fn applies(self, pane: Pane) -> bool {
        self.panes().contains(&pane)
    }
}
