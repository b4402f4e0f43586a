//! Names of hosts, label by label: what was below a domain stays below it.

use super::Redactor;
use super::shape::{is_hex, is_host, is_place, is_region, is_resource_id};

impl Redactor {
    /// The replacement of a DNS name, as records, certificates, URLs and conditions write it; of
    /// an address, if that stands in its place.
    pub(super) fn host(&mut self, text: &str) -> String {
        if text.starts_with("#{") {
            return text.to_owned();
        }
        if let Some(address) = self.addresses.replace(text) {
            return address;
        }
        let (name, dot) = match text.strip_suffix('.') {
            Some(name) => (name, "."),
            None => (text, ""),
        };
        let name = spelled_out(name);
        let new = match split_aws(&name) {
            Some((own, suffix)) => self.aws_name(own, suffix),
            None => self.plain_name(&name),
        };
        let new = match text.contains("\\052") {
            true => new.replacen('*', "\\052", 1),
            false => new,
        };
        new + dot
    }

    fn plain_name(&mut self, name: &str) -> String {
        let labels: Vec<&str> = name.split('.').collect();
        let kept = match labels.as_slice() {
            [.., "home", "arpa"] => 2,
            [.., last] if is_top_level(last) => 1,
            _ => 0,
        };
        // The labels of reverse names are addresses.
        let is_reverse = name.ends_with(".in-addr.arpa") || name.ends_with(".ip6.arpa");
        let own = labels.len() - kept;
        let new = labels.iter().enumerate().map(|(place, label)| {
            if place >= own {
                (*label).to_owned()
            } else if is_reverse {
                self.words.word(&format!("reverse of {label}"))
            } else {
                self.label(label)
            }
        });
        new.collect::<Vec<_>>().join(".")
    }

    fn label(&mut self, label: &str) -> String {
        match label.strip_prefix('_') {
            Some(rest) if !rest.is_empty() => format!("_{}", self.segment(rest)),
            _ => self.segment(label),
        }
    }

    /// A name of AWS's own: its service and Region stay.
    fn aws_name(&mut self, own: &str, suffix: &str) -> String {
        let labels: Vec<&str> = own.split('.').collect();
        let region = labels.iter().rposition(|label| is_region(label));
        let service = match region {
            _ if suffix.ends_with(".internal") => None,
            // `{…}.{service}.{region}`, and `{…}.{service}.{region}.vpce`
            Some(place) if matches!(labels[place + 1..], [] | ["vpce"]) => place.checked_sub(1),
            // `{…}.{region}.{service}`
            Some(place) => Some(place),
            None => Some(labels.len() - 1),
        };
        let kept = service.or(region).unwrap_or(labels.len());
        let of = labels[kept..].join(".");
        let new = labels.iter().enumerate().map(|(place, label)| {
            if place >= kept {
                (*label).to_owned()
            } else {
                self.aws_label(label, &of)
            }
        });
        format!("{}{suffix}", new.collect::<Vec<_>>().join("."))
    }

    fn aws_label(&mut self, label: &str, of: &str) -> String {
        if matches!(label, "dualstack" | "gateway") || is_place(label) || is_resource_id(label) {
            return label.to_owned();
        }
        if let Some((kind, address)) = embedded_address(label) {
            let new = self.addresses.replace(&address).unwrap_or(address);
            return format!("{kind}-{}", new.replace('.', "-"));
        }
        if is_endpoint(label) || of.starts_with("execute-api") && label.starts_with("d-") {
            return label.to_owned();
        }
        if let Some((api, endpoint)) = label.split_once("-vpce-") {
            return format!("{}-vpce-{endpoint}", self.words.word(api));
        }
        if of.split('.').any(|part| part == "elb") {
            return self.balancer_label(label);
        }
        if of.starts_with("bedrock-agentcore") {
            return self.gateway_id(label);
        }
        self.label(label)
    }

