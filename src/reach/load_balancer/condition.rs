//! Whether the conditions of a listener rule hold for the calls of a target.
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html>

use crate::reach::Call;
use crate::reach::traffic::representatives;
use crate::reach::wildcard::{Wildcard, every};
use crate::topology::{Cidr, Condition, ListenerRule, Meets, PatternList};

/// A path that is called, or all below one.
pub(super) struct Path {
    pub(super) text: String,
    set: Wildcard,
}

/// Whether a rule applies to all, some or none of the calls. Conditions on headers and query
/// strings depend on the request: no header condition can name the host.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_HttpHeaderConditionConfig.html>
pub(super) fn matches(rule: &ListenerRule, call: &Call<'_>, path: &Path) -> Meets {
    let mut whole = Meets::All;
    for condition in &rule.conditions {
        let meets = match condition {
            Condition::Host(patterns) => {
                let host = call.url.host.to_ascii_lowercase();
                any(patterns, &Wildcard::exactly(&host), str::to_ascii_lowercase)
            }
            Condition::Path(patterns) => any(patterns, &path.set, str::to_owned),
            Condition::Method(methods) => method(methods, call),
            Condition::Source(blocks) => source(blocks, call.sources),
            Condition::Other { .. } => Meets::Some,
        };
        match meets {
            Meets::None => return Meets::None,
            Meets::Some => whole = Meets::Some,
            Meets::All => {}
        }
    }
    whole
}

/// Methods are compared letter by letter. Every message to an MCP server is a POST; the GET that
/// opens a stream and the DELETE that ends a session may both be refused. The methods of other
/// calls are not known.
/// <https://modelcontextprotocol.io/specification/2025-06-18/basic/transports>
fn method(methods: &[String], call: &Call<'_>) -> Meets {
    let is_mcp_server = !call.subpaths;
    if !is_mcp_server {
        Meets::Some
    } else if methods.iter().any(|method| method == "POST") {
        Meets::All
    } else {
        Meets::None
    }
}

/// The address that the load balancer sees, not the one in a forwarding header. Which of several
/// sources sends is not known in advance.
fn source(blocks: &[Cidr], sources: &[Cidr]) -> Meets {
    if blocks.is_empty() || sources.is_empty() {
        return Meets::Some;
    }
    let addresses = sources
        .iter()
        .flat_map(|&source| representatives(source, blocks.iter().copied()));
    every(addresses.map(|address| {
        if blocks.iter().any(|block| block.holds(address)) {
            Meets::All
        } else {
            Meets::None
        }
    }))
}

/// How a list of patterns, of which one must match, meets texts of which any may come.
fn any(patterns: &PatternList, texts: &Wildcard, fold: fn(&str) -> String) -> Meets {
    let is_empty = patterns.wildcards.is_empty() && patterns.regexes.is_empty();
    let mut best = if patterns.regexes.is_empty() && !is_empty {
        Meets::None
    } else {
        Meets::Some
    };
    for pattern in &patterns.wildcards {
        match Wildcard::pattern(&fold(pattern)).meets(texts) {
            Meets::All => return Meets::All,
            Meets::Some => best = Meets::Some,
            Meets::None => {}
        }
    }
    best
}

/// The paths that are called: that of the URL, those of the operations below it, or, where these
/// are not known, any below it.
pub(super) fn paths(call: &Call<'_>) -> Vec<Path> {
    let path = call.url.path.as_str();
    let base = path.trim_end_matches('/');
    if !call.subpaths {
        return vec![Path {
            text: path.to_owned(),
            set: Wildcard::exactly(path),
        }];
    }
    if call.operations.is_empty() {
        let set = Wildcard::exactly(base).then("/").then_anything();
        return vec![Path {
            text: format!("{base}/*"),
            set,
        }];
    }
    let operations = call.operations.iter();
    operations
        .map(|operation| {
            let text = format!("{base}{operation}");
            let set = template(&text);
            Path { text, set }
        })
        .collect()
}

