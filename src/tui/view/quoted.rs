//! Evidence: where it stands, and the value there.

use ratatui::text::{Line, Span};
use serde_json::Value;

use crate::report::v1::Place;
use crate::tui::app::App;

use super::ink;

/// Lines of one value.
const LONGEST: usize = 16;

/// Pieces of evidence that are shown with their values.
const MOST: usize = 8;

/// Files and pointers of evidence, as many as are shown.
pub(super) fn places(places: &[Place]) -> Vec<(String, String)> {
    places
        .iter()
        .take(MOST)
        .map(|place| (place.file.clone(), place.pointer.clone()))
        .collect()
}

/// The place of a piece of evidence, then its value.
pub(super) fn lines(app: &App, file: &str, pointer: &str, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let short = file.rsplit('/').next().unwrap_or(file);
    let mut lines = ink::wrap(
        [ink.plain(short), Span::raw(" "), ink.dim(pointer)],
        width,
        2,
    );
    let key = (file.to_owned(), pointer.to_owned());
    if let Some(Some(value)) = app.quotes.get(&key) {
        lines.extend(self::value(app, value, width));
    }
    lines
}

/// A value, over several lines if it has members.
pub(super) fn value(app: &App, value: &Value, width: usize) -> Vec<Line<'static>> {
    let ink = app.ink();
    let value = &without_empty(value);
    let text = brief(value);
    let room = width.saturating_sub(2);
    if unicode_width::UnicodeWidthStr::width(text.as_str()) <= room {
        return vec![Line::from(vec![Span::raw("  "), ink.plain(text)])];
    }
    // Writing a value that was read as JSON cannot fail.
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    let all: Vec<&str> = text.lines().collect();
    let mut lines: Vec<Line<'static>> = all
        .iter()
        .take(LONGEST)
        .map(|line| Line::from(vec![Span::raw("  "), ink.plain(ink.cut(line, room))]))
        .collect();
    if all.len() > LONGEST {
        let left = all.len() - LONGEST;
        lines.push(Line::from(ink.dim(format!("  and {left} more"))));
    }
    lines
}

/// Without the members that are empty lists: AWS writes many of them.
fn without_empty(value: &Value) -> Value {
    let is_empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !is_empty(value))
            .map(|(name, value)| (name.clone(), without_empty(value)))
            .collect(),
        Value::Array(list) => list.iter().map(without_empty).collect(),
        other => other.clone(),
    }
}

/// JSON on one line, with spaces.
fn brief(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{name}: {}", brief(value)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
        Value::Array(list) => {
            let list: Vec<String> = list.iter().map(brief).collect();
            format!("[{}]", list.join(", "))
        }
        other => other.to_string(),
    }
}
