//! "Did you mean …?"

/// The word that differs least from `wrong`, ignoring case, if any is close enough to be meant.
pub(super) fn nearest<'a>(wrong: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_ascii_lowercase();
    let furthest = wrong.chars().count().div_ceil(3);
    words
        .map(|word| (distance(&wrong, &word.to_ascii_lowercase()), word))
        .filter(|&(distance, _)| distance <= furthest)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, word)| word)
}

/// The Levenshtein distance: how many characters to insert, remove or replace.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (line, left) in a.chars().enumerate() {
        let mut next = vec![line + 1];
        for (right, above) in b.chars().zip(row.windows(2)) {
            let [diagonal, above] = above else { continue };
            let left_cost = next.last().map_or(0, |cost| cost + 1);
            let replaced = diagonal + usize::from(left != right);
            next.push(replaced.min(above + 1).min(left_cost));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_edits() {
        assert_eq!(distance("sg001", "sg003"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn only_near_words_are_offered() {
        let words = ["SG001", "SG003", "rg-egress-missing"];
        assert_eq!(nearest("sg01", words.into_iter()), Some("SG001"));
        assert_eq!(nearest("egress-missing", words.into_iter()), Some("rg-egress-missing"));
        assert_eq!(nearest("weather", words.into_iter()), None);
    }
}
