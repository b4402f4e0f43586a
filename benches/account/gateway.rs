//! AgentCore gateways and their targets, of all three shapes and both modes.

use serde_json::{Value, json};

use super::{
    ACCOUNT, REGION, World,
    address::Tier,
    endpoint::Api,
    lattice::{self, ResourceGateway},
    load_balancer::{Kind, LoadBalancer},
    plan::Plan,
    vpc::Vpc,
};

const GATEWAYS: &str = "bedrock-agentcore-control.list-gateways";
const TARGETS: &str = "bedrock-agentcore-control.list-gateway-targets";

/// Adds the gateways whose targets are behind the resource gateways of one VPC.
pub(crate) fn add(world: &mut World, vpcs: &mut [Vpc], number: usize, plan: &Plan) {
    for index in 0..plan.gateways {
        let gateway = add_gateway(world, &format!("agents-{number}-{index}"));
        let first = index * 20;
        for target in first..(first + 20).min(plan.targets) {
            add_target(world, vpcs, number, &gateway, target);
        }
    }
}

fn add_gateway(world: &mut World, name: &str) -> String {
    let id = format!("{name}-{}", world.random.word(10));
    let mut record = json!({
        "gatewayId": id, "name": name, "status": "READY", "description": "Internal tools",
        "createdAt": "2026-09-08T13:05:44.201633+00:00",
        "updatedAt": "2026-11-02T09:48:10.730115+00:00", "authorizerType": "CUSTOM_JWT",
        "protocolType": "MCP",
    });
    world.answers.push(GATEWAYS, &[], &record);
    record["gatewayArn"] = json!(arn(&format!("gateway/{id}")));
    record["gatewayUrl"] = json!(format!(
        "https://{id}.gateway.bedrock-agentcore.{REGION}.amazonaws.com/mcp"
    ));
    record["statusReasons"] = json!([]);
    record["roleArn"] = json!(format!("arn:aws:iam::{ACCOUNT}:role/{name}-execution"));
    record["exceptionLevel"] = json!("DEBUG");
    record["protocolConfiguration"] = json!({
        "mcp": { "supportedVersions": ["2025-11-25", "2025-06-18"], "searchType": "SEMANTIC" },
    });
    record["authorizerConfiguration"] = json!({ "customJWTAuthorizer": {
        "discoveryUrl": format!(
            "https://cognito-idp.{REGION}.amazonaws.com/{REGION}_{}/.well-known/openid-configuration",
            world.random.word(9)
        ),
        "allowedClients": [world.random.word(26)],
    }});
    record["workloadIdentityDetails"] = json!({
        "workloadIdentityArn":
            arn(&format!("workload-identity-directory/default/workload-identity/{id}")),
    });
    world
        .answers
        .document("bedrock-agentcore-control.get-gateway", &[&id], &record);
    world.answers.list(TARGETS, &[&id], "items");
    id
}

/// Where a target leads.
struct Endpoint {
    url: String,
    /// What is resolved instead of the URL's host, in managed mode.
    routing_domain: Option<String>,
    is_mcp: bool,
}

fn add_target(world: &mut World, vpcs: &mut [Vpc], number: usize, gateway: &str, index: usize) {
    let vpc = &vpcs[number];
    let resource_gateway = vpc.resource_gateways[index / 5].clone();
    // Every tenth target is behind a load balancer in the peered VPC.
    let far = vpc
        .peering
        .as_ref()
        .filter(|_| index % 10 == 9)
        .map(|peering| peering.number);
    let home = far.unwrap_or(number);
    let endpoint = match index % 3 {
        2 if far.is_none() => {
            let api = &vpc.apis[index % vpc.apis.len()];
            api_endpoint(api, resource_gateway.is_managed)
        }
        shape => {
            let kind = if shape == 0 {
                Kind::Network
            } else {
                Kind::Application
            };
            let of_kind: Vec<_> = vpcs[home]
                .load_balancers
                .iter()
                .filter(|lb| lb.kind == kind)
                .collect();
            let load_balancer = of_kind[(index / 6) % of_kind.len()].clone();
            // Every thirty-first record was forgotten.
            name_endpoint(&mut vpcs[home], &load_balancer, index, index % 31 != 11)
        }
    };
    describe(
        world,
        &vpcs[number],
        gateway,
        &resource_gateway,
        index,
        &endpoint,
    );
}

/// A private API: by its own name through the endpoint's, or by the name of both.
fn api_endpoint(api: &Api, is_managed: bool) -> Endpoint {
    let label = match is_managed {
        true => api.id.clone(),
        false => format!("{}-{}", api.id, api.endpoint),
    };
    Endpoint {
        url: format!("https://{label}.execute-api.{REGION}.amazonaws.com/live"),
        routing_domain: is_managed.then(|| api.endpoint_name.clone()),
        is_mcp: false,
    }
}

