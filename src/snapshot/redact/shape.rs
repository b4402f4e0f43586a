//! What a text is, told by its looks.

/// Whether a text is twelve digits.
pub(super) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

/// `us-west-2`, `us-gov-east-1`, or `global`. Only directions count: `us-prod-1` is somebody's
/// name for something.
pub(super) fn is_region(text: &str) -> bool {
    if text == "global" {
        return true;
    }
    let parts: Vec<&str> = text.split('-').collect();
    let [partition, words @ .., number] = parts.as_slice() else {
        return false;
    };
    partition.len() == 2
        && partition.bytes().all(|b| b.is_ascii_lowercase())
        && !words.is_empty()
        && words.iter().all(|word| DIRECTIONS.contains(word))
        && number.len() == 1
        && number.bytes().all(|b| b.is_ascii_digit())
}

/// A Region, or a zone of one: `us-west-2a`, `us-west-2-lax-1a`, `usw2-az1`.
pub(super) fn is_place(text: &str) -> bool {
    is_region(text)
        || text
            .strip_suffix(|c: char| c.is_ascii_lowercase())
            .is_some_and(|rest| {
                is_region(rest)
                    || rest
                        .rsplitn(3, '-')
                        .collect::<Vec<_>>()
                        .as_slice()
                        .last()
                        .is_some_and(|region| region.len() + 4 < rest.len() && is_region(region))
            })
        || is_zone_id(text)
}

fn is_zone_id(text: &str) -> bool {
    text.split_once("-az").is_some_and(|(region, number)| {
        (3..=6).contains(&region.len())
            && region.ends_with(|c: char| c.is_ascii_digit())
            && region[..region.len() - 1]
                .bytes()
                .all(|b| b.is_ascii_lowercase())
            && (1..=2).contains(&number.len())
            && number.bytes().all(|b| b.is_ascii_digit())
    })
}

/// Whether AWS made a text up as an id: `vpc-0a1b…`, a UUID, a zone of Route 53, sixteen or more
/// hexadecimal digits.
pub(super) fn is_resource_id(text: &str) -> bool {
    is_prefixed_id(text) || is_uuid(text) || is_hosted_zone(text) || is_hex(text, 16)
}

/// Whether a pattern is about ids of one kind: `vpce-*`.
pub(super) fn is_resource_pattern(text: &str) -> bool {
    let Some(rest) = text.strip_suffix('*') else {
        return false;
    };
    PREFIXES.iter().any(|prefix| {
        let number = rest
            .strip_prefix(prefix)
            .and_then(|rest| rest.strip_prefix('-'));
        number.is_some_and(|number| is_hex(number, 0))
    })
}

/// Whether the value of a member that holds ids may be one that AWS made up without a prefix:
/// `3HXFDEKW1K`, `8s5e3skfso`.
pub(super) fn is_opaque(text: &str) -> bool {
    let is_lower = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let is_upper = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    let has_digit = text.bytes().any(|b| b.is_ascii_digit());
    (5..=34).contains(&text.len())
        && (text.bytes().all(is_upper)
            || text.bytes().all(is_lower) && (has_digit || text.len() == 10))
}

fn is_prefixed_id(text: &str) -> bool {
    let Some(prefix) = PREFIXES.iter().find(|prefix| {
        text.strip_prefix(**prefix)
            .is_some_and(|rest| rest.starts_with('-'))
    }) else {
        return false;
    };
    // The name of a thing that Lattice makes has a second number.
    let numbers: Vec<&str> = text[prefix.len() + 1..].split('-').collect();
    numbers.len() <= 2
        && numbers
            .iter()
            .all(|number| is_hex(number, 1) && number.len() <= 32)
        && (text.len() >= prefix.len() + 9 || numbers[0].bytes().any(|b| b.is_ascii_digit()))
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.len() == 5
        && groups
            .iter()
            .zip([8, 4, 4, 4, 12])
            .all(|(group, len)| group.len() == len && is_hex(group, 4))
}

fn is_hosted_zone(text: &str) -> bool {
    let is_upper = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    text.starts_with('Z')
        && (8..=32).contains(&text.len())
        && text.bytes().all(is_upper)
        && text.bytes().any(|b| b.is_ascii_digit())
}

