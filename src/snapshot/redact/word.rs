//! Words: one replacement for each, wherever it stands.

use std::collections::{BTreeMap, BTreeSet};

use super::shape::{is_account, is_place, is_resource_id, is_resource_pattern};

/// What replaces accounts and words, numbered in the order in which they are met.
///
/// Letter case is kept apart: of two words that differ in case alone, the replacements do too
/// (`name1`, `Name1`). So equal stays equal and different stays different, whether or not a
/// comparison minds the case.
#[derive(Debug, Default)]
pub(super) struct Words {
    accounts: BTreeMap<String, usize>,
    /// Spellings of a word, by the word in lower case.
    numbers: BTreeMap<String, (usize, Vec<String>)>,
    lessons: Lessons,
}

/// What must be known of the whole snapshot before the first word is replaced.
#[derive(Clone, Debug, Default)]
pub(super) struct Lessons {
    /// Ids that AWS made up, by which it tells nothing.
    ids: BTreeSet<String>,
    /// What patterns such as `orders-*` begin with, `*-orders` end with, `*orders*` hold.
    beginnings: BTreeSet<String>,
    endings: BTreeSet<String>,
    middles: BTreeSet<String>,
    /// Patterns of more parts than that, or with a `?`.
    shapes: BTreeSet<String>,
}

impl Words {
    pub(super) fn knowing(lessons: Lessons) -> Self {
        Self {
            lessons,
            ..Self::default()
        }
    }

    pub(super) fn into_lessons(self) -> Lessons {
        self.lessons
    }

    /// From now on this text stays as it is.
    pub(super) fn keep(&mut self, text: &str) {
        if !self.lessons.ids.contains(text) {
            self.lessons.ids.insert(text.to_owned());
        }
    }

    /// The replacement of an account id: twelve digits again.
    pub(super) fn account(&mut self, id: &str) -> String {
        let next = self.accounts.len() + 1;
        let number = *self.accounts.entry(id.to_owned()).or_insert(next);
        format!("1{number:011}")
    }

    /// The replacement of a word, or of a pattern with `*` and `?`.
    ///
    /// A pattern matches the replacement of a word exactly if it matched the word. For that, a
    /// word that begins with what some pattern begins with gets a replacement that shows it.
    pub(super) fn word(&mut self, text: &str) -> String {
        if is_account(text) {
            return self.account(text);
        }
        if self.stays(text) {
            return text.to_owned();
        }
        if text.contains(['*', '?']) {
            return self.pattern(text);
        }
        self.plain(text)
    }

    fn stays(&self, text: &str) -> bool {
        let is_short_number = text.len() <= 5 && text.bytes().all(|b| b.is_ascii_digit());
        // One `?` besides says no more than "not empty".
        let is_wildcard = text.contains('*') && matches!(text.replace('*', "").as_str(), "" | "?");
        is_wildcard
            || VOCABULARY.contains(&text)
            || is_resource_id(text)
            || is_resource_pattern(text)
            || is_place(text)
            || (is_short_number || self.lessons.ids.contains(text))
                && !self.lessons.match_part(text)
    }

    fn plain(&mut self, text: &str) -> String {
        let mut out = self.beginnings_of(text);
        out += &self.number(text);
        let Lessons {
            middles, shapes, ..
        } = &self.lessons;
        let middles = middles.iter().filter(|middle| text.contains(*middle));
        let shapes = shapes.iter().filter(|shape| matches(shape, text));
        for feature in middles.chain(shapes).cloned().collect::<Vec<_>>() {
            out += &["_", &self.number(&feature), "_"].concat();
        }
        out + &self.endings_of(text)
    }

    fn pattern(&mut self, text: &str) -> String {
        let pieces: Vec<&str> = text.split('*').collect();
        let (first, middle, last) = match pieces.as_slice() {
            [first, middle @ .., last] if !text.contains('?') => (*first, middle, *last),
            _ => return self.shape(text),
        };
        let middles: Vec<&str> = middle
            .iter()
            .copied()
            .filter(|piece| !piece.is_empty())
            .collect();
        if middles.len() > 1 {
            return self.shape(text);
        }
        let mut out = String::new();
        if !first.is_empty() {
            self.lessons.beginnings.insert(first.to_owned());
            out += &self.beginnings_of(first);
        }
        out.push('*');
        for piece in middles {
            self.lessons.middles.insert(piece.to_owned());
            out += &["_", &self.number(piece), "_*"].concat();
        }
        if !last.is_empty() {
            self.lessons.endings.insert(last.to_owned());
            out += &self.endings_of(last);
        }
        out
    }

    /// A pattern of several parts, or with a `?`: words that it matches show it in their middle.
    fn shape(&mut self, text: &str) -> String {
        self.lessons.shapes.insert(text.to_owned());
        format!("*_{}_*", self.number(text))
    }

    /// The shortest first: what begins with the longer begins with the shorter, too.
    fn beginnings_of(&mut self, text: &str) -> String {
        let known = self.lessons.beginnings.iter();
        let mut found: Vec<String> = known
            .filter(|known| text.starts_with(*known))
            .cloned()
            .collect();
        found.sort_by_key(String::len);
        found.iter().map(|known| self.number(known) + "-").collect()
    }

    /// The shortest last.
    fn endings_of(&mut self, text: &str) -> String {
        let known = self.lessons.endings.iter();
        let mut found: Vec<String> = known
            .filter(|known| text.ends_with(*known))
            .cloned()
            .collect();
        found.sort_by_key(|known| std::cmp::Reverse(known.len()));
        let numbers = found
            .iter()
            .map(|known| "-".to_owned() + &self.number(known));
        numbers.collect()
    }