/// The paths that a template such as `/orders/{id}` stands for.
fn template(text: &str) -> Wildcard {
    let mut parts = text.split('{');
    let mut set = Wildcard::exactly(parts.next().unwrap_or_default());
    for part in parts {
        let rest = part.split_once('}').map_or("", |(_, rest)| rest);
        set = set.then_anything().then(rest);
    }
    set
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use proptest::prelude::*;

    use super::*;
    use crate::reach::call::Caller;
    use crate::snapshot::{FileId, Source};
    use crate::topology::Url;

    fn met(conditions: Vec<Condition>, url: &str, subpaths: bool, sources: &[Cidr]) -> Meets {
        let url: Url = url.parse().unwrap();
        let call = Call {
            url: &url,
            subpaths,
            operations: &[],
            authority: crate::reach::certificate::Authority::Public,
            sources,
            at: None,
            caller: Caller::Unknown,
            has_key: None,
            target: Source::document(FileId::default()),
        };
        let rule = ListenerRule {
            source: Source::document(FileId::default()),
            arn: "rule".to_owned(),
            priority: 1,
            conditions,
            actions: Vec::new(),
            rewrites: false,
        };
        let paths = paths(&call);
        matches(&rule, &call, &paths[0])
    }

    fn cidr(text: &str) -> Cidr {
        text.parse().unwrap()
    }

    #[test]
    fn a_message_to_an_mcp_server_is_a_post() {
        let methods = |list: &[&str]| {
            vec![Condition::Method(
                list.iter().map(|&method| method.to_owned()).collect(),
            )]
        };
        let url = "https://mcp.example.com/mcp";
        assert_eq!(met(methods(&["GET", "POST"]), url, false, &[]), Meets::All);
        assert_eq!(met(methods(&["GET"]), url, false, &[]), Meets::None);
        assert_eq!(met(methods(&["post"]), url, false, &[]), Meets::None);
        assert_eq!(met(methods(&["POST"]), url, true, &[]), Meets::Some);
    }

    #[test]
    fn conditions_hold_together_and_empty_ones_are_not_read() {
        let host = Condition::Host(PatternList {
            wildcards: vec!["other.example.com".to_owned()],
            regexes: Vec::new(),
        });
        let header = Condition::Other {
            field: "http-header".to_owned(),
            values: vec!["x".to_owned()],
        };
        let url = "https://mcp.example.com/mcp";
        assert_eq!(
            met(vec![header.clone(), host], url, false, &[]),
            Meets::None
        );
        assert_eq!(met(vec![header], url, false, &[]), Meets::Some);
        let empty = Condition::Path(PatternList::default());
        assert_eq!(met(vec![empty], url, false, &[]), Meets::Some);
        assert_eq!(met(Vec::new(), url, false, &[]), Meets::All);
    }

    #[test]
    fn unknown_sources_may_match() {
        let blocks = vec![Condition::Source(vec![cidr("10.0.0.0/8")])];
        assert_eq!(
            met(blocks, "https://a.example.com/", true, &[]),
            Meets::Some
        );
    }

    proptest! {
        /// Against asking every address of every source.
        #[test]
        fn sources_match_as_their_addresses_do(
            sources in prop::collection::vec((0_u32..64, 26_u8..=32), 1..4),
            blocks in prop::collection::vec((0_u32..64, 26_u8..=32), 1..4),
        ) {
            let parse = |list: Vec<(u32, u8)>| -> Vec<Cidr> {
                list.into_iter()
                    .map(|(low, length)| {
                        let mask = u32::MAX << (32 - u32::from(length));
                        let first = Ipv4Addr::from((0x0a00_0000 | low) & mask);
                        cidr(&format!("{first}/{length}"))
                    })
                    .collect()
            };
            let (sources, blocks) = (parse(sources), parse(blocks));
            let answers: Vec<bool> = (0_u32..64)
                .map(|low| IpAddr::from(Ipv4Addr::from(0x0a00_0000 | low)))
                .filter(|&address| sources.iter().any(|source| source.holds(address)))
                .map(|address| blocks.iter().any(|block| block.holds(address)))
                .collect();
            let expected = match (answers.contains(&true), answers.contains(&false)) {
                (true, false) => Meets::All,
                (false, true) => Meets::None,
                _ => Meets::Some,
            };
            prop_assert_eq!(source(&blocks, &sources), expected);
        }
    }
}