    /// `internal-{name}-{number}` or `{name}-{hash}`.
    fn balancer_label(&mut self, label: &str) -> String {
        let (scheme, rest) = match label.strip_prefix("internal-") {
            Some(rest) => ("internal-", rest),
            None => ("", label),
        };
        match rest.rsplit_once('-') {
            Some((name, hash)) if hash == "*" || hash.bytes().any(|b| b.is_ascii_digit()) => {
                format!("{scheme}{}-{hash}", self.words.word(name))
            }
            _ if rest == "*" => label.to_owned(),
            _ => self.label(label),
        }
    }
}

/// Lower case, without escapes, in the letters of DNS.
fn spelled_out(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, escaped)) = rest.split_once('\\') {
        plain.push_str(before);
        let code = escaped
            .get(..3)
            .and_then(|code| u8::from_str_radix(code, 8).ok());
        match code.filter(|code| code.is_ascii_graphic() && *code != b'.') {
            Some(code) => {
                plain.push(code.into());
                rest = &escaped[3..];
            }
            None => {
                plain.push('\\');
                rest = escaped;
            }
        }
    }
    plain.push_str(rest);
    if !plain.is_ascii()
        && let Ok(url::Host::Domain(domain)) = url::Host::parse(&plain)
    {
        return domain;
    }
    plain.to_lowercase()
}

/// A name below a domain of AWS, as what is before the domain, and the domain with its dot.
fn split_aws(name: &str) -> Option<(&str, &str)> {
    let suffix = AWS_DOMAINS.iter().find(|suffix| name.ends_with(*suffix))?;
    let own = &name[..name.len() - suffix.len()];
    (!own.is_empty() && is_host(name)).then_some((own, *suffix))
}

/// `vpce-{id}-{hash}-{zone}` or part of it.
fn is_endpoint(label: &str) -> bool {
    let id = label
        .strip_prefix("vpce-")
        .and_then(|rest| rest.split('-').next());
    id.is_some_and(|id| is_hex(id, 1))
}

/// `ec2-198-51-100-90` or `ip-10-0-0-7`, as the word before the address, and the address.
fn embedded_address(label: &str) -> Option<(&str, String)> {
    let (kind, rest) = label.split_once('-')?;
    let address = rest.replace('-', ".");
    let is_address = address.parse::<std::net::Ipv4Addr>().is_ok();
    (matches!(kind, "ec2" | "ip") && is_address).then_some((kind, address))
}

/// Domains that tell nothing about who uses them, countries' among them.
fn is_top_level(label: &str) -> bool {
    label.len() == 2 && label.bytes().all(|b| b.is_ascii_lowercase()) || TOP_LEVEL.contains(&label)
}

/// The longest first.
const AWS_DOMAINS: &[&str] = &[
    ".amazonaws.com.cn",
    ".compute.internal",
    ".amazonaws.com",
    ".ec2.internal",
    ".api.aws",
    ".on.aws",
    ".aws",
];

