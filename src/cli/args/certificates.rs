//! Certificates that no API tells.

use std::path::PathBuf;

/// Certificates that no API tells, in PEM files.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Input")]
pub(in crate::cli) struct Certificates {
    /// What certificateConfigurations register, in PEM: for the target of this host, or for every
    /// target that registers an authority (repeatable)
    #[arg(
        long,
        env = "GATEPATH_CA_BUNDLE",
        value_name = "[HOST=]FILE",
        value_delimiter = ',',
        value_parser = hosted
    )]
    pub(in crate::cli) ca_bundle: Vec<Hosted>,
    /// What the server of a host sends, in PEM, its own certificate first, as `openssl s_client
    /// -showcerts` prints it; without a host, every server (repeatable)
    #[arg(
        long,
        env = "GATEPATH_SERVER_CHAIN",
        value_name = "[HOST=]FILE",
        value_delimiter = ',',
        value_parser = hosted
    )]
    pub(in crate::cli) server_chain: Vec<Hosted>,
}

/// A file, and the host that it is about if that is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Hosted {
    pub(in crate::cli) host: Option<String>,
    pub(in crate::cli) file: PathBuf,
}

/// Reads `HOST=FILE` or `FILE`. What cannot be a host is part of the name of the file.
fn hosted(text: &str) -> Result<Hosted, String> {
    let is_host = |text: &str| {
        let of_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | ':');
        !text.is_empty() && text.chars().all(of_host)
    };
    let (host, file) = match text.split_once('=') {
        Some((host, file)) if is_host(host) => (Some(host.to_lowercase()), file),
        _ => (None, text),
    };
    if file.is_empty() {
        return Err("expected FILE or HOST=FILE".to_owned());
    }
    Ok(Hosted {
        host,
        file: file.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_comes_before_the_file() {
        for (text, host, file) in [
            ("ca.pem", None, "ca.pem"),
            (
                "MCP.example.com=a/ca.pem",
                Some("mcp.example.com"),
                "a/ca.pem",
            ),
            ("10.0.0.7=ca.pem", Some("10.0.0.7"), "ca.pem"),
            ("fd00::1=ca.pem", Some("fd00::1"), "ca.pem"),
            ("./odd=name.pem", None, "./odd=name.pem"),
            ("a.example=odd=name.pem", Some("a.example"), "odd=name.pem"),
        ] {
            let expected = Hosted {
                host: host.map(str::to_owned),
                file: file.into(),
            };
            assert_eq!(hosted(text), Ok(expected), "{text}");
        }
        assert!(hosted("").is_err());
        assert!(hosted("a.example=").is_err());
    }
}
