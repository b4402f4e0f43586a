//! OpenAPI documents: only what leads to hosts and paths stays.

use serde_json::{Map, Value, json};

use super::Redactor;

impl Redactor {
    /// The replacement of a document in a text. What is no such document does not become one.
    pub(super) fn open_api(&mut self, text: &str) -> String {
        if !text.trim_start().starts_with('{') {
            return self.words.word(text);
        }
        let Ok(document) = serde_json::from_str::<Value>(text) else {
            return "{".to_owned();
        };
        let mut new = Map::new();
        for version in ["openapi", "swagger"] {
            if let Some(number) = document.get(version) {
                new.insert(
                    version.to_owned(),
                    self.value("supportedVersions", number.clone()),
                );
            }
        }
        if let Some(servers) = document.get("servers").and_then(Value::as_array) {
            let servers = servers.iter().map(|server| self.server(server));
            new.insert("servers".to_owned(), servers.collect());
        }
        if let Some(paths) = document.get("paths").and_then(Value::as_object) {
            let mut paths: Vec<&String> = paths.keys().collect();
            paths.sort();
            let all = document.get("paths").and_then(Value::as_object);
            let paths = paths.into_iter().map(|path| {
                let item = all.and_then(|all| all.get(path)).unwrap_or(&Value::Null);
                (self.path(path), self.path_item(item))
            });
            new.insert("paths".to_owned(), Value::Object(paths.collect()));
        }
        Value::Object(new).to_string()
    }

    /// The operations of a path: their ids and servers.
    fn path_item(&mut self, item: &Value) -> Value {
        let mut new = Map::new();
        for (name, member) in item.as_object().into_iter().flatten() {
            match name.as_str() {
                "servers" => {
                    let servers = member.as_array().into_iter().flatten();
                    let servers = servers.map(|server| self.server(server)).collect();
                    new.insert(name.clone(), servers);
                }
                "delete" | "get" | "head" | "options" | "patch" | "post" | "put" | "trace" => {
                    let mut operation = Map::new();
                    if let Some(id) = member.get("operationId").and_then(Value::as_str) {
                        let id = self.phrase(id);
                        operation.insert("operationId".to_owned(), Value::from(id));
                    }
                    if let Some(servers) = member.get("servers").and_then(Value::as_array) {
                        let servers = servers.iter().map(|server| self.server(server)).collect();
                        operation.insert("servers".to_owned(), servers);
                    }
                    new.insert(name.clone(), Value::Object(operation));
                }
                _ => {}
            }
        }
        Value::Object(new)
    }

    /// A server with its variables filled in, because they may be any part of the URL.
    fn server(&mut self, server: &Value) -> Value {
        let Some(url) = server.get("url").and_then(Value::as_str) else {
            return json!({});
        };
        let mut url = url.to_owned();
        let variables = server.get("variables").and_then(Value::as_object);
        for (name, variable) in variables.into_iter().flatten() {
            if let Some(default) = variable.get("default").and_then(Value::as_str) {
                url = url.replace(&format!("{{{name}}}"), default);
            }
        }
        json!({"url": self.url(&url)})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_keeps_its_servers_and_paths() {
        let text = json!({
            "openapi": "3.0.3",
            "info": {"title": "Orders of Acme", "version": "1"},
            "servers": [
                {"url": "https://{where}.example.com/v1", "variables": {"where": {"default": "orders"}}},
                {"url": "https://{open}.example.com"},
            ],
            "paths": {"/orders/{orderId}": {"get": {"summary": "Acme", "operationId": "getAll"}, "summary": "Acme"}},
        });
        let new = Redactor::default().open_api(&text.to_string());
        let new: Value = serde_json::from_str(&new).unwrap();
        let expected = json!({
            "openapi": "3.0.3",
            "servers": [{"url": "https://name1.name2.com/name3"}, {"url": "https://{name4}.name2.com"}],
            "paths": {"/name1/{Name5}": {"get": {"operationId": "Name6"}}},
        });
        assert_eq!(new, expected);
    }

    #[test]
    fn other_texts_do_not_become_documents() {
        let mut own = Redactor::default();
        assert_eq!(own.open_api("{not json"), "{");
        assert_eq!(own.open_api("openapi: 3.0.3"), "name1");
        assert_eq!(own.open_api("{\"tools\": [\"acme\"]}"), "{}");
    }
}
