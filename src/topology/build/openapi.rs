//! The hosts and paths of an OpenAPI document.

use serde_json::Value;

use crate::topology::Url;

/// What a document tells about where its operations are.
#[derive(Debug)]
pub(super) struct Api {
    /// The URL of the first server.
    pub(super) url: Url,
    /// The other hosts that it names.
    pub(super) other_hosts: Vec<String>,
    /// The paths of its operations, below that of the URL, sorted.
    pub(super) paths: Vec<String>,
}

/// Reads a JSON document.
/// <https://spec.openapis.org/oas/v3.1.0#openapi-object>
pub(super) fn read(document: &str) -> Result<Api, String> {
    if !document.trim_start().starts_with('{') {
        return Err("the OpenAPI document is not JSON".to_owned());
    }
    let document: Value = serde_json::from_str(document)
        .map_err(|error| format!("the OpenAPI document cannot be read: {error}"))?;
    let servers = document.get("servers").and_then(Value::as_array);
    let servers = servers.map(Vec::as_slice).unwrap_or_default();
    let Some((first, others)) = servers.split_first() else {
        return Err("the OpenAPI document names no server".to_owned());
    };
    let url = url_of(first)?;
    let mut hosts = Vec::new();
    for host in others
        .iter()
        .filter_map(|server| Some(url_of(server).ok()?.host))
    {
        if host != url.host && !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    let paths = document.get("paths").and_then(Value::as_object);
    let mut paths: Vec<String> = paths
        .into_iter()
        .flatten()
        .map(|(path, _)| path.clone())
        .collect();
    paths.sort();
    Ok(Api {
        url,
        other_hosts: hosts,
        paths,
    })
}

/// The URL of a server, its variables at their defaults.
fn url_of(server: &Value) -> Result<Url, String> {
    let mut url = server
        .get("url")
        .and_then(Value::as_str)
        .ok_or("a server of the OpenAPI document has no url")?
        .to_owned();
    let variables = server.get("variables").and_then(Value::as_object);
    for (name, variable) in variables.into_iter().flatten() {
        if let Some(default) = variable.get("default").and_then(Value::as_str) {
            url = url.replace(&format!("{{{name}}}"), default);
        }
    }
    url.parse()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_server_is_called_and_the_others_are_named() {
        let Api { url, other_hosts, paths } = read(
            r#"{"servers": [
                {"url": "https://{where}.example.com:8443/v1", "variables": {"where": {"default": "api"}}},
                {"url": "https://api.example.com/v2"},
                {"url": "https://eu.example.com"},
                {"url": "/relative"}
            ], "paths": {"/orders/{id}": {}, "/orders": {}}}"#,
        )
        .unwrap();
        assert_eq!((url.host.as_str(), url.port), ("api.example.com", 8443));
        assert_eq!(url.path, "/v1");
        assert_eq!(other_hosts, ["eu.example.com"]);
        assert_eq!(paths, ["/orders", "/orders/{id}"]);
    }

    #[test]
    fn what_names_no_host_is_an_error() {
        for document in [
            "openapi: 3.0.0",
            "{",
            "{}",
            r#"{"servers": []}"#,
            r#"{"servers": [{}]}"#,
            r#"{"servers": [{"url": "/relative"}]}"#,
            r#"{"servers": [{"url": "https://{host}/"}]}"#,
        ] {
            assert!(read(document).is_err(), "{document}");
        }
    }
}
