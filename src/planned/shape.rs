//! The shape of `create-gateway-target`, and what is wrong with a request that does not have it.
//! <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_CreateGatewayTarget.html>

use serde_json::{Map, Value};

use super::resource::Fault;
use super::unknown;

/// What a value must be.
#[derive(Clone, Copy)]
enum Shape {
    /// A text with content.
    Text,
    /// A text that starts with this.
    Starts(&'static str),
    /// One of these words.
    Word(&'static [&'static str]),
    Integer,
    /// Anything: what is inside is not on the way of a request.
    Any,
    /// At least and at most so many.
    List(usize, usize, &'static Self),
    Object(&'static [Member]),
    /// An object with exactly one of the members.
    Union(&'static [Member]),
}

struct Member {
    name: &'static str,
    required: bool,
    shape: Shape,
}

const fn must(name: &'static str, shape: Shape) -> Member {
    Member {
        name,
        required: true,
        shape,
    }
}

const fn may(name: &'static str, shape: Shape) -> Member {
    Member {
        name,
        required: false,
        shape,
    }
}

use Shape::{Any, Integer, List, Object, Starts, Text, Union, Word};

const DOCUMENT: &[Member] = &[
    may(
        "s3",
        Object(&[
            must("uri", Starts("s3://")),
            may("bucketOwnerAccountId", Text),
        ]),
    ),
    may("inlinePayload", Text),
];

const MCP: &[Member] = &[
    may("openApiSchema", Union(DOCUMENT)),
    may("smithyModel", Union(DOCUMENT)),
    may("lambda", Any),
    may(
        "mcpServer",
        Object(&[
            must("endpoint", Starts("https://")),
            may("mcpToolSchema", Union(DOCUMENT)),
            may("listingMode", Word(&["DEFAULT", "DYNAMIC"])),
            may("resourcePriority", Integer),
        ]),
    ),
    may("apiGateway", Any),
    may("connector", Any),
];

const HTTP: &[Member] = &[
    may("agentcoreRuntime", Any),
    may(
        "passthrough",
        Object(&[
            must("endpoint", Starts("https://")),
            must("protocolType", Word(&["MCP", "A2A", "INFERENCE", "CUSTOM"])),
            may("schema", Any),
        ]),
    ),
    may("connector", Any),
];

const INFERENCE: &[Member] = &[
    may("connector", Any),
    may(
        "provider",
        Object(&[
            must("endpoint", Starts("https://")),
            may("modelMapping", Any),
            may("operations", Any),
        ]),
    ),
];

const PRIVATE_ENDPOINT: &[Member] = &[
    may(
        "selfManagedLatticeResource",
        Object(&[must("resourceConfigurationIdentifier", Text)]),
    ),
    may(
        "managedVpcResource",
        Object(&[
            must("vpcIdentifier", Text),
            must("subnetIds", List(1, usize::MAX, &Text)),
            must("endpointIpAddressType", Word(&["IPV4", "IPV6"])),
            may("securityGroupIds", List(0, 5, &Text)),
            may("tags", Any),
            may("routingDomain", Text),
        ]),
    ),
];

const CREDENTIAL: Shape = Object(&[
    must(
        "credentialProviderType",
        Word(&[
            "GATEWAY_IAM_ROLE",
            "OAUTH",
            "API_KEY",
            "CALLER_IAM_CREDENTIALS",
            "JWT_PASSTHROUGH",
        ]),
    ),
    may(
        "credentialProvider",
        Union(&[
            may("oauthCredentialProvider", Any),
            may(
                "apiKeyCredentialProvider",
                Object(&[
                    must("providerArn", Starts("arn:")),
                    may("credentialParameterName", Text),
                    may("credentialPrefix", Text),
                    may("credentialLocation", Word(&["HEADER", "QUERY_PARAMETER"])),
                ]),
            ),
            may("iamCredentialProvider", Any),
        ]),
    ),
]);

const CERTIFICATE: Shape = Union(&[
    may(
        "s3",
        Object(&[
            must("uri", Starts("s3://")),
            may("bucketOwnerAccountId", Text),
        ]),
    ),
    may(
        "secretsManager",
        Object(&[must("secretArn", Starts("arn:"))]),
    ),
]);

const REQUEST: &[Member] = &[
    must("gatewayIdentifier", Text),
    may("targetId", Text),
    may("name", Text),
    may("description", Any),
    may("clientToken", Any),
    must(
        "targetConfiguration",
        Union(&[
            may("mcp", Union(MCP)),
            may("http", Union(HTTP)),
            may("inference", Union(INFERENCE)),
        ]),
    ),
    may("credentialProviderConfigurations", List(1, 1, &CREDENTIAL)),
    may("metadataConfiguration", Any),
    may("privateEndpoint", Union(PRIVATE_ENDPOINT)),
    may("certificateConfigurations", List(1, 1, &CERTIFICATE)),
];

/// Names of earlier texts, and of other places, with what is right.
const RENAMED: [(&str, &str); 6] = [
    (
        "managedLatticeResource",
        "the beta's name: it is managedVpcResource now",
    ),
    (
        "selfManagedResources",
        "an earlier name: it is selfManagedLatticeResource.resourceConfigurationIdentifier now",
    ),
    (
        "routingDomain",
        "it belongs inside privateEndpoint.managedVpcResource, not beside it",
    ),
    (
        "dnsResource",
        "it belongs to a resource configuration, as dnsResource.domainName, not to a target",
    ),
    (
        "ipAddressesPerEni",
        "it is ipv4AddressesPerEni, of a resource gateway of one's own, not of a target",
    ),
    ("vpcId", "it is vpcIdentifier here"),
];

/// Everything in a request that the API would not take, in the order in which it stands there.
pub(super) fn faults(request: &Map<String, Value>) -> Vec<Fault> {
    let mut faults = Vec::new();
    object(request, REQUEST, "", &mut faults);
    faults
}

/// The same request with misplaced and renamed members where they belong, so that the rest of it
/// can be judged.
pub(super) fn mended(mut request: Map<String, Value>) -> Map<String, Value> {
    let stray = request.remove("routingDomain");
    if let Some(Value::Object(endpoint)) = request.get_mut("privateEndpoint") {
        let stray = endpoint.remove("routingDomain").or(stray);
        for (old, new) in [
            ("managedLatticeResource", "managedVpcResource"),
            ("selfManagedResources", "selfManagedLatticeResource"),
        ] {
            if let Some(value) = endpoint.remove(old) {
                endpoint.entry(new).or_insert(value);
            }
        }
        if let (Some(stray), Some(Value::Object(managed))) =
            (stray, endpoint.get_mut("managedVpcResource"))
        {
            managed.entry("routingDomain").or_insert(stray);
        }
    }
    request
}

fn check(value: &Value, shape: &Shape, pointer: &str, faults: &mut Vec<Fault>) {
    if unknown::name_of(value).is_some() {
        return;
    }
    let mut fault = |message: String| {
        faults.push(Fault {
            pointer: pointer.to_owned(),
            message,
        });
    };
    match (shape, value) {
        (Any, _) => {}
        (Text, Value::String(text)) if !text.is_empty() => {}
        (Text, Value::String(_)) => fault("is empty: give it a value or leave it out".to_owned()),
        (Starts(start), Value::String(text)) if text.starts_with(start) => {}
        (Starts(start), Value::String(_)) => fault(format!("must start with {start}")),
        (Text | Starts(_), other) => fault(format!("must be a text, not {}", noun(other))),
        (Word(words), Value::String(text)) if words.contains(&text.as_str()) => {}
        (Word(words), _) => fault(format!("must be one of {}", words.join(", "))),
        (Integer, Value::Number(number)) if number.is_i64() => {}
        (Integer, other) => fault(format!("must be a whole number, not {}", noun(other))),
        (List(least, most, inner), Value::Array(items)) => {
            if items.len() < *least {
                fault(format!(
                    "holds {} entries; at least {least} must be",
                    items.len()
                ));
            }
            if items.len() > *most {
                fault(format!(
                    "holds {} entries; at most {most} may be",
                    items.len()
                ));
            }
            for (index, item) in items.iter().enumerate() {
                check(item, inner, &format!("{pointer}/{index}"), faults);
            }
        }
        (List(..), other) => fault(format!("must be a list, not {}", noun(other))),
        (Object(members), Value::Object(map)) => object(map, members, pointer, faults),
        (Union(members), Value::Object(map)) => union(map, members, pointer, faults),
        (Object(_) | Union(_), other) => fault(format!("must be an object, not {}", noun(other))),
    }
}

fn object(map: &Map<String, Value>, members: &[Member], pointer: &str, faults: &mut Vec<Fault>) {
    for (name, value) in map {
        let own = format!("{pointer}/{}", escape(name));
        match members.iter().find(|member| member.name == name) {
            Some(member) => check(value, &member.shape, &own, faults),
            None => faults.push(Fault {
                pointer: own,
                message: stranger(name, members),
            }),
        }
    }
    for member in members.iter().filter(|member| member.required) {
        if !map.contains_key(member.name) {
            let message = format!("{} is required and missing", member.name);
            let pointer = if pointer.is_empty() { "/" } else { pointer };
            faults.push(Fault {
                pointer: pointer.to_owned(),
                message,
            });
        }
    }
}

fn union(map: &Map<String, Value>, members: &[Member], pointer: &str, faults: &mut Vec<Fault>) {
    object(map, members, pointer, faults);
    let names: Vec<&str> = members.iter().map(|member| member.name).collect();
    let set = map
        .keys()
        .filter(|name| names.contains(&name.as_str()))
        .count();
    if set > 1 {
        let given: Vec<&str> = map.keys().map(String::as_str).collect();
        faults.push(Fault {
            pointer: pointer.to_owned(),
            message: format!("holds {}: exactly one of them may be", given.join(" and ")),
        });
    } else if set == 0 && map.is_empty() {
        faults.push(Fault {
            pointer: pointer.to_owned(),
            message: format!("is empty: one of {} must be", names.join(", ")),
        });
    }
}

/// What is wrong with a member that the API does not know, and which one is meant.
fn stranger(name: &str, members: &[Member]) -> String {
    let renamed = RENAMED.iter().find(|(old, _)| *old == name);
    if let Some((_, right)) = renamed {
        return format!("the API has no member {name} here: {right}");
    }
    let bare = |text: &str| -> String {
        let letters = text.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|c| c.to_ascii_lowercase()).collect()
    };
    let near = members.iter().find(|member| {
        let (own, other) = (bare(member.name), bare(name));
        own == other || own.trim_end_matches('s') == other.trim_end_matches('s')
    });
    match near {
        Some(member) => format!(
            "the API has no member {name} here: {} is meant",
            member.name
        ),
        None => {
            let names: Vec<&str> = members.iter().map(|member| member.name).collect();
            format!(
                "the API has no member {name} here; it has {}",
                names.join(", ")
            )
        }
    }
}

fn noun(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// A token of a JSON pointer.
fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn faults_of(request: &Value) -> Vec<String> {
        let map = request.as_object().unwrap();
        let faults = faults(map).into_iter();
        faults
            .map(|fault| format!("{}: {}", fault.pointer, fault.message))
            .collect()
    }

    fn request(endpoint: &Value) -> Value {
        json!({"gatewayIdentifier": "gw", "name": "orders", "privateEndpoint": endpoint,
            "targetConfiguration": {"mcp": {"mcpServer": {"endpoint": "https://mcp.example.com"}}}})
    }

    #[test]
    fn a_proper_request_has_no_fault() {
        let managed = json!({"managedVpcResource": {"vpcIdentifier": "vpc-1", "subnetIds": ["subnet-1"],
            "endpointIpAddressType": "IPV4", "routingDomain": "x.example.com"}});
        assert_eq!(faults_of(&request(&managed)), [""; 0]);
    }

    #[test]
    fn the_right_field_is_named() {
        let faults = faults_of(&request(
            &json!({"managedLatticeResource": {}, "routingDomain": "x"}),
        ));
        assert_eq!(
            faults,
            [
                "/privateEndpoint/managedLatticeResource: the API has no member \
                 managedLatticeResource here: the beta's name: it is managedVpcResource now",
                "/privateEndpoint/routingDomain: the API has no member routingDomain here: it belongs \
                 inside privateEndpoint.managedVpcResource, not beside it",
            ]
        );
        let groups = ["sg-1", "sg-2", "sg-3", "sg-4", "sg-5", "sg-6"];
        let faults = faults_of(&request(&json!({"managedVpcResource": {"vpcId": "vpc-1",
            "subnetId": ["subnet-1"], "securityGroupIds": groups, "endpointIpAddressType": "DUALSTACK"}})));
        assert_eq!(faults.len(), 6, "{faults:#?}");
        assert!(
            faults
                .iter()
                .any(|fault| fault.ends_with("holds 6 entries; at most 5 may be"))
        );
        assert!(
            faults
                .iter()
                .any(|fault| fault.ends_with("subnetIds is meant"))
        );
        assert!(
            faults
                .iter()
                .any(|fault| fault.ends_with("must be one of IPV4, IPV6"))
        );
    }

    #[test]
    fn what_is_misplaced_is_judged_where_it_belongs() {
        let stray = request(
            &json!({"managedLatticeResource": {"vpcIdentifier": "vpc-1"}, "routingDomain": "x"}),
        );
        let Value::Object(map) = stray else {
            unreachable!()
        };
        let mended = Value::Object(mended(map));
        assert_eq!(
            mended.pointer("/privateEndpoint/managedVpcResource/routingDomain"),
            Some(&json!("x"))
        );
        assert_eq!(
            mended.pointer("/privateEndpoint/managedVpcResource/vpcIdentifier"),
            Some(&json!("vpc-1"))
        );
    }
}
