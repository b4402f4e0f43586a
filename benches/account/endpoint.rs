//! Interface endpoints and private REST APIs.

use serde_json::{Value, json};

use super::{
    ACCOUNT, REGION, World,
    address::Tier,
    interface::{self, Interface},
    plan::Plan,
    security_group::{Group, Peer, Rule},
    vpc::{PREFIX_LISTS, Vpc, ZONES, name_tag},
};

/// A private REST API.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) id: String,
    /// The endpoint that it is called through, and its regional DNS name.
    pub(crate) endpoint: String,
    pub(crate) endpoint_name: String,
}

/// Adds the endpoints of one VPC and the APIs behind its execute-api endpoint.
pub(crate) fn add(world: &mut World, vpc: &mut Vpc, plan: &Plan) {
    for service in ["logs", "sts", "ecr.api"] {
        add_endpoint(world, vpc, service, true);
    }
    let (endpoint, endpoint_name) = add_endpoint(world, vpc, "execute-api", false);
    for index in 0..plan.apis {
        let api = Api {
            id: world.random.word(10),
            endpoint: endpoint.clone(),
            endpoint_name: endpoint_name.clone(),
        };
        add_api(world, vpc, &api, index);
        vpc.apis.push(api);
    }
}

/// The endpoint's id and its regional name.
fn add_endpoint(
    world: &mut World,
    vpc: &mut Vpc,
    service: &str,
    private: bool,
) -> (String, String) {
    let id = world.random.id("vpce");
    let group = Group::new(world, format!("{}-{service}-endpoint", vpc.name()));
    let mut admitted = vec![
        Rule::tcp(443, [Peer::Cidr(vpc.cidr())]),
        Rule::tcp(443, [Peer::PrefixList(PREFIX_LISTS[1].0)]),
    ];
    admitted.extend(
        vpc.peering
            .as_ref()
            .map(|peering| Rule::tcp(443, [Peer::Cidr(super::vpc::cidr(peering.number))])),
    );
    group.add(world, vpc, &admitted, &[]);
    let interfaces: Vec<_> = (0..3)
        .map(|zone| {
            let subnet = vpc.subnet(Tier::Endpoint, zone);
            let description = format!("VPC Endpoint Interface {id}");
            let groups = vec![group.clone()];
            Interface::of_service("vpc_endpoint", "727180483921", description, groups)
                .add(world, vpc, subnet)
                .id
        })
        .collect();
    let stem = format!("{id}-{}", world.random.hex(8));
    let name = |label: &str| {
        let dns_name = format!("{stem}{label}.{service}.{REGION}.vpce.amazonaws.com");
        json!({ "DnsName": dns_name, "HostedZoneId": "Z38GZ743OKFT7T" })
    };
    let mut names = vec![name("")];
    names.extend(ZONES.map(|zone| name(&format!("-{zone}"))));
    if private {
        names.push(json!({
            "DnsName": format!("{service}.{REGION}.amazonaws.com"),
            "HostedZoneId": format!("Z{}", world.random.hex(19).to_uppercase()),
        }));
    }
    let regional = names[0]["DnsName"]
        .as_str()
        .expect("just written")
        .to_owned();
    world.answers.push(
        "ec2.describe-vpc-endpoints",
        &[],
        &json!({
            "VpcEndpointId": id, "VpcEndpointType": "Interface", "VpcId": vpc.id,
            "ServiceName": format!("com.amazonaws.{REGION}.{service}"), "State": "available",
            "PolicyDocument": policy(&json!({ "Statement": [{
                "Action": "*", "Effect": "Allow", "Principal": "*", "Resource": "*",
            }]})),
            "RouteTableIds": [], "SubnetIds": vpc.subnet_ids(Tier::Endpoint),
            "Groups": interface::groups(&[group]), "IpAddressType": "ipv4",
            "DnsOptions": { "DnsRecordIpType": "ipv4" }, "PrivateDnsEnabled": private,
            "RequesterManaged": false, "NetworkInterfaceIds": interfaces, "DnsEntries": names,
            "CreationTimestamp": "2026-04-14T12:20:31.118000+00:00", "OwnerId": ACCOUNT,
            "ServiceRegion": REGION, "Tags": name_tag(&format!("{}-{service}", vpc.name())),
        }),
    );
    (id, regional)
}

fn add_api(world: &mut World, vpc: &Vpc, api: &Api, index: usize) {
    let id = &api.id;
    let policy = policy(&json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke",
        "Resource": format!("arn:aws:execute-api:{REGION}:{ACCOUNT}:{id}/*"),
        "Condition": { "StringEquals": { "aws:SourceVpce": api.endpoint } },
    }]}));
    let root = world.random.word(10);
    let record = json!({
        "id": id, "name": format!("{}-api-{index}", vpc.name()),
        "description": "Private API", "createdDate": "2026-04-15T10:01:52+00:00",
        "apiKeySource": "HEADER", "tags": { "team": "platform" },
        "endpointConfiguration": {
            "types": ["PRIVATE"], "ipAddressType": "dualstack", "vpcEndpointIds": [api.endpoint],
        },
        // API Gateway escapes the quotes once more.
        "policy": policy.replace('"', "\\\""),
        "disableExecuteApiEndpoint": false, "rootResourceId": root, "securityPolicy": "TLS_1_2",
        "endpointAccessMode": "BASIC", "apiStatus": "AVAILABLE",
    });
    world.answers.push("apigateway.get-rest-apis", &[], &record);
    world
        .answers
        .document("apigateway.get-rest-api", &[id], &record);
    let stage = |name: &str, deployment: String| {
        json!({
            "deploymentId": deployment, "stageName": name, "cacheClusterEnabled": false,
            "cacheClusterStatus": "NOT_AVAILABLE", "methodSettings": {}, "tracingEnabled": false,
            "createdDate": "2026-04-15T10:20:03+00:00",
            "lastUpdatedDate": "2026-10-29T15:44:12+00:00",
        })
    };
    let stages = ["live", "staging"].map(|name| stage(name, world.random.word(6)));
    world
        .answers
        .full_list("apigateway.get-stages", &[id], "item", stages);
    let mut resources = vec![json!({ "id": root, "path": "/" })];
    resources.extend(["orders", "invoices", "health"].map(|part| {
        json!({
            "id": world.random.word(6), "parentId": root, "pathPart": part,
            "path": format!("/{part}"), "resourceMethods": { "GET": {}, "POST": {} },
        })
    }));
    world
        .answers
        .full_list("apigateway.get-resources", &[id], "items", resources);
}

fn policy(document: &Value) -> String {
    serde_json::to_string(document).expect("values can be printed")
}
