//! The page of a rule, from Markdown to the terminal.

use std::io;

use anstyle::{AnsiColor, Style};

use super::{Printer, Text};

/// Writes a page: headings bold, code indented, paragraphs wrapped, tables in columns.
pub fn write_page(page: &str, printer: &mut Printer<'_>) -> io::Result<()> {
    let mut paragraph = String::new();
    let mut lead = String::new();
    let mut table: Vec<Vec<String>> = Vec::new();
    let mut in_code = false;
    for line in page.lines() {
        if !line.starts_with('|') {
            write_table(&std::mem::take(&mut table), printer)?;
        }
        let is_fence = line.trim_start().starts_with("```");
        let item = item_lead(line);
        if is_fence || in_code || line.is_empty() || line.starts_with(['#', '|']) || item.is_some()
        {
            flush(&mut lead, &mut paragraph, printer)?;
        }
        if is_fence {
            in_code = !in_code;
        } else if in_code {
            printer.line(&format!("    {line}").into())?;
        } else if line.is_empty() {
            printer.blank()?;
        } else if let Some(title) = line.strip_prefix("### ") {
            printer.line(&Text::new().styled(Style::new().underline(), title))?;
        } else if line.starts_with('#') {
            printer.line(&Text::new().bold(line.trim_start_matches('#').trim_start()))?;
        } else if line.starts_with('|') {
            table.push(cells(line));
        } else {
            if let Some(item) = item {
                lead = line.chars().take(item).collect();
            }
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line.get(item.unwrap_or(0)..).unwrap_or(line).trim());
        }
    }
    write_table(&table, printer)?;
    flush(&mut lead, &mut paragraph, printer)
}

/// The length of the mark of a list item: `- ` or `1. `, with its indent.
fn item_lead(line: &str) -> Option<usize> {
    let text = line.trim_start();
    let indent = line.len() - text.len();
    if text.starts_with("- ") {
        return Some(indent + 2);
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    (digits > 0 && text.get(digits..)?.starts_with(". ")).then_some(indent + digits + 2)
}

fn flush(lead: &mut String, paragraph: &mut String, printer: &mut Printer<'_>) -> io::Result<()> {
    if paragraph.is_empty() {
        return Ok(());
    }
    let text = inline(&std::mem::take(paragraph));
    printer.wrapped(&std::mem::take(lead).into(), &text)
}

/// Inline code and bold text lose their marks and get a style.
fn inline(text: &str) -> Text {
    let code = AnsiColor::Cyan.on_default();
    text.split('`')
        .enumerate()
        .fold(Text::new(), |line, (index, part)| {
            if index % 2 == 1 {
                return line.styled(code, part);
            }
            part.split("**")
                .enumerate()
                .fold(line, |line, (index, part)| match index % 2 {
                    0 => line.plain(part),
                    _ => line.bold(part),
                })
        })
}

fn cells(line: &str) -> Vec<String> {
    line.trim_matches('|')
        .split('|')
        .map(|cell| cell.trim().to_owned())
        .collect()
}

fn write_table(rows: &[Vec<String>], printer: &mut Printer<'_>) -> io::Result<()> {
    let is_rule = |row: &Vec<String>| {
        row.iter()
            .all(|cell| cell.chars().all(|c| "-: ".contains(c)))
    };
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows
            .iter()
            .filter(|row| !is_rule(row))
            .filter_map(|row| row.get(column));
        cells.map(|cell| inline(cell).width()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for (index, row) in rows.iter().enumerate() {
        if index == 1 && is_rule(row) {
            continue;
        }
        let line = row
            .iter()
            .zip(&widths)
            .fold(Text::from("  "), |line, (cell, width)| {
                let padding = " ".repeat(width.saturating_sub(inline(cell).width()) + 2);
                let line = match index {
                    0 => line.bold(inline(cell).unstyled()),
                    _ => line.joined(inline(cell)),
                };
                line.plain(padding)
            });
        printer.line(&line)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::report::View;

    use super::*;

    #[test]
    fn a_page_reads_well_without_its_marks() {
        let page = "# SG001 x\n\nSome `code` and\nmore.\n\n- first\n  goes on\n- **second**\n\n\
            | a | b |\n|---|---|\n| `long one` | 1 |\n\n```sh\naws x\n```\n";
        let mut out = Vec::new();
        write_page(page, &mut Printer::new(View::default(), &mut out)).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "SG001 x\n\nSome code and more.\n\n- first goes on\n- second\n\n  a         b\n  \
             long one  1\n\n    aws x\n"
        );
    }
}
