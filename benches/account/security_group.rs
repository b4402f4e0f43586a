//! Security groups.

use serde_json::{Value, json};

use super::{
    ACCOUNT, REGION, World,
    plan::Plan,
    vpc::{self, PREFIX_LISTS, Vpc},
};

const OPERATION: &str = "ec2.describe-security-groups";

/// A security group, by id and name.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// What one rule lets through, and to or from whom.
pub(crate) struct Rule {
    /// `None` is every protocol and port.
    ports: Option<(u16, u16)>,
    peers: Vec<Peer>,
}

/// The other side of a rule.
#[derive(Clone)]
pub(crate) enum Peer {
    Cidr(String),
    Group(String),
    PrefixList(&'static str),
}

impl Rule {
    pub(crate) fn tcp(port: u16, peers: impl IntoIterator<Item = Peer>) -> Self {
        Self::ports(port, port, peers)
    }

    pub(crate) fn ports(from: u16, to: u16, peers: impl IntoIterator<Item = Peer>) -> Self {
        Self {
            ports: Some((from, to)),
            peers: peers.into_iter().collect(),
        }
    }

    pub(crate) fn everything(peer: Peer) -> Self {
        Self {
            ports: None,
            peers: vec![peer],
        }
    }

    fn record(&self) -> Value {
        let (mut ranges, mut groups, mut lists) = (Vec::new(), Vec::new(), Vec::new());
        for peer in &self.peers {
            match peer {
                Peer::Cidr(cidr) => {
                    ranges.push(json!({ "CidrIp": cidr, "Description": "managed by terraform" }));
                }
                Peer::Group(id) => groups.push(json!({ "UserId": ACCOUNT, "GroupId": id })),
                Peer::PrefixList(id) => lists.push(json!({ "PrefixListId": id })),
            }
        }
        let mut record = json!({
            "IpProtocol": "-1", "UserIdGroupPairs": groups, "IpRanges": ranges, "Ipv6Ranges": [],
            "PrefixListIds": lists,
        });
        if let Some((from, to)) = self.ports {
            record["IpProtocol"] = json!("tcp");
            record["FromPort"] = json!(from);
            record["ToPort"] = json!(to);
        }
        record
    }
}

impl Group {
    pub(crate) fn new(world: &mut World, name: String) -> Self {
        Self {
            id: world.random.id("sg"),
            name,
        }
    }

    /// Describes the group.
    pub(crate) fn add(&self, world: &mut World, vpc: &Vpc, ingress: &[Rule], egress: &[Rule]) {
        let records = |rules: &[Rule]| rules.iter().map(Rule::record).collect::<Value>();
        world.answers.push(OPERATION, &[], &json!({
            "GroupId": self.id, "GroupName": self.name,
            "Description": format!("{} in {}", self.name, vpc.name()),
            "VpcId": vpc.id, "OwnerId": ACCOUNT,
            "SecurityGroupArn": format!("arn:aws:ec2:{REGION}:{ACCOUNT}:security-group/{}", self.id),
            "IpPermissions": records(ingress), "IpPermissionsEgress": records(egress),
            "Tags": vpc::name_tag(&self.name),
        }));
    }
}

pub(crate) fn anywhere() -> Peer {
    Peer::Cidr("0.0.0.0/0".to_owned())
}

/// Adds the groups that every VPC has, and those of ordinary workloads.
pub(crate) fn add_all(world: &mut World, vpc: &mut Vpc, plan: &Plan) {
    let (default, nodes, backend) = (
        vpc.default_group.clone(),
        vpc.node_group.clone(),
        vpc.backend_group.clone(),
    );
    let own = |group: &Group| Peer::Group(group.id.clone());
    let out = [Rule::everything(anywhere())];
    default.add(world, vpc, &[Rule::everything(own(&default))], &out);
    backend.add(world, vpc, &[], &out);
    let admitted = [
        Rule::everything(own(&nodes)),
        Rule::ports(8000, 8999, [own(&backend)]),
        Rule::tcp(10_250, [Peer::Cidr(vpc.cidr())]),
        Rule::tcp(22, [Peer::PrefixList(PREFIX_LISTS[0].0)]),
    ];
    nodes.add(world, vpc, &admitted, &out);
    // Groups of load balancers, endpoints and resource gateways count too.
    let special = 6 + 2 * plan.load_balancers + plan.resource_gateways;
    for index in 0..plan.groups.saturating_sub(special).max(3) {
        let group = Group::new(world, format!("{}-service-{index}", vpc.name()));
        let ingress: Vec<_> = (0..world.random.between(2, 9))
            .map(|_| Rule::tcp(*world.random.pick(&PORTS), [peer(world, vpc)]))
            .collect();
        let egress: Vec<_> = match world.random.chance(60) {
            true => vec![Rule::everything(anywhere())],
            false => (0..world.random.between(1, 3))
                .map(|_| Rule::tcp(*world.random.pick(&PORTS), [peer(world, vpc)]))
                .collect(),
        };
        group.add(world, vpc, &ingress, &egress);
        vpc.service_groups.push(group);
    }
}

const PORTS: [u16; 10] = [22, 80, 443, 3306, 5432, 6379, 8080, 8443, 9090, 9200];

fn peer(world: &mut World, vpc: &Vpc) -> Peer {
    match world.random.below(10) {
        0..4 if !vpc.service_groups.is_empty() => {
            Peer::Group(world.random.pick(&vpc.service_groups).id.clone())
        }
        0..8 => Peer::Cidr(world.random.pick(&vpc.subnets).cidr()),
        8 => Peer::PrefixList(world.random.pick(&PREFIX_LISTS).0),
        _ => Peer::Cidr(format!("192.168.{}.0/24", world.random.below(256))),
    }
}
