//! The topologies of whole snapshots.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use gatepath::snapshot::{LoadOptions, Snapshot, Source};
use gatepath::topology::{
    Action, GapReason, Lookup, PrivateEndpoint, RecordData, TargetKind, TargetRef, Topology,
};
use serde_json::Value;

/// A snapshot's files by path.
type Files = BTreeMap<String, Vec<u8>>;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The snapshots that no scenario derives from another.
fn snapshots() -> Vec<(String, Files)> {
    let mut folders = vec![fixtures().join("demo")];
    for entry in fs::read_dir(fixtures().join("scenarios")).expect("the scenarios") {
        let folder = entry.expect("a scenario").path().join("snapshot");
        folders.extend(folder.is_dir().then_some(folder));
    }
    folders.sort();
    let name = |folder: &Path| folder.display().to_string();
    folders
        .iter()
        .map(|folder| (name(folder), files(folder)))
        .collect()
}

fn files(root: &Path) -> Files {
    let mut found = Files::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("a file").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path
                .strip_prefix(root)
                .expect("below the root")
                .display()
                .to_string();
            found.insert(name, fs::read(&path).expect("a readable file"));
        }
    }
    found
}

fn build(files: &Files) -> Topology {
    let files = files
        .iter()
        .map(|(path, bytes)| (path.clone(), bytes.clone()));
    let options = LoadOptions {
        allow_incomplete: true,
    };
    Topology::build(Snapshot::from_files(files, &options).expect("the fixture loads"))
}

fn scenario(name: &str) -> Topology {
    build(&files(
        &fixtures().join("scenarios").join(name).join("snapshot"),
    ))
}

/// Every piece of evidence that the resources hold, with the pointer below the record.
fn evidence(topology: &Topology) -> Vec<(Source, String)> {
    let mut all: Vec<(Source, String)> = Vec::new();
    let mut whole = |source| all.push((source, String::new()));
    for vpc in topology.vpcs() {
        whole(vpc.source);
        vpc.dns_support
            .iter()
            .chain(&vpc.dns_hostnames)
            .for_each(|(_, source)| whole(*source));
    }
    topology.gateways().iter().for_each(|one| whole(one.source));
    topology
        .interfaces()
        .iter()
        .for_each(|one| whole(one.source));
    topology
        .endpoints()
        .iter()
        .for_each(|one| whole(one.source));
    topology.peerings().iter().for_each(|one| whole(one.source));
    topology
        .nat_gateways()
        .iter()
        .for_each(|one| whole(one.source));
    topology
        .resource_gateways()
        .iter()
        .for_each(|one| whole(one.source));
    topology
        .resource_configurations()
        .iter()
        .for_each(|one| whole(one.source));
    topology
        .resource_associations()
        .iter()
        .for_each(|one| whole(one.source));
    for certificate in topology.certificates() {
        whole(certificate.source);
        certificate.pem.iter().for_each(|pem| whole(pem.source));
    }
    for zone in topology.hosted_zones() {
        whole(zone.source);
        zone.vpcs.iter().for_each(|(_, source)| whole(*source));
        zone.records
            .iter()
            .flatten()
            .for_each(|record| whole(record.source));
    }
    for balancer in topology.load_balancers() {
        whole(balancer.source);
        balancer
            .cross_zone
            .iter()
            .for_each(|(_, source)| whole(*source));
        for listener in topology.listeners_of(&balancer.arn) {
            whole(listener.source);
            listener
                .rules
                .iter()
                .flatten()
                .for_each(|rule| whole(rule.source));
            listener
                .sni_certificates
                .iter()
                .flatten()
                .for_each(|(_, source)| whole(*source));
        }
        for group in topology.target_groups_of(&balancer.arn) {
            whole(group.source);
            group
                .preserve_client_ip
                .iter()
                .for_each(|(_, source)| whole(*source));
            group
                .targets
                .iter()
                .flatten()
                .for_each(|target| whole(target.source));
        }
    }
    for target in topology.targets() {
        let pointer = target
            .config
            .as_ref()
            .map_or("", |config| config.url_pointer);
        all.push((target.source, pointer.to_owned()));
    }
    all.extend(rules(topology));
    all
}

