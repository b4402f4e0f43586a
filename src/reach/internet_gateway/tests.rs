//! A VPC with every way to the internet, and what is asked of its internet gateway.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::reach::{Cause, Leg, Origin, Outcome, Step, StepKind, Trace, Verdict, walk};
use crate::snapshot::{LoadOptions, Snapshot};
use crate::topology::{InterfaceId, PortSet, Protocol, Topology};

/// A public IPv4 address and a public IPv6 address.
pub(in crate::reach) const OUT4: &str = "198.51.100.7";
pub(in crate::reach) const OUT6: &str = "2001:db8:ffff::7";

/// The answers about one VPC: `subnet-a` with a public route, `subnet-b` behind the NAT gateway
/// that stands in `subnet-a`, both open in every other respect.
pub(in crate::reach) struct World {
    answers: BTreeMap<String, Value>,
}

impl World {
    pub(in crate::reach) fn new() -> Self {
        let answers = [
            (
                "describe-vpcs",
                json!({"Vpcs": [{"VpcId": "vpc-1", "OwnerId": "111122223333",
                    "CidrBlock": "10.0.0.0/16", "Ipv6CidrBlockAssociationSet": [{
                        "Ipv6CidrBlock": "2001:db8::/56",
                        "Ipv6CidrBlockState": {"State": "associated"}}]}]}),
            ),
            (
                "describe-subnets",
                json!({"Subnets": [subnet("a", 1), subnet("b", 2)]}),
            ),
            (
                "describe-network-interfaces",
                json!({"NetworkInterfaces": [interface("a", 1), interface("b", 2)]}),
            ),
            (
                "describe-security-groups",
                json!({"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "open", "VpcId": "vpc-1",
                    "IpPermissions": [], "IpPermissionsEgress": [{"IpProtocol": "-1",
                        "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
                        "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}]}]}),
            ),
            (
                "describe-network-acls",
                json!({"NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1",
                    "IsDefault": true, "Entries": open_entries(), "Associations": [
                        {"SubnetId": "subnet-a", "NetworkAclId": "acl-1"},
                        {"SubnetId": "subnet-b", "NetworkAclId": "acl-1"}]}]}),
            ),
            (
                "describe-route-tables",
                json!({"RouteTables": [
                    table("a", &[
                        route("0.0.0.0/0", "GatewayId", "igw-1"),
                        route("::/0", "GatewayId", "igw-1")]),
                    table("b", &[
                        route("0.0.0.0/0", "NatGatewayId", "nat-1"),
                        route("64:ff9b::/96", "NatGatewayId", "nat-1"),
                        route("::/0", "EgressOnlyInternetGatewayId", "eigw-1")])]}),
            ),
            (
                "describe-nat-gateways",
                json!({"NatGateways": [{"NatGatewayId": "nat-1", "VpcId": "vpc-1",
                    "SubnetId": "subnet-a", "State": "available", "ConnectivityType": "public",
                    "NatGatewayAddresses": [{"PublicIp": "192.0.2.1", "PrivateIp": "10.0.1.9"}]}]}),
            ),
            (
                "describe-internet-gateways",
                json!({"InternetGateways": [{"InternetGatewayId": "igw-1",
                    "Attachments": [{"VpcId": "vpc-1", "State": "available"}]}]}),
            ),
            (
                "describe-egress-only-internet-gateways",
                json!({"EgressOnlyInternetGateways": [{"EgressOnlyInternetGatewayId": "eigw-1",
                    "Attachments": [{"VpcId": "vpc-1", "State": "attached"}]}]}),
            ),
        ];
        let answers = answers.map(|(operation, answer)| (operation.to_owned(), answer));
        let mut world = Self {
            answers: answers.into(),
        };
        let first = "/NetworkInterfaces/0/PrivateIpAddresses/0/Association";
        world.set(
            "describe-network-interfaces",
            first,
            json!({"PublicIp": "192.0.2.4"}),
        );
        world
    }

    /// Adds or replaces an answer.
    pub(in crate::reach) fn answer(&mut self, operation: &str, answer: Value) -> &mut Self {
        self.answers.insert(operation.to_owned(), answer);
        self
    }

    /// Takes an answer away.
    pub(in crate::reach) fn forget(&mut self, operation: &str) -> &mut Self {
        self.answers.remove(operation);
        self
    }

    /// Sets a member of an answer.
    pub(in crate::reach) fn set(
        &mut self,
        operation: &str,
        pointer: &str,
        value: Value,
    ) -> &mut Self {
        let (parent, member) = pointer.rsplit_once('/').expect("a pointer");
        let answer = self.answers.get_mut(operation).expect("an answer");
        let parent = answer.pointer_mut(parent).expect("the parent");
        match parent {
            Value::Array(list) => list[member.parse::<usize>().expect("an index")] = value,
            other => other[member] = value,
        }
        self
    }

    /// Adds to a list of an answer.
    pub(in crate::reach) fn push(
        &mut self,
        operation: &str,
        list: &str,
        value: Value,
    ) -> &mut Self {
        let answer = self.answers.get_mut(operation).expect("an answer");
        let list = answer.pointer_mut(list).and_then(Value::as_array_mut);
        list.expect("a list").push(value);
        self
    }

    pub(in crate::reach) fn topology(&self) -> Topology {
        let files = self.answers.iter().map(|(operation, answer)| {
            let home = if operation.contains('/') {
                String::new()
            } else {
                "111122223333/eu-west-1/ec2.".to_owned()
            };
            (
                format!("{home}{operation}.json"),
                answer.to_string().into_bytes(),
            )
        });
        let snapshot = Snapshot::from_files(files, &LoadOptions::default());
        Topology::build(snapshot.expect("the answers load"))
    }

    /// The walk from an address of `eni-a` or `eni-b`.
    pub(in crate::reach) fn walk(&self, from: &str, to: &str) -> Trace {
        let topology = self.topology();
        let from = from.parse().expect("an address");
        let id = match from {
            std::net::IpAddr::V4(v4) if v4.octets()[2] == 1 => "eni-a",
            std::net::IpAddr::V6(v6) if v6.segments()[3] == 1 => "eni-a",
            _ => "eni-b",
        };
        let interface = topology.interface(&InterfaceId::from(id)).found();
        let origin = Origin::interface(interface.expect("the interface"), from);
        let to = to.parse().expect("an address");
        let flow = origin.flow_to(to, 443, Protocol::TCP, PortSet::ephemeral());
        walk(&topology, &origin, &flow, Leg::ToEndpoint)
    }
}

fn subnet(name: &str, net: u8) -> Value {
    json!({"SubnetId": format!("subnet-{name}"), "VpcId": "vpc-1", "OwnerId": "111122223333",
        "CidrBlock": format!("10.0.{net}.0/24"),
        "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": format!("2001:db8:0:{net}::/64"),
            "Ipv6CidrBlockState": {"State": "associated"}}]})
}

