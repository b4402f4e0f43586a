//! VPCs, subnets, peerings and what stands beside them.

use std::net::Ipv4Addr;

use serde_json::{Value, json};

use super::{
    ACCOUNT, REGION, World,
    address::{Subnet, Tier},
    endpoint::Api,
    lattice::ResourceGateway,
    load_balancer::LoadBalancer,
    plan::Plan,
    random::Random,
    security_group::Group,
};

pub(crate) const ZONES: [&str; 3] = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];
pub(crate) const ZONE_IDS: [&str; 3] = ["euw1-az1", "euw1-az2", "euw1-az3"];
/// The customer's prefix lists and what stands in them.
pub(crate) const PREFIX_LISTS: [(&str, &str, &[&str]); 3] = [
    (
        "pl-0a5b88c95f84cf05b",
        "corp-private",
        &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
    ),
    (
        "pl-05b5fa838ab658537",
        "branch-offices",
        &["172.20.0.0/16", "172.21.0.0/16", "172.22.4.0/22"],
    ),
    (
        "pl-0c19ff02c3f04f6d1",
        "partners",
        &["198.51.100.0/24", "203.0.113.0/24"],
    ),
];
/// AWS's own list of the addresses of S3.
pub(crate) const S3_PREFIX_LIST: &str = "pl-6da54004";
const DHCP_OPTIONS: &str = "dopt-0faa03fbf06ffc083";

/// A VPC under construction.
pub(crate) struct Vpc {
    pub(crate) id: String,
    pub(crate) number: usize,
    pub(crate) subnets: Vec<Subnet>,
    pub(crate) peering: Option<Peering>,
    /// The private hosted zone and its records.
    pub(crate) zone_id: String,
    pub(crate) records: Vec<Value>,
    pub(crate) default_group: Group,
    pub(crate) node_group: Group,
    /// What the controller of Kubernetes puts on every load balancer, so that nodes can admit it.
    pub(crate) backend_group: Group,
    /// Groups of ordinary workloads.
    pub(crate) service_groups: Vec<Group>,
    pub(crate) resource_gateways: Vec<ResourceGateway>,
    /// Addresses of pods on nodes, by zone.
    pub(crate) pods: [Vec<Ipv4Addr>; 3],
    pub(crate) apis: Vec<Api>,
    pub(crate) load_balancers: Vec<LoadBalancer>,
    /// Interfaces so far.
    pub(crate) interfaces: usize,
}

/// The way to another VPC.
#[derive(Clone)]
pub(crate) struct Peering {
    pub(crate) id: String,
    pub(crate) vpc: String,
    pub(crate) number: usize,
}

impl Vpc {
    fn new(random: &mut Random, number: usize, plan: &Plan) -> Self {
        let group = |random: &mut Random, name: &str| Group {
            id: random.id("sg"),
            name: name.to_owned(),
        };
        Self {
            id: random.id("vpc"),
            number,
            resource_gateways: (0..plan.resource_gateways)
                .map(|index| ResourceGateway::new(random, number, index))
                .collect(),
            subnets: subnets(random, number, plan),
            peering: None,
            zone_id: format!("Z{}", random.hex(19).to_uppercase()),
            records: Vec::new(),
            default_group: group(random, "default"),
            node_group: group(random, &format!("eks-core-{number}-node")),
            backend_group: group(random, &format!("k8s-traffic-core-{number}")),
            service_groups: Vec::new(),
            pods: Default::default(),
            apis: Vec::new(),
            load_balancers: Vec::new(),
            interfaces: 0,
        }
    }

    pub(crate) fn name(&self) -> String {
        format!("workloads-{}", self.number)
    }

    pub(crate) fn cidr(&self) -> String {
        cidr(self.number)
    }

    /// The name of the private hosted zone, without a final dot.
    pub(crate) fn domain(&self) -> String {
        format!("v{}.corp.example.com", self.number)
    }

    /// The index of the subnet of a tier in a zone; nodes have two in each.
    pub(crate) fn subnet(&self, tier: Tier, zone: usize) -> usize {
        self.subnets
            .iter()
            .position(|subnet| subnet.tier == tier && subnet.zone == zone)
            .expect("every tier is in every zone")
    }

    pub(crate) fn subnets_of(&self, tier: Tier) -> impl Iterator<Item = &Subnet> {
        self.subnets
            .iter()
            .filter(move |subnet| subnet.tier == tier)
    }

    pub(crate) fn subnet_ids(&self, tier: Tier) -> Vec<&str> {
        self.subnets_of(tier)
            .map(|subnet| subnet.id.as_str())
            .collect()
    }
}