const TOP_LEVEL: &[&str] = &[
    "app",
    "arpa",
    "biz",
    "cloud",
    "com",
    "corp",
    "dev",
    "edu",
    "example",
    "gov",
    "home",
    "info",
    "int",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "mil",
    "net",
    "org",
    "private",
    "test",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_keep_their_relations() {
        let mut own = Redactor::default();
        for (name, new) in [
            ("example.com.", "name1.com."),
            ("MCP.Example.com", "name2.name1.com"),
            ("*.example.com", "*.name1.com"),
            ("\\052.example.com.", "\\052.name1.com."),
            ("_acme-challenge.example.com", "_name3.name1.com"),
            ("orders.acmecorp", "name4.name5"),
            ("orders.internal", "name4.internal"),
            ("#{host}", "#{host}"),
            ("bücher.example", "name6.example"),
            ("xn--bcher-kva.example", "name6.example"),
            ("printer.home.arpa", "name7.home.arpa"),
            ("10.0.0.7", "10.0.0.7"),
        ] {
            assert_eq!(own.host(name), new, "{name}");
        }
    }

    #[test]
    fn reverse_names_tell_no_address() {
        let new = Redactor::default().host("9.113.218.52.in-addr.arpa");
        assert_eq!(new, "name1.name2.name3.name4.name5.arpa");
    }

    #[test]
    fn names_of_aws_keep_their_form() {
        let mut own = Redactor::default();
        own.words.keep("8s5e3skfso");
        for (name, new) in [
            (
                "internal-orders-internal-911882429.us-west-2.elb.amazonaws.com",
                "internal-name1-911882429.us-west-2.elb.amazonaws.com",
            ),
            (
                "dualstack.internal-orders-internal-911882429.us-west-2.elb.amazonaws.com.",
                "dualstack.internal-name1-911882429.us-west-2.elb.amazonaws.com.",
            ),
            (
                "us-west-2a.mcp-platform-e3a7b2f3fdfd4c68.elb.us-west-2.amazonaws.com",
                "us-west-2a.name2-e3a7b2f3fdfd4c68.elb.us-west-2.amazonaws.com",
            ),
            (
                "8s5e3skfso-vpce-0dfca.execute-api.eu-west-1.amazonaws.com",
                "8s5e3skfso-vpce-0dfca.execute-api.eu-west-1.amazonaws.com",
            ),
            (
                "vpce-0d-3e-eu-west-1a.execute-api.eu-west-1.vpce.amazonaws.com",
                "vpce-0d-3e-eu-west-1a.execute-api.eu-west-1.vpce.amazonaws.com",
            ),
            (
                "*.execute-api.eu-west-1.amazonaws.com",
                "*.execute-api.eu-west-1.amazonaws.com",
            ),
            (
                "orders-mz5m8h3t6o.gateway.bedrock-agentcore.us-west-2.amazonaws.com",
                "name3-mz5m8h3t6o.gateway.bedrock-agentcore.us-west-2.amazonaws.com",
            ),
            (
                "ec2-52-218-1-9.us-west-2.compute.amazonaws.com",
                "ec2-32-0-0-0.us-west-2.compute.amazonaws.com",
            ),
            (
                "ip-10-0-0-7.us-west-2.compute.internal",
                "ip-10-0-0-7.us-west-2.compute.internal",
            ),
            ("vpc-lattice.amazonaws.com", "vpc-lattice.amazonaws.com"),
            (
                "d-a1b2c3.execute-api.eu-west-1.amazonaws.com",
                "d-a1b2c3.execute-api.eu-west-1.amazonaws.com",
            ),
            (
                "acme-logs.s3.us-west-2.amazonaws.com",
                "name4.s3.us-west-2.amazonaws.com",
            ),
            (
                "claims.c1x.us-west-2.rds.amazonaws.com",
                "name5.name6.us-west-2.rds.amazonaws.com",
            ),
        ] {
            assert_eq!(own.host(name), new, "{name}");
        }
    }

    proptest! {
        #[test]
        fn a_name_is_below_another_exactly_if_it_was(
            names in proptest::collection::vec("(\\*\\.)?([a-cA-C]{1,2}\\.){0,3}[a-c]{1,3}\\.?", 2..8),
        ) {
            let mut own = Redactor::default();
            let new: Vec<String> = names.iter().map(|name| own.host(name)).collect();
            let bare = |name: &str| format!(".{}", name.trim_end_matches('.').to_lowercase());
            for (one, new_one) in names.iter().zip(&new) {
                prop_assert_eq!(one.matches('.').count(), new_one.matches('.').count());
                for (other, new_other) in names.iter().zip(&new) {
                    let below = bare(one).ends_with(&bare(other));
                    prop_assert_eq!(below, bare(new_one).ends_with(&bare(new_other)), "{} {}", one, other);
                }
            }
        }
    }
}
