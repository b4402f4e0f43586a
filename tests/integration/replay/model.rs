//! The models of the services, read here for themselves: what the server writes must not depend on
//! how the collector reads it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::Value;

/// The models by service.
pub(super) fn models() -> &'static BTreeMap<String, Value> {
    static MODELS: OnceLock<BTreeMap<String, Value>> = OnceLock::new();
    MODELS.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/collect/models");
        let read = |entry: fs::DirEntry| {
            let name = entry.path().file_stem()?.to_str()?.to_owned();
            let text = fs::read_to_string(entry.path()).unwrap();
            Some((name, serde_json::from_str(&text).unwrap()))
        };
        let entries = fs::read_dir(folder).unwrap();
        entries.filter_map(|entry| read(entry.unwrap())).collect()
    })
}

/// Every operation: service and name.
pub(crate) fn operations() -> Vec<(String, String)> {
    let all = models().iter().filter(|(service, _)| *service != "sts");
    all.flat_map(|(service, model)| {
        let names = model["operations"].as_object().unwrap().keys();
        names.map(|name| (service.clone(), name.clone()))
    })
    .collect()
}

/// Whether answers of an operation come page by page.
pub(crate) fn has_pages(service: &str, name: &str) -> bool {
    operation(service, name)["pages"].is_object()
}

/// The model of an operation.
pub(super) fn operation(service: &str, operation: &str) -> &'static Value {
    &models()[service]["operations"][operation]
}

/// The protocol of a service.
pub(super) fn protocol(service: &str) -> &'static str {
    models()[service]["protocol"].as_str().unwrap()
}

/// A list of texts in a model.
pub(super) fn texts(value: &Value) -> Vec<&str> {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(Value::as_str).collect()
}
