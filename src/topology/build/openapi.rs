//! The hosts, paths and mistakes of an OpenAPI document.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::topology::{DocumentFault, Url};

use super::target::Document;

/// What a document tells about where its operations are.
#[derive(Debug)]
pub(super) struct Api {
    /// The URL of the first server.
    pub(super) url: Url,
    /// The paths of its operations, below that of the URL, sorted.
    pub(super) paths: Vec<String>,
}

/// Reads a JSON document.
/// <https://spec.openapis.org/oas/v3.1.0#openapi-object>
pub(super) fn read(document: &str) -> Result<Api, String> {
    let document = parse(document)?;
    let Some(first) = servers(&document).first() else {
        return Err("the OpenAPI document names no server".to_owned());
    };
    let url = url_of(first)?;
    let paths = document.get("paths").and_then(Value::as_object);
    let mut paths: Vec<String> = paths
        .into_iter()
        .flatten()
        .map(|(path, _)| path.clone())
        .collect();
    paths.sort();
    Ok(Api { url, paths })
}

/// What keeps a gateway from offering the operations of a document as tools.
///
/// `target` is the name of the target, which begins the names of its tools. Reports say that YAML is
/// refused; a document that AWS accepted can be no reason for that.
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-schema-openapi.html>
pub(super) fn faults(
    document: Document<'_>,
    target: &str,
    has_private_endpoint: bool,
    is_accepted: bool,
) -> Vec<DocumentFault> {
    let fatal = |what: String| DocumentFault {
        what,
        is_fatal: true,
    };
    let parsed = match parse(document.text) {
        Ok(parsed) => parsed,
        Err(what) => {
            let is_fatal = !is_accepted;
            return vec![DocumentFault { what, is_fatal }];
        }
    };
    let mut faults = Vec::new();
    let (most, place) = match document.source {
        None => (MOST_INLINE, "in a request"),
        Some(_) => (MOST_INLINE * 10, "in S3"),
    };
    if document.text.len() > most {
        faults.push(fatal(format!(
            "the document is larger than {most} bytes, the most for one {place}"
        )));
    }
    if let Some(version) = parsed.get("swagger").and_then(Value::as_str) {
        faults.push(fatal(format!(
            "the document is Swagger {version}: only OpenAPI 3.0 and 3.1 are supported"
        )));
    }
    faults.extend(server_faults(&parsed, has_private_endpoint));
    faults.extend(operation_faults(&parsed, target));
    faults
}

fn parse(document: &str) -> Result<Value, String> {
    if !document.trim_start().starts_with('{') {
        return Err("the OpenAPI document is not JSON".to_owned());
    }
    serde_json::from_str(document)
        .map_err(|error| format!("the OpenAPI document cannot be read: {error}"))
}

fn servers(object: &Value) -> &[Value] {
    let servers = object.get("servers").and_then(Value::as_array);
    servers.map(Vec::as_slice).unwrap_or_default()
}

/// The first server is called; one private endpoint serves one host.
fn server_faults(document: &Value, has_private_endpoint: bool) -> Vec<DocumentFault> {
    let mut faults = Vec::new();
    let mut fault = |what: String, is_fatal: bool| faults.push(DocumentFault { what, is_fatal });
    let own = servers(document);
    if own.is_empty() {
        fault("the document names no server".to_owned(), true);
    }
    let deeper = operations(document).into_iter().flat_map(|operation| {
        let of_path = servers(operation.path_item).iter();
        of_path.chain(servers(operation.object))
    });
    let mut hosts = BTreeSet::new();
    for (index, server) in own.iter().chain(deeper).enumerate() {
        let text = server.get("url").and_then(Value::as_str);
        match url_of(server) {
            Ok(url) => {
                if url.scheme != "https" {
                    let text = text.unwrap_or_default();
                    fault(format!("the server {text} does not use https"), index == 0);
                }
                hosts.insert(url.host);
            }
            Err(_) if text.is_some_and(|text| text.contains('{')) => {
                let text = text.unwrap_or_default();
                let what = format!("the server {text} has a variable without a default");
                fault(what, index == 0);
            }
            Err(why) => fault(why, index == 0),
        }
    }
    if has_private_endpoint && hosts.len() > 1 {
        let hosts: Vec<String> = hosts.into_iter().collect();
        fault(
            format!(
                "the document names {} hosts ({}), and one private endpoint serves one",
                hosts.len(),
                hosts.join(", ")
            ),
            true,
        );
    }
    faults
}

