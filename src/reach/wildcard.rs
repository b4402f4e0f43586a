//! Texts with wildcards, compared as sets: `*` stands for any text, `?` for one character.
//!
//! A request is often known only in part ("any method, any path below `/orders`"), so it is a set
//! of texts itself, and a pattern matches all of them, none, or some.

use std::collections::BTreeSet;

use crate::topology::Meets;

/// A set of texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wildcard(Vec<Token>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Char(char),
    /// `?`
    One,
    /// `*`
    Any,
}

impl Wildcard {
    /// Exactly this text.
    pub(super) fn exactly(text: &str) -> Self {
        Self(text.chars().map(Token::Char).collect())
    }

    /// A pattern.
    pub(super) fn pattern(text: &str) -> Self {
        let token = |c| match c {
            '*' => Token::Any,
            '?' => Token::One,
            c => Token::Char(c),
        };
        Self(text.chars().map(token).collect())
    }

    /// These texts, each followed by exactly `text`.
    pub(super) fn then(mut self, text: &str) -> Self {
        self.0.extend(text.chars().map(Token::Char));
        self
    }

    /// These texts, each followed by anything.
    pub(super) fn then_anything(mut self) -> Self {
        self.0.push(Token::Any);
        self
    }

    /// How this pattern, as a condition, meets a set of texts.
    pub(super) fn meets(&self, texts: &Self) -> Meets {
        let alphabet = self.alphabet();
        let (mut matches, mut misses) = (false, false);
        let mut seen = BTreeSet::new();
        let mut open = vec![(0, self.closure(BTreeSet::from([0])))];
        while let Some((place, states)) = open.pop() {
            if matches && misses || seen.len() > MOST_STATES {
                return Meets::Some;
            }
            if !seen.insert((place, states.clone())) {
                continue;
            }
            let read = |c: &Option<char>| self.step(&states, *c);
            match texts.0.get(place) {
                None if states.contains(&self.0.len()) => matches = true,
                None => misses = true,
                Some(&Token::Char(c)) => open.push((place + 1, read(&Some(c)))),
                Some(&Token::One) => open.extend(alphabet.iter().map(|c| (place + 1, read(c)))),
                Some(&Token::Any) => {
                    open.extend(alphabet.iter().map(|c| (place, read(c))));
                    open.push((place + 1, states));
                }
            }
        }
        if !misses {
            Meets::All
        } else if matches {
            Meets::Some
        } else {
            Meets::None
        }
    }

    /// Every character that the pattern tells apart; `None` stands for all the others.
    fn alphabet(&self) -> BTreeSet<Option<char>> {
        let named = self.0.iter().filter_map(|token| match token {
            Token::Char(c) => Some(Some(*c)),
            Token::One | Token::Any => None,
        });
        named.chain([None]).collect()
    }

    /// Where in the pattern a match may stand after one more character.
    fn step(&self, states: &BTreeSet<usize>, c: Option<char>) -> BTreeSet<usize> {
        let next = states.iter().filter_map(|&state| match self.0.get(state)? {
            Token::Any => Some(state),
            Token::One => Some(state + 1),
            Token::Char(own) => (Some(*own) == c).then_some(state + 1),
        });
        self.closure(next.collect())
    }

    /// Adds the places that a `*` reaches by standing for nothing.
    fn closure(&self, mut states: BTreeSet<usize>) -> BTreeSet<usize> {
        for (state, token) in self.0.iter().enumerate() {
            if *token == Token::Any && states.contains(&state) {
                states.insert(state + 1);
            }
        }
        states
    }
}

/// How a condition with several patterns, of which one must match, meets several sets of texts.
pub(super) fn any_meets(patterns: &[Wildcard], texts: &[Wildcard]) -> Meets {
    every(texts.iter().map(|text| {
        let meets = patterns.iter().map(|pattern| pattern.meets(text));
        any(meets)
    }))
}

