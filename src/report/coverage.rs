//! What is evaluated, and how far: the tables of `docs/coverage.md`.

use std::fmt::Write as _;

/// The explanation codes of AWS Reachability Analyzer.
/// <https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html>
const CODES: &str = include_str!("coverage/codes.tsv");
/// What a path may lead through.
const CONSTRUCTS: &str = include_str!("coverage/constructs.tsv");

/// One row of a table.
#[derive(Clone, Copy, Debug)]
struct Row {
    /// What the row is about: its heading, its name, and what that means if the name does not say.
    area: &'static str,
    name: &'static str,
    meaning: &'static str,
    /// `exact`, `unknown by name` or `not applicable`.
    status: &'static str,
    how: &'static str,
    /// Scenarios, test functions and modules of tests, separated by blanks.
    tests: &'static str,
}

/// The page.
pub fn page() -> String {
    let mut page = String::from(
        "# Coverage\n\n\
         What is evaluated on the path of a flow. *Exact*: passed or stopped as AWS does it.\n\
         *Unknown by name*: no API tells what it does, or it is not modelled; the verdict is then\n\
         `unknown` and names it. *Not applicable*: it cannot occur on such a path, or asks another\n\
         question.\n\n\
         The last column names what shows it: a folder in `fixtures/scenarios`, a test, or a module\n\
         with its tests.\n",
    );
    let constructs = constructs();
    let mut area = "";
    for row in &constructs {
        if row.area != area {
            area = row.area;
            // Writing to a `String` cannot fail.
            let _ = write!(
                page,
                "\n## {area}\n\n| construct | status | remarks | shown by |\n|---|---|---|---|\n"
            );
        }
        line(&mut page, &[row.name, row.status, row.how], row.tests);
    }
    page.push_str("\n## Codes of AWS Reachability Analyzer\n\n");
    page.push_str("| code | meaning | status | remarks | shown by |\n|---|---|---|---|---|\n");
    for row in codes() {
        let code = format!("`{}`", row.name);
        line(
            &mut page,
            &[&code, row.meaning, row.status, row.how],
            row.tests,
        );
    }
    page
}

fn line(page: &mut String, cells: &[&str], tests: &str) {
    let tests: Vec<String> = tests.split(' ').map(shown).collect();
    // Writing to a `String` cannot fail.
    let _ = writeln!(page, "| {} | {} |", cells.join(" | "), tests.join(", "));
}

fn shown(test: &str) -> String {
    match test {
        "" => String::new(),
        test => format!("`{test}`"),
    }
}

fn constructs() -> Vec<Row> {
    let rows = CONSTRUCTS.lines().skip(1);
    rows.filter_map(|row| match row.split('\t').collect::<Vec<_>>()[..] {
        [area, name, status, how, tests] => Some(Row {
            area,
            name,
            meaning: "",
            status,
            how,
            tests,
        }),
        _ => None,
    })
    .collect()
}

fn codes() -> Vec<Row> {
    let rows = CODES.lines().skip(1);
    rows.filter_map(|row| match row.split('\t').collect::<Vec<_>>()[..] {
        [area, name, meaning, status, how, tests] => Some(Row {
            area,
            name,
            meaning,
            status,
            how,
            tests,
        }),
        _ => None,
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    fn rows() -> Vec<Row> {
        [constructs(), codes()].concat()
    }

    #[test]
    fn no_row_is_empty() {
        let lines = CODES.lines().count() + CONSTRUCTS.lines().count() - 2;
        assert_eq!(rows().len(), lines, "every line has all cells");
        for row in rows() {
            let applies = row.status != "not applicable";
            let known = ["exact", "unknown by name", "not applicable"].contains(&row.status);
            assert!(known, "{row:?}");
            assert_eq!(applies, !row.tests.is_empty(), "{row:?}");
            assert!(applies || !row.how.is_empty(), "{row:?}");
        }
    }

    #[test]
    fn what_shows_a_row_exists_and_shows_it() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut sources = Vec::new();
        for folder in ["src", "tests"] {
            read_sources(&root.join(folder), &mut sources);
        }
        let mut faults = Vec::new();
        for row in rows() {
            for test in row.tests.split(' ').filter(|test| !test.is_empty()) {
                let story = root
                    .join("fixtures/scenarios")
                    .join(test)
                    .join("scenario.toml");
                if let Ok(story) = fs::read_to_string(story) {
                    let is_unknown = story.contains("verdict = \"unknown\"");
                    // What is not modelled on one path must not be decided there.
                    let fits = row.status != "unknown by name" || is_unknown;
                    if !fits {
                        faults.push(format!("{}: {test} is decided", row.name));
                    }
                    continue;
                }
                let function = test.rsplit("::").next().unwrap();
                let is_function = format!("fn {function}(");
                let is_module = format!("{}.rs", test.replace("::", "/"));
                let exists = sources.iter().any(|(path, text)| {
                    text.contains(&is_function)
                        || path.ends_with(&is_module) && text.contains("#[test]")
                });
                if !exists {
                    faults.push(format!("{}: there is no {test}", row.name));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    fn read_sources(folder: &Path, sources: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read_sources(&path, sources);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                sources.push((path.clone(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
}
