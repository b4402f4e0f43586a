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
    /// `?`, but no colon.
    OneWithin,
    /// `*` without a colon.
    AnyWithin,
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

    /// These texts, each followed by one of a pattern.
    pub(super) fn then_pattern(mut self, text: &str) -> Self {
        self.0.extend(Self::pattern(text).0);
        self
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

    /// The parts of an ARN, of which it has six; the last one may hold further colons.
    pub(super) fn arn_parts(&self) -> Option<Vec<Self>> {
        let parts = self.0.splitn(ARN_PARTS, |token| *token == COLON);
        let parts: Vec<Self> = parts.map(|part| Self(part.to_vec())).collect();
        (parts.len() == ARN_PARTS).then_some(parts)
    }

    /// This pattern with wildcards that stay within their part of an ARN, except for a `*` that is
    /// the last character of its part.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
    pub(super) fn within_arn_parts(&self) -> Self {
        let mut colons = 0;
        let tokens = self.0.iter().enumerate().map(|(place, token)| {
            let is_last = self.0.get(place + 1).is_none_or(|next| *next == COLON);
            colons += usize::from(*token == COLON);
            match token {
                Token::One if colons + 1 < ARN_PARTS => Token::OneWithin,
                Token::Any if colons + 1 < ARN_PARTS && !is_last => Token::AnyWithin,
                other => *other,
            }
        });
        Self(tokens.collect())
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
                Some(&token @ (Token::One | Token::OneWithin)) => {
                    let chars = alphabet.iter().filter(|c| token.covers(**c));
                    open.extend(chars.map(|c| (place + 1, read(c))));
                }
                Some(&token @ (Token::Any | Token::AnyWithin)) => {
                    let chars = alphabet.iter().filter(|c| token.covers(**c));
                    open.extend(chars.map(|c| (place, read(c))));
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
            Token::OneWithin | Token::AnyWithin => Some(Some(':')),
            Token::One | Token::Any => None,
        });
        named.chain([None]).collect()
    }

    /// Where in the pattern a match may stand after one more character.
    fn step(&self, states: &BTreeSet<usize>, c: Option<char>) -> BTreeSet<usize> {
        let next = states.iter().filter_map(|&state| {
            let token = self.0.get(state)?;
            let after = if token.repeats() { state } else { state + 1 };
            token.covers(c).then_some(after)
        });
        self.closure(next.collect())
    }

    /// Adds the places that a `*` reaches by standing for nothing.
    fn closure(&self, mut states: BTreeSet<usize>) -> BTreeSet<usize> {
        for (state, token) in self.0.iter().enumerate() {
            if token.repeats() && states.contains(&state) {
                states.insert(state + 1);
            }
        }
        states
    }
}

impl Token {
    /// Whether it stands for a character; `None` is one that no pattern names.
    fn covers(self, c: Option<char>) -> bool {
        match self {
            Self::Char(own) => Some(own) == c,
            Self::One | Self::Any => true,
            Self::OneWithin | Self::AnyWithin => c != Some(':'),
        }
    }

    /// Whether it stands for any number of characters.
    fn repeats(self) -> bool {
        matches!(self, Self::Any | Self::AnyWithin)
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

const COLON: Token = Token::Char(':');

/// `arn:partition:service:region:account:resource`
const ARN_PARTS: usize = 6;

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
    fn wildcards_stay_within_their_part_of_an_arn() {
        let meets = |pattern: &str, text: &str| {
            let pattern = Wildcard::pattern(pattern).within_arn_parts();
            pattern.meets(&Wildcard::exactly(text))
        };
        let arn = "arn:aws:execute-api:eu-west-1:1111:a1/live/GET/a:b";
        for (pattern, expected) in [
            ("*", Meets::All),
            ("arn:aws:execute-api:*", Meets::All),
            ("arn:aws:execute-api:*:*:a1/*", Meets::All),
            ("arn:aws:execute-api:*:a1/*", Meets::All),
            ("arn:aws:execute-api:eu-*-1:11?1:a1/*", Meets::All),
            ("arn:aws:execute-api:eu-west-1:1111:a1/*:b", Meets::All),
            ("arn:aws:execute-api:eu-west-1:*1/*", Meets::None),
            ("arn:aws:execute-api:eu-west-1?1111:a1/*", Meets::None),
        ] {
            assert_eq!(meets(pattern, arn), expected, "{pattern}");
        }
    }

    #[test]
    fn an_arn_has_six_parts() {
        let parts = |text: &str| Wildcard::pattern(text).arn_parts();
        assert_eq!(parts("arn:aws:iam::1111"), None);
        let resource = parts("arn:aws:sns::1111:a:b").unwrap().pop();
        assert_eq!(resource, Some(Wildcard::exactly("a:b")));
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
