//! Whether a certificate's names cover a host: RFC 6125 and RFC 9525, as TLS clients apply them.

use std::net::IpAddr;

use crate::snapshot::San;

impl San {
    /// Reads a name as ACM prints it.
    pub(in crate::reach) fn parse(text: &str) -> Self {
        match text.parse() {
            Ok(address) => Self::Ip(address),
            Err(_) => Self::Dns(text.to_owned()),
        }
    }

    /// Whether this name stands for the host of a URL. A wildcard stands for one label, and no
    /// host name stands for an address.
    pub(in crate::reach) fn covers(&self, host: &str) -> bool {
        match (self, host.parse::<IpAddr>()) {
            (Self::Ip(own), Ok(address)) => *own == address,
            (Self::Dns(own), Err(_)) => {
                let own = own.strip_suffix('.').unwrap_or(own);
                own.eq_ignore_ascii_case(host) || wildcard_covers(own, host)
            }
            (Self::Ip(_), Err(_)) | (Self::Dns(_), Ok(_)) => false,
        }
    }
}

fn wildcard_covers(pattern: &str, host: &str) -> bool {
    match (pattern.strip_prefix("*."), host.split_once('.')) {
        (Some(domain), Some((label, parent))) => {
            !label.is_empty() && !domain.is_empty() && domain.eq_ignore_ascii_case(parent)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn covers(name: &str, host: &str) -> bool {
        San::parse(name).covers(host)
    }

    #[test]
    fn a_wildcard_stands_for_exactly_one_label() {
        assert!(covers("*.a.com", "b.a.com"));
        assert!(!covers("*.a.com", "a.com"));
        assert!(!covers("*.a.com", "c.b.a.com"));
        assert!(!covers("b*.a.com", "bc.a.com"));
        assert!(!covers("*", "localhost"));
    }

    #[test]
    fn letter_case_and_the_final_dot_do_not_count() {
        assert!(covers("MCP.Example.com", "mcp.example.com"));
        assert!(covers("*.Example.com.", "mcp.example.com"));
    }

    #[test]
    fn addresses_need_a_name_of_their_own() {
        assert!(covers("10.0.0.7", "10.0.0.7"));
        assert!(covers("2001:db8::1", "2001:db8:0::1"));
        assert!(!covers("*.0.0.7", "10.0.0.7"));
        assert!(!covers("10.0.0.7", "mcp.example.com"));
    }

    /// Label by label, from the definition.
    fn oracle(name: &str, host: &str) -> bool {
        let name: Vec<&str> = name.split('.').collect();
        let host: Vec<&str> = host.split('.').collect();
        let same = |index: usize| {
            let wildcard = index == 0 && name[0] == "*";
            wildcard || name[index].eq_ignore_ascii_case(host[index])
        };
        name.len() == host.len() && (0..name.len()).all(same)
    }

    proptest! {
        #[test]
        fn names_match_like_the_oracle(
            name in "(\\*\\.)?([abAB]\\.){0,2}[ab]",
            host in "([ab]\\.){0,3}[ab]",
        ) {
            prop_assert_eq!(covers(&name, &host), oracle(&name, &host));
        }
    }
}
