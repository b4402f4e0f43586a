//! The file that `gatepath generate config` prints.

use std::fmt::Write as _;

/// A commented file that changes nothing: every setting with its default. Actions come with their
/// keys and with what they do.
pub fn template(themes: &[&str], actions: &[(&str, &[&str], &str)]) -> String {
    let mut text = format!(
        "# gatepath.toml: how `gatepath tui` looks, and its keys.\n\
         # It is looked for in this folder and those above it, then in ~/.config/gatepath.\n\
         # A flag or variable of the command line comes before what stands here.\n\n\
         [tui]\n\
         # Colors: {}. Without color (NO_COLOR) it is mono.\n\
         # theme = \"default\"\n\
         # ASCII only; unset, the terminal decides.\n\
         # ascii = false\n\
         # Whether the mouse scrolls and selects; without it, the terminal selects text.\n\
         # mouse = true\n\n\
         # Single colors of the theme: a name (blue, bright-blue), a number (208) or #d55e00,\n\
         # after bold, dim, italic, underline, reverse.\n\
         [theme]\n\
         # pass = \"bright-blue\"\n\
         # warn = \"bold yellow\"\n\
         # fail = \"bold magenta\"\n\
         # unknown = \"cyan\"\n\
         # dim = \"dim\"\n\
         # accent = \"bold cyan\"\n\
         # title = \"bold\"\n\
         # selected = \"reverse\"\n\n\
         # One key, or several in brackets. A key does one thing in each pane.\n\
         [keys]\n",
        themes.join(", ")
    );
    for (name, keys, help) in actions {
        let keys: Vec<String> = keys.iter().map(|key| format!("\"{key}\"")).collect();
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "# {help}\n# {name} = [{}]", keys.join(", "));
    }
    text
}