/// A name in a private hosted zone, for a load balancer.
fn name_endpoint(
    home: &mut Vpc,
    load_balancer: &LoadBalancer,
    index: usize,
    with_record: bool,
) -> Endpoint {
    let host = &load_balancer.hosts[index % load_balancer.hosts.len()];
    let name = format!("{host}.");
    let is_there = home
        .records
        .iter()
        .any(|record| record["Name"] == json!(name));
    if with_record && !is_there {
        home.records.push(json!({
            "Name": name, "Type": "A",
            "AliasTarget": {
                "HostedZoneId": load_balancer.canonical_zone,
                "DNSName": format!("{}.", load_balancer.dns_name), "EvaluateTargetHealth": true,
            },
        }));
    }
    let is_mcp = load_balancer.kind == Kind::Network;
    Endpoint {
        url: format!("https://{host}{}", if is_mcp { "/mcp" } else { "" }),
        routing_domain: None,
        is_mcp,
    }
}

fn describe(
    world: &mut World,
    vpc: &Vpc,
    gateway: &str,
    resource_gateway: &ResourceGateway,
    index: usize,
    endpoint: &Endpoint,
) {
    let id = world.random.word(10).to_uppercase();
    let name = format!("target-{}-{index}", vpc.number);
    let kind = if endpoint.is_mcp {
        "MCP_SERVER"
    } else {
        "OPEN_API_SCHEMA"
    };
    let mut record = json!({
        "targetId": id, "name": name, "status": "READY", "description": "A private service",
        "createdAt": "2026-09-08T13:21:09.330218+00:00",
        "updatedAt": "2026-11-02T10:02:31.904470+00:00",
    });
    if endpoint.is_mcp {
        record["lastSynchronizedAt"] = json!("2026-11-02T10:02:30.118842+00:00");
    }
    let mut summary = record.clone();
    summary["targetType"] = json!(kind);
    world.answers.push(TARGETS, &[gateway], &summary);

    let host = endpoint.url.trim_start_matches("https://");
    let host = host.split('/').next().expect("a host");
    let domain = endpoint.routing_domain.as_deref().unwrap_or(host);
    let (private, managed) = if resource_gateway.is_managed {
        let mut vpc_resource = json!({
            "vpcIdentifier": vpc.id, "subnetIds": vpc.subnet_ids(Tier::Lattice),
            "endpointIpAddressType": "IPV4", "securityGroupIds": [resource_gateway.group.id],
        });
        if let Some(domain) = &endpoint.routing_domain {
            vpc_resource["routingDomain"] = json!(domain);
        }
        let made = json!({ "domain": domain, "resourceGatewayArn": resource_gateway.arn() });
        (json!({ "managedVpcResource": vpc_resource }), made)
    } else {
        let (configuration, association) =
            lattice::add_configuration(world, resource_gateway, &name, domain);
        let resource = json!({ "resourceConfigurationIdentifier": configuration });
        let made = json!({ "domain": domain, "resourceAssociationArn": association });
        (json!({ "selfManagedLatticeResource": resource }), made)
    };
    record["gatewayArn"] = json!(arn(&format!("gateway/{gateway}")));
    record["statusReasons"] = json!([]);
    record["targetConfiguration"] = json!({ "mcp": configuration(endpoint) });
    record["credentialProviderConfigurations"] = json!([credentials(&name, endpoint.is_mcp)]);
    record["privateEndpoint"] = private;
    record["privateEndpointManagedResources"] = json!([managed]);
    let operation = "bedrock-agentcore-control.get-gateway-target";
    world.answers.document(operation, &[gateway, &id], &record);
}

fn configuration(endpoint: &Endpoint) -> Value {
    if endpoint.is_mcp {
        return json!({ "mcpServer": { "endpoint": endpoint.url } });
    }
    let ok = json!({ "200": { "description": "ok" } });
    let prefix = if endpoint.url.ends_with("/live") {
        ""
    } else {
        "/v1"
    };
    let schema = json!({
        "openapi": "3.0.3", "info": { "title": "Orders", "version": "1.4.0" },
        "servers": [{ "url": endpoint.url }],
        "paths": {
            format!("{prefix}/orders"): {
                "get": { "operationId": "listOrders", "responses": ok },
                "post": { "operationId": "createOrder", "responses": ok },
            },
            format!("{prefix}/invoices"): { "get": { "operationId": "listInvoices", "responses": ok } },
        },
    });
    let text = serde_json::to_string_pretty(&schema).expect("values can be printed");
    json!({ "openApiSchema": { "inlinePayload": text } })
}

fn credentials(name: &str, is_mcp: bool) -> Value {
    let vault = |kind: &str| arn(&format!("token-vault/default/{kind}/{name}"));
    if is_mcp {
        json!({
            "credentialProviderType": "OAUTH",
            "credentialProvider": { "oauthCredentialProvider": {
                "providerArn": vault("oauth2credentialprovider"), "scopes": ["tools/invoke"],
                "grantType": "CLIENT_CREDENTIALS",
            }},
        })
    } else {
        json!({
            "credentialProviderType": "API_KEY",
            "credentialProvider": { "apiKeyCredentialProvider": {
                "providerArn": vault("apikeycredentialprovider"),
                "credentialParameterName": "x-api-key", "credentialLocation": "HEADER",
            }},
        })
    }
}

fn arn(resource: &str) -> String {
    format!("arn:aws:bedrock-agentcore:{REGION}:{ACCOUNT}:{resource}")
}