    fn number(&mut self, text: &str) -> String {
        let next = self.numbers.len() + 1;
        let (number, spellings) = self
            .numbers
            .entry(text.to_lowercase())
            .or_insert_with(|| (next, vec![text.to_lowercase()]));
        let known = spellings.iter().position(|spelling| spelling == text);
        let spelling = known.unwrap_or_else(|| {
            spellings.push(text.to_owned());
            spellings.len() - 1
        });
        // The bits of the spelling's number are the capitals; beyond sixteen more letters help.
        let stem = "name".repeat(1 + spelling / 16);
        let cased = stem.char_indices().map(|(place, letter)| {
            if place < 4 && (spelling % 16) >> place & 1 == 1 {
                letter.to_ascii_uppercase()
            } else {
                letter
            }
        });
        format!("{}{number}", cased.collect::<String>())
    }
}

impl Lessons {
    /// Whether some pattern is about words such as this one.
    fn match_part(&self, text: &str) -> bool {
        self.beginnings.iter().any(|known| text.starts_with(known))
            || self.endings.iter().any(|known| text.ends_with(known))
            || self.middles.iter().any(|known| text.contains(known))
            || self.shapes.iter().any(|shape| matches(shape, text))
    }
}

/// Whether a pattern matches a whole text.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for token in pattern {
        if token == '*' {
            for place in 1..reached.len() {
                reached[place] |= reached[place - 1];
            }
        } else {
            for place in (1..reached.len()).rev() {
                reached[place] = reached[place - 1] && (token == '?' || token == text[place - 1]);
            }
            reached[0] = false;
        }
    }
    reached[text.len()]
}

/// Words that mean the same in every account.
const VOCABULARY: &[&str] = &[
    "",
    "$LATEST",
    "$default",
    ".",
    "..",
    "ANY",
    "AWS",
    "Amazon",
    "AmazonProvidedDNS",
    "Anonymous",
    "AssumedRole",
    "DELETE",
    "GET",
    "HEAD",
    "OPTIONS",
    "PATCH",
    "POST",
    "PUT",
    "anonymous",
    "aws",
    "aws-service-role",
    "default",
    "enableDnsHostnames",
    "enableDnsSupport",
    "enableNetworkAddressUsageMetrics",
    "false",
    "hostedzone",
    "local",
    "root",
    "service-role",
    "true",
    "unknown",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Replaces all of them, as a snapshot does: patterns are known before the first word.
    fn replaced(patterns: &[&str], words: &[&str]) -> (Vec<String>, Vec<String>) {
        let mut learner = Words::default();
        for text in patterns.iter().chain(words) {
            learner.word(text);
        }
        let mut own = Words::knowing(learner.into_lessons());
        let mut all = |texts: &[&str]| texts.iter().map(|text| own.word(text)).collect();
        (all(patterns), all(words))
    }

    #[test]
    fn the_same_word_gets_the_same_replacement() {
        let (_, words) = replaced(&[], &["orders", "claims", "orders", "Orders", "ORDERS"]);
        assert_eq!(words, ["name1", "name2", "name1", "Name1", "nAme1"]);
    }

    #[test]
    fn what_means_the_same_everywhere_stays() {
        for text in [
            "",
            "*",
            "GET",
            "443",
            "default",
            "vpc-0a1b2c3d",
            "us-west-2",
        ] {
            assert_eq!(Words::default().word(text), text);
        }
        assert_eq!(Words::default().word("444455556666"), "100000000001");
    }

    #[test]
    fn patterns_match_what_they_matched() {
        let patterns = ["ord*", "orders-*", "*-api", "*ers*", "v?", "o*s", "ord?r*"];
        let words = [
            "orders",
            "orders-api",
            "ord",
            "claims-api",
            "v1",
            "v10",
            "ers",
            "others",
            "Orders",
            "order",
        ];
        let (new_patterns, new_words) = replaced(&patterns, &words);
        for (pattern, new_pattern) in patterns.iter().zip(&new_patterns) {
            for (word, new_word) in words.iter().zip(&new_words) {
                assert_eq!(
                    matches(new_pattern, new_word),
                    matches(pattern, word),
                    "{pattern} {word}: {new_pattern} {new_word}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn different_words_stay_different(words in proptest::collection::vec("[a-cA-C]{6,9}", 1..12)) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let (_, new) = replaced(&["ab*", "*c"], &words);
            for (one, new_one) in words.iter().zip(&new) {
                for (other, new_other) in words.iter().zip(&new) {
                    prop_assert_eq!(one == other, new_one == new_other);
                }
            }
        }

        #[test]
        fn simple_patterns_keep_what_they_match(
            patterns in proptest::collection::vec("[ab]{1,3}\\*|\\*[ab]{1,3}|\\*[ab]{1,2}\\*|[ab]{0,2}\\?", 1..5),
            words in proptest::collection::vec("[abc]{6,9}", 1..8),
        ) {
            let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let (new_patterns, new_words) = replaced(&patterns, &words);
            for (pattern, new_pattern) in patterns.iter().zip(&new_patterns) {
                for (word, new_word) in words.iter().zip(&new_words) {
                    prop_assert_eq!(
                        matches(new_pattern, new_word),
                        matches(pattern, word),
                        "{} {}: {} {}", pattern, word, new_pattern, new_word
                    );
                }
            }
        }
    }
}
