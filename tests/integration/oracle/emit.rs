//! A network as the files that the AWS CLI would have printed.

mod transit;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::model::{Addr, Block, Entry, Kind, Network, Peer, Proto, Route, Rule, Target, To};

const SCOPES: [(&str, &str); 4] = [
    ("111122223333", "eu-west-1"),
    ("444455556666", "eu-west-1"),
    ("111122223333", "us-east-1"),
    ("444455556666", "us-east-1"),
];

/// The files of a snapshot, by path.
pub(super) fn files(net: &Network) -> BTreeMap<String, Vec<u8>> {
    let mut files = Files {
        net,
        records: BTreeMap::new(),
    };
    for i in 0..net.vpcs.len() {
        files.vpc(i);
        files.internet_gateway(i);
    }
    for i in 0..net.subnets.len() {
        files.subnet(i);
        files.network_acl(i);
    }
    for i in 0..net.interfaces.len() {
        files.interface(i);
    }
    for i in 0..net.groups.len() {
        files.security_group(i);
    }
    for i in 0..net.tables.len() {
        files.route_table(i);
    }
    for i in 0..net.peerings.len() {
        files.peering(i);
    }
    for i in 0..net.nats.len() {
        files.nat_gateway(i);
    }
    transit::add(&mut files);
    files.into_texts()
}

/// Records by scope, operation and member.
struct Files<'n> {
    net: &'n Network,
    records: BTreeMap<(usize, String, &'static str), Vec<Value>>,
}

