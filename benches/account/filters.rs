//! Network ACLs.

use serde_json::{Value, json};

use super::{
    ACCOUNT, World,
    address::Tier,
    vpc::{Vpc, name_tag},
};

/// Adds the ACLs of one VPC: the default, stricter ones before load balancers and resource
/// gateways, and whatever teams wrote.
pub(crate) fn add(world: &mut World, vpc: &Vpc) {
    let subnets = |tiers: &[Tier]| -> Vec<&str> {
        let subnets = vpc
            .subnets
            .iter()
            .filter(|subnet| tiers.contains(&subnet.tier));
        subnets.map(|subnet| subnet.id.as_str()).collect()
    };
    let all = [Entry::all(100, true), Entry::all(100, false)];
    let plain = subnets(&[
        Tier::App,
        Tier::Data,
        Tier::Endpoint,
        Tier::Node,
        Tier::Pod,
        Tier::Public,
    ]);
    add_acl(world, vpc, "default", &plain, &all);

    let replies = |number, cidr: &str, egress| Entry::tcp(number, cidr, (1024, 65_535), egress);
    add_acl(
        world,
        vpc,
        "lb",
        &subnets(&[Tier::Balancer]),
        &[
            Entry::tcp(90, "172.31.0.0/16", (443, 443), false).deny(),
            Entry::tcp(100, "10.0.0.0/8", (443, 443), false),
            Entry::tcp(110, "192.168.0.0/16", (443, 443), false),
            replies(200, "10.0.0.0/8", false),
            Entry::tcp(100, &vpc.cidr(), (8000, 8999), true),
            replies(200, "10.0.0.0/8", true),
            replies(210, "192.168.0.0/16", true),
        ],
    );
    // In some VPCs one zone admits replies to the ports of Linux clients only.
    let narrow = vpc.number % 5 == 3;
    for subnet in vpc.subnets_of(Tier::Lattice) {
        let low = if narrow && subnet.zone == 2 {
            32_768
        } else {
            1024
        };
        add_acl(
            world,
            vpc,
            "agentcore",
            &[&subnet.id],
            &[
                Entry::tcp(100, "10.0.0.0/8", (443, 443), true),
                Entry::tcp(110, "10.0.0.0/8", (8443, 8443), true),
                Entry::tcp(100, "10.0.0.0/8", (low, 65_535), false),
            ],
        );
    }
    for (index, subnet) in vpc.subnets_of(Tier::Team).enumerate() {
        let entries: Vec<_> = (0..world.random.between(1, 5))
            .flat_map(|entry| {
                let cidr = format!("10.{}.0.0/16", world.random.below(256));
                let port = *world.random.pick(&[22, 443, 5432, 8080]);
                let number = 100 + 10 * entry;
                let inbound = Entry::tcp(number, &cidr, (port, port), false);
                let inbound = if world.random.chance(20) {
                    inbound.deny()
                } else {
                    inbound
                };
                [inbound, replies(number, &cidr, true)]
            })
            .collect();
        add_acl(
            world,
            vpc,
            &format!("team-{index}"),
            &[&subnet.id],
            &entries,
        );
    }
}

struct Entry {
    number: usize,
    cidr: String,
    ports: Option<(u16, u16)>,
    egress: bool,
    action: &'static str,
}

impl Entry {
    fn all(number: usize, egress: bool) -> Self {
        Self {
            number,
            cidr: "0.0.0.0/0".to_owned(),
            ports: None,
            egress,
            action: "allow",
        }
    }

    fn tcp(number: usize, cidr: &str, ports: (u16, u16), egress: bool) -> Self {
        Self {
            cidr: cidr.to_owned(),
            ports: Some(ports),
            ..Self::all(number, egress)
        }
    }

    fn deny(self) -> Self {
        Self {
            action: "deny",
            ..self
        }
    }

    fn record(&self) -> Value {
        let mut record = json!({
            "CidrBlock": self.cidr, "Egress": self.egress, "Protocol": "-1",
            "RuleAction": self.action, "RuleNumber": self.number,
        });
        if let Some((from, to)) = self.ports {
            record["Protocol"] = json!("6");
            record["PortRange"] = json!({ "From": from, "To": to });
        }
        record
    }
}

fn add_acl(world: &mut World, vpc: &Vpc, name: &str, subnets: &[&str], entries: &[Entry]) {
    let id = world.random.id("acl");
    let associations: Vec<_> = subnets
        .iter()
        .map(|subnet| {
            json!({
                "NetworkAclAssociationId": world.random.id("aclassoc"), "NetworkAclId": id,
                "SubnetId": subnet,
            })
        })
        .collect();
    let last = [true, false].map(|egress| Entry::all(32_767, egress).deny());
    world.answers.push(
        OPERATION,
        &[],
        &json!({
            "NetworkAclId": id, "VpcId": vpc.id, "OwnerId": ACCOUNT, "IsDefault": name == "default",
            "Associations": associations,
            "Entries": entries.iter().chain(&last).map(Entry::record).collect::<Vec<_>>(),
            "Tags": name_tag(&format!("{}-{name}", vpc.name())),
        }),
    );
}

const OPERATION: &str = "ec2.describe-network-acls";
