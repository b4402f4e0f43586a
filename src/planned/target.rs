//! AgentCore gateways and targets.

use serde_json::{Map, Value, json};

use super::resource::{Kind, Resource, Target};
use super::vocabulary::{camel_of_pascal, camel_of_snake, list, without_nulls};
use super::{name, shape};

/// `AWS::BedrockAgentCore::GatewayTarget`
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-bedrockagentcore-gatewaytarget.html>
pub(super) fn of_template(address: &str, properties: &Map<String, Value>) -> Resource {
    let body = camel_of_pascal(&Value::Object(properties.clone()));
    target(address, body, None)
}

/// `aws_bedrockagentcore_gateway_target`; its blocks come as lists of one.
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/bedrockagentcore_gateway_target>
pub(super) fn of_plan(
    address: &str,
    values: &Map<String, Value>,
    replaces: Option<String>,
) -> Resource {
    let values = without_nulls(&Value::Object(values.clone()));
    let body = camel_of_snake(&unwrap(&values, ""));
    let Value::Object(mut body) = body else {
        return target(address, body, replaces);
    };
    for name in ["id", "targetId", "region", "timeouts", "tags", "tagsAll"] {
        body.remove(name);
    }
    inline_payloads(&mut body);
    let credential = body
        .remove("credentialProviderConfiguration")
        .or_else(|| body.remove("credentialProviderConfigurations"));
    if let Some(credential) = list(credential.as_ref()).first().and_then(credential_of) {
        body.insert(
            "credentialProviderConfigurations".into(),
            json!([credential]),
        );
    }
    let certificates = body
        .remove("certificateConfiguration")
        .or_else(|| body.remove("certificateConfigurations"));
    let certificates = list(certificates.as_ref());
    if !certificates.is_empty() {
        body.insert("certificateConfigurations".into(), certificates.into());
    }
    target(address, Value::Object(body), replaces)
}

fn target(address: &str, body: Value, replaces: Option<String>) -> Resource {
    let body = match body {
        Value::Object(body) => body,
        _ => Map::new(),
    };
    let faults = shape::faults(&body);
    let body = shape::mended(body);
    let kind = Kind::Target(Target {
        gateway: body
            .get("gatewayIdentifier")
            .cloned()
            .unwrap_or(Value::Null),
        replaces,
        body,
        faults,
    });
    Resource {
        address: address.to_owned(),
        kind,
    }
}

/// `AWS::BedrockAgentCore::Gateway`
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-bedrockagentcore-gateway.html>
pub(super) fn gateway_of_template(address: &str, properties: &Map<String, Value>) -> Resource {
    gateway(address, camel_of_pascal(&Value::Object(properties.clone())))
}

/// `aws_bedrockagentcore_gateway`
pub(super) fn gateway_of_plan(address: &str, values: &Map<String, Value>, id: &str) -> Resource {
    let values = without_nulls(&Value::Object(values.clone()));
    let mut resource = gateway(address, camel_of_snake(&unwrap(&values, "")));
    if let Kind::Gateway { body } = &mut resource.kind {
        body.insert("gatewayId".into(), id.into());
    }
    resource
}

fn gateway(address: &str, body: Value) -> Resource {
    let keep = [
        "name",
        "roleArn",
        "authorizerType",
        "protocolType",
        "exceptionLevel",
    ];
    let mut kept = Map::new();
    if let Value::Object(mut body) = body {
        for name in keep {
            if let Some(value) = body.remove(name).filter(Value::is_string) {
                kept.insert(name.to_owned(), value);
            }
        }
    }
    kept.insert("gatewayId".into(), name::id(address).into());
    kept.insert("status".into(), "READY".into());
    Resource {
        address: address.to_owned(),
        kind: Kind::Gateway { body: kept },
    }
}

