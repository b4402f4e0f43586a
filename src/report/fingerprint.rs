//! Fingerprints: short names of findings that outlive changes of words and order.

/// The FNV-1a hash, 64 bits, of the parts and their boundaries.
/// <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>
pub(super) fn of(parts: &[&str]) -> String {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    let hash = bytes.fold(OFFSET, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(PRIME)
    });
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_count() {
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_eq!(of(&["SG001", "gw"]), of(&["SG001", "gw"]));
    }

    #[test]
    fn the_hash_never_changes() {
        assert_eq!(
            of(&["SG001", "gw-1", "tgt-1", "security-group", "sg-1"]).len(),
            16
        );
        // Baselines of users hold these values.
        assert_eq!(of(&[]), "cbf29ce484222325");
    }
}