/// Every rule, entry and route on the way of an interface.
fn rules(topology: &Topology) -> Vec<(Source, String)> {
    let mut all = Vec::new();
    for interface in topology.interfaces() {
        for group in interface
            .groups
            .iter()
            .filter_map(|id| topology.security_group(id).found())
        {
            let rules = group.inbound.iter().chain(&group.outbound);
            all.extend(rules.map(|rule| (group.source, rule.part.to_string())));
        }
        if let Some(acl) = topology.network_acl_of(&interface.subnet).found() {
            all.extend(
                acl.entries
                    .iter()
                    .map(|entry| (acl.source, entry.part.to_string())),
            );
        }
        if let Some(table) = topology.route_table_of(&interface.subnet).found() {
            all.extend(
                table
                    .routes
                    .iter()
                    .map(|route| (table.source, route.part.to_string())),
            );
        }
    }
    all
}

#[test]
fn evidence_points_at_what_is_in_the_files() {
    for (name, files) in snapshots() {
        let topology = build(&files);
        let documents: BTreeMap<&str, Value> = files
            .iter()
            .map(|(path, bytes)| (path.as_str(), serde_json::from_slice(bytes).expect("JSON")))
            .collect();
        let evidence = evidence(&topology);
        assert!(
            evidence.len() > 50,
            "{name} holds {} pieces",
            evidence.len()
        );
        for (source, part) in evidence {
            let (path, record) = topology.locate(source);
            let document = documents
                .get(path)
                .unwrap_or_else(|| panic!("{name}: no {path}"));
            let pointer = format!("{record}{part}");
            assert!(
                document.pointer(&pointer).is_some(),
                "{name}: no {pointer} in {path}"
            );
        }
    }
}

#[test]
fn every_subnet_of_a_whole_snapshot_has_its_table_and_acl() {
    for (name, files) in snapshots() {
        let topology = build(&files);
        let odd =
            |gap: &&gatepath::topology::Gap| matches!(gap.reason, GapReason::Contradictory { .. });
        assert_eq!(topology.gaps().iter().find(odd), None, "{name}");
        for interface in topology.interfaces() {
            let (id, subnet) = (&interface.id, &interface.subnet);
            assert!(
                topology.route_table_of(subnet).found().is_some(),
                "{name}: {id}"
            );
            assert!(
                topology.network_acl_of(subnet).found().is_some(),
                "{name}: {id}"
            );
            assert!(topology.interfaces_observed(&interface.vpc), "{name}: {id}");
        }
    }
}

/// The answers that a missing file may leave out, but not change.
fn answers(topology: &Topology, whole: &Topology) -> BTreeMap<String, Option<String>> {
    let mut answers = BTreeMap::new();
    let mut note = |question: String, answer: Lookup<String>| {
        let answer = match answer {
            Lookup::Found(answer) => Some(answer),
            Lookup::Absent => Some("absent".to_owned()),
            Lookup::Unknown(_) => None,
        };
        answers.insert(question, answer);
    };
    for interface in whole.interfaces() {
        for &address in &interface.addresses {
            let owner = topology.interface_at(&interface.vpc, address);
            note(
                format!("{address} in {}", interface.vpc),
                owner.map(|one| one.id.to_string()),
            );
        }
        let subnet = &interface.subnet;
        let table = topology
            .route_table_of(subnet)
            .map(|one| one.id.to_string());
        note(format!("table of {subnet}"), table);
        let acl = topology
            .network_acl_of(subnet)
            .map(|one| one.id.to_string());
        note(format!("ACL of {subnet}"), acl);
        let nobody = "192.0.2.77".parse().expect("an address");
        let owner = topology
            .interface_at(&interface.vpc, nobody)
            .map(|one| one.id.to_string());
        note(format!("{nobody} in {}", interface.vpc), owner);
        let zones = topology.private_zones_of(&interface.vpc);
        let ids = zones.map(|zones| zones.iter().map(|zone| zone.id.to_string()).collect());
        note(format!("zones of {}", interface.vpc), ids);
    }
    for balancer in whole.load_balancers() {
        let named = topology.load_balancer_named(&balancer.dns_name);
        note(
            format!("named {}", balancer.dns_name),
            named.map(|one| one.arn.to_string()),
        );
    }
    for endpoint in whole.endpoints() {
        for entry in endpoint
            .dns_names
            .iter()
            .filter(|entry| entry.name.starts_with("vpce-"))
        {
            let named = topology.endpoint_named(&entry.name);
            note(
                format!("named {}", entry.name),
                named.map(|(one, _)| one.id.to_string()),
            );
        }
    }
    answers
}

#[test]
fn a_missing_file_leaves_out_answers_but_changes_none() {
    for (name, files) in snapshots() {
        let whole = build(&files);
        let expected = answers(&whole, &whole);
        for removed in files.keys() {
            let mut rest = files.clone();
            rest.remove(removed);
            for (question, answer) in answers(&build(&rest), &whole) {
                let same = answer.is_none() || answer == expected[&question];
                assert!(same, "{name} without {removed}: {question}: {answer:?}");
            }
        }
    }
}