/// Terraform's blocks: a list of one object is that object, but for members that are lists.
fn unwrap(value: &Value, name: &str) -> Value {
    match value {
        Value::Array(items) => match items.as_slice() {
            [one @ Value::Object(_)]
                if !is_list(name) && super::unknown::name_of(one).is_none() =>
            {
                unwrap(one, name)
            }
            _ => items.iter().map(|item| unwrap(item, name)).collect(),
        },
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !matches!(value, Value::Array(items) if items.is_empty()))
            .map(|(name, value)| (name.clone(), unwrap(value, name)))
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

fn is_list(name: &str) -> bool {
    matches!(
        name,
        "certificate_configuration"
            | "certificate_configurations"
            | "operations"
            | "models"
            | "scopes"
    )
}

/// `inline_payload { payload = "…" }` is a text in the API.
fn inline_payloads(map: &mut Map<String, Value>) {
    for (name, value) in map.iter_mut() {
        if let Value::Object(inner) = value {
            if name == "inlinePayload"
                && let Some(payload @ Value::String(_)) = inner.get("payload").cloned()
            {
                *value = payload;
            } else {
                inline_payloads(inner);
            }
        }
    }
}

/// Terraform has a block per type of credential.
fn credential_of(block: &Value) -> Option<Value> {
    let block = block.as_object()?;
    let of = |kind: &str, member: &str, body: &Value| {
        let mut body = body.clone();
        if let Value::Object(map) = &mut body {
            map.retain(|_, value| !value.is_null());
        }
        json!({"credentialProviderType": kind, "credentialProvider": {member: body}})
    };
    Some(if let Some(body) = block.get("apiKey") {
        of("API_KEY", "apiKeyCredentialProvider", body)
    } else if let Some(body) = block.get("oauth") {
        of("OAUTH", "oauthCredentialProvider", body)
    } else if let Some(body) = block.get("gatewayIamRole") {
        match body.as_object().is_some_and(|body| !body.is_empty()) {
            true => of("GATEWAY_IAM_ROLE", "iamCredentialProvider", body),
            false => json!({"credentialProviderType": "GATEWAY_IAM_ROLE"}),
        }
    } else if block.contains_key("callerIamCredentials") {
        json!({"credentialProviderType": "CALLER_IAM_CREDENTIALS"})
    } else if block.contains_key("jwtPassthrough") {
        json!({"credentialProviderType": "JWT_PASSTHROUGH"})
    } else {
        return None;
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }

    #[test]
    fn template_and_plan_say_the_same() {
        let template = of_template(
            "T",
            &map(json!({
                "GatewayIdentifier": "gw-1", "Name": "orders",
                "TargetConfiguration": {"Mcp": {"McpServer": {"Endpoint": "https://mcp.example.com"}}},
                "PrivateEndpoint": {"ManagedVpcResource": {"VpcIdentifier": "vpc-1",
                    "SubnetIds": ["subnet-1"], "EndpointIpAddressType": "IPV4"}},
                "CredentialProviderConfigurations": [{"CredentialProviderType": "GATEWAY_IAM_ROLE"}],
            })),
        );
        let plan = of_plan(
            "T",
            &map(json!({
                "gateway_identifier": "gw-1", "name": "orders", "description": null,
                "target_configuration": [{"mcp": [{"mcp_server": [{"endpoint": "https://mcp.example.com"}],
                    "lambda": []}]}],
                "private_endpoint": [{"managed_vpc_resource": [{"vpc_identifier": "vpc-1",
                    "subnet_ids": ["subnet-1"], "endpoint_ip_address_type": "IPV4",
                    "security_group_ids": null}], "self_managed_lattice_resource": []}],
                "credential_provider_configuration": [{"gateway_iam_role": [{}], "oauth": []}],
            })),
            None,
        );
        let (Kind::Target(template), Kind::Target(plan)) = (template.kind, plan.kind) else {
            unreachable!("both are targets")
        };
        assert_eq!(template.body, plan.body);
        assert_eq!(template.faults, []);
        assert_eq!(plan.faults, []);
    }
}