/// An interface with two private IPv4 addresses.
fn interface(name: &str, net: u8) -> Value {
    json!({"NetworkInterfaceId": format!("eni-{name}"), "VpcId": "vpc-1",
        "SubnetId": format!("subnet-{name}"), "PrivateIpAddress": format!("10.0.{net}.4"),
        "PrivateIpAddresses": [
            {"PrivateIpAddress": format!("10.0.{net}.4"), "Primary": true},
            {"PrivateIpAddress": format!("10.0.{net}.5"), "Primary": false}],
        "Ipv6Addresses": [{"Ipv6Address": format!("2001:db8:0:{net}::4")}],
        "Groups": [{"GroupId": "sg-1"}]})
}

fn route(to: &str, member: &str, id: &str) -> Value {
    let destination = if to.contains(':') {
        "DestinationIpv6CidrBlock"
    } else {
        "DestinationCidrBlock"
    };
    json!({destination: to, member: id, "State": "active"})
}

/// The route table of a subnet: the local routes, and these.
fn table(name: &str, routes: &[Value]) -> Value {
    let local = [
        route("10.0.0.0/16", "GatewayId", "local"),
        route("2001:db8::/56", "GatewayId", "local"),
    ];
    let all = [&local[..], routes].concat();
    json!({"RouteTableId": format!("rtb-{name}"), "VpcId": "vpc-1",
        "Routes": all,
        "Associations": [{"SubnetId": format!("subnet-{name}"),
            "AssociationState": {"State": "associated"}}]})
}

