//! What refers to something: ARNs, URLs, paths, ids, accounts.

use super::Redactor;
use super::shape::{is_account, is_host, is_opaque, is_resource_id, is_time};

impl Redactor {
    /// The replacement of an ARN, or of a pattern of ARNs: service, Region and kind of resource
    /// stay.
    pub(super) fn arn(&mut self, text: &str) -> String {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let [arn, partition, service, region, account, resource] = parts.as_slice() else {
            return self.path(text);
        };
        let mut kept = |part: &str, is_kept: bool| match is_kept {
            true => part.to_owned(),
            false => self.words.word(part),
        };
        let partition = kept(partition, partition.starts_with("aws"));
        let region = kept(region, false);
        let account = kept(account, false);
        let (new_service, resource) = (
            kept(service, is_lower(service)),
            self.resource(service, resource),
        );
        format!("{arn}:{partition}:{new_service}:{region}:{account}:{resource}")
    }

    fn resource(&mut self, service: &str, text: &str) -> String {
        // These begin with a name, all others with the kind of the resource.
        let is_kind = !matches!(service, "s3" | "sns" | "sqs" | "execute-api");
        let (mut out, mut before) = (String::new(), "");
        for (place, token) in text.split_inclusive(['/', ':']).enumerate() {
            let (word, separator) = match token.strip_suffix(['/', ':']) {
                Some(word) => (word, &token[word.len()..]),
                None => (token, ""),
            };
            let is_kept = is_kind && place == 0 && !separator.is_empty() && is_lower(word)
                || service == "elasticloadbalancing" && matches!(word, "app" | "net" | "gwy")
                || matches!(service, "acps" | "bedrock-agentcore")
                    && AGENTCORE_KINDS.contains(&word);
            out += &match before {
                _ if is_kept => word.to_owned(),
                "gateway" | "workload-identity" if service == "bedrock-agentcore" => {
                    self.gateway_id(word)
                }
                _ => self.segment(word),
            };
            out += separator;
            before = word;
        }
        out
    }

    /// The replacement of a URL. What is no usable URL does not become one.
    pub(super) fn url(&mut self, text: &str) -> String {
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme @ ("http" | "https" | "s3"), rest)) => (format!("{scheme}://"), rest),
            Some((scheme, rest)) => (format!("{}://", self.words.word(scheme)), rest),
            None => (String::new(), text),
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        let (user, server) = match authority.rsplit_once('@') {
            Some((user, server)) => (format!("{}@", self.words.word(user)), server),
            None => (String::new(), authority),
        };
        let (host, port) = match server.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (host, Some(port)),
            _ => (server, None),
        };
        let bare = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'));
        let host = match bare {
            Some(address) => format!("[{}]", self.host(address)),
            None => self.host(host),
        };
        let port = port.map_or_else(String::new, |port| format!(":{port}"));
        let (path, query) = rest.split_at(rest.find(['?', '#']).unwrap_or(rest.len()));
        let new = format!(
            "{scheme}{user}{host}{port}{}{}",
            self.path(path),
            self.query(query)
        );
        let is_odd = |c: char| c.is_whitespace() || c.is_control() || "\\{}<>".contains(c);
        match text.contains(is_odd) && !new.contains(is_odd) {
            true => new + "{}",
            false => new,
        }
    }

    fn query(&mut self, text: &str) -> String {
        let tokens = text.split_inclusive(['?', '#', '&', '=']).map(|token| {
            let word = token.trim_end_matches(['?', '#', '&', '=']);
            self.segment(word) + &token[word.len()..]
        });
        tokens.collect()
    }

    /// The replacement of a path or of a pattern of paths, segment by segment.
    pub(super) fn path(&mut self, text: &str) -> String {
        let segments = text.split('/').map(|segment| self.segment(segment));
        segments.collect::<Vec<_>>().join("/")
    }

    /// One segment of a path, or one label of a name. Placeholders stay placeholders.
    pub(super) fn segment(&mut self, text: &str) -> String {
        let registered = [
            ".well-known",
            "openid-configuration",
            "oauth-authorization-server",
        ];
        if text.starts_with("#{") || is_policy_variable(text) || registered.contains(&text) {
            return text.to_owned();
        }
        if let Some((open, rest)) = ["${", "{"].into_iter().find_map(|open| {
            let rest = text.strip_prefix(open)?;
            Some((open, rest))
        }) {
            let name = rest.trim_end_matches(['}', '+']);
            return format!("{open}{}{}", self.words.word(name), &rest[name.len()..]);
        }
        self.words.word(text)
    }

    /// The replacement of an id. Those that AWS made up stay, here and everywhere else.
    pub(super) fn id(&mut self, text: &str) -> String {
        if !is_account(text) && is_opaque(text) {
            self.words.keep(text);
        }
        self.any(text)
    }

    /// `{name}-{ten letters and digits}`, as AgentCore makes its ids.
    pub(super) fn gateway_id(&mut self, text: &str) -> String {
        match text.rsplit_once('-') {
            Some((name, unique)) if unique.len() == 10 && is_opaque(unique) => {
                format!("{}-{unique}", self.words.word(name))
            }
            _ => self.words.word(text),
        }
    }

    /// The replacement of an account: its id, or the name of a service of AWS.
    pub(super) fn account(&mut self, text: &str) -> String {
        let is_service = text
            .strip_prefix("amazon")
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-') && is_lower(&rest[1..]));
        if is_service {
            return text.to_owned();
        }
        self.any(text)
    }

    /// The replacement of a text of which nothing is known but its looks.
    pub(super) fn any(&mut self, text: &str) -> String {
        // Roles that services make have the same names everywhere.
        let is_own = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric());
        if text.starts_with("AWSServiceRoleFor") && is_own(text) {
            return text.to_owned();
        }
        let is_service = |rest: &str| is_lower(&rest.replace('.', ""));
        let is_of_aws = text.strip_prefix("com.amazonaws.").is_some_and(is_service);
        if is_of_aws || is_time(text) || is_resource_id(text) {
            return text.to_owned();
        }
        if let Some(address) = self.addresses.replace(text) {
            return address;
        }
        if text.starts_with("arn:") {
            return self.arn(text);
        }
        if let Some(json) = self.json_text(text) {
            return json;
        }
        let is_one_word = !text.contains(char::is_whitespace);
        if is_one_word && text.contains("://") {
            return self.url(text);
        }
        if is_one_word && text.starts_with('/') {
            return self.path(text);
        }
        if is_host(text) {
            return self.host(text);
        }
        self.segment(text)
    }
}

