//! Addresses: public ones are replaced, and lie in the same blocks as before.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// What replaces public addresses.
///
/// An address is replaced bit by bit, each bit by one that depends on the bits before it alone:
/// two addresses have as long a common prefix as before, so that every block holds the same ones.
/// Of the two ways that part at a prefix, the one that is met first gets a zero. No key is needed,
/// and nothing but the prefixes that addresses share can be read off the result.
///
/// Where a prefix leads to private addresses too, the bit stays: those are not replaced.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    /// By prefix: its length and its bits, moved to the right.
    swapped: BTreeMap<(u8, u128), bool>,
}

impl Addresses {
    /// The replacement of an address or a block; `None` if the text is neither.
    pub(super) fn replace(&mut self, text: &str) -> Option<String> {
        if let Ok(address) = text.parse::<IpAddr>() {
            return Some(match self.address(address) {
                // What stays keeps its spelling.
                same if same == address => text.to_owned(),
                new => new.to_string(),
            });
        }
        let block: IpNet = text.parse().ok()?;
        Some(match self.block(block) {
            same if same == block => text.to_owned(),
            new => new.to_string(),
        })
    }

    pub(super) fn address(&mut self, address: IpAddr) -> IpAddr {
        match address {
            IpAddr::V4(own) => self.v4(own, 32).into(),
            IpAddr::V6(own) => self.v6(own, 128).into(),
        }
    }

    fn block(&mut self, block: IpNet) -> IpNet {
        let is_bare = block.addr() != block.network();
        match block {
            IpNet::V4(own) => {
                let length = if is_bare { 32 } else { own.prefix_len() };
                let new = self.v4(own.addr(), length);
                Ipv4Net::new(new, own.prefix_len()).map_or(block, IpNet::V4)
            }
            IpNet::V6(own) => {
                let length = if is_bare { 128 } else { own.prefix_len() };
                let new = self.v6(own.addr(), length);
                Ipv6Net::new(new, own.prefix_len()).map_or(block, IpNet::V6)
            }
        }
    }

    fn v4(&mut self, address: Ipv4Addr, length: u8) -> Ipv4Addr {
        // As the part after `::ffff:0:0/96`, so that both kinds share one table.
        let bits = MAPPED | u128::from(u32::from(address));
        let new = self.bits(bits, 96, 96 + length, |length, bits| {
            let prefix = u32::try_from(bits & u128::from(u32::MAX)).unwrap_or_default();
            let own = Ipv4Net::new_assert(prefix.into(), length - 96);
            SPECIAL_V4.iter().any(|&special| meet_v4(own, special))
        });
        Ipv4Addr::from(u32::try_from(new & u128::from(u32::MAX)).unwrap_or_default())
    }

    fn v6(&mut self, address: Ipv6Addr, length: u8) -> Ipv6Addr {
        let bits = u128::from(address);
        // NAT64 (RFC 6052) and mapped addresses hold an IPv4 address.
        if length == 128 && (bits >> 32 == NAT64 >> 32 || bits >> 32 == MAPPED >> 32) {
            let v4 = Ipv4Addr::from(u32::try_from(bits & u128::from(u32::MAX)).unwrap_or_default());
            let head = bits >> 32 << 32;
            return Ipv6Addr::from(head | u128::from(u32::from(self.v4(v4, 32))));
        }
        let global = Ipv6Net::new_assert(Ipv6Addr::from(GLOBAL_V6), 3);
        Ipv6Addr::from(self.bits(bits, 0, length, |length, bits| {
            let own = Ipv6Net::new_assert(bits.into(), length);
            !global.contains(&own) || SPECIAL_V6.iter().any(|&special| meet_v6(own, special))
        }))
    }

    /// Replaces the bits from `start` up to `end`; `is_fixed` tells whether the bit that follows a
    /// prefix has to stay.
    fn bits(
        &mut self,
        address: u128,
        start: u8,
        end: u8,
        is_fixed: impl Fn(u8, u128) -> bool,
    ) -> u128 {
        let mut new = address;
        for length in start..end {
            let prefix = if length == 0 {
                0
            } else {
                address >> (128 - length) << (128 - length)
            };
            if is_fixed(length, prefix) {
                continue;
            }
            let mask = 1 << (127 - length);
            let swapped = *self
                .swapped
                .entry((length, prefix))
                .or_insert(address & mask != 0);
            if swapped {
                new ^= mask;
            }
        }
        new
    }
}

fn meet_v4(own: Ipv4Net, special: ([u8; 4], u8)) -> bool {
    let special = Ipv4Net::new_assert(special.0.into(), special.1);
    own.contains(&special) || special.contains(&own)
}

