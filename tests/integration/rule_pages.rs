//! Every rule has a page, and every page has its headings.

use gatepath::analysis::Rule;

const HEADINGS: [&str; 12] = [
    "## What it checks",
    "## Why it matters",
    "## Symptom",
    "## Evidence used",
    "## Example",
    "## How to fix",
    "### Console",
    "### AWS CLI",
    "### Terraform",
    "## Limits and assumptions",
    "## AWS explanation codes",
    "## References",
];

#[test]
fn every_page_has_its_headings_in_order() {
    for rule in Rule::ALL {
        let page = rule.page();
        assert!(
            page.starts_with(&format!("# {} {}\n", rule.code(), rule.name())),
            "{rule}"
        );
        let headings: Vec<&str> = page.lines().filter(is_heading).collect();
        assert_eq!(headings, HEADINGS, "{rule}");
    }
}

#[test]
fn codes_and_names_are_unique_and_sorted_within_their_family() {
    for (index, rule) in Rule::ALL.iter().enumerate() {
        for other in &Rule::ALL[index + 1..] {
            assert_ne!(rule.code(), other.code());
            assert_ne!(rule.name(), other.name());
            if rule.family() == other.family() {
                assert!(rule.code() < other.code(), "{rule} stands before {other}");
            }
        }
    }
}

#[test]
fn there_is_no_page_without_a_rule() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let code = name.trim_end_matches(".md");
        assert!(code.parse::<Rule>().is_ok(), "{name}");
    }
}

/// A heading; lines that start with `#` inside code fences are comments and have one `#`.
fn is_heading(line: &&str) -> bool {
    line.starts_with("## ") || line.starts_with("### ")
}