/// Whether a text is one variable of AWS's own in a policy: `${aws:SourceVpc}`, or `${*}` for a
/// star. Tags have names of the customer's.
fn is_policy_variable(text: &str) -> bool {
    let inside = text
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'));
    inside.is_some_and(|name| {
        let letters = name.strip_prefix("aws:").unwrap_or_default();
        let is_key = !letters.is_empty() && letters.bytes().all(|b| b.is_ascii_alphanumeric());
        is_key || ["*", "?", "$"].contains(&name)
    })
}

fn is_lower(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

const AGENTCORE_KINDS: &[&str] = &[
    "apikeycredentialprovider",
    "gateway",
    "oauth2credentialprovider",
    "token-vault",
    "workload-identity",
    "workload-identity-directory",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_keep_what_aws_gave_them() {
        let mut own = Redactor::default();
        own.words.keep("8s5e3skfso");
        for (arn, new) in [
            (
                "arn:aws:elasticloadbalancing:us-west-2:111122223333:loadbalancer/app/orders/365a38bd5e096169",
                "arn:aws:elasticloadbalancing:us-west-2:100000000001:loadbalancer/app/name1/365a38bd5e096169",
            ),
            (
                "arn:aws:iam::111122223333:role/team/orders",
                "arn:aws:iam::100000000001:role/name2/name1",
            ),
            (
                "arn:aws:iam::444455556666:root",
                "arn:aws:iam::100000000002:root",
            ),
            (
                "arn:aws:execute-api:us-west-2:*:8s5e3skfso/prod/GET/orders/*",
                "arn:aws:execute-api:us-west-2:*:8s5e3skfso/name3/GET/name1/*",
            ),
            (
                "arn:aws:bedrock-agentcore:us-west-2:111122223333:gateway/orders-mz5m8h3t6o",
                "arn:aws:bedrock-agentcore:us-west-2:100000000001:gateway/name1-mz5m8h3t6o",
            ),
            ("arn:aws:s3:::acme/orders", "arn:aws:s3:::name4/name1"),
            (
                "arn:aws:ec2:us-west-2:AWS:prefix-list/pl-68a54001",
                "arn:aws:ec2:us-west-2:AWS:prefix-list/pl-68a54001",
            ),
        ] {
            assert_eq!(own.any(arn), new, "{arn}");
        }
    }

    #[test]
    fn urls_keep_their_form() {
        let mut own = Redactor::default();
        for (url, new) in [
            (
                "https://mcp.example.com:8443/mcp?x=orders#top",
                "https://name1.name2.com:8443/name1?name3=name4#name5",
            ),
            ("https://[2001:db8::1]/", "https://[2001:db8::1]/"),
            ("https://me@a.example/", "https://name6@name7.example/"),
            ("https://{host}/v1/{id+}", "https://{name8}/name9/{name10+}"),
            ("https:\\\\a.example", "name11.example{}"),
        ] {
            assert_eq!(own.url(url), new, "{url}");
        }
    }

    #[test]
    fn a_text_is_replaced_by_its_looks() {
        let mut own = Redactor::default();
        for (text, new) in [
            (
                "2026-09-08T13:21:09.330218+00:00",
                "2026-09-08T13:21:09.330218+00:00",
            ),
            ("vpc-0a1b2c3d4e5f6a7b8", "vpc-0a1b2c3d4e5f6a7b8"),
            ("111122223333", "100000000001"),
            ("ask me (ext. 4711) about it", "name1"),
            ("claims", "name2"),
            ("/claims/open", "/name2/name3"),
            ("10.0.0.0/16", "10.0.0.0/16"),
            ("{\"team\": \"claims\"}", "{\"team\":\"name2\"}"),
        ] {
            assert_eq!(own.any(text), new, "{text}");
        }
    }
}
