//! The shapes of answers, read from `src/collect/models/`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

/// The models of a service, by operations and shapes.
#[derive(Debug, Deserialize)]
pub(in crate::collect) struct Service {
    #[serde(skip)]
    pub(in crate::collect) name: &'static str,
    pub(super) protocol: Protocol,
    operations: BTreeMap<String, OperationModel>,
    shapes: BTreeMap<String, Shape>,
}

/// How a service speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Protocol {
    Ec2,
    Json,
    Query,
    RestJson,
    RestXml,
}

#[derive(Debug, Deserialize)]
struct OperationModel {
    options: Vec<String>,
    output: String,
    wrapper: Option<String>,
    #[serde(default)]
    pages: Pages,
}

/// How an answer continues: all empty where it has one page.
#[derive(Debug, Default, Deserialize)]
pub(in crate::collect) struct Pages {
    /// Members of the answer with the tokens of the next page, in the order of the request's.
    #[serde(default, rename = "out")]
    pub(in crate::collect) tokens: Vec<String>,
    /// The member that tells whether there are more, where there is one.
    pub(in crate::collect) more: Option<String>,
    /// The lists that go on.
    #[serde(default, rename = "list")]
    pub(in crate::collect) lists: Vec<String>,
    /// Other members of the merged answer; `None` where the CLI does not merge pages, and prints
    /// whatever there is.
    pub(in crate::collect) keep: Option<Vec<String>>,
}

/// What is written at a place in an answer.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Shape {
    Structure {
        members: BTreeMap<String, Member>,
    },
    List {
        list: String,
        item: String,
        #[serde(default)]
        flat: bool,
    },
    Map {
        map: String,
        key: String,
        value: String,
    },
}

/// A member of a structure: shape, name on the wire, and how it stands there.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Member {
    Plain(String, String),
    Special(String, String, Stands),
}

/// Where a member stands, if not in an element or member of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Stands {
    /// Its elements stand beside the other members.
    Flat,
    /// In the header of the answer, which the CLI prints but no collected operation needs.
    Header,
}

impl Member {
    pub(super) fn shape(&self) -> &str {
        match self {
            Self::Plain(shape, _) | Self::Special(shape, _, _) => shape,
        }
    }

    /// The name on the wire.
    pub(super) fn wire_name(&self) -> &str {
        match self {
            Self::Plain(_, name) | Self::Special(_, name, _) => name,
        }
    }

    pub(super) fn is(&self, how: Stands) -> bool {
        matches!(self, Self::Special(_, _, stands) if *stands == how)
    }
}

/// What a shape's name stands for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind<'a> {
    Scalar(Scalar),
    Shape(&'a Shape),
}

/// A value without members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    Boolean,
    Document,
    Float,
    Integer,
    Text,
    Time,
}

/// An operation and the models that it needs.
#[derive(Clone, Copy, Debug)]
pub(in crate::collect) struct Operation {
    pub(in crate::collect) service: &'static Service,
    model: &'static OperationModel,
}

impl Operation {
    pub(super) fn output(&self) -> &'static str {
        &self.model.output
    }

    /// The element that holds the answer, in the query protocol.
    pub(super) fn wrapper(&self) -> Option<&'static str> {
        self.model.wrapper.as_deref()
    }

    /// The options of the CLI that name what is asked about, up to where each value follows.
    pub(in crate::collect) fn options(&self) -> &'static [String] {
        &self.model.options
    }

    /// How its answers continue.
    pub(in crate::collect) fn pages(&self) -> &'static Pages {
        &self.model.pages
    }
}

impl Service {
    /// What a name in the models stands for; names come from the same file, so each is known.
    pub(super) fn kind(&self, name: &str) -> Kind<'_> {
        Kind::Scalar(match name {
            "boolean" => Scalar::Boolean,
            "document" => Scalar::Document,
            "float" => Scalar::Float,
            "integer" => Scalar::Integer,
            "time" => Scalar::Time,
            name => match self.shapes.get(name) {
                Some(shape) => return Kind::Shape(shape),
                // "string", and "blob": the CLI prints the base64 text as it came.
                None => Scalar::Text,
            },
        })
    }
}

/// The models of an operation, in the words of the CLI.
pub(in crate::collect) fn operation(service: &str, operation: &str) -> Option<Operation> {
    let service = services().iter().find(|found| found.name == service)?;
    let model = service.operations.get(operation)?;
    Some(Operation { service, model })
}

/// Every operation that there is a model of: service and operation.
#[cfg(test)]
pub(in crate::collect) fn service_operations() -> impl Iterator<Item = (&'static str, &'static str)>
{
    services().iter().flat_map(|service| {
        let names = service.operations.keys();
        names.map(|name| (service.name, name.as_str()))
    })
}

fn services() -> &'static [Service] {
    static SERVICES: OnceLock<Vec<Service>> = OnceLock::new();
    SERVICES.get_or_init(|| {
        let read = |&(name, text): &(&'static str, &str)| {
            let service: Service = serde_json::from_str(text).unwrap_or_else(|error| {
                panic!("models/{name}.json is part of the program: {error}")
            });
            Service { name, ..service }
        };
        TEXTS.iter().map(read).collect()
    })
}

macro_rules! models {
    ($($name:literal)*) => {
        const TEXTS: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../models/", $name, ".json")))),*];
    };
}

models! {
    "acm"
    "apigateway"
    "bedrock-agentcore-control"
    "ec2"
    "elbv2"
    "iam"
    "ram"
    "route53"
    "route53profiles"
    "route53resolver"
    "sts"
    "vpc-lattice"
}