/// What alternatives make of one set of texts: one that covers the whole set decides.
pub(super) fn any(alternatives: impl IntoIterator<Item = Meets>) -> Meets {
    let mut result = Meets::None;
    for meets in alternatives {
        match meets {
            Meets::All => return Meets::All,
            Meets::Some => result = Meets::Some,
            Meets::None => {}
        }
    }
    result
}

/// What one condition makes of several sets of texts together.
pub(super) fn every(sets: impl IntoIterator<Item = Meets>) -> Meets {
    let mut sets = sets.into_iter();
    let Some(first) = sets.next() else {
        return Meets::None;
    };
    if sets.all(|meets| meets == first) {
        first
    } else {
        Meets::Some
    }
}

/// Patterns that need more states than this to decide are left undecided. They do not occur
/// outside of attacks: a state is a position in the text and a few positions in the pattern.
const MOST_STATES: usize = 20_000;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn meets(pattern: &str, texts: &str) -> Meets {
        Wildcard::pattern(pattern).meets(&Wildcard::pattern(texts))
    }

    #[test]
    fn a_pattern_covers_all_some_or_none_of_what_may_be_asked() {
        assert_eq!(meets("api/*", "api/live/*/orders*"), Meets::All);
        assert_eq!(meets("api/live/GET/*", "api/live/*/orders*"), Meets::Some);
        assert_eq!(meets("api/test/*", "api/live/*/orders*"), Meets::None);
        assert_eq!(meets("*", "*"), Meets::All);
        assert_eq!(meets("?", "*"), Meets::Some);
        assert_eq!(meets("", ""), Meets::All);
        assert_eq!(meets("", "a"), Meets::None);
    }

    #[test]
    fn fixed_texts_may_hold_wildcard_characters() {
        let star = Wildcard::exactly("/a*");
        assert_eq!(Wildcard::pattern("/a?").meets(&star), Meets::All);
        assert_eq!(Wildcard::pattern("/ab").meets(&star), Meets::None);
        let below = Wildcard::exactly("/a").then("/").then_anything();
        assert_eq!(Wildcard::pattern("/a/*").meets(&below), Meets::All);
    }

    #[test]
    fn a_hostile_pattern_is_left_undecided() {
        let pattern = format!("*a{}b", "?".repeat(64));
        assert_eq!(meets(&pattern, "*"), Meets::Some);
    }

    /// Matches one text the obvious way.
    fn matches(pattern: &[char], text: &[char]) -> bool {
        match (pattern, text) {
            ([], []) => true,
            (['*', rest @ ..], _) => {
                matches(rest, text) || (!text.is_empty() && matches(pattern, &text[1..]))
            }
            (['?', rest @ ..], [_, text @ ..]) => matches(rest, text),
            ([c, rest @ ..], [d, text @ ..]) => c == d && matches(rest, text),
            _ => false,
        }
    }

    /// Every text over `a`, `b` and one other character, up to a length.
    fn texts(length: usize) -> Vec<Vec<char>> {
        let mut all = vec![vec![]];
        let mut last = all.clone();
        for _ in 0..length {
            last = last
                .iter()
                .flat_map(|text| "abz".chars().map(|c| [&text[..], &[c]].concat()))
                .collect();
            all.extend(last.clone());
        }
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn sets_meet_like_the_texts_in_them(pattern in "[ab*?]{0,3}", set in "[ab*?]{0,3}") {
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            let (own, other) = (chars(&pattern), chars(&set));
            let (mut hit, mut miss) = (false, false);
            for text in texts(7).iter().filter(|text| matches(&other, text)) {
                if matches(&own, text) { hit = true } else { miss = true }
            }
            let expected = match (hit, miss) {
                (true, true) => Meets::Some,
                (true, false) => Meets::All,
                _ => Meets::None,
            };
            prop_assert_eq!(meets(&pattern, &set), expected);
        }
    }
}