impl Files<'_> {
    /// Adds a record of a VPC, unless its kind is hidden there.
    fn add(
        &mut self,
        vpc: usize,
        kind: Option<Kind>,
        call: &'static str,
        member: &'static str,
        record: Value,
    ) {
        if kind.is_none_or(|kind| self.net.sees(vpc, kind)) {
            let scope = self.net.vpcs[vpc].scope;
            self.add_to(scope, call, member, Some(record));
        }
    }

    /// Adds a record to the list of a scope, or just the list.
    fn add_to(
        &mut self,
        scope: usize,
        call: impl Into<String>,
        member: &'static str,
        record: Option<Value>,
    ) {
        let list = self.records.entry((scope, call.into(), member));
        list.or_default().extend(record);
    }

    fn into_texts(self) -> BTreeMap<String, Vec<u8>> {
        let path = |scope: usize, call: &str| {
            let (account, region) = SCOPES[scope];
            format!("{account}/{region}/ec2.{call}.json")
        };
        let bytes = |json: Value| json.to_string().into_bytes();
        let mut texts = BTreeMap::new();
        for ((scope, call, member), records) in self.records {
            texts.insert(path(scope, &call), bytes(json!({ member: records })));
        }
        let lists = self.net.lists.iter().enumerate();
        for (i, list) in lists.take(self.net.observed_lists) {
            let entries: Vec<Value> = each(list, |block| json!({"Cidr": block.text()}));
            let call = format!("get-managed-prefix-list-entries.pl-{i}");
            texts.insert(path(0, &call), bytes(json!({"Entries": entries})));
        }
        texts
    }

    fn vpc(&mut self, i: usize) {
        let vpc = &self.net.vpcs[i];
        let record = json!({
            "VpcId": vpc_id(i),
            "OwnerId": SCOPES[vpc.scope].0,
            "CidrBlock": vpc.blocks[0].text(),
            "CidrBlockAssociationSet": each(&of_family(&vpc.blocks, false), |block| json!({
                "CidrBlock": block.text(), "CidrBlockState": {"State": "associated"}})),
            "Ipv6CidrBlockAssociationSet": each(&of_family(&vpc.blocks, true), |block| json!({
                "Ipv6CidrBlock": block.text(), "Ipv6CidrBlockState": {"State": "associated"}})),
        });
        self.add(i, Some(Kind::Vpcs), "describe-vpcs", "Vpcs", record);
    }

    fn subnet(&mut self, i: usize) {
        let subnet = &self.net.subnets[i];
        let record = json!({
            "SubnetId": subnet_id(i),
            "VpcId": vpc_id(subnet.vpc),
            "OwnerId": SCOPES[self.net.vpcs[subnet.vpc].scope].0,
            "AvailabilityZoneId": format!("zz-az{}", subnet.zone),
            "CidrBlock": subnet.blocks[0].text(),
            "Ipv6CidrBlockAssociationSet": each(&of_family(&subnet.blocks, true), |block| json!({
                "Ipv6CidrBlock": block.text(), "Ipv6CidrBlockState": {"State": "associated"}})),
        });
        self.add(subnet.vpc, None, "describe-subnets", "Subnets", record);
    }

    fn network_acl(&mut self, i: usize) {
        let subnet = &self.net.subnets[i];
        let record = json!({
            "NetworkAclId": format!("acl-{i}"),
            "VpcId": vpc_id(subnet.vpc),
            "IsDefault": false,
            "Associations": [{"SubnetId": subnet_id(i), "NetworkAclId": format!("acl-{i}")}],
            "Entries": each(&self.net.acls[subnet.acl], entry),
        });
        self.add(
            subnet.vpc,
            Some(Kind::Acls),
            "describe-network-acls",
            "NetworkAcls",
            record,
        );
    }

    fn interface(&mut self, i: usize) {
        let interface = &self.net.interfaces[i];
        let vpc = self.net.vpc_of(i);
        let (v6, v4): (Vec<Addr>, Vec<Addr>) = interface.addresses.iter().partition(|addr| addr.v6);
        let mut record = json!({
            "NetworkInterfaceId": interface_id(i),
            "SubnetId": subnet_id(interface.subnet),
            "VpcId": vpc_id(vpc),
            "InterfaceType": "interface",
            "PrivateIpAddress": v4[0].text(),
            "PrivateIpAddresses": each(&v4, |addr| json!({
                "PrivateIpAddress": addr.text(), "Primary": *addr == v4[0]})),
            "Ipv6Addresses": each(&v6, |addr| json!({"Ipv6Address": addr.text()})),
            "Groups": each(&interface.groups, |&group| json!({"GroupId": group_id(group)})),
        });
        if let Some(block) = interface.delegated {
            record["Ipv4Prefixes"] = json!([{"Ipv4Prefix": block.text()}]);
        }
        if interface.public {
            record["Association"] = json!({"PublicIp": "192.0.2.9"});
        }
        if interface.public_second && v4.len() > 1 {
            record["PrivateIpAddresses"][1]["Association"] = json!({"PublicIp": "192.0.2.10"});
        }
        let call = "describe-network-interfaces";
        self.add(
            vpc,
            Some(Kind::Interfaces),
            call,
            "NetworkInterfaces",
            record,
        );
    }

    fn security_group(&mut self, i: usize) {
        let group = &self.net.groups[i];
        let record = json!({
            "GroupId": group_id(i),
            "GroupName": format!("group {i}"),
            "VpcId": vpc_id(group.vpc),
            "IpPermissions": each(&group.inbound, permission),
            "IpPermissionsEgress": each(&group.outbound, permission),
        });
        let call = "describe-security-groups";
        self.add(
            group.vpc,
            Some(Kind::Groups),
            call,
            "SecurityGroups",
            record,
        );
    }

    fn route_table(&mut self, i: usize) {
        let table = &self.net.tables[i];
        let associated = json!({"State": "associated"});
        let associations = if table.main {
            vec![json!({"Main": true, "AssociationState": associated})]
        } else {
            let subnets = 0..self.net.subnets.len();
            let own: Vec<usize> = subnets
                .filter(|&n| self.net.subnets[n].table == i)
                .collect();
            each(&own, |&subnet| {
                json!({
                "Main": false, "SubnetId": subnet_id(subnet), "AssociationState": associated})
            })
        };
        let record = json!({
            "RouteTableId": format!("rtb-{i}"),
            "VpcId": vpc_id(table.vpc),
            "Associations": associations,
            "Routes": each(&table.routes, |one| route(table.vpc, one)),
        });
        let call = "describe-route-tables";
        self.add(table.vpc, Some(Kind::Tables), call, "RouteTables", record);
    }

    fn peering(&mut self, i: usize) {
        let peering = &self.net.peerings[i];
        let side = |vpc: usize| {
            let (account, region) = SCOPES[self.net.vpcs[vpc].scope];
            let blocks = &self.net.vpcs[vpc].blocks;
            json!({
                "VpcId": vpc_id(vpc),
                "OwnerId": account,
                "Region": region,
                "CidrBlock": blocks[0].text(),
                "CidrBlockSet": each(&of_family(blocks, false), |block| json!({
                    "CidrBlock": block.text()})),
                "Ipv6CidrBlockSet": each(&of_family(blocks, true), |block| json!({
                    "Ipv6CidrBlock": block.text()})),
            })
        };
        let record = json!({
            "VpcPeeringConnectionId": format!("pcx-{i}"),
            "Status": {"Code": peering.status},
            "RequesterVpcInfo": side(peering.requester),
            "AccepterVpcInfo": side(peering.accepter),
        });
        let (call, member) = ("describe-vpc-peering-connections", "VpcPeeringConnections");
        self.add(
            peering.requester,
            Some(Kind::Peerings),
            call,
            member,
            record,
        );
    }

    fn nat_gateway(&mut self, i: usize) {
        let nat = &self.net.nats[i];
        let vpc = self.net.subnets[nat.subnet].vpc;
        let record = json!({
            "NatGatewayId": format!("nat-{i}"),
            "VpcId": vpc_id(vpc),
            "SubnetId": subnet_id(nat.subnet),
            "State": nat.state,
            "ConnectivityType": if nat.private { "private" } else { "public" },
        });
        self.add(
            vpc,
            Some(Kind::Nats),
            "describe-nat-gateways",
            "NatGateways",
            record,
        );
    }

    fn internet_gateway(&mut self, vpc: usize) {
        let record = json!({
            "InternetGatewayId": gateway_id(vpc),
            "Attachments": [{"VpcId": vpc_id(vpc), "State": "available"}],
        });
        let call = "describe-internet-gateways";
        self.add(vpc, None, call, "InternetGateways", record);
    }
}

