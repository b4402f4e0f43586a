//! Exact sets of ports.

use std::fmt;
use std::ops::RangeInclusive;

/// A set of ports, kept as sorted ranges that neither overlap nor touch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PortSet(Vec<(u16, u16)>);

impl PortSet {
    /// No port.
    pub const EMPTY: Self = Self(Vec::new());

    /// Every port.
    pub fn all() -> Self {
        Self(vec![(0, u16::MAX)])
    }

    /// The ports that a client may use when nothing narrower is known: 1024 to 65535, as
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports>
    /// lists them for load balancers and NAT gateways.
    pub fn ephemeral() -> Self {
        Self(vec![(1024, u16::MAX)])
    }

    /// Whether no port is in the set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `port` is in the set.
    pub fn contains(&self, port: u16) -> bool {
        self.0
            .iter()
            .any(|&(first, last)| (first..=last).contains(&port))
    }

    /// The ranges of the set, first and last port, in ascending order.
    pub fn ranges(&self) -> &[(u16, u16)] {
        &self.0
    }

    /// The ports in both sets.
    pub fn intersection(&self, other: &Self) -> Self {
        let mut both = Vec::new();
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        while let (Some(&&(a_first, a_last)), Some(&&(b_first, b_last))) = (a.peek(), b.peek()) {
            let (first, last) = (a_first.max(b_first), a_last.min(b_last));
            if first <= last {
                both.push((first, last));
            }
            if a_last < b_last {
                a.next();
            } else {
                b.next();
            }
        }
        Self(both)
    }

    /// The ports of this set that are not in `other`.
    pub fn difference(&self, other: &Self) -> Self {
        self.intersection(&other.complement())
    }

    /// The ports in either set.
    pub fn union(&self, other: &Self) -> Self {
        self.0
            .iter()
            .chain(&other.0)
            .map(|&(first, last)| first..=last)
            .collect()
    }

    fn complement(&self) -> Self {
        let mut rest = Vec::new();
        let mut next = Some(0);
        for &(first, last) in &self.0 {
            if let Some(start) = next.filter(|&start| start < first) {
                rest.push((start, first - 1));
            }
            next = last.checked_add(1);
        }
        rest.extend(next.map(|start| (start, u16::MAX)));
        Self(rest)
    }
}

impl From<RangeInclusive<u16>> for PortSet {
    fn from(range: RangeInclusive<u16>) -> Self {
        if range.is_empty() {
            Self::EMPTY
        } else {
            Self(vec![(*range.start(), *range.end())])
        }
    }
}

impl FromIterator<RangeInclusive<u16>> for PortSet {
    fn from_iter<I: IntoIterator<Item = RangeInclusive<u16>>>(ranges: I) -> Self {
        let mut sorted: Vec<_> = ranges
            .into_iter()
            .filter(|range| !range.is_empty())
            .map(RangeInclusive::into_inner)
            .collect();
        sorted.sort_unstable();
        let mut merged: Vec<(u16, u16)> = Vec::with_capacity(sorted.len());
        for (first, last) in sorted {
            match merged.last_mut() {
                Some((_, end)) if first <= end.saturating_add(1) => *end = (*end).max(last),
                _ => merged.push((first, last)),
            }
        }
        Self(merged)
    }
}

impl fmt::Display for PortSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("none");
        }
        for (index, &(first, last)) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            if first == last {
                write!(f, "{comma}{first}")?;
            } else {
                write!(f, "{comma}{first}-{last}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(ranges: &[(u16, u16)]) -> PortSet {
        ranges.iter().map(|&(first, last)| first..=last).collect()
    }

    #[test]
    fn ranges_merge_when_they_touch() {
        assert_eq!(
            set(&[(5, 9), (1, 4), (20, 30)]).ranges(),
            [(1, 9), (20, 30)]
        );
    }

    #[test]
    fn set_operations_are_exact_at_the_edges() {
        let all = PortSet::all();
        let low = set(&[(0, 1023)]);
        assert_eq!(all.difference(&low), PortSet::ephemeral());
        assert_eq!(low.union(&PortSet::ephemeral()), all);
        assert_eq!(all.difference(&all), PortSet::EMPTY);
        assert_eq!(
            PortSet::EMPTY.union(&low).intersection(&set(&[(80, 80)])),
            set(&[(80, 80)])
        );
        assert_eq!(
            set(&[(65_535, 65_535)])
                .difference(&set(&[(1, 2)]))
                .ranges(),
            [(65_535, 65_535)]
        );
    }

    #[test]
    fn a_set_reads_like_a_rule() {
        assert_eq!(
            set(&[(443, 443), (1024, 65_535)]).to_string(),
            "443,1024-65535"
        );
        assert_eq!(PortSet::EMPTY.to_string(), "none");
    }
}