/// An operation without an id becomes no tool, nor does one whose tool name is too long.
fn operation_faults(document: &Value, target: &str) -> Vec<DocumentFault> {
    let all = operations(document);
    if all.is_empty() {
        return vec![DocumentFault {
            what: "the document has no operation".to_owned(),
            is_fatal: true,
        }];
    }
    let nameless: Vec<String> = all
        .iter()
        .filter(|operation| operation.id().is_none_or(str::is_empty))
        .map(Operation::label)
        .collect();
    let long: Vec<String> = all
        .iter()
        .filter_map(Operation::id)
        .map(|id| format!("{target}___{id}"))
        .filter(|name| name.chars().count() > LONGEST_TOOL_NAME)
        .collect();
    let mut faults = Vec::new();
    if !nameless.is_empty() {
        faults.push(DocumentFault {
            what: format!(
                "{} of {} operations have no operationId: {}",
                nameless.len(),
                all.len(),
                some_of(&nameless)
            ),
            is_fatal: nameless.len() == all.len(),
        });
    }
    if !long.is_empty() {
        faults.push(DocumentFault {
            what: format!(
                "{} of {} tool names are longer than {LONGEST_TOOL_NAME} characters: {}",
                long.len(),
                all.len(),
                some_of(&long)
            ),
            is_fatal: long.len() == all.len(),
        });
    }
    faults
}

/// The first few of a list.
fn some_of(names: &[String]) -> String {
    let mut shown = names.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > 3 {
        shown.push_str(", …");
    }
    shown
}

/// An operation and where it stands.
struct Operation<'d> {
    method: &'d str,
    path: &'d str,
    path_item: &'d Value,
    object: &'d Value,
}

impl<'d> Operation<'d> {
    fn id(&self) -> Option<&'d str> {
        self.object.get("operationId")?.as_str()
    }

    fn label(&self) -> String {
        format!("{} {}", self.method.to_ascii_uppercase(), self.path)
    }
}

/// Every operation, by path and method.
fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = document.get("paths").and_then(Value::as_object);
    let mut found: Vec<Operation<'_>> = Vec::new();
    for (path, path_item) in paths.into_iter().flatten() {
        for (method, operation) in path_item.as_object().into_iter().flatten() {
            if METHODS.contains(&method.as_str()) {
                found.push(Operation {
                    method,
                    path,
                    path_item,
                    object: operation,
                });
            }
        }
    }
    found.sort_by_key(|operation| (operation.path, operation.method));
    found
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

const METHODS: [&str; 8] = [
    "delete", "get", "head", "options", "patch", "post", "put", "trace",
];

/// The largest document that a request may hold; in S3 it may have ten times that.
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/bedrock-agentcore-limits.html>
const MOST_INLINE: usize = 1_048_576;