/// The addresses of the VPC with that number.
pub(crate) fn cidr(number: usize) -> String {
    format!("10.{number}.0.0/16")
}

pub(crate) fn name_tag(name: &str) -> Value {
    json!([{ "Key": "Name", "Value": name }])
}

/// Makes the VPCs, in pairs of peers, and whatever the account has one of.
pub(crate) fn add_all(world: &mut World, plans: &[Plan]) -> Vec<Vpc> {
    let mut vpcs: Vec<_> = plans
        .iter()
        .enumerate()
        .map(|(number, plan)| Vpc::new(&mut world.random, number, plan))
        .collect();
    for pair in vpcs.chunks_exact_mut(2) {
        let [a, b] = pair else { continue };
        let id = world.random.id("pcx");
        world.answers.push(PEERINGS, &[], &peering(&id, a, b));
        a.peering = Some(Peering {
            id: id.clone(),
            vpc: b.id.clone(),
            number: b.number,
        });
        b.peering = Some(Peering {
            id,
            vpc: a.id.clone(),
            number: a.number,
        });
    }
    add_zones(world);
    add_prefix_lists(world);
    world.answers.full_list("ec2.describe-dhcp-options", &[], "DhcpOptions", [json!({
        "OwnerId": ACCOUNT, "Tags": [], "DhcpOptionsId": DHCP_OPTIONS,
        "DhcpConfigurations": [
            { "Key": "domain-name", "Values": [{ "Value": format!("{REGION}.compute.internal") }] },
            { "Key": "domain-name-servers", "Values": [{ "Value": "AmazonProvidedDNS" }] },
        ],
    })]);
    vpcs
}

/// Describes VPCs and subnets once it is known how many addresses are free.
pub(crate) fn add_descriptions(world: &mut World, vpcs: &[Vpc]) {
    for vpc in vpcs {
        let association = world.random.id("vpc-cidr-assoc");
        world.answers.push(
            "ec2.describe-vpcs",
            &[],
            &json!({
                "OwnerId": ACCOUNT, "InstanceTenancy": "default", "IsDefault": false,
                "CidrBlockAssociationSet": [{
                    "AssociationId": association, "CidrBlock": vpc.cidr(),
                    "CidrBlockState": { "State": "associated" },
                }],
                "Tags": [
                    { "Key": "Name", "Value": vpc.name() }, { "Key": "env", "Value": "prod" },
                ],
                "BlockPublicAccessStates": { "InternetGatewayBlockMode": "off" },
                "VpcId": vpc.id, "State": "available", "CidrBlock": vpc.cidr(),
                "DhcpOptionsId": DHCP_OPTIONS,
            }),
        );
        for (attribute, member) in [
            ("enableDnsSupport", "EnableDnsSupport"),
            ("enableDnsHostnames", "EnableDnsHostnames"),
        ] {
            let value = json!({ "VpcId": vpc.id, member: { "Value": true } });
            world
                .answers
                .document("ec2.describe-vpc-attribute", &[&vpc.id, attribute], &value);
        }
        for subnet in &vpc.subnets {
            let zone = ZONES[subnet.zone];
            let letter = &zone[zone.len() - 1..];
            world.answers.push("ec2.describe-subnets", &[], &json!({
                "AvailabilityZoneId": ZONE_IDS[subnet.zone], "MapCustomerOwnedIpOnLaunch": false,
                "OwnerId": ACCOUNT, "AssignIpv6AddressOnCreation": false,
                "Ipv6CidrBlockAssociationSet": [],
                "Tags": name_tag(&format!("{}-{}-{letter}", vpc.name(), subnet.tier.name())),
                "SubnetArn": format!("arn:aws:ec2:{REGION}:{ACCOUNT}:subnet/{}", subnet.id),
                "EnableDns64": false, "Ipv6Native": false,
                "PrivateDnsNameOptionsOnLaunch": {
                    "HostnameType": "ip-name", "EnableResourceNameDnsARecord": false,
                    "EnableResourceNameDnsAAAARecord": false,
                },
                "BlockPublicAccessStates": { "InternetGatewayBlockMode": "off" },
                "SubnetId": subnet.id, "State": "available", "VpcId": vpc.id,
                "CidrBlock": subnet.cidr(), "AvailableIpAddressCount": subnet.free(),
                "AvailabilityZone": zone, "DefaultForAz": false, "MapPublicIpOnLaunch": false,
            }));
        }
    }
}