#[test]
fn what_is_recorded_twice_is_the_same() {
    for (name, files) in snapshots() {
        let once = build(&files);
        let copies = files
            .iter()
            .filter(|(path, _)| path.contains('/'))
            .map(|(path, bytes)| {
                let (folder, file) = path.rsplit_once('/').expect("a folder");
                (format!("{folder}/zz-again/{file}"), bytes.clone())
            });
        let twice: Files = files.clone().into_iter().chain(copies).collect();
        let twice = build(&twice);
        assert_eq!(twice.gaps(), once.gaps(), "{name}");
        assert_eq!(answers(&twice, &once), answers(&once, &once), "{name}");
        assert_eq!(evidence(&twice).len(), evidence(&once).len(), "{name}");
    }
}

#[test]
fn an_mcp_server_behind_a_network_load_balancer() {
    let topology = scenario("nlb-managed");
    let targets = topology.targets();
    let [target] = targets[..] else {
        panic!("one target")
    };
    let config = target.config.as_ref().expect("the target was described");
    assert_eq!(config.kind, TargetKind::McpServer);
    let url = config.url.as_ref().expect("a URL");
    let Some(PrivateEndpoint::Managed { vpc, subnets, .. }) = &config.private_endpoint else {
        panic!("managed")
    };

    let gateway = topology
        .resource_gateway(&config.resource_gateways[0])
        .found();
    let gateway = gateway.expect("the resource gateway that AgentCore made");
    assert!(gateway.managed);
    assert_eq!(gateway.vpc.as_ref(), Some(vpc));
    for subnet in subnets {
        let interfaces = topology.interfaces_in(subnet);
        assert!(
            interfaces.iter().any(|interface| interface.lattice_managed),
            "{subnet}"
        );
    }

    let zones = topology
        .private_zones_of(vpc)
        .found()
        .expect("the zones of the VPC");
    let mut records = zones.iter().flat_map(|zone| zone.records.iter().flatten());
    let record = records
        .find(|record| record.name == url.host)
        .expect("the record of the host");
    let RecordData::Alias { name, .. } = &record.data else {
        panic!("an alias")
    };
    let balancer = topology
        .load_balancer_named(name)
        .found()
        .expect("the load balancer");
    assert_eq!(
        balancer.interfaces.len(),
        balancer.zones.len(),
        "a node in each zone"
    );

    let listeners = topology.listeners_of(&balancer.arn);
    let listener = listeners
        .iter()
        .find(|one| one.port == 443)
        .expect("the listener");
    let certificate = listener
        .default_certificate
        .as_ref()
        .expect("its certificate");
    assert!(topology.certificate(certificate).found().is_some());
    let [Action::Forward(groups)] = &listener.default_actions[..] else {
        panic!("forward")
    };
    let group = topology
        .target_group(&groups[0].0)
        .found()
        .expect("the target group");
    for target in group.targets.as_ref().expect("its targets") {
        let TargetRef::Address(address) = target.target else {
            panic!("pods are addresses")
        };
        let owner = topology.interface_at(vpc, address).found();
        assert!(
            owner.is_some(),
            "{address} is an address of a node's interface"
        );
    }
}

#[test]
fn a_private_api_behind_an_endpoint_in_a_peered_vpc() {
    let topology = scenario("apigw-self-managed");
    let endpoints = topology.endpoints();
    let endpoint = endpoints
        .iter()
        .find(|one| one.service.ends_with("execute-api"));
    let endpoint = endpoint.expect("the endpoint");
    assert_eq!(endpoint.interfaces.len(), endpoint.subnets.len());
    for interface in &endpoint.interfaces {
        assert_eq!(
            topology.endpoint_of(interface).map(|one| &one.id),
            Some(&endpoint.id)
        );
    }
    let apis = topology.rest_apis_of(&endpoint.id);
    let [api] = apis[..] else { panic!("one API") };
    assert!(api.is_private() && api.policy.is_some() && api.stages.is_some());
    let zonal = endpoint
        .dns_names
        .iter()
        .filter(|entry| entry.zone.is_some());
    assert_eq!(
        zonal.count(),
        endpoint.subnets.len(),
        "a zonal name for each zone"
    );
    let peerings = topology.peerings();
    let [peering] = peerings[..] else {
        panic!("one peering")
    };
    assert_eq!(peering.status.as_deref(), Some("active"));
}
