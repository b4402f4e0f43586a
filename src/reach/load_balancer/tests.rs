use std::net::IpAddr;

use proptest::prelude::*;

use super::*;
use crate::reach::Origin;
use crate::snapshot::{FileId, Source};
use crate::topology::{
    Action, Health, Interface, Listener, RegisteredTarget, TargetRef, TargetType, Threshold, Url,
    VpcId,
};

const ZONES: [&str; 3] = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];

fn source() -> Source {
    Source::document(FileId::default())
}

/// An interface in the subnet of a zone, by the place of the zone in the list.
fn interface(name: &str, zone: usize, host: u8) -> Interface {
    Interface {
        source: source(),
        id: format!("eni-{name}-{zone}").as_str().into(),
        vpc: "vpc-1".into(),
        subnet: format!("subnet-{zone}").as_str().into(),
        zone: Some(ZONES[zone].to_owned()),
        addresses: vec![IpAddr::from([10, 0, u8::try_from(zone).unwrap(), host])],
        prefixes: Vec::new(),
        public_address: None,
        associations: Vec::new(),
        groups: Vec::new(),
        kind: "interface".to_owned(),
        description: String::new(),
        requester: None,
        instance: None,
        lattice_managed: false,
        source_dest_check: Some(true),
    }
}

/// A target by its number: the zone it is registered in (`None`: all), and its health.
fn target(number: usize, zone: Option<usize>, health: Health) -> RegisteredTarget {
    let net = u8::try_from(zone.unwrap_or(99)).unwrap();
    let host = u8::try_from(100 + number).unwrap();
    RegisteredTarget {
        source: source(),
        target: TargetRef::Address(IpAddr::from([10, 0, net, host])),
        port: Some(80),
        zone: Some(zone.map_or("all", |zone| ZONES[zone]).to_owned()),
        health,
        reason: Some("Target.ResponseCodeMismatch".to_owned()),
        description: None,
    }
}

/// A Network Load Balancer with a node in each zone and one target group.
struct World {
    topology: Topology,
}

impl World {
    fn new(targets: Vec<RegisteredTarget>, across: bool, preserve: bool) -> Self {
        let mut topology = Topology::default();
        topology.observe_all("eu-west-1", &[VpcId::from("vpc-1")]);
        let nodes = (0..ZONES.len()).map(|zone| interface("node", zone, 5));
        let nodes: Vec<Interface> = nodes.collect();
        topology.add_load_balancer(LoadBalancer {
            source: source(),
            arn: "arn:nlb".into(),
            name: "nlb".to_owned(),
            dns_name: "nlb.elb.eu-west-1.amazonaws.com".to_owned(),
            canonical_zone: None,
            kind: LoadBalancerKind::Network,
            scheme: Some("internal".to_owned()),
            state: Some("active".to_owned()),
            state_reason: None,
            vpc: Some("vpc-1".into()),
            zones: nodes
                .iter()
                .map(|node| (node.zone.clone().unwrap(), node.subnet.clone()))
                .collect(),
            groups: Vec::new(),
            interfaces: nodes.iter().map(|node| node.id.clone()).collect(),
            cross_zone: Some((across, source())),
            idle_timeout: None,
            enforces_groups_on_private_link: None,
            listeners_observed: true,
        });
        for node in nodes {
            topology.add_interface(node);
        }
        topology.add_listener(Listener {
            source: source(),
            arn: "arn:listener".into(),
            load_balancer: "arn:nlb".into(),
            port: 443,
            protocol: "TCP".to_owned(),
            default_certificate: None,
            sni_certificates: None,
            default_actions: vec![Action::Forward(vec![("arn:group".into(), 1)])],
            rules: None,
            client_certificates: None,
        });
        topology.add_target_group(TargetGroup {
            source: source(),
            arn: "arn:group".into(),
            name: "group".to_owned(),
            protocol: Some("TCP".to_owned()),
            port: Some(80),
            vpc: Some("vpc-1".into()),
            target_type: TargetType::Ip,
            load_balancers: vec!["arn:nlb".into()],
            health_protocol: Some("TCP".to_owned()),
            health_port: None,
            health_path: None,
            matcher: None,
            preserve_client_ip: Some((preserve, source())),
            cross_zone: Some("use_load_balancer_configuration".to_owned()),
            dns_failover: Threshold::default(),
            routing_failover: Threshold::default(),
            attributes_observed: true,
            targets: Some(targets),
        });
        Self { topology }
    }

