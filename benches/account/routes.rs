//! Route tables, internet and NAT gateways.

use serde_json::{Value, json};

use super::{
    ACCOUNT, REGION, World,
    address::Tier,
    interface::Interface,
    vpc::{PREFIX_LISTS, S3_PREFIX_LIST, Vpc, name_tag},
};

/// Adds the tables of one VPC and the gateways that they name.
pub(crate) fn add(world: &mut World, vpc: &mut Vpc) {
    let internet = world.random.id("igw");
    world.answers.push("ec2.describe-internet-gateways", &[], &json!({
        "Attachments": [{ "State": "available", "VpcId": vpc.id }], "InternetGatewayId": internet,
        "OwnerId": ACCOUNT, "Tags": name_tag(&vpc.name()),
    }));
    let nats: Vec<_> = (0..3).map(|zone| add_nat(world, vpc, zone)).collect();
    let s3 = world.random.id("vpce");

    let local = route(
        "DestinationCidrBlock",
        &vpc.cidr(),
        "GatewayId",
        "local",
        "CreateRouteTable",
    );
    let to = |target: &str, id: &str| created("0.0.0.0/0", target, id);
    add_table(world, vpc, "main", None, vec![local.clone()]);
    let public = ids(vpc, |tier, _| tier == Tier::Public);
    let mut tables = Vec::new();
    tables.push(add_table(
        world,
        vpc,
        "public",
        Some(public),
        vec![local.clone(), to("GatewayId", &internet)],
    ));
    for (zone, nat) in nats.iter().enumerate() {
        let subnets = ids(vpc, |tier, z| {
            z == zone && !matches!(tier, Tier::Public | Tier::Team)
        });
        let mut routes = vec![local.clone(), to("NatGatewayId", nat)];
        routes.push(route(
            "DestinationPrefixListId",
            S3_PREFIX_LIST,
            "GatewayId",
            &s3,
            "CreateRoute",
        ));
        if let Some(peering) = &vpc.peering {
            let cidr = super::vpc::cidr(peering.number);
            routes.push(created(&cidr, "VpcPeeringConnectionId", &peering.id));
        }
        tables.push(add_table(world, vpc, "private", Some(subnets), routes));
    }
    let teams: Vec<_> = ids(vpc, |tier, _| tier == Tier::Team);
    for (index, subnet) in teams.into_iter().enumerate() {
        let mut routes = vec![local.clone(), to("NatGatewayId", &nats[index % 3])];
        routes.extend(odd_routes(world, vpc));
        let name = format!("team-{index}");
        tables.push(add_table(world, vpc, &name, Some(vec![subnet]), routes));
    }
    world.answers.push(
        "ec2.describe-vpc-endpoints",
        &[],
        &json!({
            "VpcEndpointId": s3, "VpcEndpointType": "Gateway", "VpcId": vpc.id,
            "ServiceName": format!("com.amazonaws.{REGION}.s3"), "State": "available",
            "RouteTableIds": tables, "SubnetIds": [], "Groups": [], "PrivateDnsEnabled": false,
            "RequesterManaged": false, "NetworkInterfaceIds": [], "DnsEntries": [],
            "CreationTimestamp": "2026-04-14T12:20:31.118000+00:00", "Tags": [], "OwnerId": ACCOUNT,
            "ServiceRegion": REGION,
        }),
    );
}

/// Routes as teams collect them over the years: peers, lists, black holes.
fn odd_routes(world: &mut World, vpc: &Vpc) -> Vec<Value> {
    let gone = world.random.id("nat");
    let mut routes: Vec<_> = (0..world.random.between(0, 16))
        .map(|index| {
            let cidr = format!("172.{}.{}.0/24", 16 + index, world.random.below(256));
            match &vpc.peering {
                Some(peering) if world.random.chance(60) => {
                    created(&cidr, "VpcPeeringConnectionId", &peering.id)
                }
                _ => {
                    let mut route = created(&cidr, "NatGatewayId", &gone);
                    route["State"] = json!("blackhole");
                    route
                }
            }
        })
        .collect();
    if let Some(peering) = &vpc.peering {
        let list = PREFIX_LISTS[1].0;
        routes.push(route(
            "DestinationPrefixListId",
            list,
            "VpcPeeringConnectionId",
            &peering.id,
            "CreateRoute",
        ));
    }
    routes
}

fn ids(vpc: &Vpc, wanted: impl Fn(Tier, usize) -> bool) -> Vec<String> {
    let subnets = vpc
        .subnets
        .iter()
        .filter(|subnet| wanted(subnet.tier, subnet.zone));
    subnets.map(|subnet| subnet.id.clone()).collect()
}

fn created(cidr: &str, target: &str, id: &str) -> Value {
    route("DestinationCidrBlock", cidr, target, id, "CreateRoute")
}

fn route(kind: &str, destination: &str, target: &str, id: &str, origin: &str) -> Value {
    json!({ kind: destination, target: id, "Origin": origin, "State": "active" })
}

/// Adds a table; the main one is that without subnets.
#[expect(
    clippy::needless_pass_by_value,
    reason = "callers make the routes for this one table"
)]
fn add_table(
    world: &mut World,
    vpc: &Vpc,
    name: &str,
    subnets: Option<Vec<String>>,
    routes: Vec<Value>,
) -> String {
    let id = world.random.id("rtb");
    let mut association = |subnet: Option<String>| {
        let mut record = json!({
            "Main": subnet.is_none(), "RouteTableId": id,
            "RouteTableAssociationId": world.random.id("rtbassoc"),
            "AssociationState": { "State": "associated" },
        });
        if let Some(subnet) = subnet {
            record["SubnetId"] = json!(subnet);
        }
        record
    };
    let associations: Vec<_> = match subnets {
        Some(subnets) => subnets
            .into_iter()
            .map(|subnet| association(Some(subnet)))
            .collect(),
        None => vec![association(None)],
    };
    world.answers.push(
        TABLES,
        &[],
        &json!({
            "RouteTableId": id, "VpcId": vpc.id, "OwnerId": ACCOUNT, "PropagatingVgws": [],
            "Tags": name_tag(&format!("{}-{name}", vpc.name())),
            "Associations": associations, "Routes": routes,
        }),
    );
    id
}

fn add_nat(world: &mut World, vpc: &mut Vpc, zone: usize) -> String {
    let id = world.random.id("nat");
    let subnet = vpc.subnet(Tier::Public, zone);
    let description = format!("Interface for NAT Gateway {id}");
    let interface = Interface::of_service("nat_gateway", "amazon-nat", description, Vec::new())
        .add(world, vpc, subnet);
    world.answers.push(
        "ec2.describe-nat-gateways",
        &[],
        &json!({
            "CreateTime": "2026-02-03T08:30:12+00:00", "NatGatewayId": id, "State": "available",
            "SubnetId": vpc.subnets[subnet].id, "VpcId": vpc.id, "ConnectivityType": "public",
            "Tags": name_tag(&format!("{}-nat-{zone}", vpc.name())),
            "NatGatewayAddresses": [{
                "AllocationId": world.random.id("eipalloc"), "NetworkInterfaceId": interface.id,
                "PrivateIp": interface.address, "AssociationId": world.random.id("eipassoc"),
                "PublicIp": format!("198.51.100.{}", world.random.between(1, 254)),
                "IsPrimary": true, "Status": "succeeded",
            }],
        }),
    );
    id
}

const TABLES: &str = "ec2.describe-route-tables";