/// Whether a text is nothing but lower-case hexadecimal digits, at least so many.
pub(super) fn is_hex(text: &str, least: usize) -> bool {
    text.len() >= least && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// A time as AWS prints it: `2026-09-08T13:21:09.330218+00:00`.
pub(super) fn is_time(text: &str) -> bool {
    text.parse::<jiff::Timestamp>().is_ok()
}

/// One word or two of the kind that AWS uses for states and settings.
pub(super) fn is_setting(text: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.:+/#{}, ".contains(&b);
    let longest = text
        .split(|c: char| !c.is_ascii_digit())
        .map(str::len)
        .max();
    text.len() <= 64 && text.bytes().all(is_plain) && longest < Some(9)
}

/// Labels with dots between them, possibly with a dot at the end, wildcards and escapes.
pub(super) fn is_host(text: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || "-_*?\\".contains(c);
    let bare = text.strip_suffix('.').unwrap_or(text);
    text.contains('.')
        && !bare.is_empty()
        && bare
            .split('.')
            .all(|label| !label.is_empty() && label.chars().all(is_plain))
}

const DIRECTIONS: &[&str] = &[
    "central",
    "east",
    "gov",
    "iso",
    "isob",
    "isoe",
    "isof",
    "north",
    "northeast",
    "northwest",
    "south",
    "southeast",
    "southwest",
    "west",
];

/// What ids of AWS begin with; the longer of two first.
const PREFIXES: &[&str] = &[
    "aclassoc",
    "acl",
    "cagw",
    "cgw",
    "dopt",
    "eigw",
    "eipalloc",
    "eipassoc",
    "ela-attach",
    "eni-attach",
    "eni",
    "fs",
    "igw",
    "i",
    "lgw-rtb",
    "lgw",
    "nat",
    "pcx",
    "pl",
    "rcfg",
    "rgw",
    "rp",
    "rpassoc",
    "rpresassoc",
    "rslvr-autodr",
    "rslvr-fdl",
    "rslvr-frg",
    "rslvr-frgassoc",
    "rslvr-fc",
    "rslvr-in",
    "rslvr-out",
    "rslvr-rr",
    "rslvr-rrassoc",
    "r",
    "rtbassoc",
    "rtb",
    "sgr",
    "sg",
    "snra",
    "snsa",
    "snva",
    "sn",
    "subnet",
    "svc",
    "tgw-attach",
    "tgw-rtb",
    "tgw",
    "vgw",
    "vpcbpa-exclude",
    "vpcec",
    "vpce-svc",
    "vpce",
    "vpc-cidr-assoc",
    "vpc",
    "vpn",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_from_names() {
        for place in [
            "us-west-2",
            "us-gov-east-1",
            "global",
            "us-west-2a",
            "us-west-2-lax-1a",
            "usw2-az1",
            "cn-north-1",
            "us-isob-east-1",
        ] {
            assert!(is_place(place), "{place}");
        }
        for name in [
            "us-prod-1",
            "prod",
            "us-west-prod",
            "orders-az1",
            "az1",
            "us-west-2-acme",
            "a",
        ] {
            assert!(!is_place(name), "{name}");
        }
    }

    #[test]
    fn ids_are_told_from_names() {
        for id in [
            "vpc-0a1b2c3d4e5f6a7b8",
            "tgw-rtb-0a1b2c3d",
            "rslvr-rr-0123456789abcdef",
            "snra-0a475ca1e0fed7e40-f097",
            "vpc-1",
            "Z0B426E0B84F12C16C7F",
            "ec50ad32-d29e-4a49-af77-16a3265e612d",
            "8fefaa6b6cb7616e",
        ] {
            assert!(is_resource_id(id), "{id}");
        }
        for name in [
            "vpc-prod",
            "orders-0a1b2c3d",
            "sg-cafe",
            "i-am-acme",
            "cafe",
            "ZURICH-1",
        ] {
            assert!(!is_resource_id(name), "{name}");
        }
    }
}