/// Sixteen /20s: nine for nodes and tasks, three for pods, and smaller ones in the rest.
fn subnets(random: &mut Random, number: usize, plan: &Plan) -> Vec<Subnet> {
    let number = u8::try_from(number).expect("at most 256 VPCs");
    let mut subnets = Vec::new();
    let mut add = |tier, zone, third: usize, prefix_len| {
        let third = u8::try_from(third).expect("a /16 has 256 blocks of 256 addresses");
        let base = Ipv4Addr::new(10, number, third, 0);
        subnets.push(Subnet::new(
            random.id("subnet"),
            tier,
            zone,
            base,
            prefix_len,
        ));
    };
    for zone in 0..3 {
        add(Tier::Node, zone, zone * 32, 20);
        add(Tier::Node, zone, zone * 32 + 16, 20);
        add(Tier::App, zone, 96 + zone * 16, 20);
        add(Tier::Pod, zone, 144 + zone * 16, 20);
        add(Tier::Balancer, zone, 192 + zone * 4, 22);
        add(Tier::Data, zone, 204 + zone * 4, 22);
        add(Tier::Lattice, zone, 216 + zone, 24);
        add(Tier::Endpoint, zone, 219 + zone, 24);
        add(Tier::Public, zone, 222 + zone, 24);
    }
    for team in 0..plan.team_subnets {
        add(Tier::Team, team % 3, 226 + team, 24);
    }
    subnets
}

fn peering(id: &str, a: &Vpc, b: &Vpc) -> Value {
    let end = |vpc: &Vpc| {
        json!({
            "CidrBlock": vpc.cidr(), "CidrBlockSet": [{ "CidrBlock": vpc.cidr() }],
            "OwnerId": ACCOUNT, "VpcId": vpc.id, "Region": REGION,
            "PeeringOptions": {
                "AllowDnsResolutionFromRemoteVpc": true,
                "AllowEgressFromLocalClassicLinkToRemoteVpc": false,
                "AllowEgressFromLocalVpcToRemoteClassicLink": false,
            },
        })
    };
    json!({
        "RequesterVpcInfo": end(a), "AccepterVpcInfo": end(b),
        "Status": { "Code": "active", "Message": "Active" },
        "Tags": name_tag(&format!("{}-to-{}", a.name(), b.name())),
        "VpcPeeringConnectionId": id,
    })
}

fn add_zones(world: &mut World) {
    let zones = ZONES.iter().zip(ZONE_IDS).map(|(name, id)| {
        json!({
            "OptInStatus": "opt-in-not-required", "Messages": [], "RegionName": REGION,
            "ZoneName": name, "ZoneId": id, "GroupName": "eu-west-1-zg-1",
            "NetworkBorderGroup": REGION, "ZoneType": "availability-zone", "State": "available",
        })
    });
    world.answers.full_list(
        "ec2.describe-availability-zones",
        &[],
        "AvailabilityZones",
        zones,
    );
}

fn add_prefix_lists(world: &mut World) {
    let lists = PREFIX_LISTS.iter().map(|(id, name, _)| {
        json!({
            "PrefixListId": id, "AddressFamily": "IPv4", "State": "create-complete",
            "PrefixListArn": format!("arn:aws:ec2:{REGION}:{ACCOUNT}:prefix-list/{id}"),
            "PrefixListName": name, "MaxEntries": 20, "Version": 3, "Tags": [],
            "OwnerId": ACCOUNT,
        })
    });
    let s3 = json!({
        "PrefixListId": S3_PREFIX_LIST, "AddressFamily": "IPv4",
        "PrefixListArn": format!("arn:aws:ec2:{REGION}:AWS:prefix-list/{S3_PREFIX_LIST}"),
        "PrefixListName": format!("com.amazonaws.{REGION}.s3"), "Tags": [], "OwnerId": "AWS",
    });
    let operation = "ec2.describe-managed-prefix-lists";
    world
        .answers
        .full_list(operation, &[], "PrefixLists", lists.chain([s3]));
    let aws: &[&str] = &[
        "52.218.0.0/17",
        "3.5.64.0/21",
        "52.92.0.0/17",
        "3.5.72.0/23",
    ];
    let own = PREFIX_LISTS.iter().map(|(id, _, entries)| (*id, *entries));
    for (id, entries) in own.chain([(S3_PREFIX_LIST, aws)]) {
        let entries = entries.iter().map(|cidr| json!({ "Cidr": cidr }));
        let operation = "ec2.get-managed-prefix-list-entries";
        world
            .answers
            .full_list(operation, &[id], "Entries", entries);
    }
}

const PEERINGS: &str = "ec2.describe-vpc-peering-connections";