/// The name of a tool: that of the target, three underscores, and the id of the operation.
const LONGEST_TOOL_NAME: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    fn inline(text: &str) -> Document<'_> {
        Document { text, source: None }
    }

    #[test]
    fn the_first_server_is_called() {
        let Api { url, paths } = read(
            r#"{"servers": [
                {"url": "https://{where}.example.com:8443/v1", "variables": {"where": {"default": "api"}}},
                {"url": "https://eu.example.com"}
            ], "paths": {"/orders/{id}": {}, "/orders": {}}}"#,
        )
        .unwrap();
        assert_eq!((url.host.as_str(), url.port), ("api.example.com", 8443));
        assert_eq!(url.path, "/v1");
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

    fn told(servers: &str, paths: &str, has_private_endpoint: bool) -> Vec<(String, bool)> {
        let document = format!(r#"{{"openapi": "3.0.3", "servers": {servers}, "paths": {paths}}}"#);
        let faults = faults(inline(&document), "orders", has_private_endpoint, true);
        faults
            .into_iter()
            .map(|fault| (fault.what, fault.is_fatal))
            .collect()
    }

    const ONE: &str = r#"{"/a": {"get": {"operationId": "listAll"}}}"#;

    #[test]
    fn one_private_endpoint_serves_one_host() {
        let two = r#"[{"url": "https://a.example.com/v1"}, {"url": "https://b.example.com"}]"#;
        assert_eq!(
            told(two, ONE, true),
            [(
                "the document names 2 hosts (a.example.com, b.example.com), and one private \
                 endpoint serves one"
                    .to_owned(),
                true
            )]
        );
        assert!(told(two, ONE, false).is_empty());
        let same = r#"[{"url": "https://a.example.com/v1"}, {"url": "https://A.example.com/v2"}]"#;
        assert!(told(same, ONE, true).is_empty());
        let of_operation = r#"{"/a": {"get": {"operationId": "x", "servers": [{"url": "https://c.example.com"}]}}}"#;
        let one = r#"[{"url": "https://a.example.com"}]"#;
        assert_eq!(told(one, of_operation, true).len(), 1);
    }

    #[test]
    fn servers_are_absolute_https_without_open_variables() {
        for (servers, is_fatal) in [
            (r#"[{"url": "/v1"}]"#, true),
            (r#"[{"url": "http://a.example.com"}]"#, true),
            (r#"[{"url": "https://{host}.example.com"}]"#, true),
            (
                r#"[{"url": "https://a.example.com"}, {"url": "/v1"}]"#,
                false,
            ),
        ] {
            let faults = told(servers, ONE, true);
            assert_eq!(faults.len(), 1, "{servers}: {faults:?}");
            assert_eq!(faults[0].1, is_fatal, "{servers}");
        }
        let default =
            r#"[{"url": "https://{h}.example.com", "variables": {"h": {"default": "a"}}}]"#;
        assert!(told(default, ONE, true).is_empty());
    }

    #[test]
    fn operations_need_ids_and_short_names() {
        let server = r#"[{"url": "https://a.example.com"}]"#;
        let some = r#"{"/a": {"get": {"operationId": "x"}, "post": {}, "parameters": []}, "/b": {"get": {}}}"#;
        assert_eq!(
            told(server, some, true),
            [(
                "2 of 3 operations have no operationId: POST /a, GET /b".to_owned(),
                false
            )]
        );
        assert!(told(server, r#"{"/a": {"get": {}}}"#, true)[0].1);
        assert!(told(server, "{}", true)[0].1);
        let long = format!(
            r#"{{"/a": {{"get": {{"operationId": "{}"}}}}}}"#,
            "x".repeat(56)
        );
        assert_eq!(told(server, &long, true).len(), 1);
        let fits = format!(
            r#"{{"/a": {{"get": {{"operationId": "{}"}}}}}}"#,
            "x".repeat(55)
        );
        assert!(told(server, &fits, true).is_empty());
    }

    #[test]
    fn other_formats_are_refused() {
        for document in [
            "openapi: 3.0.0",
            "\"openapi: 3.0.0\"",
            r#"{"swagger": "2.0", "servers": [{"url": "https://a.example.com"}], "paths": {"/a": {"get": {"operationId": "x"}}}}"#,
        ] {
            let faults = faults(inline(document), "orders", true, false);
            assert!(faults.len() == 1 && faults[0].is_fatal, "{document}");
        }
        assert!(!faults(inline("openapi: 3.0.0"), "orders", true, true)[0].is_fatal);
    }
}
