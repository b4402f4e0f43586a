//! Answers in XML: the protocols of EC2, of ELB and IAM, and of Route 53.

use roxmltree::{Document, Node};
use serde_json::{Map, Value};

use super::model::{Kind, Operation, Protocol, Scalar, Service, Shape, Stands};
use super::time;

/// How deep elements may stand in each other; real answers have about a dozen levels.
const DEEPEST: usize = 64;

pub(super) fn decode(operation: &Operation, body: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(body).map_err(|error| format!("not UTF-8: {error}"))?;
    let document = Document::parse(text).map_err(|error| format!("not XML: {error}"))?;
    let root = document.root_element();
    let service = operation.service;
    let is_answer = match service.protocol {
        Protocol::RestXml => root.tag_name().name() == operation.output(),
        _ => root.tag_name().name().ends_with("Response") && root.tag_name().name() != "Response",
    };
    if !is_answer {
        let name = root.tag_name().name();
        return Err(format!("<{name}> is not the answer of this operation"));
    }
    let root = match operation.wrapper() {
        Some(wrapper) => child(root, wrapper).ok_or_else(|| format!("no <{wrapper}>"))?,
        None => root,
    };
    value(service, operation.output(), root, 0)
}

fn value(
    service: &Service,
    shape: &str,
    node: Node<'_, '_>,
    depth: usize,
) -> Result<Value, String> {
    if depth > DEEPEST {
        return Err(format!("more than {DEEPEST} elements inside each other"));
    }
    match service.kind(shape) {
        Kind::Scalar(kind) => scalar(kind, node),
        Kind::Shape(Shape::Structure { members }) => {
            let mut out = Map::new();
            for (name, member) in members {
                if member.is(Stands::Header) {
                    continue;
                }
                let (wire, inner) = (member.wire_name(), member.shape());
                if member.is(Stands::Flat)
                    && let Kind::Shape(Shape::List { list, .. }) = service.kind(inner)
                {
                    let items =
                        children(node, wire).map(|item| value(service, list, item, depth + 1));
                    let items: Vec<Value> = items.collect::<Result<_, _>>()?;
                    if !items.is_empty() {
                        out.insert(name.clone(), Value::Array(items));
                    }
                } else if let Some(found) = child(node, wire) {
                    out.insert(name.clone(), value(service, inner, found, depth + 1)?);
                }
            }
            Ok(Value::Object(out))
        }
        Kind::Shape(Shape::List { list, item, flat }) => {
            if *flat {
                return Ok(Value::Array(vec![value(service, list, node, depth + 1)?]));
            }
            let items = children(node, item).map(|found| value(service, list, found, depth + 1));
            Ok(Value::Array(items.collect::<Result<_, _>>()?))
        }
        Kind::Shape(Shape::Map {
            map,
            key,
            value: inner,
        }) => {
            let mut out = Map::new();
            for entry in children(node, "entry") {
                if let (Some(name), Some(found)) = (child(entry, key), child(entry, inner)) {
                    out.insert(text(name), value(service, map, found, depth + 1)?);
                }
            }
            Ok(Value::Object(out))
        }
    }
}

fn scalar(kind: Scalar, node: Node<'_, '_>) -> Result<Value, String> {
    let text = text(node);
    let wrong = |what: &str| format!("<{}> is no {what}: {text:?}", node.tag_name().name());
    Ok(match kind {
        Scalar::Boolean => match text.as_str() {
            "true" => true.into(),
            "false" => false.into(),
            _ => return Err(wrong("boolean")),
        },
        Scalar::Integer => text.parse::<i64>().map_err(|_| wrong("integer"))?.into(),
        Scalar::Float => text.parse::<f64>().map_err(|_| wrong("number"))?.into(),
        Scalar::Time => time::printed(&text).ok_or_else(|| wrong("time"))?.into(),
        Scalar::Text | Scalar::Document => text.into(),
    })
}

fn text(node: Node<'_, '_>) -> String {
    let texts = node.children().filter(Node::is_text);
    texts.filter_map(|text| text.text()).collect()
}

fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.children()
        .find(|child| child.is_element() && child.tag_name().name() == name)
}

fn children<'a, 'input>(
    node: Node<'a, 'input>,
    name: &str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children()
        .filter(move |child| child.is_element() && child.tag_name().name() == name)
}
