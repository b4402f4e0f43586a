//! A realistic AWS account of any size, as the files of a snapshot.
//!
//! VPCs with subnets in three zones, security groups, network ACLs, route tables, peerings,
//! Kubernetes nodes with secondary addresses and delegated prefixes, branch interfaces, instances,
//! tasks, internal load balancers, private APIs, private hosted zones, certificates and AgentCore
//! gateways with targets of all three shapes, managed and self-managed. Most targets are
//! reachable, some are degraded or blocked. The same size gives the same bytes.

mod address;
mod answers;
mod certificate;
mod endpoint;
mod filters;
mod gateway;
mod hosted_zone;
mod interface;
mod lattice;
mod load_balancer;
mod plan;
mod random;
mod routes;
mod security_group;
mod target_group;
mod vpc;
mod workload;

use std::collections::BTreeMap;

use answers::Answers;
use plan::Plan;
use random::Random;

const ACCOUNT: &str = "111122223333";
const REGION: &str = "eu-west-1";
const SEED: u64 = 0x6761_7465_7061_7468;

/// A generated account.
pub(crate) struct Account {
    /// The files of its snapshot, by path.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

impl Account {
    /// An account with that many network interfaces.
    pub(crate) fn generate(interfaces: usize) -> Self {
        let mut world = World {
            random: Random::new(SEED),
            answers: Answers::default(),
        };
        let plans = Plan::for_account(interfaces);
        for (operation, member) in LISTS {
            world.answers.list(operation, &[], member);
        }
        let mut vpcs = vpc::add_all(&mut world, &plans);
        for (vpc, plan) in vpcs.iter_mut().zip(&plans) {
            routes::add(&mut world, vpc);
            filters::add(&mut world, vpc);
            security_group::add_all(&mut world, vpc, plan);
            workload::add_nodes(&mut world, vpc, plan);
            endpoint::add(&mut world, vpc, plan);
            load_balancer::add(&mut world, vpc, plan);
            lattice::add_resource_gateways(&mut world, vpc, plan);
        }
        for (number, plan) in plans.iter().enumerate() {
            gateway::add(&mut world, &mut vpcs, number, plan);
        }
        for (vpc, plan) in vpcs.iter_mut().zip(&plans) {
            workload::fill(&mut world, vpc, plan);
        }
        vpc::add_descriptions(&mut world, &vpcs);
        hosted_zone::add(&mut world, &vpcs);
        Self {
            files: world.answers.into_files(),
        }
    }

    /// How many bytes of JSON there are.
    pub(crate) fn bytes(&self) -> usize {
        self.files.values().map(Vec::len).sum()
    }
}

/// Lists of everything, which are there even when they stay empty.
const LISTS: [(&str, &str); 18] = [
    ("acm.list-certificates", "CertificateSummaryList"),
    ("apigateway.get-rest-apis", "items"),
    ("bedrock-agentcore-control.list-gateways", "items"),
    ("ec2.describe-internet-gateways", "InternetGateways"),
    ("ec2.describe-nat-gateways", "NatGateways"),
    ("ec2.describe-network-acls", "NetworkAcls"),
    ("ec2.describe-network-interfaces", "NetworkInterfaces"),
    ("ec2.describe-route-tables", "RouteTables"),
    ("ec2.describe-security-groups", "SecurityGroups"),
    ("ec2.describe-subnets", "Subnets"),
    ("ec2.describe-vpc-endpoints", "VpcEndpoints"),
    (
        "ec2.describe-vpc-peering-connections",
        "VpcPeeringConnections",
    ),
    ("ec2.describe-vpcs", "Vpcs"),
    ("elbv2.describe-load-balancers", "LoadBalancers"),
    ("elbv2.describe-target-groups", "TargetGroups"),
    ("route53.list-hosted-zones", "HostedZones"),
    ("vpc-lattice.list-resource-configurations", "items"),
    ("vpc-lattice.list-resource-gateways", "items"),
];

/// What every part of the generator draws from and writes to.
struct World {
    random: Random,
    answers: Answers,
}
