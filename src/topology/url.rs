//! Reading URLs.

use std::str::FromStr;

use url::{Host, ParseError};

use super::Url;

impl FromStr for Url {
    type Err = String;

    /// Reads an absolute `https` or `http` URL. Whatever readers of URLs disagree about (blanks,
    /// backslashes, credentials) is refused.
    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = |why: &str| Err(format!("\"{text}\" is not a usable URL: {why}"));
        let is_odd = |c: char| c.is_whitespace() || c.is_control() || "\\{}<>".contains(c);
        if text.contains(is_odd) {
            return refuse("it holds a character that no URL has");
        }
        let url = match url::Url::parse(text) {
            Ok(url) => url,
            Err(ParseError::RelativeUrlWithoutBase) => return refuse("it names no host"),
            Err(error) => return refuse(&error.to_string()),
        };
        if !matches!(url.scheme(), "http" | "https") {
            return refuse("only https and http lead to an endpoint");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("it holds credentials");
        }
        let host = match url.host() {
            Some(Host::Domain(name)) => name.strip_suffix('.').unwrap_or(name).to_owned(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
            None => return refuse("it names no host"),
        };
        match url.port_or_known_default() {
            Some(port) => Ok(Self {
                scheme: url.scheme().to_owned(),
                host,
                port,
                path: url.path().to_owned(),
            }),
            None => refuse("it names no port"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, String, u16, String)> {
        let url: Url = text.parse().ok()?;
        Some((url.scheme, url.host, url.port, url.path))
    }

    #[test]
    fn a_url_is_scheme_host_port_and_path() {
        for (text, scheme, host, port, path) in [
            (
                "https://API.Example.com./mcp?x=1",
                "https",
                "api.example.com",
                443,
                "/mcp",
            ),
            ("http://10.0.1.5:8080", "http", "10.0.1.5", 8080, "/"),
            (
                "https://[2001:DB8::1]:8443/",
                "https",
                "2001:db8::1",
                8443,
                "/",
            ),
            (
                "https://bücher.example/",
                "https",
                "xn--bcher-kva.example",
                443,
                "/",
            ),
        ] {
            let expected = (scheme.to_owned(), host.to_owned(), port, path.to_owned());
            assert_eq!(read(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_readers_disagree_about_is_refused() {
        for text in [
            "",
            "/mcp",
            "api.example.com",
            "https://",
            "https://a b/",
            "https:\\\\a.example",
            "https://user@a.example/",
            "https://a.example:99999/",
            "ftp://a.example/",
            "https://{host}/",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