/// Entries that let everything in and out.
fn open_entries() -> Vec<Value> {
    let all = [
        (100, true, "CidrBlock", "0.0.0.0/0"),
        (101, true, "Ipv6CidrBlock", "::/0"),
        (100, false, "CidrBlock", "0.0.0.0/0"),
        (101, false, "Ipv6CidrBlock", "::/0"),
    ];
    let entry = |(number, egress, member, block): (u16, bool, &str, &str)| {
        json!({"RuleNumber": number, "Egress": egress, "Protocol": "-1", "RuleAction": "allow",
            member: block})
    };
    all.map(entry).into()
}

/// The last step of a kind.
pub(in crate::reach) fn step(trace: &Trace, kind: StepKind) -> &Step {
    let steps = trace.steps().filter(|step| step.kind == kind);
    steps.last().expect("a step of that kind")
}

#[test]
fn an_address_reaches_the_internet_by_its_own_way() {
    let world = World::new();
    for (from, to) in [
        ("10.0.1.4", OUT4),
        ("2001:db8:0:1::4", OUT6),
        ("10.0.2.4", OUT4),
        ("2001:db8:0:2::4", OUT6),
    ] {
        let trace = world.walk(from, to);
        assert_eq!(trace.verdict(), Verdict::Reachable, "{from}: {trace:#?}");
    }
}

#[test]
fn each_private_address_has_its_own_public_one_or_none() {
    let mut world = World::new();
    let trace = world.walk("10.0.1.5", OUT4);
    let cause = Cause::InternetGatewayWithoutPublicAddress;
    let route = step(&trace, StepKind::Route);
    assert_eq!(route.outcome, Outcome::Fail(cause), "{}", route.summary);
    let second = "/NetworkInterfaces/0/PrivateIpAddresses/1/Association";
    let public = json!({"PublicIp": "192.0.2.5"});
    world.set("describe-network-interfaces", second, public);
    assert_eq!(world.walk("10.0.1.5", OUT4).verdict(), Verdict::Reachable);
}

#[test]
fn a_gateway_of_no_vpc_is_a_blackhole() {
    let cases = [
        (
            "describe-internet-gateways",
            "InternetGateways",
            "10.0.1.4",
            OUT4,
        ),
        (
            "describe-internet-gateways",
            "InternetGateways",
            "10.0.2.4",
            OUT4,
        ),
        (
            "describe-egress-only-internet-gateways",
            "EgressOnlyInternetGateways",
            "2001:db8:0:2::4",
            OUT6,
        ),
    ];
    for (operation, member, from, to) in cases {
        let mut world = World::new();
        let detached = [
            json!([]),
            json!([{"VpcId": "vpc-2", "State": "available"}]),
            json!([{"VpcId": "vpc-1", "State": "detached"}]),
        ];
        for attachments in detached {
            world.set(operation, &format!("/{member}/0/Attachments"), attachments);
            let trace = world.walk(from, to);
            let route = step(&trace, StepKind::Route);
            assert_eq!(route.outcome, Outcome::Fail(Cause::Blackhole), "{from}");
            assert_eq!(route.evidence.len(), 2, "the route and the gateway");
        }
        world.answer(operation, json!({member: []}));
        assert_eq!(world.walk(from, to).verdict(), Verdict::Blocked, "deleted");
        world.forget(operation);
        assert_eq!(world.walk(from, to).verdict(), Verdict::Unknown, "unseen");
        let elsewhere = format!("444455556666/eu-west-1/ec2.{operation}");
        world.answer(&elsewhere, json!({member: []}));
        assert_eq!(
            world.walk(from, to).verdict(),
            Verdict::Unknown,
            "another account's list"
        );
    }
}

