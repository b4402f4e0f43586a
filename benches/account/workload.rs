//! Kubernetes nodes, pods, tasks, functions, databases and instances.

use super::{
    World,
    address::Tier,
    interface::{Attachment, Interface},
    plan::Plan,
    security_group::Group,
    vpc::Vpc,
};

/// Adds Kubernetes nodes; their pods have secondary addresses or delegated prefixes.
pub(crate) fn add_nodes(world: &mut World, vpc: &mut Vpc, plan: &Plan) {
    let subnets: Vec<_> = (0..vpc.subnets.len())
        .filter(|&index| vpc.subnets[index].tier == Tier::Node)
        .collect();
    for node in 0..plan.nodes {
        let subnet = subnets[node % subnets.len()];
        let instance = world.random.id("i");
        let description = format!("aws-K8S-{instance}");
        let groups = vec![vpc.node_group.clone()];
        let mut interface = Interface::of_instance(instance.clone(), description, groups);
        if world.random.chance(60) {
            interface.prefixes = world.random.between(1, 2);
        } else {
            interface.secondary = world.random.between(2, 9);
        }
        interface.tags = vec![
            ("Name", format!("core-ng-{}", vpc.number)),
            (
                "cluster.k8s.amazonaws.com/name",
                format!("core-{}", vpc.number),
            ),
            ("node.k8s.amazonaws.com/instance_id", instance),
        ];
        let added = interface.add(world, vpc, subnet);
        let zone = vpc.subnets[subnet].zone;
        vpc.pods[zone].extend(added.others);
    }
}

/// Adds ordinary workloads until the VPC has its share of interfaces.
pub(crate) fn fill(world: &mut World, vpc: &mut Vpc, plan: &Plan) {
    let teams: Vec<_> = (0..vpc.subnets.len())
        .filter(|&index| vpc.subnets[index].tier == Tier::Team)
        .collect();
    while vpc.interfaces < plan.interfaces {
        let zone = world.random.below(3);
        let groups = service_groups(world, vpc);
        let (tier, interface) = match world.random.below(100) {
            0..35 => (Tier::Pod, pod(groups)),
            35..60 => (Tier::App, task(world, groups)),
            60..75 => (Tier::App, instance(world, groups)),
            75..85 => (Tier::Data, database(groups)),
            85..92 => (Tier::App, function(world, groups)),
            _ => (Tier::Team, instance(world, groups)),
        };
        let subnet = match tier {
            Tier::Team => *world.random.pick(&teams),
            tier => vpc.subnet(tier, zone),
        };
        // A small subnet may be full by now.
        if vpc.subnets[subnet].free() > 8 {
            interface.add(world, vpc, subnet);
        }
    }
}

/// An interface of a task, as ECS on Fargate makes them.
pub(crate) fn task(world: &mut World, groups: Vec<Group>) -> Interface<'static> {
    let id = world.random.uuid();
    let description = format!(
        "arn:aws:ecs:{}:{}:attachment/{id}",
        super::REGION,
        super::ACCOUNT
    );
    let mut interface = Interface::of_service("interface", "578734482556", description, groups);
    interface.tags = vec![(
        "aws:ecs:serviceName",
        format!("service-{}", world.random.below(200)),
    )];
    interface
}

fn pod(groups: Vec<Group>) -> Interface<'static> {
    let mut interface =
        Interface::of_instance(String::new(), "aws-k8s-branch-eni".to_owned(), groups);
    interface.kind = "branch";
    interface.attachment = Attachment::Trunk;
    interface.tags = vec![("eks:eni:owner", "eks-vpc-resource-controller".to_owned())];
    interface
}

fn instance(world: &mut World, groups: Vec<Group>) -> Interface<'static> {
    let id = world.random.id("i");
    let mut interface = Interface::of_instance(id, "Primary network interface".to_owned(), groups);
    interface.tags = vec![("Name", format!("host-{}", world.random.below(10_000)))];
    interface
}

fn database(groups: Vec<Group>) -> Interface<'static> {
    let description = "RDSNetworkInterface".to_owned();
    Interface::of_service("interface", "amazon-rds", description, groups)
}

fn function(world: &mut World, groups: Vec<Group>) -> Interface<'static> {
    let name = world.random.word(8);
    let description = format!("AWS Lambda VPC ENI-fn-{name}-{}", world.random.uuid());
    Interface::of_service("lambda", "AROAEXAMPLEID:fn", description, groups)
}

fn service_groups(world: &mut World, vpc: &Vpc) -> Vec<Group> {
    let count = if world.random.chance(70) { 1 } else { 2 };
    let first = world.random.below(vpc.service_groups.len());
    (0..count)
        .map(|step| vpc.service_groups[(first + step) % vpc.service_groups.len()].clone())
        .collect()
}