fn meet_v6(own: Ipv6Net, special: ([u16; 8], u8)) -> bool {
    let special = Ipv6Net::new_assert(special.0.into(), special.1);
    own.contains(&special) || special.contains(&own)
}

const MAPPED: u128 = 0xffff << 32;
const NAT64: u128 = 0x0064_ff9b << 96;
const GLOBAL_V6: u128 = 0x2000 << 112;

/// Private, shared, reserved and documentation addresses.
/// <https://www.iana.org/assignments/iana-ipv4-special-registry>
const SPECIAL_V4: &[([u8; 4], u8)] = &[
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 168, 0, 0], 16),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    ([224, 0, 0, 0], 3),
];

/// Outside of `2000::/3` everything is special.
/// <https://www.iana.org/assignments/iana-ipv6-special-registry>
const SPECIAL_V6: &[([u16; 8], u8)] = &[
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23),
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32),
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20),
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_special(address: Ipv4Addr) -> bool {
        SPECIAL_V4
            .iter()
            .any(|(first, length)| Ipv4Net::new_assert((*first).into(), *length).contains(&address))
    }

    #[test]
    fn what_is_private_stays() {
        for text in [
            "0.0.0.0/0",
            "10.0.0.7",
            "10.0.0.0/8",
            "172.31.255.0/24",
            "100.64.1.1",
            "::/0",
            "fd00:ec2::253",
            "fe80::1",
            "FD00::1",
            "0.0.0.0/1",
            "192.168.1.0/24",
        ] {
            assert_eq!(Addresses::default().replace(text).as_deref(), Some(text));
        }
        assert_eq!(Addresses::default().replace("example.com"), None);
    }

    #[test]
    fn what_is_public_goes() {
        let mut addresses = Addresses::default();
        for (text, new) in [
            ("52.218.128.0/17", "32.0.0.0/17"),
            ("52.218.200.9", "32.0.0.0"),
            ("52.218.1.9", "32.0.128.0"),
            ("52.218.200.9", "32.0.0.0"),
            ("2600:1f14:abc::/48", "2400::/48"),
            ("64:ff9b::34da:c809", "64:ff9b::2000:0"),
        ] {
            assert_eq!(addresses.replace(text).as_deref(), Some(new), "{text}");
        }
    }

    proptest! {
        #[test]
        fn blocks_hold_the_same_addresses(
            blocks in proptest::collection::vec((any::<u32>(), 0..=32_u8), 1..20),
            addresses in proptest::collection::vec(any::<u32>(), 1..20),
            near in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u16>()), 1..20),
        ) {
            let mut own = Addresses::default();
            let blocks: Vec<IpNet> = blocks
                .into_iter()
                .map(|(bits, length)| Ipv4Net::new(bits.into(), length).unwrap().trunc().into())
                .collect();
            let near = near.iter().map(|(block, low)| match blocks[block.index(blocks.len())].addr() {
                IpAddr::V4(first) => u32::from(first) | u32::from(*low),
                IpAddr::V6(_) => 0,
            });
            let addresses: Vec<Ipv4Addr> = addresses.into_iter().chain(near).map(Ipv4Addr::from).collect();
            for &address in &addresses {
                let new = own.address(address.into());
                prop_assert_eq!(is_special(address), new == IpAddr::V4(address) && is_special(address));
                let IpAddr::V4(new) = new else { panic!("{new}") };
                prop_assert_eq!(is_special(address), is_special(new));
            }
            for block in blocks {
                let new_block = own.block(block);
                for &address in &addresses {
                    let new = own.address(address.into());
                    prop_assert_eq!(block.contains(&IpAddr::V4(address)), new_block.contains(&new));
                }
            }
        }

        #[test]
        fn common_prefixes_of_ipv6_keep_their_length(
            one in any::<u128>(), other in any::<u128>(), shared in 0..=128_u32,
        ) {
            let global = |bits: u128| GLOBAL_V6 | bits >> 3;
            let mask = if shared == 0 { 0 } else { u128::MAX << (128 - shared) };
            let (one, other) = (global(one), global(one & mask | other & !mask));
            let mut own = Addresses::default();
            let new = [one, other].map(|bits| match own.address(Ipv6Addr::from(bits).into()) {
                IpAddr::V6(new) => u128::from(new),
                IpAddr::V4(_) => 0,
            });
            prop_assert_eq!((one ^ other).leading_zeros(), (new[0] ^ new[1]).leading_zeros());
        }

        #[test]
        fn the_whole_of_a_private_block_stays(bits in any::<u32>()) {
            let address = Ipv4Addr::from(0x0a00_0000 | bits >> 8);
            prop_assert_eq!(Addresses::default().address(address.into()), IpAddr::V4(address));
        }
    }
}