#[test]
fn an_attachment_in_motion_decides_nothing() {
    let mut world = World::new();
    let state = "/InternetGateways/0/Attachments/0/State";
    for motion in ["attaching", "detaching"] {
        world.set("describe-internet-gateways", state, json!(motion));
        let trace = world.walk("10.0.2.4", OUT4);
        assert_eq!(trace.verdict(), Verdict::Unknown, "{motion}");
    }
}

#[test]
fn a_nat_gateway_translates_what_dns64_made() {
    let mut world = World::new();
    let trace = world.walk("2001:db8:0:2::4", "64:ff9b::c633:6407");
    assert_eq!(trace.verdict(), Verdict::Reachable, "{trace:#?}");
    // 10.1.2.3 is nowhere on the internet.
    let private = world.walk("2001:db8:0:2::4", "64:ff9b::a01:203");
    assert_eq!(private.verdict(), Verdict::Blocked);
    // The NAT gateway's subnet sees the IPv4 address.
    let only_v6 = json!([{"RuleNumber": 100, "Egress": true, "Protocol": "-1",
        "RuleAction": "allow", "Ipv6CidrBlock": "::/0"}]);
    world.set("describe-network-acls", "/NetworkAcls/0/Entries", only_v6);
    let trace = world.walk("2001:db8:0:2::4", "64:ff9b::c633:6407");
    assert_eq!(trace.verdict(), Verdict::Blocked);
}

#[test]
fn a_public_nat_gateway_needs_an_elastic_address() {
    let mut world = World::new();
    let addresses = "/NatGateways/0/NatGatewayAddresses";
    let without = json!([{"PrivateIp": "10.0.1.9", "Status": "succeeded"}]);
    world.set("describe-nat-gateways", addresses, without);
    let trace = world.walk("10.0.2.4", OUT4);
    assert_eq!(
        step(&trace, StepKind::Nat).outcome,
        Outcome::Fail(Cause::NatUnavailable)
    );
    let soon = json!([{"PrivateIp": "10.0.1.9", "Status": "associating"}]);
    world.set("describe-nat-gateways", addresses, soon);
    assert_eq!(world.walk("10.0.2.4", OUT4).verdict(), Verdict::Unknown);
}

#[test]
fn a_regional_nat_gateway_routes_by_a_table_of_its_own() {
    let mut world = World::new();
    let regional = json!({"NatGatewayId": "nat-1", "VpcId": "vpc-1", "State": "available",
        "ConnectivityType": "public", "AvailabilityMode": "regional", "RouteTableId": "rtb-nat",
        "NatGatewayAddresses": [{"PublicIp": "192.0.2.1"}]});
    world.answer("describe-nat-gateways", json!({"NatGateways": [regional]}));
    let unseen = world.walk("10.0.2.4", OUT4);
    assert_eq!(unseen.verdict(), Verdict::Unknown, "its table is not known");
    let route = |target: &str, id: &str| {
        json!({"RouteTableId": "rtb-nat", "VpcId": "vpc-1", "Associations": [], "Routes": [
            {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
            {"DestinationCidrBlock": "0.0.0.0/0", target: id, "State": "active"}]})
    };
    let mut tables = world.answers["describe-route-tables"].clone();
    let list = tables["RouteTables"].as_array_mut().expect("a list");
    list.push(route("GatewayId", "igw-1"));
    world.answer("describe-route-tables", tables.clone());
    let trace = world.walk("10.0.2.4", OUT4);
    assert_eq!(trace.verdict(), Verdict::Reachable, "{trace:#?}");
    tables["RouteTables"][2] = route("TransitGatewayId", "tgw-1");
    world.answer("describe-route-tables", tables);
    assert_eq!(world.walk("10.0.2.4", OUT4).verdict(), Verdict::Unknown);
}