fn each<T>(items: &[T], record: impl Fn(&T) -> Value) -> Vec<Value> {
    items.iter().map(record).collect()
}

fn of_family(blocks: &[Block], v6: bool) -> Vec<Block> {
    let blocks = blocks.iter().copied();
    blocks.filter(|block| block.first.v6 == v6).collect()
}

pub(super) fn interface_id(index: usize) -> String {
    format!("eni-{index}")
}

pub(super) fn subnet_id(index: usize) -> String {
    format!("subnet-{index}")
}

pub(super) fn group_id(index: usize) -> String {
    format!("sg-{index}")
}

fn gateway_id(vpc: usize) -> String {
    format!("igw-{vpc}")
}

fn vpc_id(index: usize) -> String {
    format!("vpc-{index}")
}

fn protocol(proto: Proto) -> String {
    match proto {
        Proto::Any => "-1".to_owned(),
        Proto::Number(number) => number.to_string(),
        Proto::Unreadable => "carrier-pigeon".to_owned(),
    }
}

fn permission(rule: &Rule) -> Value {
    let name = match rule.proto {
        Proto::Number(1) => "icmp".to_owned(),
        Proto::Number(6) => "tcp".to_owned(),
        Proto::Number(17) => "udp".to_owned(),
        Proto::Number(58) => "icmpv6".to_owned(),
        other => protocol(other),
    };
    let mut permission = json!({
        "IpProtocol": name, "IpRanges": [], "Ipv6Ranges": [], "UserIdGroupPairs": [], "PrefixListIds": []});
    if matches!(rule.proto, Proto::Number(1 | 6 | 17 | 58)) {
        permission["FromPort"] = json!(rule.from);
        permission["ToPort"] = json!(rule.to);
    }
    match rule.peer {
        Peer::Block(block) if block.first.v6 => {
            permission["Ipv6Ranges"] = json!([{"CidrIpv6": block.text()}]);
        }
        Peer::Block(block) => permission["IpRanges"] = json!([{"CidrIp": block.text()}]),
        Peer::Group(group, status) => {
            let mut pair = json!({"GroupId": group_id(group)});
            if let Some(status) = status {
                pair["PeeringStatus"] = json!(status);
            }
            permission["UserIdGroupPairs"] = json!([pair]);
        }
        Peer::List(list) => {
            permission["PrefixListIds"] = json!([{"PrefixListId": format!("pl-{list}")}]);
        }
        Peer::Unreadable => permission["IpRanges"] = json!([{"CidrIp": "10.0.0.0/99"}]),
    }
    permission
}

fn entry(entry: &Entry) -> Value {
    let mut record = json!({
        "RuleNumber": entry.number, "Egress": entry.egress, "Protocol": protocol(entry.proto),
        "RuleAction": if entry.allow { "allow" } else { "deny" },
    });
    match entry.block {
        Some(block) if block.first.v6 => record["Ipv6CidrBlock"] = json!(block.text()),
        Some(block) => record["CidrBlock"] = json!(block.text()),
        None => record["CidrBlock"] = json!("everywhere"),
    }
    match (entry.range, entry.proto) {
        (Some((kind, code)), Proto::Number(1 | 58)) => {
            record["IcmpTypeCode"] = json!({"Type": kind, "Code": code});
        }
        (Some((from, to)), _) => record["PortRange"] = json!({"From": from, "To": to}),
        (None, _) => {}
    }
    record
}

fn route(vpc: usize, route: &Route) -> Value {
    let origin = match (route.target, route.propagated) {
        (Target::Local, _) => "CreateRouteTable",
        (_, true) => "EnableVgwRoutePropagation",
        _ => "CreateRoute",
    };
    let mut record = json!({"State": route.state, "Origin": origin});
    match route.to {
        To::Block(block) if block.first.v6 => {
            record["DestinationIpv6CidrBlock"] = json!(block.text());
        }
        To::Block(block) => record["DestinationCidrBlock"] = json!(block.text()),
        To::List(list) => record["DestinationPrefixListId"] = json!(format!("pl-{list}")),
    }
    let (member, id) = match route.target {
        Target::Local => ("GatewayId", "local".to_owned()),
        Target::Peering(peering) => ("VpcPeeringConnectionId", format!("pcx-{peering}")),
        Target::Nat(nat) => ("NatGatewayId", format!("nat-{nat}")),
        Target::Internet => ("GatewayId", gateway_id(vpc)),
        Target::TransitGateway(gateway) => ("TransitGatewayId", format!("tgw-{gateway}")),
        Target::Wan => (
            "CoreNetworkArn",
            "arn:aws:networkmanager::111122223333:core-network/core-1".to_owned(),
        ),
        Target::Vpn => ("GatewayId", "vgw-1".to_owned()),
    };
    record[member] = json!(id);
    record
}