    fn balancer(&self) -> &LoadBalancer {
        self.topology
            .load_balancer(&"arn:nlb".into())
            .found()
            .unwrap()
    }

    /// What the node of a zone sends to for a client.
    fn backends(&self, zone: usize, client: &Interface) -> Vec<crate::reach::Backend> {
        let url: Url = "https://mcp.example.com/mcp".parse().unwrap();
        let call = Call {
            url: &url,
            subpaths: false,
            operations: &[],
            authority: crate::reach::certificate::Authority::Public,
            sources: &[],
            at: None,
            caller: crate::reach::call::Caller::Unknown,
            has_key: None,
            target: source(),
        };
        let front = front(&self.topology, self.balancer(), &call);
        let node = self.balancer().interfaces[zone].clone();
        let node = self.topology.interface(&node).found().unwrap();
        let origin = Origin::interface(client, client.addresses[0]);
        backends(&self.topology, node, &origin, &front)
    }
}

#[test]
fn a_target_that_is_the_client_gets_no_answer() {
    let client = interface("client", 0, 103);
    for (preserve, hairpin) in [(true, true), (false, false)] {
        let own = target(3, Some(0), Health::Healthy);
        let mut world = World::new(vec![own], false, preserve);
        world.topology.add_interface(client.clone());
        let backends = world.backends(0, &client);
        let fails = |backend: &crate::reach::Backend| {
            let mut steps = backend.steps.iter();
            steps.any(|step| step.outcome == Outcome::Fail(Cause::Hairpin))
        };
        assert_eq!(backends.iter().any(fails), hairpin, "{backends:#?}");
        assert_eq!(backends[0].verdict == Verdict::Blocked, hairpin);
    }
}

#[test]
fn only_clients_of_the_same_family_are_preserved() {
    let mut client = interface("client", 0, 9);
    client.addresses = vec!["2001:db8::9".parse().unwrap()];
    let world = World::new(vec![target(1, Some(0), Health::Healthy)], false, true);
    assert!(!world.backends(0, &client)[0].preserves_client);
    let client = interface("client", 0, 9);
    assert!(world.backends(0, &client)[0].preserves_client);
}

proptest! {
    /// Against every node asking every target.
    #[test]
    fn nodes_send_to_what_they_may_reach(
        listed in prop::collection::vec((0_usize..4, 0_usize..3), 0..5),
        across in any::<bool>(),
    ) {
        let healths = [Health::Healthy, Health::Unhealthy, Health::Draining];
        let targets: Vec<(Option<usize>, Health, RegisteredTarget)> = listed
            .into_iter()
            .enumerate()
            .map(|(number, (zone, health))| {
                let zone = (zone < ZONES.len()).then_some(zone);
                let health = healths[health];
                (zone, health, target(number, zone, health))
            })
            .collect();
        let registered = targets.iter().map(|(.., target)| target.clone()).collect();
        let world = World::new(registered, across, false);
        let client = interface("client", 0, 9);
        let serving = |zone: usize, wanted: Health| -> Vec<String> {
            let fit = targets.iter().filter(|(place, health, _)| {
                *health == wanted && (across || place.is_none_or(|place| place == zone))
            });
            let mut labels: Vec<String> = fit.map(|(.., target)| format!("{target}:80")).collect();
            labels.sort();
            labels
        };
        let any_in_use = targets.iter().any(|(_, health, _)| *health != Health::Draining);
        let zones: Vec<usize> = (0..ZONES.len()).collect();
        for &zone in &zones {
            let healthy = serving(zone, Health::Healthy);
            let open = serving(zone, Health::Unhealthy);
            let expected = match (healthy.is_empty(), open.is_empty(), any_in_use) {
                (.., false) => Vec::new(),
                (false, ..) => healthy,
                (true, false, _) => open,
                (true, true, _) => vec![format!("no target in {}", ZONES[zone])],
            };
            let sent = world.backends(zone, &client);
            let mut sent: Vec<String> = sent.into_iter().map(|one| one.label).collect();
            sent.sort();
            prop_assert_eq!(sent, expected);
        }
        let serves = |zone: &usize| !serving(*zone, Health::Healthy).is_empty();
        let gone: Vec<&str> = if zones.iter().any(serves) {
            zones.iter().filter(|zone| !serves(zone)).map(|&zone| ZONES[zone]).collect()
        } else {
            Vec::new()
        };
        prop_assert_eq!(zones_out_of_dns(&world.topology, world.balancer()), gone);
    }
}
