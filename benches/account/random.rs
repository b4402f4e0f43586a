//! A small seeded generator: the same seed gives the same account on every machine.

use std::fmt::Write as _;

/// SplitMix64. <https://prng.di.unimi.it/splitmix64.c>
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`, which must not be 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.bits() >> 32).expect("32 bits fit") % limit
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// Whether something happens that does so `percent` times in a hundred.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// `digits` hexadecimal digits.
    pub(crate) fn hex(&mut self, digits: usize) -> String {
        let mut text = String::with_capacity(digits + 16);
        while text.len() < digits {
            write!(text, "{:016x}", self.bits()).expect("writing to a string");
        }
        text.truncate(digits);
        text
    }

    /// An identifier as EC2 makes them: `eni-0123456789abcdef0`.
    pub(crate) fn id(&mut self, kind: &str) -> String {
        format!("{kind}-0{}", self.hex(16))
    }

    /// `length` lower-case letters and digits.
    pub(crate) fn word(&mut self, length: usize) -> String {
        const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
        (0..length)
            .map(|_| char::from(*self.pick(LETTERS)))
            .collect()
    }

    /// `01:23:45`: `bytes` of them.
    pub(crate) fn octets(&mut self, bytes: usize) -> String {
        let octets: Vec<_> = (0..bytes).map(|_| self.hex(2)).collect();
        octets.join(":")
    }

    /// A random UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let parts: Vec<_> = [8, 4, 4, 4, 12].map(|digits| self.hex(digits)).into();
        parts.join("-")
    }
}
